"""When people came into a band of ages, settled as late as it can be.

People of one band share a hazard, whenever they came. Chance therefore draws one number for a
whole band. Who came when is kept in *blocks*: people by day of entry, joined to blocks of 2, 4,
8, … days as soon as such a run of days is complete. A draw takes people out of blocks, and a
block is opened, by a hypergeometric draw, only when its first day grows out of the band. This is
exact: whoever was in a block when its halves were joined is equally likely to have left it since.
"""

from __future__ import annotations

import numpy as np

from evenhand.compiled.network import NetworkArrays
from evenhand.engines.native import native
from evenhand.engines.random_numbers import hypergeometric, uniform
from evenhand.engines.state import State

FEW = 6.0
"""Up to this many cases are placed one by one; more are placed by draws for whole groups."""
STEP = 1 << 12
"""Counters of draws within one decision lie this far apart."""


@native
def level_of_block(a: NetworkArrays, band: int, first: int, last: int) -> int:
    """Level of the block in use that begins on a day, if days up to the last are complete."""
    level = 0
    top = a.block_top[band]
    while level < top and not first & ((2 << level) - 1) and first + (2 << level) - 1 <= last:
        level += 1
    return level


@native
def slot_of(a: NetworkArrays, band: int, level: int, day: int) -> int:
    """Where the block of a level that holds a day lies."""
    return a.block_slot[band, level] + ((day >> level) & a.block_mask[band, level])


@native
def find_blocks(a: NetworkArrays, s: State, band: int, first: int, last: int) -> int:
    """Write the slots of the blocks that hold the days first to last; returns how many."""
    count = 0
    day = first
    while day <= last:
        level = level_of_block(a, band, day, last)
        s.active[count] = slot_of(a, band, level, day)
        count += 1
        day += 1 << level
    return count


@native
def join_blocks(a: NetworkArrays, s: State, band: int, day: int) -> None:
    """After the entries of a day: join the blocks that it completes."""
    first = day - a.band_width[band] + 1
    for level in range(1, a.block_top[band] + 1):
        start = day + 1 - (1 << level)
        if (day + 1) & ((1 << level) - 1) or start < first:
            return
        left = slot_of(a, band, level - 1, start)
        right = slot_of(a, band, level - 1, day)
        whole = slot_of(a, band, level, start)
        for cell in range(s.blocks.shape[0]):
            s.blocks[cell, whole] = s.blocks[cell, left] + s.blocks[cell, right]


@native
def open_block(
    a: NetworkArrays,
    s: State,
    band: int,
    first: int,
    level: int,
    cell: int,
    key: np.uint64,
    counter: int,
) -> float:
    """Open the block that begins with a day down to that day; returns the day's people."""
    here = s.blocks[cell, slot_of(a, band, level, first)]
    while level > 0:
        level -= 1
        left = slot_of(a, band, level, first)
        right = slot_of(a, band, level, first + (1 << level))
        one, two = s.blocks[cell, left], s.blocks[cell, right]
        if one + two > here:
            if one > 0 and two > 0 and here > 0:
                drawn = hypergeometric(float(one), float(two), float(here), key, counter)
                counter += STEP
                one = np.int32(drawn)
            elif one > 0:
                one = here
            two = here - one
            s.blocks[cell, left] = one
            s.blocks[cell, right] = two
        here = one
    return float(here)


@native
def clear_block(a: NetworkArrays, s: State, band: int, first: int, level: int, cell: int) -> None:
    """Open a block without people: what its parts held when they were joined counts no more."""
    while level > 0:
        level -= 1
        s.blocks[cell, slot_of(a, band, level, first + (1 << level))] = 0


@native
def take_from_blocks(
    s: State, cell: int, count: int, number: float, people: float, key: np.uint64, counter: int
) -> None:
    """Take a number of people at random out of the blocks found last."""
    if number <= FEW:
        left = people
        for case in range(int(number)):
            rank = int(uniform(key, counter + case) * left)
            for index in range(count):
                slot = s.active[index]
                here = s.blocks[cell, slot]
                if rank < here:
                    s.blocks[cell, slot] = here - np.int32(1)
                    break
                rank -= here
            left -= 1.0
        return
    rest, others = number, people
    for index in range(count):
        slot = s.active[index]
        here = float(s.blocks[cell, slot])
        if here > 0.0 and rest > 0.0:
            others -= here
            taken = hypergeometric(here, others, rest, key, counter)
            s.blocks[cell, slot] = np.int32(here - taken)
            rest -= taken
        counter += STEP
