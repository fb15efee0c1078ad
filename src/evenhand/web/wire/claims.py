"""Statements, their verdicts and the proof."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from evenhand.web.wire.base import Text, Wire

Says = Literal[
    "about", "exactly", "at-least", "more-than", "at-most", "less-than", "between",
    "holds", "does-not-hold",
]  # fmt: skip
VerdictWord = Literal[
    "supported", "roughly consistent", "not supported", "not checkable", "legally contested"
]
Wording = Literal["stated", "near", "other"]


class FigureOut(Wire):
    """One figure behind a number: everything that is needed to find it again."""

    kind: str
    """Observation, published statement, register or model."""
    name: str
    """Series, statement, event or measure."""
    what: str
    period: str
    value: float | None = None
    unit: str
    file: str
    cell: str
    edition: str
    published: date
    reliability: str
    note: str = ""


class MissingOut(Wire):
    """What is not published, and what would settle the question."""

    record: str
    settled_by: str


class DefinitionOut(Wire):
    """One way to count what a statement is about, with its value."""

    name: str
    what: str
    wording: Wording
    """Whether it is what the sentence states, near it, or another count."""
    computation: str
    """What was computed, in words."""
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    truth: Literal["yes", "no", "contested"] | None = None
    shown: str
    """The value for people: a number, a range, or a word."""
    match: Literal["close", "rough", "off", "contested"] | None = None
    """How it stands to what is claimed; null without a value."""
    probability: float | None = None
    """For what would be by the model: share of the draws that agree."""
    decides: bool
    """Whether the verdict rests on it."""
    why: str = ""
    """Where there is no value: why."""
    remarks: tuple[str, ...] = ()
    missing: MissingOut | None = None
    missing_days: int = 0
    """Days that were asked for and no figure covers."""
    reliability: str = ""
    """Of the weakest figure used."""
    figures: tuple[FigureOut, ...] = ()
    figures_in_all: int = 0


class ProofPoint(Wire):
    """One value of a proof series."""

    period: str
    start: date
    end: date
    value: float
    counted: bool
    """Whether it is part of the definition's number."""
    reliability: str
    file: str
    cell: str


class ProofChart(Wire):
    """The series behind a definition, around the days that it counts."""

    definition: str
    series: str
    parts: str
    """Place, agency, class and detail, if not the total."""
    unit: str
    claimed: float | None = None
    """The claimed number as a line; null where the number is made from several values."""
    points: tuple[ProofPoint, ...]


class FlagOut(Wire):
    """A remark that does not change the verdict."""

    name: str
    because: str


class ClaimSource(Wire):
    """Where a statement can be read."""

    title: str
    address: str | None = None
    reliability: str | None = None


class GivenOut(Wire):
    """A verdict that was given before."""

    verdict: VerdictWord
    by: str
    flags: tuple[str, ...]
    difference: str | None = None
    """Where the computed verdict is another one: why."""


class ClaimSummary(Wire):
    """One statement and its verdict."""

    id: str
    statement: str
    said_by: str
    said_on: date
    said_until: date | None = None
    kind: Literal["observed", "stated", "legal", "forecast", "model"]
    """Something observed, that something was stated, what the law is, a forecast, or the model."""
    says: Says
    number: float | None = None
    number_to: float | None = None
    unit: str
    claimed: str
    """The number as the statement means it: over 660,000 people."""
    verdict: VerdictWord
    flags: tuple[FlagOut, ...]
    reason: str


class ClaimList(Wire):
    """The ledger."""

    title: str
    author: str
    about: str
    verdicts: dict[str, str]
    """Every verdict and what it means."""
    counts: dict[str, int]
    """How many statements have each."""
    claims: tuple[ClaimSummary, ...]


class ClaimPage(ClaimSummary):
    """One statement in full."""

    sources: tuple[ClaimSource, ...]
    as_of: date | None = None
    """The day of the verdict: what came later is not counted."""
    definitions: tuple[DefinitionOut, ...]
    matching: tuple[str, ...]
    """Definitions of something else whose value is the claimed number."""
    tolerance: float
    rough: float
    would_change: str
    notes: tuple[str, ...]
    given: GivenOut | None = None
    charts: tuple[ProofChart, ...]


class TryRequest(Wire):
    """The same statement with another number, another meaning or another definition."""

    number: Annotated[float, Field(strict=True, ge=0, le=1e15, allow_inf_nan=False)] | None = None
    """Another number."""
    number_to: Annotated[float, Field(strict=True, ge=0, le=1e15, allow_inf_nan=False)] | None = (
        None
    )
    """For between: the upper number."""
    says: Says | None = None
    """Another meaning of the number."""
    definition: Text | None = None
    """Take this definition as the only one that the sentence states."""


class TryAnswer(Wire):
    """The verdict of the changed statement, beside the one of the ledger."""

    id: str
    claimed: str
    verdict: VerdictWord
    flags: tuple[FlagOut, ...]
    reason: str
    definitions: tuple[DefinitionOut, ...]
    matching: tuple[str, ...]
    before: VerdictWord
    """The verdict of the ledger."""
    changed: bool
    """Whether it is another one."""
