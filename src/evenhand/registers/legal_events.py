"""Legal events by date and status: reported, never judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from evenhand.registers.tables import day, read_register, reliability

STATUSES = (
    "announced", "signed", "pending", "in force", "restrained", "enjoined", "void", "revoked",
    "dismissed", "superseded", "dissolved",
)  # fmt: skip
"""Statuses that an event may have; the last of a rule or order that a court lifted."""


@dataclass(frozen=True)
class StatusChange:
    """One change of an event's status.

    Args:
        date: Since when.
        status: The status.
        source: Where it is reported.
        reliability: A to E.
        note: What else should be known.
    """

    date: date
    status: str
    source: str
    reliability: str
    note: str


@dataclass(frozen=True)
class LegalEvent:
    """An order, rule, law or suit.

    Args:
        id: Its name in scenario files.
        title: Its name.
        forum: Where it was decided.
        places: Areas that it concerns; empty for the nation or several.
        changes: Its statuses, oldest first.
    """

    id: str
    title: str
    forum: str
    places: tuple[str, ...]
    changes: tuple[StatusChange, ...]

    def status_on(self, day: date) -> str | None:
        """The status on a day as it happened; None before the first.

        Args:
            day: The day.
        """
        reached = [change.status for change in self.changes if change.date <= day]
        return reached[-1] if reached else None


@cache
def legal_events() -> dict[str, LegalEvent]:
    """All events by name, in the order of the register.

    Raises:
        DataError: when the register cannot be read.
    """
    return legal_events_of(None)


def legal_events_of(text: str | None) -> dict[str, LegalEvent]:
    """Events from the text of a register.

    Args:
        text: The table; None for the shipped one.

    Raises:
        DataError: when it cannot be read.
    """
    found: dict[str, LegalEvent] = {}
    for event in read_register("legal_events.csv", _event, text):
        before = found.get(event.id)
        changes = sorted(
            (*(before.changes if before else ()), *event.changes), key=lambda change: change.date
        )
        found[event.id] = LegalEvent(
            event.id, event.title, event.forum, event.places, tuple(changes)
        )
    return found


def _event(row: dict[str, str]) -> LegalEvent:
    if row["status"] not in STATUSES:
        raise ValueError(f"status '{row['status']}' is none of {', '.join(STATUSES)}")
    change = StatusChange(
        day(row["date"]), row["status"], row["source"], reliability(row["reliability"]), row["note"]
    )
    places = tuple(part.strip() for part in row["places"].split(";") if part.strip())
    return LegalEvent(row["event"], row["title"], row["forum"], places, (change,))
