"""Run one peer on one file of parameters and print its result as JSON.

    python run_peers.py PARAMETERS --seed 1 --peer wheel

Run it with the Python of the peers' own environment (see README.md).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FLAGS = ("-std=c++17", "-O3", "-march=native")
WHEELS = {
    "wheel": (),
    "wheel-numbered": ("-DCASE_TYPE=std::uint32_t",),
}
PROGRAMS = {
    "simpy": "simpy_model.py",
    "simpy-idiom": "simpy_idiom.py",
    "cimba": "cimba_model.py",
    "salabim": "salabim_model.py",
}
NOTES = {
    "wheel": "any scale; a case is its cell alone",
    "wheel-numbered": "any scale; a case carries a number of its own",
    "simpy": "batched: cases that leave on one day share an event; about 0.6 GB at scale 1",
    "simpy-idiom": "as the manual teaches it: each case its own events",
    "cimba": "about 0.6 GB at scale 1; compiling takes some seconds more",
    "salabim": "meant for scales up to about 0.1",
}


def compiled_wheel(extra: tuple[str, ...]) -> Path:
    """Give the program compiled from wheel.cpp, made when this text and flags were not yet."""
    source = HERE / "wheel.cpp"
    flags = (*FLAGS, *extra)
    digest = hashlib.sha256(source.read_bytes() + " ".join(flags).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"peers-wheel-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise SystemExit(f"{folder} belongs to somebody else")
    program = folder / digest
    if not program.exists():
        compiler = os.environ.get("CXX", "g++")
        with tempfile.TemporaryDirectory(dir=folder) as draft:
            made = Path(draft) / "wheel"
            subprocess.run([compiler, *flags, str(source), "-o", str(made)], check=True)
            made.replace(program)
    return program


def main() -> None:
    """Run the peer asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parameters", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", choices=tuple(NOTES), default="wheel")
    parser.add_argument(
        "--scale-note", action="store_true", help="add the peer, the scale and a remark on it"
    )
    asked = parser.parse_args()
    if asked.peer in WHEELS:
        command = [str(compiled_wheel(WHEELS[asked.peer]))]
    else:
        command = [sys.executable, str(HERE / PROGRAMS[asked.peer])]
    command += [str(asked.parameters), str(asked.seed)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(done.returncode if done.returncode > 0 else 1)
    result = json.loads(done.stdout.splitlines()[-1])
    if asked.scale_note:
        lines = asked.parameters.read_text(encoding="utf-8").splitlines()
        scale = next((float(line.split()[2]) for line in lines if line.startswith("scale ")), 1.0)
        result = {"peer": asked.peer, "scale": scale, "note": NOTES[asked.peer], **result}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
