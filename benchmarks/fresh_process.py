"""What is measured in a process of its own: the first result, and the memory of many replicates.

``python -m benchmarks.fresh_process first`` or ``replicates NUMBER WORKERS`` prints JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.row import Row

ROOT = Path(__file__).parent.parent
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def fresh(*arguments: str, cache: Path | None = None) -> dict[str, Any]:
    """What a fresh process of this module says, and the seconds from its start to its end.

    Args:
        arguments: The task and its numbers.
        cache: Folder for compiled code; the usual one if not given.
    """
    changes = {} if cache is None else {"EVENHAND_CACHE": str(cache)}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fresh_process", *arguments],
        check=True,
        cwd=ROOT,
        env={**os.environ, **changes},
        stdout=subprocess.PIPE,
        text=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return {**said, "process seconds": time.perf_counter() - started}


def start_rows(rounds: int) -> list[Row]:
    """The first result after installation, which compiles, and the first of a later process.

    Args:
        rounds: How often a later process is started.
    """
    first, later = _starts(rounds)
    if not _compiled_once(first, later):
        first, later = _starts(rounds)  # the engine's files changed meanwhile
    if not _compiled_once(first, later):
        raise RuntimeError("the engine's files keep changing while its start is measured")
    return [
        Row(
            "first run by chance after installation: compiles",
            "",
            (first["first run"],),
            note="The run itself included; nothing else.",
            more=first,
        ),
        Row(
            "a later process, from its start to its first result and end",
            "",
            tuple(said["process seconds"] for said in later),
            note="Python, imports, reading and compiling the model file, one run by chance.",
            more={"parts": later},
        ),
    ]


def _starts(rounds: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The first process with an empty folder for compiled code, and later ones."""
    with tempfile.TemporaryDirectory() as folder:
        first = fresh("first", cache=Path(folder))
        return first, [fresh("first", cache=Path(folder)) for _ in range(rounds)]


def _compiled_once(first: dict[str, Any], later: list[dict[str, Any]]) -> bool:
    return not first["compiled before"] and all(said["compiled before"] for said in later)


def _first() -> dict[str, Any]:
    """Seconds of each part of the way to a first result."""
    started = time.perf_counter()
    from benchmarks.national import by_month_and_class, national
    from evenhand.engines.native import is_compiled
    from evenhand.engines.network_run import run_network

    compiled = is_compiled()
    imported = time.perf_counter()
    network = national()
    recording = by_month_and_class(network)
    read = time.perf_counter()
    run_network(network, "chance", recording=recording)
    ran = time.perf_counter()
    return {
        "compiled before": compiled,
        "imports": imported - started,
        "network": read - imported,
        "first run": ran - read,
    }


def _replicates(number: int, workers: int) -> dict[str, Any]:
    """Seconds and peak memory of many replicates and the quantiles of what they counted."""
    from benchmarks.machine import peak_memory
    from benchmarks.national import by_month_and_class, national
    from evenhand.engines.network_run import run_network
    from evenhand.engines.replicates import quantiles, run_replicates

    network = national()
    recording = by_month_and_class(network)
    run_network(network, "chance", recording=recording)
    before = peak_memory()
    started, worked = time.perf_counter(), time.process_time()
    runs = run_replicates(network, number, workers=workers, recording=recording)
    ran = time.perf_counter()
    received = (time.process_time() - worked) / (ran - started)
    for counted in (runs.flow, runs.stock, runs.days, runs.waited, runs.used, runs.above):
        quantiles(counted, LEVELS)
    done = time.perf_counter()
    return {
        "seconds": done - started,
        "replicates": ran - started,
        "quantiles": done - ran,
        "cores received": received,
        "rss_mib": peak_memory(),
        "rss before": before,
    }


if __name__ == "__main__":
    task, *numbers = sys.argv[1:]
    print(json.dumps(_first() if task == "first" else _replicates(*map(int, numbers))))
