"""Rolling-origin backtests of the detained population, conditional on book-ins as they happened.

At each origin (the last day of a month) the model is fitted to what had been posted by then and
run forward with the book-ins that the record shows later. What is judged is the average daily
population of the months after the origin, as the newest editions give it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from evenhand.compiled.custody import compile_custody
from evenhand.engines.cohorts import run_custody
from evenhand.errors import DataError, Problem
from evenhand.fitting.custody_fit import CustodyFit, fit_custody
from evenhand.fitting.custody_record import CustodyRecord, custody_record
from evenhand.model.classes import CLASSES, ORIGINS
from evenhand.model.custody import Array
from evenhand.observations.table import Observations
from evenhand.timeline import month_end, next_month

METHODS = ("model", "constant hazard", "last value", "last month")
"""The model; exits at the mean rate of the last 90 days by origin; the newest snapshot for ever;
the newest complete month's average for ever."""
CONSTANT_HAZARD_DAYS = 90
GROUPS = ("all", *ORIGINS, *CLASSES)
FORECAST_SCHEMA = {
    "origin": pl.String(),
    "horizon": pl.Int64(),
    "month": pl.String(),
    "method": pl.String(),
    "group": pl.String(),
    "forecast": pl.Float64(),
    "actual": pl.Float64(),
}


@dataclass(frozen=True)
class Origin:
    """A month at whose end forecasts are made."""

    year: int
    month: int

    @property
    def label(self) -> str:
        """The month, such as ``2023-10``."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def day(self) -> date:
        """The last day of the month: nothing posted later is used."""
        return month_end(self.year, self.month)


def monthly_origins(first: tuple[int, int], last: tuple[int, int]) -> list[Origin]:
    """Every month from the first to the last.

    Raises:
        DataError: when the last comes before the first.
    """
    origins = []
    year, month = first
    while (year, month) <= last:
        origins.append(Origin(year, month))
        year, month = next_month(year, month)
    if not origins:
        where = f"{first[0]}-{first[1]:02d}..{last[0]}-{last[1]:02d}"
        raise DataError(Problem(where, "holds no origin", "give the earlier month first"))
    return origins


def backtest_custody(
    observations: Observations,
    origins: Iterable[Origin],
    horizon: int,
    **changed: float,
) -> pl.DataFrame:
    """Forecast the detained population from each origin and set it against what came.

    Args:
        observations: Everything that was read, with its days of posting.
        origins: Months at whose ends forecasts are made.
        horizon: How many months ahead, 1 or more.
        changed: Parameters of the fit to change from their defaults.

    Returns:
        One row per origin, horizon, method and group: ``forecast`` and ``actual`` mean daily
        population, people.

    Raises:
        DataError: when an origin is too early for a fit.
    """
    happened = custody_record(observations)
    actual = {start: (end, people) for start, end, people in happened.averages}
    rows: list[tuple[object, ...]] = []
    for origin in origins:
        fit = fit_custody(observations, origin.day, **changed)
        months = [next_month(origin.year, origin.month, step) for step in range(1, horizon + 1)]
        known = [
            (step, date(*month, 1))
            for step, month in enumerate(months, start=1)
            if date(*month, 1) in actual
        ]
        if known:
            last_day = max(actual[start][0] for _, start in known)
            paths = forecast_paths(fit, happened, last_day)
            for step, start in known:
                end, people = actual[start]
                truth = _groups(people)
                days = slice((start - fit.model.start).days - 1, (end - fit.model.start).days)
                for method in METHODS:
                    values = _groups(paths[method][days].mean(axis=0))
                    for group in GROUPS:
                        if group in truth:
                            value = values.get(group)
                            label = f"{start:%Y-%m}"
                            row = (origin.label, step, label, method, group, value, truth[group])
                            rows.append(row)
    return pl.DataFrame(rows, schema=FORECAST_SCHEMA, orient="row")


def forecast_paths(fit: CustodyFit, happened: CustodyRecord, last_day: date) -> dict[str, Array]:
    """Daily stock ``(day, origin, class)`` by each method, from the day after the fit's start.

    Args:
        fit: A fitted model.
        happened: The record from which later book-ins are taken.
        last_day: The last day of the paths.
    """
    first = fit.model.start + timedelta(days=1)
    flows = happened.book_ins_between(first, last_day)
    outcome = run_custody(compile_custody(fit.model, last_day, book_ins=flows))
    start = fit.model.state.sum(axis=2)
    days = len(flows)
    return {
        "model": outcome.stock,
        "constant hazard": _constant_hazard(fit, start, flows),
        "last value": np.tile(start, (days, 1, 1)),
        "last month": np.tile(_last_month(fit), (days, 1, 1)),
    }


def _constant_hazard(fit: CustodyFit, start: Array, flows: Array) -> Array:
    """Each origin loses the same share a day as over the last 90 days; classes as at the start."""
    window = slice(-CONSTANT_HAZARD_DAYS, None)
    stock = fit.filtered.stock
    implied = stock[:-1] + _inflow(fit) - stock[1:]
    rate = implied[window].sum(axis=0) / stock[:-1][window].sum(axis=0)
    mix = start / start.sum(axis=1, keepdims=True)
    people = start.sum(axis=1)
    path = np.zeros((len(flows), *start.shape))
    for day, inflow in enumerate(flows):
        people = people * (1 - rate) + inflow
        path[day] = people[:, None] * mix
    return path


def _inflow(fit: CustodyFit) -> Array:
    first = fit.filtered.first_day + timedelta(days=1)
    return fit.record.book_ins_between(first, fit.filtered.last_knot.day)


def _last_month(fit: CustodyFit) -> Array:
    complete = [
        people
        for start, end, people in fit.record.averages
        if end == month_end(start.year, start.month) and end <= fit.record.through
    ]
    return np.nan_to_num(complete[-1])


def _groups(people: Array) -> dict[str, float]:
    """Totals by group of people ``(origin, class)``; classes only where they were told apart."""
    totals = {"all": float(np.nansum(people))}
    totals |= {origin: float(np.nansum(people[i])) for i, origin in enumerate(ORIGINS)}
    if not np.isnan(people).any():
        totals |= {name: float(people[:, i].sum()) for i, name in enumerate(CLASSES)}
    return totals


def error_table(forecasts: pl.DataFrame, group: str = "all") -> pl.DataFrame:
    """Mean absolute percentage error and bias by method and horizon.

    Args:
        forecasts: What ``backtest_custody`` returned.
        group: Whose population: ``all``, an origin or a class.

    Returns:
        One row per method and horizon: ``error`` (mean absolute, percent), ``bias`` (mean,
        percent), ``largest`` (largest absolute, percent), ``origins`` (how many).
    """
    error = 100 * (pl.col("forecast") / pl.col("actual") - 1)
    return (
        forecasts.filter(pl.col("group") == group)
        .group_by("method", "horizon")
        .agg(
            error=error.abs().mean(),
            bias=error.mean(),
            largest=error.abs().max(),
            origins=pl.len(),
        )
        .with_columns(order=pl.col("method").replace_strict({m: i for i, m in enumerate(METHODS)}))
        .sort("order", "horizon")
        .drop("order")
    )


def wide_error_table(forecasts: pl.DataFrame, group: str = "all") -> pl.DataFrame:
    """The errors with a column per horizon, for reading.

    Args:
        forecasts: What ``backtest_custody`` returned.
        group: Whose population: ``all``, an origin or a class.
    """
    table = error_table(forecasts, group)
    return table.with_columns(ahead=pl.format("{} mo.", pl.col("horizon").cast(pl.String))).pivot(
        "ahead", index="method", values="error"
    )
