"""The whole system: its runs in mean values and by chance, beside the national network's."""

from __future__ import annotations

import itertools
import time

from benchmarks.engine import WARM, timed_run
from benchmarks.national import by_month_and_class, national
from benchmarks.row import Row, Timed, in_turns
from evenhand.engines.network_run import Mode, make_room, run_network
from evenhand.fitting.system_fit import fit_system
from evenhand.sources.ledger import load_observations
from evenhand.system_simulation import SystemRun, prepare, recording_of, run_mean

ARRAYS_NEW = "Arrays made anew and results named, as one who calls `run_mean` waits for it."


def system_rows(rounds: int) -> list[Row]:
    """Rows for the whole system over four years, the fit not included.

    Args:
        rounds: How often each is timed.
    """
    run = prepare(fit_system(load_observations()))
    monthly = by_month_and_class(national())
    rows = []
    kinds: tuple[tuple[str, Mode], ...] = (("in mean values", "mean"), ("by chance", "chance"))
    for what, mode in kinds:
        name, against = f"the whole system {what}, by month", "the national network"
        ours, theirs = _timed(run, mode), timed_run(1, mode, monthly, warm=True)
        rows.append(in_turns(name, against, ours, theirs, rounds, WARM))
    theirs = timed_run(1, "mean", monthly, warm=True)
    name = "`run_mean` of the whole system, by month, place and class"
    rows.append(in_turns(name, against, lambda: _seconds(run), theirs, rounds, ARRAYS_NEW))
    return rows


def _timed(run: SystemRun, mode: Mode) -> Timed:
    """A run with arrays used again, each time another replicate."""
    recording = recording_of(run, "month", "all")
    room = make_room(run.network, mode, recording)
    numbers = itertools.count()

    def once() -> float:
        number, started = next(numbers), time.perf_counter()
        run_network(run.network, mode, replicate=number, recording=recording, room=room)
        return time.perf_counter() - started

    once()  # compiles, or loads what was compiled
    return once


def _seconds(run: SystemRun) -> float:
    started = time.perf_counter()
    run_mean(run)
    return time.perf_counter() - started
