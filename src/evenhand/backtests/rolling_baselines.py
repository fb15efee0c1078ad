"""The simple methods at every origin, given only what had been published by then."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from evenhand.backtests.baselines import baseline_quantiles
from evenhand.backtests.custody_backtest import Origin
from evenhand.backtests.forecasts import FORECAST_SCHEMA, TARGETS, UNITS, forecast_frame
from evenhand.backtests.targets import targets_known, targets_now
from evenhand.model.custody import Array
from evenhand.observations.table import Observations
from evenhand.timeline import next_month

KIND = "unconditional"
FEWEST_DAYS = {"stock": 1}
"""Days of a month's beginning from which its mean counts as a month of history."""
FEWEST_DAYS_OF_A_FLOW = 10
"""Fewer would be one week's ups and downs; a stock moves too slowly for that."""


def rolling_baselines(
    observations: Observations, origins: Iterable[Origin], horizon: int
) -> pl.DataFrame:
    """Every simple method's forecasts of every target and group, with what came.

    Args:
        observations: Everything that was read.
        origins: Months at whose ends forecasts are made.
        horizon: How many months ahead, 1 or more.

    Returns:
        A table of ``FORECAST_SCHEMA``, kind ``unconditional``. Months whose outcome is not known
        are left out, and methods for which a history is too short.
    """
    now = targets_now(observations)
    parts = [
        origin_baselines(targets_known(observations, origin.day), now, origin, horizon)
        for origin in origins
    ]
    return pl.concat([forecast_frame([]), *parts])


def origin_baselines(
    known: pl.DataFrame, now: pl.DataFrame, origin: Origin, horizon: int
) -> pl.DataFrame:
    """The same from one origin; everything it is given and returns can be sent between processes.

    Args:
        known: The targets as known by the origin's last day (``targets_known``).
        now: The targets as they came (``targets_now``).
        origin: The month at whose end forecasts are made.
        horizon: How many months ahead, 1 or more.
    """
    actual = {
        (target, group, month): value
        for target, group, month, value in now.select("target", "group", "month", "value").rows()
    }
    rows: list[tuple[object, ...]] = []
    for target, groups in TARGETS.items():
        for group in groups:
            values, newest = history(known, target, group)
            # The newest month known may lie before the origin's: then there is more to forecast.
            lag = _number(origin.year, origin.month) - newest
            if lag < 0 or not len(values):
                continue
            for method, quantiles in baseline_quantiles(values, lag + horizon).items():
                for step in range(1, horizon + 1):
                    year, month = next_month(origin.year, origin.month, step)
                    label = f"{year:04d}-{month:02d}"
                    came = actual.get((target, group, label))
                    if came is not None:
                        named = (KIND, origin.label, step, label, target, group, method)
                        rows.append((*named, UNITS[target], *quantiles[lag + step - 1], came))
    return pl.DataFrame(rows, schema=FORECAST_SCHEMA, orient="row")


def history(known: pl.DataFrame, target: str, group: str) -> tuple[Array, int]:
    """A target's successive months, and the number of the last (12 x year + month).

    Begins with the first complete month after the last that is missing; leaves out a last month
    of which too few days are known.

    Args:
        known: What ``targets_known`` returned.
        target: One of ``TARGETS``.
        group: One of its groups.
    """
    fewest = FEWEST_DAYS.get(target, FEWEST_DAYS_OF_A_FLOW)
    days = (pl.col("end") - pl.col("start")).dt.total_days() + 1
    number = 12 * pl.col("start").dt.year().cast(pl.Int64) + pl.col("start").dt.month()
    run = pl.col("number").diff().ne(1).fill_null(False).cum_sum()
    months = (
        known.filter(pl.col("target") == target, pl.col("group") == group, days >= fewest)
        .sort("start")
        .with_columns(number=number)
        .filter(run == run.max())
        .filter(pl.col("complete").cum_max())
    )
    last = int(months["number"][-1]) if months.height else 0
    return months["value"].to_numpy(), last


def _number(year: int, month: int) -> int:
    return 12 * year + month
