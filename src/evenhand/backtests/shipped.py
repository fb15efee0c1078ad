"""The backtest whose results ship with the package."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

import polars as pl

from evenhand.backtests.custody_backtest import FORECAST_SCHEMA

FIRST_ORIGIN, LAST_ORIGIN, HORIZON = (2023, 10), (2025, 10), 6
"""The monthly origins and the months ahead that are judged by default."""
FILE = "custody_forecasts.csv"


def shipped_path() -> Path:
    """Where the shipped backtest is."""
    return Path(str(resources.files("evenhand.backtests"))) / FILE


@cache
def shipped_forecasts() -> pl.DataFrame:
    """Every forecast of the shipped backtest with what came."""
    return pl.read_csv(shipped_path(), schema=FORECAST_SCHEMA)


def error_band(forecasts: pl.DataFrame, coverage: float = 0.8) -> pl.DataFrame:
    """Between which factors of the forecast at least so many past outcomes lay, by horizon.

    Args:
        forecasts: A backtest.
        coverage: Share of past outcomes inside the band.

    Returns:
        ``horizon, low, high``: factors on the forecast.
    """
    ratio = pl.col("actual") / pl.col("forecast")
    tail = round((1 - coverage) / 2, 9)
    return (
        forecasts.filter((pl.col("group") == "all") & (pl.col("method") == "model"))
        .group_by("horizon")
        .agg(low=ratio.quantile(tail, "lower"), high=ratio.quantile(1 - tail, "higher"))
        .sort("horizon")
    )
