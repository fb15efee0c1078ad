"""From daily arrests to the pattern of the week and the noise of a day.

Arrests of October 2015 to September 2019 are the only public ones by day and method. Days of the
week are compared with the running level of four weeks around them. What is left beyond Poisson's
noise is the variance ``v`` of a factor with mean one: ``variance = mean + v · mean²``.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import polars as pl

from evenhand.errors import DataError, Problem
from evenhand.model.levers import Array

FILE = "tables/arrests_daily_aor_method_fy16_fy19.csv"
WAYS = {"at-large": ("at_large",), "custodial": ("custodial", "287g")}
"""Methods of the file that each way of arrest holds; ``other`` is left out."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WINDOW = 28
"""Days of the running level: whole weeks, so that each day of the week counts alike."""


def weekday_table(folder: Path) -> bytes:
    """The table of weekday factors, as it ships.

    Args:
        folder: The folder of the published data.

    Raises:
        DataError: when the file is missing.
    """
    path = folder / FILE
    if not path.exists():
        raise DataError(Problem(str(path), "is missing", "name the folder of the published data"))
    daily = pl.read_csv(path, try_parse_dates=True)
    rows = []
    for way, methods in WAYS.items():
        counts = (
            daily.filter(pl.col("method_simple").is_in(methods))
            .group_by("apprehension_date")
            .agg(people=pl.col("len").sum())
            .sort("apprehension_date")
            .upsample("apprehension_date", every="1d")
            .with_columns(pl.col("people").fill_null(0))
        )
        people = counts["people"].to_numpy().astype(np.float64)
        weekday = counts["apprehension_date"].dt.weekday().to_numpy() - 1
        factors, spread = week_and_spread(people, weekday)
        rows.append((way, *factors.round(4).tolist(), round(spread, 4), len(people)))
    frame = pl.DataFrame(rows, schema=["way", *DAYS, "spread", "days"], orient="row")
    frame = frame.with_columns(
        source=pl.lit("arrests by day, area and method, Oct 2015 to Sep 2019 (FOIA, UWCHR)"),
        reliability=pl.lit("B"),
    )
    buffer = io.BytesIO()
    frame.write_csv(buffer)
    return buffer.getvalue()


def week_and_spread(people: Array, weekday: Array) -> tuple[Array, float]:
    """Factors by day of the week ``(7,)``, mean one, and the extra variance of a day.

    Args:
        people: People by day ``(T,)``.
        weekday: Day of the week ``(T,)``, 0 is Monday.
    """
    kernel = np.full(WINDOW, 1 / WINDOW)
    level = np.convolve(people, kernel, mode="same")
    inner = slice(WINDOW, len(people) - WINDOW)
    ratio, day = (people / np.maximum(level, 1.0))[inner], weekday[inner]
    factors = np.array([ratio[day == number].mean() for number in range(7)])
    factors /= factors.mean()
    mean = level[inner] * factors[day]
    spread = ((people[inner] - mean) ** 2 - mean).sum() / (mean**2).sum()
    return factors, float(max(spread, 0.0))
