"""Officers: workforce, visits, detailees, and the hours that follow."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.model.detailees import AGENCIES, detailee_hours
from evenhand.model.field_hours import field_hours
from evenhand.model.levers import default_values, levers
from evenhand.model.places import AREAS, PLACES
from evenhand.model.surge import Rotation, Transfer, places_visited, rotation_officers
from evenhand.model.weekdays import day_spread, weekday_factors
from evenhand.model.workforce import workforce

FIRST, DAYS = date(2026, 2, 2), 420
SHARES = np.array([1 / 25] * 25 + [0.0])


def values(**changed):
    new = {k.replace("__", "."): np.reshape(v, (1, 1, 1)) for k, v in changed.items()}
    return default_values(FIRST, DAYS).with_values({k: v.astype(float) for k, v in new.items()})


def rotation(**changed):
    parts = {
        "name": "visits", "first_day": FIRST, "last_day": None, "places": AREAS[:6],
        "shares": (1.0,) * 6, "order": "round robin", "at_a_time": 3, "visit_days": 7,
        "teams": 30.0, "from_home": 1.0, "active": np.ones(DAYS),
    }  # fmt: skip
    return Rotation(**(parts | changed))


def hours(lever_values=None, **parts):
    given_values = lever_values or values()
    return field_hours(given_values, SHARES, population_shares=SHARES, **parts)


def test_without_a_plan_the_workforce_stays_exactly_as_it_is():
    found = workforce(values(), SHARES)
    assert (found.equivalents == found.equivalents[0]).all()
    assert found.hired.sum() == found.left.sum() == 0


def test_a_tripled_workforce_waits_for_the_academy_and_for_learning():
    found = workforce(values(workforce__multiplier=3), SHARES)
    total = found.equivalents.sum(axis=1)
    academy = 8 * 7
    # Nobody graduates before the academy is over, and its 400 places a month limit what follows.
    assert (total[:academy] == total[0]).all()
    assert abs(found.hired.sum(axis=1)[:100].mean() - 400 / (365.25 / 12)) < 1e-6
    # Learners take more of officers' time than they bring at first.
    assert total[academy + 20] < total[0] + 0.35 * found.graduated[: academy + 21].sum()
    # A year on: at most twelve months of places, less failures and leavers.
    added = (found.officers + found.learners).sum(axis=1)[365] - found.officers.sum(axis=1)[0]
    assert 0.6 * 400 * 10 * 0.8 < added < 400 * 10.2 * 0.8


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 5), st.floats(0, 1000), st.floats(0.05, 0.35), st.floats(0, 0.5))
def test_officers_are_conserved(multiplier, hires, fails, leave):
    found = workforce(
        values(workforce__multiplier=multiplier, workforce__hires=hires,
               workforce__academy_failure=fails, workforce__new_attrition=leave), SHARES
    )  # fmt: skip
    stock = found.officers + found.recruits + found.learners
    change = np.diff(stock, axis=0)
    np.testing.assert_allclose(
        change, (found.hired - found.failed - found.left)[1:], atol=1e-6
    )  # fmt: skip
    for array in (found.officers, found.recruits, found.learners, found.equivalents):
        assert array.min() > -1e-6


def test_a_rotation_visits_three_places_a_week_in_the_stated_order():
    assert places_visited(rotation(), 0) == (0, 1, 2)
    assert places_visited(rotation(), 1) == (3, 4, 5)
    assert places_visited(rotation(), 2) == (0, 1, 2)
    assert places_visited(rotation(order="list"), 2) == ()
    there = rotation_officers(rotation(), FIRST, DAYS, np.full(DAYS, 7.0))
    assert there[0, :3].tolist() == [70, 70, 70] and there[0, 3:].sum() == 0
    assert (there.sum(axis=1) == 210).all()


def test_a_random_rotation_is_the_same_every_time():
    one = [places_visited(rotation(order="random"), n) for n in range(20)]
    two = [places_visited(rotation(order="random"), n) for n in range(20)]
    assert one == two and len({*one}) > 5


def test_surge_hours_are_taken_from_somewhere():
    base, found = hours(), hours(rotations=[rotation()])
    assert found.taken_from_home.sum() > 0
    away = found.surge_ratio == 0
    assert (found.total[away] <= base.total[away] + 1e-9).all()
    alone = hours(rotations=[rotation(from_home=0.0)])
    assert alone.taken_from_home.sum() == 0


@settings(max_examples=15, deadline=None)
@given(st.floats(1, 200), st.floats(1, 200))
def test_a_larger_surge_makes_an_arrest_dearer_and_collateral_larger(teams, more):
    small, large = (hours(rotations=[rotation(teams=n)]) for n in (teams, teams + more))
    visited = small.surge_ratio > 0
    assert (large.hours_factor[visited] > small.hours_factor[visited]).all()
    assert (large.collateral_factor[visited] > small.collateral_factor[visited]).all()
    assert (large.surge[visited] > small.surge[visited]).all()
    for array in (large.total, large.own, large.worksite):
        assert array.min() >= 0


def test_a_transfer_only_moves_officers():
    moved = Transfer("move", FIRST, None, ("Atlanta",), ("Boston",), 50.0, np.ones(DAYS))
    found, base = workforce(values(), SHARES, [moved]), workforce(values(), SHARES)
    change = found.equivalents - base.equivalents
    assert abs(change.sum()) < 1e-6
    assert change[0, PLACES.index("Boston")] == 50


def test_detailees_hours_are_missing_at_home():
    found = detailee_hours(values(), SHARES)
    assert (found.given_up > 0).all()
    half = levers()["detailees.productivity"].default
    np.testing.assert_allclose(found.hours.sum(axis=(2)), found.given_up * half)
    assert len(found.given_up) == len(AGENCIES)


def test_weeks_keep_their_sum_and_weekends_are_quieter():
    factors = weekday_factors(FIRST, 7, "at-large")
    assert abs(factors.mean() - 1) < 1e-12
    assert factors[5] < factors[0] > factors[6]
    assert 0 < day_spread("custodial") < 0.2
