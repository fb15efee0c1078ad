from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

from evenhand.compiled.custody import OVERFLOW_RULES, compile_custody
from evenhand.compiled.network import GRAIN
from evenhand.engines.cohorts import run_custody
from evenhand.engines.reference import run_reference, whole
from evenhand.model.classes import AGE_DAYS, CLASSES, EXITS, ORIGINS
from tests.runs import known_runs, random_runs, small_model

GRAINS_APART = 4 * AGE_DAYS
NEARLY = 1e-6


def differences(run):
    """Every number of the plain twin that is further from the engine's than rounding explains.

    The twin rounds down each age of stay on each day, the engine each band of ages.
    """
    near = GRAINS_APART * GRAIN * run.days
    outcome, told = run_custody(run), run_reference(run)
    wrong = []
    for day, said in enumerate(told):
        for (o, origin), (c, kind) in product(enumerate(ORIGINS), enumerate(CLASSES)):
            pairs = [
                ("stock", outcome.stock[day, o, c], said["stock", origin, kind]),
                ("refused", outcome.refused[day, o, c], said["refused", origin, kind]),
                ("short", outcome.short[day, o, c], said.get(("short", origin, kind), 0.0)),
            ]
            pairs += [
                (reason, outcome.exits[day, o, c, number], said["exit", origin, kind, reason])
                for number, reason in enumerate(EXITS)
            ]
            wrong += [
                (day, origin, kind, *pair)
                for pair in pairs
                if abs(pair[1] - pair[2]) > near + NEARLY * abs(pair[2])
            ]
    return wrong


@given(random_runs(longest=5))
@example(known_runs.plain_run(3, 0.25, 64.0, known_runs.waiting(8.0)))
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_the_fast_engine_and_the_plain_twin_agree_within_rounding(run):
    assert differences(run) == []


@pytest.mark.parametrize("rule", range(len(OVERFLOW_RULES)), ids=OVERFLOW_RULES)
@pytest.mark.parametrize("speed", [0.0, 0.75, 1.0, 1.25])
@pytest.mark.parametrize("exponents", [(0, 0, 0), (2, 1, 0.25), (1, 3, 0.5)], ids=str)
def test_they_agree_for_every_rule_speed_and_feedback(rule, speed, exponents):
    model = small_model()
    run = compile_custody(model, model.start.replace(month=2, day=8))
    own, everyone, inflow = exponents
    run = replace(
        run,
        beds=np.full(run.days, 0.8 * model.stock.sum()),
        overflow=np.full(run.days, float(rule)),
        removal_speed=np.full(run.days, speed),
        own_stock=np.full(2, float(own)),
        all_stock=np.full(2, float(everyone)),
        inflow=np.full(2, float(inflow)),
    )
    assert differences(run) == []


def test_the_comparison_notices_a_difference_of_a_hundredth_of_a_person(monkeypatch):
    run = known_runs.plain_run(3, 0.1, 64.0, known_runs.waiting(8.0))
    moved = replace(run, book_ins=run.book_ins + 0.01)
    told = run_reference(moved)
    monkeypatch.setattr("tests.engines.test_reference.run_reference", lambda _: told)
    assert len(differences(run)) >= 3 * 6


def test_numbers_are_rounded_down_to_whole_grains():
    assert whole(1.0) == 1.0
    assert whole(1.0 + GRAIN / 2) == 1.0
    assert whole(GRAIN * 0.99) == 0.0


def test_an_empty_reference_stock_is_treated_alike():
    run = known_runs.plain_run(2, 0.1, 10.0)
    assert differences(replace(run, stock_reference=np.zeros(2), all_stock=np.ones(2))) == []
