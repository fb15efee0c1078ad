"""Scenarios: the shipped ones, checking one's own, explaining."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from evenhand.web.documents import ScenarioDocument
from evenhand.web.wire.base import Day, Wire
from evenhand.web.wire.failures import ProblemOut


class ScenarioSummary(Wire):
    """One shipped scenario."""

    name: str
    title: str
    why: str
    author: str
    source: str
    start: date | None = None
    changes: int
    builds_on: tuple[str, ...]


class ScenarioList(Wire):
    """The shipped scenarios."""

    scenarios: tuple[ScenarioSummary, ...]


class Explained(Wire):
    """What one change does, in words."""

    name: str
    """The change, or the legal event."""
    what: str
    lines: tuple[str, ...]
    """Where, when, what to mind, because."""


class ScenarioPage(ScenarioSummary):
    """A shipped scenario in full."""

    document: ScenarioDocument
    """With everything it builds on put in."""
    yaml: str
    """The same as a file that the command line accepts unchanged."""
    own_yaml: str
    """The text of the file as it ships."""
    compact: str
    """The same as canonical JSON, for links."""
    explained: tuple[Explained, ...]


class CheckRequest(Wire):
    """A scenario to check: as a document or as the text of a file."""

    document: dict[str, Any] | None = None
    """A document as JSON."""
    yaml: Annotated[str, Field(max_length=60_000)] | None = None
    """The text of a file."""
    until: Day | None = None
    """The last day of the run; the usual one if not given."""


class CheckAnswer(Wire):
    """Whether a scenario can be run, and what it says."""

    ok: bool
    problems: tuple[ProblemOut, ...] = ()
    """Every problem found, with line and column where it came as text."""
    document: ScenarioDocument | None = None
    """With everything it builds on put in, defaults dropped."""
    yaml: str | None = None
    """The same as a file that the command line accepts unchanged."""
    compact: str | None = None
    """The same as canonical JSON, for links."""
    explained: tuple[Explained, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
