"""Limits on holds: refuse who comes, release who is there, or count who is above."""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.network import GRAIN, REFUSE, RELEASE, NetworkArrays
from evenhand.engines.arrows import GRAINS, send
from evenhand.engines.blocks import STEP, find_blocks, slot_of, take_from_blocks
from evenhand.engines.holds import BAND_APART, DAY_SHIFT
from evenhand.engines.lines import scope_cells
from evenhand.engines.native import native
from evenhand.engines.random_numbers import cell_key, hypergeometric
from evenhand.engines.state import State


@native
def refuse(
    limit: int, day: int, chance: bool, base: np.uint64, a: NetworkArrays, s: State
) -> None:
    """Where the rule is to refuse: send on whoever comes above the limit."""
    if a.limit_rule[limit, day] != REFUSE:
        return
    cells, places, holds = s.factor.shape[0], a.shape[0], a.hold_stage.shape[0]
    scopes = 1 if a.limit_national[limit] else places
    for scope in range(scopes):
        first, last = scope_cells(scopes, scope, places, cells)
        there, coming = 0.0, 0.0
        for hold in range(holds):
            if a.limit_of[limit, hold]:
                for cell in range(first, last):
                    there += s.stock[hold, cell]
                    coming += s.inbox[a.hold_stage[hold], cell]
        top = a.limit[limit, day, scope]
        top = math.floor(top) if chance else math.floor(top * GRAINS) * GRAIN
        excess = min(coming, there + coming - top)
        identity = a.place_key[scope] if scopes > 1 else 0
        key = cell_key(base, a.stage_key[s.inbox.shape[0] + limit], identity, a.day_key[day])
        counter = 0
        for rank in range(a.limit_ranks[limit]):
            if excess <= 0.0:
                break
            others = 0.0
            for hold in range(holds):
                if a.limit_of[limit, hold]:
                    for cell in range(first, last):
                        if a.limit_rank[limit, a.class_of[cell]] == rank:
                            others += s.inbox[a.hold_stage[hold], cell]
            rest = min(excess, others)
            part = rest / others if others > 0.0 else 0.0
            excess -= rest
            for hold in range(holds):
                if not a.limit_of[limit, hold]:
                    continue
                stage = a.hold_stage[hold]
                for cell in range(first, last):
                    here = s.inbox[stage, cell]
                    if here <= 0.0 or a.limit_rank[limit, a.class_of[cell]] != rank:
                        continue
                    if chance:
                        others -= here
                        number = hypergeometric(here, others, rest, key, counter)
                        rest -= number
                        counter += STEP
                    else:
                        number = min(here, math.ceil(here * part * GRAINS) * GRAIN)
                    if number > 0.0:
                        s.inbox[stage, cell] -= number
                        send(a.refused_arrow[limit, hold], a, s, cell, number)


@native
def release(
    limit: int, day: int, chance: bool, base: np.uint64, a: NetworkArrays, s: State
) -> None:
    """Where the rule is to release: send away people above the limit; then count who is above."""
    cells, places, holds = s.factor.shape[0], a.shape[0], a.hold_stage.shape[0]
    scopes = 1 if a.limit_national[limit] else places
    for scope in range(scopes):
        first, last = scope_cells(scopes, scope, places, cells)
        there = 0.0
        for hold in range(holds):
            if a.limit_of[limit, hold]:
                for cell in range(first, last):
                    there += s.stock[hold, cell]
        top = a.limit[limit, day, scope]
        excess = there - top
        if excess > 0.0 and a.limit_rule[limit, day] == RELEASE:
            if chance:
                excess = there - math.floor(top)
            there -= _release_some(limit, day, excess, scopes, scope, chance, base, a, s)
        s.above[limit, scope] = max(0.0, there - top)


@native
def _release_some(
    limit: int,
    day: int,
    excess: float,
    scopes: int,
    scope: int,
    chance: bool,
    base: np.uint64,
    a: NetworkArrays,
    s: State,
) -> float:
    """Release a number of people of a scope, by ranks of classes; returns how many it was."""
    holds = a.hold_stage.shape[0]
    first, last = scope_cells(scopes, scope, a.shape[0], s.factor.shape[0])
    identity = a.place_key[scope] if scopes > 1 else 0
    key = cell_key(base, a.stage_key[s.inbox.shape[0] + limit], identity + 1, a.day_key[day])
    counter, released = 0, 0.0
    for rank in range(a.limit_ranks[limit]):
        others = 0.0
        for hold in range(holds):
            if a.limit_of[limit, hold]:
                for cell in range(first, last):
                    if a.limit_rank[limit, a.class_of[cell]] == rank:
                        others += s.stock[hold, cell]
        rest = min(excess - released, others)
        if rest <= 0.0:
            continue
        part = min(1.0, rest / others)
        for hold in range(holds):
            if not a.limit_of[limit, hold]:
                continue
            for cell in range(first, last):
                here = s.stock[hold, cell]
                if here <= 0.0 or a.limit_rank[limit, a.class_of[cell]] != rank:
                    continue
                if chance:
                    others -= here
                    number = hypergeometric(here, others, rest, key, counter)
                    rest -= number
                    counter += STEP
                    if number > 0.0:
                        _release_by_chance(hold, cell, day, number, base, limit, a, s)
                else:
                    number = _release_in_mean(hold, cell, part, a, s)
                if number > 0.0:
                    s.stock[hold, cell] -= number
                    send(a.released_arrow[limit, hold], a, s, cell, number)
                    released += number
    return released


@native
def _release_in_mean(hold: int, cell: int, part: float, a: NetworkArrays, s: State) -> float:
    """Take the same share of people out of every band of a cell; returns how many it was."""
    released = 0.0
    for band in range(a.hold_band[hold], a.hold_band[hold + 1]):
        here = s.people[band, cell]
        number = min(here, math.ceil(here * part * GRAINS) * GRAIN)
        s.people[band, cell] -= number
        released += number
        for slot in range(a.band_ring[band], a.band_ring[band + 1]):
            s.entered[slot, cell] *= 1.0 - part
    return released


@native
def _release_by_chance(
    hold: int,
    cell: int,
    day: int,
    number: float,
    base: np.uint64,
    limit: int,
    a: NetworkArrays,
    s: State,
) -> None:
    """Take people at random out of all bands and days of entry of a cell."""
    decision = a.stage_key[s.inbox.shape[0] + limit] + a.stage_key[a.hold_stage[hold]] + 1
    key = cell_key(base, decision, a.cell_key[cell], a.day_key[day])
    rest, others = number, s.stock[hold, cell]
    today = day + DAY_SHIFT
    counter = 0
    for band in range(a.hold_band[hold], a.hold_band[hold + 1]):
        here = s.people[band, cell]
        if here <= 0.0:
            continue
        others -= here
        taken = hypergeometric(here, others, rest, key, counter)
        rest -= taken
        width = a.band_width[band]
        if taken > 0.0 and width > 1:
            count = find_blocks(a, s, band, today - width + 1, today - 1)
            s.active[count] = slot_of(a, band, 0, today)
            take_from_blocks(s, cell, count + 1, taken, here, key, counter + BAND_APART // 2)
        s.people[band, cell] -= taken
        counter += BAND_APART
