"""What runs of the whole system counted, with the names of what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """What runs counted, in the stages' own terms; by chance a first axis of replicates.

    Args:
        mode: ``mean`` or ``chance``.
        periods: First day of each period.
        lengths: Days of each period ``(period,)``.
        groups: Place and class of each group; empty where not told apart.
        places: Names of all places, for what is counted by place alone.
        arrows: Stage and exit of each arrow.
        targets: Stage that each arrow leads to.
        stocks: Names of the stages that hold people: delays, pools, then queues.
        queues: Names of the queues.
        capacities: Names of the capacities.
        flow: People along each arrow ``(..., period, arrow, group)``.
        stock: People in stages at the end of periods ``(..., period, stock, group)``.
        person_days: The same summed over the days of periods.
        waited: Case-days waited by those served ``(..., period, queue, group)``.
        used: Capacity used ``(..., period, capacity, place)``; in column 0 where all share.
        offered: Capacity there was ``(period, capacity, place)``.
        above: People above limits, summed over days ``(..., period, limit, place)``.
    """

    mode: str
    periods: tuple[date, ...]
    lengths: Index
    groups: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    arrows: tuple[tuple[str, str], ...]
    targets: tuple[str, ...]
    stocks: tuple[str, ...]
    queues: tuple[str, ...]
    capacities: tuple[str, ...]
    flow: Array
    stock: Array
    person_days: Array
    waited: Array
    used: Array
    offered: Array
    above: Array

    def along(self, arrows: tuple[tuple[str, str], ...]) -> Array:
        """People along some arrows together ``(..., period, group)``.

        Args:
            arrows: Stage and exit; an exit may be ``*`` for all of a stage.
        """
        people: Array = self.flow[..., _chosen(self.arrows, arrows), :].sum(axis=-2)
        return people

    def inside(self, stages: tuple[str, ...]) -> Array:
        """Mean people in some stages together over each period ``(..., period, group)``."""
        days = self.person_days[..., [self.stocks.index(name) for name in stages], :].sum(axis=-2)
        mean: Array = days / self.lengths[:, None]
        return mean

    @property
    def years(self) -> Array:
        """Length of each period ``(period,)``, years."""
        years: Array = self.lengths / 365.25
        return years

    def capacity(self, name: str) -> tuple[Array, Array]:
        """Used and offered capacity of all places ``(..., period)``, its unit."""
        index = self.capacities.index(name)
        used: Array = self.used[..., index, :].sum(axis=-1)
        offered: Array = self.offered[:, index].sum(axis=-1)
        return used, offered

    def at_end(self, stages: tuple[str, ...]) -> Array:
        """People in some stages together at the end of each period ``(..., period, group)``."""
        chosen = [self.stocks.index(name) for name in stages]
        found: Array = self.stock[..., chosen, :].sum(axis=-2)
        return found


@lru_cache(maxsize=512)
def _chosen(known: tuple[tuple[str, str], ...], wanted: tuple[tuple[str, str], ...]) -> list[int]:
    """Numbers of the arrows that are wanted; the same for every run of one network."""
    return [
        index
        for index, (source, name) in enumerate(known)
        if any(source == s and exit_ in ("*", name) for s, exit_ in wanted)
    ]
