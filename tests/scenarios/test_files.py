from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.errors import ScenarioError
from evenhand.scenarios.files import load_scenario, read_scenario, shipped_scenarios
from tests.scenarios.wrong_scenarios import BEDS, BOTH, EVENTS, GOOD, MOVE, ORDER, VISITS, WRONG


@pytest.mark.parametrize("text", [GOOD, BOTH, VISITS, MOVE, ORDER], ids=range(5))
def test_good_files_are_read(text):
    scenario = read_scenario(text, "s.yaml")
    assert scenario.changes["more"].value == 0.5


def test_the_corpus_of_wrong_files_is_large_and_each_has_its_name():
    assert len(WRONG) >= 45
    assert len({one.name for one in WRONG}) == len(WRONG)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_what_is_wrong_is_said_with_its_place_and_what_to_do(wrong):
    with pytest.raises(ScenarioError, match=".*".join(map(re.escape, wrong.said[:1]))) as found:
        read_scenario(wrong.text, "s.yaml")
    text, at = str(found.value), 0
    for words in wrong.said:
        assert words in text[at:], f"{words!r} is not in {text[at:]!r}"
        at = text.index(words, at)


def test_all_problems_are_told_at_once_in_the_order_of_lines():
    text = GOOD.replace("author:", "auhtor:").replace("0.5", "half").replace("2026-03-01", "2026")
    with pytest.raises(ScenarioError, match=r"auhtor") as found:
        read_scenario(text, "s.yaml")
    lines = [int(problem.where.split(":")[1]) for problem in found.value.problems]
    assert lines == sorted(lines)
    assert len(lines) == 4


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    text=st.sampled_from((GOOD, BOTH, VISITS, MOVE, ORDER)),
    cut=st.tuples(st.integers(0, 900), st.integers(0, 40)),
    put=st.text(st.characters(codec="utf-8"), max_size=12),
)
def test_a_mutated_file_is_read_or_refused_and_nothing_else(text, cut, put):
    where, length = cut
    mutated = text[:where] + put + text[where + length :]
    try:
        read_scenario(mutated, "s.yaml")
    except ScenarioError as error:
        assert error.problems


def write(folder, name, text):
    (folder / f"{name}.yaml").write_text(text, "utf-8")
    return str(folder / f"{name}.yaml")


HEAD = "title: Built\nauthor: Somebody\nsource: A test\nwhy: To see\n"


def test_a_scenario_builds_on_files_beside_it_and_on_shipped_ones(tmp_path):
    write(tmp_path, "ground", GOOD)
    top = write(tmp_path, "top", HEAD + "builds-on: [ground.yaml, beds-100k]\nchanges: {}\n")
    scenario, text = load_scenario(top)
    assert list(scenario.changes) == ["more", "hundred-thousand-beds"]
    assert scenario.title == "Built"
    assert "builds-on" in text
    assert scenario.builds_on == ()


def test_a_change_of_the_same_name_takes_the_place_of_the_one_below(tmp_path):
    write(tmp_path, "ground", GOOD + BEDS)
    top = HEAD + "builds-on: ground.yaml\n" + GOOD[GOOD.index("changes:") :].replace("0.5", "0.7")
    scenario, _ = load_scenario(write(tmp_path, "top", top))
    assert scenario.changes["more"].value == 0.7
    assert list(scenario.changes) == ["more", "beds"]


def test_a_change_below_can_be_left_out(tmp_path):
    write(tmp_path, "ground", GOOD + BEDS)
    top = HEAD + "builds-on: ground.yaml\nwithout: more\nchanges: {}\n"
    assert list(load_scenario(write(tmp_path, "top", top))[0].changes) == ["beds"]


def test_events_and_the_start_come_from_below_unless_the_file_says_them(tmp_path):
    write(tmp_path, "ground", GOOD.replace("why:", "start: 2025-05-01\nwhy:") + EVENTS)
    top = HEAD + "builds-on: ground.yaml\n{}changes: {{}}\n"
    scenario, _ = load_scenario(write(tmp_path, "a", top.format("")))
    assert scenario.start == date(2025, 5, 1)
    assert scenario.events["eo50"] == {"in force": date(2026, 3, 1)}
    more = "start: 2025-06-01\nevents:\n  eo50: {void: 2025-07-01}\n"
    scenario, _ = load_scenario(write(tmp_path, "b", top.format(more)))
    assert scenario.start == date(2025, 6, 1)
    assert scenario.events["eo50"] == {"void": date(2025, 7, 1)}


def test_scenarios_that_build_on_each_other_are_refused(tmp_path):
    write(tmp_path, "a", HEAD + "builds-on: b.yaml\nchanges: {}\n")
    path = write(tmp_path, "b", HEAD + "builds-on: a.yaml\nchanges: {}\n")
    with pytest.raises(ScenarioError, match=r"builds on itself: b\.yaml → a\.yaml → b\.yaml"):
        load_scenario(path)


def test_a_problem_of_a_ground_names_the_ground(tmp_path):
    write(tmp_path, "ground", GOOD.replace("unit: share", "unit: percent"))
    top = write(tmp_path, "top", HEAD + "builds-on: ground.yaml\nchanges: {}\n")
    with pytest.raises(ScenarioError, match=r"ground\.yaml:11:5"):
        load_scenario(top)


def test_a_name_that_is_nothing_is_answered_with_the_nearest():
    with pytest.raises(ScenarioError, match=r"did you mean 'beds-100k'"):
        load_scenario("beds-100")


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "s.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match=r"is not text in UTF-8"):
        load_scenario(str(tmp_path / "s.yaml"))


def test_what_was_read_can_be_kept_and_read_again():
    for name in shipped_scenarios():
        scenario, _ = load_scenario(name)
        kept = scenario.model_dump_json(by_alias=True, exclude_none=True)
        assert type(scenario).model_validate_json(kept) == scenario
