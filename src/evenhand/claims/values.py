"""Computed values: a number or a range, a yes or no, or draws of a model; with where they are from.

Arithmetic takes ranges by their ends and draws one by one, so that "dozens" stays a range and a
probability is that of the whole computation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Truth = Literal["yes", "no", "contested"]
Draws = NDArray[np.float64]
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Used:
    """One figure that a computation used: everything that is needed to find it again.

    Args:
        kind: ``observation``, ``published statement``, ``register`` or ``model``.
        name: Series, statement, event, proposition or measure.
        what: What of it: place, agency, class and detail, or what the register says.
        period: Period that it is about.
        first: First day of it.
        last: Last day of it.
        value: The figure; None for words.
        unit: Its unit.
        file: File that it was read from.
        cell: Sheet and cell, or line.
        edition: Edition of the source.
        published: When it was published.
        reliability: A to E.
        note: What else should be known; addresses of transcribed figures stand here.
        complete: Whether the figure covers all of its period.
    """

    kind: Literal["observation", "published statement", "register", "model"]
    name: str
    what: str
    period: str
    first: date
    last: date
    value: float | None
    unit: str
    file: str
    cell: str
    edition: str
    published: date
    reliability: str
    note: str = ""
    complete: bool = True


@dataclass(frozen=True)
class Value:
    """What a computation gives.

    Args:
        low: The number, or the lower end of a range; None without a value, and for a truth.
        high: The number, or the upper end.
        truth: For a yes or no: that, or contested; None where it is not known.
        draws: For a model: one number for each joint draw.
        used: What it was computed from.
        missing_days: Days that were asked for and no figure covers.
        first: First day that the figures are about.
        last: Last day.
        why: Where there is no value: why.
        probability: For a comparison of a model's number: share of the draws in which it holds.
        remarks: What else the computation found, a sentence each.
    """

    low: float | None = None
    high: float | None = None
    truth: Truth | None = None
    draws: Draws | None = None
    used: tuple[Used, ...] = ()
    missing_days: tuple[date, ...] = ()
    first: date | None = None
    last: date | None = None
    why: str = ""
    probability: float | None = None
    remarks: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is a number or a truth."""
        return self.low is not None or self.truth is not None

    @property
    def single(self) -> float | None:
        """The number, or the middle of the range or of the draws."""
        if self.draws is not None:
            return float(np.median(self.draws))
        if self.low is None or self.high is None:
            return None
        return (self.low + self.high) / 2


def number(low: float, high: float | None = None) -> Value:
    """A number or a range without a source.

    Args:
        low: The number, or the lower end.
        high: The upper end.
    """
    return Value(low, low if high is None else high)


def from_draws(draws: Draws) -> Value:
    """A model's number.

    Args:
        draws: One number for each draw.
    """
    low, high = (float(np.quantile(draws, part)) for part in (LOW, HIGH))
    return Value(low, high, draws=draws)


def nothing(why: str) -> Value:
    """No value.

    Args:
        why: Why.
    """
    return Value(why=why)


def together(values: tuple[Value, ...], found: Value) -> Value:
    """A value with the sources of all it was made from.

    Args:
        values: The parts.
        found: What they gave.
    """
    firsts = [one.first for one in values if one.first is not None]
    lasts = [one.last for one in values if one.last is not None]
    return replace(
        found,
        used=tuple(dict.fromkeys(use for one in values for use in one.used)),
        missing_days=tuple(sorted({day for one in values for day in one.missing_days})),
        first=min(firsts, default=None),
        last=max(lasts, default=None),
        why="" if found.known else next((one.why for one in values if one.why), found.why),
        remarks=tuple(dict.fromkeys(text for one in (found, *values) for text in one.remarks)),
    )


def arithmetic(function: Callable[[Draws, Draws], Draws], one: Value, other: Value) -> Value:
    """A function of two numbers, over all ends of their ranges, or draw by draw.

    Args:
        function: Of two arrays.
        one: The first.
        other: The second.
    """
    if one.draws is not None or other.draws is not None:
        draws = [
            each.draws if each.draws is not None else np.array([each.single or 0.0])
            for each in (one, other)
        ]
        return from_draws(function(draws[0], draws[1]))
    left, right = (np.array([each.low, each.high], dtype=np.float64) for each in (one, other))
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = function(left[:, None], right[None, :])
    if not np.all(np.isfinite(ends)):
        return nothing("a number would have to be divided by zero")
    return Value(float(ends.min()), float(ends.max()))


def holds(surely: bool, possibly: bool) -> Value:
    """A yes or no of ranges.

    Args:
        surely: Whether it holds wherever in their ranges the numbers lie.
        possibly: Whether it holds anywhere.
    """
    if surely or not possibly:
        return Value(truth="yes" if surely else "no")
    return nothing("the ranges of the public figures overlap, so that it cannot be told")


def of_probability(share: float) -> Value:
    """A comparison of a model's number.

    Args:
        share: Share of the draws in which it holds.
    """
    return Value(truth="yes" if share >= 0.5 else "no", probability=share)
