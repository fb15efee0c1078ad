from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.errors import ScenarioError
from evenhand.model.classes import CLASSES
from evenhand.model.levers import DATED, levers, record_values
from evenhand.model.places import AREAS, PLACES
from evenhand.model.surge import rotation_officers
from evenhand.registers.public_lists import public_lists
from evenhand.scenarios.apply import apply_scenario
from evenhand.scenarios.bounds import bounds, is_total
from evenhand.scenarios.files import load_scenario, read_scenario
from evenhand.scenarios.schema import Change, Scenario
from tests.scenarios.wrong_scenarios import GOOD, MOVE, ORDER, VISITS

FIRST, DAYS = date(2026, 2, 1), 120
BEFORE = record_values(FIRST, DAYS)
SEATTLE, MIAMI = PLACES.index("Seattle"), PLACES.index("Miami")


def scenario(events=None, **changes):
    """A scenario of changes with whatever is said, and a reason."""
    made = {
        name: Change(**({"because": "A round figure."} | said)) for name, said in changes.items()
    }
    head = {"title": "A test", "author": "Somebody", "source": "A test", "why": "To see"}
    return Scenario(**head, changes=made, events=events or {})


def cooperation(**said):
    plain = {"lever": "cooperation", "unit": "share", "from_": date(2026, 3, 1)}
    return scenario(one=plain | said)


def applied(one, before=BEFORE):
    return apply_scenario(before, one).values


def test_no_changes_leave_the_very_same_values():
    assert apply_scenario(BEFORE, scenario()).values is BEFORE


def test_a_change_on_no_day_leaves_the_very_same_values():
    one, _ = load_scenario("eo50-as-happened")
    before = record_values(date(2025, 1, 13), 500)
    assert apply_scenario(before, one).values is before


def test_a_value_holds_from_its_day_to_its_last_where_it_was_named():
    values = applied(cooperation(places=("Seattle",), until=date(2026, 3, 9), value=0.9))
    full, before = values.full("cooperation"), BEFORE.full("cooperation")
    changed = np.zeros((DAYS, len(PLACES)), dtype=bool)
    changed[28:37, SEATTLE] = True
    assert (full[changed] == 0.9).all()
    assert (full[~changed] == before[~changed]).all()


def test_other_levers_are_not_touched():
    values = applied(cooperation(value=0.9))
    for name in levers():
        if name != "cooperation":
            assert values[name] is BEFORE[name]


def test_factors_and_sums_are_of_the_value_before():
    before = BEFORE.full("cooperation")[60, SEATTLE]
    factor = applied(cooperation(multiply=0.5, unit="ratio")).full("cooperation")
    added = applied(cooperation(add=0.1)).full("cooperation")
    assert factor[60, SEATTLE] == pytest.approx(before * 0.5)
    assert added[60, SEATTLE] == pytest.approx(before + 0.1)


def test_a_ramp_is_reached_in_equal_steps():
    one = scenario(
        one={"lever": "beds", "from_": date(2026, 2, 11), "value": 83_000.0, "ramp_days": 10,
             "unit": "people"}
    )  # fmt: skip
    beds = applied(one).by_day("beds")
    start = BEFORE.by_day("beds")[0]
    assert beds[9] == start
    np.testing.assert_allclose(np.diff(beds[9:20]), (83_000 - start) / 10)
    assert (beds[19:] == 83_000).all()


def test_a_ramp_that_began_before_the_run_is_counted_from_its_own_day():
    one = scenario(
        one={"lever": "beds", "from_": FIRST - timedelta(days=5), "value": 83_000.0,
             "ramp_days": 10, "unit": "people"}
    )  # fmt: skip
    beds = applied(one).by_day("beds")
    assert beds[0] == pytest.approx(73_000 + 0.6 * 10_000)


def test_a_series_holds_each_value_until_the_next():
    said = {date(2026, 3, 1): 0.2, date(2026, 4, 1): 0.4}
    values = applied(cooperation(series=said)).full("cooperation")[:, SEATTLE, 0]
    assert values[27] == BEFORE.full("cooperation")[27, SEATTLE, 0]
    assert (values[28:59] == 0.2).all()
    assert (values[59:] == 0.4).all()


def test_classes_can_be_changed_by_themselves():
    one = scenario(
        one={"lever": "priorities.at_large", "classes": ("convicted",), "from_": FIRST,
             "value": 5.0, "unit": "ratio"}
    )  # fmt: skip
    weights = applied(one).full("priorities.at_large")[0, 0]
    assert dict(zip(CLASSES, weights, strict=True)) == {"convicted": 5, "pending": 1, "other": 1}


def test_a_list_moves_an_area_as_far_as_it_covers_its_people():
    values = applied(cooperation(listed="doj-2025-08-05", value=0.9)).full("cooperation")[60]
    before = BEFORE.full("cooperation")[60]
    shares = public_lists()["doj-2025-08-05"].shares
    for index, place in enumerate(PLACES):
        share = shares.get(place, 0.0)
        expected = before[index] + share * (0.9 - before[index])
        np.testing.assert_allclose(values[index], expected, rtol=1e-12)


def test_a_least_share_leaves_areas_out():
    values = applied(cooperation(listed="doj-2025-08-05", least=0.5, value=0.9))
    full, before = values.full("cooperation")[60], BEFORE.full("cooperation")[60]
    assert (full[PLACES.index("Philadelphia")] == before[PLACES.index("Philadelphia")]).all()
    assert (full[PLACES.index("Los Angeles")] == 0.9).all()


def test_a_lever_of_the_whole_run_takes_its_value_on_every_day():
    one = scenario(one={"lever": "workforce.academy_failure", "value": 0.1, "unit": "share"})
    assert applied(one).number("workforce.academy_failure") == 0.1


def test_a_change_that_waits_for_a_status_is_in_place_on_its_days_alone():
    one = read_scenario(ORDER.replace("2026-03-01}", "2026-03-11}"), "s.yaml")
    place = PLACES.index("New York City")
    values = applied(one).full("cooperation")[:, place, 0]
    before = BEFORE.full("cooperation")[0, place, 0]
    assert (values[:38] == before).all()  # revoked, as it happened
    assert (values[38:] == 0.3).all()


def test_unless_is_the_opposite_of_while():
    condition = {"event": "funding-injunction", "status": "in force"}
    plain = {"lever": "funds.withheld", "from_": FIRST, "value": 1.0, "unit": "share"}
    dissolved = {"funding-injunction": {"dissolved": date(2026, 4, 1)}}
    during = applied(scenario(dissolved, one=plain | {"while": condition})).by_day("funds.withheld")
    after = applied(scenario(dissolved, one=plain | {"unless": condition})).by_day("funds.withheld")
    np.testing.assert_array_equal(during + after, 1.0)
    assert during[:59].all()
    assert not during[59:].any()


def test_a_rotation_becomes_a_plan_of_visits():
    found = apply_scenario(BEFORE, read_scenario(VISITS, "s.yaml")).rotations
    assert [one.name for one in found] == ["visits"]
    assert found[0].places == ("Seattle", "Miami", "Denver")
    assert (found[0].at_a_time, found[0].visit_days, found[0].from_home) == (2, 7, 1.0)
    officers = rotation_officers(found[0], FIRST, DAYS, BEFORE.by_day("at_large.team_size"))
    assert officers[:28].sum() == 0
    assert officers[28, SEATTLE] == officers[28, MIAMI] == 35
    assert officers[35:, SEATTLE].any()


def test_a_transfer_becomes_a_plan_of_moves():
    moved = apply_scenario(BEFORE, read_scenario(MOVE, "s.yaml")).transfers
    assert [(one.out_of, one.to, one.officers) for one in moved] == [
        (("Dallas",), ("Seattle",), 100.0)
    ]
    assert moved[0].active[:28].sum() == 0
    assert moved[0].active[28:].all()


def test_a_transfer_out_of_nowhere_in_particular_is_out_of_all_others():
    text = MOVE.replace("    out-of: [Dallas]\n", "")
    moved = apply_scenario(BEFORE, read_scenario(text, "s.yaml")).transfers[0]
    assert set(moved.out_of) == set(AREAS) - {"Seattle"}


def test_changes_outside_the_run_are_refused():
    with pytest.raises(ScenarioError, match=r"change 'one'.*after the run ends \(2026-05-31\)"):
        applied(cooperation(from_=date(2027, 1, 1), value=0.5))
    early = cooperation(from_=date(2025, 1, 1), until=date(2025, 6, 1), value=0.5)
    with pytest.raises(ScenarioError, match=r"before the run begins"):
        applied(early)


def test_the_given_values_are_left_as_they_are():
    kept = {name: array.copy() for name, array in BEFORE.values.items()}
    applied(cooperation(value=0.9, ramp_days=30))
    for name, array in kept.items():
        np.testing.assert_array_equal(BEFORE[name], array)


def test_an_amount_is_the_total_of_places_and_classes_and_keeps_their_parts():
    table = np.zeros((1, len(PLACES), len(CLASSES)))
    table[0, SEATTLE], table[0, MIAMI] = (10, 20, 30), (1, 2, 3)
    before = BEFORE.with_values({"detainers.issued": table})
    said = {"lever": "detainers.issued", "from_": FIRST, "value": 132.0, "unit": "people/day"}
    total = applied(scenario(one=said), before)["detainers.issued"]
    np.testing.assert_allclose(np.broadcast_to(total, table.shape), 2 * table)
    one = applied(scenario(one=said | {"places": ("Seattle",)}), before)["detainers.issued"]
    np.testing.assert_allclose(one[0, SEATTLE], [22, 44, 66])
    np.testing.assert_array_equal(one[0, MIAMI], [1, 2, 3])
    added = scenario(one=said | {"value": None, "add": 6.0, "places": ("Miami",)})
    np.testing.assert_allclose(applied(added, before)["detainers.issued"][0, MIAMI], [2, 4, 6])


def test_an_amount_where_there_was_nothing_is_shared_by_areas_alike():
    said = {"lever": "workforce.hires", "from_": FIRST, "value": 250.0, "unit": "people/month",
            "listed": "doj-2025-08-05"}  # fmt: skip
    hires = applied(scenario(one=said)).full("workforce.hires")[0, :, 0]
    assert hires.sum() == pytest.approx(250)
    assert hires[PLACES.index("Border")] == 0


NUMBERS = sorted(name for name, one in levers().items() if one.kind == DATED and not is_total(one))


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    lever=st.sampled_from(NUMBERS),
    share=st.floats(0, 1),
    day=st.integers(0, DAYS - 1),
    ramp=st.sampled_from((0, 1, 30)),
    place=st.sampled_from(AREAS),
)
def test_values_stay_between_the_old_and_the_new(lever, share, day, ramp, place):
    one = levers()[lever]
    low, high = one.low, min(one.high, bounds(one)[1])
    value = low + share * (high - low)
    said = {"lever": lever, "from_": FIRST + timedelta(days=day), "value": value,
            "ramp_days": ramp, "unit": one.unit}  # fmt: skip
    if "place" in one.by:
        said["places"] = (place,)
    before, after = BEFORE.full(lever), applied(scenario(one=said)).full(lever)
    least, most = np.minimum(before, value), np.maximum(before, value)
    slack = 1e-9 * np.maximum(1.0, np.abs(most))
    assert ((after >= least - slack) & (after <= most + slack)).all()
    assert (after[:day] == before[:day]).all()


def test_a_scenario_read_from_a_file_does_what_it_says():
    values = applied(read_scenario(GOOD, "s.yaml")).full("cooperation")
    assert (values[28:, SEATTLE] == 0.5).all()
    assert (values[28:, MIAMI] == BEFORE.full("cooperation")[28:, MIAMI]).all()


def test_what_a_factor_leads_to_must_be_possible():
    too_much = cooperation(multiply=3.0, unit="ratio")
    with pytest.raises(ScenarioError, match=r"change 'one'.*leads to .* above 1"):
        applied(too_much, replace(BEFORE))
