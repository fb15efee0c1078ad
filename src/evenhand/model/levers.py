"""The levers of the whole system: what a scenario can change, with unit, range and evidence.

A lever's values are numbers by day, place and class; an axis along which they do not differ has
length one. The table of levers is ``parameters/system.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from evenhand.errors import ModelError, Problem, did_you_mean
from evenhand.model.classes import CLASSES
from evenhand.model.places import PLACES

Array = NDArray[np.float64]

DATED, RUN, START = "dated", "run", "start"
"""Whether a lever may change on any day, is one number for a run, or is a stock at the start."""


@dataclass(frozen=True)
class Lever:
    """One row of the table.

    Args:
        attribute: Its name, as scenario files write it.
        rows: Rows of the strategy that it belongs to, as the page of levers numbers them.
        by: Axes it may differ by, of ``place`` and ``class``.
        kind: ``dated``, ``run`` or ``start``.
        unit: Unit of its values.
        default: Central value; where the baseline has a table, its national mean or total.
        low: Low value of the range to try.
        high: High value of it.
        basis: Measured, derived, reported, legal, assumption or definition.
        date: When the value was true.
        source: Where it comes from.
        reliability: A to E.
        description: What it is, in a sentence.
    """

    attribute: str
    rows: tuple[int, ...]
    by: tuple[str, ...]
    kind: str
    unit: str
    default: float
    low: float
    high: float
    basis: str
    date: str
    source: str
    reliability: str
    description: str


@cache
def levers() -> dict[str, Lever]:
    """All levers by attribute, in the order of the table.

    Raises:
        ModelError: when a default lies outside its range, or a line does not have all columns.
    """
    text = resources.files("evenhand.model.parameters").joinpath("system.csv").read_text("utf-8")
    found = {}
    reader = csv.DictReader(text.splitlines(), strict=True)
    for row in reader:
        if None in row or None in row.values():
            where = f"system.csv line {reader.line_num}"
            raise ModelError(Problem(where, "has more or fewer columns than the heading"))
        found[row["attribute"]] = Lever(
            attribute=row["attribute"],
            rows=tuple(int(number) for number in row["row"].split()),
            by=tuple(row["by"].split()),
            kind=row["kind"],
            unit=row["unit"],
            default=float(row["default"]),
            low=float(row["low"]),
            high=float(row["high"]),
            basis=row["basis"],
            date=row["date"],
            source=row["source"],
            reliability=row["reliability"],
            description=row["description"],
        )
    wrong = [one for one in found.values() if not one.low <= one.default <= one.high]
    if wrong:
        raise ModelError(
            [Problem(f"system.csv {x.attribute}", "has a default outside its range") for x in wrong]
        )
    return found


@dataclass(frozen=True)
class LeverValues:
    """The value of every lever on every day of a run, in every place and class.

    Args:
        first_day: The first day of the run.
        days: Number of days ``T``.
        values: By attribute ``(T or 1, 26 or 1, 3 or 1)``, in the lever's unit.
    """

    first_day: date
    days: int
    values: dict[str, Array]

    @property
    def last_day(self) -> date:
        """The last day of the run."""
        return self.first_day + timedelta(days=self.days - 1)

    def __getitem__(self, attribute: str) -> Array:
        """Values of a lever ``(T or 1, 26 or 1, 3 or 1)``."""
        if attribute not in self.values:
            fix = did_you_mean(attribute, self.values, noun="levers")
            raise ModelError(Problem(f"lever {attribute}", "is unknown", fix))
        return self.values[attribute]

    def number(self, attribute: str) -> float:
        """The one value of a lever that is one number for the run."""
        return float(self[attribute].flat[0])

    def by_day(self, attribute: str) -> Array:
        """Values of a lever that differs by day alone ``(T,)``."""
        return np.broadcast_to(self[attribute][:, 0, 0], (self.days,))

    def by_place(self, attribute: str) -> Array:
        """Values by day and place ``(T, 26)``."""
        return np.broadcast_to(self[attribute][:, :, 0], (self.days, len(PLACES)))

    def full(self, attribute: str) -> Array:
        """Values by day, place and class ``(T, 26, 3)``."""
        return np.broadcast_to(self[attribute], (self.days, len(PLACES), len(CLASSES)))

    def changed(self, **values: Array) -> LeverValues:
        """The same with some levers replaced; names have ``__`` for a point."""
        new = {name.replace("__", "."): array for name, array in values.items()}
        return self.with_values(new)

    def with_values(self, values: dict[str, Array]) -> LeverValues:
        """The same with some levers replaced.

        Args:
            values: By attribute ``(T or 1, 26 or 1, 3 or 1)``.
        """
        for attribute, array in values.items():
            self[attribute]
            shape = (self.days, len(PLACES), len(CLASSES))
            if array.ndim != 3 or any(
                n not in (1, most) for n, most in zip(array.shape, shape, strict=True)
            ):
                what = f"has the shape {array.shape}, which does not fit {shape}"
                raise ModelError(Problem(f"lever {attribute}", what))
        return replace(self, values=self.values | values)


def default_values(first_day: date, days: int) -> LeverValues:
    """Every lever at its default, the same everywhere: the ground that a start is laid on.

    Args:
        first_day: The first day of the run.
        days: Number of days.
    """
    values = {name: np.full((1, 1, 1), lever.default) for name, lever in levers().items()}
    return LeverValues(first_day, days, values)


@cache
def dated_defaults() -> dict[str, tuple[tuple[date, float], ...]]:
    """Values that the record gives some levers, from the days on which they began.

    Source: ``parameters/system_dates.csv``, each row with its source and reliability.
    """
    folder = resources.files("evenhand.model.parameters")
    text = folder.joinpath("system_dates.csv").read_text("utf-8")
    found: dict[str, list[tuple[date, float]]] = {}
    for row in csv.DictReader(text.splitlines()):
        steps = found.setdefault(row["attribute"], [])
        steps.append((date.fromisoformat(row["from"]), float(row["value"])))
    return {attribute: tuple(sorted(steps)) for attribute, steps in found.items()}


def record_values(first_day: date, days: int, follow: bool = False) -> LeverValues:
    """Every lever as the record has it on the first day, or day by day.

    Args:
        first_day: The first day of the run.
        days: Number of days ``T``.
        follow: Whether levers go on to follow the record after the first day.
    """
    values = dict(default_values(first_day, days).values)
    known = levers()
    for attribute, steps in dated_defaults().items():
        length = days if follow and known[attribute].kind == DATED else 1
        series = np.empty(length)
        for index in range(length):
            day = first_day + timedelta(days=index)
            reached = [value for begins, value in steps if begins <= day]
            series[index] = reached[-1] if reached else steps[0][1]
        if len(series) > 1 and (series == series[0]).all():
            series = series[:1]
        values[attribute] = series.reshape(-1, 1, 1)
    return LeverValues(first_day, days, values)
