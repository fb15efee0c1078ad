"""What an engine hands back: daily arrays, and the check that no one was lost or made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from evenhand.errors import ModelError, Problem
from evenhand.model.classes import CLASSES, ORIGINS
from evenhand.model.custody import Array


@dataclass(frozen=True)
class CustodyOutcome:
    """One run of the custody model.

    Args:
        first_day: The first day that was run.
        start: People ``(origin, class)`` at the end of the day before.
        stock: People at the end of each day ``(day, origin, class)``.
        book_ins: Book-ins ``(day, origin, class)``, people.
        exits: Exits by reason ``(day, origin, class, exit)``, people.
        short: Released for lack of beds ``(day, origin, class)``, people.
        refused: Book-ins refused for lack of beds ``(day, origin, class)``, people.
        above: People above the beds at the end of each day ``(day,)``.
        beds: Beds ``(day,)``; infinite where there is no limit.
        age_state: People ``(origin, class, age)`` at the end of the last day.
    """

    first_day: date
    start: Array
    stock: Array
    book_ins: Array
    exits: Array
    short: Array
    refused: Array
    above: Array
    beds: Array
    age_state: Array


def check_conservation(outcome: CustodyOutcome) -> None:
    """Stop when stock after is not exactly stock before + in - out in some origin and class.

    Raises:
        ModelError: naming the first day, origin and class where it fails, and by how much.
    """
    before = np.concatenate([outcome.start[None], outcome.stock[:-1]])
    out = outcome.exits.sum(axis=3) + outcome.short
    gap = outcome.stock - (before + outcome.book_ins - out)
    if np.any(gap != 0):
        day, origin, kind = (int(axis[0]) for axis in np.nonzero(gap))
        where = f"day {day} of the run, {ORIGINS[origin]}, {CLASSES[kind]}"
        what = f"people are not conserved: {gap[day, origin, kind]:+.9f}"
        raise ModelError(Problem(where, what, "this is a defect of Evenhand; please report it"))
