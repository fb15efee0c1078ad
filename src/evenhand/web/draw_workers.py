"""Runs under joint draws in processes of their own, which remember what they fitted.

A draw always goes to the same process, so that the system fitted under it, and the baseline's
lines, are there the next time somebody moves a lever.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np

from evenhand.fitting.system_evaluations import end_with_parent
from evenhand.fitting.system_fit import system_under
from evenhand.model.posterior import shipped_draws
from evenhand.model.system import SystemModel
from evenhand.results.counts import Array
from evenhand.results.grouping import in_groups
from evenhand.scenarios.schema import Scenario
from evenhand.studies.first_year import numbers_of
from evenhand.system_simulation import SystemRun, prepare, run_mean
from evenhand.web.cache import Cache
from evenhand.web.chart_lines import chart_lines, part_of
from evenhand.web.failures import RefusedError
from evenhand.web.job_queue import Job
from evenhand.web.knowledge import Knowledge

REMEMBERED = 256
PATIENCE = 0.1
"""Seconds between looks whether a job was cancelled."""
AHEAD = 2
"""Draws handed out to each process ahead of the one that is waited for."""
ENDING = 2.0
"""Seconds that processes have to end by themselves; a draw takes less than one."""


@dataclass(frozen=True)
class Case:
    """What is run under every draw.

    Args:
        scenario: The changes.
        start: The day by which the record is known.
        days: Days of the run.
        areas: Only these areas.
        classes: Only these classes.
    """

    scenario: Scenario
    start: date | None
    days: int
    areas: tuple[str, ...]
    classes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Values:
    """What one run gave under one draw.

    Args:
        lines: Values of the lines of all charts ``(line, month)``.
        numbers: Numbers of the first year ``(number,)``.
    """

    lines: Array
    numbers: Array


class _Room:
    """What one process remembers."""

    def __init__(self, data_dir: Path | None) -> None:
        self.knowledge = Knowledge(data_dir)
        self.models: Cache[tuple[date | None, int], SystemModel] = Cache(REMEMBERED)
        self.baselines: Cache[tuple[object, ...], Values] = Cache(REMEMBERED)


_rooms: list[_Room] = []


def _begin(data_dir: Path | None) -> None:
    _rooms.append(_Room(data_dir))
    end_with_parent()


def _warm(start: date | None) -> bool:
    """Read the record and run once, so that the first draw waits for nothing."""
    run_mean(prepare(_rooms[0].knowledge.model(start)))
    return True


def values_of(run: SystemRun, areas: tuple[str, ...], classes: tuple[str, ...]) -> Values:
    """The lines and numbers of one run in expected values.

    Args:
        run: The run.
        areas: Only these areas.
        classes: Only these classes.
    """
    counts = run_mean(run, per="month", by="place and class")
    by_class = in_groups(counts, "class")
    some = part_of(counts, areas, classes) if areas or classes else by_class
    lines = chart_lines(some, by_class, run)
    numbers = [float(one.values) for one in numbers_of(by_class, run)]
    return Values(np.array([values for _, values in lines]), np.array(numbers))


def under_draw(case: Case, number: int) -> tuple[Values, Values]:
    """A run and its baseline under one draw.

    Args:
        case: What is run.
        number: Number of the draw.
    """
    room = _rooms[0]

    def fitted() -> SystemModel:
        return system_under(shipped_draws().draw(number), room.knowledge.model(case.start))

    model = room.models.get((case.start, number), fitted)
    follow = case.scenario.record == "follow"
    key = (case.start, number, case.days, follow, case.areas, case.classes)
    ground = room.baselines.get(
        key,
        lambda: values_of(prepare(model, case.days, follow=follow), case.areas, case.classes),
    )
    if not case.scenario.changes:
        return ground, ground
    run = prepare(model, case.days, scenario=case.scenario)
    return values_of(run, case.areas, case.classes), ground


class DrawWorkers:
    """The processes.

    Args:
        data_dir: The user's data folder; None for the usual one.
        count: How many; as many as cores, but no more than four, if not given.
    """

    def __init__(self, data_dir: Path | None = None, count: int | None = None) -> None:
        self._data_dir = data_dir
        self._count = count or min(4, os.cpu_count() or 1)
        self._pools: list[ProcessPoolExecutor] = []
        self._lock = threading.Lock()

    def begin(self) -> list[ProcessPoolExecutor]:
        """Start the processes if they are not there, and let each read the record."""
        with self._lock:
            if not self._pools:
                # Fresh processes: a copy of this one could inherit locks of its threads.
                context = multiprocessing.get_context("spawn")
                self._pools = [
                    ProcessPoolExecutor(1, context, initializer=_begin, initargs=(self._data_dir,))
                    for _ in range(self._count)
                ]
                for pool in self._pools:
                    pool.submit(_warm, None)
            return self._pools

    def run(self, case: Case, numbers: Sequence[int], job: Job) -> Iterator[tuple[Values, Values]]:
        """The run and its baseline under some draws, in their order.

        Args:
            case: What is run.
            numbers: Numbers of the draws.
            job: Whose work it is; when it is cancelled, no more draws are handed out.

        Raises:
            CancelledError: when the job is.
            RefusedError: when a process has ended.
        """
        # Few are handed out ahead, and none is taken back: before Python 3.12 a pool whose process
        # is killed stumbles over work that was cancelled, and whoever waits is never told.
        rest = iter(numbers)
        waiting: deque[Future[tuple[Values, Values]]] = deque()
        try:
            pools = self.begin()

            def hand_out(count: int) -> None:
                for number in islice(rest, count):
                    waiting.append(pools[number % len(pools)].submit(under_draw, case, number))

            hand_out(AHEAD * len(pools))
            while waiting:
                yield _result(waiting.popleft(), job)
                hand_out(1)
        except BrokenProcessPool:
            self.close()  # the next job starts new ones
            raise RefusedError(503, "a worker process ended; ask again") from None

    def close(self) -> None:
        """End the processes, after the draw that each is at."""
        with self._lock:
            processes = [one for pool in self._pools for one in (pool._processes or {}).values()]
            for pool in self._pools:
                pool.shutdown(wait=False, cancel_futures=True)
            until = time.monotonic() + ENDING
            for process in processes:
                process.join(max(until - time.monotonic(), 0.0))
                if process.is_alive():
                    process.terminate()
            self._pools = []


def _result(one: Future[tuple[Values, Values]], job: Job) -> tuple[Values, Values]:
    while True:
        job.check()
        try:
            return one.result(timeout=PATIENCE)
        except NotYet:
            continue
