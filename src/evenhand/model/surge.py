"""Teams that visit places in turn, and officers who are moved: inputs that a user states.

A schedule is stated by whoever writes a scenario; its consequences are computed. Nothing here
chooses, ranks or finds a place.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from evenhand.model.levers import Array
from evenhand.model.places import PLACES

Visits = Literal["list", "round robin", "random"]


@dataclass(frozen=True, eq=False)
class Rotation:
    """Teams that move between places.

    Args:
        name: Its name in the scenario.
        first_day: The first day of the first visit.
        last_day: The last day; None for no end.
        places: The places, in the stated order.
        shares: Weight of each place, one where it is named; teams present are in proportion.
        order: ``list`` goes through the places once, ``round robin`` again and again, ``random``
            draws the places of each visit.
        at_a_time: Places visited at the same time.
        visit_days: Days of a visit.
        teams: Teams in all.
        from_home: Share of the officers who are taken from other places.
        active: One on the days on which it is in place, else zero ``(T,)``.
    """

    name: str
    first_day: date
    last_day: date | None
    places: tuple[str, ...]
    shares: tuple[float, ...]
    order: Visits
    at_a_time: int
    visit_days: int
    teams: float
    from_home: float
    active: Array


@dataclass(frozen=True, eq=False)
class Transfer:
    """Officers who are moved from some places to others.

    Args:
        name: Its name in the scenario.
        first_day: The first day.
        last_day: The last day; None for no end.
        out_of: Places that they leave, in proportion to their officers.
        to: Places that they go to, evenly.
        officers: How many.
        active: One on the days on which it is in place, else zero ``(T,)``.
    """

    name: str
    first_day: date
    last_day: date | None
    out_of: tuple[str, ...]
    to: tuple[str, ...]
    officers: float
    active: Array


def places_visited(rotation: Rotation, visit: int) -> tuple[int, ...]:
    """Positions in the rotation's list of the places of a visit.

    Args:
        rotation: The rotation.
        visit: Number of the visit, from 0.
    """
    count, size = len(rotation.places), min(rotation.at_a_time, len(rotation.places))
    if rotation.order == "random":
        digest = hashlib.sha256(f"{rotation.name}:{visit}".encode()).digest()
        generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))
        return tuple(int(n) for n in generator.choice(count, size, replace=False))
    first = visit * size
    if rotation.order == "list":
        return tuple(range(first, min(first + size, count)))
    return tuple((first + step) % count for step in range(size))


def rotation_officers(rotation: Rotation, first_day: date, days: int, team_size: Array) -> Array:
    """Officers of the teams by day and place ``(T, 26)``.

    Args:
        rotation: The rotation.
        first_day: The first day of the run.
        days: Number of days of the run ``T``.
        team_size: Officers in a team ``(T,)``.
    """
    officers = np.zeros((days, len(PLACES)))
    position = [PLACES.index(place) for place in rotation.places]
    weight = np.array(rotation.shares)
    for day in range(days):
        since = (first_day + timedelta(days=day) - rotation.first_day).days
        if since < 0 or not rotation.active[day]:
            continue
        visited = places_visited(rotation, since // rotation.visit_days)
        if visited:
            each = rotation.teams * team_size[day] / len(visited)
            for index in visited:
                officers[day, position[index]] += each * weight[index]
    return officers
