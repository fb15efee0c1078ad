"""Where a change acts: areas by name, or by a public list and its cover of their people."""

from __future__ import annotations

import numpy as np

from evenhand.model.levers import Array
from evenhand.model.places import AREAS, PLACES
from evenhand.registers.public_lists import public_lists
from evenhand.scenarios.schema import Change


def place_weights(change: Change) -> Array:
    """How far a change acts in each place ``(26,)``: one where named, a list's cover where listed.

    Args:
        change: The change.
    """
    if change.listed is not None:
        shares = public_lists()[change.listed].shares
        least = change.least or 0.0
        cover = [shares.get(place, 0.0) for place in PLACES]
        return np.array([share if share >= least else 0.0 for share in cover])
    if change.places is not None:
        return np.array([float(place in change.places) for place in PLACES])
    return np.ones(len(PLACES))


def places_of(change: Change) -> tuple[str, ...]:
    """The areas in which a change acts at all, in alphabetical order.

    Args:
        change: The change.
    """
    weights = place_weights(change)
    return tuple(place for place, weight in zip(PLACES, weights, strict=True) if weight > 0)


def areas_in_order(change: Change) -> tuple[str, ...]:
    """Areas of a rotation in the order of the file; alphabetical where a list names them.

    Args:
        change: The change.
    """
    if change.places is not None:
        return change.places
    return tuple(place for place in places_of(change) if place in AREAS)
