"""Small cells: below the level of an area, counts of fewer than eleven people are left out.

The rule is that of federal statistics on people. Here the counts are a model's, so nothing about
a person could be learnt from them; they are left out because nothing can be known about so few.
Totals of an area, and of the nation, are always shown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evenhand.results.counts import Array, Counts
from evenhand.results.measures import RATIOS, STOCKS, measure

LEAST = 11
"""The smallest count of people that is shown below the level of an area."""

Flags = NDArray[np.bool_]


def small_cells(counts: Counts, name: str) -> Flags:
    """Which values of a measure rest on too few people ``(period, group)``.

    Args:
        counts: What a run counted; by chance the median of the replicates decides.
        name: The measure. A flow counts the people of the whole period, a stock its mean people,
            a ratio both what is divided and what it is divided by.
    """
    below_area = np.array([bool(place and kind) for place, kind in counts.groups])
    if not below_area.any():
        return np.zeros((len(counts.periods), len(counts.groups)), dtype=np.bool_)
    if name in RATIOS:
        above, below = RATIOS[name][:2]
        whole = np.sum([_people(counts, part) for part in below], axis=0)
        few = (_middle(counts, _people(counts, above)) < LEAST) | (_middle(counts, whole) < LEAST)
    else:
        few = _middle(counts, _people(counts, name)) < LEAST
    flags: Flags = few & below_area
    return flags


def _people(counts: Counts, name: str) -> Array:
    """People that a measure counts in each period ``(..., period, group)``."""
    values = measure(counts, name)
    return values if name in STOCKS else values * counts.lengths[:, None]


def _middle(counts: Counts, people: Array) -> Array:
    middle: Array = np.median(people, axis=0) if counts.mode == "chance" else people
    return middle
