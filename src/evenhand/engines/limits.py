"""Limits on holds: refuse who comes, release who is there, or count who is above."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.network import GRAIN, Array, Grid, Holds, Limits
from evenhand.engines.arrows import send
from evenhand.engines.blocks import STEP, find_blocks, slot_of, take_from_blocks
from evenhand.engines.holds import BAND_APART, DAY_SHIFT
from evenhand.engines.lines import people_under, scope_cells
from evenhand.engines.native import inner
from evenhand.engines.random_numbers import cell_key, hypergeometric
from evenhand.engines.state import Blocks, Lines, People, Traffic


@inner
def refuse(
    limit: int,
    day: int,
    chance: bool,
    base: np.uint64,
    grid: Grid,
    holds: Holds,
    limits: Limits,
    s: People,
    line: Lines,
    t: Traffic,
) -> None:
    """Send on whoever comes above a limit whose rule is to refuse."""
    cells, places = s.factor.shape[0], grid.place_key.shape[0]
    scopes = 1 if limits.national[limit] else places
    for scope in range(scopes):
        first, last = scope_cells(scopes, scope, places, cells)
        there, coming = people_under(limit, first, last, limits, s, line), 0.0
        for hold in range(s.stock.shape[0]):
            if limits.of[limit, hold]:
                for cell in range(first, last):
                    coming += t.inbox[holds.stage[hold], cell]
        top = limits.people[limit, day, scope]
        top = np.floor(top) if chance else np.floor(top / GRAIN) * GRAIN
        excess = min(coming, there + coming - top)
        identity = grid.place_key[scope] if scopes > 1 else 0
        key = cell_key(base, grid.stage_key[t.inbox.shape[0] + limit], identity, grid.day_key[day])
        counter = 0
        for rank in range(limits.ranks[limit]):
            if excess <= 0.0:
                break
            others = 0.0
            for hold in range(s.stock.shape[0]):
                if limits.of[limit, hold]:
                    for cell in range(first, last):
                        if limits.rank[limit, grid.class_of[cell]] == rank:
                            others += t.inbox[holds.stage[hold], cell]
            rest = min(excess, others)
            part = rest / others if others > 0.0 else 0.0
            excess -= rest
            for hold in range(s.stock.shape[0]):
                if not limits.of[limit, hold]:
                    continue
                stage = holds.stage[hold]
                for cell in range(first, last):
                    here = t.inbox[stage, cell]
                    if here <= 0.0 or limits.rank[limit, grid.class_of[cell]] != rank:
                        continue
                    if chance:
                        others -= here
                        number = hypergeometric(here, others, rest, key, counter)
                        rest -= number
                        counter += STEP
                    else:
                        number = min(here, np.ceil(here * part / GRAIN) * GRAIN)
                    if number > 0.0:
                        # They go where no limit counts them: nobody is refused twice.
                        t.inbox[stage, cell] -= number
                        send(limits.refused[limit, hold], t, cell, number)


@inner
def release(
    limit: int,
    day: int,
    chance: bool,
    base: np.uint64,
    grid: Grid,
    holds: Holds,
    limits: Limits,
    s: People,
    line: Lines,
    b: Blocks,
    t: Traffic,
) -> bool:
    """Send away people above a limit whose rule is to release; says whether there were any."""
    cells, places = s.factor.shape[0], grid.place_key.shape[0]
    scopes = 1 if limits.national[limit] else places
    any_released = False
    for scope in range(scopes):
        first, last = scope_cells(scopes, scope, places, cells)
        there = people_under(limit, first, last, limits, s, line)
        top = limits.people[limit, day, scope]
        excess = there - (np.floor(top) if chance else top)
        if excess > 0.0:
            any_released = True
            _release_some(
                limit, day, excess, scopes, scope, chance, base, grid, holds, limits, s, b, t
            )
    return any_released


@inner
def count_above(limit: int, day: int, grid: Grid, limits: Limits, s: People, line: Lines) -> None:
    """Count who is above a limit once everyone is where he ends the day."""
    cells, places = s.factor.shape[0], grid.place_key.shape[0]
    scopes = 1 if limits.national[limit] else places
    for scope in range(scopes):
        first, last = scope_cells(scopes, scope, places, cells)
        there = people_under(limit, first, last, limits, s, line)
        line.above[limit, scope] = max(0.0, there - limits.people[limit, day, scope])


@inner
def _release_some(
    limit: int,
    day: int,
    excess: float,
    scopes: int,
    scope: int,
    chance: bool,
    base: np.uint64,
    grid: Grid,
    holds: Holds,
    limits: Limits,
    s: People,
    b: Blocks,
    t: Traffic,
) -> None:
    """Release a number of people of a scope, by ranks of classes."""
    first, last = scope_cells(scopes, scope, grid.place_key.shape[0], s.factor.shape[0])
    identity = grid.place_key[scope] if scopes > 1 else 0
    key = cell_key(base, grid.stage_key[t.inbox.shape[0] + limit], identity + 1, grid.day_key[day])
    counter, released = 0, 0.0
    for rank in range(limits.ranks[limit]):
        others = 0.0
        for hold in range(s.stock.shape[0]):
            if limits.of[limit, hold]:
                for cell in range(first, last):
                    if limits.rank[limit, grid.class_of[cell]] == rank:
                        others += s.stock[hold, cell]
        rest = min(excess - released, others)
        if rest <= 0.0:
            continue
        if not chance:
            part = s.room[0]
            for cell in range(first, last):
                same = limits.rank[limit, grid.class_of[cell]] == rank
                part[cell] = min(1.0, rest / others) if same else 0.0
            released += _release_in_mean(limit, first, last, part, holds, limits, s, t)
            continue
        for hold in range(s.stock.shape[0]):
            if not limits.of[limit, hold]:
                continue
            for cell in range(first, last):
                here = s.stock[hold, cell]
                if here <= 0.0 or limits.rank[limit, grid.class_of[cell]] != rank:
                    continue
                others -= here
                number = hypergeometric(here, others, rest, key, counter)
                rest -= number
                counter += STEP
                if number > 0.0:
                    _release_by_chance(hold, cell, day, number, base, limit, grid, holds, s, b, t)
                    s.stock[hold, cell] -= number
                    send(limits.released[limit, hold], t, cell, number)
                    released += number


@inner
def _release_in_mean(
    limit: int,
    first: np.uint64,
    last: np.uint64,
    part: Array,
    holds: Holds,
    limits: Limits,
    s: People,
    t: Traffic,
) -> float:
    """Take a part of each cell's people, the same of every band; returns how many it was."""
    released, leaving = 0.0, s.room[1]
    for hold in range(s.stock.shape[0]):
        if not limits.of[limit, hold]:
            continue
        for cell in range(first, last):
            leaving[cell] = 0.0
        for band in range(holds.band[hold], holds.band[hold + 1]):
            people, alive = s.people[band], s.alive[band]
            for cell in range(first, last):
                number = min(people[cell], np.ceil(people[cell] * part[cell] / GRAIN) * GRAIN)
                people[cell] -= number
                leaving[cell] += number
                # As if all had left with this probability; 0 would leave nothing to divide by.
                alive[cell] *= 1.0 - part[cell] if part[cell] < 1.0 else 1.0
            for cell in range(first, last if holds.width[band] > 0 else first):
                if part[cell] >= 1.0:
                    for slot in range(holds.ring[band], holds.ring[band + 1]):
                        s.entered[slot, cell] = 0.0
        for cell in range(first, last):
            if leaving[cell] > 0.0:
                s.stock[hold, cell] -= leaving[cell]
                send(limits.released[limit, hold], t, cell, leaving[cell])
                released += leaving[cell]
    return released


@inner
def _release_by_chance(
    hold: int,
    cell: int,
    day: int,
    number: float,
    base: np.uint64,
    limit: int,
    grid: Grid,
    holds: Holds,
    s: People,
    b: Blocks,
    t: Traffic,
) -> None:
    """Take people at random out of all bands and days of entry of a cell."""
    decision = grid.stage_key[t.inbox.shape[0] + limit] + grid.stage_key[holds.stage[hold]] + 1
    key = cell_key(base, decision, grid.cell_key[cell], grid.day_key[day])
    rest, others = number, s.stock[hold, cell]
    today = day + DAY_SHIFT
    counter = 0
    for band in range(holds.band[hold], holds.band[hold + 1]):
        here = s.people[band, cell]
        if here <= 0.0:
            continue
        others -= here
        taken = hypergeometric(here, others, rest, key, counter)
        rest -= taken
        width = holds.width[band]
        if taken > 0.0 and width > 1:
            count = find_blocks(b, band, today - width + 1, today - 1)
            b.active[count] = np.uint64(slot_of(b, band, 0, today))
            take_from_blocks(b, cell, count + 1, taken, here, key, counter + BAND_APART // 2)
        s.people[band, cell] -= taken
        counter += BAND_APART
