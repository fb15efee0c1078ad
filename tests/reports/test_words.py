"""Neutral language: no word of the list on any page, in any chart, text or document."""

from __future__ import annotations

import html
import re
from importlib import resources
from pathlib import Path

import pytest

from evenhand.claims.files import load_ledger, shipped_ledgers
from evenhand.model.levers import levers
from evenhand.results.measures import measures
from evenhand.scenarios.files import shipped_scenarios

LIST = Path(__file__).parent / "loaded_words.txt"
DOCS = Path(__file__).parents[2] / "docs"
QUOTED = re.compile(
    r"“[^”]*”|\"[^\"\n]{0,200}\"|`[^`\n]*`|```.*?```|https?://\S+|\S+\.(csv|html|json|md|xlsx|yaml)\b"
    r"|<style>.*?</style>|<svg.*?</svg>|<[^>]+>|[\w.]*_[\w.]*|(?<=\S)[-/]\w+[-/]\S*",
    flags=re.DOTALL,
)


def patterns():
    lines = LIST.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


LOADED = re.compile(rf"\b(?:{'|'.join(patterns())})\b", flags=re.IGNORECASE)


def loaded(text):
    """Words of the list in a text, each with what stands around it."""
    plain = QUOTED.sub(" ", html.unescape(text))
    return [plain[max(0, m.start() - 40) : m.end() + 40] for m in LOADED.finditer(plain)]


def test_the_list_finds_its_words_and_leaves_quoted_ones():
    assert loaded("A raid on people")
    assert loaded("the illegals")
    assert loaded("An invasion")
    assert not loaded("“illegals”, as quoted; `sanctuary`; https://x.org/illegal-immigrants")
    assert not loaded("people with a criminal history, removals, arrests at large")


@pytest.mark.parametrize("name", ["baseline", "full-cooperation", "eo50", "claims"])
def test_no_page_takes_a_side(name, pages):
    assert loaded(pages[name].text()) == []


def test_no_title_of_a_chart_takes_a_side(answers):
    from evenhand.reports.answer_page import page_content
    from evenhand.reports.report import chart_list
    from evenhand.results.provenance import provenance_record

    for found in answers.values():
        record = provenance_record(
            found.arguments, {"digest": "", "editions": [{"edition": "x", "published": "2026-01-01",
                                                          "file": "x", "through": "x"}]}, {}
        )  # fmt: skip
        for chart in chart_list(page_content(found, record)):
            assert loaded(f"{chart.title} {chart.note}") == []
            assert len(chart.title) > 15


def test_no_template_takes_a_side():
    folder = resources.files("evenhand.reports.templates")
    for one in folder.iterdir():
        if one.name.endswith(".html"):
            assert loaded(one.read_text("utf-8")) == [], one.name


def test_no_scenario_lever_or_measure_takes_a_side():
    for name, text in shipped_scenarios().items():
        assert loaded(text) == [], name
    for lever in levers().values():
        assert loaded(lever.description) == [], lever.attribute
    for one in measures().values():
        assert loaded(one.says) == [], one.name


@pytest.mark.parametrize("name", shipped_ledgers())
def test_a_ledger_tells_statements_in_neutral_words(name):
    for key, claim in load_ledger(name).claims.items():
        said = [claim.statement, claim.would_change, *claim.notes]
        said += [words for one in claim.definitions for words in (one.name, one.what)]
        assert loaded(" ".join(said)) == [], key


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_no_document_takes_a_side(path):
    assert loaded(path.read_text("utf-8")) == []
