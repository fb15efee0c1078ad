from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.compiled.custody import LARGEST_HAZARD, OVERFLOW_RULES, RELEASE_ORDER
from evenhand.compiled.network import GRAIN
from evenhand.engines.cohorts import run_custody
from evenhand.engines.outcome import check_conservation
from evenhand.errors import ModelError
from evenhand.model.classes import AGE_DAYS, CLASSES, ORIGINS, REMOVAL
from tests.runs import known_runs, random_runs

FLOWS = ("stock", "book_ins", "exits", "short", "refused", "above")
RELEASE, REFUSE = (float(OVERFLOW_RULES.index(rule)) for rule in ("release", "refuse"))
plain_run, waiting = known_runs.plain_run, known_runs.waiting


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in FLOWS)


def limited(run, beds, rule):
    size = run.days
    return replace(run, beds=np.full(size, float(beds)), overflow=np.full(size, rule))


# -------------------------------------------------------------------------------- conservation


@given(random_runs(longest=12))
def test_stock_after_is_exactly_stock_before_plus_in_minus_out(run):
    outcome = run_custody(run)
    before = np.concatenate([outcome.start[None], outcome.stock[:-1]])
    out = outcome.exits.sum(axis=3) + outcome.short
    assert (outcome.stock == before + outcome.book_ins - out).all()
    assert outcome.stock[-1].sum() == outcome.age_state.sum()
    assert (outcome.start.sum() + outcome.book_ins.sum()) == outcome.stock[-1].sum() + out.sum()


@given(random_runs())
def test_every_flow_counts_whole_grains_and_none_is_negative(run):
    outcome = run_custody(run)
    for name in ("stock", "book_ins", "exits", "short", "refused"):
        values = getattr(outcome, name)
        assert (values >= 0).all(), name
        assert (np.floor(values / GRAIN) * GRAIN == values).all(), name
    assert (outcome.age_state >= 0).all()


@given(random_runs(), st.sampled_from(("book_ins", "exits", "short", "stock")), st.randoms())
def test_a_flow_that_is_tampered_with_by_one_grain_is_found(run, name, chance):
    outcome = run_custody(run)
    values = getattr(outcome, name).copy()
    place = tuple(chance.randrange(size) for size in values.shape)
    values[place] += GRAIN
    with pytest.raises(ModelError, match=r"people are not conserved") as caught:
        check_conservation(replace(outcome, **{name: values}))
    where = f"day {place[0]} of the run, {ORIGINS[place[1]]}, {CLASSES[place[2]]}"
    assert caught.value.problems[0].where == where


@given(random_runs(rules=("refuse",)))
def test_book_ins_that_are_refused_and_admitted_add_up_to_those_planned(run):
    outcome = run_custody(run)
    planned = np.round(run.book_ins / GRAIN) * GRAIN
    assert (outcome.book_ins + outcome.refused == planned).all()


# ------------------------------------------------------------------------------ beds and rules


@given(random_runs(rules=("release",)))
def test_with_the_rule_to_release_nobody_is_above_the_beds(run):
    outcome = run_custody(run)
    assert (outcome.stock.sum(axis=(1, 2)) <= run.beds).all()
    assert (outcome.above == 0).all()
    assert (outcome.refused == 0).all()


@given(random_runs(rules=("overflow",)))
def test_with_the_rule_to_count_nobody_is_released_or_refused(run):
    outcome = run_custody(run)
    assert (outcome.short == 0).all()
    assert (outcome.refused == 0).all()
    excess = np.maximum(0, outcome.stock.sum(axis=(1, 2)) - run.beds)
    assert np.array_equal(outcome.above, excess)


@given(random_runs(rules=("refuse",)))
def test_with_the_rule_to_refuse_book_ins_fill_the_free_beds_at_most(run):
    outcome = run_custody(run)
    stayed = outcome.stock - outcome.book_ins
    free = np.maximum(0, run.beds - stayed.sum(axis=(1, 2)))
    assert (outcome.book_ins.sum(axis=(1, 2)) <= free + 1e-9).all()
    assert (outcome.short == 0).all()


def test_people_are_released_in_the_stated_order_of_classes_and_alike_within_one():
    run = limited(plain_run(1, 0.0, 0.0, waiting(2.0)), 1200, RELEASE)
    released = run_custody(run).short[0]  # 2,400 are there: 800 of each class
    by_class = dict(zip(CLASSES, released.sum(axis=0), strict=True))
    assert by_class[RELEASE_ORDER[0]] == 800
    assert by_class[RELEASE_ORDER[1]] == pytest.approx(400, abs=2 * AGE_DAYS * GRAIN)
    assert by_class[RELEASE_ORDER[2]] == 0
    assert released[0] == pytest.approx(released[1], abs=AGE_DAYS * GRAIN)


def test_zero_beds_leave_nobody_in_detention_whatever_the_rule_to_release():
    outcome = run_custody(limited(plain_run(5, 0.1, 50.0, waiting(2.0)), 0, RELEASE))
    assert (outcome.stock == 0).all()
    assert outcome.short.sum() + outcome.exits.sum() == outcome.start.sum() + 5 * 6 * 50


def test_zero_beds_admit_nobody_with_the_rule_to_refuse():
    outcome = run_custody(limited(plain_run(5, 0.1, 50.0, waiting(2.0)), 0, REFUSE))
    assert (outcome.book_ins == 0).all()
    assert (outcome.refused == 50).all()


def test_without_book_ins_the_stock_only_falls_and_then_is_gone():
    outcome = run_custody(plain_run(300, 0.3, 0.0, waiting(2.0)))
    total = outcome.stock.sum(axis=(1, 2))
    assert (np.diff(total) <= 0).all()
    assert total[-1] < 6 * AGE_DAYS * AGE_DAYS * GRAIN
    assert (outcome.book_ins == 0).all()


def test_an_empty_start_without_book_ins_stays_empty_even_with_feedback():
    run = plain_run(3, 0.1, 0.0)
    run = replace(run, own_stock=np.ones(2), all_stock=np.ones(2), inflow=np.ones(2))
    assert (run_custody(run).stock == 0).all()


def test_a_run_whose_reference_stock_is_nobody_can_be_run():
    run = replace(plain_run(3, 0.1, 10.0), stock_reference=np.zeros(2))
    assert run_custody(run).stock[-1].sum() > 0


# -------------------------------------------------------------------------------- steps of a day


def test_no_more_than_nine_tenths_of_a_cell_leave_in_a_day():
    run = plain_run(1, 1.0, 0.0, waiting(1000.0))
    run = replace(run, level=np.full((1, 2), 50.0))
    assert run_custody(run).exits.sum() == pytest.approx(6 * 200 * 1000 * LARGEST_HAZARD)


def test_no_one_leaves_on_the_day_of_booking_in():
    outcome = run_custody(plain_run(1, 0.9, 100.0))
    assert outcome.exits.sum() == 0
    assert outcome.stock.sum() == 600


def test_speed_of_removal_changes_removals_only_as_long_as_hazards_are_small():
    slow = plain_run(1, 0.01, 0.0, waiting(1000.0))
    fast = replace(slow, removal_speed=np.full(1, 2.0))
    one, two = run_custody(slow).exits.sum(axis=(0, 1, 2)), run_custody(fast).exits
    two = two.sum(axis=(0, 1, 2))
    assert two[REMOVAL] == pytest.approx(2 * one[REMOVAL], rel=1e-4)
    assert np.delete(two, REMOVAL) == pytest.approx(np.delete(one, REMOVAL), rel=1e-4)


def test_where_every_exit_is_a_removal_and_removals_stop_nobody_leaves():
    run = plain_run(10, 0.1, 5.0, waiting(2.0))
    shares = np.zeros_like(run.reason_shares)
    shares[:, REMOVAL] = 1.0
    run = replace(run, reason_shares=shares, removal_speed=np.zeros(10))
    assert run_custody(run).exits.sum() == 0


# -------------------------------------------------------------------- sameness and monotonicity


def test_the_same_run_gives_the_same_bits_twice_and_leaves_its_inputs_alone():
    run = limited(plain_run(50, 0.05, 40.0, waiting(1.0)), 900, RELEASE)
    state = run.state.copy()
    assert same(run_custody(run), run_custody(run))
    assert np.array_equal(run.state, state)


def test_two_equal_classes_are_one_class_of_twice_the_size():
    both = plain_run(120, known_runs.hump_hazard(), 64.0, waiting(3.0))
    double = replace(
        known_runs.one_class(both, 0),
        state=known_runs.one_class(both, 0).state * 2,
        book_ins=known_runs.one_class(both, 0).book_ins * 2,
    )
    two, one = run_custody(both), run_custody(double)
    apart = np.abs(two.stock[:, :, :2].sum(axis=2) - one.stock[:, :, 0]).max()
    assert apart <= known_runs.rounding_bound(120)
    assert np.array_equal(two.stock[:, :, 0], two.stock[:, :, 1])


def test_two_equal_classes_are_exactly_one_class_where_hazards_need_no_rounding():
    both = plain_run(8, 0.25, 64.0, waiting(1024.0))
    double = known_runs.one_class(both, 0)
    double = replace(double, state=double.state * 2, book_ins=double.book_ins * 2)
    assert np.array_equal(
        run_custody(both).stock[:, :, :2].sum(axis=2), run_custody(double).stock[:, :, 0]
    )


@given(st.floats(0, 4000), st.floats(1, 3000), st.sampled_from((RELEASE, REFUSE)))
@settings(max_examples=40)
def test_more_beds_never_mean_fewer_removals(beds, more, rule):
    run = plain_run(60, 0.03, 100.0, waiting(3.0))
    few, many = (run_custody(limited(run, size, rule)) for size in (beds, beds + more))
    removed = [outcome.exits[..., REMOVAL].sum() for outcome in (few, many)]
    assert removed[0] <= removed[1] + known_runs.rounding_bound(60)


@given(st.floats(50, 3000), st.floats(1.1, 4))
@settings(max_examples=40)
def test_more_book_ins_at_binding_beds_raise_releases_and_hardly_removals(beds, factor):
    run = limited(plain_run(60, 0.03, 400.0, waiting(20.0)), beds, RELEASE)
    more = replace(run, book_ins=run.book_ins * factor)
    few, many = run_custody(run), run_custody(more)
    assert many.short.sum() > few.short.sum()
    removed = [outcome.exits[1:, ..., REMOVAL].sum() for outcome in (few, many)]
    assert removed[1] == pytest.approx(removed[0], rel=0.02)


@given(random_runs(longest=10, rules=("overflow",)), st.floats(1.0, 3.0))
def test_faster_removals_never_raise_the_stock(run, factor):
    # With feedback a lower stock slows exits; the statement is about hazards as they are given.
    run = replace(run, own_stock=np.zeros(2), all_stock=np.zeros(2), inflow=np.zeros(2))
    fast = replace(run, removal_speed=run.removal_speed * factor)
    gap = run_custody(fast).stock - run_custody(run).stock
    assert gap.max() <= known_runs.rounding_bound(run.days)


def test_longer_stays_at_fixed_beds_mean_fewer_removals():
    short, long = (
        run_custody(limited(plain_run(120, hazard, 100.0, waiting(3.0)), 3000, RELEASE))
        for hazard in (1 / 30, 1 / 60)
    )
    assert long.exits[..., REMOVAL].sum() < short.exits[..., REMOVAL].sum()


def test_own_stock_feedback_pulls_the_stock_to_its_reference():
    free = plain_run(400, 0.05, 100.0)
    run = replace(free, own_stock=np.full(2, 2.0), stock_reference=np.full(2, 3000.0))
    gap = [abs(run_custody(one).stock[-1].sum(axis=1) - 3000).max() for one in (free, run)]
    assert gap[1] < gap[0] / 2
