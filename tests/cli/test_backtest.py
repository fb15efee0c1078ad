from __future__ import annotations

import csv
import io

import polars as pl
import pytest

from evenhand.backtests.custody_backtest import FORECAST_SCHEMA, METHODS, error_table


def errors(out):
    rows = csv.DictReader(io.StringIO(out))
    return {(row["method"], row["horizon"]): float(row["error"]) for row in rows}


def test_errors_are_shown_by_method_and_month(evenhand):
    status, out, _ = evenhand("backtest", "--origins", "2024-01..2024-02", "--horizon", "2")
    assert status == 0
    for word in (*METHODS, "1 mo.", "2 mo."):
        assert word in out


def test_one_month_alone_is_one_origin(evenhand):
    _, out, _ = evenhand("backtest", "--origins", "2024-01", "--horizon", "1", "--format", "csv")
    assert {row["origins"] for row in csv.DictReader(io.StringIO(out))} == {"1"}


def test_a_group_has_its_own_errors_in_every_format(evenhand):
    words = ("backtest", "--origins", "2024-01", "--horizon", "1", "--format", "csv")
    everyone = errors(evenhand(*words)[1])
    border = errors(evenhand(*words, "--group", "CBP")[1])
    assert everyone != border


def test_single_forecasts_are_written_on_request(evenhand, tmp_path):
    words = ("backtest", "--origins", "2024-01", "--horizon", "1", "--format", "csv")
    _, out, err = evenhand(*words, "--out", "f.csv")
    assert "wrote f.csv" in err
    table = pl.read_csv(tmp_path / "f.csv", schema=FORECAST_SCHEMA)
    again = error_table(table)
    for row in again.iter_rows(named=True):
        shown = errors(out)[row["method"], str(row["horizon"])]
        assert row["error"] == pytest.approx(shown, abs=0.01)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--group", "ICF"), "--group ICF  is unknown\n    did you mean 'ICE'?"),
        (("--origins", "sometime"), "sometime  is not a month"),
        (("--origins", "2024-05..2024-01"), "2024-05..2024-01  holds no origin"),
        (("--origins", "2018-05"), "record by 2018-05-31  had no book-ins"),
        (("--origins", "2026-06"), "has no later month whose population has been published"),
    ],
)
def test_what_cannot_be_judged_is_refused(evenhand, words, said):
    status, _, err = evenhand("backtest", *words, "--horizon", "1")
    assert status == 2
    assert said in err


def test_no_months_ahead_are_refused(evenhand):
    status, _, err = evenhand("backtest", "--horizon", "0")
    assert status == 2
    assert "horizon" in err
