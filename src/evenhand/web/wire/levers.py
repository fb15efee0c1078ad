"""The levers in groups for a newcomer."""

from __future__ import annotations

from typing import Literal

from evenhand.web.wire.base import Wire


class Interval3(Wire):
    """Median and the ends of the 90 percent interval."""

    low: float
    median: float
    high: float


class LeverOut(Wire):
    """One lever with its evidence."""

    name: str
    """As scenario files write it."""
    title: str
    """In plain words, short."""
    says: str
    """What it is, in a sentence or two."""
    group: str
    rows: tuple[int, ...]
    """Parts of the strategy that it belongs to."""
    unit: str
    kind: Literal["dated", "run", "start"]
    """Whether it may change on any day, is one number for a run, or is a stock at the start."""
    default: float
    """The central value of the table."""
    baseline: float
    """What the baseline has on the first day: a total for amounts, the national value for rates."""
    baseline_by_area: dict[str, float] | None = None
    """The same by area, where areas differ."""
    low: float
    """Low end of the evidence."""
    high: float
    """High end of the evidence."""
    least: float
    """The lowest value that is possible at all."""
    most: float
    """The highest."""
    scale: Literal["linear", "log"]
    """How a slider is best laid out."""
    slider_low: float
    """Where a slider begins; any value from least to most may be typed."""
    slider_high: float
    """Where it ends."""
    step: float
    """A sensible step of a slider on the linear scale."""
    by_place: bool
    """Whether a change may be limited to areas."""
    by_class: bool
    """Whether a change may be limited to classes."""
    is_total: bool
    """Whether a value for several areas or classes is their total."""
    basis: str
    date: str
    source: str
    reliability: Literal["A", "B", "C", "D", "E"]
    prior: Interval3 | None = None
    posterior: Interval3 | None = None


class LeverGroup(Wire):
    """One group of levers."""

    id: str
    title: str
    says: str
    levers: tuple[LeverOut, ...]


class PlanOut(Wire):
    """A lever that is a plan rather than a number."""

    name: str
    title: str
    says: str
    group: str
    keys: tuple[str, ...]
    """Keys of a change that belong to it alone."""


class PartOut(Wire):
    """One part of the strategy."""

    row: int
    says: str
    levers: tuple[str, ...]
    command: str
    """A command that shows it."""
    number: str
    """The number of the first year to look at."""


class ListOut(Wire):
    """A dated public list of jurisdictions: a label, never an estimate of cooperation."""

    id: str
    title: str
    date: str
    source: str
    reliability: str
    note: str
    shares: dict[str, float]
    """Share of the people of each area that it covers."""


class Levers(Wire):
    """All levers."""

    groups: tuple[LeverGroup, ...]
    plans: tuple[PlanOut, ...]
    strategy: tuple[PartOut, ...]
    lists: tuple[ListOut, ...]
