"""Federal grants of jurisdictions that an announcement says are to be withheld."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from evenhand.registers.tables import read_register, reliability

ALL_FUNDS, NEXUS = "all federal funds received", "Byrne JAG"
"""What announcements speak of, and the programme with a plausible link to enforcement."""


@dataclass(frozen=True)
class Grant:
    """Money of one jurisdiction.

    Args:
        jurisdiction: Who receives it.
        area: The area it lies in.
        programme: What it is paid under.
        year: The year that the figures are of.
        low: Low figure, US$ a year.
        central: Central figure, US$ a year.
        high: High figure, US$ a year.
        source: Where it comes from.
        reliability: A to E.
        event: The legal event that governs it.
        note: What else should be known.
    """

    jurisdiction: str
    area: str
    programme: str
    year: int
    low: float
    central: float
    high: float
    source: str
    reliability: str
    event: str
    note: str


@cache
def grants() -> tuple[Grant, ...]:
    """All rows of the register.

    Raises:
        DataError: when the register cannot be read.
    """
    return tuple(read_register("grants.csv", _grant))


def grants_by_area(programme: str = ALL_FUNDS) -> dict[str, float]:
    """Central figures by area, US$ a year; only jurisdictions whose figures were published.

    Args:
        programme: Of which programme.
    """
    found: dict[str, float] = {}
    for grant in grants():
        if grant.programme == programme:
            found[grant.area] = found.get(grant.area, 0.0) + grant.central
    return found


def _grant(row: dict[str, str]) -> Grant:
    low, central, high = (float(row[key]) for key in ("low", "central", "high"))
    if not low <= central <= high:
        raise ValueError(f"{central:g} lies outside {low:g} to {high:g}")
    return Grant(
        row["jurisdiction"], row["area"], row["programme"], int(row["year"]), low, central, high,
        row["source"], reliability(row["reliability"]), row["event"], row["note"],
    )  # fmt: skip
