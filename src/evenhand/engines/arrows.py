"""Along the arrows: how those who leave a stage reach the next one."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.network import ROUNDER, Array, Index
from evenhand.engines.blocks import FEW, STEP
from evenhand.engines.native import inner, small
from evenhand.engines.random_numbers import binomial, uniform
from evenhand.engines.state import Traffic

ONE, TWO, THREE, FOUR = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)


@small
def whole_grains(number: float) -> float:
    """A mean number, below 2^31, rounded to whole grains."""
    return (number + ROUNDER) - ROUNDER


@small
def add_up(people: Array, first: np.uint64, last: np.uint64) -> float:
    """Sum of whole grains, in four parts: the order does not matter, and each addition takes time.

    So the processor need not wait for one before the next.
    """
    one, two, three, four = 0.0, 0.0, 0.0, 0.0
    cell = first
    while cell + THREE < last:
        one += people[cell]
        two += people[cell + ONE]
        three += people[cell + TWO]
        four += people[cell + THREE]
        cell += FOUR
    while cell < last:
        one += people[cell]
        cell += ONE
    return one + two + three + four


@small
def send(arrow: int, t: Traffic, cell: int, number: float) -> None:
    """Count people of a cell along an arrow, into the inbox that it leads to."""
    # Unsigned numbers are no positions from the end, so nothing needs to be looked up twice.
    by, at = np.uint64(arrow), np.uint64(cell)
    t.flow[by, at] += number
    t.inbox[np.uint64(t.to[by]), np.uint64(t.maps[np.uint64(t.map[by]), at])] += number


@inner
def send_all(arrow: int, t: Traffic, numbers: Array) -> None:
    """The same for the people of every cell ``(C,)``."""
    flow, inbox = t.flow[arrow], t.inbox[t.to[arrow]]
    if t.map[arrow] == 0:
        for cell in range(flow.shape[0]):
            flow[cell] += numbers[cell]
            inbox[cell] += numbers[cell]
    else:
        for cell in range(flow.shape[0]):
            flow[cell] += numbers[cell]
        _move(t.maps[t.map[arrow]], numbers, inbox)


@small
def _move(cell_of: Index, numbers: Array, inbox: Array) -> None:
    """Put people into the cells that they move to; many cells are empty."""
    for cell in range(numbers.shape[0]):
        if numbers[cell] != 0.0:
            inbox[np.uint64(cell_of[cell])] += numbers[cell]


@small
def send_one(
    first: int, last: int, row: int, share: Array, t: Traffic, cell: int, chance: float
) -> None:
    """Send one case along the arrow whose share a uniform number falls into."""
    arrow = first
    for upto in range(row, row + last - first):  # without a branch that cannot be foreseen
        arrow += 1 if chance >= share[np.uint64(upto), np.uint64(cell)] else 0
    send(arrow, t, cell, 1.0)


@small
def send_by_chance(
    first: int,
    last: int,
    row: int,
    share: Array,
    part: Array,
    t: Traffic,
    cell: int,
    number: float,
    key: np.uint64,
    counter: int,
) -> None:
    """Send cases of a cell along the arrows first to last, by cumulative shares."""
    if first == last:
        send(first, t, cell, number)
        return
    if number <= FEW * (last - first):
        for case in range(int(number)):
            send_one(first, last, row, share, t, cell, uniform(key, counter + case))
        return
    for arrow in range(first, last):
        if number > 0.0:
            taken = binomial(number, part[row + arrow - first, cell], key, counter)
            if taken > 0.0:
                send(arrow, t, cell, taken)
            number -= taken
        counter += STEP
    if number > 0.0:
        send(last, t, cell, number)


@inner
def send_in_mean(
    first: int,
    last: int,
    row: int,
    part: Array,
    t: Traffic,
    numbers: Array,
) -> None:
    """Send mean numbers ``(C,)`` along the arrows; the last takes what rounding leaves.

    Each arrow takes its part of what earlier ones leave, so that one pass needs no memory of the
    whole; ``numbers`` is used up, and zero at the end.
    """
    cells = numbers.shape[0]
    for arrow in range(first, last):
        flow, weight, inbox = t.flow[arrow], part[row + arrow - first], t.inbox[t.to[arrow]]
        if t.map[arrow] == 0:
            for cell in range(cells):
                sent = whole_grains(numbers[cell] * weight[cell])
                flow[cell] += sent
                inbox[cell] += sent
                numbers[cell] -= sent
        else:
            for cell in range(cells):
                t.room[cell] = whole_grains(numbers[cell] * weight[cell])
                flow[cell] += t.room[cell]
                numbers[cell] -= t.room[cell]
            _move(t.maps[t.map[arrow]], t.room, inbox)
    send_all(last, t, numbers)
    for cell in range(cells):
        numbers[cell] = 0.0
