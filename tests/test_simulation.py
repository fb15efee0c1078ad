from __future__ import annotations

from datetime import date, timedelta

import pytest

from evenhand.errors import ModelError
from evenhand.simulation import default_last_day, simulate
from tests.runs import small_model

MODEL = small_model()
LAST = MODEL.start + timedelta(days=40)


def test_a_run_ends_with_a_month_two_years_on_when_nobody_says_otherwise():
    assert default_last_day(MODEL) == date(2028, 1, 31)
    assert simulate(MODEL).outcome.stock.shape[0] == (date(2028, 1, 31) - MODEL.start).days


def test_the_same_question_has_the_same_answer_twice():
    assert simulate(MODEL, LAST).daily.equals(simulate(MODEL, LAST).daily)


def test_a_run_keeps_the_model_and_what_was_run():
    simulation = simulate(MODEL, LAST)
    assert simulation.model is MODEL
    assert simulation.run.days == len(simulation.outcome.stock)


def test_a_run_that_ends_before_it_begins_is_refused():
    with pytest.raises(ModelError, match=r"is not after the start of the model"):
        simulate(MODEL, MODEL.start)
