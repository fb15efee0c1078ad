"""On which days a change is in place: its dates, and the status of legal events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from evenhand.registers.legal_events import legal_events
from evenhand.scenarios.schema import Change, Condition

Days = NDArray[np.bool_]
Counterfactuals = Mapping[str, Mapping[str, date]]


def status_on(event: str, day: date, counterfactuals: Counterfactuals) -> str | None:
    """The status of a legal event on a day, as it happened or as a scenario says.

    A counterfactual holds from its day on for good; before it the event goes as it happened.

    Args:
        event: The event.
        day: The day.
        counterfactuals: By event, a status and the day from which it holds.
    """
    said = [(begins, status) for status, begins in counterfactuals.get(event, {}).items()]
    reached = [(begins, status) for begins, status in said if begins <= day]
    return max(reached)[1] if reached else legal_events()[event].status_on(day)


def holds(condition: Condition, day: date, counterfactuals: Counterfactuals) -> bool:
    """Whether an event has one of the statuses on a day."""
    return status_on(condition.event, day, counterfactuals) in condition.status


def begins(change: Change) -> date | None:
    """The first day that a change states; None if it holds from the first day of a run."""
    return min(change.series) if change.from_ is None and change.series else change.from_


def days_in_place(
    change: Change, first_day: date, days: int, counterfactuals: Counterfactuals
) -> Days:
    """Whether a change is in place on each day ``(T,)``.

    Args:
        change: The change.
        first_day: The first day of the run.
        days: Number of days ``T``.
        counterfactuals: What a scenario says about legal events.
    """
    day = np.arange(days)
    start = begins(change)
    first = 0 if start is None else (start - first_day).days
    last = days if change.until is None else (change.until - first_day).days
    placed: Days = (day >= first) & (day <= last)
    for condition, wanted in ((change.while_, True), (change.unless, False)):
        if condition is not None:
            placed &= _held(condition, first_day, days, counterfactuals) == wanted
    return placed


def _held(
    condition: Condition, first_day: date, days: int, counterfactuals: Counterfactuals
) -> Days:
    """Whether a condition holds on each day ``(T,)``: it changes only where its event does."""
    said = counterfactuals.get(condition.event, {}).values()
    moves = [*said, *(change.date for change in legal_events()[condition.event].changes)]
    edges = sorted({0, *(offset for day in moves if 0 < (offset := (day - first_day).days) < days)})
    found = np.zeros(days, dtype=np.bool_)
    for begin, end in zip(edges, [*edges[1:], days], strict=True):
        found[begin:end] = holds(condition, first_day + timedelta(days=begin), counterfactuals)
    return found


def stretches(placed: Days) -> list[tuple[int, int]]:
    """First and last day of each stretch of days on which a change is in place.

    Args:
        placed: Whether it is, by day ``(T,)``.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], placed.astype(np.int8), [0]])))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]
