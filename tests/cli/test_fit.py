"""The doors to fitting, draws and influence; what they compute is tested elsewhere."""

from __future__ import annotations

import pytest


def test_points_that_are_no_power_of_two_are_refused(evenhand):
    status, _, err = evenhand("fit", "--out", "x", "--points", "100")
    assert status == 2
    assert "no power of two" in err


@pytest.mark.parametrize("option", ["--draws", "--replicates"])
@pytest.mark.parametrize("words", ["many", "-3", "1.5"])
def test_what_is_no_number_of_runs_is_refused(evenhand, option, words):
    status, _, err = evenhand("run", "baseline", f"{option}={words}")
    assert status == 2
    assert "no number of runs" in err


def test_a_summary_with_draws_has_intervals_and_says_of_what(evenhand):
    words = ("--draws", "3", "--replicates", "0", "--until", "2026-03-31")
    status, out, _ = evenhand("run", "baseline", *words)
    assert status == 0
    assert "intervals of what is not known about the levers, 3 joint draws" in out
    status, out, _ = evenhand("run", "baseline", *words, "--format", "csv")
    assert out.startswith("section,number,unit,run,source,")


def test_where_nothing_is_said_a_run_carries_the_levers_and_chance(evenhand):
    _, out, _ = evenhand("run", "beds-100k", "--until", "2026-02-28")
    assert "intervals of the levers and chance together, 40 joint draws" in out
    about = next(line for line in out.splitlines() if "About" in line)
    row = next(line for line in out.splitlines() if line.startswith(" Arrests by all channels"))
    told = about.split("About ")[1].split(" arrests")[0]
    between = about.split("(")[1].split(")")[0]
    assert f"{told} ({between})" in row  # the sentence says what the table says


def test_a_table_of_measures_and_a_lever_tried_are_of_central_values(evenhand):
    words = ("--until", "2026-02-28", "--format", "csv")
    _, out, _ = evenhand("run", "baseline", "--measure", "arrests", *words)
    assert ",value" in out.splitlines()[0] and "low90" not in out
    _, out, _ = evenhand("try", "court.judges", "high", *words)
    assert ",value" in out.splitlines()[0] and "low90" not in out


def test_a_lever_in_place_of_a_scenario_is_explained(evenhand):
    status, out, _ = evenhand("explain", "venues.worksite_arrests")
    assert status == 0
    assert "Posterior: median" in out
    assert "at worksites" in out
