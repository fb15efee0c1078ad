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
    status, out, _ = evenhand("run", "baseline", "--draws", "3", "--until", "2026-03-31")
    assert status == 0
    assert "intervals of what is not known about the levers, 3 joint draws" in out
    status, out, _ = evenhand(
        "run", "baseline", "--draws", "3", "--until", "2026-03-31", "--format", "csv"
    )
    assert out.startswith("section,number,unit,run,source,")


def test_a_lever_in_place_of_a_scenario_is_explained(evenhand):
    status, out, _ = evenhand("explain", "venues.worksite_arrests")
    assert status == 0
    assert "Posterior: median" in out
    assert "at worksites" in out
