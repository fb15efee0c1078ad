from __future__ import annotations

import re
from pathlib import Path

import pytest

from evenhand.claims.files import read_ledger
from evenhand.claims.judging import VERDICTS
from evenhand.claims.starting import Start, claims_text, suggest_series
from evenhand.claims.verdicts import judge_ledger

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (DOCS / "how-to" / "check-a-statement.md",)
FENCE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def examples():
    """The whole claims files that the manual shows."""
    found = []
    for page in PAGES:
        blocks = FENCE.findall(page.read_text("utf-8"))
        found += [block for block in blocks if block.startswith("title:")]
    return found


def test_the_manual_has_at_least_eight_examples():
    claims = sum(len(read_ledger(text, "manual.yaml").claims) for text in examples())
    assert claims >= 8


@pytest.mark.parametrize("text", examples(), ids=lambda text: text.splitlines()[0][:40])
def test_examples_of_the_manual_can_be_judged(text, record):
    ledger = read_ledger(text, "manual.yaml", record=record)
    for one in judge_ledger(record, ledger):
        assert one.verdict in VERDICTS
        assert one.reason


def test_a_verdict_that_the_manual_states_is_the_one_that_is_computed(record):
    stated = 0
    for text in examples():
        ledger = read_ledger(text, "manual.yaml", record=record)
        for one in judge_ledger(record, ledger):
            told = re.search(rf"^  {re.escape(one.name)}:  # (.*)$", text, re.MULTILINE)
            if told:
                stated += 1
                assert told[1] == one.verdict, one.name
    assert stated >= 8


def test_series_are_found_by_the_words_of_a_statement(record):
    names = [name for name, _ in suggest_series(record, "Over 70,000 people were detained")]
    assert names[0].startswith("detained")
    assert "border-encounters" in dict(suggest_series(record, "encounters at the border"))
    assert suggest_series(record, "zzzz qqqq") == []


def test_an_empty_start_says_where_to_fill_in():
    text = claims_text(Start())
    assert text.count("FILL IN: ") >= 8
    assert "number:" not in text
    assert "number: 5\n" in claims_text(Start(number=5.0, unit="people"))
