"""Observations changed on purpose, to prove that a fit or a backtest would notice."""

from __future__ import annotations

from datetime import date

import polars as pl

from evenhand.fitting.custody_record import SERIES
from evenhand.observations.table import Observations

BOOK_INS, AVERAGES = "initial-book-ins", "average-daily-population"


def custody_only(observations: Observations) -> Observations:
    """Only the rows a fit reads, which makes tests fast."""
    used = pl.col("series").is_in(SERIES) & (pl.col("place") == "US")
    return Observations(observations.frame.filter(used))


def months_shifted(observations: Observations, series: str = BOOK_INS) -> Observations:
    """Each month's value of a series under the month after it."""
    moved = pl.col("series") == series
    start = pl.col("start").dt.offset_by("1mo")
    end = pl.col("end").dt.month_end().dt.offset_by("1d").dt.month_end()
    frame = observations.frame.with_columns(
        start=pl.when(moved).then(start).otherwise("start"),
        end=pl.when(moved).then(end).otherwise("end"),
    ).with_columns(
        period=pl.when(moved).then(pl.col("start").dt.strftime("%Y-%m")).otherwise("period")
    )
    return Observations(frame)


def month_dropped(observations: Observations, month: str, series: str = BOOK_INS) -> Observations:
    """Without one month of a series."""
    gone = (pl.col("series") == series) & (pl.col("period") == month)
    return Observations(observations.frame.filter(~gone))


def swapped(observations: Observations, column: str, one: str, other: str) -> Observations:
    """Two labels of a column exchanged everywhere."""
    turned = pl.col(column).replace({one: other, other: one})
    return Observations(observations.frame.with_columns(turned.alias(column)))


def later_rows(observations: Observations, cut_off: date, factor: float, **chosen) -> Observations:
    """Every row posted after a day multiplied; ``only`` or ``but`` a list of series."""
    late = pl.col("published") > cut_off
    if "but" in chosen:
        late &= ~pl.col("series").is_in(chosen["but"])
    if "only" in chosen:
        late &= pl.col("series").is_in(chosen["only"])
    value = pl.when(late).then(pl.col("value") * factor + 7).otherwise("value")
    return Observations(observations.frame.with_columns(value=value))
