"""The one tidy table of observations, its columns, and how revisions are resolved.

A row is one published value. What it measures is said by ``series``, ``period``, ``place``,
``agency``, ``criminality`` and ``detail`` together (the key); where it was read is said by
``file``, ``sheet`` and ``cell``. The same key may be published many times: the newest edition
wins, and the older values stay as revisions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from evenhand.errors import DataError, Problem, did_you_mean

SCHEMA: dict[str, pl.DataType] = {
    "series": pl.String(),
    "period": pl.String(),
    "start": pl.Date(),
    "end": pl.Date(),
    "place": pl.String(),
    "agency": pl.String(),
    "criminality": pl.String(),
    "detail": pl.String(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "complete": pl.Boolean(),
    "as_of": pl.Date(),
    "published": pl.Date(),
    "trust": pl.Int8(),
    "reliability": pl.String(),
    "edition": pl.String(),
    "file": pl.String(),
    "sheet": pl.String(),
    "cell": pl.String(),
    "note": pl.String(),
}
"""Columns of the table. ``start`` and ``end`` are the first and last day that the value covers;
``as_of`` is the last day of data in the edition; ``published`` the day it was posted."""

KEY = ("series", "period", "place", "agency", "criminality", "detail")
"""The columns that together say what a value measures."""

RANK = ("as_of", "trust", "published", "edition")
"""Of two values of one key the later in this order wins: newer data, then trust, then posting."""

DERIVED = 0
"""The trust of a value that a third party's table repeats. It never wins over a published one,
however new: such tables round, and may name an edition as newer than its values are."""


@dataclass(frozen=True)
class Observation:
    """One published value; the fields are the columns of the table."""

    series: str
    period: str
    start: date
    end: date
    value: float
    unit: str
    as_of: date
    published: date
    edition: str
    file: str
    sheet: str
    cell: str
    place: str = "US"
    agency: str = "ALL"
    criminality: str = "all"
    detail: str = ""
    complete: bool = True
    trust: int = 2
    reliability: str = "A"
    note: str = ""


def observations_frame(rows: Iterable[Observation]) -> pl.DataFrame:
    """The tidy table of some observations."""
    listed = list(rows)
    columns = {name: [getattr(row, name) for row in listed] for name in SCHEMA}
    return pl.DataFrame(columns, schema=SCHEMA)


@dataclass(frozen=True)
class Observations:
    """All values that were ever read, ready to be asked for one series at a time.

    Args:
        frame: A table with the columns of ``SCHEMA``; every edition's value is a row.
    """

    frame: pl.DataFrame

    def newest(self, published_by: date | None = None) -> pl.DataFrame:
        """The winning value of every key.

        Args:
            published_by: Count only what had been posted by this day; None counts everything.
        """
        frame = self.frame
        if published_by is not None:
            frame = frame.filter(pl.col("published") <= published_by)
        ranked = _ranked(frame)
        return ranked.group_by(KEY, maintain_order=True).last().select(list(SCHEMA))

    def series(self, name: str, published_by: date | None = None) -> pl.DataFrame:
        """The winning values of one series, in the order of their periods.

        Raises:
            DataError: when there is no such series.
        """
        self.require(name)
        chosen = Observations(self.frame.filter(pl.col("series") == name))
        return chosen.newest(published_by).sort(
            ["start", "end", "place", "agency", "criminality", "detail"]
        )

    def revisions(self, name: str) -> pl.DataFrame:
        """Every value of one series that some edition later changed, with the one that replaced it.

        Returns:
            The key, then ``value``, ``published`` and the cell of each version in order of
            posting, and ``change`` from the version before it.

        Raises:
            DataError: when there is no such series.
        """
        self.require(name)
        ranked = _ranked(self.frame.filter(pl.col("series") == name))
        before = pl.col("value").shift(1).over(KEY)
        versions = ranked.with_columns(
            change=pl.col("value") - before,
            versions=pl.col("value").n_unique().over(KEY),
        )
        moved = versions.filter(
            (pl.col("versions") > 1) & (before.is_null() | (pl.col("value") != before))
        )
        return _ranked(moved).select(
            [*KEY, "value", "change", "unit", "as_of", "published", "file", "sheet", "cell"]
        )

    def names(self) -> list[str]:
        """The series there are, in alphabetical order."""
        return sorted(self.frame["series"].unique().to_list())

    def require(self, name: str) -> None:
        """Fail with the nearest name when a series is unknown.

        Raises:
            DataError: when there is no such series.
        """
        names = self.names()
        if name not in names:
            raise DataError(
                Problem(name, "is not a series", did_you_mean(name, names, noun="series"))
            )


def _ranked(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order of their keys; of one key the winner last."""
    return frame.sort([*KEY, _published(), *RANK])


def _published() -> pl.Expr:
    """Whether a value was read where its publisher put it."""
    return pl.col("trust") > DERIVED


def keep_changes(frame: pl.DataFrame) -> pl.DataFrame:
    """Drop the repeats: of a run of equal values of one key only the first posted is kept.

    What was known on any day, and what is known now, stays the same; only the confirmations
    that changed nothing go. A value is a repeat when value, last covered day and completeness
    all equal those of the version before it, and that one was posted no later: of a run whose
    older data were posted last, the first posted is kept as well. A published value is no repeat
    of a derived one.
    """
    ranked = _ranked(frame).with_columns(_published().alias("direct"))
    same = [
        pl.col(name).eq_missing(pl.col(name).shift(1).over(KEY))
        for name in ("value", "end", "complete", "unit", "direct")
    ]
    first = pl.int_range(pl.len()).over(KEY) == 0
    run = (first | ~pl.all_horizontal(same)).cum_sum()
    posted = pl.col("published").cum_min().shift(1).over(run)
    kept = ranked.filter(posted.is_null() | (pl.col("published") < posted))
    return kept.drop("direct")
