"""Human decisions about published values, and the check that asks for new ones."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from evenhand.errors import Problem
from evenhand.observations.table import Observation

EXCHANGED = {"ICE": "CBP", "CBP": "ICE"}
CLEARLY_NEARER = 3.0
"""Columns look exchanged when they are this many times nearer to the averages that way round."""


@dataclass(frozen=True)
class Correction:
    """One decision, with its reason."""

    series: str
    period: str
    action: str
    because: str


@cache
def corrections() -> tuple[Correction, ...]:
    """The decisions that ship with the package."""
    text = resources.files("evenhand.sources.hand").joinpath("corrections.csv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(Correction(**row) for row in csv.DictReader(lines))


def apply_corrections(rows: Iterable[Observation]) -> list[Observation]:
    """Carry out the decisions; every corrected value says so in its note.

    A decision is carried out only while the published columns still look wrong, so that an
    edition which its publisher has put right is left alone.
    """
    listed = list(rows)
    for decision in corrections():
        if decision.action == "exchange agencies" and looks_exchanged(listed, decision.period):
            listed = [_exchanged(row, decision) for row in listed]
    return listed


def _exchanged(row: Observation, decision: Correction) -> Observation:
    if (row.series, row.period) != (decision.series, decision.period):
        return row
    if row.agency not in EXCHANGED:
        return row
    note = f"published under {row.agency}; corrected: {decision.because}"
    return replace(row, agency=EXCHANGED[row.agency], note=note)


def looks_exchanged(rows: list[Observation], period: str) -> bool:
    """Whether a day's detained counts fit the month's averages only with agencies exchanged."""
    counts = {
        (row.agency, row.criminality): row.value
        for row in rows
        if row.series == "detained" and row.period == period and row.agency in EXCHANGED
    }
    last = max((r.period for r in rows if r.series == "average-daily-population"), default="")
    averages = {
        (row.agency, row.criminality): row.value
        for row in rows
        if row.series == "average-daily-population" and row.period == last
    }
    shared = [key for key in counts if key in averages and key[1] != "all"]
    if not shared:
        return False
    straight = sum(_distance(counts[key], averages[key]) for key in shared)
    crossed = sum(
        _distance(counts[key], averages.get((EXCHANGED[key[0]], key[1]), 0.0)) for key in shared
    )
    return crossed * CLEARLY_NEARER < straight


def _distance(one: float, other: float) -> float:
    return abs(math.log(one + 1) - math.log(other + 1))


def exchange_warning(rows: list[Observation], file: str) -> Problem | None:
    """A warning when the agencies of the detained counts still look exchanged."""
    days = {row.period for row in rows if row.series == "detained"}
    for day in sorted(days):
        if looks_exchanged(rows, day):
            cell = next(row for row in rows if row.series == "detained" and row.period == day)
            where = f"{file} [{cell.sheet}!{cell.cell}]"
            what = "the ICE and CBP columns of the detained counts look exchanged"
            return Problem(where, what, "decide, and write it to the corrections table")
    return None
