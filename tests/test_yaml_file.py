from __future__ import annotations

from datetime import date

import pytest
from pydantic import Field

from evenhand.errors import Problem, ScenarioError
from evenhand.yaml_file import Stated, in_order, parse_document, read_text, validate


class Part(Stated):
    size: float = Field(ge=0)
    """How large it is."""
    from_day: date | None = None
    """When it begins."""


class Whole(Stated):
    name: str
    """What it is called."""
    parts: dict[str, Part] = Field(default_factory=dict)
    """What it is made of."""
    list_of: tuple[Part, ...] = ()
    """More of it."""
    by_day: dict[date, float] | None = None
    """By day."""


def read(text):
    return validate(parse_document(text, "f.yaml", "thing", ScenarioError), Whole, ScenarioError)


def refusal(text):
    with pytest.raises(ScenarioError, match=r"f\.yaml") as caught:
        read(text)
    return str(caught.value)


def test_names_are_written_with_hyphens():
    part = read("name: x\nparts:\n  a: {size: 1, from-day: 2026-01-02}\n").parts["a"]
    assert part.from_day == date(2026, 1, 2)


def test_every_key_and_item_has_its_line_and_column():
    text = "name: x\nparts:\n  a:\n    size: 1\nlist-of:\n  - size: 2\n  - size: 3\n"
    document = parse_document(text, "f.yaml", "thing", ScenarioError)
    assert document.places["parts", "a", "size"] == (4, 5)
    assert document.places["list-of", 1] == (7, 5)
    assert document.where(("parts", "a", "size")) == "f.yaml:4:5 in parts › a › size"


def test_a_place_that_is_not_in_the_file_is_that_of_the_nearest_thing_above():
    document = parse_document("name: x\nparts:\n  a: {}\n", "f.yaml", "thing", ScenarioError)
    assert document.where(("parts", "a", "size")) == "f.yaml:3:3 in parts › a › size"
    assert document.where(("nowhere",)) == "f.yaml:1:1"


def test_a_problem_in_a_list_names_its_item():
    message = refusal("name: x\nlist-of:\n  - size: 2\n  - size: -3\n")
    assert message.startswith("f.yaml:4:5 in list-of › 1 › size  -3 is out of range")


def test_a_problem_under_a_day_names_the_day_as_it_is_written():
    message = refusal("name: x\nby-day:\n  2026-03-01: 4\n  2026-04-01: many\n")
    assert message.startswith("f.yaml:4:3 in by-day › 2026-04-01  'many' is not a number")


def test_yes_and_no_are_words_in_yaml_1_2():
    assert read("name: no\n").name == "no"


def test_long_values_are_shortened_in_messages():
    assert "…" in refusal("name: x\nparts:\n  a: {size: " + "y" * 300 + "}\n")


@pytest.mark.parametrize("text", ["name: &a x\nlist-of: [*a]\n", "name: *a\n", "a: &a [*a]\n"])
def test_anchors_and_aliases_are_refused(text):
    assert "uses an anchor or alias" in refusal(text)


def test_a_file_that_grows_when_read_is_refused_at_once():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "uses an anchor or alias" in refusal(bomb)


@pytest.mark.parametrize("tag", ["!!python/name:os.system", "!!omap", "!mine", "!!set"])
def test_tags_are_refused(tag):
    assert "f.yaml:1:7  uses a tag" in refusal(f"name: {tag} [a]\n")


def test_days_that_are_none_are_refused_with_their_place():
    assert refusal("name: 2026-02-30\n").startswith("f.yaml:1:7  '2026-02-30' is not a day")


def test_problems_are_put_in_the_order_of_lines():
    problems = [Problem(f"f.yaml:{line}:1 in x", "w") for line in (10, 9, 100)]
    problems.append(Problem("f.yaml", "w"))
    assert [one.where.split(" ")[0] for one in in_order(problems)] == [
        "f.yaml", "f.yaml:9:1", "f.yaml:10:1", "f.yaml:100:1"]  # fmt: skip


def test_what_was_read_cannot_be_changed():
    with pytest.raises(ValueError, match=r"frozen"):
        read("name: x\n").name = "y"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ScenarioError, match=r"none\.yaml  cannot be read \(No such file"):
        read_text(tmp_path / "none.yaml", ScenarioError)
