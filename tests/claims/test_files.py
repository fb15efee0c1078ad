from __future__ import annotations

import re
from datetime import date

import pytest

from evenhand.claims.files import (
    cautions,
    claim_of,
    definition_of,
    load_ledger,
    only_claims,
    read_ledger,
)
from evenhand.claims.verdicts import judge
from evenhand.errors import ClaimError
from tests.claims.wrong_claims import COMPUTE, GOOD, WRONG, WRONG_NAMES, edited


def test_the_corpus_of_wrong_files_is_large_and_its_names_differ():
    assert len({one.name for one in WRONG}) == len(WRONG) >= 25


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_a_wrong_file_is_refused_with_the_place_and_what_to_do(wrong):
    with pytest.raises(ClaimError, match=r"c\.yaml") as caught:
        read_ledger(wrong.text, "c.yaml")
    message, start = str(caught.value), 0
    for words in wrong.said:
        assert words in message[start:], message
        start = message.index(words, start)
    assert all(problem.fix for problem in caught.value.problems)


@pytest.mark.parametrize("wrong", WRONG_NAMES, ids=lambda wrong: wrong.name)
def test_wrong_names_and_units_are_refused_before_anything_is_computed(wrong, record):
    with pytest.raises(ClaimError, match=r"c\.yaml:15") as caught:
        read_ledger(wrong.text, "c.yaml", record=record)
    message, start = str(caught.value), 0
    for words in wrong.said:
        assert words in message[start:], message
        start = message.index(words, start)
    assert all(problem.fix for problem in caught.value.problems)


def test_wrong_form_names_and_keys_are_told_together(record):
    text = edited("ice-daily-post-arrests", "ice-daily-post-arrest")
    text = text.replace("would-change: Another count", "would-change: Another count") + (
        "    notes: [a]\n    flags:\n      - {name: some flag, because: For a reason of some kind,"
        " when: {said: nobody}}\n"
    )
    with pytest.raises(ClaimError, match=r"c\.yaml:15") as caught:
        read_ledger(text, "c.yaml", record=record)
    assert [one.what for one in caught.value.problems] == [
        "'ice-daily-post-arrest' is not a series", "'nobody' is not a published statement",
    ]  # fmt: skip


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
    assert list(load_ledger().claims)[:3] == ["C01", "C02", "C03"]
    assert load_ledger("early-2025") == load_ledger()
    assert list(load_ledger("feasibility").claims) == ["F01", "F02", "F03", "F04"]


def test_a_misspelt_ledger_is_answered_with_the_nearest():
    with pytest.raises(ClaimError, match=r"feasability  is no file and no shipped ledger\n    did "
                                         r"you mean 'feasibility'\?"):  # fmt: skip
        load_ledger("feasability")


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
    with pytest.raises(ClaimError, match=r"C99  is not in the ledger\n") as caught:
        only_claims(load_ledger(), ["C99", "C01", "X"])
    assert len(caught.value.problems) == 2
    assert "did you mean" in caught.value.problems[0].fix


def test_a_claim_of_a_private_person_is_cautioned_and_not_refused():
    ledger = read_ledger(edited("An office", "Jane Roe"), "c.yaml")
    (one,) = cautions(ledger)
    assert "names no office" in one.what
    assert "private persons are not checked" in one.fix
    assert cautions(read_ledger(GOOD, "c.yaml")) == []


def test_short_forms_are_read():
    text = edited("    unit: people", "    unit: people\n    at-least: true")
    claim = read_ledger(text, "c.yaml").claims["T01"]
    assert (claim.says, claim.source) == ("at-least", "A test of this package")
    assert claim.claimed == "at least 956 people"
    text = edited("    unit: people", "    unit: people\n    says: over")
    assert read_ledger(text, "c.yaml").claims["T01"].says == "more-than"


LARGEST_POST = {
    "name": "Largest",
    "what": "The largest post",
    "compute": {"series": "ice-daily-post-arrests", "take": "largest", "during": "2025-01"},
}
CLAIM = {
    "statement": "So many people were counted.", "said-by": "An office", "source": "A test",
    "said-on": "2025-01-27", "number": 1179.0, "unit": "people",
    "would-change": "Another count of it", "definitions": [LARGEST_POST],
}  # fmt: skip


def changed(**keys):
    return LARGEST_POST | {"compute": LARGEST_POST["compute"] | keys}


def test_a_definition_is_read_from_a_mapping(record):
    one = definition_of(LARGEST_POST, record)
    claim = read_ledger(GOOD, "c.yaml").claims["T01"].model_copy(update={"definitions": (one,)})
    assert judge(record, "T01", claim).computed[0].value == 1179
    with pytest.raises(ClaimError, match=r"definition › compute › take  unknown take 'larges'"):
        definition_of(changed(take="larges"))
    with pytest.raises(ClaimError, match=r"'nothing' is not a series"):
        definition_of(changed(series="nothing"), record)
    with pytest.raises(ClaimError, match=r"says neither how it is computed nor which record"):
        definition_of({"name": "Largest", "what": "The largest post"})


def test_a_claim_is_read_from_a_mapping(record):
    assert judge(record, "x", claim_of(CLAIM, record)).verdict == "supported"
    with pytest.raises(ClaimError, match=r"claim › definitions › 0 › compute › take"):
        claim_of(CLAIM | {"definitions": [changed(take="x")]})


def test_a_mapping_that_is_nested_without_end_is_refused():
    node: object = {"said": "border-czar-one-agent"}
    for _ in range(200):
        node = {"not": [node]}
    with pytest.raises(ClaimError, match=r"is nested too deeply"):
        definition_of(LARGEST_POST | {"compute": node})


LISTED = GOOD.replace("  T01:\n    statement", "  - id: T01\n    statement")


def test_claims_may_be_a_list_with_ids():
    assert read_ledger(LISTED, "c.yaml") == read_ledger(GOOD, "c.yaml")
    with pytest.raises(ClaimError, match=r"c\.yaml:9:5 in claims › T01 › number"):
        read_ledger(LISTED.replace("number: 956", "number: many"), "c.yaml")
    twice = LISTED + LISTED[LISTED.index("  - id") :]
    with pytest.raises(ClaimError, match=r"c\.yaml:17:5 .*id 'T01' is there twice"):
        read_ledger(twice, "c.yaml")


@pytest.mark.parametrize(
    ("compute", "meant"),
    [
        ("{ratio: [1, 2]}", "divide"),
        ("{sum: [1, 2]}", "add"),
        ("{max: [1, 2]}", "largest-of"),
        ("{count: [1, 2]}", "how-many"),
        ("{series: arrests, take: average, during: 2025-01}", "mean"),
        ("{series: arrests, take: max, during: 2025-01}", "largest"),
        ("{series: arrests, take: total, during: 2025-01}", "sum"),
    ],
)
def test_other_words_are_answered_with_what_is_meant(compute, meant):
    with pytest.raises(ClaimError, match=rf"did you mean '{meant}'\?"):
        read_ledger(edited(COMPUTE, compute), "c.yaml")


def test_days_may_be_written_as_months_and_years():
    compute = "{series: arrests, take: sum, from: 2025-01, until: 2025-02}"
    (one,) = read_ledger(edited(COMPUTE, compute), "c.yaml").claims["T01"].definitions
    assert (one.compute.first, one.compute.last) == (date(2025, 1, 1), date(2025, 2, 28))
