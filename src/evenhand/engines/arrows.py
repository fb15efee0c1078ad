"""Along the arrows: how those who leave a stage reach the next one."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.network import ROUNDER, Array
from evenhand.engines.blocks import FEW, STEP
from evenhand.engines.native import inner, small
from evenhand.engines.random_numbers import binomial, uniform
from evenhand.engines.state import Traffic


@small
def whole_grains(number: float) -> float:
    """A mean number, below 2^31, rounded to whole grains."""
    return (number + ROUNDER) - ROUNDER


@small
def send(arrow: int, t: Traffic, cell: int, number: float) -> None:
    """Count people of a cell along an arrow; ``deliver`` brings them to the next stage."""
    # Unsigned numbers are no positions from the end, so nothing needs to be looked up twice.
    t.flow[np.uint64(arrow), np.uint64(cell)] += number


@inner
def deliver(first: int, last: int, t: Traffic) -> None:
    """Put everyone on the arrows first to last into the inboxes that they lead to."""
    for arrow in range(first, last + 1):
        flow, inbox = t.flow[arrow], t.inbox[t.to[arrow]]
        if t.map[arrow] < 0:
            for cell in range(flow.shape[0]):
                inbox[cell] += flow[cell]
        else:
            cell_of = t.maps[t.map[arrow]]
            for cell in range(flow.shape[0]):
                inbox[cell_of[cell]] += flow[cell]


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
    whole; ``numbers`` is used up.
    """
    cells = numbers.shape[0]
    for arrow in range(first, last + 1):
        flow, weight = t.flow[arrow], part[row + arrow - first]
        if arrow == last:
            for cell in range(cells):
                flow[cell] += numbers[cell]
        else:
            for cell in range(cells):
                sent = whole_grains(numbers[cell] * weight[cell])
                flow[cell] += sent
                numbers[cell] -= sent
