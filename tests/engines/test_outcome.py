from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evenhand.engines.cohorts import run_custody
from evenhand.engines.outcome import check_conservation
from evenhand.errors import ModelError
from tests.runs import known_runs


def test_a_loss_is_reported_with_day_origin_class_and_number():
    outcome = run_custody(known_runs.plain_run(7, 0.1, 1.0))
    stock = outcome.stock.copy()
    stock[4, 1, 2] -= 2.0
    pattern = r"day 4 of the run, CBP, other  people are not conserved: -2\.000000000"
    with pytest.raises(ModelError, match=pattern):
        check_conservation(replace(outcome, stock=stock))


def test_a_start_that_does_not_fit_the_first_day_is_found():
    outcome = run_custody(known_runs.plain_run(7, 0.1, 1.0))
    with pytest.raises(ModelError, match=r"day 0 of the run, ICE, convicted"):
        check_conservation(replace(outcome, start=outcome.start + np.ones((2, 3))))
