"""Theory against the engine; the comparisons are those of ``verification/known_answers.py``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evenhand.compiled.custody import OVERFLOW_RULES
from evenhand.engines.cohorts import run_custody
from evenhand.model.classes import AGE_DAYS, CLASSES, ORIGINS
from tests.runs import known_runs as known

ANSWERS = list(known.known_answers())


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.name)
def test_the_engine_gives_the_known_answer(answer):
    assert answer.gap <= answer.tolerance, answer.basis


@pytest.mark.parametrize("stay", sorted(known.TEXTBOOK_SINUSOID))
def test_a_yearly_wave_has_the_published_amplitude_factor_and_lag(stay):
    factor, lag = known.TEXTBOOK_SINUSOID[stay]
    ends, stock, expected = known.wave_run(stay)
    found = known.measured_wave(ends, stock)
    rounding = 0.5e-6, 0.005  # of the published figures
    assert abs(found.factor - factor) <= factor * known.wave_tolerance(stay) + rounding[0]
    assert abs(found.lag - lag) <= lag * known.wave_tolerance(stay) + rounding[1]
    assert np.abs(stock / expected - 1).max() < 10 * known.wave_tolerance(stay)


@pytest.mark.parametrize("stay", sorted(known.TEXTBOOK_SINUSOID))
def test_the_wave_test_would_notice_a_stay_that_is_one_percent_longer(stay):
    found = known.measured_wave(*known.wave_run(stay * 1.01)[:2])
    factor, lag = known.TEXTBOOK_SINUSOID[stay]
    assert abs(found.factor - factor) > 10 * factor * known.wave_tolerance(stay)
    assert abs(found.lag - lag) > 10 * lag * known.wave_tolerance(stay)


@pytest.mark.parametrize("shape", ["constant", "hump", "rising", "deterministic"])
def test_the_stock_is_the_convolution_of_book_ins_with_the_survival(shape):
    days = 400
    ages = np.arange(AGE_DAYS)
    hazards = {
        "constant": np.full(AGE_DAYS, 1 / 45),
        "hump": known.hump_hazard(),
        "rising": 0.9 * (1 - np.exp(-ages / 100)),
        "deterministic": np.where(ages >= 30, 0.9, 0.0),
    }
    inflow = 1e5 * (1 + 0.8 * np.sin(np.arange(days) / 9.0))
    outcome = run_custody(known.plain_run(days, hazards[shape], inflow))
    expected = known.convolved(inflow, hazards[shape])
    assert np.abs(outcome.stock[:, 1, 2] / expected - 1).max() < 1e-6


def test_the_mean_elapsed_stay_of_a_memoryless_stock_is_one_day_less_than_the_mean_stay():
    # E[S^2]/(2E[S]) - 1/2 = (2 - h)/(2h) - 1/2 = 1/h - 1 for a geometric stay.
    assert known.inspected_age(np.full(AGE_DAYS, 1 / 30)) == pytest.approx(29.0, abs=1e-9)
    found = known.mean_age(known.stationary_run(np.full(AGE_DAYS, 1 / 30)))
    assert found == pytest.approx(29.0, abs=1e-3)


def test_a_stock_of_varied_stays_has_waited_longer_than_half_the_mean_stay():
    hazard = known.hump_hazard()
    mean_stay = known.survival(hazard, 10_000).sum()
    found = known.mean_age(known.stationary_run(hazard))
    assert found > 2.5 * (mean_stay - 1) / 2


def test_a_stock_of_equal_stays_has_waited_half_of_them():
    # Nine tenths leave after 30 days, and nine tenths of the rest a day later, and so on.
    hazard = np.where(np.arange(AGE_DAYS) >= 29, 0.9, 0.0)
    assert known.mean_age(known.stationary_run(hazard, days=200)) == pytest.approx(14.5, abs=0.12)


def test_an_overloaded_stock_with_a_limit_of_beds_loses_the_share_of_the_fluid_limit():
    # K10: beds c, offered load a: the share refused is 1 - c/a.
    stay, beds, groups = 30.0, 21_000.0, len(ORIGINS) * len(CLASSES)
    offered = 27_600.0
    run = known.plain_run(1500, 1 / stay, offered / stay / groups)
    run = replace(
        run,
        beds=np.full(1500, beds),
        overflow=np.full(1500, float(OVERFLOW_RULES.index("refuse"))),
    )
    outcome = run_custody(run)
    lost = outcome.refused[-365:].sum() / run.book_ins[-365:].sum()
    assert lost == pytest.approx(1 - beds / offered, rel=1e-5)  # counting in grains
