"""Rows of the table "the model against the literature"."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

Tests = Literal[
    "system", "part", "record", "forecast", "in sample", "arithmetic", "nothing"
]  # fmt: skip
WITHIN, OUTSIDE, NOT_DUE, NOT_MODELLED = "within", "outside", "not due", "not modelled"
TESTS: dict[Tests, str] = {
    "system": "the whole system",
    "part": "a part of the model: one stage, or the officers, on the publication's own numbers",
    "record": "the record that the model is fitted to, under the publication's definition",
    "forecast": "a dated forecast, ours beside theirs",
    "in sample": "a lever was set with this very figure, so that agreement says little",
    "arithmetic": "published numbers only, or inputs solved from the result: no evidence",
    "nothing": "the model has no such quantity",
}
"""What a row puts to the test."""


@dataclass(frozen=True)
class Row:
    """One published figure, and what the model says to the same question.

    Args:
        id: P1 to P22, as the project's notes on models number them.
        source: Author and year.
        published: The publication's set-up and figure.
        setup: How the model is set up to answer the same question.
        quantity: What is compared.
        unit: Its unit.
        figure: The published figure, or the middle of a published range.
        low: The least value that counts as within.
        high: The largest value that counts as within.
        why: Why that range.
        found: The model's value; NaN where it has none.
        tests: What the row puts to the test.
        explanation: Why the two differ; never empty where they do.
        due: When a forecast can be scored, if not yet.
        control: Whether it is a wrong set-up, which must fall outside.
    """

    id: str
    source: str
    published: str
    setup: str
    quantity: str
    unit: str
    figure: float
    low: float
    high: float
    why: str
    found: float
    tests: Tests
    explanation: str = ""
    due: str = ""
    control: bool = False

    @property
    def verdict(self) -> str:
        """Within or outside the range, not due, or not modelled."""
        if self.tests == "nothing":
            return NOT_MODELLED
        if self.due:
            return NOT_DUE
        return WITHIN if self.low <= self.found <= self.high else OUTSIDE

    @property
    def note(self) -> str:
        """The explanation, where there is something to explain."""
        agrees = self.verdict == WITHIN and self.tests in ("system", "part")
        return "" if agrees else self.explanation

    @property
    def passed(self) -> bool:
        """Whether a difference is explained, and a wrong set-up is found out."""
        if self.control:
            return self.verdict == OUTSIDE
        return self.verdict == WITHIN or bool(self.explanation)


Case = Callable[[], list[Row]]


def share(figure: float, part: float) -> tuple[float, float]:
    """A range of so many parts of a figure to either side."""
    low, high = sorted((figure * (1 - part), figure * (1 + part)))
    return low, high


def factor(figure: float, times: float) -> tuple[float, float]:
    """A range from a figure over a factor to the figure times it."""
    return figure / times, figure * times


def number(value: float) -> str:
    """A number with three significant digits, as the page prints it."""
    if not math.isfinite(value):
        return "none"
    if value == 0:
        return "0"
    value = float(f"{value:.10g}")  # so that the last bits of a run do not decide a rounding
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    rounded = round(value, 2 - math.floor(math.log10(abs(value))))
    return f"{rounded:,.{digits}f}"


def frame(rows: list[Row]) -> pl.DataFrame:
    """Rows as a table, one column for each field and the verdict."""
    return pl.DataFrame(
        [
            {
                "id": r.id, "source": r.source, "tests": r.tests, "quantity": r.quantity,
                "unit": r.unit, "published": r.figure, "low": r.low, "high": r.high,
                "model": r.found, "verdict": r.verdict, "control": r.control,
                "published set-up": r.published, "model set-up": r.setup, "range": r.why,
                "explanation": r.explanation, "due": r.due,
            }
            for r in rows
        ]
    )  # fmt: skip
