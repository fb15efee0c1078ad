"""The dated calendar: legal events, what the record dates, and how to switch an event."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib import resources

from evenhand.model.levers import levers
from evenhand.registers.legal_events import STATUSES, LegalEvent, legal_events
from evenhand.scenarios.files import load_scenario, shipped_scenarios
from evenhand.web.knowledge import EARLIEST_START, Knowledge
from evenhand.web.lever_list import title_of
from evenhand.web.wire.timeline import (
    AsIf,
    EventOut,
    LeverDates,
    Mark,
    StatusOut,
    StepOut,
    Timeline,
)

IN_FORCE = "in force"
RECORD = {
    "hold": "Levers stay as they were on the first day of the run.",
    "follow": "Levers that the record dates go on to follow it after the first day.",
}


def timeline(knowledge: Knowledge) -> Timeline:
    """The calendar.

    Args:
        knowledge: The record, for the span of starts.
    """
    events = tuple(_event(one) for one in legal_events().values())
    dates = _lever_dates()
    marks = [
        Mark(day=change.day, kind="legal", title=f"{event.title}: {change.status}", of=event.id)
        for event in events
        for change in event.changes
    ]
    marks += [
        Mark(day=step.day, kind="lever", title=f"{one.title}: {step.value:,.10g} {one.unit}",
             of=one.lever)
        for one in dates
        for step in one.steps
    ]  # fmt: skip
    marks.append(Mark(day=knowledge.newest_day, kind="edition", title="Newest data", of="record"))
    return Timeline(
        events=events,
        statuses=STATUSES,
        levers=dates,
        marks=tuple(sorted(marks, key=lambda mark: (mark.day, mark.kind, mark.of))),
        earliest_start=EARLIEST_START,
        latest_start=knowledge.newest_day,
        record=RECORD,
    )


def _event(event: LegalEvent) -> EventOut:
    return EventOut(
        id=event.id,
        title=event.title,
        forum=event.forum,
        areas=event.places,
        changes=tuple(
            StatusOut(day=x.date, status=x.status, source=x.source, reliability=x.reliability,
                      note=x.note)
            for x in event.changes
        ),
        as_if=tuple(_switches(event)),
        switches=_hanging_on().get(event.id, ()),
    )  # fmt: skip


def _switches(event: LegalEvent) -> list[AsIf]:
    """The event with each status that it had holding for good, and in force from its first day."""
    first = event.changes[0]
    said = {(change.status, change.date) for change in event.changes}
    said.add((IN_FORCE, first.date))
    last = event.changes[-1]
    found = []
    for status, day in sorted(said, key=lambda one: (one[1], one[0])):
        if (status, day) == (last.status, last.date):
            continue  # that is how it happened
        title = f"as if {status} from {_words(day)} on, for good"
        found.append(AsIf(title=title, status=status, day=day,
                          events={event.id: {status: day}}))  # fmt: skip
    return found


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def _hanging_on() -> dict[str, tuple[str, ...]]:
    """By event, the shipped scenarios with a change that hangs on it."""
    found: dict[str, list[str]] = {}
    for name in shipped_scenarios():
        for change in load_scenario(name)[0].changes.values():
            for condition in (change.while_, change.unless):
                if condition is not None and name not in found.setdefault(condition.event, []):
                    found[condition.event].append(name)
    return {event: tuple(names) for event, names in found.items()}


def _lever_dates() -> tuple[LeverDates, ...]:
    """Values that the record gives some levers, with their sources."""
    folder = resources.files("evenhand.model.parameters")
    text = folder.joinpath("system_dates.csv").read_text("utf-8")
    steps: dict[str, list[StepOut]] = {}
    for row in csv.DictReader(text.splitlines()):
        steps.setdefault(row["attribute"], []).append(
            StepOut(day=date.fromisoformat(row["from"]), value=float(row["value"]),
                    basis=row["basis"], source=row["source"], reliability=row["reliability"])
        )  # fmt: skip
    return tuple(
        LeverDates(lever=name, title=title_of(name), unit=levers()[name].unit,
                   steps=tuple(sorted(found, key=lambda one: one.day)))
        for name, found in steps.items()
    )  # fmt: skip
