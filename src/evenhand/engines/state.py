"""What a run of a network carries from day to day, and where it writes what it counts.

The arrays come in small groups, so that each function is handed only what it needs: compiled
functions that are handed all of them take minutes to compile.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.compiled.block_layout import block_slots
from evenhand.compiled.network import OWN_CELL, Answers, Array, CompiledNetwork, Index

Keys = NDArray[np.uint64]
Counts = NDArray[np.int32]
LINE_BYTES = 64
"""Bytes that the processor fetches from memory at a time."""
MOST_ACTIVE = 64
"""No band has more blocks in use at once: two for each power of two."""


class Blocks(NamedTuple):
    """People by day of entry into a band of ages, in blocks; see ``blocks``.

    Args:
        slot: First slot of a band's blocks by level ``(band, level)``.
        mask: Ring length of a level, less one ``(band, level)``.
        top: Highest level of blocks of a band ``(band,)``.
        width: Days in a band; 0 for the last, which has no end ``(band,)``.
        people: People by block ``(slot, C)``.
        active: Room for the slots of the blocks in use ``(64,)``.
    """

    slot: Index
    mask: Index
    top: Index
    width: Index
    people: Counts
    active: Keys


class Traffic(NamedTuple):
    """Who is on the way from stage to stage today.

    Args:
        to: Stage that an arrow leads to ``(F,)``.
        map: Row of ``maps``; 0 where cases keep their cell ``(F,)``.
        maps: Cell that cases move to ``(map, C)``; in row 0 each cell is its own.
        flow: People along each arrow since the period began ``(F, C)``.
        inbox: People on their way into each stage today ``(S, C)``.
        room: Room to work in ``(C,)``.
    """

    to: Index
    map: Index
    maps: Index
    flow: Array
    inbox: Array
    room: Array


class People(NamedTuple):
    """Who is in delays and pools.

    Args:
        people: People by band ``(band, C)``.
        entered: Mean values: entries by day, divided by the survival then ``(slot, C)``.
        alive: Mean values: running survival of each band ``(band, C)``.
        stock: People in each hold ``(D, C)``.
        ever: The same when the period began, with all who have entered since ``(D, C)``.
        yesterday: People at the end of the day before, where a hold answers to them ``(D, C)``.
        days: Stock summed over the period's days ``(D, C)``, person-days.
        found: People of each pool who were found today ``(N, C)``.
        arrived: Today's inflow ``(I, C)``.
        carried: What an exact inflow owes in whole cases ``(I, C)``.
        running: Running mean of the signal of each response ``(R, C)``.
        heard: First cell, and the one after the last, whose numbers matter to a response, and
            whether all of them are one group ``(R, 3)``.
        factor: Factor on hazards ``(C,)``.
        ones: A factor that changes nothing ``(C,)``.
        signal: Room for sums by group ``(C,)``.
        room: Room to work in ``(4, C)``.
        keys: Keys of the day's random numbers ``(C,)``.
        inside: People whose exit was drawn at entry ``(D, C)``.
        drawn: How many of them entered today ``(D, C)``.
        due: Exits drawn at entry, by day and exit ``(row, C)``.
        hits: Room for the cells that someone leaves ``(C + 1,)``.
    """

    people: Array
    entered: Array
    alive: Array
    stock: Array
    ever: Array
    yesterday: Array
    days: Array
    found: Array
    arrived: Array
    carried: Array
    running: Array
    heard: Index
    factor: Array
    ones: Array
    signal: Array
    room: Array
    keys: Keys
    inside: Array
    drawn: Array
    due: Counts
    hits: Index


class Lines(NamedTuple):
    """Who waits in queues, and what there is to serve them.

    Args:
        lines: Waiting, by queue and day of arrival; day 0 is before the run ``(row, C)``.
        first: First row of each queue ``(Q,)``.
        span: Number of its rows, which are used again and again ``(Q,)``.
        plain: 1 where each case costs one ``(row of costs,)``.
        newest: Today's arrivals in the queue that is served, while they wait ``(C,)``.
        leaving: Those served today by the queue that is served ``(C,)``.
        head: First day with anyone waiting, by queue, scope and rank ``(Q, P, class)``.
        waiting: Waiting in each queue ``(Q, C)``.
        waited: Days waited by those served since the period began ``(Q, C)``, case-days.
        ever: Waiting when the period began, with all who have joined since ``(Q, C)``.
        days: Waiting summed over the period's days ``(Q, C)``, person-days.
        left: What is left of each capacity today ``(B, P)``.
        had: What each capacity had this morning ``(B, P)``.
        kept: What is kept for tomorrow ``(B, P)``.
        blocked: Whether a case that does not fit has stopped a capacity ``(B, P)``.
        above: People above each limit ``(L, P)``.
        room: Room to work in ``(4, C)``.
    """

    lines: Array
    first: Index
    span: Index
    plain: Index
    newest: Array
    leaving: Array
    head: Index
    waiting: Array
    waited: Array
    ever: Array
    days: Array
    left: Array
    had: Array
    kept: Array
    blocked: Index
    above: Array
    room: Array


class State(NamedTuple):
    """Everything that a run changes from day to day.

    ``fault`` says where conservation failed: day, stage, cell, size ``(4,)``.
    """

    blocks: Blocks
    traffic: Traffic
    people: People
    lines: Lines
    fault: Array


class Output(NamedTuple):
    """Where a run writes what it counts, by period and group of cells.

    Args:
        period: Period of each day ``(T,)``.
        group: Group of each cell ``(C,)``.
        flow: People along each arrow ``(period, F, G)``.
        stock: People in holds, then queues, at the end of the period ``(period, D + Q, G)``.
        days: The same summed over the period's days ``(period, D + Q, G)``, person-days.
        waited: Days waited by those served ``(period, Q, G)``, case-days.
        used: Capacity used ``(period, B, P)``.
        above: People above each limit, summed over days ``(period, L, P)``, person-days.
        waits: Cases served by days waited ``(Q, class, day)``; the last holds all longer waits.
    """

    period: Index
    group: Index
    flow: Array
    stock: Array
    days: Array
    waited: Array
    used: Array
    above: Array
    waits: Array


def new_state(network: CompiledNetwork, *, chance: bool) -> State:
    """Room for one run of a network; ``begin`` fills it with the start.

    Args:
        network: The compiled network.
        chance: Whether it is for chance or for mean values.
    """
    a = network.arrays
    cells, places = network.cells, len(network.places)
    holds, queues = len(a.holds.stage), len(a.queues.stage)
    bands, capacities = len(a.holds.width), len(a.capacities.national)
    slots = 1 if chance else max(1, int(a.holds.ring[-1]))
    people = People(
        people=_zeros(bands, cells),
        entered=_zeros(slots, cells),
        alive=_zeros(bands, cells),
        stock=_zeros(holds, cells),
        ever=_zeros(holds, cells),
        yesterday=_zeros(holds, cells),
        days=_zeros(holds, cells),
        found=_zeros(len(a.pools.hold), cells),
        arrived=_zeros(len(a.inflows.arrow), cells),
        carried=_zeros(len(a.inflows.arrow), cells),
        running=_zeros(len(a.answers.hold), cells),
        heard=_heard(a.answers),
        factor=_zeros(cells),
        ones=np.ones(cells),
        signal=_zeros(cells),
        room=_zeros(4, cells),
        keys=_zeros(cells, kind=np.uint64),
        inside=_zeros(holds, cells),
        drawn=_zeros(holds, cells),
        due=_zeros(int(a.entries.due_rows[0]) if chance else 0, cells, kind=np.int32),
        hits=_zeros(cells + 1, kind=np.int64),
    )
    # Who has no patience left is gone: no more days of arrival need to be told apart.
    patience = a.queues.patience
    span = np.where(patience < 0, network.days, np.clip(patience, 1, network.days)) + 1
    lines = Lines(
        lines=_zeros(max(1, int(span.sum())), cells),
        first=np.cumsum(span) - span,
        span=span,
        plain=(a.queues.cost == 1.0).all(axis=1).astype(np.int64),
        newest=_zeros(cells),
        leaving=_zeros(cells),
        head=_zeros(queues, places, len(network.classes), kind=np.int64),
        waiting=_zeros(queues, cells),
        waited=_zeros(queues, cells),
        ever=_zeros(queues, cells),
        days=_zeros(queues, cells),
        left=_zeros(capacities, places),
        had=_zeros(capacities, places),
        kept=_zeros(capacities, places),
        blocked=_zeros(capacities, places, kind=np.int64),
        above=_zeros(len(a.limits.national), places),
        room=_zeros(4, cells),
    )
    blocks = Blocks(
        *a.blocks,
        width=a.holds.width,
        people=_zeros(block_slots(a) if chance else 1, cells, kind=np.int32),
        active=_zeros(MOST_ACTIVE, kind=np.uint64),
    )
    traffic = Traffic(
        to=a.arrows.to,
        map=a.arrows.map - OWN_CELL,
        maps=np.concatenate([np.arange(cells)[None], a.arrows.maps]),
        flow=_zeros(len(a.arrows.to), cells),
        inbox=_zeros(len(network.stages), cells),
        room=_zeros(cells),
    )
    return State(blocks, traffic, people, lines, _zeros(4))


def _zeros(*shape: int, kind: type[Any] = np.float64) -> NDArray[Any]:
    """An empty table that begins where a line of the processor's memory does.

    NumPy begins large tables 16 bytes after one, so that half of all groups of four numbers would
    lie on two lines; that costs a tenth of a run in mean values.
    """
    size = math.prod(shape) * np.dtype(kind).itemsize
    memory = np.zeros(size + LINE_BYTES, dtype=np.uint8)
    begin = -memory.ctypes.data % LINE_BYTES
    table: NDArray[Any] = memory[begin : begin + size].view(kind).reshape(shape)
    return table


def _heard(answers: Answers) -> Index:
    """Bounds of the cells whose groups have a cell that answers; 1 if they are one ``(R, 3)``."""
    bounds = np.zeros((len(answers.hold), 3), dtype=np.int64)
    for response, (group, power) in enumerate(zip(answers.group, answers.power, strict=True)):
        cells = np.flatnonzero(np.isin(group, group[power != 0]))
        if len(cells):
            heard = group[cells[0] : cells[-1] + 1]
            bounds[response] = cells[0], cells[-1] + 1, (heard == heard[0]).all()
    return bounds


def new_output(network: CompiledNetwork, period: Index, group: Index, longest_wait: int) -> Output:
    """Empty tables for one run.

    Args:
        network: The compiled network.
        period: Period of each day ``(T,)``, from 0.
        group: Group of each cell ``(C,)``, from 0.
        longest_wait: Waits of this many days or more are counted together.
    """
    a = network.arrays
    periods, groups = int(period[-1]) + 1, int(group.max()) + 1
    places, queues = len(network.places), len(a.queues.stage)
    people = len(a.holds.stage) + queues
    return Output(
        period=period,
        group=group,
        flow=np.zeros((periods, len(a.arrows.to), groups)),
        stock=np.zeros((periods, people, groups)),
        days=np.zeros((0 if periods == network.days else periods, people, groups)),
        waited=np.zeros((periods, queues, groups)),
        used=np.zeros((periods, len(a.capacities.national), places)),
        above=np.zeros((periods, len(a.limits.national), places)),
        waits=np.zeros((queues, len(network.classes), longest_wait + 1)),
    )


def clear(state: State, output: Output) -> None:
    """Make a run's arrays ready for another run.

    What every run overwrites before it reads it is left as it is: the lines of days to come, and
    all of the output but the waits.

    Args:
        state: What a run changed.
        output: What it counted.
    """
    for field in state.people._fields:
        if field not in ("heard", "ones"):
            getattr(state.people, field).fill(0)
    for name, array in zip(state.lines._fields, state.lines, strict=True):
        if name not in ("lines", "first", "span", "plain"):
            array.fill(0)
    state.blocks.people.fill(0)
    for array in (state.traffic.flow, state.traffic.inbox, state.fault, output.waits):
        array.fill(0)
