"""Run the benchmarks: ``python -m benchmarks [--records FOLDER] [--quick] [--json FILE]``.

Whole commands are timed as fresh processes, and beside each a yardstick in the same round, so
that a noisy machine moves both. Medians are reported.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
BARE_READING = """
import sys, python_calamine as c
for path in sys.argv[1:]:
    book = c.CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
"""
BARE_IMPORT = "import polars, numpy"
Timed = Callable[[], float]


def command(*arguments: str, data: Path) -> Timed:
    """Time a fresh process of this interpreter."""

    def run() -> float:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments],
            check=True,
            cwd=ROOT,
            env={**os.environ, "EVENHAND_DATA": str(data)},
            stdout=subprocess.DEVNULL,
        )
        return time.perf_counter() - started

    return run


def engine_against_twin(rounds: int) -> dict[str, float]:
    """The fast engine and the plain twin on the same run, in one process."""
    from datetime import timedelta

    from evenhand.compiled.custody import compile_custody
    from evenhand.engines.cohorts import run_custody
    from evenhand.engines.reference import run_reference
    from evenhand.fitting.custody_fit import fit_custody
    from evenhand.sources.ledger import load_observations

    model = fit_custody(load_observations()).model
    run = compile_custody(model, model.start + timedelta(days=60))
    fast, plain = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        run_custody(run)
        fast.append(time.perf_counter() - started)
        started = time.perf_counter()
        run_reference(run)
        plain.append(time.perf_counter() - started)
    ours, twin = statistics.median(fast), statistics.median(plain)
    return {"seconds": ours, "yardstick seconds": twin, "ratio": twin / ours}


def measured(ours: Timed, yardstick: Timed, rounds: int) -> dict[str, float]:
    """Medians of both, taken in turns, and how many times the yardstick's time ours takes."""
    a, b = [], []
    for _ in range(rounds):
        a.append(ours())
        b.append(yardstick())
    ratio = statistics.median(x / y for x, y in zip(a, b, strict=True))
    return {
        "seconds": statistics.median(a),
        "yardstick seconds": statistics.median(b),
        "ratio": ratio,
    }


def benchmarks(records: Path, rounds: int, scratch: Path) -> dict[str, dict[str, float]]:
    """Every benchmark by name."""
    books = sorted(str(path) for path in (records / "ice-detention-statistics").glob("*.xlsx"))
    module = ["-m", "evenhand"]
    found: dict[str, dict[str, float]] = {}
    bare = command("-c", BARE_IMPORT, data=scratch)
    found["--help, against importing polars and numpy"] = measured(
        command(*module, "--help", data=scratch), bare, rounds
    )
    found["run a scenario and write its report, against importing polars and numpy"] = measured(
        command(*module, "run", "beds-100k", "--out", str(scratch / "out"), data=scratch),
        bare,
        rounds,
    )
    found["the engine, against its plain twin (60 days, in one process)"] = engine_against_twin(
        rounds
    )
    if books:
        found[f"check all {len(books)} workbooks, against reading their cells alone"] = measured(
            command(*module, "data", "check", *books, data=scratch),
            command("-c", BARE_READING, *books, data=scratch),
            rounds,
        )
        found["add one more edition, against reading its cells alone"] = measured(
            command(*module, "data", "add", _unknown(books[-1], scratch), data=scratch / "fresh"),
            command("-c", BARE_READING, books[-1], data=scratch),
            rounds,
        )
    return found


def _unknown(book: str, scratch: Path) -> str:
    """A copy of a workbook with one number changed, so that it is no duplicate."""
    copy = scratch / "edition.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet"):
                content = re.sub(
                    rb"<v>(\d{5})</v>", lambda m: b"<v>1" + m[1] + b"</v>", content, count=1
                )
            new.writestr(entry, content)
    return str(copy)


def main() -> None:
    """Measure, print, and write JSON when asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--records", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--quick", action="store_true", help="one round of each")
    parser.add_argument("--json", type=Path, help="file to write to")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = benchmarks(asked.records, 1 if asked.quick else 3, Path(scratch))
    machine = {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }
    for name, figures in found.items():
        print(
            f"{name}: {figures['seconds']:.2f} s, yardstick {figures['yardstick seconds']:.2f} s, "
            f"ratio {figures['ratio']:.1f}"
        )
    if asked.json:
        asked.json.write_text(json.dumps({"machine": machine, "benchmarks": found}, indent=2))


if __name__ == "__main__":
    main()
