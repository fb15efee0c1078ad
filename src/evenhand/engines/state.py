"""What a run of a network carries from day to day, and where it writes what it counts.

The arrays come in small groups, so that each function is handed only what it needs: compiled
functions that are handed all of them take minutes to compile.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.compiled.block_layout import block_slots
from evenhand.compiled.network import Array, CompiledNetwork, Index

Keys = NDArray[np.uint64]
Counts = NDArray[np.int32]
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
        map: Row of ``maps``, or -1 for none ``(F,)``.
        maps: Cell that cases move to ``(map, C)``.
        flow: People along each arrow today ``(F, C)``.
        inbox: People on their way into each stage today ``(S, C)``.
    """

    to: Index
    map: Index
    maps: Index
    flow: Array
    inbox: Array


class People(NamedTuple):
    """Who is in delays and pools.

    Args:
        people: People by band ``(band, C)``.
        entered: Mean values: entries by day, divided by the survival then ``(slot, C)``.
        alive: Mean values: running survival of each band ``(band, C)``.
        stock: People in each hold ``(D, C)``.
        before: The same at the end of the day before ``(D, C)``.
        came: Who entered each hold today ``(D, C)``.
        arrived: Today's inflow ``(I, C)``.
        carried: What an exact inflow owes in whole cases ``(I, C)``.
        running: Running mean of the signal of each response ``(R, C)``.
        factor: Factor on hazards ``(C,)``.
        signal: Room for sums by group ``(C,)``.
        room: Room to work in ``(4, C)``.
        keys: Keys of the day's random numbers ``(C,)``.
        inside: People whose exit was drawn at entry ``(D, C)``.
        due: Exits drawn at entry, by day and exit ``(row, C)``.
        hits: Room for the cells that someone leaves ``(C + 1,)``.
    """

    people: Array
    entered: Array
    alive: Array
    stock: Array
    before: Array
    came: Array
    arrived: Array
    carried: Array
    running: Array
    factor: Array
    signal: Array
    room: Array
    keys: Keys
    inside: Array
    due: Counts
    hits: Index


class Lines(NamedTuple):
    """Who waits in queues, and what there is to serve them.

    Args:
        lines: Waiting, by queue and day of arrival; day 0 is before the run ``(Q * (T + 1), C)``.
        head: First day with anyone waiting, by queue, scope and rank ``(Q, P, class)``.
        waiting: Waiting in each queue ``(Q, C)``.
        waited: Days waited by those served today ``(Q, C)``, case-days.
        before: Waiting at the end of the day before ``(Q, C)``.
        came: Who joined each queue today ``(Q, C)``.
        left: What is left of each capacity today ``(B, P)``.
        had: What each capacity had this morning ``(B, P)``.
        kept: What is kept for tomorrow ``(B, P)``.
        blocked: Whether a case that does not fit has stopped a capacity ``(B, P)``.
        above: People above each limit ``(L, P)``.
        room: Room to work in ``(4, C)``.
    """

    lines: Array
    head: Index
    waiting: Array
    waited: Array
    before: Array
    came: Array
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
        people=np.zeros((bands, cells)),
        entered=np.zeros((slots, cells)),
        alive=np.ones((bands, cells)),
        stock=np.zeros((holds, cells)),
        before=np.zeros((holds, cells)),
        came=np.zeros((holds, cells)),
        arrived=np.zeros((len(a.inflows.arrow), cells)),
        carried=np.zeros((len(a.inflows.arrow), cells)),
        running=np.zeros((len(a.answers.hold), cells)),
        factor=np.ones(cells),
        signal=np.zeros(cells),
        room=np.zeros((4, cells)),
        keys=np.zeros(cells, dtype=np.uint64),
        inside=np.zeros((holds, cells)),
        due=np.zeros((int(a.entries.due_rows[0]) if chance else 0, cells), dtype=np.int32),
        hits=np.zeros(cells + 1, dtype=np.int64),
    )
    lines = Lines(
        lines=np.zeros((max(1, queues * (network.days + 1)), cells)),
        head=np.zeros((queues, places, len(network.classes)), dtype=np.int64),
        waiting=np.zeros((queues, cells)),
        waited=np.zeros((queues, cells)),
        before=np.zeros((queues, cells)),
        came=np.zeros((queues, cells)),
        left=np.zeros((capacities, places)),
        had=np.zeros((capacities, places)),
        kept=np.zeros((capacities, places)),
        blocked=np.zeros((capacities, places), dtype=np.int64),
        above=np.zeros((len(a.limits.national), places)),
        room=np.zeros((4, cells)),
    )
    blocks = Blocks(
        *a.blocks,
        width=a.holds.width,
        people=np.zeros((block_slots(a) if chance else 1, cells), dtype=np.int32),
        active=np.zeros(MOST_ACTIVE, dtype=np.uint64),
    )
    traffic = Traffic(
        *a.arrows,
        flow=np.zeros((len(a.arrows.to), cells)),
        inbox=np.zeros((len(network.stages), cells)),
    )
    return State(blocks, traffic, people, lines, np.zeros(4))


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
    state.people.alive.fill(1.0)
    for field in state.people._fields:
        if field != "alive":
            getattr(state.people, field).fill(0)
    for name, array in zip(state.lines._fields, state.lines, strict=True):
        if name != "lines":
            array.fill(0)
    state.blocks.people.fill(0)
    for array in (state.traffic.flow, state.traffic.inbox, state.fault, output.waits):
        array.fill(0)
