"""How the published average daily population differs from people counted at midnight.

The snapshots count people present at one time; the monthly average is larger, for arrests by ICE by
three or four percent, probably because whoever leaves during a day is counted on that day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.fitting.custody_filter import Filtered
from evenhand.fitting.custody_record import CustodyRecord
from evenhand.model.classes import ORIGINS
from evenhand.model.custody import Array

RATIO_MONTHS = 6
"""Newest months over which the ratio is averaged."""
FEWEST_DAYS = 20
"""A month of which fewer days are known says little about the ratio."""


@dataclass(frozen=True)
class AverageRatio:
    """Published averages over the snapshots' level.

    Args:
        mean: Mean ratio of the newest months ``(origin,)``; one where none is known.
        spread: Standard deviation of its logarithm from month to month ``(origin,)``.
    """

    mean: Array
    spread: Array


def average_ratio(record: CustodyRecord, filtered: Filtered) -> AverageRatio:
    """The ratio over the newest months that lie between snapshots.

    A month whose average is itself a knot of the filter says nothing and is left out.

    Args:
        record: What had been published.
        filtered: The record as the model explains it.
    """
    knots = {knot.day for knot in record.knots}
    ratios = []
    for first, last, people in record.averages:
        begin, end = (first - filtered.first_day).days, (last - filtered.first_day).days + 1
        own_knot = first + (last - first) // 2 in knots
        if begin < 0 or end > len(filtered.stock) or own_knot or end - begin < FEWEST_DAYS:
            continue
        ratios.append(np.nansum(people, axis=1) / filtered.stock[begin:end].mean(axis=0))
    newest = np.array(ratios[-RATIO_MONTHS:])
    if len(newest) < RATIO_MONTHS // 2:
        return AverageRatio(np.ones(len(ORIGINS)), np.zeros(len(ORIGINS)))
    return AverageRatio(newest.mean(axis=0), np.log(newest).std(axis=0, ddof=1))
