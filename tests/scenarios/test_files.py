from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.errors import ScenarioError
from evenhand.scenarios.files import load_scenario, read_scenario, shipped_scenarios
from tests.scenarios.wrong_scenarios import BOTH, GOOD, WRONG, edited


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError, match=r"s\.yaml") as caught:
        read_scenario(text, "s.yaml")
    return str(caught.value)


def test_the_corpus_of_wrong_files_is_large_and_its_names_differ():
    assert len({one.name for one in WRONG}) == len(WRONG) >= 25


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_a_wrong_file_is_refused_with_the_place_and_what_to_do(wrong):
    message, start = refusal(wrong.text), 0
    for words in wrong.said:
        assert words in message[start:], message
        start = message.index(words, start)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_what_is_wrong_comes_with_something_to_do(wrong):
    with pytest.raises(ScenarioError, match=r".") as caught:
        read_scenario(wrong.text, "s.yaml")
    assert all(problem.fix for problem in caught.value.problems)


@pytest.mark.parametrize("text", [GOOD, BOTH])
def test_the_files_that_the_corpus_is_made_from_are_right(text):
    assert read_scenario(text, "s.yaml").title == "More book-ins by ICE"


def test_every_problem_of_a_file_is_told_at_once_in_the_order_of_lines():
    text = edited("author: Somebody", "auhtor: Somebody", BOTH)
    text = edited("origins: [ICE]", "origins: [ICE, FBI]", text)
    text = edited("value: 1500", "value: many", text)
    text = edited("overflow: release", "overflow: explode", text)
    message = refusal(text)
    lines = [int(line) for line in re.findall(r"^s\.yaml:(\d+):", message, re.MULTILINE)]
    assert lines == sorted(lines) == [1, 2, 8, 10, 18]


def test_every_problem_that_one_key_alone_cannot_show_is_told_at_once():
    text = edited("unit: people/day", "unit: beds", BOTH)
    text = edited("    overflow: release\n", "", text)
    text = edited("value: 1500", "value: 1500\n    multiply: 3\n    until: 2026-01-01", text)
    message = refusal(text)
    lines = [int(line) for line in re.findall(r"^s\.yaml:(\d+):", message, re.MULTILINE)]
    assert lines == sorted(lines)
    assert len(lines) == 4


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_but_nothing_else_happens(text):
    try:
        read_scenario(text, "s.yaml")
    except ScenarioError as error:
        assert error.problems


@given(st.integers(0, len(BOTH) - 1), st.sampled_from("\t:-[]{}&*!'\"#,x0 \n"))
def test_any_change_of_one_character_is_read_or_refused(place, letter):
    try:
        read_scenario(BOTH[:place] + letter + BOTH[place + 1 :], "s.yaml")
    except ScenarioError as error:
        assert error.problems


def test_a_shipped_scenario_is_found_by_its_name():
    scenario, text = load_scenario("baseline")
    assert scenario.changes == {}
    assert text == shipped_scenarios()["baseline"]


def test_a_file_is_found_by_its_path(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, "utf-8")
    scenario, text = load_scenario(str(path))
    assert (scenario.title, text) == ("More book-ins by ICE", GOOD)


def test_a_misspelt_shipped_name_is_answered_with_the_nearest():
    with pytest.raises(ScenarioError, match=r"neither a shipped scenario nor a file\n.*'baseline'"):
        load_scenario("baselin")


def test_a_problem_in_a_file_names_the_file_and_not_its_folder(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD.replace("lever: book-ins", "lever: x"), "utf-8")
    with pytest.raises(ScenarioError, match=r"^mine\.yaml:7:5 in changes › more › lever"):
        load_scenario(str(path))


def test_a_binary_file_is_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"PK\x03\x04\xff\xfe\x00\x01")
    with pytest.raises(ScenarioError, match=r"mine\.yaml  is not text in UTF-8"):
        load_scenario(str(path))


def test_a_file_that_is_far_too_large_is_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("#" * 1_000_001, "utf-8")
    with pytest.raises(ScenarioError, match=r"is far too large\n    is this the right file\?"):
        load_scenario(str(path))


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match=r"cannot be read \(Is a directory\)"):
        load_scenario(str(tmp_path))


def test_a_file_from_another_system_is_read_the_same():
    plain = read_scenario(GOOD, "s.yaml")
    assert read_scenario(GOOD.replace("\n", "\r\n"), "s.yaml") == plain
    assert read_scenario("\ufeff" + GOOD, "s.yaml") == plain
