"""Running the whole system with some levers changed, in mean values or by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from evenhand.compiled.compile_network import compile_network
from evenhand.compiled.network import CompiledNetwork, Index
from evenhand.compiled.system_network import system_network
from evenhand.engines.network_run import NetworkOutcome, Recording, run_network
from evenhand.engines.replicates import Replicates, run_replicates
from evenhand.errors import ModelError, Problem
from evenhand.model.classes import CLASSES
from evenhand.model.field_hours import FieldHours, field_hours
from evenhand.model.funds import with_reaction
from evenhand.model.levers import Array, LeverValues
from evenhand.model.places import PLACES
from evenhand.model.surge import Rotation, Transfer
from evenhand.model.system import SystemModel
from evenhand.results.counts import Counts
from evenhand.scenarios.apply import apply_scenario
from evenhand.scenarios.schema import Scenario

Per = Literal["day", "week", "month", "run"]
By = Literal["all", "place", "class", "place and class"]
YEARS_AHEAD = 4
"""A run is this long when nobody says otherwise."""
WEEK_DAYS = 7


@dataclass(frozen=True)
class SystemRun:
    """A run of the whole system, ready to be carried out.

    Args:
        model: The fitted system.
        values: The levers of the run.
        hours: Field hours by day and place.
        network: The compiled stages.
    """

    model: SystemModel
    values: LeverValues
    hours: FieldHours
    network: CompiledNetwork

    @property
    def first_day(self) -> date:
        """The first day of the run."""
        return self.values.first_day

    @property
    def days(self) -> int:
        """Number of days."""
        return self.values.days


def prepare(
    model: SystemModel,
    days: int | None = None,
    changes: dict[str, Array] | None = None,
    *,
    scenario: Scenario | None = None,
    follow: bool = False,
    rotations: Iterable[Rotation] = (),
    transfers: Iterable[Transfer] = (),
) -> SystemRun:
    """Put changed levers in place and compile the run.

    Args:
        model: The fitted system; the run begins on the day after its newest snapshot.
        days: Number of days; four years if not given.
        changes: New values of levers ``(T or 1, 26 or 1, 3 or 1)``; none is the baseline.
        scenario: Changes that a file states, put in place after those.
        follow: Whether the levers follow the record after the first day; a scenario may say so too.
        rotations: Teams that visit places, besides the scenario's.
        transfers: Officers who are moved, besides the scenario's.

    Raises:
        ModelError: when the days or numbers cannot be run.
        ScenarioError: when a change lies outside the days of the run.
    """
    follow = follow or (scenario is not None and scenario.record == "follow")
    days = days or default_days(model)
    values = model.baseline_values(days, follow).with_values(changes or {})
    if scenario is not None:
        applied = apply_scenario(values, scenario)
        values = applied.values
        rotations = (*rotations, *applied.rotations)
        transfers = (*transfers, *applied.transfers)
    values = with_reaction(values)
    hours = field_hours(
        values,
        model.effort_shares,
        rotations=rotations,
        transfers=transfers,
        population_shares=model.population_shares,
    )
    network = compile_network(system_network(model, values, hours))
    return SystemRun(model, values, hours, network)


def shortened(run: SystemRun, days: int) -> SystemRun:
    """The first days of a run as a run of their own: the same numbers, day for day.

    Args:
        run: The run.
        days: How many days to keep.

    Raises:
        ModelError: when there are fewer days.
    """
    if not 1 <= days <= run.days:
        fix = f"choose from 1 to {run.days} days"
        raise ModelError(Problem(f"{days} days", "do not lie inside the run", fix))
    cut = {name: array[:days] for name, array in run.values.values.items()}
    values = replace(run.values, days=days, values=cut)
    arrays = {
        one.name: getattr(run.hours, one.name)[:days]
        for one in fields(run.hours)
        if one.name != "workforce"
    }
    hours = replace(run.hours, **arrays)
    network = compile_network(system_network(run.model, values, hours))
    return SystemRun(run.model, values, hours, network)


def default_days(model: SystemModel) -> int:
    """Days from the start to the end of the month four years on."""
    first = model.first_day
    year, month = first.year + YEARS_AHEAD, first.month
    return (date(year, month, 1) - first).days


def recording_of(run: SystemRun, per: Per, by: By) -> Recording:
    """What a run keeps, by period and group of cells."""
    place, kind, _ = np.indices((len(PLACES), len(CLASSES), len(run.network.tracks))).reshape(3, -1)
    groups = {
        "all": place * 0,
        "place": place,
        "class": kind,
        "place and class": place * len(CLASSES) + kind,
    }
    return Recording(_periods(run, per), groups[by])


def _periods(run: SystemRun, per: Per) -> Index:
    days = np.arange(run.days)
    if per == "day":
        return days
    if per == "run":
        return days * 0
    if per == "week":
        return days // WEEK_DAYS
    dates = [run.first_day + timedelta(days=int(day)) for day in days]
    months = np.array([day.year * 12 + day.month for day in dates])
    since: Index = months - months[0]
    return since


def run_mean(run: SystemRun, per: Per = "month", by: By = "place and class") -> Counts:
    """The expected course of a run.

    Args:
        run: What to run.
        per: Length of a period.
        by: What is told apart.

    Raises:
        ModelError: when people are not conserved, which would be a defect.
    """
    recording = recording_of(run, per, by)
    found = run_network(run.network, "mean", recording=recording)
    return _counts(run, recording, by, found)


def run_chance(
    run: SystemRun,
    replicates: int,
    seed: int = 0,
    per: Per = "month",
    by: By = "all",
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Counts:
    """Replicates of a run by chance: the same seed gives the same numbers on any number of workers.

    Args:
        run: What to run.
        replicates: How many.
        seed: Seed of the random numbers.
        per: Length of a period.
        by: What is told apart.
        workers: Threads; as many as cores if not given.
        progress: Told the number done and the number in all.

    Raises:
        ModelError: when the results would not fit into memory, or people are not conserved.
    """
    recording = recording_of(run, per, by)
    found = run_replicates(
        run.network, replicates, seed=seed, recording=recording, workers=workers, progress=progress
    )
    return _counts(run, recording, by, found)


def _counts(
    run: SystemRun, recording: Recording, by: By, found: NetworkOutcome | Replicates
) -> Counts:
    """What was counted, with its names."""
    network = run.network
    amounts = np.moveaxis(network.arrays.capacities.amount, 1, 0)
    firsts = np.flatnonzero(np.diff(recording.period, prepend=-1))
    return Counts(
        "mean" if isinstance(found, NetworkOutcome) else "chance",
        *_labels(run, recording, by),
        places=PLACES,
        arrows=network.arrows,
        targets=tuple(network.stages[stage] for stage in network.arrays.arrows.to),
        stocks=(*network.holds, *network.queues),
        queues=network.queues,
        capacities=tuple(name for name, _ in network.capacities),
        flow=found.flow,
        stock=found.stock,
        person_days=found.days,
        waited=found.waited,
        used=found.used,
        offered=np.add.reduceat(amounts, firsts, axis=0),
        above=found.above,
    )


def _labels(
    run: SystemRun, recording: Recording, by: By
) -> tuple[tuple[date, ...], Index, tuple[tuple[str, str], ...]]:
    """First days and lengths of periods, and names of groups."""
    firsts = np.flatnonzero(np.diff(recording.period, prepend=-1))
    lengths = np.diff([*firsts, run.days])
    days = tuple(run.first_day + timedelta(days=int(day)) for day in firsts)
    names = {
        "all": (("", ""),),
        "place": tuple((place, "") for place in PLACES),
        "class": tuple(("", kind) for kind in CLASSES),
        "place and class": tuple((place, kind) for place in PLACES for kind in CLASSES),
    }
    return days, lengths, names[by]
