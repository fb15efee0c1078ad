from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.compiled.custody import OVERFLOW_RULES, compile_custody
from evenhand.engines.cohorts import run_custody
from evenhand.errors import ScenarioError
from evenhand.scenarios.apply import apply_scenario, changed_values, first_day_of
from tests.runs import small_model
from tests.scenarios.test_checks import change, scenario

START = small_model().start
FIRST = START + timedelta(days=1)
DAYS = 60
STAGES = ("stock", "book_ins", "exits", "short", "refused", "above")


@pytest.fixture(scope="module")
def run():
    return compile_custody(small_model(), START + timedelta(days=DAYS))


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def beds(**said):
    plain = {"lever": "beds", "unit": "beds", "overflow": "release", "value": 5000.0}
    return change(**(plain | said))


def speed(**said):
    plain = {"lever": "removal-speed", "unit": "ratio", "value": None, "multiply": 2.0}
    return change(**(plain | said))


def differing(one, other):
    return {
        field.name
        for field in fields(one)
        if not np.array_equal(getattr(one, field.name), getattr(other, field.name))
    }


def test_a_scenario_without_changes_is_the_run_itself_and_gives_the_same_bits(run):
    same = apply_scenario(run, scenario())
    assert differing(run, same) == set()
    one, other = run_custody(run), run_custody(same)
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in STAGES)


@pytest.mark.parametrize(
    "nothing",
    [change(from_=day(5), value=None, multiply=1.0, unit="ratio"),
     speed(from_=day(3), multiply=1.0), speed(from_=day(3), multiply=None, value=1.0),
     beds(from_=day(2), value=1e6)],
    ids=["book-ins times one", "speed times one", "speed of one", "more beds than people"],
)  # fmt: skip
def test_a_change_that_changes_nothing_gives_the_baseline_exactly(run, nothing):
    one, other = run_custody(run), run_custody(apply_scenario(run, scenario(a=nothing)))
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in STAGES)


def test_the_run_that_was_given_is_left_as_it_is(run):
    before = {field.name: np.copy(getattr(run, field.name)) for field in fields(run)}
    apply_scenario(
        run, scenario(a=change(from_=day(1)), b=beds(from_=day(1)), c=speed(from_=day(1)))
    )
    for name, value in before.items():
        assert np.array_equal(value, getattr(run, name)), name


@given(st.integers(0, DAYS - 1), st.sampled_from(("book-ins", "beds", "removal-speed")),
       st.sampled_from(OVERFLOW_RULES), st.integers(0, 20))  # fmt: skip
@settings(max_examples=40)
def test_until_its_first_day_a_scenario_is_the_baseline_exactly_in_every_stage(
    run, first, lever, rule, ramp
):
    one = {
        "book-ins": change(from_=day(first), value=900.0, ramp_days=ramp),
        "beds": beds(from_=day(first), value=2000.0, overflow=rule),
        "removal-speed": speed(from_=day(first), multiply=3.0, ramp_days=ramp),
    }[lever]
    then, now = run_custody(run), run_custody(apply_scenario(run, scenario(a=one)))
    for name in STAGES:
        assert np.array_equal(getattr(then, name)[:first], getattr(now, name)[:first]), name
    assert any(
        not np.array_equal(getattr(then, name)[first], getattr(now, name)[first]) for name in STAGES
    )


def test_book_ins_of_an_origin_get_the_value_and_keep_their_classes(run):
    applied = apply_scenario(run, scenario(a=change(from_=day(10), value=700.0, origins=("CBP",))))
    assert applied.book_ins[10:, 1].sum(axis=1) == pytest.approx(700.0)
    assert np.array_equal(applied.book_ins[:10], run.book_ins[:10])
    assert np.array_equal(applied.book_ins[:, 0], run.book_ins[:, 0])
    mix = applied.book_ins[20, 1] / 700.0
    assert mix == pytest.approx(run.book_ins[20, 1] / run.book_ins[20, 1].sum())


def test_several_origins_each_get_the_value(run):
    applied = apply_scenario(run, scenario(a=change(from_=day(0), value=700.0)))
    assert applied.book_ins.sum(axis=2) == pytest.approx(np.full((DAYS, 2), 700.0))


def test_a_change_ends_on_the_day_that_is_named(run):
    one = change(from_=day(10), until=day(12), value=None, multiply=2.0, unit="ratio")
    ratio = apply_scenario(run, scenario(a=one)).book_ins[:, 0, 0] / run.book_ins[:, 0, 0]
    assert ratio == pytest.approx(np.where((np.arange(DAYS) >= 10) & (np.arange(DAYS) <= 12), 2, 1))


def test_a_ramp_reaches_its_value_in_equal_steps_on_its_last_day(run):
    values = changed_values(run, speed(from_=day(10), multiply=2.0, ramp_days=4), np.ones(DAYS))
    assert values[8:16] == pytest.approx([1, 1, 1.25, 1.5, 1.75, 2, 2, 2])


def test_a_ramp_that_began_before_the_run_is_under_way_when_it_starts(run):
    one = speed(from_=FIRST - timedelta(days=2), multiply=2.0, ramp_days=4)
    assert changed_values(run, one, np.ones(DAYS))[:3] == pytest.approx([1.75, 2, 2])


def test_a_series_steps_on_its_days(run):
    one = beds(from_=day(5), value=None, series={day(5): 900.0, day(8): 800.0}, until=day(9))
    applied = apply_scenario(run, scenario(a=one))
    assert applied.beds[4:11].tolist() == [np.inf, 900, 900, 900, 800, 800, np.inf]
    assert applied.overflow[4:11].tolist() == [0, 1, 1, 1, 1, 1, 0]


def test_a_series_that_began_before_the_run_has_its_newest_value(run):
    days = {FIRST - timedelta(days=9): 900.0, FIRST - timedelta(days=2): 800.0}
    applied = apply_scenario(run, scenario(a=beds(from_=min(days), value=None, series=days)))
    assert (applied.beds == 800).all()


def test_two_changes_of_one_lever_follow_each_other(run):
    first = beds(from_=day(5), until=day(9), value=900.0)
    second = beds(from_=day(10), value=800.0, overflow="refuse")
    applied = apply_scenario(run, scenario(a=first, b=second))
    assert applied.beds[[4, 5, 9, 10, 59]].tolist() == [np.inf, 900, 900, 800, 800]
    assert applied.overflow[[4, 5, 9, 10, 59]].tolist() == [0, 1, 1, 2, 2]


def test_a_change_after_the_end_of_the_run_is_refused(run):
    pattern = r"change 'late'  begins 2027-01-01, after the run ends \(2026-03-26\)\n.*--until"
    with pytest.raises(ScenarioError, match=pattern):
        apply_scenario(run, scenario(late=beds(from_=date(2027, 1, 1))))


def test_a_change_that_ended_before_the_run_is_refused(run):
    pattern = (
        r"change 'early'  ends 2025-03-01, before the run begins\n    the run begins 2026-01-26"
    )
    with pytest.raises(ScenarioError, match=pattern):
        early = beds(from_=date(2025, 1, 1), until=date(2025, 3, 1))
        apply_scenario(run, scenario(early=early))


def test_both_kinds_of_change_outside_the_run_are_told_at_once(run):
    late, early = beds(from_=date(2027, 1, 1)), beds(from_=FIRST - timedelta(days=9), until=START)
    with pytest.raises(ScenarioError, match=r"after the run ends") as caught:
        apply_scenario(run, scenario(late=late, early=early))
    assert len(caught.value.problems) == 2


def test_a_change_that_is_still_in_force_when_the_run_begins_counts(run):
    applied = apply_scenario(run, scenario(a=beds(from_=date(2025, 1, 1), until=day(3))))
    assert applied.beds[:5].tolist() == [5000] * 4 + [np.inf]


def test_the_first_day_of_a_scenario_is_that_of_its_first_change():
    both = scenario(a=change(from_=day(9)), b=beds(from_=day(4)))
    assert first_day_of(both) == day(4)
    assert first_day_of(scenario()) is None
