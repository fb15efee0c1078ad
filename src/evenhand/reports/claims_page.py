"""What a page of checked statements shows, claim by claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.claims.judging import (
    CONTESTED,
    NOT_CHECKABLE,
    NOT_SUPPORTED,
    ROUGHLY,
    SUPPORTED,
    VERDICTS,
    Computed,
    probability,
)
from evenhand.claims.record import Record
from evenhand.claims.schema import Ledger
from evenhand.claims.units import figure
from evenhand.claims.values import Used
from evenhand.claims.verdicts import Verdict
from evenhand.reports.charts import Chart
from evenhand.reports.citation import publisher_of
from evenhand.reports.claim_charts import claim_charts, value_words

MARKS = {SUPPORTED: "✓", ROUGHLY: "≈", NOT_SUPPORTED: "✗", NOT_CHECKABLE: "?", CONTESTED: "§"}
"""A sign before the words of each verdict, so that it is not told by words or colour alone."""
WORDINGS = {
    "stated": "yes",
    "near": "nearly: other bounds",
    "other": "no: another count",
}
KINDS = {
    "observed": "something observed",
    "stated": "that it was stated",
    "legal": "what the law is",
    "forecast": "a plan or forecast",
    "model": "what would or could be, by the model",
}
FIRST_FIGURES = 6


@dataclass(frozen=True)
class Counted:
    """One definition of a claim as the page shows it.

    Args:
        computed: The definition with its value.
        asks: Whether it is what the sentence says, in words.
        value: The value in words.
        share: Share of a model's draws that agree, in words; empty where there are none.
        decides: Whether the verdict rests on it.
    """

    computed: Computed
    asks: str
    value: str
    share: str
    decides: bool


@dataclass(frozen=True)
class Figure:
    """One figure that a verdict rests on.

    Args:
        used: The figure.
        publisher: Who published it.
        address: Where it can be had; empty where that is nowhere public.
        value: Its value with its unit, or what the register says.
    """

    used: Used
    publisher: str
    address: str
    value: str


@dataclass(frozen=True)
class ClaimShown:
    """One claim as the page shows it.

    Args:
        name: Its id.
        verdict: The claim, judged.
        mark: The sign of its verdict.
        kind: What is claimed, in words.
        counted: Its definitions.
        figures: The figures it rests on, each once.
        charts: Its charts.
        against: How a verdict given before compares; empty without one.
    """

    name: str
    verdict: Verdict
    mark: str
    kind: str
    counted: tuple[Counted, ...]
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    against: str


def claims_content(
    ledger: Ledger, verdicts: Sequence[Verdict], record: Record | None, made_from: dict[str, Any]
) -> dict[str, Any]:
    """Everything that a report of claims shows, by the names of the template.

    Args:
        ledger: The claims file.
        verdicts: The claims, judged.
        record: What they were judged against; without it there are no charts.
        made_from: The provenance record.
    """
    shown = [_shown(one, record) for one in verdicts]
    return {
        "ledger": ledger,
        "claims": shown,
        "counts": [
            (name, MARKS[name], sum(one.verdict.verdict == name for one in shown))
            for name in VERDICTS
        ],
        "first_figures": FIRST_FIGURES,
        "record": made_from,
    }


def _shown(one: Verdict, record: Record | None) -> ClaimShown:
    counted = []
    for each in one.computed:
        share = probability(one.claim, each)
        said = "" if share is None else f"{share:.0%} of the draws agree"
        decides = one.deciding is each
        counted.append(
            Counted(each, WORDINGS[each.definition.wording], value_words(each), said, decides)
        )
    used = dict.fromkeys(use for each in one.computed for use in each.used)
    return ClaimShown(
        name=one.name,
        verdict=one,
        mark=MARKS[one.verdict],
        kind=KINDS[one.claim.kind],
        counted=tuple(counted),
        figures=tuple(_figure(use) for use in used),
        charts=tuple(claim_charts(record, one)) if record is not None else (),
        against=_against(one),
    )


def _figure(used: Used) -> Figure:
    publisher, address = "", ""
    if used.kind == "observation":
        row = {"edition": used.edition, "file": used.file, "note": used.note}
        publisher, address = publisher_of(row)
        publisher = "" if publisher == address else publisher
    value = used.what if used.value is None else f"{_digits(used)} {used.unit}".strip()
    return Figure(used, publisher, address, value)


def _digits(used: Used) -> str:
    """A figure as it was published, or of a model with the digits it deserves."""
    if used.value is None:
        return ""
    return figure(used.value) if used.kind == "model" else f"{used.value:,.10g}"


def _against(one: Verdict) -> str:
    """How the computed verdict compares with one that was given before."""
    given = one.claim.given
    if given is None:
        return ""
    flags = f" ({', '.join(given.flags)})" if given.flags else ""
    if not one.differs:
        return f"{given.by} gave the same verdict{flags}."
    why = f" {given.difference}" if given.difference else ""
    return f"{given.by} gave “{given.verdict}”{flags}; computed here: “{one.verdict}”.{why}"
