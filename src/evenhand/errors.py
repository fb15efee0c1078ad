"""One way to fail: say where, what, what to do, and what was probably meant.

EvenhandError                 anything a user can put right; carries one or more problems
├── SourceError               a published file cannot be read as it is declared
├── ScenarioError             a scenario file does not say what it must
├── ClaimError                a claims file does not say what it must
├── DataError                 observations asked for are missing or inconsistent
└── ModelError                a model or a run breaks its own rules
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, at one place.

    Args:
        where: File with line or cell, as ``file:line:column`` or ``file [sheet!A1]``.
        what: What is wrong, in one sentence without a full stop.
        fix: What to do about it; may be empty when nothing sensible can be said.
    """

    where: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        lines = [f"{self.where}  {self.what}"]
        if self.fix:
            lines.append(f"    {self.fix}")
        return "\n".join(lines)


class EvenhandError(Exception):
    """Anything a user can put right; all problems found are carried together.

    Args:
        problems: The problems, in the order in which they should be read.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = found
        super().__init__("\n".join(str(problem) for problem in found))


class SourceError(EvenhandError):
    """A published file cannot be read as its layout declares it."""


class ScenarioError(EvenhandError):
    """A scenario file does not say what a scenario must say."""


class ClaimError(EvenhandError):
    """A claims file does not say what a claim must say."""


class DataError(EvenhandError):
    """Observations that were asked for are missing or contradict each other."""


class ModelError(EvenhandError):
    """A model or a run breaks its own rules, conservation among them."""


class Findings:
    """Gathers errors and warnings while something is read, so that all are told at once."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def error(self, where: str, what: str, fix: str = "") -> None:
        """Note a problem that makes the whole unusable."""
        self.errors.append(Problem(where, what, fix))

    def warning(self, where: str, what: str, fix: str = "") -> None:
        """Note a problem that leaves the rest usable."""
        self.warnings.append(Problem(where, what, fix))

    def extend(self, other: Findings) -> None:
        """Add the findings of another reading."""
        self.errors.extend(other.errors)
        self.warnings.extend(other.warnings)

    def raise_errors(self, kind: type[EvenhandError]) -> None:
        """Raise once with every error found; do nothing if there is none.

        Raises:
            EvenhandError: of the given kind.
        """
        if self.errors:
            raise kind(self.errors)

    def __iter__(self) -> Iterator[Problem]:
        yield from self.errors
        yield from self.warnings


def did_you_mean(word: str, options: Iterable[str], *, noun: str = "choices") -> str:
    """The fix for an unknown word: the nearest option if there is one, then all of them.

    Args:
        word: What was written.
        options: What could have been written.
        noun: What the options are called in the list.
    """
    known = sorted(set(options))
    nearest = difflib.get_close_matches(word.casefold(), [o.casefold() for o in known], n=1)
    guess = next((o for o in known if nearest and o.casefold() == nearest[0]), None)
    listed = f"{noun}: {', '.join(known[:24])}{', …' if len(known) > 24 else ''}"
    return f"did you mean '{guess}'?  {listed}" if guess else listed
