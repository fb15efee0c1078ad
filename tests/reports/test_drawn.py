"""Answers under joint draws of the levers."""

from __future__ import annotations

import io
from datetime import date
from functools import partial

import numpy as np
import polars as pl
import pytest

from evenhand.errors import EvenhandError
from evenhand.fitting.system_fit import fit_system, system_at, system_under
from evenhand.model.posterior import shipped_draws
from evenhand.model.priors import EXIT_LEVEL
from evenhand.reports.answer import answer, arguments_of
from evenhand.reports.answer_files import answer_files
from evenhand.reports.answer_intervals import intervals_table, measure_intervals
from evenhand.reports.lever_words import lever_effects, lever_words
from evenhand.reports.replay import replay
from evenhand.results.store import write_files
from evenhand.scenarios.files import load_scenario
from evenhand.studies.drawn import Asked, RunsOfDraw, more, run_draws
from evenhand.studies.enough import draw_steps, is_enough, replicate_steps, used_of
from evenhand.studies.first_year import Number
from evenhand.studies.influence import influence, known_number, sweep

SHORT = {"until": date(2026, 4, 30)}


@pytest.fixture(scope="module")
def central(shipped):
    return fit_system(shipped)


@pytest.fixture(scope="module")
def work(central):
    scenario, _ = load_scenario("full-cooperation")
    return RunsOfDraw(central, (Asked("baseline", None, False), Asked("x", scenario, False)), 90)


@pytest.fixture(scope="module")
def some(shipped):
    """An answer with draws, replicates and the influence of a few levers."""
    few = ("detainers.custody_share", "jail.officer_hours", "removal.land_share")
    asked = arguments_of(
        ["full-cooperation"], **SHORT, draws=5, replicates=4, influence="in jails, by officers"
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("evenhand.reports.answer.sweep", partial(sweep, only=few))
        return answer(shipped, asked, workers=1)


def number(numbers, name):
    return next(one for one in numbers if one.name == name)


def test_where_nothing_is_changed_no_draw_differs_at_all(shipped):
    asked = arguments_of(["eo50-as-happened"], until=date(2026, 2, 28), draws=3)
    found = answer(shipped, asked, workers=1)
    first, second = found.drawn
    for a, b in zip(first.numbers, second.numbers, strict=True):
        np.testing.assert_array_equal(a.values, b.values)
    np.testing.assert_array_equal(first.months.flow, second.months.flow)
    table = intervals_table(found).filter(pl.col("run") == "difference")
    assert table.height and (table.select("median", "low90", "high90").to_numpy() == 0).all()


def test_draws_differ_and_a_scenario_is_run_under_the_same_ones(work):
    draws = [shipped_draws().draw(number) for number in range(4)]
    first, second = run_draws(work, draws, workers=1)
    asked = number(first.numbers, "Asked for in jails (detainers)").values
    assert len(set(asked.tolist())) == 4
    # Full cooperation asks for more under every draw, and never for fewer.
    assert (number(second.numbers, "Asked for in jails (detainers)").values > asked).all()


def test_draws_in_two_parts_are_those_in_one(work):
    draws = [shipped_draws().draw(number) for number in range(3)]
    whole = run_draws(work, draws, workers=1)
    parts = more(
        more((), run_draws(work, draws[:1], workers=1)), run_draws(work, draws[1:], workers=1)
    )
    for a, b in zip(whole, parts, strict=True):
        np.testing.assert_array_equal(a.months.flow, b.months.flow)
        for x, y in zip(a.numbers, b.numbers, strict=True):
            np.testing.assert_array_equal(x.values, y.values)


def test_the_number_of_workers_changes_nothing(work, monkeypatch):
    monkeypatch.setattr("evenhand.fitting.system_evaluations.FEWEST", 2)
    draws = [shipped_draws().draw(number) for number in range(3)]
    short = RunsOfDraw(work.central, work.asked[:1], 10)
    one, two = (run_draws(short, draws, workers=count) for count in (1, 2))
    np.testing.assert_array_equal(one[0].months.flow, two[0].months.flow)


def test_an_empty_draw_is_the_central_fit(central):
    again = system_at(central.custody)
    np.testing.assert_array_equal(again.exit_speed, central.exit_speed)
    for name, values in central.baseline.items():
        np.testing.assert_array_equal(again.baseline[name], values)


def test_the_short_search_for_the_exits_finds_what_the_whole_one_does(central, monkeypatch):
    monkeypatch.setattr("evenhand.fitting.system_fit.CALIBRATION_STEPS", 12)
    for index in range(3):
        draw = shipped_draws().draw(index) | {EXIT_LEVEL: 1.0}
        short, whole = system_under(draw, central), system_at(central.custody, draw)
        np.testing.assert_allclose(short.exit_speed, whole.exit_speed, rtol=2e-3)


def test_how_far_exits_may_be_off_comes_on_top_of_the_fitted_ones(central):
    faster, usual = (system_under({EXIT_LEVEL: level}, central) for level in (1.2, 1.0))
    np.testing.assert_allclose(faster.exit_speed, 1.2 * usual.exit_speed, rtol=1e-12)


def test_intervals_tell_levers_chance_and_both_apart(some):
    table = intervals_table(some)
    assert set(table["source"]) == {"parameters", "chance", "both"}
    assert set(table["run"]) == {"baseline", "scenario", "difference"}
    width = (pl.col("high90") - pl.col("low90")).alias("width")
    row = table.filter((pl.col("number") == "One to the other") & (pl.col("run") == "baseline"))
    by_source = dict(row.select("source", width).iter_rows())
    assert by_source["parameters"] > 20 * by_source["chance"]
    assert by_source["both"] >= 0.9 * by_source["parameters"]
    monthly = measure_intervals(some)
    assert set(monthly["source"]) == {"parameters", "chance", "both"}
    assert monthly["measure"].n_unique() > 40


def test_the_report_shows_fans_by_source_and_what_moves_the_outcome(some, undrawn):
    files = answer_files(some, some.arguments)
    assert {"intervals.csv", "measures_intervals.csv", "influence.csv"} <= set(files)
    page = files["report.html"].decode()
    for words in ("Which assumptions move it most", "What is not known (levers)", "Both together"):
        assert words in page
    assert "Intervals are of chance alone" not in page
    moved = pl.read_csv(io.BytesIO(files["influence.csv"]))
    assert moved["lever"][0] == "detainers.custody_share"
    assert moved["share"].sum() == pytest.approx(1.0, abs=1e-3)


def test_without_draws_nothing_new_is_written(shipped, undrawn):
    asked = arguments_of(["baseline"], **SHORT)
    assert "draws" not in asked
    assert "influence" not in asked
    found = answer(shipped, asked)
    assert found.drawn == () and found.swept is None
    files = answer_files(found, found.arguments)
    assert not {"intervals.csv", "measures_intervals.csv", "influence.csv"} & set(files)
    assert "fan-" not in files["report.html"].decode()


def test_a_run_with_draws_is_made_again_byte_for_byte(shipped, undrawn, tmp_path):
    asked = arguments_of(["beds-100k"], until=date(2026, 3, 15), draws=2)
    found = answer(shipped, asked, workers=1)
    write_files(tmp_path / "run", answer_files(found, found.arguments))
    assert "intervals.csv" in replay(shipped, tmp_path / "run", tmp_path / "again")


# ------------------------------------------------------------------------------------ how many


def test_numbers_are_added_until_the_ends_are_certain_enough():
    random = np.random.default_rng(0)

    def numbers(size):
        return [
            Number("arrests", "Arrests by all channels", "people/day", random.normal(size=size))
        ]

    assert not is_enough(numbers(12))
    assert is_enough(numbers(400))
    assert is_enough([Number("x", "of no interest", "people", random.normal(size=3))])
    assert used_of(12, 12, "draws", numbers(12)).enough
    auto = used_of("auto", 12, "draws", numbers(12))
    assert not auto.enough
    assert auto.words.startswith("12 draws")


def test_steps_end_with_what_there_is():
    assert list(draw_steps("auto", 200)) == [40, 80, 120, 160, 200]
    assert list(draw_steps("auto", 30)) == [30]
    assert list(draw_steps(7, 200)) == [7]
    assert list(draw_steps(0, 200)) == []
    assert list(replicate_steps(0)) == [0]


def test_more_draws_than_there_are_are_refused():
    with pytest.raises(EvenhandError, match="fewer than 500"):
        shipped_draws().first(500)


# ---------------------------------------------------------------------------------- influence


def test_a_lever_alone_moves_what_it_ought_to_and_nothing_else(work):
    found = sweep(
        work, shipped_draws(), only=("jail.officer_hours", "reporting.returns"), workers=1
    )
    rows = influence(found, "Officer-hours per transfer from a jail", "baseline")
    assert [one.lever for one in rows] == ["jail.officer_hours"]
    assert rows[0].share == 1.0
    assert rows[0].at_low == pytest.approx(rows[0].low)
    assert rows[0].at_high == pytest.approx(rows[0].high)
    assert found.runs == ("baseline", "x", "difference")


def test_a_number_is_known_by_a_part_of_its_name(some):
    numbers = [pair.first for pair in some.numbers]
    assert known_number("", numbers) == "Arrests by all channels"
    assert known_number("mean stay", numbers) == "Mean stay"
    with pytest.raises(EvenhandError, match="part of several"):
        known_number("arrests", numbers)
    with pytest.raises(EvenhandError, match="no number of the summary"):
        known_number("happiness", numbers)


def test_a_lever_is_explained_with_prior_posterior_and_effects(central):
    words = "\n".join(lever_words("at_large.collateral_share"))
    for part in ("Prior: median 0.45", "Posterior: median", "reliability C", "the record moved it"):
        assert part in words
    assert "no target responds" in "\n".join(lever_words("removal.land_share"))
    assert "no prior: a rule is one of three" in "\n".join(lever_words("beds.rule"))
    assert "choice to try" in "\n".join(lever_words("workforce.multiplier"))
    assert "shipped backtest" in "\n".join(lever_words(EXIT_LEVEL))
    rows = lever_effects(central, "at_large.collateral_share")
    assert "Collateral share at large" in [row[0] for row in rows]


def test_what_is_left_to_the_rule_is_recorded_as_a_number(shipped, monkeypatch):
    monkeypatch.setattr("evenhand.studies.enough.DRAW_STEPS", (2, 3))
    monkeypatch.setattr("evenhand.studies.enough.STEPS_BESIDE_DRAWS", (2,))
    asked = arguments_of(["baseline"], until=date(2026, 2, 15), draws="auto", replicates="auto")
    found = answer(shipped, asked, workers=1)
    assert found.arguments["draws"] in (2, 3)
    assert found.arguments["replicates"] == 2
    assert len(found.said) == 2
    assert asked["draws"] == "auto"
