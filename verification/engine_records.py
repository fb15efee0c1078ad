"""Records of comparisons, their one budget of false alarms, and small networks to compare."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from engine_theory import Array
from scipy import stats

from evenhand.compiled.compile_network import compile_network
from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_run import (
    NetworkOutcome,
    Recording,
    make_room,
    record_everything,
    run_network,
)
from evenhand.model.network import Network

FIRST_DAY = date(2000, 1, 1)
FALSE_ALARM = 1e-3
"""Chance that any comparison of chance with theory fails although the engine is right."""
EXACT, TOLERANCE, CHANCE, LESS, AT_MOST = "exact", "tolerance", "standard error", "<", "≤"
Statistic = Callable[[NetworkOutcome], Iterable[float]]


@dataclass(frozen=True)
class Record:
    """One comparison.

    Args:
        id: The case: K1 to K14 of the project's notes on models, or what it is about.
        quantity: What is compared.
        expected: What theory says.
        found: What the engine gives; by chance, the mean over replicates.
        error: The standard error, or how far apart they may be.
        basis: What ``error`` is, or that the found must be exact, less or at most the expected.
        p: By chance, the probability of being so far apart; Student's law over replicates.
        control: Whether it is a wrong model, which must not agree.
        agrees: Whether expected and found agree; settled by ``judged``.
    """

    id: str
    quantity: str
    expected: float
    found: float
    error: float
    basis: str
    p: float | None = None
    control: bool = False
    agrees: bool = False

    @property
    def passed(self) -> bool:
        """Whether it came out as it must: theory agrees, and a wrong model does not."""
        return self.agrees != self.control


Result = tuple[list[Record], dict[str, pl.DataFrame]]
"""Records of a case, and tables for its pictures by name."""


def exact(id_: str, quantity: str, expected: float, found: float) -> Record:
    """A comparison without tolerance."""
    return Record(id_, quantity, expected, found, 0.0, EXACT)


def near(id_: str, quantity: str, expected: float, found: float, tolerance: float) -> Record:
    """A comparison with a tolerance in the quantity's unit."""
    return Record(id_, quantity, expected, found, tolerance, TOLERANCE)


def less(id_: str, quantity: str, bound: float, found: float, *, strictly: bool = True) -> Record:
    """A comparison with a bound, in mean values or with a margin far beyond chance."""
    return Record(id_, quantity, bound, found, 0.0, LESS if strictly else AT_MOST)


def by_chance(
    id_: str,
    quantity: str,
    expected: float,
    samples: Array,
    *,
    allowance: float = 0.0,
    control: bool = False,
) -> Record:
    """A comparison of a mean over replicates with theory.

    Args:
        id_: The case.
        quantity: What is compared.
        expected: What theory says.
        samples: One number from each replicate ``(replicate,)``.
        allowance: How far theory itself may be off, as where a limit is extrapolated.
        control: Whether it is a wrong model, which must not agree.
    """
    found = float(samples.mean())
    error = float(samples.std(ddof=1) / math.sqrt(len(samples)))
    gap = max(0.0, abs(found - expected) - allowance)
    if error > 0:
        p = float(2 * stats.t.sf(gap / error, len(samples) - 1))
    else:
        p = 1.0 if gap == 0 else 0.0
    return Record(id_, quantity, expected, found, error, CHANCE, p, control)


def judged(records: Iterable[Record]) -> list[Record]:
    """Records with their verdicts: comparisons by chance share one budget of false alarms."""
    listed = list(records)
    drawn = sum(record.p is not None and not record.control for record in listed)
    level = FALSE_ALARM / max(drawn, 1)

    def agrees(record: Record) -> bool:
        if record.p is not None:
            return record.p >= level
        if record.basis == LESS:
            return record.found < record.expected
        if record.basis == AT_MOST:
            return record.found <= record.expected
        return abs(record.found - record.expected) <= record.error

    return [replace(record, agrees=bool(agrees(record))) for record in listed]


# ---------------------------------------------------------------------------------- networks


def day(number: int) -> date:
    """A day of a run, from 0."""
    return FIRST_DAY + timedelta(days=number)


def steps(first: Any, changes: dict[int, Any]) -> dict[str, Any]:
    """A quantity that takes new values from given days of a run on."""
    return {"from": {FIRST_DAY: first} | {day(number): value for number, value in changes.items()}}


def declared(days: int, places: int, stages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a model file would hold; places are independent copies of one system."""
    return {
        "title": "known answer",
        "source": "verification",
        "first-day": FIRST_DAY,
        "days": days,
        "places": [f"place {number}" for number in range(places)],
        "stages": stages,
        "ends": ["left", "lost"],
    } | more


def network(content: dict[str, Any]) -> CompiledNetwork:
    """A network, compiled, from what a model file would hold."""
    return compile_network(Network.model_validate(content))


def arrow(compiled: CompiledNetwork, stage: str, name: str) -> int:
    """The number of an arrow."""
    return compiled.arrows.index((stage, name))


def after(compiled: CompiledNetwork, first: int) -> Recording:
    """Recording in two periods, before and from a day on, by cell."""
    periods = (np.arange(compiled.days) >= first).astype(np.int64)
    return Recording(periods, np.arange(compiled.cells))


def samples(
    compiled: CompiledNetwork,
    statistic: Statistic,
    replicates: int,
    *,
    seed: int,
    recording: Recording | None = None,
) -> Array:
    """A statistic of each replicate ``(replicate, number)``.

    Args:
        compiled: The network.
        statistic: Numbers from an outcome; it must not keep the outcome's arrays.
        replicates: Number of replicates.
        seed: Seed of the random numbers.
        recording: What runs keep; everything if not given.
    """
    kept = recording or record_everything(compiled)
    room = make_room(compiled, "chance", kept)
    rows = [
        list(statistic(run_network(compiled, "chance", seed=seed, replicate=number,
                                   recording=kept, room=room)))
        for number in range(replicates)
    ]  # fmt: skip
    return np.array(rows, dtype=np.float64)
