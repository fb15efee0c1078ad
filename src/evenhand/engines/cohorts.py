"""The custody model in expected values: whole counts move by multiplication, day by day.

The state is the number of people who share origin, class and age of stay. Source: the project's
model page; the mean of a system in which each person leaves independently with these hazards.
"""

from __future__ import annotations

import math

import numpy as np

from evenhand.compiled.custody import (
    GRAIN,
    LARGEST_HAZARD,
    OVERFLOW_RULES,
    RELEASE_ORDER,
    CompiledCustody,
    quantise,
)
from evenhand.engines.outcome import CustodyOutcome, check_conservation, outcome_arrays
from evenhand.model.classes import CLASSES, REMOVAL
from evenhand.model.custody import Array

RELEASE, REFUSE = OVERFLOW_RULES.index("release"), OVERFLOW_RULES.index("refuse")


def run_custody(run: CompiledCustody) -> CustodyOutcome:
    """Run the custody model in expected values; the order of the day is in ``order``.

    Args:
        run: The compiled run.

    Raises:
        ModelError: when people are not conserved.
    """
    arrays = outcome_arrays(run)
    people = run.state.copy()
    recent = run.recent_book_ins.copy()
    ages = np.arange(1, people.shape[2] + 1, dtype=np.float64)
    for day in range(run.days):
        planned = run.book_ins[day]
        recent = recent + (_row_sums(planned) - recent) * run.inflow_memory
        factor = hazard_factor(run, day, people.sum(axis=(1, 2)), recent)
        shares, speed = _sped_up(run.reason_shares, float(run.removal_speed[day]))
        hazard = np.minimum(
            LARGEST_HAZARD, factor[:, None, None] * run.base_hazard[:, None] * speed[None, :, None]
        )
        leaving = quantise(people * hazard)
        arrays["exits"][day] = split_exits(leaving.sum(axis=2), shares)
        arrays["days_left"][day] = (leaving * ages).sum(axis=(1, 2))
        people = age_one_day(people - leaving)
        entering = _admitted(run, day, people, planned)
        arrays["refused"][day] = quantise(planned) - entering
        people[:, :, 0] = entering
        arrays["book_ins"][day] = entering
        if run.overflow[day] == RELEASE:
            arrays["short"][day] = release_above(people, float(run.beds[day]))
        arrays["above"][day] = max(0.0, float(people.sum()) - float(run.beds[day]))
        arrays["stock"][day] = people.sum(axis=2)
    outcome = CustodyOutcome(
        first_day=run.first_day,
        start=run.state.sum(axis=2),
        beds=run.beds,
        age_state=people,
        **arrays,
    )
    check_conservation(outcome)
    return outcome


def hazard_factor(run: CompiledCustody, day: int, stock: Array, recent: Array) -> Array:
    """Level of the hazard and its responses on one day ``(origin,)``.

    Args:
        run: The compiled run.
        day: Index of the day.
        stock: People at the start of the day ``(origin,)``.
        recent: Running mean of book-ins ``(origin,)``, people/day.
    """
    everyone = float(stock.sum()) / max(math.fsum(run.stock_reference), GRAIN)
    factors = []
    for origin in range(len(stock)):
        factor = float(run.level[day, origin])
        own = float(stock[origin]) / max(float(run.stock_reference[origin]), GRAIN)
        inflow = float(recent[origin]) / max(float(run.usual_book_ins[origin]), GRAIN)
        factor *= own ** float(run.own_stock[origin])
        factor *= everyone ** float(run.all_stock[origin])
        factor *= inflow ** float(run.inflow[origin])
        factors.append(factor)
    return np.array(factors)


def _sped_up(shares: Array, speed: float) -> tuple[Array, Array]:
    """Reason shares and the factor on all exits when removals go faster or slower.

    Returns:
        Shares ``(class, exit)`` and factor ``(class,)``.
    """
    weights = shares.copy()
    weights[:, REMOVAL] *= speed
    factor = _row_sums(weights)
    return weights / np.maximum(factor, GRAIN)[:, None], factor


def _row_sums(numbers: Array) -> Array:
    """Sums of rows of any numbers, rounded once: the same in whatever order they are added."""
    return np.array([math.fsum(row) for row in numbers])


def split_exits(leaving: Array, shares: Array) -> Array:
    """Exits by reason ``(origin, class, exit)``; the last reason takes what rounding leaves."""
    parts = quantise(leaving[:, :, None] * shares[None])
    parts[:, :, -1] += leaving - parts.sum(axis=2)
    return parts


def age_one_day(people: Array) -> Array:
    """Everyone one day older; the last age keeps everyone beyond it. Age 0 is left empty."""
    older = np.empty_like(people)
    older[:, :, 1:] = people[:, :, :-1]
    older[:, :, -1] += people[:, :, -1]
    older[:, :, 0] = 0.0
    return older


def _admitted(run: CompiledCustody, day: int, people: Array, planned: Array) -> Array:
    """Book-ins that find a bed, where the rule is to refuse the others."""
    wanted = quantise(planned)
    if run.overflow[day] != REFUSE:
        return wanted
    free = max(0.0, float(run.beds[day]) - float(people.sum()))
    total = float(wanted.sum())
    return wanted if total <= free else quantise(wanted * (free / total))


def release_above(people: Array, beds: float) -> Array:
    """Release people above the beds, by class order; changes ``people`` in place.

    Returns:
        People released ``(origin, class)``.
    """
    released = np.zeros(people.shape[:2])
    for name in RELEASE_ORDER:
        excess = float(people.sum()) - beds
        if excess <= 0:
            break
        kind = CLASSES.index(name)
        there = float(people[:, kind].sum())
        if there <= 0:
            continue
        share = min(1.0, excess / there)
        leaving = np.minimum(people[:, kind], np.ceil(people[:, kind] * share / GRAIN) * GRAIN)
        people[:, kind] -= leaving
        released[:, kind] = leaving.sum(axis=1)
    return released
