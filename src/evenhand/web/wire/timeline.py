"""The dated calendar: legal events and changes of the record, and how to switch them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from evenhand.web.wire.base import Wire


class StatusOut(Wire):
    """A change of an event's status, as it happened."""

    day: date
    status: str
    source: str
    reliability: str
    note: str


class AsIf(Wire):
    """A switch: an event taken otherwise than it happened."""

    title: str
    """For people: as if it had been in force from 8 April 2025."""
    status: str
    day: date
    events: dict[str, dict[str, date]]
    """What to put under `events` of a scenario."""


class EventOut(Wire):
    """A legal event: reported, never judged."""

    id: str
    title: str
    forum: str
    areas: tuple[str, ...]
    changes: tuple[StatusOut, ...]
    as_if: tuple[AsIf, ...]
    """Switches that make sense: each status that it has had, or could have had, from its day."""
    switches: tuple[str, ...]
    """Shipped scenarios whose changes hang on it: without such changes switching does nothing."""


class StepOut(Wire):
    """A value of a lever from a day on."""

    day: date
    value: float
    basis: str
    source: str
    reliability: str


class LeverDates(Wire):
    """What the record says of a lever over time."""

    lever: str
    title: str
    unit: str
    steps: tuple[StepOut, ...]


class Mark(Wire):
    """One dated mark of the calendar."""

    day: date
    kind: Literal["legal", "lever", "edition", "start"]
    title: str
    of: str
    """The event or lever."""


class Timeline(Wire):
    """The calendar."""

    events: tuple[EventOut, ...]
    statuses: tuple[str, ...]
    levers: tuple[LeverDates, ...]
    """Levers that the record dates: `record: follow` lets a run go on with them, `hold` stops."""
    marks: tuple[Mark, ...]
    earliest_start: date
    latest_start: date
    record: dict[str, str]
    """What the settings of `record` mean."""
