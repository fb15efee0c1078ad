from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.compiled.custody import check_compiled, compile_custody
from evenhand.compiled.network import GRAIN, whole_grains
from evenhand.errors import ModelError
from tests.runs import known_runs, small_model

MODEL = small_model()
LAST = MODEL.start + timedelta(days=20)


def test_a_baseline_continues_book_ins_level_and_shares_as_they_were():
    run = compile_custody(MODEL, LAST)
    assert run.first_day == MODEL.start + timedelta(days=1)
    assert run.days == 20
    assert run.book_ins.sum(axis=2) == pytest.approx(np.tile(MODEL.book_ins, (20, 1)))
    assert (run.level == MODEL.level).all()
    assert np.isinf(run.beds).all()
    assert (run.removal_speed == 1).all()


def test_book_ins_may_be_given_and_keep_the_classes():
    flows = np.arange(40.0).reshape(20, 2)
    run = compile_custody(MODEL, LAST, book_ins=flows)
    assert run.book_ins.sum(axis=2) == pytest.approx(flows)
    assert run.book_ins[7, 1] == pytest.approx(15 * MODEL.class_shares[1])


@pytest.mark.parametrize("days", [0, -30])
def test_a_run_that_ends_before_it_begins_is_refused(days):
    with pytest.raises(ModelError, match=r"is not after the start of the model, 2026-01-25\n"):
        compile_custody(MODEL, MODEL.start + timedelta(days=days))


@given(st.floats(0, 1e9))
def test_rounding_to_grains_changes_a_number_by_half_a_grain_at_most(people):
    (found,) = whole_grains(np.array([people]))
    assert abs(people - found) <= GRAIN / 2
    assert found / GRAIN == np.floor(found / GRAIN)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("state", np.zeros((2, 3, 5)), r"state  has shape \(2, 3, 5\), should have \(2, 3, 420\)"),
        ("level", np.full((5, 2), np.nan), r"level  holds something that is not a number"),
        ("book_ins", np.full((5, 2, 3), -1.0), r"book_ins  is negative somewhere"),
        ("base_hazard", np.full((2, 420), np.inf), r"base_hazard  holds something"),
        ("removal_speed", np.ones(4), r"removal_speed  has shape \(4,\), should have \(5,\)"),
        ("beds", np.array([1, 2, np.nan, 4, 5]), r"beds  is negative or no number somewhere"),
        ("beds", np.array([1, 2, -3.0, 4, 5]), r"beds  is negative or no number somewhere"),
        ("reason_shares", np.full((3, 9), 0.2), r"reason_shares  add up to .*, should be 1"),
        ("stock_reference", np.zeros(3), r"stock_reference  has shape"),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_name(name, value, said):
    run = replace(known_runs.plain_run(5, 0.1, 1.0), **{name: value})
    with pytest.raises(ModelError, match=said):
        check_compiled(run)


def test_every_problem_of_a_run_is_told_at_once():
    run = replace(known_runs.plain_run(5, 0.1, 1.0), level=np.zeros(3), beds=np.full(5, -1.0))
    with pytest.raises(ModelError, match=r"level  has shape") as caught:
        check_compiled(run)
    assert len(caught.value.problems) == 2
