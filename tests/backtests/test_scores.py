from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from evenhand.backtests.forecasts import check_forecasts, forecast_frame
from evenhand.backtests.scores import (
    LEVELS,
    QUANTILES,
    inside,
    interval_score,
    log_weighted_interval_score,
    score_table,
    scored,
    weighted_interval_score,
)
from evenhand.errors import DataError

FIVE = (0.1, 0.25, 0.5, 0.75, 0.9)
VALUES = st.floats(-1e6, 1e6)
RISING = st.lists(VALUES, min_size=len(LEVELS), max_size=len(LEVELS)).map(sorted)


# ------------------------------------------------------------------------------- published cases


@pytest.mark.parametrize(
    ("actual", "quantiles", "score"),
    [
        (1, (-1, 0, 1, 2, 3), 0.36),
        (-15, (-2, 1, 2, 2, 4), 15.34),
        (22, (-2, 0, 3, 3, 4), 19.14),
    ],
)
def test_the_worked_cases_of_scoringutils_come_out(actual, quantiles, score):
    assert weighted_interval_score(quantiles, actual, FIVE) == pytest.approx(score, rel=1e-14)


def test_an_interval_score_by_hand():
    assert interval_score(0.0, 0.4, 0.1, 0.5) == pytest.approx(0.4)
    assert interval_score(0.0, 0.4, 0.6, 0.5) == pytest.approx(0.4 + 4 * 0.2)
    assert interval_score(0.0, 0.4, -0.1, 0.5) == pytest.approx(0.4 + 4 * 0.1)


def test_with_many_intervals_the_score_of_a_normal_nears_its_crps():
    alphas = np.arange(1, 100) / 100
    levels = np.concatenate([alphas / 2, [0.5], 1 - alphas[::-1] / 2])
    score = weighted_interval_score(norm.ppf(levels), 0.0, levels)
    assert score == pytest.approx(0.2348319189, abs=5e-11)
    assert score == pytest.approx(0.2336949773, rel=0.005)


# ------------------------------------------------------------------------------ another's program


def random_cases(count=200):
    rng = np.random.default_rng(7)
    quantiles = np.sort(rng.normal(100, 30, (count, len(LEVELS))), axis=1)
    return quantiles, rng.normal(100, 50, count)


def test_interval_scores_agree_with_scoringrules():
    quantiles, actual = random_cases()
    for i in range(len(LEVELS) // 2):
        lower, upper, alpha = quantiles[:, i], quantiles[:, -1 - i], 2 * LEVELS[i]
        theirs = scoringrules.interval_score(actual, lower, upper, alpha, backend="numpy")
        assert interval_score(lower, upper, actual, alpha) == pytest.approx(theirs, rel=1e-12)


def test_weighted_interval_scores_agree_with_scoringrules():
    quantiles, actual = random_cases()
    half = len(LEVELS) // 2
    theirs = scoringrules.weighted_interval_score(
        actual,
        quantiles[:, half],
        quantiles[:, :half],
        quantiles[:, :half:-1],
        2 * np.array(LEVELS[:half]),
        backend="numba",  # its numpy twin adds the median, not the distance to it (0.10, 0.11)
    )
    assert weighted_interval_score(quantiles, actual) == pytest.approx(theirs, rel=1e-12)


# ------------------------------------------------------------------------------------- properties


@given(RISING, VALUES)
def test_scores_are_never_negative(quantiles, actual):
    assert weighted_interval_score(quantiles, actual) >= 0
    assert log_weighted_interval_score(quantiles, actual) >= 0


@given(VALUES, VALUES)
def test_the_score_of_a_certain_forecast_is_its_absolute_error(value, actual):
    score = weighted_interval_score([value] * len(LEVELS), actual)
    assert score == pytest.approx(abs(value - actual), rel=1e-9, abs=1e-9)


@given(RISING, VALUES, st.floats(1e-3, 1e3), VALUES)
def test_the_score_scales_with_the_unit_and_ignores_shifts(quantiles, actual, factor, shift):
    moved = np.array(quantiles) * factor + shift
    score = weighted_interval_score(moved, actual * factor + shift)
    expected = factor * weighted_interval_score(quantiles, actual)
    assert score == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(RISING, VALUES)
def test_wider_intervals_hold_what_narrower_ones_hold(quantiles, actual):
    held = [inside(quantiles, actual, share) for share in (50, 80, 90)]
    assert held == sorted(held)


def test_the_ends_of_an_interval_belong_to_it():
    quantiles = [1.0, 2, 3, 4, 5, 6, 7]
    assert [float(inside(quantiles, x, 50)) for x in (2.9, 3, 5, 5.1)] == [0, 1, 1, 0]
    assert [float(inside(quantiles, x, 80)) for x in (1.9, 2, 6, 6.1)] == [0, 1, 1, 0]
    assert [float(inside(quantiles, x, 90)) for x in (0.9, 1, 7, 7.1)] == [0, 1, 1, 0]


def test_on_the_log_scale_equal_ratios_count_the_same():
    off = [
        log_weighted_interval_score([2 * size - 1] * len(LEVELS), size - 1) for size in (10, 1e4)
    ]
    assert off == pytest.approx([np.log(2)] * 2)
    assert log_weighted_interval_score([-5.0] * len(LEVELS), 0.0) == 0


@pytest.mark.parametrize("levels", [(0.1, 0.9), (0.1, 0.5, 0.8), (0.9, 0.5, 0.1), ()])
def test_levels_must_lie_around_a_median(levels):
    with pytest.raises(DataError, match="around a median"):
        weighted_interval_score([1.0] * len(levels), 1.0, levels)


def test_an_interval_that_is_not_there_is_named():
    with pytest.raises(DataError, match="coverage 60"):
        inside([1.0] * len(LEVELS), 1.0, 60)


# ------------------------------------------------------------------------------------- the table


def forecast(origin, horizon, method, quantiles, actual, kind="unconditional"):
    month = f"2024-{int(origin[-2:]) + horizon:02d}"
    named = (kind, origin, horizon, month, "stock", "all", method, "people")
    return (*named, *map(float, quantiles), actual)


def certain(value):
    return [value] * len(LEVELS)


SPREAD = (70, 80, 90, 100, 110, 120, 130)


def small_frame():
    return forecast_frame([
        forecast("2024-01", 1, "model", SPREAD, 100.0),
        forecast("2024-02", 1, "model", SPREAD, 125.0),
        forecast("2024-03", 1, "model", SPREAD, 50.0),
        forecast("2024-01", 1, "last value", certain(110), 100.0),
        forecast("2024-02", 1, "last value", certain(120), 125.0),
        forecast("2024-04", 1, "last value", certain(100), 200.0),
        forecast("2024-05", 1, "last value", certain(100), None),
    ])  # fmt: skip


def test_means_skill_and_coverage_by_hand():
    rows = {row["method"]: row for row in score_table(small_frame()).iter_rows(named=True)}
    model, last = rows["model"], rows["last value"]
    # Widths 60, 40, 20 at weights .05, .1, .25 over 3.5, then what lies outside.
    alone = (3 + 4 + 5) / 3.5
    second = (3 + 4 + 5 + 5 + 15 + 12.5) / 3.5
    third = (3 + 4 + 5 + 20 + 30 + 40 + 25) / 3.5
    assert model["wis"] == pytest.approx((alone + second + third) / 3)
    assert last["wis"] == pytest.approx((10 + 5 + 100) / 3)
    assert model["skill"] == pytest.approx((alone + second) / (10 + 5))
    assert (model["forecasts"], model["compared"]) == (3, 2)
    assert (last["forecasts"], last["compared"], last["skill"]) == (3, 3, 1)
    assert [model[f"coverage{share}"] for share in (50, 80, 90)] == pytest.approx(
        [1 / 3, 1 / 3, 2 / 3]
    )
    assert model["error"] == pytest.approx((0 + 20 + 100) / 3)
    assert model["bias"] == pytest.approx((0 - 20 + 100) / 3)
    log = np.log(111 / 101), np.log(126 / 121), np.log(201 / 101)
    assert last["wis_log"] == pytest.approx(sum(log) / 3)


def test_without_a_common_month_there_is_no_skill():
    frame = small_frame().filter(
        (pl.col("method") == "last value") | (pl.col("origin") > "2024-02")
    )
    rows = {row["method"]: row for row in score_table(frame).iter_rows(named=True)}
    assert rows["model"]["skill"] is None
    assert rows["model"]["compared"] == 0


def test_kinds_are_never_compared_with_each_other():
    other = forecast_frame([forecast("2024-01", 1, "model", SPREAD, 100.0, "conditional")])
    table = score_table(pl.concat([small_frame(), other]))
    assert table.filter(pl.col("kind") == "conditional")["skill"].to_list() == [None]


def test_another_grouping_and_reference_can_be_asked_for():
    table = score_table(small_frame(), by=("method",), reference="model")
    rows = {row["method"]: row for row in table.iter_rows(named=True)}
    assert rows["model"]["skill"] == 1
    assert table.columns[0] == "method"
    assert rows["last value"]["compared"] == 2


def test_what_is_wrong_with_a_table_is_said():
    frame = small_frame()
    with pytest.raises(DataError, match="lack the columns q50"):
        scored(frame.drop("q50"))
    with pytest.raises(DataError, match="did you mean 'method'"):
        score_table(frame, by=("metod",))
    with pytest.raises(DataError, match="did you mean 'last value'"):
        score_table(frame, reference="last valu")
    with pytest.raises(DataError, match="twice"):
        score_table(pl.concat([frame, frame]))


# -------------------------------------------------------------------------- the frame of forecasts


def test_columns_of_quantiles_name_their_levels():
    assert QUANTILES == ("q05", "q10", "q25", "q50", "q75", "q90", "q95")
    assert check_forecasts(small_frame()).equals(small_frame())


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("kind", "guess", "unknown kind"),
        ("target", "beds", "unknown target or group"),
        ("group", "nobody", "unknown target or group"),
        ("unit", "people/day", "another unit"),
        ("month", "2024-12", "not of the month"),
        ("q25", 1000.0, "quantiles that fall"),
        ("q25", float("nan"), "lacks a quantile"),
        ("origin", "2024-01", None),
    ],
)
def test_a_frame_that_breaks_a_rule_is_refused(column, value, said):
    frame = small_frame().with_columns(pl.lit(value).alias(column))
    with pytest.raises(DataError, match=said):
        check_forecasts(frame)


def test_a_forecast_that_stands_twice_and_a_missing_column_are_refused():
    frame = small_frame()
    with pytest.raises(DataError, match="stands twice"):
        check_forecasts(pl.concat([frame, frame.head(1)]))
    with pytest.raises(DataError, match="columns they must"):
        check_forecasts(frame.drop("unit"))
