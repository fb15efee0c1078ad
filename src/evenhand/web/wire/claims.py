"""Statements, their verdicts and the proof."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from evenhand.web.wire.base import Text, Wire, Yes


class SourceOut(Wire):
    """One observation behind a number."""

    series: str
    period: str
    value: float
    unit: str
    file: str
    sheet: str
    cell: str
    edition: str
    published: date | None = None
    reliability: str


class DefinitionOut(Wire):
    """One way to count what a statement is about, with its number."""

    name: str
    what: str
    wording: str
    """Whether it is what the sentence states, near it, or another count."""
    value: float | None = None
    unit: str
    shown: str
    """The value for people."""
    gap: float | None = None
    """How far the statement is from the value, as a share of the value."""
    missing_days: int = 0
    reliability: str = ""
    how: str = ""
    """The computation, in its own form."""
    sources: tuple[SourceOut, ...] = ()
    sources_left_out: int = 0
    """Observations beyond those listed."""


class ProofPoint(Wire):
    """One value of the proof series."""

    start: date
    end: date
    label: str
    value: float
    used: bool
    """Whether it is part of the definition's number."""


class ProofChart(Wire):
    """The series behind a definition, with what was claimed."""

    definition: str
    title: str
    unit: str
    claimed: float | None = None
    points: tuple[ProofPoint, ...]


class ClaimSummary(Wire):
    """One statement and its verdict."""

    id: str
    statement: str
    said_by: str
    said_on: date | None = None
    source: str
    number: float | None = None
    unit: str = ""
    verdict: str
    flags: tuple[str, ...]
    reason: str


class ClaimList(Wire):
    """The ledger."""

    title: str
    author: str
    verdicts: dict[str, str]
    """Every verdict and what it means."""
    claims: tuple[ClaimSummary, ...]


class ClaimPage(ClaimSummary):
    """One statement in full."""

    at_least: bool = False
    definitions: tuple[DefinitionOut, ...]
    would_change: str
    notes: tuple[str, ...]
    charts: tuple[ProofChart, ...]


class TryRequest(Wire):
    """The same statement with another number or another reading."""

    number: Annotated[float, Field(strict=True, ge=0, le=1e12, allow_inf_nan=False)] | None = None
    """Another number."""
    at_least: Yes | None = None
    """Whether it says at least."""
    definition: Text | None = None
    """Take this definition as what the sentence states."""


class TryAnswer(Wire):
    """The verdict of the changed statement, beside the one of the ledger."""

    id: str
    number: float | None = None
    verdict: str
    flags: tuple[str, ...]
    reason: str
    definitions: tuple[DefinitionOut, ...]
    before: str
    """The verdict of the ledger."""
