"""Delays and pools: who leaves today, who grows into the next band of ages, who enters."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.network import Answers, Array, Entries, Grid, Holds, Index
from evenhand.engines.arrows import (
    add_up,
    send,
    send_by_chance,
    send_in_mean,
    send_one,
    whole_grains,
)
from evenhand.engines.blocks import (
    FEW,
    draw_from_blocks,
    find_blocks,
    join_blocks,
    join_halves,
    level_of_block,
    open_blocks,
    slot_of,
    take_from_blocks,
    take_one,
)
from evenhand.engines.native import inner, small
from evenhand.engines.random_numbers import binomial, cell_key, uniform
from evenhand.engines.state import Blocks, People, Traffic

DAY_SHIFT = 1 << 20
"""Days of entry are numbered from here, so that days before the run have numbers too."""
SMALLEST = 1e-100
"""Below this a band's running survival is written into its ring and begun anew."""
LARGEST_FACTOR = 1e9
"""A signal of nothing may not make a factor without end: 0 times it would have no value."""
PER_BLOCK = 3.0
"""From this many expected to leave each block on, blocks are drawn for one by one."""
MANY = 24.0
"""Up to this many people, if someone is likely to leave, are asked one by one."""
HALF = 0.5
"""Above this the sampler counts those who stay, so that its first test is not ours."""
ENTRY_APART = 1 << 44
BAND_APART = 1 << 28
TAKE_APART, EXIT_APART, OPEN_APART, EACH_APART = 1 << 24, 2 << 24, 3 << 24, 4 << 24
"""Counters of the decisions within a cell and day lie this far apart: no two share a number."""


@inner
def remember_stocks(answers: Answers, s: People) -> None:
    """Keep yesterday's stocks of the holds that others answer to, before anyone leaves."""
    for hold in range(s.stock.shape[0]):
        heard = False
        for response in range(answers.of.shape[0]):
            heard = heard or answers.of[response, hold] != 0
        for cell in range(s.stock.shape[1] if heard else 0):
            s.yesterday[hold, cell] = s.stock[hold, cell]


@inner
def find_factor(hold: int, day: int, holds: Holds, answers: Answers, s: People) -> bool:
    """Write the factor on a hold's hazards for each cell; says whether there is any."""
    any_factor = False
    cells = s.factor.shape[0]
    row = holds.level_row[hold, day]
    if row >= 0:
        any_factor = True
        for cell in range(cells):
            s.factor[cell] = holds.level[row, cell]
    for response in range(answers.hold.shape[0]):
        if answers.hold[response] != hold:
            continue
        if not any_factor:
            for cell in range(cells):
                s.factor[cell] = 1.0
        any_factor = True
        _answer(response, holds, answers, s)
    return any_factor


@inner
def _answer(response: int, holds: Holds, answers: Answers, s: People) -> None:
    """Multiply the factor by what a response makes of its signal."""
    first, end = np.uint64(s.heard[response, 0]), np.uint64(s.heard[response, 1])
    one = s.heard[response, 2] == 1
    group, signal, running = answers.group[response], s.signal, s.running[response]
    for cell in range(first, end):
        signal[group[cell]] = 0.0
    inflow = answers.inflow[response]
    if inflow >= 0:
        _add_groups(first, end, one, s.arrived[inflow], group, signal)
        for cell in range(first, end):
            running[cell] += (signal[group[cell]] - running[cell]) * answers.memory[response]
    for other in range(0 if inflow >= 0 else holds.stage.shape[0]):
        if answers.of[response, other]:
            _add_groups(first, end, one, s.yesterday[other], group, signal)
    # Neighbours mostly share signal and exponent, and a power takes long.
    ratio, power, raised = 1.0, 0.0, 1.0
    for cell in range(first, end):
        if answers.power[response, cell] == 0.0:
            continue
        level = running[cell] if inflow >= 0 else signal[group[cell]]
        now = level / answers.usual[response, cell]
        if now != ratio or answers.power[response, cell] != power:
            ratio, power = now, answers.power[response, cell]
            raised = min(LARGEST_FACTOR, ratio**power)
        s.factor[cell] *= raised


@inner
def _add_groups(
    first: np.uint64, end: np.uint64, one: bool, numbers: Array, group: Index, sums: Array
) -> None:
    """Add the numbers of cells to the sums of their groups."""
    if one:
        sums[group[first]] += add_up(numbers, first, end)
        return
    for cell in range(first, end):
        sums[group[cell]] += numbers[cell]


@small
def leave_in_mean(
    hold: int, day: int, holds: Holds, answers: Answers, s: People, t: Traffic
) -> None:
    """A day of a hold in mean values: exits, and growth into the next band, oldest first."""
    first, last = holds.arrow[hold], holds.arrow[hold + 1] - 1
    first_band, end_band = holds.band[hold], holds.band[hold + 1]
    if last < first and end_band == first_band + 1:
        return  # nobody leaves by himself, and there is nothing to grow into
    cells = s.factor.shape[0]
    factor = s.factor if find_factor(hold, day, holds, answers, s) else s.ones
    most = holds.most[hold]
    by_band = holds.share_by_band[hold, day] != 0
    total, stock = s.room[0], s.stock[hold]
    for cell in range(cells):
        total[cell] = 0.0
    for band in range(end_band - 1, first_band - 1, -1):
        base = holds.leave[holds.leave_row[hold, day] + band - first_band]
        people, alive, width, low = s.people[band], s.alive[band], holds.width[band], 0
        if width == 0:
            for cell in range(cells):
                gone = whole_grains(people[cell] * min(most, base[cell] * factor[cell]))
                people[cell] -= gone
                total[cell] += gone
        elif holds.width[band + 1] == 0:
            ring, older = s.entered[holds.ring[band] + day % width], s.people[band + 1]
            for cell in range(cells):
                hazard = min(most, base[cell] * factor[cell])
                gone = whole_grains(people[cell] * hazard)
                rest = people[cell] - gone
                survival = alive[cell] * (1.0 - hazard)
                grown = min(rest, whole_grains(ring[cell] * survival))
                low += 1 if survival < SMALLEST else 0
                total[cell] += gone
                alive[cell] = survival
                people[cell] = rest - grown
                older[cell] += grown
                ring[cell] = 0.0
        else:
            ring, older = s.entered[holds.ring[band] + day % width], s.people[band + 1]
            newcomers = s.entered[holds.ring[band + 1] + day % holds.width[band + 1]]
            since = s.alive[band + 1]
            for cell in range(cells):
                hazard = min(most, base[cell] * factor[cell])
                gone = whole_grains(people[cell] * hazard)
                rest = people[cell] - gone
                survival = alive[cell] * (1.0 - hazard)
                grown = min(rest, whole_grains(ring[cell] * survival))
                low += 1 if survival < SMALLEST else 0
                total[cell] += gone
                alive[cell] = survival
                people[cell] = rest - grown
                older[cell] += grown
                ring[cell] = 0.0
                newcomers[cell] += grown / since[cell]
        if low > 0:
            renew_survival(band, holds, s)
        if by_band:
            for cell in range(cells):
                stock[cell] -= total[cell]
            at = holds.share_row[hold, day] + (band - first_band) * (last - first + 1)
            send_in_mean(first, last, at, holds.part, t, total)
    if not by_band and last >= first:
        for cell in range(cells):
            stock[cell] -= total[cell]
        send_in_mean(first, last, holds.share_row[hold, day], holds.part, t, total)


@inner
def renew_survival(band: int, holds: Holds, s: People) -> None:
    """Write a band's running survival into its ring and begin it anew at one."""
    for cell in range(s.alive.shape[1]):
        for slot in range(holds.ring[band], holds.ring[band + 1]):
            s.entered[slot, cell] *= s.alive[band, cell]
        s.alive[band, cell] = 1.0


@inner
def leave_by_chance(
    hold: int,
    day: int,
    base: np.uint64,
    grid: Grid,
    holds: Holds,
    answers: Answers,
    entries: Entries,
    s: People,
    b: Blocks,
    t: Traffic,
) -> None:
    """A day of a hold by chance: exits, and growth into the next band, oldest first."""
    cells = s.factor.shape[0]
    first, last = holds.arrow[hold], holds.arrow[hold + 1] - 1
    if entries.chosen[hold] > 0:
        leave_as_drawn(hold, day, holds, entries, s, t)
        there = 0.0
        for band in range(holds.band[hold], holds.band[hold + 1]):
            for cell in range(cells):
                there += s.people[band, cell]
        if there == 0.0:  # of those there at the start, who are drawn for daily
            return
    varying = find_factor(hold, day, holds, answers, s)
    most = holds.most[hold]
    first_band, end_band = holds.band[hold], holds.band[hold + 1]
    by_band = holds.share_by_band[hold, day] != 0
    shares = holds.share_row[hold, day]
    decision = grid.stage_key[holds.stage[hold]]
    for cell in range(cells):
        s.keys[cell] = cell_key(base, decision, grid.cell_key[cell], grid.day_key[day])
    today = day + DAY_SHIFT
    leaving, stock = s.room[2], s.stock[hold]
    for cell in range(cells):
        leaving[cell] = 0.0
    for band in range(end_band - 1, first_band - 1, -1):
        row = holds.leave_row[hold, day] + band - first_band
        width = holds.width[band]
        counter = (band - first_band + 1) * BAND_APART
        at = shares + (band - first_band) * (last - first + 1) if by_band else shares
        oldest, count, level = today - width, 0, 0
        if width > 1:
            join_blocks(b, band, today - 1)
            count = find_blocks(b, band, oldest, today - 1)
            level = level_of_block(b, band, oldest, today - 1)
            newest = b.people[slot_of(b, band, 0, today)]
            for cell in range(cells):
                newest[cell] = 0
        people, hazard_of = s.people[band], holds.leave[row]
        for cell in range(cells):
            hazard = hazard_of[cell]
            s.room[0, cell] = min(most, hazard * s.factor[cell] if varying else hazard)
            s.room[1, cell] = uniform(s.keys[cell], counter)
        # Nobody leaves with probability at least 1 - people * hazard: most draws end here.
        hits = 0
        for cell in range(cells):
            s.hits[hits] = cell
            hazard, some = s.room[0, cell], people[cell] > 0.0
            hit = some and (hazard > HALF or s.room[1, cell] >= 1.0 - people[cell] * hazard)
            hits += 1 if hit else 0
        for hit in range(hits):
            cell = s.hits[hit]
            here, hazard, key = people[cell], s.room[0, cell], s.keys[cell]
            gone, taken = 0.0, False
            if width > 1 and here * hazard > count * PER_BLOCK:
                taken = True
                gone = draw_from_blocks(b, cell, count, hazard, key, counter + TAKE_APART)
            elif here <= MANY and here * hazard > 1.0:
                gone = _draw_each(here, hazard, key, counter + EACH_APART)
            else:
                gone = binomial(here, hazard, key, counter)
            people[cell] = here - gone
            stock[cell] -= gone
            if gone <= FEW and not taken:
                for case in range(int(gone)):
                    # The whole part of the product says who leaves, the rest of it says where to.
                    product = uniform(key, counter + TAKE_APART + case) * (here - case)
                    rank = int(product)
                    if width > 1:
                        take_one(b, cell, rank)
                    send_one(first, last, at, holds.share, t, cell, product - rank)
                continue
            if width > 1 and not taken:
                take_from_blocks(b, cell, count, gone, here, key, counter + TAKE_APART)
            if by_band:
                apart = counter + EXIT_APART
                send_by_chance(first, last, at, holds.share, holds.part, t, cell, gone, key, apart)
            else:
                leaving[cell] += gone
        if width > 0:
            grown = s.room[1]
            if width == 1:
                for cell in range(cells):
                    grown[cell] = people[cell]
            else:
                open_blocks(b, band, oldest, level, s.keys, counter + OPEN_APART)
                first_day = b.people[slot_of(b, band, 0, oldest)]
                for cell in range(cells):
                    grown[cell] = float(first_day[cell])
            older = s.people[band + 1]
            for cell in range(cells):
                people[cell] -= grown[cell]
                older[cell] += grown[cell]
            if holds.width[band + 1] > 1:
                newcomers = b.people[slot_of(b, band + 1, 0, today)]
                for cell in range(cells):
                    newcomers[cell] += np.int32(grown[cell])
    if not by_band:
        for cell in range(cells):
            if leaving[cell] > 0.0:
                key = s.keys[cell]
                number = leaving[cell]
                send_by_chance(
                    first, last, shares, holds.share, holds.part, t, cell, number, key, 0
                )


@small
def _draw_each(people: float, hazard: float, key: np.uint64, counter: int) -> float:
    """A binomial number, person by person: quicker for a few people who are likely to leave."""
    gone = 0.0
    for person in range(int(people)):
        gone += 1.0 if uniform(key, counter + person) < hazard else 0.0
    return gone


@inner
def leave_as_drawn(
    hold: int, day: int, holds: Holds, entries: Entries, s: People, t: Traffic
) -> None:
    """The exits of today that were drawn at entry."""
    exits = holds.arrow[hold + 1] - holds.arrow[hold]
    inside, stock = s.inside[hold], s.stock[hold]
    for number in range(exits):
        due = s.due[entries.due_row[hold] + day * exits + number]
        for cell in range(due.shape[0]):
            if due[cell] > 0:
                leaving = float(due[cell])
                inside[cell] -= leaving
                stock[cell] -= leaving
                due[cell] = 0
                send(holds.arrow[hold] + number, t, cell, leaving)


@inner
def draw_entries(
    hold: int,
    day: int,
    again: bool,
    base: np.uint64,
    grid: Grid,
    holds: Holds,
    entries: Entries,
    s: People,
    t: Traffic,
) -> None:
    """Take the inbox in and draw day and exit of each person, once and for all.

    Whoever comes after releases is drawn for with other numbers than those before.
    """
    stage = holds.stage[hold]
    inbox, inside, ever, drawn = t.inbox[stage], s.inside[hold], s.ever[hold], s.drawn[hold]
    exits = holds.arrow[hold + 1] - holds.arrow[hold]
    outcomes = float(entries.outcomes[hold])
    # Outcomes go day by day, and within a day exit by exit, as the rows of exits to come do.
    tomorrow = np.uint64(entries.due_row[hold] + (day + 1) * exits)
    end = np.uint64(entries.due_row[hold] + grid.day_key.shape[0] * exits)
    for each in range(inbox.shape[0]):
        number = inbox[each]
        if not again:
            drawn[each] = 0.0
        if number <= 0.0:
            continue
        cell = np.uint64(each)
        key = cell_key(base, grid.stage_key[stage], grid.cell_key[each], grid.day_key[day])
        law = np.uint64(entries.first[entries.law[hold, each]])
        counter = ENTRY_APART + int(drawn[each])
        drawn[each] += number
        for person in range(int(number)):
            place = uniform(key, counter + person) * outcomes
            outcome = np.uint64(place)
            if place - float(outcome) >= entries.accept[law + outcome]:
                outcome = np.uint64(entries.alias[law + outcome])
            if tomorrow + outcome < end:
                s.due[tomorrow + outcome, cell] += np.int32(1)
        inside[each] += number
        s.stock[hold, each] += number
        ever[each] += number
        inbox[each] = 0.0


@small
def enter(
    hold: int,
    day: int,
    chance: bool,
    again: bool,
    base: np.uint64,
    grid: Grid,
    holds: Holds,
    entries: Entries,
    s: People,
    b: Blocks,
    t: Traffic,
) -> None:
    """Take the inbox of a hold in, at age 0; once more after releases."""
    if chance and entries.chosen[hold] > 0:
        draw_entries(hold, day, again, base, grid, holds, entries, s, t)
        return
    stage, band = holds.stage[hold], holds.band[hold]
    inbox = t.inbox[stage]
    width = holds.width[band]
    cells = inbox.shape[0]
    if chance:
        slot = slot_of(b, band, 0, day + DAY_SHIFT) if width > 1 else 0
        for cell in range(cells):
            number = inbox[cell]
            if number > 0.0:
                s.people[band, cell] += number
                s.stock[hold, cell] += number
                s.ever[hold, cell] += number
                if width > 1:
                    b.people[slot, cell] += np.int32(number)
                inbox[cell] = 0.0
        return
    people, stock, ever = s.people[band], s.stock[hold], s.ever[hold]
    if width > 0:
        slot = holds.ring[band] + day % width
        for cell in range(cells):
            s.entered[slot, cell] += inbox[cell] / s.alive[band, cell]
    for cell in range(cells):
        people[cell] += inbox[cell]
        stock[cell] += inbox[cell]
        ever[cell] += inbox[cell]
        inbox[cell] = 0.0


@small
def count_stock(hold: int, holds: Holds, s: People) -> None:
    """Add up the people of a hold over its bands."""
    stock = s.stock[hold]
    for cell in range(stock.shape[0]):
        stock[cell] = 0.0
    for band in range(holds.band[hold], holds.band[hold + 1]):
        people = s.people[band]
        for cell in range(stock.shape[0]):
            stock[cell] += people[cell]
    inside = s.inside[hold]
    for cell in range(stock.shape[0]):
        stock[cell] += inside[cell]


@inner
def begin_holds(chance: bool, holds: Holds, s: People, b: Blocks) -> None:
    """Put the people of the start into bands and days of entry."""
    cells = s.factor.shape[0]
    for band in range(s.alive.shape[0]):
        for cell in range(cells):
            s.alive[band, cell] = 1.0
    for hold in range(holds.stage.shape[0]):
        age = 0
        band = holds.band[hold]
        for row in range(holds.start_row[hold], holds.start_row[hold + 1]):
            width = holds.width[band]
            for cell in range(cells):
                number = holds.start_whole[row, cell] if chance else holds.start[row, cell]
                s.people[band, cell] += number
                if chance and width > 1:
                    b.people[slot_of(b, band, 0, DAY_SHIFT - 1 - age), cell] += np.int32(number)
                elif not chance and width > 0:
                    # Those of age 0 in the band grow out of it after `width` days.
                    s.entered[holds.ring[band] + (width - 1 - age) % width, cell] += number
            age += 1
            if width > 0 and age == width:
                age = 0
                band += 1
        if chance:
            for row in range(holds.band[hold], holds.band[hold + 1]):
                if holds.width[row] > 1:
                    begin_blocks(b, row)
        count_stock(hold, holds, s)


@inner
def begin_blocks(b: Blocks, band: int) -> None:
    """Join the blocks of the days before the run."""
    first, last = DAY_SHIFT - b.width[band], DAY_SHIFT - 1
    for level in range(1, b.top[band] + 1):
        size = 1 << level
        start = (first + size - 1) // size * size
        while start + size - 1 <= last:
            join_halves(b, band, level, start)
            start += size
