"""A number of a run over some days: what questions such as "could it be 3,000 a day?" ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from evenhand.errors import Problem, did_you_mean
from evenhand.model.classes import CLASSES
from evenhand.results.counts import Array, Counts
from evenhand.results.grouping import in_groups, in_periods
from evenhand.results.measures import RATIOS, STOCKS, measure, measures
from evenhand.system_simulation import SystemRun

Statistic = Literal["mean", "largest", "total", "end"]
Span = Literal["day", "month"]
STATISTICS: tuple[Statistic, ...] = ("mean", "largest", "total", "end")

OFFICERS = {
    "officers": ("people", "Officers and learners on board, by head."),
    "officers at work": ("officers", "Officers at work, learners as parts of one."),
    "officers, multiple of the start": (
        "ratio",
        "Officers and learners on board, over the officers of the first day.",
    ),
    "officers at work, multiple of the start": (
        "ratio",
        "Officers at work, learners as parts of one, over those of the first day.",
    ),
}
"""What can be asked of the workforce besides the measures of a run's counts: unit and meaning."""
MULTIPLES = tuple(name for name in OFFICERS if "multiple" in name)
"""Those that are multiples of the officers of the first day."""


@dataclass(frozen=True)
class Window:
    """Days of a run that a statistic is taken over.

    Args:
        measure: A measure of a run, or one of the workforce.
        statistic: ``mean``; ``largest`` day or month; ``total``, of flows; ``end``, of stocks.
        first: Number of the first day.
        last: Number of the last day.
        per: What the largest is one of.
        classes: Classes counted; all if none is named.
    """

    measure: str
    statistic: Statistic
    first: int
    last: int
    per: Span = "day"
    classes: tuple[str, ...] = ()

    @property
    def by_chance(self) -> bool:
        """Whether expected values cannot show the statistic: the largest of many days."""
        return self.statistic == "largest" and self.per == "day" and self.measure not in OFFICERS


def known_measures() -> tuple[str, ...]:
    """Names of everything that can be asked for."""
    return (*measures(), *OFFICERS)


def unit_of(name: str) -> str:
    """The unit of a measure.

    Args:
        name: Its name.
    """
    return OFFICERS[name][0] if name in OFFICERS else measures()[name].unit


def measure_problems(where: str, name: str, statistic: str, classes: tuple[str, ...]
                     ) -> list[Problem]:  # fmt: skip
    """What is wrong with a measure and a statistic of it.

    Args:
        where: What to call the place of it.
        name: The measure.
        statistic: The statistic.
        classes: The classes.
    """
    if name not in known_measures():
        fix = did_you_mean(name, known_measures(), noun="measures")
        return [Problem(where, f"measure '{name}' is unknown", fix)]
    found = []
    stock = name in STOCKS or name in OFFICERS
    if statistic not in STATISTICS:
        fix = did_you_mean(statistic, STATISTICS, noun="statistics")
        found.append(Problem(where, f"statistic '{statistic}' is unknown", fix))
    elif statistic == "total" and (stock or name in RATIOS):
        what = f"'{name}' ({unit_of(name)}) cannot be added up over days"
        found.append(Problem(where, what, "ask for its mean, its largest value or its end"))
    elif statistic == "end" and not stock:
        what = f"'{name}' ({unit_of(name)}) is counted over days and has no value at an end"
        found.append(Problem(where, what, "ask for its mean over the last days, or its total"))
    for one in classes:
        if one not in CLASSES:
            fix = did_you_mean(one, CLASSES, noun="classes")
            found.append(Problem(where, f"'{one}' is no class", fix))
    if classes and name in OFFICERS:
        what = f"'{name}' counts officers, who are not told apart by class"
        found.append(Problem(where, what, "leave the classes out"))
    return found


def statistic(counts: Counts, run: SystemRun, window: Window) -> Array:
    """The statistic of a run ``(...)``, one for each replicate where there are any.

    Args:
        counts: What the run counted by day and class.
        run: The run.
        window: What is asked for.
    """
    firsts = _firsts(counts, window)
    if window.measure in OFFICERS:
        values = _officers(run, window.measure)[window.first : window.last + 1]
        found = np.add.reduceat(values, firsts) / np.diff([*firsts, len(values)])
        return _taken(found, window)
    some = in_periods(_of_days(counts, window.first, window.last), firsts)
    values = measure(_of_classes(some, window.classes), window.measure)[..., 0]
    return _taken(values, window)


def _taken(values: Array, window: Window) -> Array:
    """One number of the values of the window's periods."""
    if window.statistic == "total":
        values = values * (window.last - window.first + 1)
    if window.statistic == "largest":
        largest: Array = np.asarray(np.nanmax(values, axis=-1))
        return largest
    return np.asarray(values[..., -1])


def _firsts(counts: Counts, window: Window) -> list[int]:
    """Numbers of the days, within the window, with which its periods begin."""
    length = window.last - window.first + 1
    if window.statistic == "end":
        return [0, length - 1] if length > 1 else [0]
    if window.statistic != "largest":
        return [0]
    if window.per == "day":
        return list(range(length))
    days = counts.periods[window.first : window.last + 1]
    return [number for number, day in enumerate(days) if number == 0 or day.day == 1]


def whole_months(first: date, last: date) -> tuple[date, date] | None:
    """The first and the last day of the calendar months that lie wholly within some days.

    Args:
        first: The first day.
        last: The last one.

    Returns:
        None where there is no whole month.
    """
    following = last + timedelta(days=1)
    ends = following.replace(day=1) - timedelta(days=1)
    begins = first
    if first.day > 1:
        begins = (first.replace(day=1) + timedelta(days=LONGEST_MONTH)).replace(day=1)
    return (begins, ends) if begins < ends else None


LONGEST_MONTH = 31


def _of_days(counts: Counts, first: int, last: int) -> Counts:
    """The same counts for some days alone."""
    part = slice(first, last + 1)
    long = ("flow", "stock", "person_days", "waited", "used", "above")
    return replace(
        counts,
        periods=counts.periods[part],
        lengths=counts.lengths[part],
        offered=counts.offered[part],
        **{name: getattr(counts, name)[..., part, :, :] for name in long},
    )


def _of_classes(counts: Counts, classes: tuple[str, ...]) -> Counts:
    """The same counts of some classes together."""
    if classes:
        chosen = [number for number, (_, kind) in enumerate(counts.groups) if kind in classes]
        names = tuple(counts.groups[number] for number in chosen)
        by_group = ("flow", "stock", "person_days", "waited")
        counts = replace(
            counts, groups=names, **{name: getattr(counts, name)[..., chosen] for name in by_group}
        )
    return in_groups(counts, "all")


def _officers(run: SystemRun, name: str) -> Array:
    """A measure of the workforce by day ``(T,)``."""
    staff = run.hours.workforce
    heads = (staff.officers + staff.learners).sum(axis=1)
    found: Array = staff.equivalents.sum(axis=1) if "at work" in name else heads
    return found / found[0] if name in MULTIPLES else found
