from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.compiled.custody import LARGEST_HAZARD
from evenhand.fitting.custody_filter import (
    LEVEL_BOUNDS,
    move_one_day,
    run_filter,
    solve_level,
    stationary_ages,
)
from evenhand.fitting.custody_record import custody_record
from evenhand.model.classes import AGE_DAYS
from evenhand.model.custody import base_hazard
from evenhand.model.parameters import defaults
from tests.fitting.tampering import custody_only

HAZARD = base_hazard(defaults())


@pytest.fixture(scope="module")
def filtered(shipped):
    record = custody_record(custody_only(shipped))
    return record, run_filter(record, HAZARD, 1200)


def test_nobody_is_lost_or_made_in_a_day():
    people = np.random.default_rng(1).random((2, AGE_DAYS)) * 100
    older, leaving = move_one_day(people, HAZARD, np.array([5.0, 7.0]))
    assert older.sum() + leaving.sum() == pytest.approx(people.sum() + 12, rel=1e-12)
    assert (older[:, 0] == [5.0, 7.0]).all()


@given(st.floats(0.2, 5.0), st.floats(0.2, 5.0), st.integers(1, 40), st.floats(0, 2000))
@settings(max_examples=40)
def test_the_level_that_made_a_stock_is_found_again(ice, cbp, days, inflow):
    level = np.array([ice, cbp])
    people = np.stack([np.exp(-np.arange(AGE_DAYS) / 40.0), np.exp(-np.arange(AGE_DAYS) / 9.0)])
    people = people * 1000
    flows = np.full((days, 2), inflow)
    moved = people
    for flow in flows:
        moved, _ = move_one_day(moved, np.minimum(LARGEST_HAZARD, level[:, None] * HAZARD), flow)
    found = solve_level(people, HAZARD, flows, moved.sum(axis=1), np.ones(2))
    again = people
    for flow in flows:
        again, _ = move_one_day(again, np.minimum(LARGEST_HAZARD, found[:, None] * HAZARD), flow)
    assert again.sum(axis=1) == pytest.approx(moved.sum(axis=1), rel=1e-6)
    if inflow == 0 or days < 20:
        assert found == pytest.approx(level, rel=1e-4)


def test_a_stock_that_no_level_explains_gets_the_bound():
    people = np.ones((2, AGE_DAYS))
    grown = solve_level(people, HAZARD, np.zeros((5, 2)), np.array([1e6, 1e6]), np.ones(2))
    assert grown == pytest.approx(np.exp([LEVEL_BOUNDS[0]] * 2), rel=1e-6)


@pytest.mark.parametrize("stock", [300.0, 30_000.0, 90_000.0])
def test_stationary_ages_add_up_to_the_stock_and_stay_as_they_are(stock):
    ages = stationary_ages(HAZARD[0], 1000.0, stock)
    assert ages.sum() == pytest.approx(stock, rel=1e-9)
    assert (np.diff(ages[:-1]) <= 0).all()
    if 10_000 < stock < 60_000:
        survivors = ages / ages[0]
        leaving = 1 - survivors[1:-1] / survivors[:-2]
        level = leaving / HAZARD[0, :-2]
        assert level == pytest.approx(np.full(AGE_DAYS - 2, level[0]), rel=1e-6)
        assert ages[0] == pytest.approx(1000.0, rel=1e-6)


def test_the_filter_arrives_at_every_published_stock(filtered):
    record, result = filtered
    for knot in record.knots:
        day = (knot.day - result.first_day).days
        if day > 0:
            assert result.stock[day] == pytest.approx(knot.people, rel=2e-3), knot.day
    last = record.knots[-1]
    assert result.state.sum(axis=(1, 2)) == pytest.approx(last.people, rel=1e-9)
    assert result.state.sum(axis=2) == pytest.approx(last.by_class, abs=1e-6)


def test_what_came_in_and_did_not_stay_went_out(filtered):
    record, result = filtered
    flows = record.book_ins_between(result.first_day, result.last_knot.day)
    left = result.stock[:-1] + flows[1:] - result.stock[1:]
    knots = {(knot.day - result.first_day).days for knot in record.knots}
    plain = [day for day in range(1, len(result.stock)) if day - 1 not in knots]
    gap = np.abs(left[np.array(plain) - 1] - result.exits[plain])
    assert gap.max() < 1e-6 * result.stock.max()


def test_the_exits_are_the_base_exits_times_the_level(filtered):
    _, result = filtered
    for (before, _), (day, level) in pairwise(result.levels):
        days = slice((before - result.first_day).days + 1, (day - result.first_day).days + 1)
        ratio = result.exits[days].sum(axis=0) / result.base_exits[days].sum(axis=0)
        assert ratio == pytest.approx(level, rel=1e-9)


def test_shares_of_classes_are_shares_and_exits_by_class_add_up(filtered):
    _, result = filtered
    assert result.class_shares[1:].sum(axis=2) == pytest.approx(1.0)
    assert (result.class_shares >= 0).all()
    assert result.exits_by_class.sum(axis=1) == pytest.approx(result.exits.sum(axis=1), rel=1e-9)


def test_a_shorter_history_hardly_changes_the_level_at_the_end(filtered):
    record, result = filtered
    short = run_filter(record, HAZARD, 900)
    assert short.levels[-1][1] == pytest.approx(result.levels[-1][1], rel=0.01)
