"""Running a network: one run in mean values or by chance, or many replicates on all cores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evenhand.compiled.network import Array, CompiledNetwork, Index
from evenhand.engines.day import CONSERVED, run_days
from evenhand.engines.random_numbers import replicate_key
from evenhand.engines.state import Output, State, clear, new_output, new_state
from evenhand.errors import ModelError, Problem

Mode = Literal["mean", "chance"]
DAYS_AT_ONCE = 92
"""Days run before the interpreter is asked again whether to stop: a few hundredths of a second."""
LONGEST_WAIT = 2000
"""Waits of this many days or more are counted together."""


@dataclass(frozen=True)
class Recording:
    """What a run keeps.

    Args:
        period: Period of each day ``(T,)``, from 0 without gaps.
        group: Group of each cell ``(C,)``, from 0 without gaps.
        longest_wait: Waits of this many days or more are counted together.
    """

    period: Index
    group: Index
    longest_wait: int = LONGEST_WAIT


def record_everything(network: CompiledNetwork) -> Recording:
    """Every day and every cell."""
    return Recording(np.arange(network.days), np.arange(network.cells))


@dataclass(frozen=True)
class NetworkOutcome:
    """What one run counted.

    Args:
        replicate: Number of the replicate; -1 for mean values.
        flow: People along each arrow ``(period, arrow, group)``.
        stock: People in holds, then queues, at the end of the period ``(period, hold, group)``.
        days: The same summed over the period's days, person-days; the stock where periods are days.
        waited: Days waited by those served ``(period, queue, group)``, case-days.
        used: Capacity used ``(period, capacity, place)``, its unit.
        above: People above each limit, summed over days ``(period, limit, place)``, person-days.
        waits: Cases served by days waited ``(queue, class, day)``; the last holds longer waits.
    """

    replicate: int
    flow: Array
    stock: Array
    days: Array
    waited: Array
    used: Array
    above: Array
    waits: Array


def run_network(
    network: CompiledNetwork,
    mode: Mode,
    *,
    seed: int = 0,
    replicate: int = 0,
    recording: Recording | None = None,
    room: tuple[State, Output] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> NetworkOutcome:
    """Run a network once; the order of the day is in ``order``.

    Args:
        network: The compiled network.
        mode: ``mean`` for mean values, ``chance`` for whole cases.
        seed: Seed of the random numbers.
        replicate: Which replicate; the same one always gives the same numbers.
        recording: What to keep; every day and cell if not given.
        room: Arrays to use again, from ``make_room``; the outcome then lies in them.
        stopped: Asked every few hundredths of a second whether to stop.

    Raises:
        ModelError: when people are not conserved, which would be a defect; or when stopped.
    """
    chance = mode == "chance"
    state, output = room or make_room(network, mode, recording)
    if room is not None:
        clear(state, output)
    base = np.uint64(replicate_key(seed, replicate))
    arrays = network.arrays
    for first in range(0, network.days, DAYS_AT_ONCE):
        if stopped is not None and stopped():
            raise ModelError(Problem("the run", "was stopped"))
        end = min(network.days, first + DAYS_AT_ONCE)
        if run_days(first, end, chance, base, arrays, state, output) != CONSERVED:
            raise ModelError(_fault(network, state))
    return NetworkOutcome(
        replicate if chance else -1,
        output.flow,
        output.stock,
        output.days if len(output.days) else output.stock,
        output.waited,
        output.used,
        output.above,
        output.waits,
    )


def make_room(
    network: CompiledNetwork, mode: Mode, recording: Recording | None = None
) -> tuple[State, Output]:
    """Arrays for runs of a network, to be used again and again by one thread.

    Raises:
        ModelError: when the recording does not fit the network.
    """
    kept = recording or record_everything(network)
    _check_recording(network, kept)
    state = new_state(network, chance=mode == "chance")
    return state, new_output(network, kept.period, kept.group, kept.longest_wait)


def _check_recording(network: CompiledNetwork, kept: Recording) -> None:
    """Refuse numbers of periods or groups that the engine would write past, or mix up."""
    steps = np.diff(kept.period, prepend=kept.period[:1])
    groups = np.unique(kept.group)
    wrong = []
    if len(kept.period) != network.days or kept.period[0] != 0 or not np.isin(steps, (0, 1)).all():
        fix = f"number the {network.days} days from 0, each like the day before or one more"
        wrong.append(Problem("recording: period", "does not fit the days of the run", fix))
    if len(kept.group) != network.cells or (groups != np.arange(len(groups))).any():
        fix = f"number the {network.cells} cells' groups from 0, without gaps"
        wrong.append(Problem("recording: group", "does not fit the cells", fix))
    elif len(groups) == network.cells and (kept.group != np.arange(network.cells)).any():
        fix = "where each cell is its own group, number them as they come"
        wrong.append(Problem("recording: group", "gives every cell another's number", fix))
    if kept.longest_wait < 1:
        wrong.append(Problem("recording: longest_wait", f"is {kept.longest_wait}", "at least 1"))
    if wrong:
        raise ModelError(wrong)


def _fault(network: CompiledNetwork, state: State) -> Problem:
    day, stage, cell = (int(number) for number in state.fault[:3])
    where = f"day {day} of the run, {network.stages[stage]}, cell {cell}"
    what = f"people are not conserved: {state.fault[3]:+.9f}"
    return Problem(where, what, "this is a defect of Evenhand; please report it")
