"""Queues, capacities and pools: who is served or found today with what there is."""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.network import (
    Array,
    Capacities,
    Grid,
    Holds,
    Index,
    Limits,
    Pools,
    Queues,
)
from evenhand.engines.arrows import deliver, send, whole_grains
from evenhand.engines.blocks import STEP
from evenhand.engines.native import inner
from evenhand.engines.random_numbers import binomial, cell_key, gamma, hypergeometric
from evenhand.engines.state import Lines, People, Traffic

NEARLY = 1e-9
"""Hours may miss a case's cost by this share of one, as sums of decimal fractions do."""
TWO = 2.0


@inner
def open_capacities(
    day: int,
    chance: bool,
    base: np.uint64,
    grid: Grid,
    capacities: Capacities,
    limits: Limits,
    s: People,
    line: Lines,
) -> None:
    """What each capacity has today: its amount and what was kept, or the room under a limit."""
    places, cells = grid.place_key.shape[0], s.factor.shape[0]
    for capacity in range(capacities.national.shape[0]):
        room = capacities.room[capacity]
        scopes = 1 if capacities.national[capacity] else places
        spread, factor = capacities.spread[capacity], 1.0
        for scope in range(scopes):
            line.blocked[capacity, scope] = 0
            if chance and spread > 0.0 and (scope == 0 or not capacities.shared[capacity]):
                identity = 0 if capacities.shared[capacity] else grid.place_key[scope]
                key = cell_key(base, capacities.key[capacity], identity, grid.day_key[day])
                factor = gamma(1.0 / spread, key, 0) * spread
            amount = capacities.amount[capacity, day, scope] * factor
            line.left[capacity, scope] = amount + line.kept[capacity, scope]
            line.had[capacity, scope] = line.left[capacity, scope]
            if room < 0:
                continue
            first, last = scope_cells(scopes, scope, places, cells)
            there = people_under(room, first, last, limits, s, line)
            line.left[capacity, scope] = max(0.0, limits.people[room, day, scope] - there)


@inner
def scope_cells(scopes: int, scope: int, places: int, cells: int) -> tuple[int, int]:
    """First cell of a scope, and the one after its last."""
    if scopes == 1:
        return 0, cells
    size = cells // places
    return scope * size, (scope + 1) * size


@inner
def people_under(
    limit: int, first: int, last: int, limits: Limits, s: People, line: Lines
) -> float:
    """People who count towards a limit, in the cells from the first to before the last."""
    there = 0.0
    for hold in range(s.stock.shape[0]):
        if limits.of[limit, hold]:
            for cell in range(first, last):
                there += s.stock[hold, cell]
    for queue in range(line.waiting.shape[0]):
        if limits.of_queue[limit, queue]:
            for cell in range(first, last):
                there += line.waiting[queue, cell]
    return there


@inner
def serve_queue(
    queue: int,
    day: int,
    chance: bool,
    base: np.uint64,
    grid: Grid,
    queues: Queues,
    capacities: Capacities,
    line: Lines,
    t: Traffic,
    waits: Array,
) -> None:
    """A queue's day: today's arrivals join, and capacity serves by rank and day of arrival."""
    stage, capacity = queues.stage[queue], queues.capacity[queue]
    cells, places, days = t.inbox.shape[1], grid.place_key.shape[0], grid.day_key.shape[0]
    ranks, order = queues.ranks[queue], queues.order[queue]
    cost = queues.cost[queues.cost_row[queue, day]]
    newest, inbox = line.lines[queue * (days + 1) + day + 1], t.inbox[stage]
    waiting, waited, joined = line.waiting[queue], line.waited[queue], line.came[queue]
    for each in range(cells):
        newest[each] = inbox[each]
        joined[each] = inbox[each]
        waiting[each] += inbox[each]
        waited[each] = 0.0
        inbox[each] = 0.0
    for scope in range(1 if capacities.national[capacity] else places):
        if line.blocked[capacity, scope]:
            continue
        have = line.left[capacity, scope]
        stopped = False
        for rank in range(ranks):
            if stopped:
                break
            group = scope * ranks + rank
            first, last = queues.first[queue, group], queues.first[queue, group + 1]
            came = line.head[queue, scope, rank]
            while came <= day + 1:
                row = line.lines[queue * (days + 1) + came]
                need, there, least, largest = 0.0, 0.0, np.inf, 0.0
                for index in range(first, last):
                    cell = np.uint64(order[index])
                    number = row[cell]
                    if number > 0.0:
                        need += number * cost[cell]
                        there += number
                        least = min(least, cost[cell])
                        largest = max(largest, cost[cell])
                if there > 0.0 and need <= have + NEARLY * largest:
                    have = max(0.0, have - need)
                    for index in range(first, last):
                        cell = np.uint64(order[index])
                        line.room[1, cell] = row[cell]
                    _serve(queue, day, came, first, last, grid, queues, row, line, t, waits)
                elif there > 0.0:
                    stopped = True
                    if chance:
                        # A scope's day has one key; draws of ranks are apart by their counters.
                        identity = grid.place_key[scope]
                        key = cell_key(base, grid.stage_key[stage], identity, grid.day_key[day])
                        have = _draw_served(
                            first, last, order, row, have, there, least, largest, cost, line, key
                        )
                    else:
                        part = have / need
                        have = 0.0
                        for index in range(first, last):
                            cell = np.uint64(order[index])
                            line.room[1, cell] = min(row[cell], whole_grains(row[cell] * part))
                    _serve(queue, day, came, first, last, grid, queues, row, line, t, waits)
                    break
                came += 1
            line.head[queue, scope, rank] = came
        line.left[capacity, scope] = have
        line.blocked[capacity, scope] = 1 if stopped else 0
    deliver(queues.arrow[queue], queues.arrow[queue], t)
    if queues.lapse[queue] >= 0:
        _lapse(queue, day, queues, line, t)


@inner
def _lapse(queue: int, day: int, queues: Queues, line: Lines, t: Traffic) -> None:
    """Those whose patience ends today, and who have not been served, leave."""
    came = day + 1 - queues.patience[queue]
    if came < 0:
        return
    days, arrow = line.lines.shape[0] // line.waiting.shape[0], queues.lapse[queue]
    row, waiting, flow = line.lines[queue * days + came], line.waiting[queue], t.flow[arrow]
    for cell in range(row.shape[0]):
        flow[cell] += row[cell]
        waiting[cell] -= row[cell]
        row[cell] = 0.0
    deliver(arrow, arrow, t)


@inner
def _serve(
    queue: int,
    day: int,
    came: int,
    first: int,
    last: int,
    grid: Grid,
    queues: Queues,
    row: Array,
    line: Lines,
    t: Traffic,
    waits: Array,
) -> None:
    """Send ``room[1]``, of one day of arrival, on, and count how long they waited."""
    wait, arrow = day + 1 - came, queues.arrow[queue]
    order, served = queues.order[queue], line.room[1]
    waiting, waited = line.waiting[queue], line.waited[queue]
    flow = t.flow[arrow]
    counts = waits[queue]
    longest = min(wait, counts.shape[1] - 1)
    for index in range(first, last):
        cell = np.uint64(order[index])
        number = served[cell]
        if number > 0.0:
            row[cell] -= number
            waiting[cell] -= number
            waited[cell] += number * wait
            flow[cell] += number
            counts[grid.class_of[cell], longest] += number


@inner
def _draw_served(
    first: int,
    last: int,
    order: Index,
    row: Array,
    have: float,
    waiting: float,
    least: float,
    largest: float,
    cost: Array,
    line: Lines,
    key: np.uint64,
) -> float:
    """Serve cases in a random order until one does not fit; returns what is left.

    ``row`` holds who waits, ``room[1]`` receives who is served. With one cost the number is known
    and only who it is is drawn. Otherwise the order is halved: the first half of a random order
    is a random half, so that it either fits, or holds the case that does not.
    """
    rest, served, drawn = line.room[0], line.room[1], line.room[2]
    for index in range(first, last):
        cell = np.uint64(order[index])
        rest[cell] = row[cell]
        served[cell] = 0.0
    if least == largest:
        number = min(waiting, float(math.floor(have / largest + NEARLY)))
        _draw_some(first, last, order, number, waiting, rest, served, key, 0)
        return max(0.0, have - number * largest)
    counter = 0
    while waiting > 0.0:
        number = math.ceil(waiting / TWO)
        counter = _draw_some(first, last, order, number, waiting, rest, drawn, key, counter)
        need = 0.0
        for index in range(first, last):
            need += drawn[order[index]] * cost[order[index]]
        if need <= have + NEARLY * largest:
            have = max(0.0, have - need)
            for index in range(first, last):
                served[order[index]] += drawn[order[index]]
                rest[order[index]] -= drawn[order[index]]
            waiting -= number
        elif number == 1.0:
            return have
        else:
            for index in range(first, last):
                rest[order[index]] = drawn[order[index]]
            waiting = number
    return have


@inner
def _draw_some(
    first: int,
    last: int,
    order: Index,
    number: float,
    people: float,
    rest: Array,
    drawn: Array,
    key: np.uint64,
    counter: int,
) -> int:
    """Draw a number of cases out of ``rest`` into ``drawn``; returns the next free counter."""
    left, others = number, people
    for index in range(first, last):
        cell = order[index]
        here = rest[cell]
        drawn[cell] = 0.0
        if here > 0.0 and left > 0.0:
            others -= here
            drawn[cell] = hypergeometric(here, others, left, key, counter)
            left -= drawn[cell]
            counter += STEP
    return counter


@inner
def close_capacities(
    day: int, chance: bool, periods: Index, capacities: Capacities, line: Lines, used: Array
) -> None:
    """Count what was used, and keep the rest where the next case did not fit into it."""
    period = periods[day]
    opens = day == 0 or periods[day - 1] != period
    for capacity in range(capacities.national.shape[0]):
        for scope in range(1 if capacities.national[capacity] else line.left.shape[1]):
            rest = line.left[capacity, scope]
            keeps = chance and line.blocked[capacity, scope] and capacities.room[capacity] < 0
            had = line.had[capacity, scope]
            line.kept[capacity, scope] = rest if keeps else 0.0
            if capacities.room[capacity] < 0:
                # What is kept is used on the day on which it serves a case.
                before = 0.0 if opens else used[period, capacity, scope]
                used[period, capacity, scope] = before + had - rest


@inner
def find_in_pool(
    pool: int,
    day: int,
    chance: bool,
    base: np.uint64,
    grid: Grid,
    pools: Pools,
    holds: Holds,
    line: Lines,
    s: People,
    t: Traffic,
) -> None:
    """A pool's day: all effort that is left finds people, the fewer the emptier the pool."""
    hold, capacity, arrow = pools.hold[pool], pools.capacity[pool], pools.arrow[pool]
    cells, places = s.factor.shape[0], grid.place_key.shape[0]
    scopes = 1 if pools.national[pool] else places
    followed = pools.follows[pool]
    people = s.people[holds.band[hold]]
    cost = pools.cost[pools.cost_row[pool, day]]
    focus = pools.focus[pools.focus_row[pool, day]]
    for scope in range(scopes):
        first, last = scope_cells(scopes, scope, places, cells)
        effort, there, hours = 0.0, 0.0, 0.0
        if followed >= 0:
            for cell in range(first, last):
                effort += t.flow[followed, cell]
        elif not line.blocked[capacity, scope]:
            effort = line.left[capacity, scope]
        for cell in range(first, last):
            there += people[cell]
            hours += focus[cell] * people[cell] * cost[cell]
        if effort <= 0.0 or hours <= 0.0:
            continue
        thinned = 1.0
        # Where nobody was at the start there is nothing to compare with.
        if pools.thins[pool] > 0.0 and pools.start[pool, scope] > 0.0:
            thinned = (there / pools.start[pool, scope]) ** pools.thins[pool]
        rate = effort * thinned / hours
        for cell in range(first, last):
            found = -math.expm1(-rate * focus[cell])
            if chance:
                key = cell_key(
                    base,
                    grid.stage_key[pools.stage[pool]],
                    grid.cell_key[cell] + 1,
                    grid.day_key[day],
                )
                number = binomial(people[cell], found, key, 0)
            else:
                number = whole_grains(people[cell] * found)
            if number > 0.0:
                people[cell] -= number
                s.stock[hold, cell] -= number
                send(arrow, t, cell, number)
        if followed < 0:
            line.left[capacity, scope] = 0.0
    deliver(arrow, arrow, t)
