from __future__ import annotations

import re

import pytest

from evenhand.claims.files import load_ledger, only_claims, read_ledger
from evenhand.errors import ClaimError
from tests.claims.wrong_claims import GOOD, WRONG, edited


def test_the_corpus_of_wrong_files_is_large_and_its_names_differ():
    assert len({one.name for one in WRONG}) == len(WRONG) >= 12


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_a_wrong_file_is_refused_with_the_place_and_what_to_do(wrong):
    with pytest.raises(ClaimError, match=r"c\.yaml") as caught:
        read_ledger(wrong.text, "c.yaml")
    message, start = str(caught.value), 0
    for words in wrong.said:
        assert words in message[start:], message
        start = message.index(words, start)
    assert all(problem.fix for problem in caught.value.problems)


def test_every_problem_is_told_at_once_in_the_order_of_lines():
    text = edited("number: 956", "number: many").replace("said-by:", "sayd-by:")
    text = text.replace("wording: stated", "wording: exact")
    with pytest.raises(ClaimError, match=r"c\.yaml") as caught:
        read_ledger(text, "c.yaml")
    lines = [int(n) for n in re.findall(r"^c\.yaml:(\d+):", str(caught.value), re.MULTILINE)]
    assert lines == sorted(lines) == [4, 6, 9, 14]


def test_a_sound_file_is_read():
    assert list(read_ledger(GOOD, "c.yaml").claims) == ["T01"]


def test_the_shipped_ledger_is_read_when_none_is_named():
    assert list(load_ledger().claims) == ["C01", "C02", "C08"]


def test_a_file_is_read_by_its_path_and_named_without_its_folder(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, "utf-8")
    assert load_ledger(path).title == "A statement for tests"
    path.write_text(edited("number: 956", "number: many"), "utf-8")
    with pytest.raises(ClaimError, match=r"^mine\.yaml:9:5"):
        load_ledger(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ClaimError, match=r"none\.yaml  cannot be read \(No such file"):
        load_ledger(tmp_path / "none.yaml")


def test_only_the_named_claims_are_kept():
    ledger = load_ledger()
    assert list(only_claims(ledger, ["C08"])) == ["C08"]
    assert list(only_claims(ledger, [])) == list(ledger.claims)


def test_claims_that_are_not_in_the_ledger_are_all_named():
    with pytest.raises(ClaimError, match=r"C99  is not in the ledger\n    C01, C02, C08") as caught:
        only_claims(load_ledger(), ["C99", "C01", "X"])
    assert len(caught.value.problems) == 2
