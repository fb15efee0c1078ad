"""Where an interval comes from: what is not known about the levers, chance, or both together.

``parameters``: expected values under each joint draw of the levers. ``chance``: replicates with
central values. ``both``: each draw's expected value plus the deviation of each replicate from the
mean of the replicates, never below zero for what never is; chance is thus taken to be alike under
all draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.results.counts import Array
from evenhand.results.spread import LEVELS

PARAMETERS, CHANCE, BOTH = "parameters", "chance", "both"
ORDER = (BOTH, PARAMETERS, CHANCE)
"""The sources, from the one that says most."""
MOST_PAIRS = 10_000
"""Draws times replicates that are put together at most; further replicates are left out."""
RESAMPLES = 400
LOW, HIGH = 0.05, 0.95


def by_source(drawn: Array | None, replicates: Array | None) -> dict[str, Array]:
    """Values by source ``(value, ...)``.

    Args:
        drawn: Expected values under each draw ``(draw, ...)``; None where nothing was drawn.
        replicates: Replicates ``(replicate, ...)``; None where there are none.
    """
    found = {}
    if drawn is not None:
        found[PARAMETERS] = drawn
    if replicates is not None:
        found[CHANCE] = replicates
    if drawn is not None and replicates is not None:
        some = replicates[: max(1, MOST_PAIRS // len(drawn))]
        pairs = drawn[:, None] + (some - replicates.mean(axis=0))[None]
        if (drawn >= 0).all() and (replicates >= 0).all():
            pairs = np.maximum(pairs, 0.0)  # an amount; differences may be negative
        found[BOTH] = pairs.reshape(-1, *drawn.shape[1:])
    return found


def interval(values: Array) -> dict[str, Array]:
    """Median and ends of the 50 and 90 percent intervals ``(...)`` by column of tables.

    Args:
        values: Values of one source ``(value, ...)``.
    """
    found = np.quantile(values, list(LEVELS.values()), axis=0)
    return dict(zip(LEVELS, found, strict=True))


@dataclass(frozen=True)
class Precision:
    """How well the ends of an interval are known.

    Args:
        width: Width of the 90 percent interval.
        error: Standard error of its less certain end.
    """

    width: float
    error: float

    @property
    def share(self) -> float:
        """Error as a share of the width; zero where nothing varies."""
        return self.error / self.width if self.width > 0 else 0.0


def precision(values: Array) -> Precision:
    """How well the ends of the 90 percent interval are known, by resampling the values.

    The resamples are the same for the same number of values.

    Args:
        values: Values of one source ``(value,)``.
    """
    random = np.random.Generator(np.random.PCG64(len(values)))
    chosen = random.integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.quantile(values[chosen], [LOW, HIGH], axis=1)
    ends = np.quantile(values, [LOW, HIGH])
    return Precision(float(ends[1] - ends[0]), float(max(low.std(), high.std())))


def chance_precision(drawn: Array, replicates: Array) -> Precision:
    """How well the replicates let the ends of the interval of both sources be known.

    By resampling the replicates, the draws staying as they are.

    Args:
        drawn: Expected values under each draw ``(draw,)``.
        replicates: Replicates with central values ``(replicate,)``.
    """
    some = replicates[: max(1, MOST_PAIRS // len(drawn))]
    random = np.random.Generator(np.random.PCG64(len(some)))
    chosen = some[random.integers(0, len(some), (RESAMPLES, len(some)))]
    deviations = chosen - chosen.mean(axis=1, keepdims=True)
    pairs = (drawn[None, :, None] + deviations[:, None, :]).reshape(RESAMPLES, -1)
    low, high = np.quantile(pairs, [LOW, HIGH], axis=1)
    ends = np.quantile(by_source(drawn, replicates)[BOTH], [LOW, HIGH])
    return Precision(float(ends[1] - ends[0]), float(max(low.std(), high.std())))
