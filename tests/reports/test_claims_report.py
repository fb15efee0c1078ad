from __future__ import annotations

import csv
import io

from evenhand.claims.files import load_ledger
from evenhand.reports.page import render


def test_the_files_are_a_page_and_a_table(checked):
    assert set(checked) == {"claims.html", "claims.csv"}


def test_the_page_has_every_statement_its_verdict_and_what_would_change_it(pages):
    text = pages["claims"].text()
    for claim in load_ledger().claims.values():
        assert claim.statement in text
        assert claim.would_change in text
    for verdict in ("supported", "not supported", "roughly consistent", "definition-mismatch"):
        assert verdict in text


def test_numbers_of_the_page_have_commas_and_missing_days_are_named(pages):
    text = pages["claims"].text()
    assert "662,566" in text
    assert "662566" not in text
    assert "missing: 2025-01-29, 2025-01-30" in text


def test_the_table_has_a_row_for_every_definition(checked):
    rows = list(csv.DictReader(io.StringIO(checked["claims.csv"].decode())))
    count = sum(len(claim.definitions) for claim in load_ledger().claims.values())
    assert len(rows) == count
    assert all(row["source"] and row["reliability"] for row in rows)


def test_words_of_people_are_never_taken_for_html():
    nasty = "<script>x</script>"
    ledger = load_ledger().model_copy(update={"title": nasty})
    page = render("claims.html", ledger=ledger, verdicts=[], version="1").decode()
    assert "<script" not in page
