from __future__ import annotations

from datetime import date

import pytest

from evenhand.model.levers import record_values
from evenhand.scenarios.explain import explain_changes
from evenhand.scenarios.files import load_scenario, read_scenario, shipped_scenarios
from tests.scenarios.wrong_scenarios import GOOD, MOVE, ORDER, VISITS

BEFORE = record_values(date(2026, 1, 26), 400)


def told(text):
    return explain_changes(read_scenario(text, "s.yaml"), BEFORE)


def test_a_change_is_said_with_what_where_when_and_why():
    (words,) = told(GOOD)
    assert words.startswith("more: Share of people with a detainer whom the jail hands over")
    assert "from 0.58 to 0.5 share" in words
    assert "where: Seattle" in words
    assert "when: from 1 March 2026" in words
    assert "because: A round figure for a test." in words


def test_a_value_outside_the_evidence_is_marked():
    (words,) = told(GOOD.replace("0.5", "0.95"))
    assert "mind: outside the range of the evidence, 0.4 to 0.72 share" in words


def test_a_rotation_says_how_many_visit_how_long():
    assert "10 teams visit 2 places at a time for 7 days, round robin" in told(VISITS)[1]
    assert "where: Seattle, Miami, Denver" in told(VISITS)[1]


def test_a_transfer_says_from_where_to_where():
    assert "100 officers are moved" in told(MOVE)[1]
    assert "where: out of Dallas to Seattle" in told(MOVE)[1]


def test_a_counterfactual_is_told_beside_what_happened():
    event, _, order = told(ORDER)
    assert event.startswith("eo50 (New York City Executive Order 50) is taken as in force from")
    assert "as it happened: signed 8 April 2025, restrained 21 April 2025" in event
    assert "so on 366 days: 1 March 2026 to 1 March 2027" in order


def test_a_change_that_never_comes_about_says_so():
    scenario, _ = load_scenario("eo50-as-happened")
    (words,) = explain_changes(scenario, record_values(date(2025, 1, 13), 500))
    assert "so on no day of the run" in words
    assert "stays as it is" in words


def test_the_baseline_changes_nothing():
    assert explain_changes(load_scenario("baseline")[0], BEFORE) == ["Nothing is changed."]


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_every_shipped_scenario_can_be_explained(name):
    scenario, _ = load_scenario(name)
    before = record_values(scenario.start or date(2026, 1, 26), 800)
    words = explain_changes(scenario, before)
    assert len(words) >= len(scenario.changes)
    for change in scenario.changes:
        assert any(one.startswith(f"{change}: ") for one in words)
