"""How far each resource is used, how long people wait for it, and when it binds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.model.levers import LeverValues
from evenhand.results.counts import Array, Counts
from evenhand.results.measures import measure
from evenhand.results.periods import mean_by_period

BINDS = 0.98
"""A resource counts as binding in a period from this share of use on, if somebody waits for it."""


@dataclass(frozen=True)
class Resource:
    """A limited resource over the periods of a run.

    Args:
        name: Its name.
        unit: What it is counted in, per day.
        offered: What there is ``(period,)``.
        used: What is used ``(..., period)``.
        waiting: People who wait for it, mean ``(..., period)``.
        wait_days: Mean days waited by those served ``(..., period)``.
        turned_away: People whom its lack sends elsewhere, per day ``(..., period)``.
    """

    name: str
    unit: str
    offered: Array
    used: Array
    waiting: Array
    wait_days: Array
    turned_away: Array

    @property
    def use(self) -> Array:
        """Share used ``(..., period)``."""
        with np.errstate(divide="ignore", invalid="ignore"):
            share: Array = np.where(self.offered > 0, self.used / self.offered, np.nan)
        return share

    @property
    def binds(self) -> NDArray[np.bool_]:
        """Whether it binds in each period ``(..., period)``."""
        binding: NDArray[np.bool_] = (self.use >= BINDS) & (
            (self.turned_away > 0.5) | (self.waiting > 1.0)
        )
        return binding


def resources(counts: Counts, values: LeverValues) -> tuple[Resource, ...]:
    """The limited resources of a run: officers' hours, beds, judges, seats.

    Where beds only count the excess, the people above them are those who wait.

    Officers' hours are always used up: what jails leave goes to the street, so that arrests at
    large are limited by hours on every day. They count as binding on jails when people who were
    handed over are not collected in time.

    Args:
        counts: What a run counted, of any grouping.
        values: The levers of the run.
    """
    days = counts.lengths
    hours, hours_offered = counts.capacity("officer hours")
    beds = mean_by_period(counts, values.by_day("beds"))
    detained = measure(counts, "detained").sum(axis=-1)
    judges, judges_offered = counts.capacity("judges")
    seats, seats_offered = counts.capacity("air seats")
    nothing = detained * 0
    lapsed = counts.along((("jail pickup", "lapsed"),)).sum(axis=-1) / days
    return (
        Resource("officer-hours", "hours/day", hours_offered / days, hours / days, nothing,
                 _wait(counts, "jail pickup"), lapsed),
        Resource("beds", "beds", beds, detained, counts.above[..., 0, :].sum(axis=-1) / days,
                 nothing,
                 measure(counts, "releases: lack of beds").sum(axis=-1)),
        Resource("judges", "completions/day", judges_offered / days, judges / days,
                 measure(counts, "waiting for a hearing in detention").sum(axis=-1)
                 + measure(counts, "court docket").sum(axis=-1),
                 _wait(counts, "detained hearings"), nothing),
        Resource("air seats", "seats/day", seats_offered / days, seats / days,
                 measure(counts, "waiting for a seat").sum(axis=-1),
                 _wait(counts, "air removal"), nothing),
    )  # fmt: skip


def _wait(counts: Counts, queue: str) -> Array:
    """Mean days waited by those served in each period ``(..., period)``."""
    served = counts.along(((queue, "served"),)).sum(axis=-1)
    waited = counts.waited[..., counts.queues.index(queue), :].sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean: Array = np.where(served > 0, waited / served, 0.0)
    return mean
