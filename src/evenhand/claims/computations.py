"""What a claims file can ask to be computed, as frozen data: nothing in it is ever executed.

A computation is one of a few kinds of values (of a series, a published statement, a register, a
model run) or an operation on computations. ``forms`` lists them with their keys; ``parsing`` reads
them from a file, ``evaluation`` computes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

SAID_ON: Literal["said-on"] = "said-on"
"""Stands for the day on which a statement was made, where a computation asks for a day."""
Day: TypeAlias = date | Literal["said-on"]
Take = Literal[
    "value", "sum", "mean", "per-day", "largest", "smallest", "first", "last", "count", "change"
]
Wanted = Literal["position", "count", "share"]
Bound = Literal["range", "low", "high"]


@dataclass(frozen=True)
class Computation:
    """Anything that can be computed.

    Args:
        where: File, line and column it was read from, for messages; no part of what it says.
    """

    where: str = field(default="", compare=False, kw_only=True)


@dataclass(frozen=True)
class OfSeries(Computation):
    """A number from a series of observations.

    Args:
        series: Its name.
        take: What is taken of the values.
        at: Label of the one period, for ``value``.
        first: The first day, for everything else.
        last: The last day.
        window: Consecutive values that are added before the largest or smallest is taken.
        place: Places added up; none for the total or the only one.
        but_place: Instead: all places but these are added up.
        on_list: Instead: states that are entries of this public list.
        off_list: Instead: all states that are no entries of it.
        agency: Agencies added up, likewise.
        criminality: Criminality classes added up, likewise.
        detail: Details added up, likewise.
        unpublished: Whether the series is known not to be there yet.
    """

    series: str
    take: Take
    at: str | None = None
    first: date | None = None
    last: date | None = None
    window: int = 1
    place: tuple[str, ...] = ()
    but_place: tuple[str, ...] = ()
    on_list: str = ""
    off_list: str = ""
    agency: tuple[str, ...] = ()
    criminality: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    unpublished: bool = False


@dataclass(frozen=True)
class OfStatement(Computation):
    """The figure of a published statement.

    Args:
        statement: Its name in the register of published statements.
        bound: The whole range, or one end of it.
    """

    statement: str
    bound: Bound = "range"


@dataclass(frozen=True)
class Said(Computation):
    """Whether the register of published statements has a statement, by a day: a truth.

    Args:
        statement: Its name.
        until: The last day on which it may have been published.
    """

    statement: str
    until: Day = SAID_ON


@dataclass(frozen=True)
class OfAgreements(Computation):
    """The number of 287(g) agreements in a month.

    Args:
        at: A day of the month.
        models: Models of agreement; all if none is named.
        areas: Areas; all if none is named.
    """

    at: Day
    models: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfList(Computation):
    """The number of entries of a public list of jurisdictions.

    Args:
        name: The list.
        levels: ``state``, ``county``, ``city``; all if none is named.
        at: The day by which it must have been published; that of the verdict if not given.
    """

    name: str
    levels: tuple[str, ...] = ()
    at: Day | None = None


@dataclass(frozen=True)
class OfEvent(Computation):
    """Whether a legal event had one of some statuses on a day: a truth.

    Args:
        event: The event, as the register of legal events names it.
        statuses: The statuses.
        at: The day.
    """

    event: str
    statuses: tuple[str, ...]
    at: Day = SAID_ON


@dataclass(frozen=True)
class OfFindings(Computation):
    """What statutes say and courts held on a proposition by a day.

    Args:
        proposition: The proposition, as the register of findings of law names it.
        take: The ``position`` (a truth, or contested), the ``count`` of findings, or the
            ``share`` of those decided that hold it.
        holds: For a count: those that hold the proposition (``yes``), do not (``no``), or neither.
        kinds: Kinds of findings; all if none is named.
        since: The first day.
        until: The last day; that of the verdict if not given.
    """

    proposition: str
    take: Wanted = "position"
    holds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: Day | None = None


@dataclass(frozen=True)
class OfModel(Computation):
    """A number of model runs under the posterior: one value for each joint draw of the levers.

    Args:
        scenario: A shipped scenario or a file; None for the baseline.
        measure: A measure of a run.
        statistic: ``mean``, ``largest``, ``total`` or ``end`` over the days.
        begins: The first day; the first of the run if not given.
        ends: The last day.
        per: What the largest is one of: ``day`` or ``month``.
        classes: Classes of people counted; all if none is named.
        levers: National values of levers from the first day on, on top of the scenario.
        known_on: The day by which the record is known; the scenario's own if not given.
    """

    measure: str
    scenario: str | None = None
    statistic: Literal["mean", "largest", "total", "end"] = "mean"
    begins: date | None = None
    ends: date | None = None
    per: Literal["day", "month"] = "day"
    classes: tuple[str, ...] = ()
    levers: tuple[tuple[str, float], ...] = ()
    known_on: date | None = None


@dataclass(frozen=True)
class Constant(Computation):
    """A number that the file states.

    Args:
        value: The number.
        unit: Its unit; none takes the unit of what it is used with.
    """

    value: float
    unit: str = ""


@dataclass(frozen=True)
class Operation(Computation):
    """An operation on computations.

    Args:
        name: One of ``forms.OPERATIONS``.
        parts: What it works on; for ``increases``, ``decreases`` and ``change`` first the one
            before, then the one after.
        tolerance: For ``within``: the share by which the first may differ from the second; for
            ``increases`` and ``decreases``: the share by which it must change at least.
    """

    name: str
    parts: tuple[Computation, ...]
    tolerance: float = 0.0


def leaves(computation: Computation) -> list[Computation]:
    """The values that a computation is made of, in the order of the file.

    Args:
        computation: The computation.
    """
    if isinstance(computation, Operation):
        return [leaf for part in computation.parts for leaf in leaves(part)]
    return [computation]
