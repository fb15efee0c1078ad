"""What a run of a network carries from day to day, and where it writes what it counts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.compiled.compile_network import block_slots
from evenhand.compiled.network import Array, CompiledNetwork, Index, NetworkArrays

Keys = NDArray[np.uint64]
Blocks = NDArray[np.int32]
MOST_ACTIVE = 64
"""No band has more blocks in use at once: two for each power of two."""

class State(NamedTuple):
    """What a run carries from day to day, and room to work in.

    Args:
        people: People by band ``(band, C)``.
        entered: Mean values: entries by day, divided by the survival then ``(slot, C)``.
        alive: Mean values: running survival of each band ``(band, C)``.
        blocks: Chance: people by block of days of entry ``(C, slot)``.
        active: Room for the slots of the blocks in use ``(64,)``.
        stock: People in each hold ``(D, C)``.
        before: The same at the end of the day before ``(D, C)``.
        came: Who entered each hold today ``(D, C)``.
        lines: Waiting, by queue and day of arrival; day 0 is before the run ``(Q * (T + 1), C)``.
        head: First day with anyone waiting, by queue, scope and rank ``(Q, P, class)``.
        waiting: Waiting in each queue ``(Q, C)``.
        waited: Days waited by those served today ``(Q, C)``, case-days.
        left: What is left of each capacity today ``(B, P)``.
        kept: What is kept for tomorrow ``(B, P)``.
        blocked: Whether a case that does not fit has stopped a capacity ``(B, P)``.
        above: People above each limit ``(L, P)``.
        inbox: People on their way into each stage today ``(S, C)``.
        flow: People along each arrow today ``(F, C)``.
        arrived: Today's inflow ``(I, C)``.
        carried: What an exact inflow owes in whole cases ``(I, C)``.
        running: Running mean of the signal of each response ``(R, C)``.
        factor: Factor on hazards ``(C,)``.
        signal: Room for sums by group ``(C,)``.
        room: Room to work in ``(4, C)``.
        keys: Keys of the day's random numbers ``(C,)``.
        fault: Where conservation failed: day, stage, cell, size ``(4,)``.
    """

    people: Array
    entered: Array
    alive: Array
    blocks: Blocks
    active: Index
    stock: Array
    before: Array
    came: Array
    lines: Array
    head: Index
    waiting: Array
    waited: Array
    left: Array
    kept: Array
    blocked: Index
    above: Array
    inbox: Array
    flow: Array
    arrived: Array
    carried: Array
    running: Array
    factor: Array
    signal: Array
    room: Array
    keys: Keys
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
    holds, queues, limits = len(a.hold_stage), len(a.queue_stage), len(a.limit_national)
    bands = len(a.band_width)
    capacities = len(a.capacity_national)
    return State(
        people=np.zeros((bands, cells)),
        entered=np.zeros((1 if chance else max(1, int(a.band_ring[-1])), cells)),
        alive=np.ones((bands, cells)),
        blocks=np.zeros((cells, block_slots(a) if chance else 1), dtype=np.int32),
        active=np.zeros(MOST_ACTIVE, dtype=np.int64),
        stock=np.zeros((holds, cells)),
        before=np.zeros((holds + queues, cells)),
        came=np.zeros((holds + queues, cells)),
        lines=np.zeros((max(1, queues * (network.days + 1)), cells)),
        head=np.zeros((queues, places, len(network.classes)), dtype=np.int64),
        waiting=np.zeros((queues, cells)),
        waited=np.zeros((queues, cells)),
        left=np.zeros((capacities, places)),
        kept=np.zeros((capacities, places)),
        blocked=np.zeros((capacities, places), dtype=np.int64),
        above=np.zeros((limits, places)),
        inbox=np.zeros((len(network.stages), cells)),
        flow=np.zeros((len(a.arrow_to), cells)),
        arrived=np.zeros((len(a.inflow_arrow), cells)),
        carried=np.zeros((len(a.inflow_arrow), cells)),
        running=np.zeros((len(a.response_hold), cells)),
        factor=np.ones(cells),
        signal=np.zeros(cells),
        room=np.zeros((4, cells)),
        keys=np.zeros(cells, dtype=np.uint64),
        fault=np.zeros(4),
    )


def new_output(
    network: CompiledNetwork, period: Index, group: Index, longest_wait: int
) -> Output:
    """Empty tables for one run.

    Args:
        network: The compiled network.
        period: Period of each day ``(T,)``, from 0.
        group: Group of each cell ``(C,)``, from 0.
        longest_wait: Waits of this many days or more are counted together.
    """
    a = network.arrays
    periods, groups = int(period[-1]) + 1, int(group.max()) + 1
    places, queues = len(network.places), len(a.queue_stage)
    people = len(a.hold_stage) + queues
    whole_days = periods == network.days
    return Output(
        period=period,
        group=group,
        flow=np.zeros((periods, len(a.arrow_to), groups)),
        stock=np.zeros((periods, people, groups)),
        days=np.zeros((0 if whole_days else periods, people, groups)),
        waited=np.zeros((periods, queues, groups)),
        used=np.zeros((periods, len(a.capacity_national), places)),
        above=np.zeros((periods, len(a.limit_national), places)),
        waits=np.zeros((queues, len(network.classes), longest_wait + 1)),
    )


def clear(room: State | Output) -> None:
    """Set every array of a state, or of an output but its index, to what it was when new."""
    for name, array in zip(room._fields, room, strict=True):
        if name not in {"period", "group"}:
            array[...] = 1 if name in {"alive", "factor"} else 0
