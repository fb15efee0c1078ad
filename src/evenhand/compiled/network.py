"""A network in the one form that every engine reads: flat arrays, nothing left to look up.

A *cell* is one place, class and track: ``cell = (place * classes + class) * tracks + track``.
Values that change by date are rows of a table and, for each day, the number of the row.
Ends are stages too. A *hold* is a delay or a pool; a *line* is what waits in a queue; an *arrow*
is one way from a stage to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]

GRAIN = 2.0**-20
"""Mean values are counted in multiples of this part of a person (about a millionth). Sums of such
numbers are exact in double precision up to 2^33 people, so conservation can be checked exactly."""

OWN_CELL = -1
"""In place of a map of cells: cases keep their place, class and track."""

SPLIT, QUEUE, POOL = 0, 1, 2
"""Kinds of stages that act at once, within a day."""

OVERFLOW, RELEASE, REFUSE = 0, 1, 2
LIMIT_RULES = ("overflow", "release", "refuse")
"""What happens above a limit: count it; release people; refuse who comes."""


class NetworkArrays(NamedTuple):
    """The arrays of a network. Shapes use D holds, I inflows, X splits, Q queues, N pools,
    R responses, B capacities, L limits, F arrows, S stages, C cells, P places, T days.

    Args:
        shape: Numbers of places, classes and tracks.
        stage_key: Identity of each stage for random numbers ``(S + L,)``; limits follow stages.
        cell_key: Identity of each cell ``(C,)``.
        place_key: Identity of each place ``(P,)``.
        day_key: Identity of each day ``(T,)``: its ordinal.
        class_of: Class of each cell ``(C,)``.
        arrow_to: Stage that an arrow leads to ``(F,)``.
        arrow_map: Row of ``maps``, or ``OWN_CELL`` ``(F,)``.
        maps: Cell that cases move to ``(map, C)``.
        inflow_arrow: Arrow of each inflow ``(I,)``.
        inflow_row: Row of the day ``(I, T)``.
        inflow_mean: Mean arrivals ``(row, C)``, people/day.
        inflow_noise: 0 exact, 1 Poisson ``(I,)``.
        inflow_spread: Variance of the factor on a day's mean ``(I,)``.
        inflow_shared: 0 each cell has its own factor, 1 each place, 2 one for all ``(I,)``.
        inflow_stage: Stage of each inflow ``(I,)``.
        hold_stage: Stage of each hold ``(D,)``.
        hold_band: First row of each hold's bands ``(D + 1,)``.
        band_width: Days in a band; 0 for the last, which has no end ``(band,)``.
        band_ring: First slot of a band in the ring of entries ``(band + 1,)``.
        block_slot: First slot of a band's blocks by level ``(band, level)``.
        block_mask: Ring length of a level, less one ``(band, level)``.
        block_top: Highest level of blocks of a band ``(band,)``.
        hold_arrow: First arrow of each hold ``(D + 1,)``; a pool's arrow of effort is apart.
        leave_row: Row of the hold's first band on a day ``(D, T)``.
        leave: Probability of leaving ``(row, C)``, per day.
        share_row: Row of the first exit on a day ``(D, T)``.
        share_by_band: Whether shares differ by band ``(D, T)``.
        share: Cumulative shares of exits ``(row, C)``; rows are exits, within bands if they differ.
        level_row: Row of the factor on hazards, or -1 for none ``(D, T)``.
        level: Factor on hazards ``(row, C)``.
        most: Largest probability of leaving ``(D,)``, per day.
        response_hold: Hold that answers ``(R,)``.
        response_inflow: Inflow that is the signal, or -1 for a stock ``(R,)``.
        response_of: Whether a hold is part of the signal ``(R, D)``.
        response_group: Group that a cell's signal is added up in ``(R, C)``.
        response_usual: Signal that the hazards go with ``(R, C)``, people or people/day.
        response_power: Exponent ``(R, C)``.
        response_start: Running mean of the signal before the first day ``(R, C)``, people/day.
        response_memory: Share by which a day renews the running mean ``(R,)``.
        split_stage: Stage of each split ``(X,)``.
        split_arrow: First arrow of each split ``(X + 1,)``.
        split_row: Row of the first exit on a day ``(X, T)``.
        split_share: Cumulative shares ``(row, C)``.
        queue_stage: Stage of each queue ``(Q,)``.
        queue_arrow: Arrow of each queue ``(Q,)``.
        queue_capacity: Capacity that serves it ``(Q,)``.
        queue_rank: Rank of each class ``(Q, class)``; 0 is served first.
        queue_ranks: Number of ranks ``(Q,)``.
        cost_row: Row of the day ``(Q, T)``.
        cost: What a case takes ``(row, C)``, the capacity's unit.
        pool_hold: Hold of each pool ``(N,)``.
        pool_stage: Stage of each pool ``(N,)``.
        pool_arrow: Arrow of those found ``(N,)``.
        pool_capacity: Capacity that is the effort ``(N,)``.
        pool_thins: Exponent of thinning ``(N,)``.
        pool_start: People at the start ``(N, P)``; all in column 0 where all places share.
        pool_cost_row: Row of the day ``(N, T)``.
        pool_cost: What finding one takes at the start ``(row, C)``, the capacity's unit.
        pool_focus_row: Row of the day ``(N, T)``.
        pool_focus: Relative chance of being found ``(row, C)``.
        capacity_national: 1 where all places share one ``(B,)``.
        capacity_room: Limit whose free places it is, or -1 ``(B,)``.
        capacity: Amount ``(B, T, P)``, its unit per day; in column 0 where all places share.
        limit_national: 1 where all places share one ``(L,)``.
        limit_rule: Index into ``LIMIT_RULES`` ``(L, T)``.
        limit: People ``(L, T, P)``; infinite where there is none; column 0 where shared.
        limit_of: Whether a hold counts towards it ``(L, D)``.
        limit_rank: Rank of each class ``(L, class)``; 0 is refused or released first.
        limit_ranks: Number of ranks ``(L,)``.
        refused_arrow: Arrow of those refused ``(L, D)``, or -1.
        released_arrow: Arrow of those released ``(L, D)``, or -1.
        act_kind: Kind of each stage that acts at once, in order ``(act,)``.
        act_index: Its index among splits, queues or pools ``(act,)``.
        start_row: First row of a hold's people at the start ``(D + 1,)``; rows are days of age.
        start: People at the start ``(row, C)``, in whole grains.
        start_whole: The same in whole people.
        line_start: People waiting at the start ``(Q, C)``, in whole grains.
        line_start_whole: The same in whole people.
    """

    shape: Index
    stage_key: Index
    cell_key: Index
    place_key: Index
    day_key: Index
    class_of: Index
    arrow_to: Index
    arrow_map: Index
    maps: Index
    inflow_arrow: Index
    inflow_row: Index
    inflow_mean: Array
    inflow_noise: Index
    inflow_spread: Array
    inflow_shared: Index
    inflow_stage: Index
    hold_stage: Index
    hold_band: Index
    band_width: Index
    band_ring: Index
    block_slot: Index
    block_mask: Index
    block_top: Index
    hold_arrow: Index
    leave_row: Index
    leave: Array
    share_row: Index
    share_by_band: Index
    share: Array
    level_row: Index
    level: Array
    most: Array
    response_hold: Index
    response_inflow: Index
    response_of: Index
    response_group: Index
    response_usual: Array
    response_power: Array
    response_start: Array
    response_memory: Array
    split_stage: Index
    split_arrow: Index
    split_row: Index
    split_share: Array
    queue_stage: Index
    queue_arrow: Index
    queue_capacity: Index
    queue_rank: Index
    queue_ranks: Index
    cost_row: Index
    cost: Array
    pool_hold: Index
    pool_stage: Index
    pool_arrow: Index
    pool_capacity: Index
    pool_thins: Array
    pool_start: Array
    pool_cost_row: Index
    pool_cost: Array
    pool_focus_row: Index
    pool_focus: Array
    capacity_national: Index
    capacity_room: Index
    capacity: Array
    limit_national: Index
    limit_rule: Index
    limit: Array
    limit_of: Index
    limit_rank: Index
    limit_ranks: Index
    refused_arrow: Index
    released_arrow: Index
    act_kind: Index
    act_index: Index
    start_row: Index
    start: Array
    start_whole: Array
    line_start: Array
    line_start_whole: Array


@dataclass(frozen=True)
class CompiledNetwork:
    """A network ready to run: its arrays, and the names of what they hold.

    Args:
        title: What a reader sees first.
        first_day: The first day that is run; the start is the end of the day before.
        places: Names of the places.
        classes: Names of the classes.
        tracks: Names of the tracks.
        stages: Names of the stages, ends last.
        arrows: Stage and exit of each arrow.
        holds: Names of the delays and pools.
        queues: Names of the queues.
        capacities: Name and unit of each capacity.
        limits: Names of the limits.
        arrays: The numbers.
    """

    title: str
    first_day: date
    places: tuple[str, ...]
    classes: tuple[str, ...]
    tracks: tuple[str, ...]
    stages: tuple[str, ...]
    arrows: tuple[tuple[str, str], ...]
    holds: tuple[str, ...]
    queues: tuple[str, ...]
    capacities: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    arrays: NetworkArrays

    @property
    def days(self) -> int:
        """Number of days that are run."""
        return len(self.arrays.day_key)

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.arrays.cell_key)


def whole_grains(people: Array) -> Array:
    """Numbers of people rounded down to whole grains, so that their sums are exact."""
    grains: Array = np.floor(people / GRAIN) * GRAIN
    return grains


def whole_people(people: Array) -> Array:
    """Numbers of people ``(row, C)`` rounded so that every cell's sum is off by less than one.

    Each cell's rows are rounded as running sums, and cells follow one another, so the sum of all
    is off by less than one too.
    """
    running = np.floor(np.cumsum(people.T.ravel()) + 0.5)
    return np.diff(running, prepend=0.0).reshape(people.T.shape).T
