"""What a claims file says, as frozen data."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from evenhand.yaml_file import Stated

Take = Literal["value", "sum", "largest", "mean"]


class Computation(Stated):
    """A number from the observations; nothing is executed from a file."""

    series: str
    """The series to look in; `evenhand data sources` lists them."""
    take: Take
    """The value of one period, or the sum, largest or mean over the periods in some days."""
    at: str | None = None
    """The period, for `value`: a day, a month, a week (2025-01-20/7), FY2025."""
    from_: date | None = Field(default=None, alias="from")
    """The first day, for the others."""
    until: date | None = None
    """The last day, for the others."""
    agency: str = "ALL"
    """Arresting agency, where the series tells them apart."""
    criminality: str = "all"
    """Criminality, where the series tells it apart."""
    place: str = "US"
    """Place, where the series tells places apart."""
    detail: str = ""
    """The series' own further label."""

    @field_validator("at", mode="before")
    @classmethod
    def _day_as_text(cls, value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value


class Definition(Stated):
    """One way to count what a statement is about."""

    name: str = Field(min_length=3)
    """A short name."""
    what: str = Field(min_length=10)
    """What exactly is counted, where and when."""
    wording: Literal["stated", "near", "other"]
    """Whether this is what the sentence says (stated), the same thing with other bounds (near), or
    another thing with a number that could be taken for it (other)."""
    compute: Computation
    """How the number is found."""


class Claim(Stated):
    """One statement, with its definitions."""

    statement: str = Field(min_length=10)
    """The statement in the checker's own words."""
    said_by: str = Field(min_length=2)
    """The public office that said it, or the kind of outlet."""
    said_on: date
    """When."""
    source: str = Field(min_length=3)
    """Where it can be read."""
    number: float = Field(strict=True, ge=0, allow_inf_nan=False)
    """The number in the statement."""
    unit: str
    """Its unit."""
    at_least: bool = Field(default=False, strict=True)
    """Whether the statement says "over" or "at least"."""
    definitions: tuple[Definition, ...] = Field(min_length=1)
    """Ways to count it; the first one is the best public value."""
    would_change: str = Field(min_length=10)
    """What would change the verdict."""
    notes: tuple[str, ...] = ()
    """What a reader should know."""


class Ledger(Stated):
    """A claims file."""

    title: str = Field(min_length=3)
    """What a reader sees first."""
    author: str = Field(min_length=2)
    """Who wrote the file."""
    claims: dict[str, Claim]
    """The claims, by id."""
