"""Values by day brought to the periods of a run's counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenhand.results.counts import Array, Counts


def sum_by_period(counts: Counts, by_day: Array) -> Array:
    """Sums over the days of each period ``(period, ...)``; days after the last one are left out.

    Args:
        counts: Whose periods.
        by_day: Values ``(T, ...)``.
    """
    by_day = by_day[: int(counts.lengths.sum())]
    firsts: Sequence[int] = np.concatenate([[0], np.cumsum(counts.lengths)[:-1]]).tolist()
    sums: Array = np.add.reduceat(by_day, firsts, axis=0)
    return sums


def mean_by_period(counts: Counts, by_day: Array) -> Array:
    """Means over the days of each period ``(period, ...)``."""
    lengths = counts.lengths.reshape(-1, *[1] * (by_day.ndim - 1))
    means: Array = sum_by_period(counts, by_day) / lengths
    return means
