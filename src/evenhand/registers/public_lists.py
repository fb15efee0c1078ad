"""Public lists of jurisdictions: dated labels, never an estimate of cooperation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from evenhand.registers.tables import day, read_register, reliability


@dataclass(frozen=True)
class PublicList:
    """A list that somebody published on a day.

    Args:
        id: Its name in scenario files.
        title: What it is.
        date: When it was published.
        source: By whom and where.
        reliability: A to E.
        note: What else should be known.
        shares: Share of the people of each area whose county or state the list names.
    """

    id: str
    title: str
    date: date
    source: str
    reliability: str
    note: str
    shares: dict[str, float]

    def areas(self, least: float = 0.0) -> tuple[str, ...]:
        """Areas of which the list covers something, alphabetical.

        Args:
            least: Leave out areas of which it covers less than this share.
        """
        return tuple(sorted(a for a, share in self.shares.items() if share > 0 and share >= least))


@cache
def public_lists() -> dict[str, PublicList]:
    """All lists by name.

    Raises:
        DataError: when the tables cannot be read.
    """
    shares: dict[str, dict[str, float]] = {}
    for name, area, share in read_register("public_list_shares.csv", _share):
        shares.setdefault(name, {})[area] = share
    return {
        row["list"]: PublicList(
            row["list"], row["title"], day(row["date"]), row["source"],
            reliability(row["reliability"]), row["note"], shares[row["list"]],
        )
        for row in read_register("public_lists.csv", lambda row: row)
    }  # fmt: skip


def _share(row: dict[str, str]) -> tuple[str, str, float]:
    share = float(row["share"])
    if not 0 <= share <= 1:
        raise ValueError(f"share {share} lies outside 0 to 1")
    return row["list"], row["area"], share
