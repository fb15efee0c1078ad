"""When people came into a band of ages, settled as late as it can be.

People of one band share a hazard, whenever they came. Chance therefore draws one number for a
whole band (or, where many leave, for each block). Who came when is kept in *blocks*: people by
day of entry, joined to blocks of 2, 4, 8, … days as soon as such a run of days is complete. A
draw takes people out of blocks, and a block is opened, by a hypergeometric draw, only when its
first day grows out of the band. This is exact: whoever was in a block when its halves were joined
is equally likely to have left it since.
"""

from __future__ import annotations

import numpy as np

from evenhand.engines.native import inner, small
from evenhand.engines.random_numbers import binomial, hypergeometric, uniform
from evenhand.engines.state import Blocks, Keys

FEW = 6.0
"""Up to this many cases are placed one by one; more are placed by draws for whole groups."""
STEP = 1 << 12
"""Counters of draws within one decision lie this far apart."""


@small
def level_of_block(b: Blocks, band: int, first: int, last: int) -> int:
    """Level of the block in use that begins on a day, if days up to the last are complete."""
    level = 0
    top = b.top[band]
    while level < top and not first & ((2 << level) - 1) and first + (2 << level) - 1 <= last:
        level += 1
    return level


@small
def slot_of(b: Blocks, band: int, level: int, day: int) -> int:
    """Where the block of a level that holds a day lies."""
    return int(b.slot[band, level] + ((day >> level) & b.mask[band, level]))


@inner
def find_blocks(b: Blocks, band: int, first: int, last: int) -> int:
    """Write the slots of the blocks that hold the days first to last; returns how many."""
    count = 0
    day = first
    while day <= last:
        level = level_of_block(b, band, day, last)
        b.active[count] = np.uint64(slot_of(b, band, level, day))
        count += 1
        day += 1 << level
    return count


@inner
def join_blocks(b: Blocks, band: int, day: int) -> None:
    """After the entries of a day: join the blocks that it completes."""
    first = day - b.width[band] + 1
    for level in range(1, b.top[band] + 1):
        start = day + 1 - (1 << level)
        if (day + 1) & ((1 << level) - 1) or start < first:
            return
        join_halves(b, band, level, start)


@inner
def join_halves(b: Blocks, band: int, level: int, start: int) -> None:
    """Join the two halves of the block of a level that begins on a day."""
    one = b.people[slot_of(b, band, level - 1, start)]
    two = b.people[slot_of(b, band, level - 1, start + (1 << (level - 1)))]
    both = b.people[slot_of(b, band, level, start)]
    for cell in range(both.shape[0]):
        both[cell] = one[cell] + two[cell]


@inner
def open_blocks(b: Blocks, band: int, first: int, level: int, keys: Keys, counter: int) -> None:
    """Open the blocks that begin with a day, in every cell, down to that day.

    Where nobody has left since a block was joined, its halves are still what they were.
    """
    while level > 0:
        here = b.people[slot_of(b, band, level, first)]
        level -= 1
        left = b.people[slot_of(b, band, level, first)]
        right = b.people[slot_of(b, band, level, first + (1 << level))]
        for cell in range(here.shape[0]):
            if left[cell] + right[cell] != here[cell]:
                one, two, now = left[cell], right[cell], here[cell]
                if one > 0 and two > 0 and now > 0:
                    one = np.int32(
                        hypergeometric(float(one), float(two), float(now), keys[cell], counter)
                    )
                elif one > 0:
                    one = now
                left[cell] = one
                right[cell] = now - one
        counter += STEP


@small
def take_one(b: Blocks, cell: int, rank: int) -> None:
    """Take the person of this rank, from 0, out of the blocks found last."""
    at = np.uint64(cell)
    index = np.uint64(0)
    here = b.people[b.active[index], at]
    while rank >= here:
        rank -= here
        index += np.uint64(1)
        here = b.people[b.active[index], at]
    b.people[b.active[index], at] = here - np.int32(1)


@inner
def draw_from_blocks(
    b: Blocks, cell: int, count: int, hazard: float, key: np.uint64, counter: int
) -> float:
    """Let people leave each of the blocks found last with a hazard; returns how many did.

    The same law as one draw for all and then a choice among them, and quicker for many people.
    """
    at, gone = np.uint64(cell), 0.0
    for index in range(count):
        slot = b.active[np.uint64(index)]
        leaving = binomial(float(b.people[slot, at]), hazard, key, counter)
        b.people[slot, at] -= np.int32(leaving)
        gone += leaving
        counter += STEP
    return gone


@small
def take_from_blocks(
    b: Blocks, cell: int, count: int, number: float, people: float, key: np.uint64, counter: int
) -> None:
    """Take a number of people at random out of the blocks found last."""
    if number <= FEW:
        left = people
        for case in range(int(number)):
            take_one(b, cell, int(uniform(key, counter + case) * left))
            left -= 1.0
        return
    rest, others = number, people
    for index in range(count):
        slot = b.active[index]
        here = float(b.people[slot, cell])
        if here > 0.0 and rest > 0.0:
            others -= here
            taken = hypergeometric(here, others, rest, key, counter)
            b.people[slot, cell] = np.int32(here - taken)
            rest -= taken
        counter += STEP
