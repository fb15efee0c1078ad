"""Entries of public lists of jurisdictions: names on a dated list, a label of its publisher."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from evenhand.registers.tables import read_register

LEVELS = ("state", "county", "city")


@dataclass(frozen=True)
class ListEntry:
    """One entry.

    Args:
        list: The list's name in ``public_lists``.
        level: ``state``, ``county`` or ``city``; the District of Columbia stands with the states.
        name: The jurisdiction as the list names it.
        state: Its state, two letters.
        note: What else should be known.
    """

    list: str
    level: str
    name: str
    state: str
    note: str


@cache
def list_entries() -> tuple[ListEntry, ...]:
    """All entries, in the order of the lists.

    Raises:
        DataError: when the register cannot be read.
    """
    return tuple(read_register("public_list_entries.csv", _entry))


def _entry(row: dict[str, str]) -> ListEntry:
    if row["level"] not in LEVELS:
        raise ValueError(f"level '{row['level']}' is none of {', '.join(LEVELS)}")
    return ListEntry(row["list"], row["level"], row["name"], row["state"], row["note"])
