"""Delays and pools: who leaves today, who grows into the next band of ages, who enters."""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.network import GRAIN, NetworkArrays
from evenhand.engines.arrows import GRAINS, send_by_chance, send_in_mean
from evenhand.engines.blocks import (
    clear_block,
    find_blocks,
    join_blocks,
    level_of_block,
    open_block,
    slot_of,
    take_from_blocks,
)
from evenhand.engines.native import native
from evenhand.engines.random_numbers import binomial, cell_key
from evenhand.engines.state import State

DAY_SHIFT = 1 << 20
"""Days of entry are numbered from here, so that days before the run have numbers too."""
SMALLEST = 1e-100
"""Below this a band's running survival is written into its ring and begun anew."""
LARGEST_FACTOR = 1e9
"""A signal of nothing may not make a factor without end: a hazard of 0 times it has no value."""
BAND_APART = 1 << 28
TAKE_APART, EXIT_APART, OPEN_APART = 1 << 24, 2 << 24, 3 << 24
"""Counters of the decisions within a cell and day lie this far apart: no two share a number."""


@native
def find_factor(hold: int, day: int, a: NetworkArrays, s: State) -> bool:
    """Write the factor on a hold's hazards for each cell; says whether there is any."""
    any_factor = False
    cells = s.factor.shape[0]
    row = a.level_row[hold, day]
    if row >= 0:
        any_factor = True
        for cell in range(cells):
            s.factor[cell] = a.level[row, cell]
    for response in range(a.response_hold.shape[0]):
        if a.response_hold[response] != hold:
            continue
        if not any_factor:
            for cell in range(cells):
                s.factor[cell] = 1.0
        any_factor = True
        for cell in range(cells):
            s.signal[cell] = 0.0
        inflow = a.response_inflow[response]
        for cell in range(cells):
            group = a.response_group[response, cell]
            if inflow >= 0:
                s.signal[group] += s.arrived[inflow, cell]
            else:
                for other in range(a.hold_stage.shape[0]):
                    if a.response_of[response, other]:
                        s.signal[group] += s.stock[other, cell]
        if inflow >= 0:
            for cell in range(cells):
                now = s.signal[a.response_group[response, cell]]
                change = (now - s.running[response, cell]) * a.response_memory[response]
                s.running[response, cell] += change
        for cell in range(cells):
            signal = s.signal[a.response_group[response, cell]]
            if inflow >= 0:
                signal = s.running[response, cell]
            ratio = signal / a.response_usual[response, cell]
            power = a.response_power[response, cell]
            if power != 0.0:
                s.factor[cell] = min(LARGEST_FACTOR, s.factor[cell] * ratio**power)
    return any_factor


@native
def leave_in_mean(hold: int, day: int, a: NetworkArrays, s: State) -> None:
    """A day of a hold in mean values: exits, and growth into the next band, oldest first."""
    cells = s.factor.shape[0]
    varying = find_factor(hold, day, a, s)
    most = a.most[hold]
    first_band, end_band = a.hold_band[hold], a.hold_band[hold + 1]
    first, last = a.hold_arrow[hold], a.hold_arrow[hold + 1] - 1
    by_band = a.share_by_band[hold, day] != 0
    hazard, leaving, total = s.room[0], s.room[1], s.room[2]
    for cell in range(cells):
        total[cell] = 0.0
    for band in range(end_band - 1, first_band - 1, -1):
        row = a.leave_row[hold, day] + band - first_band
        people = s.people[band]
        base = a.leave[row]
        if varying:
            for cell in range(cells):
                hazard[cell] = min(most, base[cell] * s.factor[cell])
        else:
            for cell in range(cells):
                hazard[cell] = min(most, base[cell])
        for cell in range(cells):
            gone = math.floor(people[cell] * hazard[cell] * GRAINS) * GRAIN
            people[cell] -= gone
            leaving[cell] = gone
        if by_band:
            at = a.share_row[hold, day] + (band - first_band) * (last - first + 1)
            send_in_mean(first, last, at, a.share, a, s, leaving)
        else:
            for cell in range(cells):
                total[cell] += leaving[cell]
        width = a.band_width[band]
        if width > 0:
            alive = s.alive[band]
            least = 1.0
            for cell in range(cells):
                alive[cell] *= 1.0 - hazard[cell]
                least = min(least, alive[cell])
            if least < SMALLEST:
                renew_survival(band, a, s)
            ring = s.entered[a.band_ring[band] + day % width]
            older = s.people[band + 1]
            following = a.band_width[band + 1]
            for cell in range(cells):
                grown = math.floor(ring[cell] * alive[cell] * GRAINS + 0.5) * GRAIN
                grown = min(people[cell], grown)
                people[cell] -= grown
                older[cell] += grown
                leaving[cell] = grown
                ring[cell] = 0.0
            if following > 0:
                slot = a.band_ring[band + 1] + day % following
                for cell in range(cells):
                    s.entered[slot, cell] += leaving[cell] / s.alive[band + 1, cell]
    if not by_band and last >= first:
        send_in_mean(first, last, a.share_row[hold, day], a.share, a, s, total)


@native
def renew_survival(band: int, a: NetworkArrays, s: State) -> None:
    """Write a band's running survival into its ring and begin it anew at one."""
    for cell in range(s.alive.shape[1]):
        for slot in range(a.band_ring[band], a.band_ring[band + 1]):
            s.entered[slot, cell] *= s.alive[band, cell]
        s.alive[band, cell] = 1.0


@native
def leave_by_chance(hold: int, day: int, base: np.uint64, a: NetworkArrays, s: State) -> None:
    """A day of a hold by chance: exits, and growth into the next band, oldest first."""
    cells = s.factor.shape[0]
    varying = find_factor(hold, day, a, s)
    most = a.most[hold]
    first_band, end_band = a.hold_band[hold], a.hold_band[hold + 1]
    first, last = a.hold_arrow[hold], a.hold_arrow[hold + 1] - 1
    by_band = a.share_by_band[hold, day] != 0
    shares = a.share_row[hold, day]
    decision = a.stage_key[a.hold_stage[hold]]
    for cell in range(cells):
        s.keys[cell] = cell_key(base, decision, a.cell_key[cell], a.day_key[day])
    today = day + DAY_SHIFT
    for band in range(end_band - 1, first_band - 1, -1):
        row = a.leave_row[hold, day] + band - first_band
        width = a.band_width[band]
        counter = (band - first_band + 1) * BAND_APART
        at = shares + (band - first_band) * (last - first + 1) if by_band else shares
        count, level, slot = 0, 0, 0
        if width > 1:
            join_blocks(a, s, band, today - 1)
            count = find_blocks(a, s, band, today - width, today - 1)
            level = level_of_block(a, band, today - width, today - 1)
            slot = slot_of(a, band, 0, today)
        for cell in range(cells):
            people = s.people[band, cell]
            if people == 0.0:
                if width > 1:
                    s.blocks[cell, slot] = 0
                    clear_block(a, s, band, today - width, level, cell)
                continue
            hazard = a.leave[row, cell]
            if varying:
                hazard = min(most, hazard * s.factor[cell])
            key = s.keys[cell]
            gone = binomial(people, hazard, key, counter)
            if gone > 0.0:
                if width > 1:
                    take_from_blocks(s, cell, count, gone, people, key, counter + TAKE_APART)
                send_by_chance(
                    first, last, at, a.share, a, s, cell, gone, key, counter + EXIT_APART
                )
                people -= gone
            if width > 0:
                grown = people
                if width > 1:
                    oldest = today - width
                    grown = open_block(
                        a, s, band, oldest, level, cell, key, counter + OPEN_APART
                    )
                    s.blocks[cell, slot] = 0
                if grown > 0.0:
                    people -= grown
                    s.people[band + 1, cell] += grown
                    if a.band_width[band + 1] > 1:
                        s.blocks[cell, slot_of(a, band + 1, 0, today)] += np.int32(grown)
            s.people[band, cell] = people


@native
def enter(hold: int, day: int, chance: bool, a: NetworkArrays, s: State) -> None:
    """Take the inbox of a hold in, at age 0."""
    stage, band = a.hold_stage[hold], a.hold_band[hold]
    inbox = s.inbox[stage]
    width = a.band_width[band]
    cells = inbox.shape[0]
    if chance:
        slot = slot_of(a, band, 0, day + DAY_SHIFT) if width > 1 else 0
        for cell in range(cells):
            number = inbox[cell]
            if number > 0.0:
                s.people[band, cell] += number
                s.stock[hold, cell] += number
                s.came[hold, cell] += number
                if width > 1:
                    s.blocks[cell, slot] += np.int32(number)
                inbox[cell] = 0.0
        return
    for cell in range(cells):
        s.people[band, cell] += inbox[cell]
        s.stock[hold, cell] += inbox[cell]
        s.came[hold, cell] += inbox[cell]
    if width > 0:
        slot = a.band_ring[band] + day % width
        for cell in range(cells):
            s.entered[slot, cell] += inbox[cell] / s.alive[band, cell]
    for cell in range(cells):
        inbox[cell] = 0.0


@native
def count_stock(hold: int, a: NetworkArrays, s: State) -> None:
    """Add up the people of a hold over its bands."""
    cells = s.factor.shape[0]
    for cell in range(cells):
        s.stock[hold, cell] = 0.0
    for band in range(a.hold_band[hold], a.hold_band[hold + 1]):
        for cell in range(cells):
            s.stock[hold, cell] += s.people[band, cell]


@native
def begin_holds(chance: bool, a: NetworkArrays, s: State) -> None:
    """Put the people of the start into bands and days of entry."""
    cells = s.factor.shape[0]
    for hold in range(a.hold_stage.shape[0]):
        age = 0
        band = a.hold_band[hold]
        for row in range(a.start_row[hold], a.start_row[hold + 1]):
            width = a.band_width[band]
            for cell in range(cells):
                number = a.start_whole[row, cell] if chance else a.start[row, cell]
                s.people[band, cell] += number
                if chance and width > 1:
                    s.blocks[cell, slot_of(a, band, 0, DAY_SHIFT - 1 - age)] += np.int32(number)
                elif not chance and width > 0:
                    # Those of age 0 in the band grow out of it after `width` days.
                    s.entered[a.band_ring[band] + (width - 1 - age) % width, cell] += number
            age += 1
            if width > 0 and age == width:
                age = 0
                band += 1
        if chance:
            for row in range(a.hold_band[hold], a.hold_band[hold + 1]):
                if a.band_width[row] > 1:
                    begin_blocks(a, s, row)
        count_stock(hold, a, s)


@native
def begin_blocks(a: NetworkArrays, s: State, band: int) -> None:
    """Join the blocks of the days before the run."""
    first, last = DAY_SHIFT - a.band_width[band], DAY_SHIFT - 1
    for level in range(1, a.block_top[band] + 1):
        size = 1 << level
        start = (first + size - 1) // size * size
        while start + size - 1 <= last:
            left = slot_of(a, band, level - 1, start)
            right = slot_of(a, band, level - 1, start + size // 2)
            whole = slot_of(a, band, level, start)
            for cell in range(s.blocks.shape[0]):
                s.blocks[cell, whole] = s.blocks[cell, left] + s.blocks[cell, right]
            start += size
