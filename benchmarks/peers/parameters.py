"""What the Python peers share: the parameter file, the tables of stays, and the printed result."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np

PLACES, CLASSES, TRACKS = 25, 3, 2
CELLS = PLACES * CLASSES * TRACKS
TINY = 1e-9  # slack for hours that add up to a whole case only in exact sums
RARE = 1e-18  # rarer outcomes cannot be told from never

# Stages and ends by number, for the peers written in plain Python.
STAGES = ("booking", "handling", "detention", "hearing", "papers", "flight", "docket")
ENDS = ("removed", "relief", "closed", "released", "returned")
NUMBER = {name: number for number, name in enumerate(STAGES + ENDS)}
BOOKING, HANDLING, DETENTION, HEARING, PAPERS, FLIGHT, DOCKET, REMOVED = range(8)
BLOCK = 4096  # draws made together

# The exits of each delay, in the order of the parameter file.
EXITS = {
    "booking": ("handling", "released"),
    "detention": ("hearing", "papers", "docket", "released"),
    "papers": ("flight",),
    "docket": ("hearing", "handling", "closed"),
}
SPLITS = {
    "processing": ("detention", "docket", "returned"),
    "decision": ("papers", "docket", "relief"),
}


def read_parameters(path: str) -> dict[str, np.ndarray]:
    """Read the records `name count v1 v2 ...`."""
    parameters = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        name, count, *values = line.split()
        if len(values) != int(count):
            raise ValueError(f"{name}: {count} values announced, {len(values)} found")
        parameters[name] = np.array(values, dtype=float)
    return parameters


def stay_table(
    parameters: dict[str, np.ndarray], stage: str, class_number: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the law of a stay as three arrays: days, number of the exit, probability.

    The last row stands for all stays that outlast the run.
    """
    days = int(parameters["days"][0])
    exits = len(EXITS[stage])
    hazard = parameters[f"{stage}_hazard"].reshape(CLASSES, exits, -1)[class_number]
    bands = parameters[f"{stage}_bands"]
    band = np.searchsorted(bands, np.arange(days), side="right") - 1
    by_age = hazard[:, band]  # exit, age
    staying = np.concatenate([[1.0], np.cumprod(np.maximum(1 - by_age.sum(axis=0), 0))])
    weight = (by_age * staying[:days]).T  # age, exit
    age, exit_number = np.nonzero(weight > RARE)
    return (
        np.append(age + 1, days + 1),
        np.append(exit_number, 0),
        np.append(weight[age, exit_number], staying[days]),
    )


def sampler(generator: np.random.Generator, outcomes: list, weights: np.ndarray) -> Iterator:
    """Give an endless iterator of draws among outcomes, made in blocks."""
    bounds = np.cumsum(weights)
    bounds /= bounds[-1]

    def blocks() -> Iterator[list]:
        while True:
            drawn = np.searchsorted(bounds, generator.random(BLOCK), side="right")
            yield [outcomes[i] for i in drawn.tolist()]

    return chain.from_iterable(blocks())


def samplers(
    parameters: dict[str, np.ndarray], generator: np.random.Generator
) -> tuple[list[Iterator], ...]:
    """Give the draws of booking, detention, papers, docket, processing and decision, by class.

    A draw of a delay is the stay in days and the number of the next stage; a draw of a split is
    that number alone.
    """
    made = []
    for stage, exits in EXITS.items():
        targets = [NUMBER[name] for name in exits]
        made.append([])
        for class_number in range(CLASSES):
            stays, exit_numbers, weights = stay_table(parameters, stage, class_number)
            outcomes = [
                (stay, targets[number])
                for stay, number in zip(stays.tolist(), exit_numbers.tolist(), strict=True)
            ]
            made[-1].append(sampler(generator, outcomes, weights))
    for stage, names in SPLITS.items():
        targets = [NUMBER[name] for name in names]
        shares = parameters[stage].reshape(CLASSES, len(names))
        made.append([sampler(generator, targets, row) for row in shares])
    return tuple(made)


def peak_memory() -> float:
    """Give the peak memory of this process in MiB.

    VmHWM where there is one, for ru_maxrss outlives exec and so may be the peak of the program that
    started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB on Linux, bytes on macOS
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def print_result(
    seconds: float,
    events: int,
    cases: int,
    outcome: dict[str, float],
    **more: float,
) -> None:
    """Print the result of one run as JSON."""
    result = {
        "seconds": seconds,
        "events": int(events),
        "cases": int(cases),
        "rss_mib": round(peak_memory(), 1),
        **more,
        "outcome": outcome,
    }
    print(json.dumps(result))
