"""Asking for runs, and their answers: median lines at once, intervals from jobs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from evenhand.scenarios.schema import ClassName
from evenhand.web.documents import GivenScenario
from evenhand.web.limits import LIMITS
from evenhand.web.wire.base import Area, Day, Numbers, Text, Wire, Yes

Chart = Literal[
    "arrests", "who", "detained", "removals", "releases", "courts", "docket", "cost", "hours",
    "hours_per_arrest", "use", "detainers",
]  # fmt: skip
"""The main charts."""
Areas = Annotated[tuple[Area, ...], Field(max_length=25)]
Classes = Annotated[tuple[ClassName, ...], Field(max_length=3)]


class Part(Wire):
    """Which part of a run is asked for."""

    until: Day | None = None
    """The last day; the end of the month four years on if not given."""
    areas: Areas = ()
    """Only these areas; the nation if none is named."""
    classes: Classes = ()
    """Only these classes; everybody if none is named."""


class QuickRequest(Part):
    """A run in expected values, beside its baseline."""

    scenario: GivenScenario
    """The changes."""
    map_measure: Text | None = None
    """A measure to be given by area too."""
    map_months: Literal["first", "last", "all"] = "first"
    """Over which months of the run the map is: the first twelve, the last twelve, all."""
    map_per_adults: Yes = False
    """Whether the map is per 100,000 noncitizen adults rather than plain."""


class Series(Wire):
    """One line of a chart, by month."""

    id: str
    """Its name, unique in the answer."""
    chart: Chart
    name: str
    """What the reader calls it."""
    unit: str
    scope: Literal["chosen", "nation"]
    """Whether it is of the chosen areas and classes, or known for the nation alone."""
    scenario: Numbers
    baseline: Numbers


class Headline(Wire):
    """One number of the first year in both runs, and the difference in words."""

    id: str
    title: str
    unit: str
    per: Literal["year", "at the end", "mean"]
    scenario: float | None
    baseline: float | None
    difference: float | None
    words: str
    """For people: 4,100 fewer removals a year."""


class BindingOut(Wire):
    """When a resource is at its limit, with people waiting or turned away."""

    resource: str
    unit: str
    scenario: tuple[bool, ...]
    """By month."""
    baseline: tuple[bool, ...]
    scenario_since: date | None = None
    """The first month in which it is; null if in none."""
    baseline_since: date | None = None
    scenario_share: float
    """Share of the months."""
    baseline_share: float
    words: str
    """For people: beds bind from March 2026 (baseline: never)."""


class FlowNode(Wire):
    """One stage of the flow picture."""

    id: str
    title: str
    column: int
    """Its place from left to right."""
    is_end: bool
    """Whether people leave the picture there."""


class FlowLink(Wire):
    """People a year from one stage to another in the first twelve months."""

    source: str
    target: str
    scenario: float
    baseline: float


class Flows(Wire):
    """The flow picture of the first twelve months, people a year."""

    nodes: tuple[FlowNode, ...]
    links: tuple[FlowLink, ...]


class NumberOut(Wire):
    """One number of the first year."""

    section: str
    name: str
    unit: str
    scenario: float | None
    baseline: float | None
    difference: float | None
    shown: str
    """The scenario's value for people."""
    shown_baseline: str
    shown_difference: str


class AreaValue(Wire):
    """A measure in one area."""

    area: str
    scenario: float | None
    baseline: float | None
    difference: float | None


class AreaMap(Wire):
    """A measure by area."""

    measure: str
    unit: str
    says: str
    months: tuple[date, ...]
    """First days of the months that it is over."""
    areas: tuple[AreaValue, ...]


class QuickAnswer(Wire):
    """What a run gives in expected values, beside its baseline."""

    key: str
    """What the answer depends on, as a digest: the same key is the same answer."""
    first_day: date
    last_day: date
    months: tuple[date, ...]
    """First days of the periods, months but for the first and last."""
    days: tuple[int, ...]
    """Days of each."""
    changes_nothing: bool
    """Whether every number is that of the baseline."""
    summary: str
    """The difference in one sentence."""
    sentences: tuple[str, ...]
    """What the run says, in sentences, for the nation."""
    series: tuple[Series, ...]
    headlines: tuple[Headline, ...]
    binding: tuple[BindingOut, ...]
    flows: Flows
    numbers: tuple[NumberOut, ...]
    """Numbers of the first year, for the nation."""
    map: AreaMap | None = None
    milliseconds: float
    """Time that it took to work it out."""


class RecordPoint(Wire):
    """A recorded value of a chart's line."""

    day: date
    value: float


class RecordLine(Wire):
    """What the record says beside a line of a chart, for the nation."""

    series: str
    """The id of the line in answers."""
    chart: Chart
    name: str
    unit: str
    source: str
    record: str
    """The series of the record it comes from."""
    points: tuple[RecordPoint, ...]


class RecordLines(Wire):
    """The record behind the charts."""

    lines: tuple[RecordLine, ...]


class NamedScenario(Wire):
    """A scenario with the name that a comparison shows."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    scenario: GivenScenario


class CompareRequest(Part):
    """Several scenarios side by side, in expected values."""

    scenarios: Annotated[tuple[NamedScenario, ...], Field(min_length=1, max_length=LIMITS.compared)]


class ComparedRun(Wire):
    """One run of a comparison."""

    name: str
    title: str
    summary: str
    """How it differs from the baseline, in one sentence."""


class ComparedSeries(Wire):
    """One line of a chart in all runs."""

    id: str
    chart: Chart
    name: str
    unit: str
    scope: Literal["chosen", "nation"]
    values: tuple[Numbers, ...]
    """By run: the baseline first, then the scenarios."""


class ComparedNumber(Wire):
    """One number of the first year in all runs."""

    section: str
    name: str
    unit: str
    values: Numbers
    shown: tuple[str, ...]


class ComparedBinding(Wire):
    """Since when each resource binds in all runs."""

    resource: str
    since: tuple[date | None, ...]


class CompareAnswer(Wire):
    """Several runs side by side."""

    first_day: date
    last_day: date
    months: tuple[date, ...]
    days: tuple[int, ...]
    runs: tuple[ComparedRun, ...]
    """The baseline first."""
    series: tuple[ComparedSeries, ...]
    numbers: tuple[ComparedNumber, ...]
    binding: tuple[ComparedBinding, ...]
    milliseconds: float
