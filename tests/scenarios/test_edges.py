from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evenhand.errors import ScenarioError
from evenhand.model.classes import CLASSES
from evenhand.model.places import PLACES
from evenhand.scenarios.files import load_scenario, read_scenario, shipped_scenarios
from tests.scenarios.test_apply import BEFORE, DAYS, FIRST, applied, cooperation, scenario
from tests.scenarios.test_files import HEAD, write
from tests.scenarios.wrong_scenarios import GOOD


def worksites(**said):
    plain = {"lever": "venues.worksite_operations", "unit": "operations/month", "from_": FIRST}
    return scenario(one=plain | said)


@pytest.mark.parametrize(
    "where", [{"places": ("Denver",)}, {"listed": "doj-2025-08-05"}], ids=["named", "listed"]
)
def test_a_part_of_a_national_total_cannot_be_changed(where):
    with pytest.raises(ScenarioError, match=r"change 'one'.*knows only the total"):
        applied(worksites(value=10.0, **where))


def test_a_class_of_a_national_total_cannot_be_changed():
    one = {"lever": "docket.new_cases", "unit": "people/day", "from_": FIRST, "value": 30.0}
    with pytest.raises(ScenarioError, match=r"leave out 'classes' and change the total"):
        applied(scenario(one=one | {"classes": ("convicted",)}))


def test_a_national_total_as_a_whole_can_be_changed():
    assert applied(worksites(value=80.0))["venues.worksite_operations"].tolist() == [[[80.0]]]


def test_a_part_of_a_table_can_be_changed_and_the_rest_stays():
    table = np.full((1, len(PLACES), 1), 2.0)
    before = BEFORE.with_values({"venues.worksite_operations": table})
    values = applied(worksites(value=10.0, places=("Denver", "Dallas")), before)
    found = values.full("venues.worksite_operations")[-1, :, 0]
    assert found.sum() == pytest.approx(10 + 2.0 * (len(PLACES) - 2))
    assert found[PLACES.index("Denver")] == found[PLACES.index("Dallas")] == 5


def test_before_the_first_day_of_a_series_nothing_changes():
    one = cooperation(from_=None, series={date(2026, 3, 1): 0.5, date(2026, 4, 1): 0.4})
    found = applied(one).full("cooperation")
    np.testing.assert_array_equal(found[:28], BEFORE.full("cooperation")[:28])
    assert (found[28:59] == 0.5).all()
    assert (found[59:] == 0.4).all()
    assert found.shape == (DAYS, len(PLACES), len(CLASSES))


def test_a_series_that_begins_after_the_run_is_refused():
    with pytest.raises(ScenarioError, match=r"begins 2027-03-01, after the run ends"):
        applied(cooperation(from_=None, series={date(2027, 3, 1): 0.5}))


def test_a_series_does_not_collide_with_what_ends_before_its_first_day():
    ends = GOOD.replace("    value: 0.5\n", "    value: 0.5\n    until: 2026-04-30\n")
    more = GOOD[GOOD.index("  more:") :].replace("more:", "later:").replace(
        "    value: 0.5\n", "    series: {2026-05-01: 0.6}\n"
    ).replace("    from: 2026-03-01\n", "")  # fmt: skip
    assert list(read_scenario(ends + more, "s.yaml").changes) == ["more", "later"]


RULE = (
    HEAD
    + "changes:\n  rule:\n    lever: beds.rule\n    unit: rule\n    {}\n"
    + "    because: A round figure.\n"
)


@pytest.mark.parametrize(
    ("said", "what"),
    [("series: {2026-03-01: 1.5}", "1.5 is no rule"),
     ("from: 2026-03-01\n    value: 2\n    ramp-days: 9", "is a choice of 0, 1 or 2"),
     ("from: 2026-03-01\n    add: 0.5", "is a choice of 0, 1 or 2")],
    ids=["series", "ramp", "sum"],
)  # fmt: skip
def test_a_rule_is_one_of_three(said, what):
    with pytest.raises(ScenarioError, match=what):
        read_scenario(RULE.format(said), "s.yaml")


def test_a_copy_of_a_shipped_scenario_may_build_on_it(tmp_path):
    path = write(tmp_path, "beds-100k", HEAD + "builds-on: beds-100k\nchanges: {}\n")
    assert load_scenario(path)[0].changes == load_scenario("beds-100k")[0].changes
    assert "beds-100k" in shipped_scenarios()


def test_files_of_one_name_in_two_folders_are_two_files(tmp_path):
    (tmp_path / "below").mkdir()
    write(tmp_path / "below", "a", GOOD)
    path = write(tmp_path, "a", HEAD + "builds-on: below/a.yaml\nchanges: {}\n")
    assert list(load_scenario(path)[0].changes) == ["more"]


def test_scenarios_build_on_one_another_ten_deep_and_no_deeper(tmp_path):
    write(tmp_path, "n0", GOOD)
    for number in range(1, 13):
        write(tmp_path, f"n{number}", HEAD + f"builds-on: n{number - 1}.yaml\nchanges: {{}}\n")
    assert list(load_scenario(str(tmp_path / "n10.yaml"))[0].changes) == ["more"]
    with pytest.raises(ScenarioError, match=r"is more than 10 files deep"):
        load_scenario(str(tmp_path / "n11.yaml"))
