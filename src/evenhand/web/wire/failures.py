"""The one shape of every failure."""

from __future__ import annotations

from typing import Literal

from evenhand.web.wire.base import Wire

Kind = Literal[
    "invalid",
    "unauthorised",
    "forbidden",
    "not_found",
    "method_not_allowed",
    "too_large",
    "too_many",
    "not_ready",
    "internal",
]


class ProblemOut(Wire):
    """One thing that is wrong, at one place."""

    where: str
    """The place: a key of the request, or file with line and column."""
    what: str
    """What is wrong."""
    fix: str = ""
    """What to do about it; empty when nothing sensible can be said."""
    did_you_mean: str | None = None
    """The nearest name that there is."""


class ErrorBody(Wire):
    """What went wrong."""

    kind: Kind
    """Which kind of failure, for programs."""
    message: str
    """The failure in one sentence, for people."""
    problems: tuple[ProblemOut, ...] = ()
    """Every problem found."""


class Failure(Wire):
    """The answer of every request that fails."""

    error: ErrorBody
    """What went wrong."""
