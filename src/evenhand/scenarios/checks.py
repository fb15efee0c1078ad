"""Checks that one key alone cannot show: one function per check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

from evenhand.scenarios.schema import UNITS, Change, Scenario

Finding = tuple[tuple[Any, ...], str, str]
"""Path in the file, what is wrong, what to do."""


def check_scenario(scenario: Scenario) -> list[Finding]:
    """Every problem of a scenario whose keys and values are each allowed."""
    found: list[Finding] = []
    for name, change in scenario.changes.items():
        for check in (_amount, _unit, _dates, _series, _origins, _overflow, _ramp):
            found.extend((("changes", name, *path), *rest) for path, *rest in check(change))
    found.extend(_collisions(scenario))
    return found


def _amount(change: Change) -> Iterator[Any]:
    given = [name for name in ("value", "multiply", "series") if getattr(change, name) is not None]
    if len(given) != 1:
        what = f"gives {' and '.join(given) or 'no amount'}"
        yield (), what, "give exactly one of value, multiply, series"


def _unit(change: Change) -> Iterator[Any]:
    allowed = ("ratio",) if change.multiply is not None else UNITS[change.lever]
    if change.unit not in allowed:
        what = f"unit '{change.unit}' does not fit the lever '{change.lever}'"
        yield ("unit",), what, f"write: {' or '.join(allowed)}"


def _dates(change: Change) -> Iterator[Any]:
    if change.until is not None and change.until < change.from_:
        yield ("until",), f"ends {change.until}, before it begins", f"it begins {change.from_}"


def _series(change: Change) -> Iterator[Any]:
    for day, value in (change.series or {}).items():
        if not 0 <= value < 1_000_000:
            yield ("series",), f"{value} on {day} is out of range", "give 0 or more"
        if day < change.from_ or (change.until is not None and day > change.until):
            yield ("series",), f"{day} lies outside the dates of the change", "widen from/until"
    if change.series is not None and not change.series:
        yield ("series",), "is empty", "give at least one day and value"


def _origins(change: Change) -> Iterator[Any]:
    if change.lever != "book-ins" and set(change.origins) != {"ICE", "CBP"}:
        yield ("origins",), f"the lever '{change.lever}' has no origins", "leave the key out"
    if not change.origins:
        yield ("origins",), "names nobody", "write [ICE], [CBP] or leave the key out"


def _overflow(change: Change) -> Iterator[Any]:
    if change.lever != "beds" and change.overflow is not None:
        yield ("overflow",), "only the lever 'beds' has an overflow rule", "leave the key out"
    if change.lever == "beds" and change.multiply is not None:
        what = "the baseline has no limit of beds that could be multiplied"
        yield ("multiply",), what, "give the number of beds as 'value'"
    if change.lever == "beds" and change.overflow is None:
        what = "does not say what happens above the beds"
        yield (), what, "add overflow: overflow, release or refuse"


def _ramp(change: Change) -> Iterator[Any]:
    if change.ramp_days and change.series is not None:
        yield ("ramp-days",), "a series has no ramp", "leave the key out"
    if change.ramp_days and change.lever == "beds":
        what = "the baseline has no number of beds to ramp from"
        yield ("ramp-days",), what, "give a series of dates and beds"


def _collisions(scenario: Scenario) -> Iterator[Finding]:
    """Two changes of one lever on the same days and origins."""
    for (first, a), (second, b) in combinations(scenario.changes.items(), 2):
        if a.lever != b.lever or not set(a.origins) & set(b.origins):
            continue
        starts, ends = max(a.from_, b.from_), min(a.until or date.max, b.until or date.max)
        if starts <= ends:
            what = f"changes '{a.lever}' on the same days as '{first}' (from {starts})"
            yield ("changes", second), what, "give the first an 'until', or merge the two"
