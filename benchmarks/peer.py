"""Running the other engines, each in a process of the peers' own environment."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "peers"
VERSIONS = """
import importlib.metadata as m, json, platform
names = ("simpy", "cimba", "salabim", "numba", "numpy")
print(json.dumps({"python": platform.python_version(), **{n: m.version(n) for n in names}}))
"""


@dataclass(frozen=True)
class Peer:
    """Another engine and how much of it can be waited for.

    Args:
        name: Its name in ``peers/run_peers.py``.
        title: What the table calls it.
        scale: Scale of its runs.
        rounds: How many.
        quick_scale: Scale when in a hurry.
        quick_rounds: How many then.
    """

    name: str
    title: str
    scale: float
    rounds: int
    quick_scale: float
    quick_rounds: int


PEERS = (
    Peer("wheel-numbered", "C++, each case numbered (the yardstick)", 1, 7, 1, 3),
    Peer("wheel", "C++, a case is one byte (the bound)", 1, 7, 1, 3),
    Peer("cimba", "Cimba", 1, 3, 0.1, 1),
    Peer("simpy", "SimPy, batched", 1, 2, 0.02, 1),
    Peer("simpy-idiom", "SimPy, by its manual", 1, 1, 0.02, 1),
    Peer("salabim", "salabim", 0.1, 1, 0.02, 1),
)


@dataclass(frozen=True)
class PeerRun:
    """What a peer printed.

    Args:
        seconds: Of the simulation alone.
        rss_mib: Its peak of memory, MiB.
        outcome: What came out, moves and cases included.
    """

    seconds: float
    rss_mib: float
    outcome: dict[str, float]


def run_peer(python: Path, peer: str, parameters: Path, seed: int) -> PeerRun:
    """Run a peer once.

    Args:
        python: The Python of the peers' environment.
        peer: Its name in ``peers/run_peers.py``.
        parameters: The file of parameters.
        seed: Its seed.

    Raises:
        CalledProcessError: when it fails.
    """
    asked = ("--seed", str(seed), "--peer", peer)
    done = subprocess.run(
        [str(python), str(FOLDER / "run_peers.py"), str(parameters), *asked],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = json.loads(done.stdout)
    outcome = {"events": said["events"], "cases": said["cases"], **said["outcome"]}
    return PeerRun(said["seconds"], said["rss_mib"], outcome)


def peer_versions(python: Path) -> dict[str, str]:
    """Versions of what the peers stand on.

    Args:
        python: The Python of the peers' environment.
    """
    command = [str(python), "-c", VERSIONS]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found
