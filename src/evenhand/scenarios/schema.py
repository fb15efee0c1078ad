"""What a scenario file says, as frozen data."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictFloat, ValidationInfo

from evenhand.yaml_file import Stated

ROTATION, TRANSFER = "surge.rotation", "workforce.transfer"
"""Levers that are plans rather than numbers."""
PLANS = {
    ROTATION: "Teams that visit places in turn, in the order that the file states.",
    TRANSFER: "Officers who are moved from some places to others.",
}


def _a_day(value: object, info: ValidationInfo) -> object:
    """Refuse what is no day but would be taken for one: numbers, quoted text."""
    if info.mode == "json" or (isinstance(value, date) and type(value) is date):
        return value
    raise ValueError("is not a day")


Day = Annotated[date, BeforeValidator(_a_day)]


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]
ClassName = Literal["convicted", "pending", "other"]
Amount = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Condition(Stated):
    """A legal event, and statuses that it may have."""

    event: str
    """The event, as the register of legal events names it."""
    status: Names
    """A status of it, or a list of them."""


class Change(Stated):
    """One named change of one lever.

    Exactly one of ``value``, ``multiply``, ``add`` and ``series`` says by how much.
    """

    lever: str
    """What is changed."""
    places: tuple[str, ...] | None = None
    """Areas by name; all places if neither these nor a list is given."""
    listed: str | None = None
    """A dated public list; each area changes as far as the list covers its people."""
    least: float | None = Field(default=None, strict=True, ge=0, le=1)
    """Areas of which the list covers less than this share are left out."""
    classes: tuple[ClassName, ...] | None = None
    """Classes of people; all if not given."""
    from_: Day | None = Field(default=None, alias="from")
    """The first day; the first of the run if not given."""
    until: Day | None = None
    """The last day; without one it lasts."""
    value: Amount | None = None
    """The new value, in the lever's unit."""
    multiply: Amount | None = None
    """A factor on the value before."""
    add: Amount | None = None
    """An amount on top of the value before, in the lever's unit."""
    series: dict[Day, StrictFloat] | None = None
    """New values from the given days on, in the lever's unit."""
    ramp_days: int = Field(default=0, strict=True, ge=0, le=3660)
    """Days over which the change is reached in equal steps; 0 is at once."""
    unit: str | None = None
    """The unit of the values; ``ratio`` for a factor."""
    while_: Condition | None = Field(default=None, alias="while")
    """In place only on days on which a legal event has a status."""
    unless: Condition | None = None
    """In place only on days on which a legal event does not have a status."""
    because: str = Field(min_length=10)
    """Why this change, with its source."""
    order: Literal["list", "round robin", "random"] | None = None
    """Only for a rotation: the order of visits."""
    at_a_time: int | None = Field(default=None, strict=True, ge=1, le=25)
    """Only for a rotation: places visited at the same time."""
    visit_days: int | None = Field(default=None, strict=True, ge=1, le=3660)
    """Only for a rotation: days of one visit."""
    teams: float | None = Field(default=None, strict=True, ge=0, le=10_000)
    """Only for a rotation: teams in all."""
    from_home: float | None = Field(default=None, strict=True, ge=0, le=1)
    """Only for a rotation: share of its officers who are missing elsewhere."""
    out_of: tuple[str, ...] | None = None
    """Only for a transfer: areas that officers leave; all others if not given."""
    to: tuple[str, ...] | None = None
    """Only for a transfer: areas that they go to."""
    officers: float | None = Field(default=None, strict=True, ge=0, le=100_000)
    """Only for a transfer: how many."""


class Scenario(Stated):
    """Named changes on the baseline."""

    title: str = Field(min_length=3)
    """What a reader sees first."""
    author: str = Field(min_length=2)
    """Who wrote the file."""
    source: str = Field(min_length=3)
    """Where the idea or the figures come from."""
    why: str = Field(min_length=3)
    """The question that the scenario answers."""
    start: Day | None = None
    """The day by which the record is known; the newest if not given."""
    record: Literal["hold", "follow"] = "hold"
    """Whether levers stay as on the first day or follow the record after it."""
    builds_on: Names = ()
    """Scenarios whose changes come first: shipped names, or files beside this one."""
    events: dict[str, dict[str, Day]] = Field(default_factory=dict)
    """Counterfactuals: by legal event, a status and the day from which it holds for good."""
    without: Names = ()
    """Changes of the scenarios built on that are left out."""
    changes: dict[str, Change] = Field(default_factory=dict)
    """The changes, by name; none means the baseline. One of the same name as a change of a scenario
    built on takes its place."""
