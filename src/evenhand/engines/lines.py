"""Queues, capacities and pools: who is served or found today with what there is."""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.network import (
    Array,
    Capacities,
    Grid,
    Holds,
    Limits,
    Pools,
    Queues,
)
from evenhand.engines.arrows import send, whole_grains
from evenhand.engines.blocks import STEP
from evenhand.engines.native import inner
from evenhand.engines.random_numbers import binomial, cell_key, hypergeometric
from evenhand.engines.state import Lines, People, Traffic

NEARLY = 1e-9
"""Hours may miss a case's cost by this share of one, as sums of decimal fractions do."""
TWO = 2.0


@inner
def open_capacities(
    day: int, grid: Grid, capacities: Capacities, limits: Limits, s: People, line: Lines
) -> None:
    """What each capacity has today: its amount and what was kept, or the room under a limit."""
    places, cells = grid.place_key.shape[0], s.factor.shape[0]
    for capacity in range(capacities.national.shape[0]):
        room = capacities.room[capacity]
        scopes = 1 if capacities.national[capacity] else places
        for scope in range(scopes):
            line.blocked[capacity, scope] = 0
            line.left[capacity, scope] = capacities.amount[capacity, day, scope] + line.kept[capacity, scope]
            if room < 0:
                continue
            first, last = scope_cells(scopes, scope, places, cells)
            there = 0.0
            for hold in range(s.stock.shape[0]):
                if limits.of[room, hold]:
                    for cell in range(first, last):
                        there += s.stock[hold, cell]
            line.left[capacity, scope] = max(0.0, limits.people[room, day, scope] - there)


@inner
def scope_cells(scopes: int, scope: int, places: int, cells: int) -> tuple[int, int]:
    """First cell of a scope, and the one after its last."""
    if scopes == 1:
        return 0, cells
    size = cells // places
    return scope * size, (scope + 1) * size


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
    lines = line.lines[queue * (days + 1) : (queue + 1) * (days + 1)]
    cost = queues.cost[queues.cost_row[queue, day]]
    for cell in range(cells):
        number = t.inbox[stage, cell]
        lines[day + 1, cell] = number
        line.waiting[queue, cell] += number
        line.came[queue, cell] = number
        line.waited[queue, cell] = 0.0
        t.inbox[stage, cell] = 0.0
    scopes = 1 if capacities.national[capacity] else places
    for scope in range(scopes):
        if line.blocked[capacity, scope]:
            continue
        first, last = scope_cells(scopes, scope, places, cells)
        have = line.left[capacity, scope]
        stopped = False
        for rank in range(queues.ranks[queue]):
            came = line.head[queue, scope, rank]
            while came <= day + 1 and not stopped:
                need, waiting, least, largest = 0.0, 0.0, np.inf, 0.0
                for cell in range(first, last):
                    number = lines[came, cell]
                    if number > 0.0 and queues.rank[queue, grid.class_of[cell]] == rank:
                        need += number * cost[cell]
                        waiting += number
                        least = min(least, cost[cell])
                        largest = max(largest, cost[cell])
                if need <= have + NEARLY * largest:
                    if waiting > 0.0:
                        have = max(0.0, have - need)
                        for cell in range(first, last):
                            number = lines[came, cell]
                            if number > 0.0 and queues.rank[queue, grid.class_of[cell]] == rank:
                                _serve(queue, day, came, cell, number, grid, queues, line, t, waits)
                                lines[came, cell] = 0.0
                    came += 1
                    continue
                stopped = True
                for cell in range(first, last):
                    number = lines[came, cell]
                    in_rank = queues.rank[queue, grid.class_of[cell]] == rank
                    line.room[0, cell] = number if in_rank else 0.0
                    line.room[1, cell] = 0.0
                if chance:
                    identity = grid.place_key[scope] if scopes > 1 else 0
                    key = cell_key(base, grid.stage_key[stage], identity, grid.day_key[day])
                    have = _draw_served(first, last, have, waiting, least, largest, cost, line, key)
                else:
                    part = have / need
                    for cell in range(first, last):
                        line.room[1, cell] = whole_grains(line.room[0, cell] * part)
                    have = 0.0
                for cell in range(first, last):
                    number = line.room[1, cell]
                    if number > 0.0:
                        _serve(queue, day, came, cell, number, grid, queues, line, t, waits)
                        lines[came, cell] -= number
            line.head[queue, scope, rank] = came
            if stopped:
                break
        line.left[capacity, scope] = have
        line.blocked[capacity, scope] = 1 if stopped else 0


@inner
def _serve(
    queue: int,
    day: int,
    came: int,
    cell: int,
    number: float,
    grid: Grid,
    queues: Queues,
    line: Lines,
    t: Traffic,
    waits: Array,
) -> None:
    """Send cases of one cell and day of arrival on, and count how long they waited."""
    wait = day + 1 - came
    line.waiting[queue, cell] -= number
    line.waited[queue, cell] += number * wait
    longest = waits.shape[2] - 1
    waits[queue, grid.class_of[cell], min(wait, longest)] += number
    send(queues.arrow[queue], t, cell, number)


@inner
def _draw_served(
    first: int,
    last: int,
    have: float,
    waiting: float,
    least: float,
    largest: float,
    cost: Array,
    line: Lines,
    key: np.uint64,
) -> float:
    """Serve cases in a random order until one does not fit; returns what is left.

    ``room[0]`` holds who waits, ``room[1]`` receives who is served. With one cost the number is
    known and only who it is is drawn. Otherwise the order is halved: the first half of a random
    order is a random half, so that it either fits, or holds the case that does not.
    """
    counter = 0
    if least == largest:
        number = min(waiting, float(math.floor(have / largest + NEARLY)))
        _draw_some(first, last, number, waiting, line, key, counter)
        for cell in range(first, last):
            line.room[1, cell] = line.room[2, cell]
        return max(0.0, have - number * largest)
    while waiting > 0.0:
        number = math.ceil(waiting / TWO)
        counter = _draw_some(first, last, number, waiting, line, key, counter)
        need = 0.0
        for cell in range(first, last):
            need += line.room[2, cell] * cost[cell]
        if need <= have + NEARLY * largest:
            have = max(0.0, have - need)
            for cell in range(first, last):
                line.room[1, cell] += line.room[2, cell]
                line.room[0, cell] -= line.room[2, cell]
            waiting -= number
        elif number == 1.0:
            return have
        else:
            for cell in range(first, last):
                line.room[0, cell] = line.room[2, cell]
            waiting = number
    return have


@inner
def _draw_some(
    first: int, last: int, number: float, people: float, line: Lines, key: np.uint64, counter: int
) -> int:
    """Draw a number out of ``room[0]`` into ``room[2]``; returns the next free counter."""
    rest, others = number, people
    for cell in range(first, last):
        here = line.room[0, cell]
        line.room[2, cell] = 0.0
        if here > 0.0 and rest > 0.0:
            others -= here
            line.room[2, cell] = hypergeometric(here, others, rest, key, counter)
            rest -= line.room[2, cell]
            counter += STEP
    return counter


@inner
def close_capacities(
    day: int, chance: bool, period: int, capacities: Capacities, line: Lines, used: Array
) -> None:
    """Count what was used, and keep the rest where the next case did not fit into it."""
    for capacity in range(capacities.national.shape[0]):
        for scope in range(1 if capacities.national[capacity] else line.left.shape[1]):
            rest = line.left[capacity, scope]
            keeps = chance and line.blocked[capacity, scope] and capacities.room[capacity] < 0
            had = capacities.amount[capacity, day, scope] + line.kept[capacity, scope]
            line.kept[capacity, scope] = rest if keeps else 0.0
            if capacities.room[capacity] < 0:
                # What is kept is used on the day on which it serves a case.
                used[period, capacity, scope] += had - rest


@inner
def find_in_pool(
    pool: int,
    day: int,
    chance: bool,
    base: np.uint64,
    grid: Grid,
    pools: Pools,
    holds: Holds,
    capacities: Capacities,
    line: Lines,
    s: People,
    t: Traffic,
) -> None:
    """A pool's day: all effort that is left finds people, the fewer the emptier the pool."""
    hold, capacity, arrow = pools.hold[pool], pools.capacity[pool], pools.arrow[pool]
    cells, places = s.factor.shape[0], grid.place_key.shape[0]
    scopes = 1 if capacities.national[capacity] else places
    people = s.people[holds.band[hold]]
    cost = pools.cost[pools.cost_row[pool, day]]
    focus = pools.focus[pools.focus_row[pool, day]]
    for scope in range(scopes):
        effort = 0.0 if line.blocked[capacity, scope] else line.left[capacity, scope]
        first, last = scope_cells(scopes, scope, places, cells)
        there, hours = 0.0, 0.0
        for cell in range(first, last):
            there += people[cell]
            hours += focus[cell] * people[cell] * cost[cell]
        if effort <= 0.0 or hours <= 0.0:
            continue
        thinned = 1.0
        if pools.thins[pool] > 0.0:
            thinned = (there / pools.start[pool, scope]) ** pools.thins[pool]
        rate = effort * thinned / hours
        for cell in range(first, last):
            found = -math.expm1(-rate * focus[cell])
            if chance:
                key = cell_key(base, grid.stage_key[pools.stage[pool]], grid.cell_key[cell] + 1, grid.day_key[day])
                number = binomial(people[cell], found, key, 0)
            else:
                number = whole_grains(people[cell] * found)
            if number > 0.0:
                people[cell] -= number
                s.stock[hold, cell] -= number
                send(arrow, t, cell, number)
        line.left[capacity, scope] = 0.0
