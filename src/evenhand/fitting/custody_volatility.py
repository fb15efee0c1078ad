"""How much the level of the exit hazard moves from month to month: what makes forecasts uncertain.

The level of each month is taken for a slow walk seen with noise of its own (a local-level model).
The two variances are those under which the levels of the last years are most likely.

Source: Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from evenhand.fitting.custody_filter import Filtered
from evenhand.model.custody import Array

MONTH_DAYS = 30
WINDOW_DAYS = 1080
"""Three years of levels."""
FEWEST_MONTHS = 12
USUAL = (0.004, 0.004)
"""Variances where the record is too short: the middle of those found on origins 2021 to 2023."""
SMALLEST, LARGEST = 1e-5, 0.25


@dataclass(frozen=True)
class Volatility:
    """Variances of the logarithm of a level.

    Args:
        walk: Of its change from one month to the next.
        noise: Of what passes within a month.
    """

    walk: float
    noise: float

    @property
    def uncertain(self) -> float:
        """Variance of the present level, as the newest months leave it.

        The steady state of the filter: walk and noise in balance.
        """
        return (-self.walk + float(np.sqrt(self.walk**2 + 4 * self.walk * self.noise))) / 2


def volatility(filtered: Filtered, origin: int) -> Volatility:
    """The variances for one origin.

    Args:
        filtered: The record as the model explains it.
        origin: Number of the origin.
    """
    levels = monthly_levels(filtered, origin)
    if len(levels) < FEWEST_MONTHS:
        return Volatility(*USUAL)
    start = np.log(USUAL)
    bounds = [(np.log(SMALLEST), np.log(LARGEST))] * 2
    found = minimize(_unlikely, start, args=(levels,), method="Nelder-Mead", bounds=bounds)
    walk, noise = np.exp(found.x)
    return Volatility(float(walk), float(noise))


def monthly_levels(filtered: Filtered, origin: int) -> Array:
    """Logarithms of the level by month ``(month,)``, oldest first, ending with the last knot."""
    months = min(WINDOW_DAYS, len(filtered.exits) - 1) // MONTH_DAYS
    days = months * MONTH_DAYS
    exits = filtered.exits[-days:, origin].reshape(months, MONTH_DAYS).sum(axis=1)
    base = filtered.base_exits[-days:, origin].reshape(months, MONTH_DAYS).sum(axis=1)
    levels: Array = np.log(exits / base)
    return levels


def _unlikely(logs: Array, levels: Array) -> float:
    """Minus the logarithm of the likelihood of levels under two variances."""
    walk, noise = np.exp(logs)
    mean, variance, total = levels[0], noise, 0.0
    for level in levels[1:]:
        variance += walk
        spread, error = variance + noise, level - mean
        total += 0.5 * (np.log(spread) + error * error / spread)
        gain = variance / spread
        mean += gain * error
        variance *= 1 - gain
    return float(total)
