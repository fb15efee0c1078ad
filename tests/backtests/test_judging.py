from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from evenhand.backtests.judging import judge_published
from evenhand.backtests.publishing import forecast_now
from evenhand.backtests.scores import weighted_interval_score
from evenhand.backtests.shipped import published_forecast, shipped_forecasts
from evenhand.errors import DataError
from evenhand.observations.table import Observations

COLUMNS = ["q05", "q10", "q25", "q50", "q75", "q90", "q95"]


def with_month(shipped, month, end, factor=1.0):
    """The record with one month more, as the newest complete month times a factor."""
    frame = shipped.frame
    series = ["average-daily-population", "initial-book-ins", "final-book-outs"]
    december = frame.filter(
        pl.col("series").is_in(series), pl.col("period") == "2025-12", pl.col("place") == "US"
    )
    newest = Observations(december).newest()
    later = newest.with_columns(
        period=pl.lit(month),
        start=pl.lit(date.fromisoformat(f"{month}-01")),
        end=pl.lit(end),
        complete=pl.lit(end.day == 28),
        value=pl.col("value") * factor,
        as_of=pl.lit(end),
        published=pl.lit(date(2026, 6, 1)),
    )
    return Observations(pl.concat([frame, later.select(frame.columns)]))


@pytest.fixture(scope="module")
def judged(shipped):
    return judge_published(with_month(shipped, "2026-02", date(2026, 2, 28)))


def test_without_newer_records_there_is_nothing_to_judge(shipped):
    with pytest.raises(DataError, match=r"holds nothing after the forecast's cut-off") as caught:
        judge_published(shipped)
    assert "evenhand data add" in str(caught.value)


def test_both_kinds_are_scored_with_what_came(judged):
    stock = judged.forecasts.filter(
        pl.col("target") == "stock", pl.col("group") == "all", pl.col("method") == "model"
    )
    assert sorted(stock["kind"]) == ["conditional", "unconditional"]
    assert stock["actual"].n_unique() == 1
    for row in stock.iter_rows(named=True):
        score = weighted_interval_score([row[name] for name in COLUMNS], row["actual"])
        assert row["wis"] == pytest.approx(float(score))
    assert judged.through == date(2026, 2, 28)


def test_what_was_published_is_read_and_not_made_again(judged):
    free = judged.forecasts.filter(pl.col("kind") == "unconditional")
    there = published_forecast().join(
        free, on=["target", "group", "method", "month"], suffix="_judged"
    )
    assert there.height == free.height
    for name in COLUMNS:
        assert (there[name] == there[f"{name}_judged"]).all()


def test_the_conditional_forecast_answers_to_the_book_ins_that_came(shipped, judged):
    more = judge_published(with_month(shipped, "2026-02", date(2026, 2, 28), factor=1.5))
    chosen = (
        (pl.col("kind") == "conditional") & (pl.col("target") == "stock")
        & (pl.col("group") == "all") & (pl.col("method") == "model")
    )  # fmt: skip
    calm, busy = (one.forecasts.filter(chosen)["q50"].item() for one in (judged, more))
    assert busy > calm * 1.05


def test_a_month_that_is_not_over_is_compared_over_its_days(shipped):
    found = judge_published(with_month(shipped, "2026-02", date(2026, 2, 14)))
    assert found.through == date(2026, 2, 14)
    assert found.forecasts["complete"].not_().any()


def test_scores_set_every_method_against_the_model(judged):
    stock = judged.scores.filter(
        pl.col("kind") == "unconditional", pl.col("target") == "stock", pl.col("group") == "all"
    )
    skill = dict(zip(stock["method"], stock["skill"], strict=True))
    assert skill["model"] == 1
    assert {"automatic ETS", "last value", "newest snapshot"} < set(skill)


def test_the_published_forecast_is_what_the_record_up_to_the_cut_off_gives(shipped):
    later = with_month(shipped, "2026-02", date(2026, 2, 28), factor=2.0)
    again = forecast_now(later, shipped_forecasts()).filter(pl.col("method") == "model")
    there = published_forecast().filter(pl.col("method") == "model")
    both = again.join(there, on=["target", "group", "month"], suffix="_published")
    assert both.height == there.height
    gap = max((both[name] / both[f"{name}_published"] - 1).abs().max() for name in COLUMNS)
    said = "run: evenhand judge --publish --out src/evenhand/backtests/published_forecast.csv"
    assert gap < 1e-3, said
