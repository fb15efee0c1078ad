"""Along the arrows: how those who leave a stage reach the next one."""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.network import GRAIN, Array, NetworkArrays
from evenhand.engines.blocks import FEW, STEP
from evenhand.engines.native import native
from evenhand.engines.random_numbers import binomial, uniform
from evenhand.engines.state import State

GRAINS = 1.0 / GRAIN


@native
def whole_grains(number: float) -> float:
    """A mean number rounded down to whole grains."""
    return math.floor(number * GRAINS) * GRAIN


@native
def send(arrow: int, a: NetworkArrays, s: State, cell: int, number: float) -> None:
    """Count people of a cell along an arrow and put them into the next stage's inbox."""
    s.flow[arrow, cell] += number
    to = cell
    if a.arrow_map[arrow] >= 0:
        to = a.maps[a.arrow_map[arrow], cell]
    s.inbox[a.arrow_to[arrow], to] += number


@native
def send_by_chance(
    first: int,
    last: int,
    row: int,
    share: Array,
    a: NetworkArrays,
    s: State,
    cell: int,
    number: float,
    key: np.uint64,
    counter: int,
) -> None:
    """Send cases of a cell along the arrows first to last, by cumulative shares."""
    if first == last:
        send(first, a, s, cell, number)
        return
    if number <= FEW:
        for case in range(int(number)):
            chance = uniform(key, counter + case)
            arrow = first
            while arrow < last and chance >= share[row + arrow - first, cell]:
                arrow += 1
            send(arrow, a, s, cell, 1.0)
        return
    below = 0.0
    for arrow in range(first, last):
        upto = share[row + arrow - first, cell]
        if number > 0.0 and upto > below:
            taken = number
            if upto < 1.0:
                taken = binomial(number, min(1.0, (upto - below) / (1.0 - below)), key, counter)
            if taken > 0.0:
                send(arrow, a, s, cell, taken)
            number -= taken
        below = upto
        counter += STEP
    if number > 0.0:
        send(last, a, s, cell, number)


@native
def send_in_mean(
    first: int,
    last: int,
    row: int,
    share: Array,
    a: NetworkArrays,
    s: State,
    numbers: Array,
) -> None:
    """Send mean numbers ``(C,)`` along the arrows; the last takes what rounding leaves.

    ``numbers`` is used up.
    """
    cells = numbers.shape[0]
    for arrow in range(first, last + 1):
        at = row + arrow - first
        target = a.arrow_to[arrow]
        part = s.room[3]
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
            s.flow[arrow, cell] += part[cell]
        if a.arrow_map[arrow] < 0:
            for cell in range(cells):
                s.inbox[target, cell] += part[cell]
        else:
            for cell in range(cells):
                s.inbox[target, a.maps[a.arrow_map[arrow], cell]] += part[cell]
