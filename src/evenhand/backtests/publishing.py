"""The forecast that is published: made once, from what had been posted by a day, then judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from evenhand.backtests.baselines import baseline_quantiles
from evenhand.backtests.custody_backtest import Origin
from evenhand.backtests.forecasts import FORECAST_SCHEMA, KINDS, TARGETS, UNITS, forecast_frame
from evenhand.backtests.model_forecasts import Month, Quantiles, model_quantiles
from evenhand.backtests.recalibration import recalibrated
from evenhand.backtests.rolling import MODEL, SEED, months_ahead
from evenhand.backtests.rolling_baselines import history
from evenhand.backtests.scores import QUANTILES
from evenhand.backtests.simple_courses import simple_quantiles
from evenhand.backtests.targets import targets_known
from evenhand.fitting.custody_draws import Sources
from evenhand.fitting.custody_fit import CustodyFit, fit_settings
from evenhand.fitting.custody_members import custody_members
from evenhand.fitting.custody_record import CustodyRecord
from evenhand.observations.table import Observations

CUT_OFF = date(2026, 2, 2)
"""The newest edition of the shipped record was posted on this day, with data to 25 January."""
ORIGIN = Origin(2026, 1)
HORIZON = 12
UNCONDITIONAL = KINDS[1]


def fits_then(observations: Observations) -> list[CustodyFit]:
    """The central fit and one for each setting, from what had been posted by the cut-off.

    Args:
        observations: Everything that was read; what was posted later is not used.
    """
    return fit_settings(observations, CUT_OFF, custody_members("now"))


def forecast_now(observations: Observations, learned: pl.DataFrame) -> pl.DataFrame:
    """The unconditional forecast of every target by every method; what came is null.

    Args:
        observations: Everything that was read; what was posted after the cut-off is not used.
        learned: A backtest whose misses the intervals answer to.
    """
    fits, known = fits_then(observations), targets_known(observations, CUT_OFF)
    months = months_ahead(ORIGIN, HORIZON)
    own = model_rows(fits, known, months, learned, UNCONDITIONAL, None)
    rows: list[tuple[object, ...]] = []
    for target, groups in TARGETS.items():
        for group in groups:
            values, newest = history(known, target, group)
            lag = 12 * ORIGIN.year + ORIGIN.month - newest
            if lag < 0 or not len(values):
                continue
            for method, quantiles in baseline_quantiles(values, lag + HORIZON).items():
                found = {(target, group): quantiles[lag:]}
                rows += _rows(UNCONDITIONAL, months, method, found)
    return pl.concat([own, forecast_frame(rows)]).sort(
        "target", "group", "method", "horizon", maintain_order=True
    )


def model_rows(
    fits: Sequence[CustodyFit],
    known: pl.DataFrame,
    months: Sequence[Month],
    learned: pl.DataFrame,
    kind: str,
    happened: CustodyRecord | None,
) -> pl.DataFrame:
    """The model's and the two simple courses' forecasts, intervals answering to past misses.

    Args:
        fits: The central fit, then one for each setting.
        known: The monthly targets known at the cut-off.
        months: Months to forecast.
        learned: A backtest whose misses the intervals answer to.
        kind: Conditional or unconditional.
        happened: The record from which later book-ins are taken; None draws them.
    """
    key = (SEED, ORIGIN.year, ORIGIN.month)
    methods: dict[str, Quantiles] = {
        MODEL: model_quantiles(fits, known, months, key, happened=happened)
    }
    methods |= simple_quantiles(fits[0], months, happened)
    rows: list[tuple[object, ...]] = []
    for method, found in methods.items():
        rows += _rows(kind, months, method, found)
    fresh = forecast_frame(rows)
    past = learned.filter(pl.col("kind") == kind, pl.col("method").is_in(list(methods)))
    both = recalibrated(pl.concat([past.select(list(FORECAST_SCHEMA)), fresh]))
    return both.filter(pl.col("origin") == ORIGIN.label)


def _rows(
    kind: str, months: Sequence[Month], method: str, found: Quantiles
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for (target, group), quantiles in found.items():
        for month, values in zip(months, quantiles, strict=True):
            step = 12 * (month.first.year - ORIGIN.year) + month.first.month - ORIGIN.month
            rows.append(
                (
                    kind, ORIGIN.label, step, f"{month.first:%Y-%m}", target, group, method,
                    UNITS[target], *(float(value) for value in values), None,
                )
            )  # fmt: skip
    return rows


def first_day_ahead() -> date:
    """The first day that the published forecast is about."""
    return ORIGIN.day + timedelta(days=1)


LAYERS = {
    "settings of the model": Sources(levels=False, mixes=False, inflow=False),
    "and the level of exits": Sources(mixes=False, inflow=False),
    "and mixes and definitions": Sources(inflow=False),
    "and later book-ins": Sources(),
}
"""What is not known, one source more in each: the last is the whole forecast."""


def stock_by_source(observations: Observations) -> pl.DataFrame:
    """The forecast of everyone detained with one source of uncertainty more at a time.

    Intervals do not answer to past misses here: that cannot be told apart by source.

    Args:
        observations: Everything that was read; what was posted after the cut-off is not used.

    Returns:
        ``source, month`` (its first day), then quantiles.
    """
    fits, known = fits_then(observations), targets_known(observations, CUT_OFF)
    months = months_ahead(ORIGIN, HORIZON)
    key = (SEED, ORIGIN.year, ORIGIN.month)
    parts = []
    for source, drawn in LAYERS.items():
        found = model_quantiles(fits, known, months, key, sources=drawn)["stock", "all"]
        parts.append(
            pl.DataFrame(found, schema=list(QUANTILES)).select(
                pl.lit(source).alias("source"),
                pl.Series("month", [month.first for month in months]),
                pl.all(),
            )
        )
    return pl.concat(parts)
