"""The backtest and the forecast whose results ship with the package."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

import polars as pl

from evenhand.backtests.forecasts import FORECAST_SCHEMA
from evenhand.backtests.rolling import MODEL

BACKTEST_FILE, FORECAST_FILE = "rolling_forecasts.parquet", "published_forecast.csv"


def shipped_path(name: str = BACKTEST_FILE) -> Path:
    """Where a shipped table is."""
    return Path(str(resources.files("evenhand.backtests"))) / name


@cache
def shipped_forecasts() -> pl.DataFrame:
    """Every forecast of the shipped backtest with what came."""
    return pl.read_parquet(shipped_path()).match_to_schema(FORECAST_SCHEMA)


@cache
def published_forecast() -> pl.DataFrame:
    """The forecast made from the record up to January 2026; what came is not known."""
    return pl.read_csv(shipped_path(FORECAST_FILE), schema=FORECAST_SCHEMA)


def error_band(forecasts: pl.DataFrame, coverage: float = 0.8) -> pl.DataFrame:
    """Between which factors of the forecast at least so many past outcomes lay, by horizon.

    Args:
        forecasts: A backtest.
        coverage: Share of past outcomes inside the band.

    Returns:
        ``horizon, low, high``: factors on the forecast.
    """
    ratio = pl.col("actual") / pl.col("q50")
    tail = round((1 - coverage) / 2, 9)
    return (
        forecasts.filter(
            pl.col("kind") == "conditional",
            pl.col("target") == "stock",
            pl.col("group") == "all",
            pl.col("method") == MODEL,
        )
        .group_by("horizon")
        .agg(low=ratio.quantile(tail, "lower"), high=ratio.quantile(1 - tail, "higher"))
        .sort("horizon")
    )
