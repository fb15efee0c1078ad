"""One day after the other: every step of a network's day, in the order that ``order`` states."""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.network import QUEUE, SPLIT, NetworkArrays
from evenhand.engines.arrows import send, send_by_chance, send_in_mean, whole_grains
from evenhand.engines.holds import (
    begin_holds,
    count_stock,
    enter,
    leave_by_chance,
    leave_in_mean,
)
from evenhand.engines.limits import refuse, release
from evenhand.engines.lines import close_capacities, find_in_pool, open_capacities, serve_queue
from evenhand.engines.native import native
from evenhand.engines.random_numbers import cell_key, gamma, poisson
from evenhand.engines.state import Output, State

CONSERVED, LOST = 0, 1
SPREAD_APART = 1 << 30
"""The counter of the factor on a day's mean, apart from those of the day's number."""


@native
def begin(chance: bool, a: NetworkArrays, s: State) -> None:
    """Put the start into a new state."""
    days = a.day_key.shape[0]
    begin_holds(chance, a, s)
    for queue in range(a.queue_stage.shape[0]):
        for cell in range(s.factor.shape[0]):
            number = a.line_start_whole[queue, cell] if chance else a.line_start[queue, cell]
            s.lines[queue * (days + 1), cell] = number
            s.waiting[queue, cell] = number
    for response in range(a.response_hold.shape[0]):
        for cell in range(s.factor.shape[0]):
            s.running[response, cell] = a.response_start[response, cell]


@native
def run_days(
    first: int, end: int, chance: bool, base: np.uint64, a: NetworkArrays, s: State, o: Output
) -> int:
    """Run the days from the first up to, not including, the end.

    Args:
        first: First day, from 0.
        end: The day after the last.
        chance: Whole cases by chance, or mean values.
        base: Key of the replicate's random numbers.
        a: The network.
        s: The state at the end of the day before; changed in place.
        o: Where to count; changed in place.

    Returns:
        ``CONSERVED``, or ``LOST`` with the place in ``s.fault``.
    """
    holds, queues = a.hold_stage.shape[0], a.queue_stage.shape[0]
    cells = s.factor.shape[0]
    for day in range(first, end):
        _open_day(a, s)
        open_inflows(day, chance, base, a, s)
        for hold in range(holds):
            if chance:
                leave_by_chance(hold, day, base, a, s)
            else:
                leave_in_mean(hold, day, a, s)
        for hold in range(holds):
            count_stock(hold, a, s)
        open_capacities(day, a, s)
        for inflow in range(a.inflow_arrow.shape[0]):
            for cell in range(cells):
                if s.arrived[inflow, cell] > 0.0:
                    send(a.inflow_arrow[inflow], a, s, cell, s.arrived[inflow, cell])
        for act in range(a.act_kind.shape[0]):
            index = a.act_index[act]
            if a.act_kind[act] == SPLIT:
                divide(index, day, chance, base, a, s)
            elif a.act_kind[act] == QUEUE:
                serve_queue(index, day, chance, base, a, s, o)
            else:
                find_in_pool(index, day, chance, base, a, s)
        for limit in range(a.limit_national.shape[0]):
            refuse(limit, day, chance, base, a, s)
        for hold in range(holds):
            enter(hold, day, chance, a, s)
        for limit in range(a.limit_national.shape[0]):
            release(limit, day, chance, base, a, s)
        for hold in range(holds):
            enter(hold, day, chance, a, s)
        if _check(day, a, s) != CONSERVED:
            return LOST
        period = o.period[day]
        close_capacities(day, chance, period, a, s, o)
        _count(day, period, a, s, o)
    return CONSERVED


@native
def _open_day(a: NetworkArrays, s: State) -> None:
    """Remember yesterday's numbers and empty today's."""
    holds, queues, cells = s.stock.shape[0], s.waiting.shape[0], s.factor.shape[0]
    for cell in range(cells):
        for hold in range(holds):
            s.before[hold, cell] = s.stock[hold, cell]
            s.came[hold, cell] = 0.0
        for queue in range(queues):
            s.before[holds + queue, cell] = s.waiting[queue, cell]
    for arrow in range(s.flow.shape[0]):
        for cell in range(cells):
            s.flow[arrow, cell] = 0.0
    for stage in range(s.inbox.shape[0]):
        for cell in range(cells):
            s.inbox[stage, cell] = 0.0


@native
def open_inflows(day: int, chance: bool, base: np.uint64, a: NetworkArrays, s: State) -> None:
    """Today's inflow: its mean, whole cases of it, or a Poisson number."""
    cells, places = s.factor.shape[0], a.shape[0]
    per_place = cells // places
    for inflow in range(a.inflow_arrow.shape[0]):
        decision = a.stage_key[a.inflow_stage[inflow]]
        row = a.inflow_row[inflow, day]
        spread, shared = a.inflow_spread[inflow], a.inflow_shared[inflow]
        factor = 1.0
        for cell in range(cells):
            mean = a.inflow_mean[row, cell]
            if not chance:
                s.arrived[inflow, cell] = whole_grains(mean)
                continue
            if not a.inflow_noise[inflow]:
                owed = s.carried[inflow, cell] + mean
                whole = math.floor(owed + 1e-9)
                s.carried[inflow, cell] = owed - whole
                s.arrived[inflow, cell] = whole
                continue
            key = cell_key(base, decision, a.cell_key[cell], a.day_key[day])
            begins = (
                shared == 0 or (shared == 1 and cell % per_place == 0) or (shared == 2 and cell == 0)
            )
            if spread > 0.0 and begins:
                identity = a.cell_key[cell]
                if shared == 1:
                    identity = a.place_key[cell // per_place]
                elif shared == 2:
                    identity = 0
                own = cell_key(base, decision + 1, identity, a.day_key[day])
                factor = gamma(1.0 / spread, own, SPREAD_APART) * spread
            s.arrived[inflow, cell] = poisson(mean * factor, key, 0)


@native
def divide(
    split: int, day: int, chance: bool, base: np.uint64, a: NetworkArrays, s: State
) -> None:
    """Send a split's inbox along its arrows."""
    stage, row = a.split_stage[split], a.split_row[split, day]
    first, last = a.split_arrow[split], a.split_arrow[split + 1] - 1
    cells = s.factor.shape[0]
    if not chance:
        for cell in range(cells):
            s.room[1, cell] = s.inbox[stage, cell]
            s.inbox[stage, cell] = 0.0
        send_in_mean(first, last, row, a.split_share, a, s, s.room[1])
        return
    for cell in range(cells):
        number = s.inbox[stage, cell]
        if number > 0.0:
            key = cell_key(base, a.stage_key[stage], a.cell_key[cell], a.day_key[day])
            s.inbox[stage, cell] = 0.0
            send_by_chance(first, last, row, a.split_share, a, s, cell, number, key, 0)


@native
def _check(day: int, a: NetworkArrays, s: State) -> int:
    """Stock after = stock before + in - out, exactly, in every hold and queue and cell."""
    cells, holds = s.factor.shape[0], s.stock.shape[0]
    for hold in range(holds):
        count_stock(hold, a, s)
        for cell in range(cells):
            s.room[0, cell] = s.before[hold, cell] + s.came[hold, cell]
        for arrow in range(a.hold_arrow[hold], a.hold_arrow[hold + 1]):
            for cell in range(cells):
                s.room[0, cell] -= s.flow[arrow, cell]
        for pool in range(a.pool_hold.shape[0]):
            if a.pool_hold[pool] == hold:
                for cell in range(cells):
                    s.room[0, cell] -= s.flow[a.pool_arrow[pool], cell]
        for limit in range(a.limit_national.shape[0]):
            arrow = a.released_arrow[limit, hold]
            if arrow >= 0:
                for cell in range(cells):
                    s.room[0, cell] -= s.flow[arrow, cell]
        for cell in range(cells):
            if s.room[0, cell] != s.stock[hold, cell] or s.stock[hold, cell] < 0.0:
                _note(day, a.hold_stage[hold], cell, s.stock[hold, cell] - s.room[0, cell], s)
                return LOST
    for queue in range(a.queue_stage.shape[0]):
        for cell in range(cells):
            after = s.before[holds + queue, cell] + s.came[holds + queue, cell]
            after -= s.flow[a.queue_arrow[queue], cell]
            if after != s.waiting[queue, cell] or after < 0.0:
                _note(day, a.queue_stage[queue], cell, s.waiting[queue, cell] - after, s)
                return LOST
    for split in range(a.split_stage.shape[0]):
        for cell in range(cells):
            if s.inbox[a.split_stage[split], cell] != 0.0:
                _note(day, a.split_stage[split], cell, s.inbox[a.split_stage[split], cell], s)
                return LOST
    return CONSERVED


@native
def _note(day: int, stage: int, cell: int, size: float, s: State) -> None:
    s.fault[0] = day
    s.fault[1] = stage
    s.fault[2] = cell
    s.fault[3] = size


@native
def _count(day: int, period: int, a: NetworkArrays, s: State, o: Output) -> None:
    """Add the day to its period and the cells to their groups."""
    cells, holds, queues = s.factor.shape[0], s.stock.shape[0], s.waiting.shape[0]
    closes = day + 1 == o.period.shape[0] or o.period[day + 1] != period
    for arrow in range(s.flow.shape[0]):
        for cell in range(cells):
            o.flow[period, arrow, o.group[cell]] += s.flow[arrow, cell]
    for kind in range(holds + queues):
        for cell in range(cells):
            number = s.stock[kind, cell] if kind < holds else s.waiting[kind - holds, cell]
            if closes:
                o.stock[period, kind, o.group[cell]] += number
            if o.days.shape[0] > 0:
                o.days[period, kind, o.group[cell]] += number
    for queue in range(queues):
        for cell in range(cells):
            o.waited[period, queue, o.group[cell]] += s.waited[queue, cell]
    for limit in range(s.above.shape[0]):
        for scope in range(s.above.shape[1]):
            o.above[period, limit, scope] += s.above[limit, scope]
