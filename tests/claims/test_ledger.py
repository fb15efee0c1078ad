"""The ledger of early 2025: every verdict follows from the statement and from the record."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta

import pytest

from evenhand.claims.computations import Operation, leaves
from evenhand.claims.files import cautions, load_ledger, shipped_ledgers
from evenhand.claims.judging import (
    CONTESTED,
    NOT_CHECKABLE,
    NOT_SUPPORTED,
    ROUGHLY,
    SUPPORTED,
    VERDICTS,
)
from evenhand.claims.verdicts import judge, judge_ledger
from tests.claims.changes import (
    added,
    event_without_first,
    held,
    shorter_list,
    statement,
    times,
    without_findings,
    without_statement,
)

LEDGER = load_ledger()
SHEET = [f"C{number:02}" for number in range(1, 30)]
SPLIT = ["C04a", "C06a", "C20a", "C25a", "C28a"]
JANUARY, DECEMBER = (date(2025, 1, 1), date(2025, 1, 31)), (date(2025, 12, 1), date(2025, 12, 31))
WEEKS = {
    (first, first + timedelta(days=6)): 3.0
    for first in (date(2025, 1, 20) + timedelta(days=7 * n) for n in range(10))
}

THE_RECORD_THAT_IS_MISSING = {
    "C04": added("officers-in-limiting-cities", "people", {JANUARY: 1000, DECEMBER: 3000}),
    "C05": added("cities-with-operations-by-week", "cities", WEEKS),
    "C06": added("officer-time-per-jail-arrest", "officer-minutes", {JANUARY: 8, DECEMBER: 12}),
}
"""What would settle the claims that are not checkable, made up."""


def threshold(name, index, value):
    """The claim with another threshold in one of its definitions."""
    claim = LEDGER.claims[name]
    listed = list(claim.definitions)
    asked = listed[index].compute
    assert isinstance(asked, Operation)
    changed = replace(asked, tolerance=value)
    listed[index] = listed[index].model_copy(update={"compute": changed})
    return {"definitions": tuple(listed)}


NEGATED = {"says": "does-not-hold"}
RESTATED = {  # what is changed in the statement, and the verdict that it then gets
    "C01": ({"number": 1050.0}, ROUGHLY),
    "C02": ({"number": 3152.0}, SUPPORTED),
    "C03": ({"number": 5.0}, NOT_SUPPORTED),
    "C04": ({"number": 6.0}, NOT_SUPPORTED),
    "C04a": ({"said_on": date(2025, 7, 1)}, NOT_SUPPORTED),
    "C05": ({"number": 6.0}, NOT_SUPPORTED),
    "C06": ({"number": 30.0}, NOT_SUPPORTED),
    "C06a": ({"said_until": date(2025, 12, 31)}, NOT_SUPPORTED),
    "C07": ({"number": 20.0}, NOT_SUPPORTED),
    "C08": ({"number": 900_000.0}, NOT_SUPPORTED),
    "C09": ({"number": 9.0}, NOT_SUPPORTED),
    "C10": (NEGATED, NOT_SUPPORTED),
    "C11": ({"number": 30.0}, ROUGHLY),
    "C12": ({"number": 35.0}, NOT_SUPPORTED),
    "C13": ({"said_on": date(2025, 10, 1)}, NOT_SUPPORTED),
    "C14": ({"said_on": date(2025, 4, 10)}, NOT_SUPPORTED),
    "C15": ({"number": 100.0}, NOT_SUPPORTED),
    "C16": (NEGATED, SUPPORTED),
    "C17": ({"as_of": date(1997, 1, 1)}, SUPPORTED),
    "C18": (NEGATED, SUPPORTED),
    "C19": (NEGATED, NOT_SUPPORTED),
    "C20": (NEGATED, NOT_SUPPORTED),
    "C20a": (NEGATED, SUPPORTED),
    "C21": ({"as_of": date(2018, 12, 31)}, NOT_SUPPORTED),
    "C22": ({"number": 50.0}, NOT_SUPPORTED),
    "C23": ({"number": 0.0}, SUPPORTED),
    "C24": (NEGATED, NOT_SUPPORTED),
    "C25": ({"number": 0.1}, SUPPORTED),
    "C25a": ({"said_on": date(2024, 11, 1)}, NOT_SUPPORTED),
    "C26": (threshold("C26", 0, 1.0), NOT_SUPPORTED),
    "C27": ({"number": 2.0}, NOT_SUPPORTED),
    "C28": ({"number": 350_000.0}, SUPPORTED),
    "C28a": ({"number": 500_000.0}, NOT_SUPPORTED),
    "C29": ({"number": 10_474.0}, SUPPORTED),
}
OTHER_RECORD = {  # what is changed in the record, and the verdict that the claim then gets
    "C01": (times("ice-daily-post-arrests", 0.5), NOT_SUPPORTED),
    "C02": (times("arrests-by-week", 7300 / 3152), SUPPORTED),
    "C03": (times("ice-daily-post-arrests", 0.5), ROUGHLY),
    "C04": (THE_RECORD_THAT_IS_MISSING["C04"], SUPPORTED),
    "C04a": (without_statement("border-czar-triples-officers"), NOT_SUPPORTED),
    "C05": (THE_RECORD_THAT_IS_MISSING["C05"], SUPPORTED),
    "C06": (THE_RECORD_THAT_IS_MISSING["C06"], SUPPORTED),
    "C06a": (without_statement("border-czar-one-agent"), NOT_SUPPORTED),
    "C07": (statement("chicago-officers-at-an-address", 2), NOT_SUPPORTED),
    "C08": (times("docket-with-criminal-history", 0.5), NOT_SUPPORTED),
    "C09": (statement("cato-share-atf", 0), NOT_SUPPORTED),
    "C10": (statement("jail-share-to-mid-october", 0.8), ROUGHLY),
    "C11": (statement("denver-raid-linked", 12, 60), ROUGHLY),
    "C12": (statement("new-york-indictment-defendants", 20), NOT_SUPPORTED),
    "C13": (event_without_first("eo50"), NOT_SUPPORTED),
    "C14": (without_findings("council-suit"), NOT_SUPPORTED),
    "C15": (statement("new-york-police-detainers-honoured", 100), NOT_SUPPORTED),
    "C16": (held("federal-duty-to-assist", "yes"), SUPPORTED),
    "C17": (held("section-1373-binds", "no"), NOT_SUPPORTED),
    "C18": (held("detainer-binds", "yes", kind="ruling"), SUPPORTED),
    "C19": (held("impeding-is-an-offence", "no", kind="statute"), NOT_SUPPORTED),
    "C20": (held("agreements-287g-allowed", "no"), NOT_SUPPORTED),
    "C20a": (held("agreements-287g-required", "yes"), SUPPORTED),
    "C21": (without_findings("second-circuit-2020", "funds-injunction-april",
                             "funds-injunction-august"), NOT_SUPPORTED),
    "C22": (shorter_list("doj-2025-08-05", 10), NOT_SUPPORTED),
    "C23": (held("united-states-wins-suits", "yes", kind="suit"), SUPPORTED),
    "C24": (times("border-encounters", 100, period="2025-02"), ROUGHLY),
    "C25": (statement("dhs-internal-violent-share", 0.6), SUPPORTED),
    "C25a": (without_statement("border-czar-worst-first"), NOT_SUPPORTED),
    "C26": (times("arrests-by-state", 2.0, place="California", detail="at large"), SUPPORTED),
    "C27": (times("detainers-per-day", 0.5, period="2025-01-20/2025-02-17"), ROUGHLY),
    "C28": (times("removals-to-date", 622_000 / 352_375), SUPPORTED),
    "C28a": (times("removals-to-date", 0.5), ROUGHLY),
    "C29": (times("ice-new-hires", 12_000 / 10_474), SUPPORTED),
}  # fmt: skip


@pytest.fixture(scope="module")
def verdicts(record):
    return {one.name: one for one in judge_ledger(record, LEDGER)}


def test_the_ledger_has_the_29_statements_and_those_split_off():
    assert [name for name in LEDGER.claims if name in SHEET] == SHEET
    assert [name for name in LEDGER.claims if name not in SHEET] == SPLIT
    assert set(RESTATED) == set(OTHER_RECORD) == set(LEDGER.claims)


@pytest.mark.parametrize("name", LEDGER.claims)
def test_another_statement_gets_another_verdict(name, record, verdicts):
    change, expected = RESTATED[name]
    settled = THE_RECORD_THAT_IS_MISSING.get(name)
    base = record if settled is None else settled(record)
    claim = LEDGER.claims[name]
    before = judge(base, name, claim).verdict
    if settled is None:
        assert before == verdicts[name].verdict
    assert judge(base, name, claim.model_copy(update=change)).verdict == expected != before


@pytest.mark.parametrize("name", LEDGER.claims)
def test_another_record_gets_another_verdict(name, record, verdicts):
    change, expected = OTHER_RECORD[name]
    found = judge(change(record), name, LEDGER.claims[name])
    assert found.verdict == expected != verdicts[name].verdict


@pytest.mark.parametrize("name", SHEET)
def test_a_verdict_is_the_one_given_before_or_the_difference_is_explained(name, verdicts):
    given = LEDGER.claims[name].given
    assert given is not None
    assert verdicts[name].differs == (given.verdict != verdicts[name].verdict)
    if verdicts[name].differs:
        assert given.difference


def test_the_verdicts_given_before_are_those_of_the_sheet(records):
    with (records / "claims.csv").open(encoding="utf-8") as handle:
        sheet = {row["claim_id"]: row["verdict"] for row in csv.DictReader(handle)}
    assert {name: LEDGER.claims[name].given.verdict for name in SHEET} == sheet


def test_no_statement_repeats_a_sentence_of_the_sheet(records):
    text = (records / "claims.csv").read_text("utf-8")
    for claim in LEDGER.claims.values():
        for note in (*claim.notes, *(one.what for one in claim.definitions)):
            assert note not in text


def test_what_is_not_checkable_says_which_record_is_missing_and_what_would_settle_it(verdicts):
    named = [name for name, one in verdicts.items() if one.verdict == NOT_CHECKABLE]
    assert named == ["C04", "C05", "C06"]
    for name in named:
        missing = LEDGER.claims[name].definitions[0].missing
        assert missing.record.rstrip(".") in verdicts[name].reason
        assert missing.settled_by.rstrip(".") in verdicts[name].reason


def test_all_five_verdicts_occur(verdicts):
    assert {one.verdict for one in verdicts.values()} == set(VERDICTS)
    assert verdicts["C17"].verdict == verdicts["C21"].verdict == CONTESTED


def test_contested_law_is_dated(record, verdicts):
    assert "contested as of 2026-06-24" in verdicts["C17"].reason
    undated = LEDGER.claims["C17"].model_copy(update={"as_of": None})
    assert "contested as of 2020-02-26" in judge(record, "C17", undated).reason


def test_the_statement_and_the_outcome_are_apart(verdicts):
    assert verdicts["C25"].verdict == NOT_SUPPORTED
    assert verdicts["C25a"].verdict == SUPPORTED
    assert verdicts["C25a"].flags == ("attribution-only",)


def test_the_count_of_the_week_that_is_7300_is_shown(verdicts):
    one = verdicts["C02"]
    assert one.flags == ("definition-mismatch",)
    assert one.matching[0].definition.name == "People removed and returned, DHS's own count"
    assert "People removed and returned, DHS's own count, 7,300 people" in one.reason


def test_flags_are_computed(record, verdicts):
    assert "superseded" in verdicts["C13"].flags
    early = LEDGER.claims["C13"].model_copy(update={"as_of": date(2025, 4, 15)})
    assert "superseded" not in judge(record, "C13", early).flags
    assert "date-attribution" in verdicts["C01"].flags
    moved = statement("nbc-arrests-sunday-26-january", 956)(record)
    assert "date-attribution" not in judge(moved, "C01", LEDGER.claims["C01"]).flags
    assert "old record" in verdicts["C15"].flags
    assert "contested at the margin" in verdicts["C16"].flags
    assert "two indictments" in verdicts["C12"].flags
    single = statement("new-york-indictments", 1)(record)
    assert "two indictments" not in judge(single, "C12", LEDGER.claims["C12"]).flags
    later = LEDGER.claims["C03"].model_copy(
        update={"said_on": date(2025, 1, 24), "said_until": None}
    )
    assert "forecast" in judge(record, "C03", later).flags


@pytest.mark.parametrize("ledger", shipped_ledgers())
def test_every_figure_used_says_where_it_is_from(ledger, record):
    for one in judge_ledger(record, load_ledger(ledger)):
        for each in one.computed:
            for used in each.used:
                assert used.name, one.name
                assert used.file, one.name
                assert used.cell, one.name
                assert used.reliability in "ABCDE", one.name


@pytest.mark.parametrize("ledger", shipped_ledgers())
def test_names_and_units_in_shipped_ledgers_are_sound(ledger, record):
    assert load_ledger(ledger, record=record).claims


@pytest.mark.parametrize("ledger", shipped_ledgers())
def test_shipped_claims_name_offices_and_outlets(ledger):
    assert cautions(load_ledger(ledger)) == []


def test_computations_in_the_ledger_differ_in_kind():
    kinds = {
        type(leaf).__name__
        for claim in LEDGER.claims.values()
        for one in claim.definitions if one.compute is not None
        for leaf in leaves(one.compute)
    }  # fmt: skip
    assert {"OfSeries", "OfStatement", "Said", "OfAgreements", "OfList", "OfEvent",
            "OfFindings"} <= kinds  # fmt: skip
