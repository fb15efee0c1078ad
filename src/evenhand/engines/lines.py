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
from evenhand.engines.arrows import add_up, send_all, whole_grains
from evenhand.engines.blocks import STEP
from evenhand.engines.native import inner, small
from evenhand.engines.random_numbers import binomial, cell_key, gamma, hypergeometric
from evenhand.engines.state import Lines, People, Traffic

NEARLY = 1e-9
"""Hours may miss a case's cost by this share of one, as sums of decimal fractions do."""
TWO = 2.0
FEW_FOUND = 2.0**-9
"""Up to this rate five terms of a series are as good as an exponential, and three times as fast."""


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
def scope_cells(scopes: int, scope: int, places: int, cells: int) -> tuple[np.uint64, np.uint64]:
    """First cell of a scope, and the one after its last."""
    if scopes == 1:
        return np.uint64(0), np.uint64(cells)
    size = cells // places
    return np.uint64(scope * size), np.uint64((scope + 1) * size)


@inner
def people_under(
    limit: int, first: np.uint64, last: np.uint64, limits: Limits, s: People, line: Lines
) -> float:
    """People who count towards a limit, in the cells from the first to before the last."""
    there = 0.0
    for hold in range(s.stock.shape[0]):
        if limits.of[limit, hold]:
            there += add_up(s.stock[hold], first, last)
    for queue in range(line.waiting.shape[0]):
        if limits.of_queue[limit, queue]:
            there += add_up(line.waiting[queue], first, last)
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
    cells, places = t.inbox.shape[1], grid.place_key.shape[0]
    ranks, order = queues.ranks[queue], queues.order[queue]
    cost = queues.cost[queues.cost_row[queue, day]]
    # With one rank cells come in their own order, and where each case costs one, need is number.
    plain = ranks == 1 and line.plain[queues.cost_row[queue, day]] == 1
    newest, inbox = line.newest, t.inbox[stage]
    waiting, ever, leaving = line.waiting[queue], line.ever[queue], line.leaving
    for each in range(cells):
        newest[each] = inbox[each]
        ever[each] += inbox[each]
        waiting[each] += inbox[each]
        leaving[each] = 0.0
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
            first = np.uint64(queues.first[queue, group])
            last = np.uint64(queues.first[queue, group + 1])
            # Rows of days that have lapsed hold later days.
            came = max(line.head[queue, scope, rank], day + 2 - line.span[queue])
            while came <= day + 1:
                row = line.lines[row_of(queue, came, line)] if came <= day else newest
                need, there, least, largest = 0.0, 0.0, np.inf, 0.0
                if plain:
                    there = add_up(row, first, last)
                    need, least, largest = there, 1.0, 1.0
                for index in range(first, first if plain else last):
                    cell = np.uint64(order[index])
                    number = row[cell]
                    if number > 0.0:
                        need += number * cost[cell]
                        there += number
                        least = min(least, cost[cell])
                        largest = max(largest, cost[cell])
                served = row
                if need <= have + NEARLY * largest:
                    have = max(0.0, have - need)
                else:
                    stopped = True
                    served = line.room[1]
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
                            served[cell] = min(row[cell], whole_grains(row[cell] * part))
                if there > 0.0:
                    wait = day + 1 - came
                    _serve(queue, wait, first, last, grid, queues, row, served, line, waits)
                if stopped:
                    break
                came += 1
            line.head[queue, scope, rank] = came
        line.left[capacity, scope] = have
        line.blocked[capacity, scope] = 1 if stopped else 0
    for each in range(cells):
        waiting[each] -= leaving[each]
    send_all(queues.arrow[queue], t, leaving)
    _put_in_line(queue, day, queues, line)
    if queues.lapse[queue] >= 0:
        _lapse(queue, day, queues, line, t)


@small
def row_of(queue: int, came: int, line: Lines) -> int:
    """Where those who came on a day wait in a queue; day 0 is before the run."""
    return int(line.first[queue] + came % line.span[queue])


@inner
def _put_in_line(queue: int, day: int, queues: Queues, line: Lines) -> None:
    """Write today's row of the line, unless nobody waits: then no row needs to be read again.

    Where patience ends, its row is read whoever waits.
    """
    waiting, some = line.waiting[queue], 0
    for cell in range(waiting.shape[0]):
        some += 1 if waiting[cell] > 0.0 else 0
    if some > 0 or queues.patience[queue] >= 0:
        row = line.lines[row_of(queue, day + 1, line)]
        for cell in range(waiting.shape[0]):
            row[cell] = line.newest[cell]
    for scope in range(0 if some > 0 else line.head.shape[1]):
        for rank in range(line.head.shape[2]):
            line.head[queue, scope, rank] = day + 2


@inner
def _lapse(queue: int, day: int, queues: Queues, line: Lines, t: Traffic) -> None:
    """Those whose patience ends today, and who have not been served, leave."""
    last, waiting = day + 1 - queues.patience[queue], line.waiting[queue]
    # Without any patience, those of the start leave on the first day too.
    for came in range(0 if day == 0 else last, last + 1):
        if came < 0:
            return
        row = line.lines[row_of(queue, came, line)]
        send_all(queues.lapse[queue], t, row)
        for cell in range(row.shape[0]):
            waiting[cell] -= row[cell]
            row[cell] = 0.0


@small
def _serve(
    queue: int,
    wait: int,
    first: np.uint64,
    last: np.uint64,
    grid: Grid,
    queues: Queues,
    row: Array,
    served: Array,
    line: Lines,
    waits: Array,
) -> None:
    """Take those served, of one day of arrival, out of the line, and count how long they waited."""
    order, waited, leaving = queues.order[queue], line.waited[queue], line.leaving
    counts, longest = waits[queue], min(wait, waits.shape[2] - 1)
    for index in range(first, last):
        cell = np.uint64(order[index])
        number = served[cell]
        if number > 0.0:
            row[cell] -= number
            leaving[cell] += number
            if wait > 0:
                waited[cell] += number * wait
            counts[np.uint64(grid.class_of[cell]), longest] += number


@inner
def _draw_served(
    first: np.uint64,
    last: np.uint64,
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
    first: np.uint64,
    last: np.uint64,
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


@small
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
    followed = 0
    while pools.follows[pool] >= 0 and pools.arrow[followed] != pools.follows[pool]:
        followed += 1
    people, found = s.people[holds.band[hold]], s.found[pool]
    cost = pools.cost[pools.cost_row[pool, day]]
    focus = pools.focus[pools.focus_row[pool, day]]
    thins, sought = pools.thins[pool], grid.stage_key[pools.stage[pool]]
    stock, effort_of = s.stock[hold], s.found[followed]
    flow, inbox, cell_of = t.flow[arrow], t.inbox[t.to[arrow]], t.maps[t.map[arrow]]
    for scope in range(scopes):
        first, last = scope_cells(scopes, scope, places, cells)
        effort, there, hours = 0.0, 0.0, 0.0
        if pools.follows[pool] >= 0:
            for cell in range(first, last):
                effort += effort_of[cell]
        elif not line.blocked[capacity, scope]:
            effort = line.left[capacity, scope]
        for cell in range(first, last):
            found[cell] = 0.0
            if people[cell] > 0.0:
                there += people[cell]
                hours += focus[cell] * people[cell] * cost[cell]
        if effort <= 0.0 or hours <= 0.0:
            continue
        thinned = 1.0
        # Where nobody was at the start there is nothing to compare with.
        if thins > 0.0 and pools.start[pool, scope] > 0.0:
            thinned = (there / pools.start[pool, scope]) ** thins
        rate = effort * thinned / hours
        # Neighbours may share a focus, and an exponential takes long.
        weight, probability = 0.0, 0.0
        for cell in range(first, last):
            here = people[cell]
            if here <= 0.0:
                continue
            if focus[cell] != weight:
                weight = focus[cell]
                probability = _found_at(rate * weight)
            if chance:
                key = cell_key(base, sought, grid.cell_key[cell] + 1, grid.day_key[day])
                number = binomial(here, probability, key, 0)
            else:
                number = whole_grains(here * probability)
            if number > 0.0:
                people[cell] = here - number
                stock[cell] -= number
                found[cell] = number
                flow[cell] += number
                inbox[np.uint64(cell_of[cell])] += number
        if pools.follows[pool] < 0:
            line.left[capacity, scope] = 0.0


@small
def _found_at(rate: float) -> float:
    """The probability 1 - exp(-rate); by its series while the rate is small."""
    if rate > FEW_FOUND:
        return -math.expm1(-rate)
    return rate * (1.0 - rate * (1 / 2 - rate * (1 / 6 - rate * (1 / 24 - rate * (1 / 120)))))
