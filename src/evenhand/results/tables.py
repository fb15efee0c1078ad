"""Tidy tables of a run: one row per value, with its unit."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import numpy as np
import polars as pl

from evenhand.model.classes import CLASSES, EXITS, LACK_OF_BEDS, ORIGINS
from evenhand.model.custody import Array

DAILY_SCHEMA = {
    "series": pl.String(),
    "day": pl.Date(),
    "agency": pl.String(),
    "criminality": pl.String(),
    "detail": pl.String(),
    "value": pl.Float64(),
    "unit": pl.String(),
}


def daily_table(first_day: date, flows: dict[str, Array]) -> pl.DataFrame:
    """Daily values of a run.

    Args:
        first_day: The first day.
        flows: ``stock``, ``book_ins``, ``short`` and ``refused`` as ``(day, origin, class)`` and
            ``exits`` as ``(day, origin, class, exit)``, people.

    Returns:
        Columns of ``DAILY_SCHEMA``, in the order of series, detail, agency, criminality, day.
    """
    days = len(flows["stock"])
    dates = [first_day + timedelta(days=day) for day in range(days)]
    parts = []
    plain = (("detained", "stock"), ("book-ins", "book_ins"), ("book-ins refused", "refused"))
    for series, name in plain:
        for o, c in product(range(len(ORIGINS)), range(len(CLASSES))):
            parts.append(_part(series, dates, o, c, "", flows[name][:, o, c]))
    for number, way in enumerate((*EXITS, LACK_OF_BEDS)):
        for o, c in product(range(len(ORIGINS)), range(len(CLASSES))):
            values = flows["short"] if way == LACK_OF_BEDS else flows["exits"][..., number]
            parts.append(_part("exits", dates, o, c, way, values[:, o, c]))
    return pl.concat(parts)


def _part(
    series: str, dates: list[date], origin: int, kind: int, detail: str, values: Array
) -> pl.DataFrame:
    size = len(dates)
    return pl.DataFrame(
        {
            "series": [series] * size,
            "day": dates,
            "agency": [ORIGINS[origin]] * size,
            "criminality": [CLASSES[kind]] * size,
            "detail": [detail] * size,
            "value": np.ascontiguousarray(values),
            "unit": ["people" if series == "detained" else "people/day"] * size,
        },
        schema=DAILY_SCHEMA,
    )


def monthly_table(daily: pl.DataFrame) -> pl.DataFrame:
    """Months of a daily table: stocks as means, flows as sums; only the days that were run count.

    Args:
        daily: What ``daily_table`` returned.

    Returns:
        ``series, month, agency, criminality, detail, value, unit, days``.
    """
    stock = pl.col("series") == "detained"
    value = pl.when(stock.first()).then(pl.col("value").mean()).otherwise(pl.col("value").sum())
    return (
        daily.with_columns(month=pl.col("day").dt.strftime("%Y-%m"))
        .group_by("series", "month", "agency", "criminality", "detail", maintain_order=True)
        .agg(value=value, days=pl.len())
        .with_columns(unit=pl.lit("people"))
        .select("series", "month", "agency", "criminality", "detail", "value", "unit", "days")
        .sort("series", "detail", "agency", "criminality", "month")
    )


def total_by_month(monthly: pl.DataFrame, series: str, **chosen: str) -> pl.DataFrame:
    """National totals of one series by month.

    Args:
        monthly: What ``monthly_table`` returned.
        series: Which series.
        chosen: Values of other columns that must match, such as ``detail="removal"``.

    Returns:
        ``month, value, days``.
    """
    rows = monthly.filter(pl.col("series") == series)
    for column, wanted in chosen.items():
        rows = rows.filter(pl.col(column) == wanted)
    totals = pl.col("value").sum()
    return rows.group_by("month").agg(value=totals, days=pl.col("days").first()).sort("month")
