from __future__ import annotations

from datetime import date

import pytest

from evenhand.claims.files import DEFAULT_LEDGER
from evenhand.reports.answer import answer, arguments_of
from evenhand.reports.answer_files import answer_files
from evenhand.reports.claims_report import claims_report_files
from tests.reports.pages import Page

ASKED = {
    "baseline": (["baseline"], {}),
    "full-cooperation": (["full-cooperation"], {"until": date(2027, 6, 30), "replicates": 12}),
    "eo50": (["eo50-as-happened", "eo50-in-force"], {"until": date(2026, 2, 28)}),
}
"""What the pages of tests answer: the baseline, a scenario by chance, two scenarios compared."""


@pytest.fixture(scope="session")
def arguments():
    """The arguments of the answers."""
    return {name: arguments_of(names, **more) for name, (names, more) in ASKED.items()}


@pytest.fixture(scope="session")
def answers(shipped, arguments):
    """Answers of all kinds."""
    return {name: answer(shipped, one) for name, one in arguments.items()}


@pytest.fixture(scope="session")
def files(answers, arguments):
    """Their files."""
    return {name: answer_files(one, arguments[name]) for name, one in answers.items()}


@pytest.fixture(scope="session")
def checked(shipped):
    """The files of a report of the shipped claims, in all forms."""
    return claims_report_files(shipped, DEFAULT_LEDGER, form="all")


@pytest.fixture(scope="session")
def pages(files, checked):
    """All pages, read."""
    found = {name: Page(content["report.html"]) for name, content in files.items()}
    return found | {"claims": Page(checked["claims.html"])}


@pytest.fixture
def undrawn(monkeypatch):
    """Charts without pictures, for tests that are about something else: they are made faster."""
    empty = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    monkeypatch.setattr("evenhand.reports.charts._svg", lambda _: empty)
