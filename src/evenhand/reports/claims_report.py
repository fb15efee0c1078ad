"""The page and the table of checked statements."""

from __future__ import annotations

from evenhand import __version__
from evenhand.claims.schema import Ledger
from evenhand.claims.tables import verdict_table
from evenhand.claims.verdicts import Verdict
from evenhand.reports.page import render
from evenhand.results.store import csv_bytes


def claims_files(ledger: Ledger, verdicts: list[Verdict]) -> dict[str, bytes]:
    """The files of a check by name: a page and a table.

    Args:
        ledger: The claims file, for its title.
        verdicts: The claims, judged.
    """
    page = render("claims.html", ledger=ledger, verdicts=verdicts, version=__version__)
    return {"claims.html": page, "claims.csv": csv_bytes(verdict_table(verdicts))}
