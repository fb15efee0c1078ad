from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import polars as pl
import pytest

from evenhand.claims.files import DEFAULT_LEDGER, load_ledger
from evenhand.claims.judging import VERDICTS
from evenhand.claims.record import Record
from evenhand.claims.verdicts import judge
from evenhand.errors import EvenhandError
from evenhand.reports.claim_charts import claim_charts, definition_chart
from evenhand.reports.claims_page import MARKS, claims_content
from evenhand.reports.claims_report import claims_files, claims_report_files
from evenhand.reports.replay import replay
from evenhand.results.provenance import provenance_record
from evenhand.results.store import write_files


@pytest.fixture(scope="module")
def ledger():
    return load_ledger()


@pytest.fixture(scope="module")
def record(shipped):
    return Record(shipped)


@pytest.fixture(scope="module")
def c02(ledger, record):
    """The claim whose number is that of another count."""
    name = next(name for name, claim in ledger.claims.items() if claim.number == 7300)
    return judge(record, name, ledger.claims[name])


def test_a_check_has_a_page_markdown_tables_and_a_record(checked):
    assert {
        "claims.html", "claims.md", "claims.csv", "verdicts.csv", "figures.csv", "claims.parquet",
        "claims.json", "provenance.json",
    } <= set(checked)  # fmt: skip
    kept = json.loads(checked["provenance.json"])
    assert set(kept["outputs"]) == set(checked) - {"provenance.json"}


def test_the_page_has_every_statement_its_verdict_and_what_would_change_it(pages, ledger):
    text = " ".join(pages["claims"].text().split())
    for claim in ledger.claims.values():
        assert " ".join(claim.statement.split()) in text
        assert " ".join(claim.would_change.split()) in text
        assert claim.said_by in text
    assert "definition-mismatch" in text


def test_the_index_leads_to_every_claim_with_its_verdict_in_words(checked, ledger):
    html = checked["claims.html"].decode()
    index = html.split('<nav class="index"')[1].split("</nav>")[0]
    verdicts = [row["verdict"] for row in json.loads(checked["claims.json"])["verdicts"]]
    for name, verdict in zip(ledger.claims, verdicts, strict=True):
        entry = next(one for one in index.split("<li>") if f'href="#{name}"' in one)
        assert verdict in entry
        assert MARKS[verdict] in entry
    assert set(MARKS) == set(VERDICTS)
    assert len(set(MARKS.values())) == len(MARKS)


def test_every_definition_is_shown_with_how_it_is_computed(pages, ledger):
    text = " ".join(pages["claims"].text().split())
    for claim in ledger.claims.values():
        for one in claim.definitions:
            assert " ".join(one.name.split()) in text
            assert " ".join(one.what.split()) in text
            if one.missing is not None:
                assert " ".join(one.missing.settled_by.split()) in text


def test_every_figure_of_a_claim_leads_to_its_file_and_cell(checked):
    html = checked["claims.html"].decode()
    figures = list(csv.DictReader(io.StringIO(checked["figures.csv"].decode())))
    assert len(figures) > 50
    text = re.sub(r"<[^>]+>", " ", html)
    for row in figures:
        assert row["file"] in text
        assert f'id="figures-{row["claim"]}"' in html
    for name in {row["claim"] for row in figures}:
        assert f'href="#figures-{name}"' in html


def test_the_count_that_has_the_claimed_number_is_named_in_the_title_of_its_chart(c02):
    chart = definition_chart(c02)
    assert "7,300" in chart.title
    assert c02.matching[0].definition.name in chart.title
    assert chart.data.height == sum(one.value is not None for one in c02.computed)
    for svg in (chart.wide, chart.narrow):
        assert ElementTree.fromstring(svg) is not None
        assert svg.count("<circle") == chart.data.height


def test_a_chart_follows_the_number_of_the_statement(c02, record):
    other = c02.claim.model_copy(update={"number": 3150.0})
    changed = judge(record, c02.name, other)
    assert changed.verdict != c02.verdict
    assert definition_chart(changed).wide != definition_chart(c02).wide
    assert "3,150" in definition_chart(changed).title


def test_series_behind_a_claim_are_drawn_with_the_claimed_number_as_a_line(c02, record):
    series = [one for one in claim_charts(record, c02) if one.name.startswith("series-")]
    assert series
    assert any("the statement: 7,300" in one.title for one in series)
    assert all(one.data["counted"].any() for one in series)
    assert all("reliability" in one.note for one in series)


def test_a_verdict_given_before_is_set_against_the_computed_one(c02, record, ledger):
    given = c02.claim.given or next(
        claim.given for claim in ledger.claims.values() if claim.given is not None
    )
    other = next(name for name in VERDICTS if name != c02.verdict)
    claim = c02.claim.model_copy(
        update={"given": given.model_copy(update={"verdict": other, "difference": "Because."})}
    )
    made = provenance_record({"report": "html"}, {"digest": "", "editions": []}, {})
    shown = claims_content(ledger, [replace(c02, claim=claim)], record, made)["claims"][0]
    assert other in shown.against
    assert c02.verdict in shown.against
    assert "Because." in shown.against


def test_the_tables_hold_every_definition_and_every_figure(checked, ledger):
    rows = list(csv.DictReader(io.StringIO(checked["claims.csv"].decode())))
    assert len(rows) == sum(len(claim.definitions) for claim in ledger.claims.values())
    parquet = pl.read_parquet(io.BytesIO(checked["claims.parquet"]))
    assert parquet.height == len(rows)
    found = json.loads(checked["claims.json"])
    assert len(found["verdicts"]) == len(ledger.claims)
    assert len(found["definitions"]) == len(rows)


def test_markdown_says_the_same_and_its_pictures_are_there(checked, ledger):
    text = checked["claims.md"].decode()
    for claim in ledger.claims.values():
        assert claim.statement.split("<")[0] in text
    pictures = re.findall(r"\]\((chart-[^)]+\.svg)\)", text)
    assert pictures
    assert set(pictures) <= set(checked)
    for name in pictures:
        assert ElementTree.fromstring(checked[name]) is not None


def test_one_claim_alone_can_be_reported(shipped, ledger):
    name = next(iter(ledger.claims))
    files = claims_report_files(shipped, DEFAULT_LEDGER, [name])
    assert files["claims.html"].decode().count('<section class="claim"') == 1
    assert "claims.md" not in files


def test_an_unknown_form_and_an_unknown_claim_are_refused(shipped):
    with pytest.raises(EvenhandError, match="did you mean 'html'"):
        claims_report_files(shipped, DEFAULT_LEDGER, ["C01"], "htm")
    with pytest.raises(EvenhandError, match="is not in the ledger"):
        claims_report_files(shipped, DEFAULT_LEDGER, ["C999"])


def test_a_check_is_made_again_from_its_record_with_the_same_bytes(shipped, tmp_path, undrawn):
    files = claims_report_files(shipped, DEFAULT_LEDGER, ["C01", "C02"], "all")
    write_files(tmp_path / "one", files)
    assert replay(shipped, tmp_path / "one", tmp_path / "two") == sorted(files)


def test_a_record_without_the_claims_file_is_refused(shipped, tmp_path):
    with pytest.raises(EvenhandError, match="does not hold the claims file"):
        claims_report_files(shipped, {"claims": ["C01"]})


def test_words_of_people_are_never_taken_for_html(ledger, c02, record):
    nasty = "<script>alert(1)</script>"
    claim = c02.claim.model_copy(update={"statement": nasty, "said_by": nasty, "notes": (nasty,)})
    other = ledger.model_copy(update={"title": nasty, "about": nasty})
    files = claims_files(other, [replace(c02, claim=claim, reason=nasty)], record, form="all")
    assert "<script" not in files["claims.html"].decode()
    assert "<script" not in files["claims.md"].decode()
    for name, content in files.items():
        if name.endswith(".svg"):
            assert b"<script" not in content
