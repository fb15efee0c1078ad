"""Queues, capacities and pools: who is served or found today with what there is."""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.network import GRAIN, NetworkArrays
from evenhand.engines.arrows import send, whole_grains
from evenhand.engines.blocks import STEP
from evenhand.engines.native import native
from evenhand.engines.random_numbers import binomial, cell_key, hypergeometric
from evenhand.engines.state import Output, State

NEARLY = 1e-9
"""Hours may miss a case's cost by this share of one, as sums of decimal fractions do."""
TWO = 2.0


@native
def open_capacities(day: int, a: NetworkArrays, s: State) -> None:
    """What each capacity has today: its amount and what was kept, or the room under a limit."""
    places, cells = a.shape[0], s.factor.shape[0]
    for capacity in range(a.capacity_national.shape[0]):
        room = a.capacity_room[capacity]
        scopes = 1 if a.capacity_national[capacity] else places
        for scope in range(scopes):
            s.blocked[capacity, scope] = 0
            s.left[capacity, scope] = a.capacity[capacity, day, scope] + s.kept[capacity, scope]
            if room < 0:
                continue
            first, last = scope_cells(scopes, scope, places, cells)
            there = 0.0
            for hold in range(a.hold_stage.shape[0]):
                if a.limit_of[room, hold]:
                    for cell in range(first, last):
                        there += s.stock[hold, cell]
            s.left[capacity, scope] = max(0.0, a.limit[room, day, scope] - there)


@native
def scope_cells(scopes: int, scope: int, places: int, cells: int) -> tuple[int, int]:
    """First cell of a scope, and the one after its last."""
    if scopes == 1:
        return 0, cells
    size = cells // places
    return scope * size, (scope + 1) * size


@native
def serve_queue(
    queue: int, day: int, chance: bool, base: np.uint64, a: NetworkArrays, s: State, o: Output
) -> None:
    """A queue's day: today's arrivals join, and capacity serves by rank and day of arrival."""
    stage, capacity = a.queue_stage[queue], a.queue_capacity[queue]
    cells, places, days = s.factor.shape[0], a.shape[0], a.day_key.shape[0]
    lines = s.lines[queue * (days + 1) : (queue + 1) * (days + 1)]
    cost = a.cost[a.cost_row[queue, day]]
    for cell in range(cells):
        number = s.inbox[stage, cell]
        lines[day + 1, cell] = number
        s.waiting[queue, cell] += number
        s.came[a.hold_stage.shape[0] + queue, cell] = number
        s.waited[queue, cell] = 0.0
        s.inbox[stage, cell] = 0.0
    scopes = 1 if a.capacity_national[capacity] else places
    for scope in range(scopes):
        if s.blocked[capacity, scope]:
            continue
        first, last = scope_cells(scopes, scope, places, cells)
        have = s.left[capacity, scope]
        stopped = False
        for rank in range(a.queue_ranks[queue]):
            came = s.head[queue, scope, rank]
            while came <= day + 1 and not stopped:
                need, waiting, least, largest = 0.0, 0.0, np.inf, 0.0
                for cell in range(first, last):
                    number = lines[came, cell]
                    if number > 0.0 and a.queue_rank[queue, a.class_of[cell]] == rank:
                        need += number * cost[cell]
                        waiting += number
                        least = min(least, cost[cell])
                        largest = max(largest, cost[cell])
                if need <= have + NEARLY * largest:
                    if waiting > 0.0:
                        have = max(0.0, have - need)
                        for cell in range(first, last):
                            number = lines[came, cell]
                            if number > 0.0 and a.queue_rank[queue, a.class_of[cell]] == rank:
                                _serve(queue, day, came, cell, number, a, s, o)
                                lines[came, cell] = 0.0
                    came += 1
                    continue
                stopped = True
                for cell in range(first, last):
                    number = lines[came, cell]
                    in_rank = a.queue_rank[queue, a.class_of[cell]] == rank
                    s.room[0, cell] = number if in_rank else 0.0
                    s.room[1, cell] = 0.0
                if chance:
                    identity = a.place_key[scope] if scopes > 1 else 0
                    key = cell_key(base, a.stage_key[stage], identity, a.day_key[day])
                    have = _draw_served(first, last, have, waiting, least, largest, cost, s, key)
                else:
                    part = have / need
                    for cell in range(first, last):
                        s.room[1, cell] = whole_grains(s.room[0, cell] * part)
                    have = 0.0
                for cell in range(first, last):
                    number = s.room[1, cell]
                    if number > 0.0:
                        _serve(queue, day, came, cell, number, a, s, o)
                        lines[came, cell] -= number
            s.head[queue, scope, rank] = came
            if stopped:
                break
        s.left[capacity, scope] = have
        s.blocked[capacity, scope] = 1 if stopped else 0


@native
def _serve(
    queue: int, day: int, came: int, cell: int, number: float, a: NetworkArrays, s: State, o: Output
) -> None:
    """Send cases of one cell and day of arrival on, and count how long they waited."""
    wait = day + 1 - came
    s.waiting[queue, cell] -= number
    s.waited[queue, cell] += number * wait
    longest = o.waits.shape[2] - 1
    o.waits[queue, a.class_of[cell], min(wait, longest)] += number
    send(a.queue_arrow[queue], a, s, cell, number)


@native
def _draw_served(
    first: int,
    last: int,
    have: float,
    waiting: float,
    least: float,
    largest: float,
    cost: np.ndarray,
    s: State,
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
        _draw_some(first, last, number, waiting, s, key, counter)
        for cell in range(first, last):
            s.room[1, cell] = s.room[2, cell]
        return max(0.0, have - number * largest)
    while waiting > 0.0:
        number = math.ceil(waiting / TWO)
        counter = _draw_some(first, last, number, waiting, s, key, counter)
        need = 0.0
        for cell in range(first, last):
            need += s.room[2, cell] * cost[cell]
        if need <= have + NEARLY * largest:
            have = max(0.0, have - need)
            for cell in range(first, last):
                s.room[1, cell] += s.room[2, cell]
                s.room[0, cell] -= s.room[2, cell]
            waiting -= number
        elif number == 1.0:
            return have
        else:
            for cell in range(first, last):
                s.room[0, cell] = s.room[2, cell]
            waiting = number
    return have


@native
def _draw_some(
    first: int, last: int, number: float, people: float, s: State, key: np.uint64, counter: int
) -> int:
    """Draw a number out of ``room[0]`` into ``room[2]``; returns the next free counter."""
    rest, others = number, people
    for cell in range(first, last):
        here = s.room[0, cell]
        s.room[2, cell] = 0.0
        if here > 0.0 and rest > 0.0:
            others -= here
            s.room[2, cell] = hypergeometric(here, others, rest, key, counter)
            rest -= s.room[2, cell]
            counter += STEP
    return counter


@native
def close_capacities(day: int, chance: bool, period: int, a: NetworkArrays, s: State, o: Output) -> None:
    """Count what was used, and keep the rest where the next case did not fit into it."""
    for capacity in range(a.capacity_national.shape[0]):
        for scope in range(1 if a.capacity_national[capacity] else a.shape[0]):
            rest = s.left[capacity, scope]
            keeps = chance and s.blocked[capacity, scope] and a.capacity_room[capacity] < 0
            had = a.capacity[capacity, day, scope] + s.kept[capacity, scope]
            s.kept[capacity, scope] = rest if keeps else 0.0
            if a.capacity_room[capacity] < 0:
                # What is kept is used on the day on which it serves a case.
                o.used[period, capacity, scope] += had - rest


@native
def find_in_pool(
    pool: int, day: int, chance: bool, base: np.uint64, a: NetworkArrays, s: State
) -> None:
    """A pool's day: all effort that is left finds people, the fewer the emptier the pool."""
    hold, capacity, arrow = a.pool_hold[pool], a.pool_capacity[pool], a.pool_arrow[pool]
    cells, places = s.factor.shape[0], a.shape[0]
    scopes = 1 if a.capacity_national[capacity] else places
    people = s.people[a.hold_band[hold]]
    cost = a.pool_cost[a.pool_cost_row[pool, day]]
    focus = a.pool_focus[a.pool_focus_row[pool, day]]
    for scope in range(scopes):
        effort = 0.0 if s.blocked[capacity, scope] else s.left[capacity, scope]
        first, last = scope_cells(scopes, scope, places, cells)
        there, hours = 0.0, 0.0
        for cell in range(first, last):
            there += people[cell]
            hours += focus[cell] * people[cell] * cost[cell]
        if effort <= 0.0 or hours <= 0.0:
            continue
        thinned = 1.0
        if a.pool_thins[pool] > 0.0:
            thinned = (there / a.pool_start[pool, scope]) ** a.pool_thins[pool]
        rate = effort * thinned / hours
        for cell in range(first, last):
            found = -math.expm1(-rate * focus[cell])
            if chance:
                key = cell_key(base, a.stage_key[a.pool_stage[pool]], a.cell_key[cell] + 1, a.day_key[day])
                number = binomial(people[cell], found, key, 0)
            else:
                number = math.floor(people[cell] * found / GRAIN) * GRAIN
            if number > 0.0:
                people[cell] -= number
                s.stock[hold, cell] -= number
                send(arrow, a, s, cell, number)
        s.left[capacity, scope] = 0.0
