"""Along the arrows: how those who leave a stage reach the next one."""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.network import GRAIN, Array
from evenhand.engines.blocks import FEW, STEP
from evenhand.engines.native import inner
from evenhand.engines.random_numbers import binomial, uniform
from evenhand.engines.state import Traffic

GRAINS = 1.0 / GRAIN


@inner
def whole_grains(number: float) -> float:
    """A mean number rounded down to whole grains."""
    return math.floor(number * GRAINS) * GRAIN


@inner
def send(arrow: int, t: Traffic, cell: int, number: float) -> None:
    """Count people of a cell along an arrow and put them into the next stage's inbox."""
    t.flow[arrow, cell] += number
    to = cell
    if t.map[arrow] >= 0:
        to = t.maps[t.map[arrow], cell]
    t.inbox[t.to[arrow], to] += number


@inner
def send_by_chance(
    first: int,
    last: int,
    row: int,
    share: Array,
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
    if number <= FEW:
        for case in range(int(number)):
            chance = uniform(key, counter + case)
            arrow = first
            while arrow < last and chance >= share[row + arrow - first, cell]:
                arrow += 1
            send(arrow, t, cell, 1.0)
        return
    below = 0.0
    for arrow in range(first, last):
        upto = share[row + arrow - first, cell]
        if number > 0.0 and upto > below:
            taken = number
            if upto < 1.0:
                taken = binomial(number, min(1.0, (upto - below) / (1.0 - below)), key, counter)
            if taken > 0.0:
                send(arrow, t, cell, taken)
            number -= taken
        below = upto
        counter += STEP
    if number > 0.0:
        send(last, t, cell, number)


@inner
def send_in_mean(
    first: int,
    last: int,
    row: int,
    share: Array,
    t: Traffic,
    numbers: Array,
    part: Array,
) -> None:
    """Send mean numbers ``(C,)`` along the arrows; the last takes what rounding leaves.

    ``numbers`` is used up, ``part`` is room to work in.
    """
    cells = numbers.shape[0]
    for arrow in range(first, last + 1):
        at = row + arrow - first
        target = t.to[arrow]
        if arrow == last:
            for cell in range(cells):
                part[cell] = numbers[cell]
        else:
            # Shares of what is left, so that one pass needs no memory of the whole.
            for cell in range(cells):
                below = share[at - 1, cell] if arrow > first else 0.0
                rest = 1.0 - below
                weight = (share[at, cell] - below) / rest if rest > 0.0 else 0.0
                part[cell] = math.floor(numbers[cell] * weight * GRAINS) * GRAIN
                numbers[cell] -= part[cell]
        for cell in range(cells):
            t.flow[arrow, cell] += part[cell]
        if t.map[arrow] < 0:
            for cell in range(cells):
                t.inbox[target, cell] += part[cell]
        else:
            for cell in range(cells):
                t.inbox[target, t.maps[t.map[arrow], cell]] += part[cell]
