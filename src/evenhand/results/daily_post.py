"""The daily total as a press office would post it, made from a run's days.

A post counts more than arrests by ICE officers, under the day on which it is posted; and "removed
and returned" counts returns by CBP besides removals. So a week of one is easily read as a week of
the other.
"""

from __future__ import annotations

import numpy as np

from evenhand.errors import EvenhandError, Problem
from evenhand.model.levers import LeverValues
from evenhand.results.counts import Array, Counts
from evenhand.results.measures import measure

DEFINITIONS = ("ICE arrests", "posted arrests", "book-ins", "removals", "removed and returned")


def daily_posts(counts: Counts, values: LeverValues) -> dict[str, Array]:
    """Daily totals by definition ``(..., day)``, people.

    Args:
        counts: What a run counted by day.
        values: The levers of the run.

    Raises:
        EvenhandError: when the counts are not by day.
    """
    if len(counts.periods) != values.days:
        fix = "count by day"
        raise EvenhandError(Problem("daily posts", "need the days of a run", fix))
    arrests = measure(counts, "arrests").sum(axis=-1)
    removals = measure(counts, "removals").sum(axis=-1)
    delay = round(values.number("reporting.delay_days"))
    wider = arrests * (1 + values.by_day("reporting.other_arrests"))
    posted = np.roll(wider, delay, axis=-1)
    posted[..., :delay] = np.nan
    return {
        "ICE arrests": arrests,
        "posted arrests": posted,
        "book-ins": measure(counts, "book-ins").sum(axis=-1),
        "removals": removals,
        "removed and returned": removals + values.by_day("reporting.returns"),
    }


def largest_day(posts: Array) -> tuple[Array, Array]:
    """The largest day and its ratio to the mean day ``(...)``; days without a post are left out."""
    largest = np.nanmax(posts, axis=-1)
    ratio: Array = largest / np.nanmean(posts, axis=-1)
    return largest, ratio
