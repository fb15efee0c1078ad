"""Quantities of the whole system's stages, from the values of levers."""

from __future__ import annotations

import numpy as np

from evenhand.model.classes import CLASSES
from evenhand.model.levers import Array, LeverValues
from evenhand.model.places import BORDER, PLACES
from evenhand.model.quantity import Table

HEARING, NO_HEARING = TRACKS = ("hearing", "no hearing")
"""Tracks: whether a case needs a hearing."""
MONTH_DAYS, YEAR_DAYS = 365.25 / 12, 365.25
NEVER_LESS = 1e-6
"""Costs are at least this, as a cost of nothing would be served without any capacity."""


def table(values: Array) -> Table:
    """Values ``(T, 26, 3)`` as a quantity, alike on both tracks."""
    return rows(values[:, :, :, None, None])


def on_track(values: Array, track: str) -> Table:
    """Values ``(T, 26, 3)`` on one track, zero on the other."""
    wide = np.zeros((*values.shape, len(TRACKS), 1))
    wide[:, :, :, TRACKS.index(track), 0] = values
    return rows(wide)


def rows(values: Array) -> Table:
    """Values ``(T, 26, 3, track, band)`` with one row for each day on which they change."""
    changes = np.flatnonzero((values[1:] != values[:-1]).any(axis=(1, 2, 3, 4))) + 1
    days = [0, *changes.tolist()]
    return Table(days, values[days])


def at_border(by_class: Array) -> Array:
    """Values ``(T, 1, 3)`` at the border and nowhere else ``(T, 26, 3)``."""
    found = np.zeros((by_class.shape[0], len(PLACES), len(CLASSES)))
    found[:, PLACES.index(BORDER)] = by_class[:, 0]
    return found


def docket_stock(v: LeverValues, spread: Array) -> Array:
    """People of the docket who can be looked for ``(26, 3)``; those in prison cannot.

    Args:
        v: The levers.
        spread: Share of the docket in each place ``(26,)``, where a lever does not say.
    """
    in_prison = v.number("docket.share_convicted_in_prison")
    stock = np.empty((len(PLACES), len(CLASSES)))
    for index, name in enumerate(("docket.convicted", "docket.pending", "docket.others")):
        given = v[name][0, :, 0]
        stock[:, index] = given if len(given) > 1 else given * spread
    stock[:, CLASSES.index("convicted")] *= 1 - in_prison
    return stock


def class_mix(v: LeverValues, attribute: str) -> Array:
    """Classes ``(1, 1, 3)`` where a share has neither conviction nor charge, the rest alike."""
    other = v.number(attribute)
    return np.array([(1 - other) / 2, (1 - other) / 2, other]).reshape(1, 1, -1)
