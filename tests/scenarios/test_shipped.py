from __future__ import annotations

import pytest

from evenhand.scenarios.files import load_scenario, shipped_scenarios

NAMES = sorted(shipped_scenarios())
ASKED_FOR = {
    "baseline", "announced-2025", "three-cities-only", "triple-only-announced", "triple-only-opm",
    "full-cooperation", "no-cooperation", "eo50-as-happened", "eo50-in-force", "beds-100k",
    "judges-plus-300", "seats-doubled", "violent-first", "border-at-2023", "funds-withheld",
    "funds-withheld-reaction", "docket-660k",
}  # fmt: skip


def test_every_part_of_the_strategy_has_its_scenario():
    assert set(NAMES) >= ASKED_FOR


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_says_who_why_and_from_where(name):
    scenario, _ = load_scenario(name)
    assert scenario.author == "Evenhand contributors"
    assert len(scenario.source) > 20
    assert len(scenario.why) > 40
    for change in scenario.changes.values():
        assert len(change.because) > 20


def test_the_order_in_force_differs_from_the_order_as_it_happened_by_one_line():
    happened, _ = load_scenario("eo50-as-happened")
    force, _ = load_scenario("eo50-in-force")
    assert force.changes == happened.changes
    assert set(force.events) == {"eo50"}
    assert not happened.events
