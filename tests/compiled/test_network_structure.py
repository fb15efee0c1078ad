from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.compiled.compile_network import plain_trail
from evenhand.compiled.grid import stage_key_of
from evenhand.compiled.network_structure import structure_of
from evenhand.errors import Findings
from evenhand.model.network import Network
from evenhand.model.network_files import read_network
from tests.model.wrong_networks import GOOD


def found_in(stages, capacities=(), limits=()):
    """The structure of a network of these stages, and what is wrong with it."""
    content = {"title": "Structure", "source": "A test", "first-day": date(2021, 1, 1), "days": 3,
               "places": ["A"], "classes": ["x", "y"], "ends": ["out"], "stages": stages,
               "capacities": dict(capacities), "limits": dict(limits)}  # fmt: skip
    found = Findings()
    structure = structure_of(Network.model_validate(content), plain_trail, found)
    return structure, [f"{problem.where}: {problem.what}" for problem in found.errors]


def split(*targets):
    return {"split": {"exits": {target: 1 / len(targets) for target in targets}}}


def queue(to, capacity="c"):
    return {"queue": {"capacity": capacity, "to": to}}


def test_a_good_file_has_nothing_wrong_and_acts_in_order():
    network, where = read_network(GOOD, "n.yaml")
    found = Findings()
    structure = structure_of(network, where, found)
    assert not list(found)
    assert structure.acts == ["handling", "pool", "triage", "intake"]
    assert structure.of_kind("delay", "pool") == ["detention", "docket", "pool"]
    assert [exit_.name for exit_ in structure.exits["pool"]] == ["out", "found"]
    assert structure.limit_exits["beds"].target == "docket"


@given(data=st.data())
def test_acts_follow_those_that_feed_them_whatever_order_a_file_has(data):
    names = [f"s{n}" for n in range(data.draw(st.integers(2, 9)))]
    feeds = {}
    for n, name in enumerate(names):
        later = st.sampled_from([*names[n + 1 :], "out"])
        feeds[name] = data.draw(st.lists(later, min_size=1, unique=True))
    listed = data.draw(st.permutations(names))
    structure, problems = found_in({name: split(*feeds[name]) for name in listed})
    assert not problems
    turn = {name: index for index, name in enumerate(structure.acts)}
    assert sorted(turn) == names
    for name, targets in feeds.items():
        assert all(turn[name] < turn[target] for target in targets if target != "out")


@given(data=st.data())
def test_any_cycle_in_no_time_is_refused_and_named_in_full(data):
    length, tail = data.draw(st.integers(1, 5)), data.draw(st.integers(0, 3))
    ring = [f"r{n}" for n in range(length)]
    stages = {name: split(ring[(n + 1) % length], "out") for n, name in enumerate(ring)}
    # Stages before and after the cycle are no part of it.
    stages |= {f"a{n}": split(ring[0]) for n in range(tail)}
    stages["r0"] = split(ring[1 % length], "z0")
    stages |= {"z0": split("out")}
    listed = data.draw(st.permutations(list(stages)))
    _, (problem,) = found_in({name: stages[name] for name in listed})
    named = problem.split("no time: ")[1].split(" → ")
    assert named[0] == named[-1]
    assert sorted(named[1:]) == ring
    assert all(b in stages[a]["split"]["exits"] for a, b in pairwise(named))


def test_a_capacity_serves_in_its_own_order():
    stages = {"late": queue("out"), "early": queue("out")}
    structure, problems = found_in(stages, {"c": {"per-day": 1, "serves": ["early", "late"]}})
    assert not problems
    assert structure.acts == ["early", "late"]


def test_a_capacity_that_serves_the_later_stage_first_goes_round():
    stages = {"one": queue("two"), "two": queue("out")}
    _, problems = found_in(stages, {"c": {"per-day": 1, "serves": ["two", "one"]}})
    assert "goes round in no time" in problems[0]


def test_a_delay_breaks_a_cycle():
    stages = {"one": split("wait", "out"), "wait": {"delay": {"exits": {"one": 0.1}}}}
    structure, problems = found_in(stages)
    assert not problems
    assert structure.acts == ["one"]


def test_who_leaves_a_pool_by_himself_does_not_act_after_it():
    pool = {"pool": {"capacity": "c", "cost": 1, "to": "out", "exits": {"line": 0.01}}}
    stages = {"line": queue("out"), "pool": pool}
    structure, problems = found_in(stages, {"c": {"per-day": 1, "serves": ["line", "pool"]}})
    assert not problems
    assert structure.acts == ["line", "pool"]


def test_who_is_found_in_a_pool_acts_after_it():
    pool = {"pool": {"capacity": "c", "cost": 1, "to": "line"}}
    stages = {"line": queue("out"), "pool": pool}
    _, problems = found_in(stages, {"c": {"per-day": 1, "serves": ["line", "pool"]}})
    assert "goes round in no time" in problems[0]


def test_a_stage_of_two_kinds_does_not_hide_what_else_is_wrong():
    stages = {"two": split("out") | queue("nowhere"), "one": split("nowhere")}
    _, problems = found_in(stages)
    assert problems == [
        "stages › two: stage 'two' is not of exactly one kind",
        "stages › one › split › exits › nowhere: leads to 'nowhere', which is no stage",
    ]


def test_names_whose_keys_are_the_same_are_refused():
    # Two words of one check sum, found by search.
    one, other = "plumless", "buckeroo"
    assert stage_key_of(one) == stage_key_of(other)
    stages = {one: split("out"), other: split("out")}
    _, problems = found_in(stages)
    assert problems == [f"stages › {one}: '{one}' and '{other}' give the same random numbers"]


RULES = {date(2021, 1, 1): "overflow", date(2021, 1, 2): "release"}


@pytest.mark.parametrize("rule", ["refuse", RULES])
def test_a_limit_that_moves_people_needs_a_target(rule):
    stages = {"wait": {"delay": {"exits": {"out": 0.1}}}}
    limit = {"of": ["wait"], "people": 5, "rule": rule}
    _, problems = found_in(stages, limits={"beds": limit})
    assert problems == ["limits › beds: lacks 'to'"]
    _, problems = found_in(stages, limits={"beds": limit | {"rule": "overflow"}})
    assert not problems
