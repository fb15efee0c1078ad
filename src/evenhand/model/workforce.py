"""Officers by day and place: hiring, the academy, learning, mentoring, leaving.

Officers at the start are kept up: whoever leaves is replaced at once by somebody experienced, so
that without a plan the workforce stays as it is. Everybody beyond them comes through the academy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evenhand.model.levers import Array, LeverValues
from evenhand.model.places import BORDER, PLACES
from evenhand.model.surge import Transfer

MONTH_DAYS, YEAR_DAYS = 365.25 / 12, 365.25
LET_GO_DAYS = 30.0
"""A surplus of officers is let go at the pace of one part in so many a day; assumed."""


@dataclass(frozen=True, eq=False)
class Workforce:
    """Officers by day and place, at the end of each day, all ``(T, 26)``.

    Args:
        officers: Officers who work by themselves.
        recruits: People at the academy.
        learners: Graduates who still learn, by head.
        learning: The same in officers' equivalents.
        hired: Hired on the day.
        graduated: Graduated on the day.
        failed: Left the academy without a degree on the day.
        left: Officers and learners beyond the start who left on the day.
        mentoring: Equivalents that learners take of officers' time.
        equivalents: Officers and learners in equivalents, less mentoring, never below zero.
    """

    officers: Array
    recruits: Array
    learners: Array
    learning: Array
    hired: Array
    graduated: Array
    failed: Array
    left: Array
    mentoring: Array
    equivalents: Array


def workforce(values: LeverValues, shares: Array, transfers: Iterable[Transfer] = ()) -> Workforce:
    """The workforce of a run, in expected numbers.

    Args:
        values: The levers.
        shares: Share of the officers in each place ``(26,)``.
        transfers: Officers who are moved.
    """
    days, places = values.days, len(PLACES)
    start = _at_start(values, "workforce.officers", shares)
    start = start + _at_start(values, "workforce.added_officers", shares)
    wanted = values.by_place("workforce.multiplier") * start
    extra_hires = _spread(values, "workforce.hires", shares) / MONTH_DAYS
    most = values.by_day("workforce.academy_places") / MONTH_DAYS
    academy = max(1, round(values.number("workforce.academy_weeks") * 7))
    fails = values.number("workforce.academy_failure")
    learn = max(1, round(values.number("workforce.learning_months") * MONTH_DAYS))
    begins = values.number("workforce.learning_start")
    leave = values.by_day("workforce.attrition") / YEAR_DAYS
    leave_new = values.by_day("workforce.new_attrition") / YEAR_DAYS
    moved = _moved(transfers, days, start)

    names = ("officers", "recruits", "learners", "learning", "hired", "graduated", "failed", "left")
    found = {name: np.zeros((days, places)) for name in names}
    officers, recruits, learners = start.copy(), np.zeros(places), np.zeros(places)
    hired, cohorts = found["hired"], np.zeros((days, places))  # learners left of each cohort
    stays = np.ones(days + 1)  # share of a learner who has not left by a day, from day 0
    stays[1:] = np.cumprod(1 - leave_new)
    age = np.arange(learn)
    productivity = begins + (1 - begins) * age / learn
    # Where nobody is ever hired or let go, every day is as the start was.
    still = not extra_hires.any() and bool((wanted == start).all())
    found["officers"][:] = start
    for day in range(0 if still else days):
        # Finish the academy.
        ends = hired[day - academy] if day >= academy else 0.0
        graduated, failed = (1 - fails) * ends, fails * ends
        recruits = recruits - graduated - failed
        # Finish learning: the cohort of so many days ago, less those who left.
        done = cohorts[day - learn] * stays[day] / stays[day - learn] if day >= learn else 0.0
        left_new = (learners - done) * leave_new[day] if day else np.zeros(places)
        beyond = np.maximum(officers - start, 0.0)
        left_old = beyond * leave[day]
        surplus = np.maximum(officers - np.maximum(wanted[day], 0.0), 0.0)
        let_go = np.where(wanted[day] < start, surplus / LET_GO_DAYS, 0.0)
        cohorts[day] = graduated
        learners = learners + graduated - done - left_new
        officers = officers + done - left_old - let_go
        # Hire toward what is wanted, as far as the academy has places.
        gap = wanted[day] - officers - learners - recruits * (1 - fails)
        ask = np.maximum(gap, 0.0) / (1 - fails) + extra_hires[day]
        total = float(ask.sum())
        hires = ask * min(1.0, float(most[day]) / total) if total > 0 else ask
        recruits = recruits + hires
        recent = cohorts[max(0, day - learn + 1) : day + 1]
        weight = (
            productivity[: len(recent)][::-1]
            * stays[day]
            / stays[np.arange(max(0, day - learn + 1), day + 1)]
        )
        for name, now in (
            ("officers", officers), ("recruits", recruits), ("learners", learners),
            ("learning", weight @ recent), ("hired", hires), ("graduated", graduated),
            ("failed", failed), ("left", left_old + left_new + let_go),
        ):  # fmt: skip
            found[name][day] = now
    mentoring = values.number("workforce.mentoring") * found["learners"]
    equivalents = np.maximum(found["officers"] + found["learning"] - mentoring + moved, 0.0)
    return Workforce(mentoring=mentoring, equivalents=equivalents, **found)


def _at_start(values: LeverValues, attribute: str, shares: Array) -> Array:
    """A number at the start by place ``(26,)``; a national one is spread by shares."""
    given = values[attribute][0, :, 0]
    return given if len(given) > 1 else given * shares


def _spread(values: LeverValues, attribute: str, shares: Array) -> Array:
    """A dated number by place ``(T, 26)``; a national one is spread by shares."""
    given = values[attribute][:, :, 0]
    spread = given if given.shape[1] > 1 else given * shares
    return np.broadcast_to(spread, (values.days, len(PLACES)))


def _moved(transfers: Iterable[Transfer], days: int, start: Array) -> Array:
    """Officers that transfers bring or take away ``(T, 26)``; they add up to zero."""
    moved = np.zeros((days, len(PLACES)))
    for transfer in transfers:
        sources = [PLACES.index(place) for place in transfer.out_of if place != BORDER]
        targets = [PLACES.index(place) for place in transfer.to if place != BORDER]
        there = start[sources]
        number = min(transfer.officers, float(there.sum()))
        if number <= 0:
            continue
        moved[:, sources] -= transfer.active[:, None] * number * there / there.sum()
        moved[:, targets] += transfer.active[:, None] * number / len(targets)
    return moved
