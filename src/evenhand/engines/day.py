"""One day after the other: every step of a network's day, in the order that ``order`` states."""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.network import (
    QUEUE,
    REFUSE,
    RELEASE,
    SPLIT,
    Array,
    Grid,
    Holds,
    Index,
    Inflows,
    Limits,
    NetworkArrays,
    Pools,
    Queues,
    Splits,
)
from evenhand.engines.arrows import send_all, send_by_chance, send_in_mean, whole_grains
from evenhand.engines.holds import (
    begin_holds,
    enter,
    leave_by_chance,
    leave_in_mean,
    remember_stocks,
)
from evenhand.engines.limits import count_above, refuse, release
from evenhand.engines.lines import close_capacities, find_in_pool, open_capacities, serve_queue
from evenhand.engines.native import inner, native, small
from evenhand.engines.random_numbers import cell_key, gamma, poisson
from evenhand.engines.state import Lines, Output, People, State, Traffic

CONSERVED, LOST = 0, 1
SPREAD_APART = 1 << 30
"""The counter of the factor on a day's mean, apart from those of the day's number."""
NEARLY = 1e-9
"""What an exact inflow owes may miss a whole case by this much, as sums of fractions do."""


@inner
def _begin(chance: bool, a: NetworkArrays, s: State) -> None:
    """Put the start into a new state."""
    begin_holds(chance, a.holds, s.people, s.blocks)
    for hold in range(s.people.stock.shape[0]):
        for cell in range(s.people.stock.shape[1]):
            s.people.ever[hold, cell] = s.people.stock[hold, cell]
    waiting = a.queues.start_whole if chance else a.queues.start
    for queue in range(waiting.shape[0]):
        for cell in range(waiting.shape[1]):
            s.lines.lines[s.lines.first[queue], cell] = waiting[queue, cell]
            s.lines.waiting[queue, cell] = waiting[queue, cell]
            s.lines.ever[queue, cell] = waiting[queue, cell]
    for response in range(a.answers.start.shape[0]):
        for cell in range(a.answers.start.shape[1]):
            s.people.running[response, cell] = a.answers.start[response, cell]


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
        s: The state at the end of the day before, or cleared; changed in place.
        o: Where to count; changed in place.

    Returns:
        ``CONSERVED``, or ``LOST`` with the place in ``s.fault``.
    """
    people, traffic, line, blocks = s.people, s.traffic, s.lines, s.blocks
    holds, grid, limits, queues = a.holds, a.grid, a.limits, a.queues
    entries = a.entries
    if first == 0:
        _begin(chance, a, s)
    for day in range(first, end):
        open_inflows(day, chance, base, grid, a.inflows, people)
        remember_stocks(a.answers, people)
        for hold in range(holds.stage.shape[0]):
            if chance:
                leave_by_chance(
                    hold, day, base, grid, holds, a.answers, entries, people, blocks, traffic
                )
            else:
                leave_in_mean(hold, day, holds, a.answers, people, traffic)
        open_capacities(day, chance, base, grid, a.capacities, limits, people, line)
        _arrive(a.inflows, people, traffic)
        for act in range(a.acts.kind.shape[0]):
            index = a.acts.number[act]
            if a.acts.kind[act] == SPLIT:
                divide(index, day, chance, base, grid, a.splits, people, traffic)
            elif a.acts.kind[act] == QUEUE:
                serve_queue(
                    index, day, chance, base, grid, queues, a.capacities, line, traffic, o.waits
                )
            else:
                find_in_pool(
                    index, day, chance, base, grid, a.pools, holds, line, people,
                    traffic,
                )  # fmt: skip
        for limit in range(limits.national.shape[0]):
            if limits.rule[limit, day] == REFUSE:
                refuse(limit, day, chance, base, grid, holds, limits, people, line, traffic)
        for hold in range(holds.stage.shape[0]):
            enter(hold, day, chance, False, base, grid, holds, entries, people, blocks, traffic)
        releasing = False
        for limit in range(limits.national.shape[0]):
            if limits.rule[limit, day] == RELEASE and release(
                limit, day, chance, base, grid, holds, limits, people, line, blocks, traffic
            ):
                releasing = True
        for hold in range(holds.stage.shape[0] if releasing else 0):
            enter(hold, day, chance, True, base, grid, holds, entries, people, blocks, traffic)
        for limit in range(limits.national.shape[0]):
            count_above(limit, day, grid, limits, people, line)
        if (
            _check_holds(day, holds, a.pools, limits, people, traffic, s.fault) != CONSERVED
            or _check_lines(day, queues, a.splits, line, traffic, s.fault) != CONSERVED
        ):
            return LOST
        close_capacities(day, chance, o.period, a.capacities, line, o.used)
        _count(day, people, line, traffic, o)
    return CONSERVED


@inner
def open_inflows(
    day: int, chance: bool, base: np.uint64, grid: Grid, inflows: Inflows, s: People
) -> None:
    """Today's inflow: its mean, whole cases of it, or a Poisson number."""
    cells, places = s.factor.shape[0], grid.place_key.shape[0]
    per_place = cells // places
    for inflow in range(inflows.arrow.shape[0]):
        decision = grid.stage_key[inflows.stage[inflow]]
        row = inflows.row[inflow, day]
        spread, shared = inflows.spread[inflow], inflows.shared[inflow]
        factor = 1.0
        for cell in range(cells):
            mean = inflows.mean[row, cell]
            if not chance:
                s.arrived[inflow, cell] = whole_grains(mean)
                continue
            if not inflows.noise[inflow]:
                owed = s.carried[inflow, cell] + mean
                whole = math.floor(owed + NEARLY)
                s.carried[inflow, cell] = owed - whole
                s.arrived[inflow, cell] = whole
                continue
            if spread > 0.0:
                identity = grid.cell_key[cell]
                begins = shared == 0
                if shared == 1:
                    identity = grid.place_key[cell // per_place]
                    begins = cell % per_place == 0
                elif shared == 2:
                    identity = 0
                    begins = cell == 0
                if begins:
                    own = cell_key(base, decision + 1, identity, grid.day_key[day])
                    factor = gamma(1.0 / spread, own, SPREAD_APART) * spread
            key = cell_key(base, decision, grid.cell_key[cell], grid.day_key[day])
            s.arrived[inflow, cell] = poisson(mean * factor, key, 0)


@inner
def _arrive(inflows: Inflows, s: People, t: Traffic) -> None:
    """Send today's inflow along its arrows."""
    for inflow in range(inflows.arrow.shape[0]):
        arrow = inflows.arrow[inflow]
        send_all(arrow, t, s.arrived[inflow])


@small
def divide(
    split: int,
    day: int,
    chance: bool,
    base: np.uint64,
    grid: Grid,
    splits: Splits,
    s: People,
    t: Traffic,
) -> None:
    """Send a split's inbox along its arrows."""
    stage, row = splits.stage[split], splits.row[split, day]
    first, last = splits.arrow[split], splits.arrow[split + 1] - 1
    cells = s.factor.shape[0]
    if not chance:
        send_in_mean(first, last, row, splits.part, t, t.inbox[stage])
        return
    for cell in range(cells):
        number = t.inbox[stage, cell]
        if number > 0.0:
            key = cell_key(base, grid.stage_key[stage], grid.cell_key[cell], grid.day_key[day])
            t.inbox[stage, cell] = 0.0
            send_by_chance(first, last, row, splits.share, splits.part, t, cell, number, key, 0)


@inner
def _check_holds(
    day: int,
    holds: Holds,
    pools: Pools,
    limits: Limits,
    s: People,
    t: Traffic,
    fault: Array,
) -> int:
    """Stock after = stock before + in - out, exactly, in every hold and cell.

    Before is when the period began, in and out are since then; sums of whole grains are exact.
    """
    cells = s.factor.shape[0]
    should = s.room[0]
    for hold in range(s.stock.shape[0]):
        ever, stock, inside = s.ever[hold], s.stock[hold], s.inside[hold]
        for cell in range(cells):
            should[cell] = ever[cell]
        arrow, end = holds.arrow[hold], holds.arrow[hold + 1]
        while arrow + 1 < end:
            _take_away_both(t.flow[arrow], t.flow[arrow + 1], should)
            arrow += 2
        if arrow < end:
            _take_away(t.flow[arrow], should)
        for pool in range(pools.hold.shape[0]):
            if pools.hold[pool] == hold:
                _take_away(t.flow[pools.arrow[pool]], should)
        for limit in range(limits.national.shape[0]):
            if limits.released[limit, hold] >= 0:
                _take_away(t.flow[limits.released[limit, hold]], should)
        bad, youngest = 0, s.people[holds.band[hold]]
        for cell in range(cells):
            bad += 1 if should[cell] != stock[cell] or should[cell] < 0.0 else 0
            should[cell] -= inside[cell]
        band, end = holds.band[hold] + 1, holds.band[hold + 1]
        while band + 1 < end:
            _take_away_both(s.people[band], s.people[band + 1], should)
            band += 2
        if band < end:
            _take_away(s.people[band], should)
        for cell in range(cells):
            bad += 1 if should[cell] != youngest[cell] else 0
        if bad > 0:
            _find_fault(day, hold, should, holds, s, fault)
            return LOST
    return CONSERVED


@inner
def _find_fault(day: int, hold: int, rest: Array, holds: Holds, s: People, fault: Array) -> None:
    """Note the first cell of a hold where stock, bands and flows disagree.

    ``rest`` is what stock before, in and out leave for the youngest band, once others are counted.
    """
    first = holds.band[hold]
    for cell in range(rest.shape[0]):
        there = s.people[first, cell]
        size = there - rest[cell]
        for band in range(first + 1, holds.band[hold + 1]):
            there += s.people[band, cell]
        there += s.inside[hold, cell]
        if size == 0.0:
            size = s.stock[hold, cell] - there
        if size != 0.0 or there < 0.0:
            _note(day, holds.stage[hold], cell, size, fault)
            return


@small
def _take_away_both(some: Array, others: Array, sums: Array) -> None:
    for cell in range(sums.shape[0]):
        sums[cell] -= some[cell] + others[cell]


@small
def _take_away(numbers: Array, sums: Array) -> None:
    for cell in range(sums.shape[0]):
        sums[cell] -= numbers[cell]


@inner
def _check_lines(
    day: int, queues: Queues, splits: Splits, line: Lines, t: Traffic, fault: Array
) -> int:
    """The same for queues; and whatever came to a split has left it."""
    should = line.room[0]
    cells = line.waiting.shape[1]
    for queue in range(queues.stage.shape[0]):
        flow, waiting = t.flow[queues.arrow[queue]], line.waiting[queue]
        ever, bad = line.ever[queue], 0
        for cell in range(cells):
            should[cell] = ever[cell] - flow[cell]
        if queues.lapse[queue] >= 0:
            lapsed = t.flow[queues.lapse[queue]]
            for cell in range(cells):
                should[cell] -= lapsed[cell]
        for cell in range(cells):
            bad += 1 if should[cell] != waiting[cell] or should[cell] < 0.0 else 0
        for cell in range(cells if bad else 0):
            if should[cell] != waiting[cell] or should[cell] < 0.0:
                _note(day, queues.stage[queue], cell, waiting[cell] - should[cell], fault)
                return LOST
    for split in range(splits.stage.shape[0]):
        inbox = t.inbox[splits.stage[split]]
        bad = 0
        for cell in range(cells):
            bad += 1 if inbox[cell] != 0.0 else 0
        for cell in range(cells if bad else 0):
            if inbox[cell] != 0.0:
                _note(day, splits.stage[split], cell, inbox[cell], fault)
                return LOST
    return CONSERVED


@inner
def _note(day: int, stage: int, cell: int, size: float, fault: Array) -> None:
    fault[0] = day
    fault[1] = stage
    fault[2] = cell
    fault[3] = size


@inner
def _count(day: int, s: People, line: Lines, t: Traffic, o: Output) -> None:
    """Add the day to its period; at the period's end hand in what it counted, and begin anew."""
    holds, period, cells = s.stock.shape[0], o.period[day], s.factor.shape[0]
    for kind in range(holds + line.waiting.shape[0] if o.days.shape[0] > 0 else 0):
        numbers = s.stock[kind] if kind < holds else line.waiting[kind - holds]
        sums = s.days[kind] if kind < holds else line.days[kind - holds]
        for cell in range(cells):
            sums[cell] += numbers[cell]
    opens = day == 0 or o.period[day - 1] != period
    for limit in range(line.above.shape[0]):
        for scope in range(line.above.shape[1]):
            there = 0.0 if opens else o.above[period, limit, scope]
            o.above[period, limit, scope] = there + line.above[limit, scope]
    if day + 1 < o.period.shape[0] and o.period[day + 1] == period:
        return
    for arrow in range(t.flow.shape[0]):
        _add_groups(t.flow[arrow], o.flow[period, arrow], o.group)
        for cell in range(cells):
            t.flow[arrow, cell] = 0.0
    for kind in range(holds + line.waiting.shape[0]):
        numbers = s.stock[kind] if kind < holds else line.waiting[kind - holds]
        ever = s.ever[kind] if kind < holds else line.ever[kind - holds]
        for cell in range(cells):
            ever[cell] = numbers[cell]
        _add_groups(numbers, o.stock[period, kind], o.group)
        if o.days.shape[0] > 0:
            sums = s.days[kind] if kind < holds else line.days[kind - holds]
            _add_groups(sums, o.days[period, kind], o.group)
            for cell in range(cells):
                sums[cell] = 0.0
    for queue in range(line.waiting.shape[0]):
        _add_groups(line.waited[queue], o.waited[period, queue], o.group)
        for cell in range(cells):
            line.waited[queue, cell] = 0.0


@inner
def _add_groups(numbers: Array, sums: Array, group: Index) -> None:
    """Add cells up by group, which neighbours often share; or each cell is its own."""
    cells = numbers.shape[0]
    if sums.shape[0] == cells:
        for cell in range(cells):
            sums[cell] = numbers[cell]
        return
    for index in range(sums.shape[0]):
        sums[index] = 0.0
    at, total = group[0], 0.0
    for cell in range(cells):
        if group[cell] != at:
            sums[at] += total
            at, total = group[cell], 0.0
        total += numbers[cell]
    sums[at] += total
