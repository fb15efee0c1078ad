"""Rolling origins: at the end of each month, forecasts from what had been posted by then.

Origins are independent of one another until intervals are recalibrated, so they run in processes,
and each one's forecasts are kept in a folder from which an interrupted run goes on.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from evenhand.backtests.custody_backtest import Origin, monthly_origins
from evenhand.backtests.forecasts import (
    FORECAST_SCHEMA,
    KINDS,
    UNITS,
    check_forecasts,
    forecast_frame,
)
from evenhand.backtests.model_forecasts import DRAWS, Month, Quantiles, model_quantiles
from evenhand.backtests.recalibration import recalibrated
from evenhand.backtests.rolling_baselines import origin_baselines
from evenhand.backtests.simple_courses import simple_quantiles
from evenhand.backtests.targets import targets_known, targets_now
from evenhand.errors import DataError
from evenhand.fitting.custody_fit import fit_settings, record_digest
from evenhand.fitting.custody_members import custody_members
from evenhand.fitting.custody_record import custody_record
from evenhand.fitting.system_evaluations import end_with_parent
from evenhand.observations.table import Observations
from evenhand.results.provenance import code_digest
from evenhand.timeline import month_end, next_month

MODEL = "model"
SEED = 20260131
"""Seed of the draws: the day from which the shipped forecast is made."""
FIRST_JUDGED, LAST_JUDGED, HORIZON = (2023, 10), (2025, 12), 6
LEARNING_FROM = (2021, 10)
"""Forecasts from here on teach the intervals; only those of judged origins are judged."""
USED = (
    "average-daily-population", "initial-book-ins", "final-book-outs", "final-releases", "detained",
    "removals-to-date", "arrests", "arrests-joined-release",
)  # fmt: skip
"""Series that a backtest reads; workers are sent no others."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Task:
    origin: Origin
    horizon: int
    with_baselines: bool
    draws: int


def rolling_forecasts(
    observations: Observations,
    first: tuple[int, int] = FIRST_JUDGED,
    last: tuple[int, int] = LAST_JUDGED,
    horizon: int = HORIZON,
    *,
    draws: int = DRAWS,
    baselines: bool = True,
    learn: bool = True,
    workers: int | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Forecasts of every target by every method from every origin, with what came.

    Args:
        observations: Everything that was read, with its days of posting.
        first: The first judged origin, year and month; earlier ones only teach the intervals.
        last: The last one.
        horizon: Months ahead, 1 or more.
        draws: Draws of the model per forecast.
        baselines: Whether the simple methods of statsforecast are run too.
        learn: Whether intervals answer to past misses, for which the origins before are run too.
        workers: Processes; as many as cores if not given. The result does not depend on it.
        folder: Where each origin's forecasts are kept, so that a run goes on where it stopped;
            None keeps nothing.
        progress: Told the number done and the number in all.

    Returns:
        A table of ``FORECAST_SCHEMA``, judged origins only.

    Raises:
        DataError: when an origin is too early for a fit.
    """
    judged = monthly_origins(first, last)
    before = next_month(*first, -1)
    learning = monthly_origins(LEARNING_FROM, before) if learn and before >= LEARNING_FROM else []
    used = Observations(observations.frame.filter(pl.col("series").is_in(USED)))
    now = targets_now(used)
    if not any(_months(one, horizon, now) for one in judged):
        return forecast_frame([])
    tasks = [_Task(one, horizon, False, draws) for one in learning]
    tasks += [_Task(one, horizon, baselines, draws) for one in judged]
    cache = _Cache(folder, used, horizon, draws)
    parts = dict(cache.known(tasks))
    todo = [task for task in tasks if task not in parts]
    for task, part in _run(todo, used, workers):
        cache.keep(task, part)
        parts[task] = part
        if progress is not None:
            progress(len(parts), len(tasks))
    every = pl.concat([parts[task] for task in tasks])
    own = pl.col("method").is_in([MODEL, *OWN_METHODS])
    learned = recalibrated(every.filter(own)) if learn else every.filter(own)
    whole = pl.concat([learned, every.filter(~own)])
    labels = [one.label for one in judged]
    return check_forecasts(
        whole.filter(pl.col("origin").is_in(labels)).sort(
            "kind", "target", "group", "method", "origin", "horizon"
        )
    )


OWN_METHODS = ("constant hazard", "newest snapshot")


def _run(
    tasks: Sequence[_Task], observations: Observations, workers: int | None
) -> Iterator[tuple[_Task, pl.DataFrame]]:
    count = workers or os.cpu_count() or 1
    if count == 1 or len(tasks) < 2:
        for task in tasks:
            yield task, origin_forecasts(observations, task)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, _start, (observations,)) as pool:
        waiting = {pool.submit(_work, task): task for task in tasks}
        for done in as_completed(waiting):
            yield waiting[done], done.result()


_SENT: list[Observations] = []
"""What a worker was sent when it started; filled once, never changed."""


def _start(observations: Observations) -> None:
    end_with_parent()
    _SENT.append(observations)


def _work(task: _Task) -> pl.DataFrame:
    return origin_forecasts(_SENT[0], task)


def origin_forecasts(observations: Observations, task: _Task) -> pl.DataFrame:
    """All forecasts from one origin, before intervals answer to past ones."""
    origin = task.origin
    now = targets_now(observations)
    known = targets_known(observations, origin.day)
    fits = fit_settings(observations, origin.day, custody_members("early"))
    months = _months(origin, task.horizon, now)
    if not months:
        return forecast_frame([])
    happened = custody_record(observations)
    key = (SEED, origin.year, origin.month)
    rows: list[tuple[object, ...]] = []
    actual = {
        (target, group, month): value
        for target, group, month, value in now.select("target", "group", "month", "value").rows()
    }
    for kind, given in zip(KINDS, (happened, None), strict=True):
        methods: dict[str, Quantiles] = {
            MODEL: model_quantiles(fits, known, months, key, happened=given, number=task.draws)
        }
        methods |= simple_quantiles(fits[0], months, given)
        for method, found in methods.items():
            rows += _rows(kind, origin, months, method, found, actual)
    parts = [forecast_frame(rows)]
    if task.with_baselines:
        parts.append(origin_baselines(known, now, origin, task.horizon))
    return pl.concat(parts)


def _months(origin: Origin, horizon: int, now: pl.DataFrame) -> list[Month]:
    """The months ahead of which something is known; of a partial month the days covered."""
    stock = now.filter(pl.col("target") == "stock", pl.col("group") == "all")
    covered = dict(stock.select("start", "end").iter_rows())
    ahead = [
        date(*next_month(origin.year, origin.month, step), 1) for step in range(1, horizon + 1)
    ]
    return [Month(first, covered[first]) for first in ahead if first in covered]


def months_ahead(origin: Origin, horizon: int) -> list[Month]:
    """The whole months after an origin.

    Args:
        origin: The month at whose end forecasts are made.
        horizon: How many.
    """
    ahead = [next_month(origin.year, origin.month, step) for step in range(1, horizon + 1)]
    return [Month(date(*month, 1), month_end(*month)) for month in ahead]


def _rows(
    kind: str,
    origin: Origin,
    months: Sequence[Month],
    method: str,
    found: Quantiles,
    actual: dict[tuple[str, str, str], float],
) -> Iterator[tuple[object, ...]]:
    for (target, group), quantiles in found.items():
        for month, values in zip(months, quantiles, strict=True):
            label = f"{month.first:%Y-%m}"
            came = actual.get((target, group, label))
            if came is None:
                continue
            step = 12 * (month.first.year - origin.year) + month.first.month - origin.month
            yield (
                kind, origin.label, step, label, target, group, method, UNITS[target],
                *(float(value) for value in values), came,
            )  # fmt: skip


class _Cache:
    """One origin's forecasts in one file, under a name that says what they depend on."""

    def __init__(
        self, folder: Path | None, observations: Observations, horizon: int, draws: int
    ) -> None:
        self.folder = folder
        if folder is not None:
            data = record_digest(observations, None) + _digest(targets_now(observations))
            parts = [code_digest(), data, horizon, draws, SEED, list(custody_members("early"))]
            self.key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]
            folder.mkdir(parents=True, exist_ok=True)

    def _path(self, task: _Task) -> Path:
        assert self.folder is not None
        with_baselines = "with" if task.with_baselines else "without"
        return self.folder / f"{self.key}-{task.origin.label}-{with_baselines}.parquet"

    def known(self, tasks: Sequence[_Task]) -> Iterator[tuple[_Task, pl.DataFrame]]:
        """The tasks that were done before."""
        for task in tasks if self.folder is not None else ():
            path = self._path(task)
            if path.exists():
                try:
                    yield task, pl.read_parquet(path).match_to_schema(FORECAST_SCHEMA)
                except (pl.exceptions.PolarsError, OSError, DataError):
                    path.unlink()  # half-written when a run was ended; it is made again

    def keep(self, task: _Task, part: pl.DataFrame) -> None:
        """Write a task's forecasts, whole or not at all."""
        if self.folder is not None:
            path = self._path(task)
            fresh = path.with_suffix(f".{os.getpid()}")
            part.write_parquet(fresh)
            fresh.replace(path)


def _digest(frame: pl.DataFrame) -> str:
    return hashlib.sha256(frame.write_csv(float_precision=8).encode()).hexdigest()
