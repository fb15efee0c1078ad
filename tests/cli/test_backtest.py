from __future__ import annotations

import csv
import io
import json

import polars as pl
import pytest

from evenhand.backtests.forecasts import FORECAST_SCHEMA
from evenhand.backtests.rolling import OWN_METHODS
from evenhand.backtests.scores import score_table
from evenhand.backtests.shipped import published_forecast

FAST = ("--no-simple", "--workers", "1")


def table(out):
    return {row.pop("method"): row for row in csv.DictReader(io.StringIO(out))}


def test_the_shipped_backtest_is_shown_at_once_in_every_score(evenhand):
    for score in ("error", "wis", "skill", "bias", "coverage90"):
        status, out, _ = evenhand("backtest", "--shipped", "--score", score, "--format", "csv")
        assert status == 0
        assert float(table(out)["model"]["3 mo."]) != 0


def test_kinds_targets_and_groups_have_their_own_scores(evenhand):
    words = ("backtest", "--shipped", "--format", "csv")
    seen = set()
    for more in (
        (),
        ("--kind", "unconditional"),
        ("--group", "CBP"),
        ("--target", "book-outs", "--group", "removal"),
        ("--kind", "unconditional", "--target", "arrests"),
    ):
        status, out, _ = evenhand(*words, *more)
        assert status == 0
        seen.add(table(out)["model"]["1 mo."])
    assert len(seen) == 5


def test_one_origin_is_run_and_every_forecast_written_on_request(evenhand, tmp_path):
    # The first origin that any learns from: no earlier ones are run.
    words = ("backtest", "--origins", "2021-10", "--horizon", "1", *FAST)
    status, out, err = evenhand(*words, "--work", "work", "--format", "csv", "--out", "f.csv")
    assert status == 0
    assert "wrote f.csv" in err
    assert set(table(out)) == {"model", *OWN_METHODS}
    written = pl.read_csv(tmp_path / "f.csv", schema=FORECAST_SCHEMA)
    stock = written.filter(
        pl.col("kind") == "conditional", pl.col("target") == "stock", pl.col("group") == "all"
    )
    again = score_table(stock, reference="model")
    for row in again.iter_rows(named=True):
        shown = float(table(out)[row["method"]]["1 mo."])
        assert row["error"] == pytest.approx(shown, abs=0.01)
    before = sorted(path.name for path in (tmp_path / "work").iterdir())
    assert evenhand(*words, "--work", "work", "--format", "csv")[1] == out
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--group", "ICF"), "--group ICF  is unknown for stock\n    did you mean 'ICE'?"),
        (("--target", "stok"), "--target stok  is unknown\n    did you mean 'stock'?"),
        (("--target", "arrests", "--group", "ICE"), "--group ICE  is unknown for arrests"),
        (("--origins", "sometime"), "sometime  is not a month"),
        (("--origins", "2024-05..2024-01"), "2024-05..2024-01  holds no origin"),
        (("--origins", "2018-12"), "record by 2018-12-31  had no book-ins"),
        (("--origins", "2026-06"), "has no later month of which anything has been published"),
        (("--shipped", "--target", "arrests"), "conditional arrests all  holds no such forecast"),
    ],
)
def test_what_cannot_be_judged_is_refused(evenhand, words, said):
    status, _, err = evenhand("backtest", *words, "--horizon", "1", *FAST)
    assert status == 2
    assert said in err


def test_no_months_ahead_are_refused(evenhand):
    status, _, err = evenhand("backtest", "--horizon", "0")
    assert status == 2
    assert "horizon" in err


def test_judging_without_newer_records_says_what_to_do(evenhand):
    status, out, err = evenhand("judge", "--format", "json")
    assert status == 2
    assert out == ""
    assert "evenhand data add" in err


def test_newer_tables_are_added_and_the_published_forecast_judged(evenhand, tmp_path):
    (tmp_path / "bookins.csv").write_text(
        "agency,month,count,complete,as_of,source_file,copies_in\n"
        "CBP,2026-02,3000,true,2026-03-08,later.xlsx,\n"
        "ICE,2026-02,29000,true,2026-03-08,later.xlsx,\n"
        "TOTAL,2026-02,32000,true,2026-03-08,later.xlsx,\n",
        "utf-8",
    )
    status, _, err = evenhand("data", "add", "bookins.csv", "--published", "2026-03-10")
    assert status == 0, err
    status, out, _ = evenhand("judge", "--format", "json", "--out", "judged.csv")
    assert status == 0
    said = json.loads(out)
    assert said["through"] == "2026-02-28"
    flows = [row for row in said["forecasts"] if row["target"] == "book-ins"]
    assert {row["kind"] for row in flows} == {"unconditional"}
    model = next(row for row in flows if row["method"] == "model" and row["group"] == "ICE")
    there = published_forecast().filter(
        pl.col("target") == "book-ins", pl.col("group") == "ICE", pl.col("method") == "model",
        pl.col("month") == "2026-02",
    )  # fmt: skip
    assert model["q50"] == there["q50"].item()
    assert model["actual"] == pytest.approx(29000 / 28)
    assert pl.read_csv(tmp_path / "judged.csv").height == len(said["forecasts"])
