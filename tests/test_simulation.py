from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from evenhand.errors import ModelError, ScenarioError
from evenhand.simulation import default_last_day, simulate
from tests.runs import small_model
from tests.scenarios.test_apply import beds
from tests.scenarios.test_checks import scenario

MODEL = small_model()
LAST = MODEL.start + timedelta(days=40)


def test_a_run_ends_with_a_month_two_years_on_when_nobody_says_otherwise():
    assert default_last_day(MODEL) == date(2028, 1, 31)
    assert simulate(MODEL).outcome.stock.shape[0] == (date(2028, 1, 31) - MODEL.start).days


def test_a_scenario_without_changes_is_the_baseline_bit_for_bit():
    one, other = simulate(MODEL, LAST), simulate(MODEL, LAST, scenario())
    assert one.daily.equals(other.daily)
    assert one.monthly.equals(other.monthly)
    assert np.array_equal(one.outcome.age_state, other.outcome.age_state)


def test_the_same_question_has_the_same_answer_twice():
    assert simulate(MODEL, LAST).daily.equals(simulate(MODEL, LAST).daily)


def test_a_run_keeps_the_model_and_what_was_run():
    simulation = simulate(MODEL, LAST, scenario(a=beds(from_=LAST, value=9.0)))
    assert simulation.model is MODEL
    assert simulation.run.beds[-1] == 9.0
    assert simulation.outcome.beds[-1] == 9.0


def test_a_scenario_outside_the_run_is_refused():
    with pytest.raises(ScenarioError, match=r"after the run ends"):
        simulate(MODEL, LAST, scenario(a=beds(from_=LAST + timedelta(days=1))))


def test_a_run_that_ends_before_it_begins_is_refused():
    with pytest.raises(ModelError, match=r"is not after the start of the model"):
        simulate(MODEL, MODEL.start)
