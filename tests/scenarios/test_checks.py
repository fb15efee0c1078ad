from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from evenhand.scenarios.checks import check_scenario
from evenhand.scenarios.schema import Change, Scenario

DAY = date(2026, 3, 1)


def change(**said):
    plain = {"lever": "book-ins", "from_": DAY, "value": 5.0, "unit": "people/day"}
    return Change(**(plain | {"because": "For a test."} | said))


def scenario(**changes):
    return Scenario(title="A test", author="Us", source="None", why="For tests", changes=changes)


def said(**changes):
    return [what for _, what, _ in check_scenario(scenario(**changes))]


def test_a_sound_change_has_no_problem():
    assert said(one=change()) == []
    assert said() == []


def test_changes_of_one_lever_may_follow_one_another():
    first = change(until=DAY + timedelta(days=9))
    assert said(one=first, two=change(from_=DAY + timedelta(days=10))) == []
    assert len(said(one=first, two=change(from_=DAY + timedelta(days=9)))) == 1


def test_changes_of_one_lever_for_other_origins_do_not_collide():
    assert said(one=change(origins=("ICE",)), two=change(origins=("CBP",))) == []
    assert len(said(one=change(origins=("ICE",)), two=change())) == 1


def test_changes_of_different_levers_do_not_collide():
    speed = change(lever="removal-speed", value=None, multiply=2.0, unit="ratio")
    assert said(one=change(), two=speed) == []


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_two_changes_collide_exactly_when_they_share_a_day(a, length_a, b, length_b):
    one, two = (
        change(from_=DAY + timedelta(days=start), until=DAY + timedelta(days=start + length))
        for start, length in ((a, length_a), (b, length_b))
    )
    share = set(range(a, a + length_a + 1)) & set(range(b, b + length_b + 1))
    assert bool(said(one=one, two=two)) == bool(share)


def test_three_changes_that_collide_are_told_pair_by_pair():
    assert len(said(a=change(), b=change(), c=change())) == 3


def test_a_check_names_the_change_and_the_key_it_is_about():
    ((trail, what, fix),) = check_scenario(scenario(one=change(unit="beds")))
    assert trail == ("changes", "one", "unit")
    assert "beds" in what
    assert fix == "write: people/day"
