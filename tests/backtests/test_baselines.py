from __future__ import annotations

import importlib
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.backtests import baselines
from evenhand.backtests.baselines import METHODS, baseline_quantiles
from evenhand.backtests.scores import LEVELS
from evenhand.errors import DataError, EvenhandError

MEDIAN = LEVELS.index(0.5)


def walk(months, seed=3):
    rng = np.random.default_rng(seed)
    return 1000 * np.exp(np.cumsum(rng.normal(0, 0.08, months)))


def medians(history, steps, method):
    return baseline_quantiles(history, steps)[method][:, MEDIAN]


def test_the_last_value_is_repeated_with_the_spread_of_a_random_walk():
    history = walk(40)
    found = baseline_quantiles(history, 6)["last value"]
    assert found[:, MEDIAN] == pytest.approx([history[-1]] * 6, rel=1e-12)
    width = np.log(found[:, -1] / found[:, 0])
    assert width / width[0] == pytest.approx(np.sqrt(np.arange(1, 7)))
    spread = np.sqrt((np.diff(np.log(history)) ** 2).sum() / 39)
    assert width[0] == pytest.approx(2 * 1.6448536 * spread, rel=0.02)


def test_drift_follows_a_line():
    grows = 500 * 1.03 ** np.arange(30)
    assert medians(grows, 6, "drift") == pytest.approx(500 * 1.03 ** np.arange(30, 36))


def test_seasonal_naive_repeats_the_season():
    shape = 100 + 10 * np.arange(12.0)
    history = np.tile(shape, 3)[:-4]
    again = medians(history, 6, "seasonal naive")
    assert again == pytest.approx([*shape[8:], *shape[:2]])


def test_the_automatic_methods_see_a_plain_trend_and_season():
    months = np.arange(60)
    rng = np.random.default_rng(5)
    history = np.exp(6 + 0.01 * months + np.sin(months / 6 * np.pi) + rng.normal(0, 0.02, 60))
    came = np.exp(6 + 0.01 * np.arange(60, 66) + np.sin(np.arange(60, 66) / 6 * np.pi))
    found = baseline_quantiles(history, 6)
    for method in ("automatic ETS", "automatic ARIMA"):
        assert found[method][:, MEDIAN] == pytest.approx(came, rel=0.06), method


@pytest.mark.parametrize("months", [3, 10, 24, 70])
def test_intervals_nest_and_do_not_narrow(months):
    for method, quantiles in baseline_quantiles(walk(months), 8).items():
        assert quantiles.shape == (8, len(LEVELS))
        assert (quantiles > 0).all()
        assert (np.diff(quantiles, axis=1) >= 0).all(), method
        width = np.log(quantiles[:, -1] / quantiles[:, 0])
        assert (np.diff(width) >= -1e-9).all(), method


@pytest.mark.parametrize(
    ("months", "methods"),
    [
        (0, ()),
        (2, ()),
        (3, METHODS[:2]),
        (9, METHODS[:2]),
        (10, (*METHODS[:2], *METHODS[3:])),
        (23, (*METHODS[:2], *METHODS[3:])),
        (24, METHODS),
    ],
)
def test_a_short_history_leaves_methods_out(months, methods):
    assert tuple(baseline_quantiles(walk(months), 2)) == methods


@pytest.mark.parametrize("months", [5, 30])
def test_a_constant_history_goes_on_with_certainty(months):
    found = baseline_quantiles(np.full(months, 12.5), 3)
    assert len(found) == (2 if months < 10 else 5)
    for quantiles in found.values():
        assert (quantiles == 12.5).all()


def test_forecasts_are_the_same_every_time_and_scale_with_the_unit():
    history = walk(50)
    first, again = baseline_quantiles(history, 4), baseline_quantiles(history, 4)
    for method in METHODS:
        assert np.array_equal(first[method], again[method])
    # Another unit shifts the logarithms; the plain methods do not mind at all.
    tenfold = baseline_quantiles(10 * history, 4)
    for method in METHODS[:3]:
        assert tenfold[method] == pytest.approx(10 * first[method], rel=1e-9)


@given(st.lists(st.floats(1, 1e5), min_size=3, max_size=30))
@settings(max_examples=15)
def test_odd_histories_give_finite_rising_quantiles_and_no_warning(history):
    for quantiles in baseline_quantiles(np.array(history), 3).values():
        assert np.isfinite(np.log(quantiles)).all()
        assert (np.diff(quantiles, axis=1) >= 0).all()


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_values_must_be_above_nothing(bad):
    with pytest.raises(DataError, match="not above 0"):
        baseline_quantiles(np.array([1.0, bad, 2.0, 3.0]), 1)


def test_at_least_one_month_is_forecast():
    with pytest.raises(DataError, match="give 1 or more"):
        baseline_quantiles(walk(10), 0)


def test_without_the_library_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "statsforecast.models", None)
    with pytest.raises(EvenhandError, match=r"pip install 'evenhand\[baselines\]'"):
        baseline_quantiles(walk(10), 1)


@pytest.mark.parametrize("failure", [Exception("no model able to be fitted"), ValueError("x")])
def test_a_method_that_finds_nothing_is_left_out(monkeypatch, failure):
    fail_with(monkeypatch, failure)
    assert tuple(baseline_quantiles(walk(30), 1)) == (*METHODS[:3], METHODS[4])


def test_a_mistake_in_calling_the_library_is_not_hidden(monkeypatch):
    fail_with(monkeypatch, TypeError("no such option"))
    with pytest.raises(TypeError):
        baseline_quantiles(walk(30), 1)


def fail_with(monkeypatch, failure):
    def forecast(**_):
        raise failure

    # A stand-in: statsforecast itself is not to be changed under other tests.
    real = importlib.import_module("statsforecast.models")
    broken = SimpleNamespace(**{
        name: getattr(real, name)
        for name in ("Naive", "RandomWalkWithDrift", "SeasonalNaive", "AutoARIMA")
    })  # fmt: skip
    broken.AutoETS = lambda **_: SimpleNamespace(forecast=forecast)
    monkeypatch.setattr(baselines, "_statsforecast", lambda: broken)
