"""Counts of days and cells added up into longer periods and larger groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from evenhand.errors import EvenhandError, Problem
from evenhand.results.counts import Array, Counts

Per = Literal["day", "week", "month", "run"]
By = Literal["all", "place", "class", "place and class"]
WEEK_DAYS = 7


def first_days(counts: Counts, per: Per) -> list[int]:
    """Numbers of the periods, days as a rule, with which each longer period begins.

    Args:
        counts: What a run counted by day.
        per: Length of the longer periods; weeks are counted from the first day of the run.
    """
    days = counts.periods
    if per == "day":
        return list(range(len(days)))
    if per == "week":
        return list(range(0, len(days), WEEK_DAYS))
    if per == "run":
        return [0]
    return [
        index
        for index, day in enumerate(days)
        if index == 0 or (day.year, day.month) != (days[index - 1].year, days[index - 1].month)
    ]


def in_periods(counts: Counts, firsts: Sequence[int]) -> Counts:
    """The same counts over longer periods: flows and days add up, stocks are those at the end.

    Args:
        counts: What a run counted.
        firsts: Numbers of the periods with which each longer one begins; the first is 0.
    """
    starts = list(firsts)
    last = np.array([*starts[1:], len(counts.periods)]) - 1

    def added(values: Array, axis: int = -3) -> Array:
        total: Array = np.add.reduceat(values, starts, axis=axis)
        return total

    return replace(
        counts,
        periods=tuple(counts.periods[index] for index in starts),
        lengths=np.add.reduceat(counts.lengths, starts),
        flow=added(counts.flow),
        stock=np.take(counts.stock, last, axis=-3),
        person_days=added(counts.person_days),
        waited=added(counts.waited),
        used=added(counts.used),
        offered=added(counts.offered),
        above=added(counts.above),
    )


def in_groups(counts: Counts, by: By) -> Counts:
    """The same counts with groups added up.

    Args:
        counts: What a run counted.
        by: What is still told apart.

    Raises:
        EvenhandError: when the counts do not tell it apart.
    """
    wanted = [
        (place if "place" in by else "", kind if "class" in by else "")
        for place, kind in counts.groups
    ]
    for position, axis in enumerate(("place", "class")):
        if axis in by and not all(name[position] for name in wanted):
            fix = f"count by {axis} in the first place"
            raise EvenhandError(Problem("counts", f"do not tell each {axis} apart", fix))
    names = tuple(dict.fromkeys(wanted))
    if names == counts.groups:
        return counts
    number = np.array([names.index(name) for name in wanted])
    order = np.argsort(number, kind="stable")
    starts = np.searchsorted(number[order], np.arange(len(names)))

    def added(values: Array) -> Array:
        # Not a product of matrices: its order of adding may differ from machine to machine.
        total: Array = np.add.reduceat(values[..., order], starts, axis=-1)
        return total

    return replace(
        counts,
        groups=names,
        flow=added(counts.flow),
        stock=added(counts.stock),
        person_days=added(counts.person_days),
        waited=added(counts.waited),
    )


def joined(parts: Sequence[Counts]) -> Counts:
    """Replicates that were run in several batches, as one.

    Args:
        parts: Counts by chance that differ in their replicates alone.
    """
    return replace(parts[0], **_together(parts, np.concatenate))


def stacked(parts: Sequence[Counts]) -> Counts:
    """Expected values under several draws, as the replicates of one run are.

    What was offered of capacities is that of the first draw alone.

    Args:
        parts: Counts in mean values over the same periods and groups.
    """
    return replace(parts[0], mode="chance", **_together(parts, np.stack))


def _together(parts: Sequence[Counts], combine: Callable[[list[Array]], Array]) -> dict[str, Any]:
    """What was counted in all parts, put together by name."""
    names = ("flow", "stock", "person_days", "waited", "used", "above")
    return {name: combine([getattr(part, name) for part in parts]) for name in names}


def first_as_one(counts: Counts, size: int) -> Counts:
    """The first periods of a run as a single one.

    Args:
        counts: What a run counted.
        size: Number of periods; all if there are fewer.
    """

    def kept(values: Array) -> Array:
        return values[..., :size, :, :]

    some = replace(
        counts,
        periods=counts.periods[:size],
        lengths=counts.lengths[:size],
        flow=kept(counts.flow),
        stock=kept(counts.stock),
        person_days=kept(counts.person_days),
        waited=kept(counts.waited),
        used=kept(counts.used),
        offered=kept(counts.offered),
        above=kept(counts.above),
    )
    return in_periods(some, [0])
