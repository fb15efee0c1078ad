"""What the server is, what it knows, and its bounds."""

from __future__ import annotations

from datetime import date
from typing import Literal

from evenhand.web.wire.base import Wire


class MeasureOut(Wire):
    """One measure of the model."""

    name: str
    section: str
    unit: str
    says: str


class ClassOut(Wire):
    """One class of people, by criminality."""

    name: Literal["convicted", "pending", "other"]
    title: str
    says: str


class LimitsOut(Wire):
    """How much may be asked for."""

    max_days: int
    max_draws: int
    max_replicates: int
    max_jobs_running: int
    max_jobs_waiting: int
    max_body_bytes: int
    max_compared: int
    max_changes: int
    max_job_seconds: int
    earliest_start: date
    """The first day on which a scenario can start: enough of the record comes before."""
    latest_start: date
    """The last: the newest snapshot."""


class DataOut(Wire):
    """Which observations are behind the answers."""

    edition: str
    """The newest edition of the detention workbooks."""
    through: date
    """Its last day of data."""
    editions: int
    """Editions read."""
    values: int
    """Values known, revisions counted once."""
    digest: str
    """SHA-256 of the table of observations."""


class PosteriorOut(Wire):
    """Which posterior the draws come from."""

    id: str
    """The start of its digest."""
    draws: int
    """Joint draws that ship."""
    cut_off: date | None = None
    """The last posting that it was fitted to, if the record says so."""


class About(Wire):
    """The server, its model and its bounds."""

    name: str
    version: str
    code: str
    """SHA-256 over the code and tables of the package."""
    state: Literal["warming", "ready", "failed"]
    """Whether the engine is compiled and the model fitted; runs wait until it is ready."""
    state_says: str
    """The state in words."""
    first_day: date | None = None
    """The first day of a run that starts from the newest snapshot; null while warming."""
    usual_last_day: date | None = None
    """The last day of a run when none is asked for."""
    data: DataOut
    posterior: PosteriorOut
    limits: LimitsOut
    areas: tuple[str, ...]
    classes: tuple[ClassOut, ...]
    measures: tuple[MeasureOut, ...]
    statement: str
    """What the model is and is not, in a sentence or two."""
