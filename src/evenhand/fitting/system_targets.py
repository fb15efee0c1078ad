"""Figures of the record that the whole system is fitted to, with their errors.

Each target has the error of its measurement and a discrepancy: how far the model may be off even
with the right values, because of what it leaves out. Both are standard deviations, of the logarithm
on the scale ``log``, in the target's unit on the scale ``natural``. Source:
``system_targets.csv``, each row with its source, reliability and the reason for its discrepancy.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from evenhand.model.levers import Array


@dataclass(frozen=True)
class Target:
    """One figure of the record.

    Args:
        name: What it is called.
        first: First month, ``YYYY-MM``.
        last: Last month.
        unit: Its unit.
        scale: ``log`` or ``natural``.
        value: What was recorded.
        error: Standard deviation of the measurement.
        discrepancy: Standard deviation of what the model leaves out.
        reliability: A to E.
        source: Where it comes from.
        says: What it counts.
        why: Why the model may be off.
    """

    name: str
    first: str
    last: str
    unit: str
    scale: str
    value: float
    error: float
    discrepancy: float
    reliability: str
    source: str
    says: str
    why: str

    @property
    def spread(self) -> float:
        """Error and discrepancy together, as a standard deviation."""
        return float(np.hypot(self.error, self.discrepancy))

    def off(self, predicted: float) -> float:
        """How many standard deviations a prediction is above the record."""
        if self.scale == "log":
            return float(np.log(predicted / self.value) / self.spread)
        return (predicted - self.value) / self.spread


@cache
def targets() -> tuple[Target, ...]:
    """All targets, in the order of the table."""
    text = resources.files("evenhand.fitting").joinpath("system_targets.csv").read_text("utf-8")
    numbers = ("value", "error", "discrepancy")
    found = []
    for row in csv.DictReader(text.splitlines()):
        words = {key: text for key, text in row.items() if key not in (*numbers, "target")}
        values = {key: float(row[key]) for key in numbers}
        found.append(Target(name=row["target"], **words, **values))  # type: ignore[arg-type]
    return tuple(found)


def misses(predicted: Array, chosen: tuple[Target, ...] | None = None) -> Array:
    """Standard deviations by which predictions are above the record ``(..., target)``.

    Args:
        predicted: Predictions ``(..., target)``.
        chosen: The targets; all if not given.
    """
    chosen = targets() if chosen is None else chosen
    values = np.array([one.value for one in chosen])
    logs = np.array([one.scale == "log" for one in chosen])
    spreads = np.array([one.spread for one in chosen])
    safe = np.where(logs, np.maximum(predicted, 1e-12), 1.0)
    ratio = np.log(safe / np.where(logs, values, 1.0))
    found: Array = np.where(logs, ratio, predicted - values) / spreads
    return found
