"""What a claims file says, as frozen data.

``Claim`` and ``Definition`` hold their computations read already (``computations``). To judge a
claim with another number or another definition, change a copy: ``claim.model_copy(update={"number":
7000})``; a definition written as a mapping is read by ``files.definition_of``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, InstanceOf, WithJsonSchema, field_validator, model_validator

from evenhand.claims.computations import Computation
from evenhand.claims.units import SHARE, told
from evenhand.yaml_file import Stated

Kind = Literal["observed", "stated", "legal", "forecast", "model"]
Says = Literal[
    "about", "exactly", "at-least", "more-than", "at-most", "less-than", "between",
    "holds", "does-not-hold",
]  # fmt: skip
Wording = Literal["stated", "near", "other"]
VerdictName = Literal[
    "supported", "roughly consistent", "not supported", "not checkable", "legally contested"
]
CLOSE, ROUGH = 0.05, 0.15
"""Shares within which a number is supported, and roughly consistent, if a claim says no other.
Source: the project's vocabulary of verdicts (domain notes, section 2)."""
ALSO_SAID = {
    "over": "more-than", "under": "less-than", "at least": "at-least", "at most": "at-most",
    "more than": "more-than", "less than": "less-than", "up-to": "at-most", "up to": "at-most",
    "does not hold": "does-not-hold", "nearly": "about", "roughly": "about",
}  # fmt: skip
"""Other words for how a number is meant, which are read as well."""
WITHOUT_NUMBER = ("holds", "does-not-hold")
LARGEST = 1e15


Computes = Annotated[InstanceOf[Computation], WithJsonSchema({"type": ["object", "number"]})]
"""A computation, read already; ``json_schema`` describes it as files write it."""


class Missing(Stated):
    """What is not published, and what would settle the question."""

    record: str = Field(min_length=10)
    """The record that is missing: what it would count, where and when."""
    settled_by: str = Field(min_length=10)
    """What would settle it: which publication, from whom."""


class Definition(Stated):
    """One way to count what a statement is about."""

    name: str = Field(min_length=3)
    """A short name."""
    what: str = Field(min_length=10)
    """What exactly is counted, where and when."""
    wording: Wording = "stated"
    """Whether this is what the sentence says (stated), the same thing with other bounds (near), or
    another thing with a number that could be taken for it (other)."""
    compute: Computes | None = None
    """How the number, or the yes or no, is found."""
    missing: Missing | None = None
    """Where no public record measures it: which record is missing. Either this or `compute` must
    be there; both, where the series is not published yet."""


class Flag(Stated):
    """A remark that does not change the verdict, with its reason."""

    name: str = Field(min_length=3)
    """The remark, in a few words, such as `date-attribution`."""
    because: str = Field(min_length=10)
    """Why."""
    when: Computes | None = None
    """Shown only where this holds; always, if not given."""


class Given(Stated):
    """A verdict that somebody else gave before."""

    verdict: VerdictName
    """Theirs."""
    by: str = Field(min_length=3)
    """Who gave it."""
    flags: tuple[str, ...] = ()
    """Their flags."""
    difference: str | None = None
    """Where the computed verdict is another one: why."""


class Source(Stated):
    """Where something can be read."""

    title: str = Field(min_length=3)
    """What it is."""
    address: str | None = None
    """Its address."""
    reliability: Literal["A", "B", "C", "D", "E"] | None = None
    """A government file; B official or peer statement; C press with named officials; D weak;
    E assumption."""


class Claim(Stated):
    """One statement, with its definitions."""

    statement: str = Field(min_length=10)
    """The statement in the checker's own words."""
    said_by: str = Field(min_length=2)
    """The public office that said it, or the kind of outlet; no private persons."""
    said_on: date
    """When."""
    said_until: date | None = None
    """Where it was said again and again: the last time."""
    as_of: date | None = None
    """The day of the verdict: what came later is not counted. Everything is, if not given."""
    sources: tuple[Source, ...] = Field(min_length=1)
    """Where it can be read; a plain text will do for one."""
    kind: Kind = "observed"
    """What is claimed: something observed; that something was stated (attribution alone); what the
    law is; a plan or forecast; or what would or could be, by the model."""
    says: Says = "about"
    """How the number is meant; without a number, that the definition holds or does not."""
    number: float | None = Field(default=None, strict=True, allow_inf_nan=False, ge=0, le=LARGEST)
    """The number in the statement, if it has one."""
    to: float | None = Field(default=None, strict=True, allow_inf_nan=False, ge=0, le=LARGEST)
    """For `between`: the upper number."""
    unit: str = ""
    """The unit of the number."""
    definitions: tuple[Definition, ...] = Field(min_length=1)
    """Ways to count it; the first stated one is the best public value."""
    tolerance: float = Field(default=CLOSE, ge=0, le=1)
    """Share within which the number is supported."""
    rough: float = Field(default=ROUGH, ge=0, le=1)
    """Share within which it is roughly consistent."""
    would_change: str = Field(min_length=10)
    """What would change the verdict."""
    flags: tuple[Flag, ...] = ()
    """Remarks with their reasons."""
    notes: tuple[str, ...] = ()
    """What a reader should know."""
    given: Given | None = None
    """A verdict given before, to compare."""

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        """One source as ``source: text``, ``at-least: true`` for "over", and ``says`` left out."""
        if not isinstance(value, dict):
            return value
        found = dict(value)
        if isinstance(found.get("at-least"), bool) and "says" not in found:
            found["says"] = "at-least" if found.pop("at-least") else "about"
        if "source" in found and "sources" not in found:
            found["sources"] = [found.pop("source")]
        if isinstance(found.get("says"), str):
            found["says"] = ALSO_SAID.get(found["says"], found["says"])
        if "says" not in found and found.get("number") is None:
            found["says"] = "holds"
        return found

    @field_validator("sources", mode="before")
    @classmethod
    def _plain_sources(cls, value: Any) -> Any:
        listed = value if isinstance(value, (list, tuple)) else [value]
        return tuple({"title": one} if isinstance(one, str) else one for one in listed)

    @property
    def source(self) -> str:
        """The sources as one line."""
        return "; ".join(one.title for one in self.sources)

    @property
    def at_least(self) -> bool:
        """Whether the statement says "over" or "at least"."""
        return self.says in {"at-least", "more-than"}

    @property
    def last_said(self) -> date:
        """The last day on which it was said."""
        return self.said_until or self.said_on

    @property
    def claimed(self) -> str:
        """The number as the statement means it, such as ``over 660,000 people``."""
        if self.number is None:
            return "no" if self.says == "does-not-hold" else "yes"
        words = {"at-least": "at least ", "more-than": "over ", "at-most": "at most ",
                 "less-than": "under ", "exactly": "exactly "}  # fmt: skip
        upper = f" to {told(self.to, self.unit)}" if self.to is not None else ""
        unit = "" if self.unit == SHARE else f" {self.unit}"
        return f"{words.get(self.says, '')}{told(self.number, self.unit)}{upper}{unit}"


class Ledger(Stated):
    """A claims file."""

    title: str = Field(min_length=3)
    """What a reader sees first."""
    author: str = Field(min_length=2)
    """Who wrote the file."""
    about: str = ""
    """What the statements have in common."""
    claims: dict[str, Claim] = Field(min_length=1)
    """The claims, by id."""
