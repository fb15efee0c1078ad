from __future__ import annotations

import polars as pl
import pytest

from evenhand.backtests.custody_backtest import (
    FORECAST_SCHEMA,
    METHODS,
    backtest_custody,
    error_table,
    monthly_origins,
)
from evenhand.backtests.shipped import (
    FIRST_ORIGIN,
    HORIZON,
    LAST_ORIGIN,
    error_band,
    shipped_forecasts,
    shipped_path,
)
from evenhand.results.store import csv_bytes
from tests.fitting.tampering import custody_only


@pytest.fixture(scope="module")
def errors():
    table = error_table(shipped_forecasts())
    return {(row["method"], row["horizon"]): row["error"] for row in table.iter_rows(named=True)}


def test_the_shipped_forecasts_are_those_that_the_shipped_record_gives(shipped):
    origins = monthly_origins(FIRST_ORIGIN, LAST_ORIGIN)
    assert len(origins) == 25
    again = backtest_custody(custody_only(shipped), origins, HORIZON)
    same = csv_bytes(again, decimals=1) == shipped_path().read_bytes()
    assert same, "run: evenhand backtest --out src/evenhand/backtests/custody_forecasts.csv"


@pytest.mark.parametrize("method", ["last value", "constant hazard"])
@pytest.mark.parametrize("horizon", [3, 6])
def test_the_model_beats_simpler_methods(errors, method, horizon):
    assert errors["model", horizon] < errors[method, horizon]


def test_three_months_ahead_the_model_is_off_by_six_percent_at_most(errors):
    assert errors["model", 3] <= 6


def test_every_method_is_judged_on_the_same_months():
    counts = shipped_forecasts().group_by("method", "horizon", "group").len()
    for horizon in range(1, HORIZON + 1):
        here = counts.filter((pl.col("horizon") == horizon) & (pl.col("group") == "all"))
        assert sorted(here["method"]) == sorted(METHODS)
        assert here["len"].n_unique() == 1


def test_an_error_of_the_shipped_table_is_the_one_computed_by_hand():
    rows = shipped_forecasts().filter(
        (pl.col("group") == "all") & (pl.col("method") == "model") & (pl.col("horizon") == 3)
    )
    gaps = [abs(f / a - 1) for f, a in zip(rows["forecast"], rows["actual"], strict=True)]
    table = error_table(shipped_forecasts())
    shown = table.filter((pl.col("method") == "model") & (pl.col("horizon") == 3)).row(
        0, named=True
    )
    assert shown["error"] == pytest.approx(100 * sum(gaps) / len(gaps), rel=1e-12)
    assert shown["origins"] == len(gaps)


def test_the_band_holds_about_the_stated_share_of_past_outcomes():
    band = error_band(shipped_forecasts())
    assert band["horizon"].to_list() == list(range(1, HORIZON + 1))
    assert (band["low"] < 1).all()
    assert (band["high"] > 1).all()
    rows = shipped_forecasts().filter((pl.col("group") == "all") & (pl.col("method") == "model"))
    inside = rows.join(band, on="horizon").with_columns(ratio=pl.col("actual") / pl.col("forecast"))
    share = inside.filter(pl.col("ratio").is_between("low", "high")).height / inside.height
    assert share == pytest.approx(0.8, abs=0.06)  # of 20 to 25 outcomes, interpolated


def test_a_band_of_known_numbers():
    rows = [("o", 1, "m", "model", "all", 100.0, 100.0 + n) for n in range(11)]
    rows += [("o", 1, "m", "last value", "all", 1.0, 50.0)]
    band = error_band(pl.DataFrame(rows, schema=FORECAST_SCHEMA, orient="row"))
    assert band.rows() == [(1, pytest.approx(1.01), pytest.approx(1.09))]
