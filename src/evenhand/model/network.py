"""What a model file says: places, classes, tracks, and the stages that cases pass through."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SkipValidation, model_validator
from pydantic_core import PydanticCustomError

from evenhand.yaml_file import Stated

LONGEST_RUN_DAYS = 36_600
Count = Field(strict=True, ge=1, le=LONGEST_RUN_DAYS)


def _no_number(value: Any) -> Any:
    """Refuse a number for a day: it would be read as seconds since 1970."""
    if isinstance(value, bool | int | float):
        raise PydanticCustomError("date_type", "write a day")
    return value


def _ranks(value: Any) -> Any:
    """An order with every rank a list: a class alone is a list of one."""
    if not isinstance(value, list | tuple):
        return value
    return [[rank] if isinstance(rank, str) else rank for rank in value]


Day = Annotated[date, BeforeValidator(_no_number)]
Age = Annotated[int, Field(strict=True, ge=0, le=LONGEST_RUN_DAYS)]
Order = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_ranks)]


class Arrow(Stated):
    """Where an exit leads: the name of a stage, or the long form."""

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, given: Any) -> Any:
        return {"to": given} if isinstance(given, str) else given

    to: str
    """The stage it leads to."""
    place: str | None = None
    """The place that cases move to; their own if not given."""
    class_: str | None = Field(default=None, alias="class")
    """The class that cases move to; their own if not given."""
    track: str | None = None
    """The track that cases move to; their own if not given."""
    share: Any = None
    """In a split: the share of cases, or ``rest``."""
    hazard: Any = None
    """In a delay or pool: the probability, per day, of leaving this way."""


class Inflow(Stated):
    """Cases that come from outside the model."""

    per_day: Any
    """Mean number of cases per day."""
    noise: Literal["none", "poisson"] = "poisson"
    """Whether the day's number is exact or drawn from a Poisson law."""
    spread: float = Field(default=0.0, strict=True, ge=0, le=100, allow_inf_nan=False)
    """Variance of a factor with mean one on each day's mean: more noise than Poisson's."""
    shared: Literal["cell", "place", "all"] = "cell"
    """What shares one factor: nothing, all cells of a place, or the whole country."""
    to: Arrow
    """Where they go."""


class Split(Stated):
    """Cases go one of several ways at once."""

    exits: dict[str, Any] = Field(min_length=1)
    """Shares that add up to one, by exit; one may be ``rest``."""


class Response(Stated):
    """How the hazards of a delay answer to a stock or an inflow: ``(signal / usual) ^ power``."""

    stock: tuple[str, ...] = ()
    """Delays whose people, at the end of the day before, are the signal."""
    inflow: str | None = None
    """An inflow whose running mean is the signal."""
    within: Literal["cell", "place", "class", "track", "all"] = "all"
    """The cells that are added up."""
    usual: Any
    """The signal that the hazards go with."""
    power: Any
    """The exponent; 0 is no answer."""
    falls: bool = Field(default=False, strict=True)
    """Whether the hazards fall as the signal rises (the exponent is then negative)."""
    memory_days: float = Field(default=1.0, strict=True, ge=1, le=36_600, allow_inf_nan=False)
    """Days over which the running mean of the inflow forgets."""


class Delay(Stated):
    """Cases stay, and leave with a probability that depends on how long they have stayed."""

    bands: tuple[Age, ...] = Field(default=(0,), min_length=1)
    """First day of each band of ages; the first is 0."""
    exits: dict[str, Any] = Field(min_length=1)
    """Probability per day of leaving by each exit: a quantity, by band where it is a list."""
    level: Any = 1
    """A factor on all hazards, by place, class, track and date."""
    most: float = Field(default=1.0, strict=True, gt=0, le=1, allow_inf_nan=False)
    """The largest probability of leaving in a day, whatever level and responses say."""
    draws: Literal["daily", "entry"] = "daily"
    """By chance: draw each day who leaves, or at entry, once for each person, day and exit. The
    law is the same; at entry is quicker while few enter a cell a day, and cannot change later."""
    responses: tuple[Response, ...] = ()
    """What the hazards answer to."""
    start: Any = 0
    """People there before the first day; by band where it is a list, spread evenly in it."""


class Queue(Stated):
    """Cases wait for a capacity, first come first served within a class's rank."""

    capacity: str
    """The capacity that serves it."""
    cost: Any = 1
    """What a case takes of it, in its unit."""
    order: Order = ()
    """Classes, first served first; classes in one list share a rank; none: all share one."""
    to: Arrow
    """Where the served go."""
    start: Any = 0
    """Cases waiting before the first day, as if they had come on the day before."""
    patience_days: int | None = Field(default=None, strict=True, ge=0, le=LONGEST_RUN_DAYS)
    """Days after which a case that has not been served leaves; 0 is only the day it came."""
    lapse: Arrow | None = None
    """Where those who have waited that long go."""


class Pool(Stated):
    """People who can be found by effort, less easily as the pool empties."""

    capacity: str | None = None
    """The capacity whose rest of the day is the effort."""
    follows: str | None = None
    """Or: the pool whose people found today are the effort, as people met on the way are."""
    cost: Any
    """What finding one takes at the start, in the capacity's unit, or in people found there."""
    thins: float = Field(default=0.0, strict=True, ge=0, le=10, allow_inf_nan=False)
    """How the cost grows: ``(people at the start / people now) ^ thins``."""
    focus: Any = 1
    """Relative chance that effort finds someone of this cell."""
    to: Arrow
    """Where the found go."""
    exits: dict[str, Any] = Field(default_factory=dict)
    """Other ways out: probability per day by exit."""
    start: Any = 0
    """People there before the first day."""


class Stage(Stated):
    """One stage: exactly one of its kinds."""

    inflow: Inflow | None = None
    """Cases that come from outside."""
    split: Split | None = None
    """Cases go one of several ways."""
    delay: Delay | None = None
    """Cases stay for a time."""
    queue: Queue | None = None
    """Cases wait for a capacity."""
    pool: Pool | None = None
    """People who can be found by effort."""

    @property
    def kind(self) -> str:
        """Which kind it is; empty when it is none or several."""
        kinds = [name for name in KINDS if getattr(self, name) is not None]
        return kinds[0] if len(kinds) == 1 else ""


KINDS = ("inflow", "split", "delay", "queue", "pool")


class Move(Stated):
    """Capacity that is somewhere else for a time."""

    from_: Day = Field(alias="from")
    """The first day."""
    until: Day
    """The last day."""
    out_of: str
    """The place that it is taken from."""
    to: str
    """The place that it goes to."""
    amount: float | None = Field(default=None, strict=True, ge=0, allow_inf_nan=False)
    """How much, in the capacity's unit per day."""
    share: float | None = Field(default=None, strict=True, ge=0, le=1, allow_inf_nan=False)
    """Or which share of what the place has before any move."""


class Capacity(Stated):
    """Something limited that serves cases each day."""

    per_day: Any = None
    """How much there is each day, in the unit."""
    room: str | None = None
    """Or: the places left free under this limit, one for each case."""
    unit: str = "cases"
    """What it is counted in: hours, cases, seats."""
    scope: Literal["place", "all"] = "place"
    """Whether each place has its own, or all share one."""
    serves: tuple[str, ...] = Field(min_length=1)
    """The queues and pools it serves, first served first."""
    moves: tuple[Move, ...] = ()
    """Its moves between places."""
    spread: float = Field(default=0.0, strict=True, ge=0, le=100, allow_inf_nan=False)
    """Variance of a factor with mean one on each day's amount, by chance."""
    shared: Literal["place", "all"] = "place"
    """Whether each place has its own factor, or all share one."""


class Limit(Stated):
    """A limit on how many people some delays hold together."""

    of: tuple[str, ...] = Field(min_length=1)
    """The delays and pools; people in queues named here count too, but stay where they are."""
    people: Any
    """How many."""
    scope: Literal["place", "all"] = "place"
    """Whether each place has its own limit, or all share one."""
    rule: SkipValidation[str | dict[date, str]]
    """Above it: refuse who comes, release who is there, or count. By date where it has days."""
    order: Order = ()
    """Classes, first refused or released first; none: all alike."""
    to: Arrow | None = None
    """Where the refused and released go; not needed where the rule is only to count."""


class Network(Stated):
    """A model: what cases there are, the stages they pass, and what limits them."""

    title: str = Field(min_length=3)
    """What a reader sees first."""
    source: str = Field(min_length=3)
    """Where the structure and the numbers come from."""
    first_day: Day
    """The first day of the run."""
    days: int = Count
    """Number of days of the run."""
    places: tuple[str, ...] = Field(min_length=1, max_length=1000)
    """The places."""
    classes: tuple[str, ...] = Field(default=("all",), min_length=1, max_length=100)
    """The classes."""
    tracks: tuple[str, ...] = Field(default=("all",), min_length=1, max_length=100)
    """The tracks."""
    capacities: dict[str, Capacity] = Field(default_factory=dict)
    """What serves queues and pools."""
    limits: dict[str, Limit] = Field(default_factory=dict)
    """Limits on delays, in the order in which they act."""
    stages: dict[str, Stage] = Field(min_length=1)
    """The stages."""
    ends: tuple[str, ...] = Field(min_length=1)
    """Where cases leave the model."""
