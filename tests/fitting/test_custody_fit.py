from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.errors import DataError, ModelError
from evenhand.fitting.custody_fit import fit_custody, record_digest
from evenhand.observations.table import Observations
from tests.fitting import tampering
from tests.fitting.handmade import handmade, last_day
from tests.fitting.tampering import custody_only

CUT_OFF = date(2025, 3, 31)


@pytest.fixture(scope="module")
def custody(shipped):
    return custody_only(shipped)


@pytest.fixture(scope="module")
def fitted(custody):
    return fit_custody(custody)


@pytest.fixture(scope="module")
def fitted_then(custody):
    return fit_custody(custody, CUT_OFF)


def same_model(one, other):
    return [
        field.name
        for field in fields(one)
        if not np.array_equal(getattr(one, field.name), getattr(other, field.name))
    ] == []


# -------------------------------------------------------------------------------- known answers


@pytest.mark.parametrize("level", [(0.6, 0.3), (1.0, 1.0), (0.4, 1.8)], ids=str)
def test_the_fit_returns_the_level_shares_and_reasons_that_made_the_record(level):
    made = handmade(level)
    model = fit_custody(made.observations).model
    assert model.start == last_day()
    assert model.level == pytest.approx(made.level, rel=1e-4)  # the engine counts in grains
    assert model.class_shares == pytest.approx(made.shares, abs=1e-4)
    assert model.reason_shares == pytest.approx(made.reasons, abs=1e-4)
    assert model.book_ins == pytest.approx(made.book_ins, rel=1e-9)
    assert model.state == pytest.approx(made.state, abs=0.05)
    assert model.stock == pytest.approx(made.state.sum(axis=(1, 2)), rel=1e-9)


def test_other_classes_of_book_ins_are_found_as_well():
    shares = np.array([[0.1, 0.8, 0.1], [0.34, 0.33, 0.33]])
    model = fit_custody(handmade(shares=shares).observations).model
    assert model.class_shares == pytest.approx(shares, abs=1e-4)


def test_a_wrong_level_would_be_noticed():
    made, other = handmade((0.6, 0.3)), handmade((0.606, 0.3))
    levels = [fit_custody(one.observations).model.level[0] for one in (made, other)]
    assert levels[1] / levels[0] == pytest.approx(1.01, abs=1e-4)


def test_the_start_is_the_newest_snapshot_and_its_people(fitted, custody):
    newest = custody.series("detained").filter(
        (pl.col("agency") == "ALL") & (pl.col("criminality") == "all")
    )
    assert fitted.model.start == newest["start"][-1] == date(2026, 1, 25)
    assert fitted.model.stock.sum() == pytest.approx(newest["value"][-1])
    assert fitted.model.cut_off == date(2026, 2, 2)


def test_shares_are_shares_and_levels_are_plausible(fitted):
    model = fitted.model
    assert model.class_shares.sum(axis=1) == pytest.approx([1, 1])
    assert model.reason_shares.sum(axis=1) == pytest.approx([1, 1, 1])
    assert ((model.level > 0.2) & (model.level < 5)).all()
    assert (model.state >= 0).all()


def test_parameters_can_be_changed_and_are_kept_with_the_model(custody, fitted):
    other = fit_custody(custody, level_days_ice=60).model
    assert other.parameters["level_days_ice"] == 60
    assert not np.array_equal(other.level, fitted.model.level)
    assert np.array_equal(other.state, fitted.model.state)


def test_an_unknown_parameter_is_refused_with_a_guess(custody):
    with pytest.raises(
        ModelError, match=r"level_day_cbp  is unknown\n    did you mean 'level_days_cbp'"
    ):
        fit_custody(custody, level_day_cbp=60)


def test_a_parameter_out_of_its_range_is_refused(custody):
    with pytest.raises(ModelError, match=r"level_days_ice  cannot be 500\n    give 45 to 270 days"):
        fit_custody(custody, level_days_ice=500)


def test_a_cut_off_before_the_record_is_refused(custody):
    with pytest.raises(DataError, match=r"record by 2018-01-01  had no book-ins"):
        fit_custody(custody, date(2018, 1, 1))


def test_too_short_a_record_is_refused(custody):
    with pytest.raises(DataError, match=r"had only \d days with people in detention by origin"):
        fit_custody(handmade(months=2).observations)


# ------------------------------------------------------------------------------------- vintages


@given(st.integers(1, 10), st.floats(0, 9), st.sets(st.integers(0, 4), min_size=1))
@settings(max_examples=25)
def test_rows_posted_after_the_cut_off_change_nothing(custody, fitted_then, days, factor, which):
    chosen = [sorted(custody.frame["series"].unique())[index] for index in which]
    known = custody.frame.filter(pl.col("series").is_in(chosen))
    later = known.with_columns(
        value=pl.col("value") * factor,
        published=pl.lit(CUT_OFF + timedelta(days=days)),
        as_of=pl.lit(CUT_OFF + timedelta(days=days)),
        trust=pl.lit(9, dtype=pl.Int8),
        edition=pl.lit("later"),
    )
    more = Observations(pl.concat([custody.frame, later]))
    assert same_model(fit_custody(more, CUT_OFF).model, fitted_then.model)


def test_without_the_later_rows_the_fit_is_the_same(custody, fitted_then):
    known = Observations(custody.frame.filter(pl.col("published") <= CUT_OFF))
    assert same_model(fit_custody(known, CUT_OFF).model, fitted_then.model)
    assert same_model(fit_custody(known).model, fitted_then.model) is False  # cut-off is recorded
    assert np.array_equal(fit_custody(known).model.state, fitted_then.model.state)


def test_the_order_of_rows_does_not_matter(custody, fitted_then):
    mixed = Observations(custody.frame.sample(fraction=1.0, shuffle=True, seed=3))
    assert same_model(fit_custody(mixed, CUT_OFF).model, fitted_then.model)


@pytest.mark.parametrize(
    "series", ["initial-book-ins", "detained", "average-daily-population", "final-book-outs"]
)
def test_a_row_posted_before_the_cut_off_that_changes_changes_the_fit(custody, fitted_then, series):
    frame = custody.frame
    recent = (
        (pl.col("series") == series)
        & (pl.col("published") <= CUT_OFF)
        & (pl.col("start") >= date(2024, 10, 1))
        & (pl.col("agency") != "ALL" if series != "final-book-outs" else pl.lit(True))
    )
    value = pl.when(recent).then(pl.col("value") * 1.05 + 3).otherwise("value")
    model = fit_custody(Observations(frame.with_columns(value=value)), CUT_OFF).model
    assert model.editions != fitted_then.model.editions
    if series == "average-daily-population":  # only where no snapshot lies near
        return
    assert not same_model(model, fitted_then.model)
    numbers = ("state", "level", "class_shares", "reason_shares", "book_ins")
    assert any(
        not np.array_equal(getattr(model, name), getattr(fitted_then.model, name))
        for name in numbers
    )


def test_the_digest_names_the_numbers_and_not_where_they_were_read(custody):
    renamed = Observations(custody.frame.with_columns(file=pl.lit("renamed.xlsx")))
    assert record_digest(renamed, None) == record_digest(custody, None)
    raised = Observations(custody.frame.with_columns(value=pl.col("value") + 1))
    assert record_digest(raised, None) != record_digest(custody, None)


# ------------------------------------------------------------------------------ mutation controls


def changes(custody, fitted, changed):
    then, now = fitted.model, fit_custody(changed).model
    return {
        "level": float(np.abs(now.level / then.level - 1).max()),
        "classes": float(np.abs(now.class_shares - then.class_shares).max()),
        "reasons": float(np.abs(now.reason_shares - then.reason_shares).max()),
    }


def test_book_ins_shifted_by_a_month_move_a_level_by_more_than_two_percent(custody, fitted):
    assert changes(custody, fitted, tampering.months_shifted(custody))["level"] > 0.02


def test_a_missing_month_of_book_ins_moves_a_level_by_more_than_one_percent(custody, fitted):
    for month in ("2025-11", "2025-12"):
        dropped = tampering.month_dropped(custody, month)
        assert changes(custody, fitted, dropped)["level"] > 0.01


def test_two_classes_exchanged_move_shares_but_no_level(custody, fitted):
    moved = changes(
        custody, fitted, tampering.swapped(custody, "criminality", "convicted", "other")
    )
    assert moved["classes"] > 0.3
    assert moved["reasons"] > 0.03
    assert moved["level"] < 1e-9


def test_two_origins_exchanged_move_levels_by_more_than_ten_percent(custody, fitted):
    moved = changes(custody, fitted, tampering.swapped(custody, "agency", "ICE", "CBP"))
    assert moved["level"] > 0.10
    assert moved["classes"] > 0.10
