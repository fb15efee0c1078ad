from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from evenhand.errors import DataError
from evenhand.registers.agreements_287g import TOTALS_FILE, agreements_287g, totals_of
from evenhand.registers.findings_of_law import (
    findings_of_law,
    findings_of_law_of,
    position,
)
from evenhand.registers.list_entries import list_entries
from evenhand.registers.public_lists import public_lists
from evenhand.registers.published_statements import (
    published_statements,
    published_statements_of,
)

STATEMENTS = (
    "statement,quantity,low,high,unit,begins,ends,place,published,publisher,source,reliability,"
    "note\n"
)
FINDINGS = (
    "finding,proposition,says,kind,title,forum,place,date,holds,standing,source,reliability,note\n"
)


def test_statements_say_who_when_where_and_how_far_to_trust_them():
    for one in published_statements().values():
        assert one.publisher
        assert one.source
        assert one.begins <= one.ends, one.id
        assert date(2017, 1, 1) < one.published < date(2026, 9, 1), one.id
        assert (one.low is None) == (one.unit == ""), one.id


def test_statements_of_words_are_of_offices_and_outlets_not_of_private_persons():
    words = [one for one in published_statements().values() if one.low is None]
    assert len(words) >= 4
    for one in words:
        assert any(part in one.publisher for part in ("czar", "City", "Department")), one.id


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,q,5,,people,2025-01-01,2025-01-01,US,2025-01-02,p,s,B,", "one end of its range"),
        ("a,q,5,4,people,2025-01-01,2025-01-01,US,2025-01-02,p,s,B,", "upside down"),
        ("a,q,5,5,people,2025-01-02,2025-01-01,US,2025-01-02,p,s,B,", "ends before it begins"),
        ("a,q,5,5,people,2025-01-01,2025-01-01,US,2025-01-02,p,s,F,", "reliability 'F'"),
    ],
)
def test_a_wrong_statement_is_refused_with_its_line(row, said):
    with pytest.raises(DataError, match=rf"published_statements\.csv:2  .*{said}"):
        published_statements_of(STATEMENTS + row)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,p,s,rumour,t,f,,2025-01-01,yes,standing,s,B,", "kind 'rumour'"),
        ("a,p,s,ruling,t,f,,2025-01-01,maybe,standing,s,B,", "holds 'maybe'"),
        ("a,p,s,ruling,t,f,,2025-01-01,yes,good,s,B,", "standing 'good'"),
    ],
)
def test_a_wrong_finding_is_refused_with_its_line(row, said):
    with pytest.raises(DataError, match=rf"findings_of_law\.csv:2  .*{said}"):
        findings_of_law_of(FINDINGS + row)


def test_a_proposition_is_put_in_one_sentence_everywhere():
    by_name: dict[str, set[str]] = {}
    for one in findings_of_law():
        by_name.setdefault(one.proposition, set()).add(one.says)
    assert all(len(says) == 1 for says in by_name.values())
    assert len(by_name) >= 8


def finding(holds, standing="standing"):
    return replace(findings_of_law()[0], holds=holds, standing=standing)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], None),
        ([("neither", "standing")], None),
        ([("yes", "standing")], "yes"),
        ([("no", "final"), ("no", "standing")], "no"),
        ([("yes", "standing"), ("no", "standing")], "contested"),
        ([("no", "interim")], "contested"),
        ([("yes", "appealed")], "contested"),
        ([("yes", "standing"), ("no", "reversed")], "yes"),
        ([("no", "ended")], None),
        ([("yes", "standing"), ("neither", "interim")], "yes"),
    ],
)
def test_the_position_follows_by_rule(findings, expected):
    assert position([finding(*one) for one in findings]) == expected


def test_the_list_of_the_justice_department_has_its_entries():
    mine = [one for one in list_entries() if one.list == "doj-2025-08-05"]
    levels = [one.level for one in mine]
    assert (levels.count("state"), levels.count("county"), levels.count("city")) == (13, 4, 18)
    assert "35 entries" in public_lists()["doj-2025-08-05"].note
    assert {one.list for one in list_entries()} <= set(public_lists())


def test_national_totals_of_agreements_are_those_of_the_lists(records):
    text = (records / "policy" / "agreements_287g_counts_by_snapshot.csv").read_text("utf-8")
    from importlib import resources

    shipped = resources.files("evenhand.registers").joinpath(TOTALS_FILE).read_text("utf-8")
    assert shipped == totals_of(text)


def test_areas_have_no_more_agreements_than_the_nation():
    nation = {row.month: row.counts for row in agreements_287g() if row.area == "US"}
    areas: dict[tuple[date, str], int] = {}
    for row in agreements_287g():
        if row.area != "US":
            for model, count in row.counts.items():
                areas[row.month, model] = areas.get((row.month, model), 0) + count
    newest = max(nation)
    for model, count in nation[newest].items():
        assert 0.5 * count < areas[newest, model] <= count
