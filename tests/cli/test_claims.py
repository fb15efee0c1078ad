from __future__ import annotations

import json

import pytest
import typer

from evenhand.claims.files import FILL_IN, load_ledger, read_ledger
from evenhand.errors import ClaimError

ALL_GIVEN = (
    "--statement", "Over 70,000 people were in detention in late January 2026.",
    "--said-by", "A newspaper", "--said-on", "2026-02-03", "--source", "Its page",
    "--number", "70000", "--unit", "people", "--says", "at-least",
    "--definition", "People in ICE detention on 25 January 2026.", "--series", "detained",
    "--period", "2026-01-25", "--would-change", "A revised snapshot of that day.",
    "--author", "A tester",
)  # fmt: skip


def test_claims_are_listed_by_ledger(evenhand):
    status, out, _ = evenhand("claims", "list", "--format", "json")
    assert status == 0
    rows = json.loads(out)
    assert {row["ledger"] for row in rows} == {"early-2025", "feasibility"}
    assert (
        next(row for row in rows if row["claim"] == "C08")["claimed"] == "at least 660,000 people"
    )
    _, out, _ = evenhand("claims", "list", "feasibility", "--format", "json")
    assert [row["claim"] for row in json.loads(out)] == ["F01", "F02", "F03", "F04"]


def test_the_schema_and_the_forms_are_printed(evenhand):
    status, out, _ = evenhand("claims", "schema")
    assert status == 0
    assert "Computation" in json.loads(out)["$defs"]
    _, out, _ = evenhand("claims", "forms", "--format", "json")
    assert {"series", "divide", "findings"} <= {row["form"] for row in json.loads(out)}


def test_registers_are_searched_by_a_word(evenhand):
    _, out, _ = evenhand("claims", "statements", "Denver", "--format", "json")
    names = {row["statement"] for row in json.loads(out)}
    assert "denver-raid-detained" in names
    assert "dhs-officers-hired" not in names
    _, out, _ = evenhand("claims", "findings", "1373")
    assert "Second Circuit" in out
    assert "Printz" not in out


def test_a_file_of_all_that_is_given_can_be_judged(evenhand, tmp_path):
    status, out, _ = evenhand("claims", "new", "mine.yaml", "--no-ask", *ALL_GIVEN)
    assert status == 0
    assert "it can be judged: evenhand check mine.yaml" in out
    claim = load_ledger(tmp_path / "mine.yaml").claims["S1"]
    assert (claim.number, claim.says, claim.unit) == (70000, "at-least", "people")
    status, out, _ = evenhand("check", "mine.yaml")
    assert status == 0
    assert "S1  SUPPORTED" in out


def test_what_is_not_given_is_marked_and_refused_until_it_is_filled_in(evenhand, tmp_path):
    status, out, _ = evenhand("claims", "new", "mine.yaml", "--no-ask")
    assert status == 0
    text = (tmp_path / "mine.yaml").read_text("utf-8")
    marked = [n for n, line in enumerate(text.splitlines(), start=1) if FILL_IN in line]
    assert f"to be filled in, marked {FILL_IN}: lines {', '.join(map(str, marked))}" in out
    with pytest.raises(ClaimError, match=r"is still to be filled in") as caught:
        load_ledger(tmp_path / "mine.yaml")
    lines = {int(one.where.split(":")[1]) for one in caught.value.problems}
    assert lines == set(marked)
    status, _, err = evenhand("check", "mine.yaml")
    assert status == 2
    assert "problems" in err


def test_a_file_is_never_overwritten(evenhand, tmp_path):
    (tmp_path / "mine.yaml").write_text("mine", "utf-8")
    status, _, err = evenhand("claims", "new", "mine.yaml", "--no-ask", *ALL_GIVEN)
    assert status == 2
    assert "mine.yaml  is there already\n    choose another name" in err
    assert (tmp_path / "mine.yaml").read_text("utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_named(evenhand, tmp_path):
    status, _, err = evenhand("claims", "new", "nowhere/mine.yaml", "--no-ask", *ALL_GIVEN)
    assert status == 2
    assert "nowhere/mine.yaml  cannot be written (No such file or directory)" in err


def answering(monkeypatch, *answers):
    """Answer what is asked, in order; gives the questions."""
    left, asked = list(answers), []

    def prompt(question, **_):
        asked.append(question)
        return left.pop(0)

    monkeypatch.setattr(typer, "prompt", prompt)
    return asked


def test_the_definition_and_the_series_are_asked_for(evenhand, tmp_path, monkeypatch):
    asked = answering(
        monkeypatch, "Over 70,000 people were in detention.", "A newspaper", "2026-02-03",
        "Its page", "70,000", "people", "People in ICE detention on 25 January 2026", "detention",
        "detained", "2026-01-25", "A tester", "A revised snapshot",
    )  # fmt: skip
    status, out, _ = evenhand("claims", "new", "mine.yaml", "--ask")
    assert status == 0
    assert "What exactly is counted, where and when" in asked
    assert "  detained: People in ICE detention on a day" in out
    assert "it can be judged" in out
    compute = load_ledger(tmp_path / "mine.yaml").claims["S1"].definitions[0].compute
    assert (compute.series, compute.at) == ("detained", "2026-01-25")


def test_where_no_series_counts_it_the_missing_record_is_asked_for(evenhand, tmp_path, monkeypatch):
    asked = answering(
        monkeypatch, "Officers work long hours.", "A newspaper", "2026-02-03", "Its page", "",
        "Hours of officers a day", "", "Hours of officers by day", "The agency publishing them",
        "A tester", "Such a record",
    )  # fmt: skip
    status, out, _ = evenhand("claims", "new", "mine.yaml", "--ask")
    assert status == 0
    assert "Then which record is missing" in asked
    assert "it can be judged" in out
    status, out, _ = evenhand("check", "mine.yaml")
    assert "S1  NOT CHECKABLE [no record]" in out
    assert "Hours of officers by day" in out


def test_answers_that_are_no_day_or_number_are_refused_and_nothing_is_written(
    evenhand, tmp_path, monkeypatch
):
    answering(monkeypatch, "A statement of some length", "A newspaper", "yesterday")
    status, _, err = evenhand("claims", "new", "mine.yaml", "--ask")
    assert status == 2
    assert "yesterday  is not a day" in err
    answering(monkeypatch, "A statement of some length", "A newspaper", "2026-02-03", "x", "many")
    status, _, err = evenhand("claims", "new", "mine.yaml", "--ask")
    assert status == 2
    assert "many  is not a number" in err
    assert not (tmp_path / "mine.yaml").exists()


@pytest.mark.parametrize("hostile", ['a" b: [x]', "a\n  c: d", "# not a comment", "*alias", "a: b"])
def test_whatever_is_said_stays_text(evenhand, tmp_path, hostile):
    words = list(ALL_GIVEN)
    words[1] = f"A statement with {hostile}"
    status, _, _ = evenhand("claims", "new", "mine.yaml", "--no-ask", *words)
    assert status == 0
    text = (tmp_path / "mine.yaml").read_text("utf-8")
    assert read_ledger(text, "mine.yaml").claims["S1"].statement == words[1]


def test_brackets_in_a_table_are_shown(evenhand):
    _, out, _ = evenhand("claims", "forms")
    assert "is: [signed, in force]" in " ".join(out.split())
