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

ROUNDER = 1.5 * 2.0**52 * GRAIN
"""Adding this to a number below 2^31 and taking it away again rounds it to whole grains."""

OWN_CELL = -1
"""In place of a map of cells: cases keep their place, class and track."""

SPLIT, QUEUE, POOL = 0, 1, 2
"""Kinds of stages that act at once, within a day."""

OVERFLOW, RELEASE, REFUSE = 0, 1, 2
LIMIT_RULES = ("overflow", "release", "refuse")
"""What happens above a limit: count it; release people; refuse who comes."""


class Grid(NamedTuple):
    """Identities of stages, cells, places and days, for random numbers, and the class of a cell.

    Args:
        stage_key: Identity of each stage for random numbers ``(S + L,)``; limits follow stages.
            Below 2^32, as it is joined with the day.
        cell_key: Identity of each cell ``(C,)``, below 2^62.
        place_key: Identity of each place ``(P,)``, below 2^62.
        day_key: Identity of each day ``(T,)``: its ordinal.
        class_of: Class of each cell ``(C,)``.
    """

    stage_key: Index
    cell_key: Index
    place_key: Index
    day_key: Index
    class_of: Index


class Arrows(NamedTuple):
    """Where each arrow leads.

    Args:
        to: Stage that an arrow leads to ``(F,)``.
        map: Row of ``maps``, or ``OWN_CELL`` ``(F,)``.
        maps: Cell that cases move to ``(map, C)``.
    """

    to: Index
    map: Index
    maps: Index


class Inflows(NamedTuple):
    """Cases that come from outside.

    Args:
        arrow: Arrow of each inflow ``(I,)``.
        row: Row of the day ``(I, T)``.
        mean: Mean arrivals ``(row, C)``, people/day.
        noise: 0 exact, 1 Poisson ``(I,)``.
        spread: Variance of the factor on a day's mean ``(I,)``.
        shared: 0 each cell has its own factor, 1 each place, 2 one for all ``(I,)``.
        stage: Stage of each inflow ``(I,)``.
    """

    arrow: Index
    row: Index
    mean: Array
    noise: Index
    spread: Array
    shared: Index
    stage: Index


class Holds(NamedTuple):
    """Delays and pools.

    Args:
        stage: Stage of each hold ``(D,)``.
        band: First row of each hold's bands ``(D + 1,)``.
        width: Days in a band; 0 for the last, which has no end ``(band,)``.
        ring: First slot of a band in the ring of entries ``(band + 1,)``.
        arrow: First arrow of each hold ``(D + 1,)``; a pool's arrow of effort is apart.
        leave_row: Row of the hold's first band on a day ``(D, T)``.
        leave: Probability of leaving ``(row, C)``, per day.
        share_row: Row of the first exit on a day ``(D, T)``.
        share_by_band: Whether shares differ by band ``(D, T)``.
        share: Cumulative shares of exits ``(row, C)``; rows are exits, within bands if they differ.
        part: The same as shares of those that earlier exits leave ``(row, C)``.
        level_row: Row of the factor on hazards, or -1 for none ``(D, T)``.
        level: Factor on hazards ``(row, C)``.
        most: Largest probability of leaving ``(D,)``, per day.
        start_row: First row of a hold's people at the start ``(D + 1,)``; rows are days of age.
        start: People at the start ``(row, C)``, in whole grains.
        start_whole: The same in whole people.
    """

    stage: Index
    band: Index
    width: Index
    ring: Index
    arrow: Index
    leave_row: Index
    leave: Array
    share_row: Index
    share_by_band: Index
    share: Array
    part: Array
    level_row: Index
    level: Array
    most: Array
    start_row: Index
    start: Array
    start_whole: Array


class Entries(NamedTuple):
    """Delays whose exits are drawn at entry.

    Args:
        chosen: 1 where a hold's exits are drawn at entry, else -1 ``(D,)``.
        law: Law of a cell's stays ``(D, C)``.
        first: First outcome of each law ``(law,)``.
        accept: Chance that an outcome is kept ``(outcome,)``.
        alias: Outcome that it gives way to, within its law ``(outcome,)``.
        outcomes: Number of outcomes of a hold's laws: day by day, exits, and to stay on ``(D,)``.
        due_row: First row of a hold's exits to come; rows are days, within them exits ``(D,)``.
        due_rows: Number of such rows of all holds ``(1,)``.
    """

    chosen: Index
    law: Index
    first: Index
    accept: Array
    alias: Index
    outcomes: Index
    due_row: Index
    due_rows: Index


class BlockLayout(NamedTuple):
    """Where the blocks of days of entry lie.

    Args:
        slot: First slot of a band's blocks by level ``(band, level)``.
        mask: Ring length of a level, less one ``(band, level)``.
        top: Highest level of blocks of a band ``(band,)``.
    """

    slot: Index
    mask: Index
    top: Index


class Answers(NamedTuple):
    """How hazards answer to a stock or an inflow.

    Args:
        hold: Hold that answers ``(R,)``.
        inflow: Inflow that is the signal, or -1 for a stock ``(R,)``.
        of: Whether a hold is part of the signal ``(R, D)``.
        group: Group that a cell's signal is added up in ``(R, C)``.
        usual: Signal that the hazards go with ``(R, C)``, people or people/day.
        power: Exponent ``(R, C)``.
        start: Running mean of the signal before the first day ``(R, C)``, people/day.
        memory: Share by which a day renews the running mean ``(R,)``.
    """

    hold: Index
    inflow: Index
    of: Index
    group: Index
    usual: Array
    power: Array
    start: Array
    memory: Array


class Splits(NamedTuple):
    """Cases go one of several ways at once.

    Args:
        stage: Stage of each split ``(X,)``.
        arrow: First arrow of each split ``(X + 1,)``.
        row: Row of the first exit on a day ``(X, T)``.
        share: Cumulative shares ``(row, C)``.
        part: The same as shares of those that earlier exits leave ``(row, C)``.
    """

    stage: Index
    arrow: Index
    row: Index
    share: Array
    part: Array


class Queues(NamedTuple):
    """Cases wait for a capacity.

    Args:
        stage: Stage of each queue ``(Q,)``.
        arrow: Arrow of each queue ``(Q,)``.
        capacity: Capacity that serves it ``(Q,)``.
        order: Cells by scope, within it by rank of their class ``(Q, C)``.
        first: Where each scope and rank begins in ``order`` ``(Q, P * class + 1)``.
        ranks: Number of ranks ``(Q,)``.
        cost_row: Row of the day ``(Q, T)``.
        cost: What a case takes ``(row, C)``, the capacity's unit.
        start: People waiting at the start ``(Q, C)``, in whole grains.
        start_whole: The same in whole people.
        patience: Days after which those not served leave, or -1 ``(Q,)``.
        lapse: Arrow along which they leave, or -1 ``(Q,)``.
    """

    stage: Index
    arrow: Index
    capacity: Index
    order: Index
    first: Index
    ranks: Index
    cost_row: Index
    cost: Array
    start: Array
    start_whole: Array
    patience: Index
    lapse: Index


class Pools(NamedTuple):
    """People found by effort.

    Args:
        hold: Hold of each pool ``(N,)``.
        stage: Stage of each pool ``(N,)``.
        arrow: Arrow of those found ``(N,)``.
        capacity: Capacity that is the effort, or -1 ``(N,)``.
        follows: Arrow of those found in another pool, who are the effort, or -1 ``(N,)``.
        national: 1 where all places share the effort ``(N,)``.
        thins: Exponent of thinning ``(N,)``.
        start: People at the start ``(N, P)``; all in column 0 where all places share.
        cost_row: Row of the day ``(N, T)``.
        cost: What finding one takes at the start ``(row, C)``, the capacity's unit.
        focus_row: Row of the day ``(N, T)``.
        focus: Relative chance of being found ``(row, C)``.
    """

    hold: Index
    stage: Index
    arrow: Index
    capacity: Index
    follows: Index
    national: Index
    thins: Array
    start: Array
    cost_row: Index
    cost: Array
    focus_row: Index
    focus: Array


class Capacities(NamedTuple):
    """What serves queues and pools.

    Args:
        national: 1 where all places share one ``(B,)``.
        room: Limit whose free places it is, or -1 ``(B,)``.
        amount: Amount ``(B, T, P)``, its unit per day; in column 0 where all places share.
        spread: Variance of the factor on a day's amount by chance ``(B,)``.
        shared: 1 where all places share one factor ``(B,)``.
        key: Identity for random numbers ``(B,)``.
    """

    national: Index
    room: Index
    amount: Array
    spread: Array
    shared: Index
    key: Index


class Limits(NamedTuple):
    """Limits on holds.

    Args:
        national: 1 where all places share one ``(L,)``.
        rule: Index into ``LIMIT_RULES`` ``(L, T)``.
        people: People ``(L, T, P)``; infinite where there is none; column 0 where shared.
        of: Whether a hold counts towards it ``(L, D)``.
        of_queue: Whether people in a queue count towards it ``(L, Q)``.
        rank: Rank of each class ``(L, class)``; 0 is refused or released first.
        ranks: Number of ranks ``(L,)``.
        refused: Arrow of those refused ``(L, D)``, or -1.
        released: Arrow of those released ``(L, D)``, or -1.
    """

    national: Index
    rule: Index
    people: Array
    of: Index
    of_queue: Index
    rank: Index
    ranks: Index
    refused: Index
    released: Index


class Acts(NamedTuple):
    """The stages that act at once, in order.

    Args:
        kind: Kind of each stage that acts at once, in order ``(act,)``.
        number: Its index among splits, queues or pools ``(act,)``.
    """

    kind: Index
    number: Index


class NetworkArrays(NamedTuple):
    """The arrays of a network, by what they describe.

    Shapes use D holds, I inflows, X splits, Q queues, N pools, R responses, B capacities, L limits,
    F arrows, S stages, C cells, P places, T days. They come in small groups because compiled
    functions that are handed all of them take minutes to compile.
    """

    grid: Grid
    arrows: Arrows
    inflows: Inflows
    holds: Holds
    entries: Entries
    blocks: BlockLayout
    answers: Answers
    splits: Splits
    queues: Queues
    pools: Pools
    capacities: Capacities
    limits: Limits
    acts: Acts


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
        return len(self.arrays.grid.day_key)

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.arrays.grid.cell_key)


def whole_grains(people: Array) -> Array:
    """Numbers of people rounded to whole grains, so that their sums are exact."""
    grains: Array = (people + ROUNDER) - ROUNDER
    return grains


def whole_people(people: Array) -> Array:
    """Numbers of people ``(row, C)`` rounded so that every cell's sum is off by less than one.

    Each cell's rows are rounded as running sums, and cells follow one another, so the sum of all
    is off by less than one too.
    """
    running = np.floor(np.cumsum(people.T.ravel()) + 0.5)
    return np.diff(running, prepend=0.0).reshape(people.T.shape).T


def parts_of_rest(cumulative: Array) -> Array:
    """Shares of those that earlier exits leave, from cumulative shares ``(exit, ...)``."""
    before = np.concatenate([np.zeros_like(cumulative[:1]), cumulative[:-1]])
    rest = 1.0 - before
    parts: Array = np.where(rest > 0, (cumulative - before) / np.where(rest > 0, rest, 1.0), 0.0)
    parts = np.clip(parts, 0.0, 1.0)
    parts[-1] = 1.0
    return parts
