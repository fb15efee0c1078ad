from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from evenhand.backtests.shipped import error_band, shipped_forecasts
from evenhand.model.classes import REMOVAL
from evenhand.reports.first_answer import (
    FLOW_PANELS,
    class_lines,
    fitted_facts,
    flow_lines,
    full_days,
    past_error_band,
    stock_lines,
)
from evenhand.reports.run_report import answer_scenario
from evenhand.scenarios.files import shipped_scenarios


@pytest.fixture(scope="session")
def beds(answers):
    return answers["beds-41500"][0]


def measure(answer, start):
    return next(line for line in answer.summary if line.measure.startswith(start))


def test_the_summary_holds_the_runs_own_numbers(beds):
    outcome, year = beds.changed.outcome, slice(0, 365)
    assert measure(beds, "Removed").scenario == outcome.exits[year, :, :, REMOVAL].sum()
    assert measure(beds, "Booked in").baseline == beds.baseline.outcome.book_ins[year].sum()
    assert measure(beds, "Released for lack of beds").scenario == outcome.short[year].sum()
    assert measure(beds, "Most in detention").scenario == outcome.stock.sum(axis=(1, 2)).max()
    line = measure(beds, "In detention on 25 January 2027")
    assert line.scenario == outcome.stock[364].sum()
    assert line.difference == line.scenario - line.baseline < 0


def test_a_measure_that_is_nothing_in_both_runs_is_left_out(beds, answers):
    assert not [line for line in beds.summary if line.measure.startswith("Book-ins refused")]
    faster = answers["removals-faster"][0]
    assert not [line for line in faster.summary if "lack of beds" in line.measure]


def test_the_people_of_the_summary_are_conserved(beds):
    for run in (beds.baseline, beds.changed):
        outcome = run.outcome
        out = outcome.exits[:365].sum() + outcome.short[:365].sum()
        gap = outcome.start.sum() + outcome.book_ins[:365].sum() - out
        assert gap == outcome.stock[364].sum()


def test_sentences_say_when_beds_are_full_and_who_is_released(beds):
    said = " ".join(beds.sentences)
    assert "The 41,500 beds are first full on 1 March 2026." in said
    assert "Released for lack of beds in the first year: about" in said
    assert "fewer than in the baseline" in said


def test_a_baseline_is_not_compared_with_itself(answers):
    answer = answers["baseline"][0]
    assert answer.is_baseline
    assert "if everything stays as it was" in answer.sentences[0]
    assert all(line.difference == 0 for line in answer.summary)
    assert not any("baseline" in sentence for sentence in answer.sentences)


def test_full_days_are_those_on_which_the_beds_are_taken(beds):
    days = full_days(beds.changed)
    assert days[0] == date(2026, 3, 1)
    assert full_days(beds.baseline) == []


def test_lines_of_the_stock_are_record_baseline_scenario_and_beds(beds):
    lines = stock_lines(beds)
    assert set(lines["line"]) == {"record", "baseline", "scenario", "beds"}
    record = lines.filter(pl.col("line") == "record")
    assert record["day"].max() == beds.fit.model.start
    rest = lines.filter(pl.col("line") == "baseline")
    assert rest["day"].min() <= beds.baseline.outcome.first_day


def test_the_band_lies_around_the_baseline_and_covers_six_months(beds):
    band = past_error_band(beds, error_band(shipped_forecasts()))
    assert (band["low"] <= band["high"]).all()
    span = band["day"].max() - band["day"].min()
    assert timedelta(days=150) < span < timedelta(days=200)


def test_flows_of_the_record_are_people_a_day_of_whole_months(beds, shipped):
    lines = flow_lines(beds)
    assert set(lines["panel"]) == set(FLOW_PANELS)
    published = shipped.series("initial-book-ins").filter(
        (pl.col("agency") == "ALL") & (pl.col("period") == "2025-10")
    )
    shown = lines.filter(
        (pl.col("line") == "record")
        & (pl.col("panel") == "Book-ins")
        & (pl.col("day") == date(2025, 10, 1))
    )
    assert shown["value"].item() == pytest.approx(published["value"].item() / 31, abs=0.51)


def test_classes_of_the_stock_add_up_to_it(beds):
    lines = class_lines(beds)
    day = beds.changed.outcome.first_day + timedelta(days=200)
    shown = lines.filter((pl.col("line") == "scenario") & (pl.col("day") == day))
    if shown.height:
        total = beds.changed.outcome.stock[200].sum()
        assert shown["value"].sum() == pytest.approx(total, abs=2)


def test_what_the_fit_found_is_said_with_units(beds):
    facts = dict(fitted_facts(beds.fit))
    assert facts["Newest snapshot of people in detention"] == "25 January 2026"
    assert facts["People in detention on that day"].endswith(" people")
    assert all(value for value in facts.values())


def test_a_report_of_an_earlier_day_shows_nothing_that_was_posted_later(shipped):
    from evenhand.reports.run_report import answer_scenario

    cut_off = date(2025, 3, 31)
    answer, _ = answer_scenario(shipped, "baseline", cut_off=cut_off)
    for lines in (stock_lines(answer), flow_lines(answer), class_lines(answer)):
        record = lines.filter(pl.col("line") == "record")
        assert record["day"].max() <= cut_off


def test_a_change_that_began_before_the_run_is_said_to_be_under_way(shipped, tmp_path):
    early = tmp_path / "early.yaml"
    text = shipped_scenarios()["beds-41500"].replace("from: 2026-03-01", "from: 2025-03-01")
    early.write_text(text, "utf-8")
    answer, _ = answer_scenario(shipped, str(early))
    assert any("taken to be under way on 26 January 2026" in said for said in answer.sentences)
