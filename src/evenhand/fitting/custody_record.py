"""The record that the custody model is fitted to, as arrays by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from evenhand.errors import DataError, Problem
from evenhand.model.classes import CLASSES, EXITS, ORIGINS, REASONS, REMOVAL
from evenhand.model.custody import Array
from evenhand.observations.table import Observations

FIRST_DAY = date(2018, 10, 1)
"""The workbooks begin with fiscal year 2019."""
FEWEST_SNAPSHOTS = 6
COUNTED_ELSEWHERE = ("", "bond set by ICE", "bond set by judge")
"""Totals, and parts of "bonded out"; any other unknown reason is an exit of kind other."""
SERIES = (
    "initial-book-ins",
    "average-daily-population",
    "detained",
    "final-book-outs",
    "final-releases",
)


@dataclass(frozen=True)
class Knot:
    """People in detention on one day: a published snapshot, or a month's mean at its middle.

    Args:
        day: The day.
        people: People ``(origin,)``.
        by_class: People ``(origin, class)``; None where the classes were not published.
    """

    day: date
    people: Array
    by_class: Array | None


@dataclass(frozen=True)
class MonthOfExits:
    """Exits of one complete month, as published: ``(class, exit)``, people."""

    first: date
    last: date
    people: Array
    with_removals: bool


@dataclass(frozen=True)
class CustodyRecord:
    """What had been published about custody by a day.

    Args:
        first_day: First day of ``book_ins``.
        through: Last day for which book-ins are known.
        book_ins: Book-ins by day ``(day, origin)``, people/day; a month's count spread evenly.
        knots: People in detention, by day.
        exits: Complete months of published exits, oldest first.
        averages: Mean daily population by month: first day, last day covered, people
            ``(origin, class)``.
    """

    first_day: date
    through: date
    book_ins: Array
    knots: tuple[Knot, ...]
    exits: tuple[MonthOfExits, ...]
    averages: tuple[tuple[date, date, Array], ...]

    def book_ins_between(self, first: date, last: date) -> Array:
        """Book-ins by day ``(day, origin)``; days beyond the record repeat its last known day."""
        days = np.arange((first - self.first_day).days, (last - self.first_day).days + 1)
        rows: Array = self.book_ins[np.clip(days, 0, len(self.book_ins) - 1)]
        return rows


def custody_record(observations: Observations, published_by: date | None = None) -> CustodyRecord:
    """The custody record as it stood on a day.

    Args:
        observations: Everything that was read.
        published_by: Count only what had been posted by this day; None counts everything.

    Raises:
        DataError: when what had been posted by then is not enough to fit anything.
    """
    wanted = observations.frame.filter(pl.col("series").is_in(SERIES) & (pl.col("place") == "US"))
    newest = Observations(wanted).newest(published_by)
    if newest.filter(pl.col("series") == "initial-book-ins").is_empty():
        first = wanted["published"].min()
        known = isinstance(first, date)
        fix = f"choose a day from {first!s} on" if known else "add editions first"
        raise DataError(Problem(f"record by {published_by or 'now'}", "had no book-ins", fix))
    book_ins, through = _book_ins(newest)
    averages = _averages(newest)
    knots = _knots(newest, averages)
    if len(knots) < FEWEST_SNAPSHOTS:
        what = f"had only {len(knots)} days with people in detention by origin"
        fix = "choose a later cut-off, or add editions with 'evenhand data add'"
        raise DataError(Problem(f"record by {published_by or 'now'}", what, fix))
    return CustodyRecord(FIRST_DAY, through, book_ins, knots, _exits(newest), averages)


def _book_ins(newest: pl.DataFrame) -> tuple[Array, date]:
    months = newest.filter(
        (pl.col("series") == "initial-book-ins") & pl.col("agency").is_in(ORIGINS)
    ).sort("start")
    through: date = months["end"].max()  # type: ignore[assignment]
    daily = np.zeros(((through - FIRST_DAY).days + 1, len(ORIGINS)))
    starts = months["start"].unique().sort().to_list()
    ends = [*(start - timedelta(days=1) for start in starts[1:]), through]
    for start, end in zip(starts, ends, strict=True):
        for row in months.filter(pl.col("start") == start).iter_rows(named=True):
            rate = row["value"] / ((row["end"] - start).days + 1)
            days = slice((start - FIRST_DAY).days, (end - FIRST_DAY).days + 1)
            daily[days, ORIGINS.index(row["agency"])] = rate
    return daily, through


def _averages(newest: pl.DataFrame) -> tuple[tuple[date, date, Array], ...]:
    rows = newest.filter(pl.col("series") == "average-daily-population").sort("start")
    listed = []
    for (start, end), month in rows.group_by("start", "end", maintain_order=True):
        people = _by_class(month)
        if people is not None:
            listed.append((start, end, people))
    return tuple(listed)


def _by_class(rows: pl.DataFrame) -> Array | None:
    """People ``(origin, class)``; classes that were not told apart are NaN, totals spread none."""
    people = np.full((len(ORIGINS), len(CLASSES)), np.nan)
    totals: dict[str, float] = {}
    for row in rows.iter_rows(named=True):
        if row["agency"] not in ORIGINS:
            continue
        if row["criminality"] in CLASSES:
            people[ORIGINS.index(row["agency"]), CLASSES.index(row["criminality"])] = row["value"]
        elif row["criminality"] == "all":
            totals[row["agency"]] = row["value"]
    if not np.isnan(people).any():
        return people
    if set(totals) != set(ORIGINS):
        return None
    people[:] = np.nan
    people[:, 0] = [totals[origin] for origin in ORIGINS]
    return people


LEAST_GAP = timedelta(days=10)
"""A month's mean is used as a knot only where no snapshot lies this near to its middle."""


def _knots(
    newest: pl.DataFrame, averages: tuple[tuple[date, date, Array], ...]
) -> tuple[Knot, ...]:
    knots = {}
    rows = newest.filter(pl.col("series") == "detained").sort("start")
    for (day,), snapshot in rows.group_by("start", maintain_order=True):
        people = _by_class(snapshot)
        if people is not None:
            knots[day] = people
    snapshots = sorted(knots)
    for start, end, people in averages:
        middle = start + (end - start) // 2
        if all(abs(middle - day) > LEAST_GAP for day in snapshots):
            knots[middle] = people
    return tuple(_knot(day, knots[day]) for day in sorted(knots))


def _knot(day: object, people: Array) -> Knot:
    assert isinstance(day, date)
    complete = not np.isnan(people).any()
    return Knot(day, np.nansum(people, axis=1), people if complete else None)


def _exits(newest: pl.DataFrame) -> tuple[MonthOfExits, ...]:
    months = []
    for series, with_removals in (("final-releases", False), ("final-book-outs", True)):
        rows = newest.filter((pl.col("series") == series) & pl.col("complete")).sort("start")
        for (start, end), month in rows.group_by("start", "end", maintain_order=True):
            people = np.zeros((len(CLASSES), len(EXITS)))
            for row in month.iter_rows(named=True):
                way = (
                    None
                    if row["detail"] in COUNTED_ELSEWHERE
                    else REASONS.get(row["detail"], "other")
                )
                if row["criminality"] in CLASSES and way is not None:
                    people[CLASSES.index(row["criminality"]), EXITS.index(way)] += row["value"]
            if with_removals and not people[:, REMOVAL].any():
                what = f"the book-outs of {start:%Y-%m} hold no removals"
                fix = "their label may be new; `evenhand data show final-book-outs --by detail`"
                raise DataError(Problem("final-book-outs", what, fix))
            months.append(MonthOfExits(start, end, people, with_removals))
    return tuple(sorted(months, key=lambda month: month.first))
