"""Agreements under section 287(g): by month for the nation, and by month and area.

The national totals are those of ICE's last list of each month. The areas hold only agreements of
agencies whose county or state is known, and so add up to less.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache

from evenhand.registers.tables import day, read_register
from evenhand.timeline import parse_month

MODELS = {"jail": "jail", "warrant": "warrant", "task force": "task_force"}
"""Models of agreement and their columns."""
NATION = "US"
SOURCE = "ICE's lists of participating agencies, as kept by a public archive of them"
RELIABILITY = "B"
TOTALS_FILE, AREAS_FILE = "agreements_287g_totals.csv", "agreements_287g.csv"
LIST_COLUMNS = {
    "jail": "Jail Enforcement Model",
    "warrant": "Warrant Service Officer",
    "task_force": "Task Force Model",
}
"""Columns of the counted lists that the totals are made from."""


@dataclass(frozen=True)
class AgreementsOfMonth:
    """Agreements of the nation or one area in one month.

    Args:
        month: First day of the month.
        area: The area of responsibility, or ``US``.
        counts: Agreements by model; an agency can hold several.
        listed: Day of the list; the month's first where that is not known.
        cell: File and line.
    """

    month: date
    area: str
    counts: dict[str, int]
    listed: date
    cell: str


@cache
def agreements_287g() -> tuple[AgreementsOfMonth, ...]:
    """All rows, the nation's first, in the order of months.

    Raises:
        DataError: when a table cannot be read.
    """
    found = []
    for file in (TOTALS_FILE, AREAS_FILE):
        for number, row in enumerate(read_register(file, lambda row: row), start=2):
            month = date(*parse_month(row["month"]), 1)
            counts = {model: int(row[column]) for model, column in MODELS.items()}
            listed = day(row["listed"]) if row.get("listed") else month
            cell = f"{file}:{number}"
            found.append(AgreementsOfMonth(month, row.get("area", NATION), counts, listed, cell))
    return tuple(found)


def totals_of(text: str) -> str:
    """The table of national totals, made from counts of ICE's lists.

    Args:
        text: Counts by list, with ``kind``, ``snapshot_date`` and a column for each model.
    """
    newest: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(text.splitlines()):
        if row["kind"] == "participating":
            newest[row["snapshot_date"][:7]] = row
    lines = ["month,listed,jail,warrant,task_force"]
    for month, row in sorted(newest.items()):
        counts = [row[LIST_COLUMNS[name]] for name in MODELS.values()]
        lines.append(",".join([month, row["snapshot_date"], *counts]))
    return "\n".join(lines) + "\n"
