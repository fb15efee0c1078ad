from __future__ import annotations

import pytest

from evenhand.fitting.custody_fit import fit_custody
from evenhand.scenarios.files import read_scenario, shipped_scenarios
from evenhand.simulation import simulate
from tests.fitting.tampering import custody_only

NAMES = sorted(shipped_scenarios())


@pytest.fixture(scope="module")
def model(shipped):
    return fit_custody(custody_only(shipped)).model


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_runs_on_the_shipped_record(name, model):
    scenario = read_scenario(shipped_scenarios()[name], f"{name}.yaml")
    outcome = simulate(model, None, scenario).outcome
    assert outcome.stock.sum() > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_says_who_why_and_from_where(name):
    scenario = read_scenario(shipped_scenarios()[name], f"{name}.yaml")
    assert scenario.source
    assert scenario.author == "Evenhand contributors"
    assert scenario.why.rstrip().endswith((".", "?"))
    assert all(len(change.because) > 20 for change in scenario.changes.values())


def test_the_baseline_changes_nothing_and_is_among_them():
    assert "baseline" in NAMES
    assert read_scenario(shipped_scenarios()["baseline"], "baseline.yaml").changes == {}
