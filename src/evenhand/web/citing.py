"""How to cite the program, a scenario, or a recorded number down to its cell."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand import __version__
from evenhand.reports.citation import Citation, as_bibtex, as_csl, as_text, cite_number, find_number
from evenhand.results.provenance import code_digest
from evenhand.web.knowledge import Knowledge
from evenhand.web.wire import trust as wire

AUTHOR = "Evenhand contributors"
ABOUT = "An open, calibrated model of US interior immigration enforcement"


@dataclass(frozen=True)
class Named:
    """A recorded number.

    Args:
        series: Its series.
        period: Its period; the newest if not given.
        place: Place; the total if not given.
        agency: Arresting agency; the total if not given.
        criminality: Criminality; the total if not given.
        detail: The series' own further label; the total if not given.
    """

    series: str
    period: str | None = None
    place: str | None = None
    agency: str | None = None
    criminality: str | None = None
    detail: str | None = None


def citation(knowledge: Knowledge, scenario: str | None, title: str | None) -> wire.Citation:
    """How to cite a scenario, or the program where none is named.

    Args:
        knowledge: The record.
        scenario: A shipped scenario's name; None for the program, or a scenario of one's own.
        title: The title of a scenario of one's own.
    """
    edition = str(knowledge.newest_edition["edition"])
    code = code_digest()[:12]
    what = title or (f"scenario {scenario}" if scenario else ABOUT)
    one = Citation(
        key=f"evenhand-{scenario or 'program'}",
        kind="software",
        title=f"Evenhand: {what}",
        author=AUTHOR,
        issued=knowledge.newest_day,
        version=f"{__version__}, code {code}",
        address="",
        parts=(("data through", f"{knowledge.newest_day} ({edition})"), ("about", ABOUT)),
    )
    run = f"evenhand run {scenario or 'SCENARIO.yaml'} --out out/"
    return _written(one, run if scenario or title else "evenhand run baseline --out out/")


def number_citation(knowledge: Knowledge, named: Named) -> wire.Citation:
    """How to cite a recorded number.

    Args:
        knowledge: The record.
        named: Which number.

    Raises:
        DataError: when there is none, or several; with what there is.
    """
    row = find_number(
        knowledge.observations, named.series, named.period, place=named.place, agency=named.agency,
        criminality=named.criminality, detail=named.detail,
    )  # fmt: skip
    kinds = dict(zip(knowledge.editions["edition"], knowledge.editions["kind"], strict=True))
    period = f" {row['period']}"
    return _written(cite_number(row, kinds), f"evenhand cite {named.series}{period}")


def _written(one: Citation, command: str) -> wire.Citation:
    cff = (
        "cff-version: 1.2.0\nmessage: Cite the sources of any figure that you take from it, too.\n"
        f"type: software\ntitle: Evenhand\nversion: {__version__}\nauthors:\n  - name: {AUTHOR}\n"
    )
    return wire.Citation(
        text=as_text(one).strip(), bibtex=as_bibtex(one), csl=as_csl(one), cff=cff,
        reproduce=command,
    )  # fmt: skip
