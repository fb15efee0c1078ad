"""How good quantile forecasts were: weighted interval score, coverage, error and bias.

The weighted interval score is in the unit of what is forecast; 0 is perfect. It is the absolute
error of a forecast that is certain, and grows with wide intervals and with outcomes outside them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from evenhand.errors import DataError, Problem, did_you_mean
from evenhand.model.custody import Array

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""Levels of the quantiles of a forecast: the median, and both ends of the central intervals."""
QUANTILES = tuple(f"q{round(100 * level):02d}" for level in LEVELS)
"""Their columns in a table of forecasts: ``q05``, ``q10`` and so on."""
COVERAGES = (50, 80, 90)
"""The central intervals that the levels hold, percent."""
MEDIAN = "q50"
REFERENCE = "last value"
BY = ("kind", "target", "group", "method", "horizon")
PAIR = ("kind", "target", "group", "origin", "month")
"""What two methods must have in common for one forecast to be set against the other."""


def interval_score(lower: Array, upper: Array, actual: Array, alpha: float) -> Array:
    """Score of a central interval: its width, and a penalty for outcomes outside it.

    Source: Bracher et al. 2021, doi 10.1371/journal.pcbi.1008618, interval score.

    Args:
        lower: Lower ends, any shape.
        upper: Upper ends, of the same shape.
        actual: What came, of the same shape.
        alpha: Probability outside the interval: 0.1 for 90 percent.
    """
    below = np.maximum(lower - actual, 0)
    above = np.maximum(actual - upper, 0)
    score: Array = (upper - lower) + 2 / alpha * (below + above)
    return score


def weighted_interval_score(
    quantiles: Array, actual: Array, levels: Sequence[float] = LEVELS
) -> Array:
    """Weighted interval score of quantile forecasts; the median counts once.

    Source: Bracher et al. 2021, doi 10.1371/journal.pcbi.1008618, equation 1: weights alpha/2
    for each of K intervals and 1/2 for the median, divided by K + 1/2.

    Args:
        quantiles: Quantiles ``(..., level)``.
        actual: What came ``(...)``.
        levels: Levels of the quantiles, rising, symmetric about 0.5, which is among them.

    Returns:
        Scores ``(...)``, in the unit of the forecast.

    Raises:
        DataError: when the levels are not symmetric about a median.
    """
    values, outcome = np.asarray(quantiles, float), np.asarray(actual, float)
    given = np.asarray(levels, float)
    pairs = len(given) // 2
    symmetric = len(given) % 2 == 1 and np.allclose(given + given[::-1], 1)
    if not symmetric or (np.diff(given) <= 0).any():
        fix = "give rising levels with 0.5 in the middle, such as 0.1, 0.5, 0.9"
        raise DataError(Problem(str(tuple(levels)), "are no levels around a median", fix))
    total = np.abs(outcome - values[..., pairs]) / 2
    for i in range(pairs):
        alpha = 2 * given[i]
        total = total + alpha / 2 * interval_score(
            values[..., i], values[..., -1 - i], outcome, alpha
        )
    score: Array = np.asarray(total / (pairs + 0.5))
    return score


def log_weighted_interval_score(
    quantiles: Array, actual: Array, levels: Sequence[float] = LEVELS
) -> Array:
    """The weighted interval score of log(value + 1), which judges relative errors.

    Source: Bosse et al. 2023, doi 10.1371/journal.pcbi.1011393. Values below 0 count as 0.

    Args:
        quantiles: Quantiles ``(..., level)``.
        actual: What came ``(...)``.
        levels: As in ``weighted_interval_score``.
    """
    logs = [np.log1p(np.maximum(np.asarray(values, float), 0)) for values in (quantiles, actual)]
    return weighted_interval_score(logs[0], logs[1], levels)


def inside(quantiles: Array, actual: Array, coverage: int) -> Array:
    """Whether what came lies in the central interval, ends included: 1 or 0 ``(...)``.

    Args:
        quantiles: Quantiles ``(..., level)`` at ``LEVELS``.
        actual: What came ``(...)``.
        coverage: Which interval, percent: one of ``COVERAGES``.

    Raises:
        DataError: when the levels do not hold this interval.
    """
    if coverage not in COVERAGES:
        known = did_you_mean(str(coverage), [str(known) for known in COVERAGES])
        raise DataError(Problem(f"coverage {coverage}", "is not among the intervals", known))
    low = [round(100 * level) for level in LEVELS].index((100 - coverage) // 2)
    values = np.asarray(quantiles, float)
    within = (values[..., low] <= actual) & (actual <= values[..., -1 - low])
    return np.asarray(within, float)


def scored(forecasts: pl.DataFrame) -> pl.DataFrame:
    """Every forecast whose outcome is known, with its own scores.

    Args:
        forecasts: Rows with the columns of ``forecasts.FORECAST_SCHEMA``.

    Returns:
        The rows, and ``wis`` (in their unit), ``wis_log``, ``off`` (signed error of the median,
        percent; null where 0 people came) and ``in50``, ``in80``, ``in90`` (1 or 0).

    Raises:
        DataError: when a column is missing.
    """
    missing = [
        name
        for name in (*PAIR, "method", "horizon", *QUANTILES, "actual")
        if name not in forecasts.columns
    ]
    if missing:
        fix = "give a table with the columns of evenhand.backtests.forecasts.FORECAST_SCHEMA"
        raise DataError(Problem("forecasts", f"lack the columns {', '.join(missing)}", fix))
    known = forecasts.filter(pl.col("actual").is_not_null())
    quantiles, actual = known.select(QUANTILES).to_numpy(), known["actual"].to_numpy()
    return known.with_columns(
        pl.Series("wis", weighted_interval_score(quantiles, actual)),
        pl.Series("wis_log", log_weighted_interval_score(quantiles, actual)),
        pl.when(pl.col("actual") != 0).then(100 * (pl.col(MEDIAN) / pl.col("actual") - 1))
        .alias("off"),
        *(pl.Series(f"in{share}", inside(quantiles, actual, share)) for share in COVERAGES),
    )  # fmt: skip


def score_table(
    forecasts: pl.DataFrame, by: Sequence[str] = BY, reference: str = REFERENCE
) -> pl.DataFrame:
    """Mean scores of forecasts, and their skill against one named method.

    Args:
        forecasts: Rows with the columns of ``forecasts.FORECAST_SCHEMA``; rows whose outcome is
            not known are left out.
        by: The columns whose values are told apart.
        reference: The method that the others are set against, within the same kind.

    Returns:
        One row per value of ``by``: ``wis`` and ``wis_log`` (means), ``skill`` and ``skill_log``
        (mean score over that of the reference, on the origins and months that both forecast;
        below 1 is better than the reference; null where they share none), ``error`` (mean
        absolute percentage error of the median), ``bias`` (mean percentage error), ``coverage50``,
        ``coverage80``, ``coverage90`` (shares), ``forecasts`` (how many) and ``compared`` (how
        many of them the reference has too).

    Raises:
        DataError: when a column is missing, the reference is not among the methods, or it has
            two forecasts of one month from one origin.
    """
    rows = scored(forecasts)
    lacking = [name for name in by if name not in rows.columns]
    if lacking:
        raise DataError(Problem(lacking[0], "is no column", did_you_mean(lacking[0], BY)))
    against = rows.filter(pl.col("method") == reference)
    if against.is_empty():
        known = did_you_mean(reference, rows["method"].unique().to_list(), noun="methods")
        raise DataError(Problem(reference, "has no forecast with a known outcome", known))
    if against.select(PAIR).is_duplicated().any():
        fix = "give each method one forecast per origin and month"
        raise DataError(Problem(reference, "forecasts a month twice from one origin", fix))
    theirs = against.select(*PAIR, wis_reference="wis", wis_log_reference="wis_log")
    return (
        rows.join(theirs, on=PAIR, how="left")
        .group_by(by)
        .agg(
            pl.col("wis", "wis_log").mean(),
            _relative("wis").alias("skill"),
            _relative("wis_log").alias("skill_log"),
            error=pl.col("off").abs().mean(),
            bias=pl.col("off").mean(),
            **{f"coverage{share}": pl.col(f"in{share}").mean() for share in COVERAGES},
            forecasts=pl.len(),
            compared=pl.col("wis_reference").count(),
        )
        .sort(by)
    )


def _relative(score: str) -> pl.Expr:
    theirs = pl.col(f"{score}_reference")
    ours = pl.col(score).filter(theirs.is_not_null()).mean()
    return pl.when(theirs.mean() > 0).then(ours / theirs.mean())
