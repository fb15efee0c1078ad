"""Published statements: figures and words of offices and the press that no series holds.

A figure stands here as it was published, with who published it and when; whether it is right is
not the register's question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from evenhand.registers.tables import day, read_register, reliability


@dataclass(frozen=True)
class PublishedStatement:
    """One statement.

    Args:
        id: Its name in claims files.
        quantity: What it is about.
        low: Least figure that it says or allows; None where it gives no figure.
        high: Largest one.
        unit: Unit of the figure.
        begins: First day that it is about.
        ends: Last day that it is about.
        place: Place that it is about.
        published: When it was published, or the first report of it.
        publisher: Which office or outlet.
        source: Where it can be read; often a copy, as the note says.
        reliability: A to E.
        note: What else should be known.
    """

    id: str
    quantity: str
    low: float | None
    high: float | None
    unit: str
    begins: date
    ends: date
    place: str
    published: date
    publisher: str
    source: str
    reliability: str
    note: str


@cache
def published_statements() -> dict[str, PublishedStatement]:
    """All statements by name.

    Raises:
        DataError: when the register cannot be read.
    """
    return published_statements_of(None)


def published_statements_of(text: str | None) -> dict[str, PublishedStatement]:
    """Statements from the text of a register.

    Args:
        text: The table; None for the shipped one.

    Raises:
        DataError: when it cannot be read.
    """
    rows = read_register("published_statements.csv", _statement, text)
    return {row.id: row for row in rows}


def _statement(row: dict[str, str]) -> PublishedStatement:
    low, high = (float(row[key]) if row[key] else None for key in ("low", "high"))
    if (low is None) != (high is None):
        raise ValueError("has one end of its range without the other")
    if low is not None and high is not None and low > high:
        raise ValueError(f"the range {low:g} to {high:g} is upside down")
    begins, ends = day(row["begins"]), day(row["ends"])
    if ends < begins:
        raise ValueError("ends before it begins")
    return PublishedStatement(
        row["statement"], row["quantity"], low, high, row["unit"], begins, ends, row["place"],
        day(row["published"]), row["publisher"], row["source"], reliability(row["reliability"]),
        row["note"],
    )  # fmt: skip
