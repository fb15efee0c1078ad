"""The pattern of the week and the noise of a day, as the record of daily arrests shows them.

Source: ``parameters/weekdays.csv``, derived from arrests by day, October 2015 to September 2019.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np

from evenhand.model.levers import Array

Way = Literal["at-large", "custodial"]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@cache
def _table() -> dict[str, tuple[tuple[float, ...], float]]:
    folder = resources.files("evenhand.model.parameters")
    text = folder.joinpath("weekdays.csv").read_text("utf-8")
    return {
        row["way"]: (tuple(float(row[day]) for day in DAYS), float(row["spread"]))
        for row in csv.DictReader(text.splitlines())
    }


def weekday_factors(first_day: date, days: int, way: Way) -> Array:
    """Each day's share of its week's arrests, times seven ``(T,)``.

    Args:
        first_day: The first day.
        days: Number of days.
        way: ``at-large`` or ``custodial``.
    """
    factors = np.array(_table()[way][0])
    factors = factors * 7 / factors.sum()
    weekdays = (first_day.weekday() + np.arange(days)) % 7
    chosen: Array = factors[weekdays]
    return chosen


def day_spread(way: Way) -> float:
    """Variance of the factor on a day's mean, beyond Poisson's noise.

    Args:
        way: ``at-large`` or ``custodial``.
    """
    return _table()[way][1]
