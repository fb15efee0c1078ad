"""Long work: jobs with progress, partial results, and results."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from evenhand.web.documents import GivenScenario
from evenhand.web.limits import LIMITS
from evenhand.web.wire.base import Numbers, Text, Wire
from evenhand.web.wire.failures import ErrorBody
from evenhand.web.wire.runs import Chart, Part

State = Literal["waiting", "running", "done", "failed", "cancelled"]
JobKind = Literal["interval", "influence", "report"]


class IntervalRequest(Part):
    """A run with intervals: joint draws of the levers, and replicates by chance."""

    scenario: GivenScenario
    draws: Annotated[int, Field(strict=True, ge=8, le=LIMITS.draws)] = 40
    """Joint draws of the levers from the posterior."""
    replicates: Annotated[int, Field(strict=True, ge=0, le=LIMITS.replicates)] = 0
    """Replicates by chance, whose spread is added to that of the draws."""
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 0


class InfluenceRequest(Wire):
    """Which assumptions move a number of the first year most."""

    scenario: GivenScenario
    number: Text = ""
    """A number of the first year, or a part of its name; empty for arrests by all channels."""


class ReportRequest(Wire):
    """The one-file report of a scenario."""

    scenario: GivenScenario
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][\w .-]*$")] = (
        "scenario"
    )
    """What the file is called."""
    draws: Annotated[int, Field(strict=True, ge=0, le=LIMITS.draws)] = 40
    replicates: Annotated[int, Field(strict=True, ge=0, le=LIMITS.replicates)] = 20
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] = 0


class Progress(Wire):
    """How far a job is."""

    done: int
    total: int
    says: str


class Band(Wire):
    """Median, 50 and 90 percent intervals, by month."""

    low: Numbers
    """5 percent point."""
    low50: Numbers
    """25 percent point."""
    median: Numbers
    high50: Numbers
    """75 percent point."""
    high: Numbers
    """95 percent point."""


class BandSeries(Wire):
    """One line of a chart with its intervals."""

    id: str
    chart: Chart
    name: str
    unit: str
    scope: Literal["chosen", "nation"]
    scenario: Band
    baseline: Band
    difference: Band


class Spread(Wire):
    """Median and 90 percent interval of one number."""

    low: float | None
    median: float | None
    high: float | None
    shown: str
    """For people: 1,450 (1,210 to 1,690)."""


class NumberSpread(Wire):
    """One number of the first year with its intervals."""

    section: str
    name: str
    unit: str
    scenario: Spread
    baseline: Spread
    difference: Spread


class IntervalResult(Wire):
    """A run under so many draws, beside its baseline under the same draws."""

    kind: Literal["interval"] = "interval"
    key: str
    draws: int
    wanted: int
    """Draws that were asked for."""
    replicates: int
    final: bool
    """Whether no more draws will come."""
    first_day: date
    last_day: date
    months: tuple[date, ...]
    days: tuple[int, ...]
    series: tuple[BandSeries, ...]
    numbers: tuple[NumberSpread, ...]
    summary: str
    """The difference in one sentence, with its intervals."""
    says: str
    """What the intervals are of."""


class InfluenceRow(Wire):
    """What one lever does to a number."""

    lever: str
    title: str
    unit: str
    reliability: str
    low: float
    """5 percent point of the lever's posterior."""
    high: float
    at_low: float
    """The number there."""
    at_high: float
    share: float
    """Square of the distance over the sum of all levers' squares."""


class InfluenceTable(Wire):
    """Assumptions ranked by what they do to one number."""

    run: str
    number: str
    unit: str
    middle: float
    rows: tuple[InfluenceRow, ...]


class InfluenceResult(Wire):
    """Assumptions ranked by influence, for each run and the difference."""

    kind: Literal["influence"] = "influence"
    tables: tuple[InfluenceTable, ...]


class ReportResult(Wire):
    """A report that is ready."""

    kind: Literal["report"] = "report"
    file: str
    """Name of the file."""
    url: str
    """Where to get it."""
    bytes: int


Result = Annotated[IntervalResult | InfluenceResult | ReportResult, Field(discriminator="kind")]


class JobOut(Wire):
    """One job."""

    id: str
    kind: JobKind
    state: State
    title: str
    created: datetime
    progress: Progress
    last_event: int
    """The number of the newest event, for resuming."""
    error: ErrorBody | None = None
    result: Result | None = None
    """The newest result: partial while it runs."""


class JobList(Wire):
    """The jobs there are, newest first; results left out."""

    jobs: tuple[JobOut, ...]
