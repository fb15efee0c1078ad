from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.backtests import custody_backtest
from evenhand.backtests.custody_backtest import (
    FORECAST_SCHEMA,
    GROUPS,
    METHODS,
    Origin,
    backtest_custody,
    error_table,
    forecast_paths,
    monthly_origins,
    wide_error_table,
)
from evenhand.errors import DataError
from evenhand.fitting.custody_fit import fit_custody
from evenhand.fitting.custody_record import custody_record
from evenhand.model.classes import CLASSES
from tests.fitting.handmade import handmade, last_day
from tests.fitting.tampering import (
    AVERAGES,
    BOOK_INS,
    custody_only,
    later_rows,
    month_dropped,
    months_shifted,
    swapped,
)

ORIGIN = Origin(2024, 6)
KEY = ["origin", "horizon", "month", "method", "group"]


@pytest.fixture(scope="module")
def custody(shipped):
    return custody_only(shipped)


@pytest.fixture(scope="module")
def forecasts(custody):
    return backtest_custody(custody, [ORIGIN], 3)


def changed_by(custody, forecasts, group="all"):
    """Mean absolute change of the model's forecasts, percent."""
    now = backtest_custody(custody, [ORIGIN], 3)
    both = forecasts.join(now, on=KEY).filter(
        (pl.col("group") == group) & (pl.col("method") == "model")
    )
    assert both.height
    return 100 * (both["forecast_right"] / both["forecast"] - 1).abs().mean()


# ---------------------------------------------------------------------------------- no look-ahead


@given(st.floats(0.3, 3.0))
@settings(max_examples=8)
def test_what_was_posted_after_the_origin_leaves_forecasts_unchanged(custody, forecasts, factor):
    tampered = later_rows(custody, ORIGIN.day, factor, but=[BOOK_INS, AVERAGES])
    assert not tampered.frame.equals(custody.frame)
    assert backtest_custody(tampered, [ORIGIN], 3).equals(forecasts)


@given(st.floats(0.3, 3.0).filter(lambda factor: abs(factor - 1) > 0.01))
@settings(max_examples=8)
def test_later_populations_change_only_what_the_forecasts_are_judged_by(custody, forecasts, factor):
    now = backtest_custody(later_rows(custody, ORIGIN.day, factor, only=[AVERAGES]), [ORIGIN], 3)
    assert now.select(*KEY, "forecast").equals(forecasts.select(*KEY, "forecast"))
    # Rows of months before the origin that were confirmed later may move as well; all judged do.
    assert (now["actual"] != forecasts["actual"]).all()


def test_later_book_ins_change_the_forecasts_that_are_conditional_on_them(custody, forecasts):
    now = backtest_custody(later_rows(custody, ORIGIN.day, 1.5, only=[BOOK_INS]), [ORIGIN], 3)
    for method, moves in zip(METHODS, (True, True, False, False), strict=True):
        pick = pl.col("method") == method
        same = now.filter(pick)["forecast"].equals(forecasts.filter(pick)["forecast"])
        assert same is not moves, method
    assert now["actual"].equals(forecasts["actual"])


def test_each_fit_gets_the_origins_last_day_as_cut_off(custody, monkeypatch):
    asked = []

    def noting(observations, cut_off, **changed):
        asked.append((cut_off, changed))
        return fit_custody(observations, cut_off, **changed)

    monkeypatch.setattr(custody_backtest, "fit_custody", noting)
    backtest_custody(custody, monthly_origins((2024, 1), (2024, 2)), 1, level_days_ice=60)
    assert asked == [
        (date(2024, 1, 31), {"level_days_ice": 60}),
        (date(2024, 2, 29), {"level_days_ice": 60}),
    ]


# ------------------------------------------------------------------------------ mutation controls


def test_shifted_book_ins_move_forecasts_by_more_than_one_percent(custody, forecasts):
    assert changed_by(months_shifted(custody), forecasts) > 1


def test_a_dropped_month_of_book_ins_moves_forecasts(custody, forecasts):
    assert changed_by(month_dropped(custody, "2024-06"), forecasts) > 0.1
    assert changed_by(month_dropped(custody, "2024-08"), forecasts) > 0.05


def test_exchanged_classes_move_the_forecasts_of_classes_only(custody, forecasts):
    mixed = swapped(custody, "criminality", "convicted", "other")
    assert changed_by(mixed, forecasts, "convicted") > 10
    assert changed_by(mixed, forecasts) < 1e-6


def test_exchanged_origins_move_the_forecasts_of_origins_by_more_than_ten_percent(
    custody, forecasts
):
    mixed = swapped(custody, "agency", "ICE", "CBP")
    assert changed_by(mixed, forecasts, "ICE") > 10
    assert changed_by(mixed, forecasts) > 1


# --------------------------------------------------------------------------------- what comes back


def test_there_is_a_row_for_every_origin_horizon_method_and_group(forecasts):
    assert dict(forecasts.schema) == FORECAST_SCHEMA
    assert forecasts.height == 3 * len(METHODS) * len(GROUPS)
    assert forecasts.select(KEY).is_duplicated().sum() == 0
    assert forecasts["month"].unique().sort().to_list() == ["2024-07", "2024-08", "2024-09"]
    assert (forecasts["forecast"] > 0).all()


def test_groups_add_up(forecasts):
    wide = forecasts.pivot("group", index=["horizon", "method"], values=["forecast", "actual"])
    for value in ("forecast", "actual"):
        total = wide[f"{value}_all"].to_numpy()
        agencies = (wide[f"{value}_ICE"] + wide[f"{value}_CBP"]).to_numpy()
        classes = sum(wide[f"{value}_{name}"].to_numpy() for name in CLASSES)
        assert agencies == pytest.approx(total, rel=1e-9)
        assert classes == pytest.approx(total, rel=1e-9)


def test_what_came_is_what_the_newest_edition_says(custody, forecasts):
    newest = custody.series(AVERAGES).filter(
        (pl.col("period") == "2024-08") & (pl.col("criminality") == "all")
    )
    by_agency = dict(zip(newest["agency"], newest["value"], strict=True))
    row = forecasts.filter((pl.col("month") == "2024-08") & (pl.col("group") == "ICE"))
    assert row["actual"].to_list() == pytest.approx([by_agency["ICE"]] * len(METHODS), rel=1e-3)


def test_on_a_record_that_the_model_made_its_forecasts_are_right():
    made = handmade((0.6, 0.3), months=24)
    table = backtest_custody(
        made.observations, [Origin(2024, 5)], 2,
        own_stock_cbp=1, all_stock_cbp=0, inflow_cbp=0,
    )  # fmt: skip
    ice = table.filter((pl.col("method") == "model") & (pl.col("group") == "ICE"))
    assert ice["forecast"].to_numpy() == pytest.approx(ice["actual"].to_numpy(), rel=2e-3)
    naive = table.filter((pl.col("method") == "last value") & (pl.col("group") == "ICE"))
    assert (naive["forecast"] / naive["actual"] - 1).abs().max() > 5e-3


def test_constant_hazard_keeps_the_rate_of_the_last_90_days_and_the_classes(custody):
    fit = fit_custody(custody, ORIGIN.day)
    happened = custody_record(custody)
    end = fit.model.start + timedelta(days=5)
    paths = forecast_paths(fit, happened, end)
    flows = happened.book_ins_between(fit.model.start + timedelta(days=1), end)
    stock = fit.model.stock
    first = paths["constant hazard"][0].sum(axis=1)
    rate = (stock + flows[0] - first) / stock
    last = paths["constant hazard"][3].sum(axis=1)
    assert paths["constant hazard"][4].sum(axis=1) == pytest.approx(last * (1 - rate) + flows[4])
    mix = paths["constant hazard"] / paths["constant hazard"].sum(axis=2, keepdims=True)
    assert mix == pytest.approx(np.broadcast_to(mix[0], mix.shape))
    assert paths["last value"][4].sum(axis=1) == pytest.approx(stock)


def test_months_that_have_not_come_yet_are_left_out(custody):
    table = backtest_custody(custody, [Origin(2025, 11)], 6)
    assert table["month"].max() == "2026-01"
    assert backtest_custody(custody, [Origin(2026, 6)], 2).is_empty()


def test_an_origin_before_the_record_is_refused(custody):
    with pytest.raises(DataError, match=r"record by 2018-05-31  had no book-ins"):
        backtest_custody(custody, [Origin(2018, 5)], 1)


def test_origins_are_every_month_from_first_to_last():
    labels = [origin.label for origin in monthly_origins((2023, 11), (2024, 2))]
    assert labels == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert Origin(2024, 2).day == date(2024, 2, 29)


def test_origins_in_the_wrong_order_are_refused():
    with pytest.raises(DataError, match=r"2024-02\.\.2024-01  holds no origin"):
        monthly_origins((2024, 2), (2024, 1))


# ------------------------------------------------------------------------------- tables of errors


def small_table():
    rows = [
        ("2024-01", 1, "2024-02", "model", "all", 110.0, 100.0),
        ("2024-02", 1, "2024-03", "model", "all", 190.0, 200.0),
        ("2024-01", 2, "2024-03", "model", "all", 150.0, 200.0),
        ("2024-01", 1, "2024-02", "last value", "all", 100.0, 100.0),
        ("2024-01", 1, "2024-02", "model", "ICE", 1.0, 2.0),
    ]
    return pl.DataFrame(rows, schema=FORECAST_SCHEMA, orient="row")


def test_errors_are_means_of_absolute_percentages_by_hand():
    table = error_table(small_table())
    rows = {(row["method"], row["horizon"]): row for row in table.iter_rows(named=True)}
    one = rows["model", 1]  # +10 % and -5 %
    assert (one["error"], one["bias"], one["largest"]) == pytest.approx((7.5, 2.5, 10.0))
    assert one["origins"] == 2
    two = rows["model", 2]
    assert (two["error"], two["bias"]) == pytest.approx((25.0, -25.0))
    assert rows["last value", 1]["error"] == 0
    assert table["method"].to_list() == ["model", "model", "last value"]


def test_another_group_has_its_own_errors():
    assert error_table(small_table(), "ICE")["error"].to_list() == [50.0]


def test_the_wide_table_has_a_column_for_each_horizon():
    wide = wide_error_table(small_table())
    assert wide.columns == ["method", "1 mo.", "2 mo."]
    assert wide.rows() == [
        ("model", pytest.approx(7.5), pytest.approx(25.0)),
        ("last value", 0.0, None),
    ]


def test_the_last_day_of_a_handmade_record_is_known():
    assert last_day(24) == date(2024, 9, 30)
