from __future__ import annotations

import polars as pl
import pytest

from evenhand.backtests.custody_backtest import monthly_origins
from evenhand.backtests.forecasts import FORECAST_SCHEMA, check_forecasts
from evenhand.backtests.publishing import HORIZON as MONTHS_PUBLISHED
from evenhand.backtests.publishing import ORIGIN
from evenhand.backtests.rolling import (
    FIRST_JUDGED,
    HORIZON,
    LAST_JUDGED,
    MODEL,
    OWN_METHODS,
    rolling_forecasts,
)
from evenhand.backtests.score_pages import best_other, wide_scores
from evenhand.backtests.scores import QUANTILES, score_table
from evenhand.backtests.shipped import error_band, published_forecast, shipped_forecasts

KEY = ["kind", "target", "group", "method", "horizon"]


@pytest.fixture(scope="module")
def errors():
    table = wide_scores(shipped_forecasts(), "conditional", "stock", "all", "error")
    return {row[0]: row[1:] for row in table.iter_rows()}


def test_the_shipped_forecasts_hold_every_origin_and_what_they_must():
    forecasts = check_forecasts(shipped_forecasts())
    labels = [one.label for one in monthly_origins(FIRST_JUDGED, LAST_JUDGED)]
    assert len(labels) == 27
    assert sorted(forecasts["origin"].unique()) == labels
    assert forecasts["horizon"].max() == HORIZON


def test_the_shipped_medians_are_those_that_the_shipped_record_gives(shipped):
    # Intervals answer to all origins before; medians do not, so that one origin can be made again.
    again = rolling_forecasts(
        shipped, (2024, 6), (2024, 6), baselines=False, workers=1, learn=False
    )
    there = shipped_forecasts().filter(pl.col("origin") == "2024-06")
    both = again.join(there, on=KEY, suffix="_shipped")
    assert both.height == again.height > 100
    gap = (both["q50"] / both["q50_shipped"] - 1).abs().max()
    assert gap < 1e-3, (
        "run: evenhand backtest --out src/evenhand/backtests/rolling_forecasts.parquet"
    )


@pytest.mark.parametrize("method", ["newest snapshot", "constant hazard"])
@pytest.mark.parametrize("horizon", [1, 3, 6])
def test_the_model_beats_simpler_methods(errors, method, horizon):
    assert errors[MODEL][horizon - 1] < errors[method][horizon - 1]


def test_six_months_ahead_the_model_is_off_by_seven_percent_at_most(errors):
    assert errors[MODEL][5] <= 7


def test_three_months_ahead_the_model_is_off_by_five_percent_at_most(errors):
    assert errors[MODEL][2] <= 5


@pytest.mark.parametrize("horizon", [1, 2, 3])
def test_without_the_book_ins_the_model_is_better_than_the_best_of_the_others(horizon):
    for target in ("stock", "arrests"):
        best = best_other(shipped_forecasts(), "unconditional", target, "all")
        ratio = best.filter(pl.col("horizon") == horizon)["ratio"].item()
        assert ratio <= 0.88, (target, ratio)


@pytest.mark.parametrize("kind", ["conditional", "unconditional"])
def test_ninety_percent_intervals_of_the_stock_hold_about_that_many(kind):
    stock = shipped_forecasts().filter(
        pl.col("kind") == kind,
        pl.col("target") == "stock",
        pl.col("group") == "all",
        pl.col("method") == MODEL,
    )
    table = score_table(stock, by=("kind",), reference=MODEL)
    assert 0.85 <= table["coverage90"].item() <= 0.95


def test_every_method_of_a_kind_is_judged_on_the_same_months_of_the_stock():
    stock = shipped_forecasts().filter(pl.col("target") == "stock", pl.col("group") == "all")
    counts = stock.group_by("kind", "method", "horizon").len()
    assert (counts.group_by("kind", "horizon").agg(n=pl.col("len").n_unique())["n"] == 1).all()


def test_an_error_of_the_shipped_table_is_the_one_computed_by_hand(errors):
    rows = shipped_forecasts().filter(
        pl.col("kind") == "conditional", pl.col("target") == "stock", pl.col("group") == "all",
        pl.col("method") == MODEL, pl.col("horizon") == 3,
    )  # fmt: skip
    gaps = [abs(f / a - 1) for f, a in zip(rows["q50"], rows["actual"], strict=True)]
    assert errors[MODEL][2] == pytest.approx(100 * sum(gaps) / len(gaps), rel=1e-12)


def test_the_band_holds_about_the_stated_share_of_past_outcomes():
    band = error_band(shipped_forecasts())
    assert band["horizon"].to_list() == list(range(1, HORIZON + 1))
    assert (band["low"] < 1).all()
    assert (band["high"] > 1).all()


def test_the_published_forecast_is_of_months_after_the_record_and_knows_no_outcome():
    forecast = check_forecasts(published_forecast())
    assert dict(forecast.schema) == FORECAST_SCHEMA
    assert forecast["origin"].unique().to_list() == [ORIGIN.label]
    assert forecast["actual"].is_null().all()
    assert set(forecast["kind"]) == {"unconditional"}
    model = forecast.filter(pl.col("method") == MODEL)
    assert set(model["target"]) == {"stock", "book-ins", "book-outs", "removals", "arrests"}
    assert sorted(model["horizon"].unique()) == list(range(1, MONTHS_PUBLISHED + 1))
    assert set(OWN_METHODS) < set(forecast["method"])


def test_intervals_of_the_published_forecast_widen_with_the_months():
    stock = published_forecast().filter(
        pl.col("target") == "stock", pl.col("group") == "all", pl.col("method") == MODEL
    ).sort("horizon")  # fmt: skip
    width = (stock[QUANTILES[-1]] / stock[QUANTILES[0]]).to_list()
    assert width[0] < width[2] < width[5] < width[11]
