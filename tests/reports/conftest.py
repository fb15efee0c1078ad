from __future__ import annotations

import pytest

from evenhand.claims.files import load_ledger
from evenhand.claims.verdicts import judge
from evenhand.reports.claims_report import claims_files
from evenhand.reports.run_report import answer_scenario, run_files
from tests.reports.pages import Page


@pytest.fixture(scope="session")
def answers(shipped):
    """Answers and arguments of three shipped scenarios, one of them the baseline."""
    names = ("baseline", "beds-41500", "removals-faster")
    return {name: answer_scenario(shipped, name) for name in names}


@pytest.fixture(scope="session")
def files(answers):
    """The files of two of them."""
    return {name: run_files(*answers[name]) for name in ("baseline", "beds-41500")}


@pytest.fixture(scope="session")
def checked(shipped):
    """The files of the shipped claims."""
    ledger = load_ledger()
    verdicts = [judge(shipped, name, one) for name, one in ledger.claims.items()]
    return claims_files(ledger, verdicts)


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
