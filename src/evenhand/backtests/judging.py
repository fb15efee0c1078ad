"""The published forecast against what came: scored without fitting anything again.

Unconditional forecasts are read as they were published. Conditional ones take the book-ins that
came and run the settings, draws and start of then: everything fitted is fitted to what had been
posted by the cut-off, whatever has been added since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from evenhand.backtests.forecasts import FORECAST_SCHEMA, KINDS
from evenhand.backtests.model_forecasts import Month
from evenhand.backtests.publishing import CUT_OFF, first_day_ahead, fits_then, model_rows
from evenhand.backtests.rolling import MODEL
from evenhand.backtests.scores import score_table, scored
from evenhand.backtests.shipped import published_forecast, shipped_forecasts
from evenhand.backtests.targets import targets_known, targets_now
from evenhand.errors import DataError, Problem
from evenhand.fitting.custody_record import custody_record
from evenhand.observations.table import Observations

CONDITIONAL, UNCONDITIONAL = KINDS


@dataclass(frozen=True)
class Judgement:
    """What the published forecast said and what came.

    Args:
        forecasts: Every forecast of a month of which something is known, with its scores.
        scores: Mean scores by kind, target, group and method, all months together.
        through: The newest day of what came.
    """

    forecasts: pl.DataFrame
    scores: pl.DataFrame
    through: date


def judge_published(observations: Observations) -> Judgement:
    """Score the published forecast with everything that is known now.

    Of a month that is not over the days covered are compared with the forecast of the whole month;
    ``complete`` says so.

    Args:
        observations: Everything that was read.

    Raises:
        DataError: when nothing has been added of the months that were forecast.
    """
    now = targets_now(observations).filter(pl.col("start") >= first_day_ahead())
    if now.is_empty():
        fix = "add newer records with 'evenhand data add FILE', then judge again"
        what = f"holds nothing after the forecast's cut-off ({CUT_OFF})"
        raise DataError(Problem("the record", what, fix))
    actual = now.select("target", "group", "month", "complete", actual="value")
    said = pl.concat([published_forecast(), _conditional(observations, now)])
    known = said.drop("actual").join(actual, on=["target", "group", "month"], how="inner")
    rows = scored(known.select([*FORECAST_SCHEMA, "complete"]))
    parts = [
        score_table(part, by=("kind", "target", "group", "method"), reference=MODEL)
        for part in known.select(list(FORECAST_SCHEMA)).partition_by("kind", "target", "group")
        if MODEL in part["method"].to_list()
    ]
    through = now["end"].max()
    assert isinstance(through, date)
    return Judgement(rows, pl.concat(parts), through)


def _conditional(observations: Observations, now: pl.DataFrame) -> pl.DataFrame:
    """What the model of then says to the book-ins that came; empty where none are known."""
    book_ins = now.filter(pl.col("target") == "book-ins", pl.col("group") == "all")
    stock = now.filter(pl.col("target") == "stock", pl.col("group") == "all")
    months = [
        Month(start, end)
        for start, end in stock.select("start", "end").sort("start").iter_rows()
        if start in book_ins["start"].to_list()
    ]
    if not months:
        return published_forecast().clear()
    return model_rows(
        fits_then(observations),
        targets_known(observations, CUT_OFF),
        months,
        shipped_forecasts(),
        CONDITIONAL,
        custody_record(observations),
    )
