"""What the server knows: the record, the fitted system by start, and whether it is ready.

Nothing here changes after it was read; what is fitted is kept by the day it is fitted to.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import polars as pl

from evenhand.errors import EvenhandError, Problem
from evenhand.fitting.system_fit import fit_system
from evenhand.model.system import SystemModel
from evenhand.observations.catalogue import catalogue
from evenhand.observations.table import Observations
from evenhand.sources.ledger import load_editions, load_observations
from evenhand.system_simulation import default_days, prepare, run_mean
from evenhand.web.cache import Cache
from evenhand.web.limits import LIMITS

EARLIEST_START = date(2023, 1, 1)
"""Before this day the areas' record of arrests is too short to begin from.
Source: the shipped table of arrests by area begins in October 2022, and a start needs whole
months of it."""
MODELS = 6
"""Fitted systems that are kept."""
SERIES = 24
"""Series whose values are kept."""
NEWEST_KIND = "ICE Detention Statistics"


@dataclass
class Knowledge:
    """The record and what was fitted to it.

    Args:
        data_dir: The user's data folder; None for the usual one.
    """

    data_dir: Path | None = None
    _models: Cache[date | None, SystemModel] = field(default_factory=lambda: Cache(MODELS))
    _values: Cache[str, pl.DataFrame] = field(default_factory=lambda: Cache(SERIES))
    _revisions: Cache[str, pl.DataFrame] = field(default_factory=lambda: Cache(SERIES))
    _ready: threading.Event = field(default_factory=threading.Event)
    _failed: str = ""

    @cached_property
    def observations(self) -> Observations:
        """Everything that was read."""
        return load_observations(self.data_dir)

    @cached_property
    def editions(self) -> pl.DataFrame:
        """The ledger of editions."""
        return load_editions(self.data_dir)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the observations."""
        frame = self.observations.frame
        hashes = frame.hash_rows(seed=0).to_numpy().tobytes()
        return hashlib.sha256(hashes).hexdigest()

    @cached_property
    def value_count(self) -> int:
        """How many values are known, revisions counted once."""
        return self.observations.newest().height

    @cached_property
    def newest_edition(self) -> dict[str, object]:
        """The newest edition of the detention workbooks, as a row of the ledger."""
        some = self.editions.filter(pl.col("kind") == NEWEST_KIND)
        chosen = some if some.height else self.editions
        return chosen.sort("through").row(-1, named=True)

    @cached_property
    def series(self) -> dict[str, dict[str, Any]]:
        """Every series by name: its row of the catalogue."""
        rows = catalogue(self.observations).iter_rows(named=True)
        return {row["series"]: row for row in rows}

    def values_of(self, name: str) -> pl.DataFrame:
        """The newest values of a series.

        Args:
            name: The series.
        """
        return self._values.get(name, lambda: self.observations.series(name))

    def revisions_of(self, name: str) -> pl.DataFrame:
        """The values of a series that a later edition changed.

        Args:
            name: The series.
        """
        return self._revisions.get(name, lambda: self.observations.revisions(name))

    @property
    def newest_day(self) -> date:
        """The last day of data of the newest edition."""
        day = self.newest_edition["through"]
        assert isinstance(day, date)
        return day

    @property
    def state(self) -> Literal["warming", "ready", "failed"]:
        """``warming``, ``ready`` or ``failed``."""
        if self._failed:
            return "failed"
        return "ready" if self._ready.is_set() else "warming"

    @property
    def state_says(self) -> str:
        """The state in words."""
        if self._failed:
            return f"the model could not be fitted: {self._failed}"
        if self._ready.is_set():
            return "ready"
        return "compiling the engine and fitting the model; some 20 seconds on a new machine"

    def warm(self) -> None:
        """Read the record, fit the system, compile the engine: what the first answer waits for."""
        try:
            model = self.model(None)
            run_mean(prepare(model))
        except EvenhandError as error:
            self._failed = str(error.problems[0]) if error.problems else "unknown"
        except Exception as error:
            self._failed = type(error).__name__
            raise
        finally:
            self._ready.set()

    def wait(self, seconds: float) -> bool:
        """Wait until it is ready or has failed.

        Args:
            seconds: How long at most.
        """
        return self._ready.wait(seconds)

    def model(self, start: date | None) -> SystemModel:
        """The system fitted to what was known on a day.

        Args:
            start: The day; None for the newest snapshot.

        Raises:
            EvenhandError: when the day lies outside the record.
        """
        if start is not None and not EARLIEST_START <= start <= self.newest_day + SLACK:
            what = f"{start} lies outside the record"
            fix = f"choose from {EARLIEST_START} to {self.newest_day}"
            raise EvenhandError(Problem("start", what, fix))
        return self._models.get(start, lambda: fit_system(self.observations, start))

    def days(self, model: SystemModel, until: date | None) -> int:
        """How many days a run has.

        Args:
            model: The fitted system.
            until: The last day; None for four years on.

        Raises:
            EvenhandError: when the run would end before it begins, or be too long.
        """
        if until is None:
            return default_days(model)
        days = (until - model.first_day).days + 1
        if not 1 <= days <= LIMITS.days:
            last = model.first_day + timedelta(days=LIMITS.days - 1)
            what = f"{until} gives a run of {days} days"
            fix = f"choose from {model.first_day} to {last}"
            raise EvenhandError(Problem("until", what, fix))
        return days


SLACK = timedelta(days=31)
"""A start may lie a month beyond the newest data, so that scenarios of today are not refused."""
