"""How long those in a hold have been there, at the end of a run in mean values."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.network import Array, CompiledNetwork, whole_grains
from evenhand.engines.state import State


def people_by_age(network: CompiledNetwork, state: State, hold: int, ages: int) -> Array:
    """People of a hold by days of age at the end of a run in mean values.

    Args:
        network: The compiled network.
        state: The state after the run.
        hold: Index of the hold.
        ages: Number of ages; the last holds everyone who is older.

    Returns:
        People ``(age, C)``; those of a band add up to the band exactly.
    """
    holds = network.arrays.holds
    found = np.zeros((ages, network.cells))
    age, days = 0, network.days
    for band in range(holds.band[hold], holds.band[hold + 1]):
        people, width = state.people.people[band], int(holds.width[band])
        if width == 0:
            found[min(age, ages - 1)] += people
            break
        entered = state.people.entered[holds.ring[band] : holds.ring[band + 1]]
        # Those of the band's first day came at the end of the run's last day.
        slots = (days - 1 - np.arange(width)) % width
        here = whole_grains(entered[slots] * state.people.alive[band])
        # What rounding left over, day by day, goes to the day that hides it best.
        here[here.argmax(axis=0), np.arange(network.cells)] += people - here.sum(axis=0)
        for day in range(width):
            found[min(age + day, ages - 1)] += here[day]
        age += width
    return found
