"""Runs with some levers changed, judged by a question; what is used and what binds in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from evenhand.model.levers import Array, LeverValues, levers
from evenhand.model.system import SystemModel
from evenhand.results.counts import Counts
from evenhand.results.grouping import first_days, in_groups, in_periods
from evenhand.results.resources import BINDS, resources
from evenhand.scenarios.bounds import is_total
from evenhand.scenarios.schema import Change, Scenario
from evenhand.studies.questions import Question
from evenhand.studies.windows import Window, statistic
from evenhand.system_simulation import SystemRun, prepare, run_chance, run_mean

TRIED = "what it would take"
"""Name of a change that is tried."""
CHANCE_REPLICATES = 20
"""Replicates behind the largest day, which expected values cannot show."""
CHANCE_ROUNDS = 3
STEP_OUT, STEPS_OUT = 0.01, 10
"""The ratio of the largest day by chance to that of expected values is found in so many rounds; if
the number then just misses what is asked for, the change is made larger in these steps."""
BECAUSE = "Tried, to see what it would take."
"""Reason of a change that is tried."""
WEIGHTS = {
    "cooperation": "detainers.issued",
    "agreements_287g.jail_share": "detainers.issued",
}
"""Shares whose national value is a mean weighted by people asked for."""


@dataclass(frozen=True)
class Case:
    """One run that questions are asked about.

    Args:
        central: The system fitted with central values.
        scenario: What is changed; None for the baseline.
        days: Number of days.
    """

    central: SystemModel
    scenario: Scenario | None
    days: int


@dataclass(frozen=True)
class Binding:
    """A resource at its limit.

    Args:
        name: The resource.
        share: Share of the months asked about in which it is at its limit.
        since: First of the months of the run in which it is.
    """

    name: str
    share: float
    since: date


@dataclass(frozen=True)
class Use:
    """How much of a resource is used in the month that uses most of it.

    Args:
        name: The resource.
        unit: What it is counted in.
        most: Most used in a month, mean of the month's days.
        offered: What there is in that month.
    """

    name: str
    unit: str
    most: float
    offered: float


NOTHING_CHANGED = Scenario(
    title="As it is",
    author="whoever asks",
    source="the baseline",
    why="What would have to be different?",
)


class Tries:
    """Runs of a case with changed levers, judged by a question.

    Args:
        case: The run.
        question: What is asked.
        seed: Seed of the chance.
    """

    def __init__(self, case: Case, question: Question, seed: int) -> None:
        self.case, self.question, self.seed = case, question, seed
        self.base = self.run({})
        self.window = question.window(self.base.first_day, self.base.values.last_day)
        self.counts = run_mean(self.base, per="day", by="class")
        expected = self.expected(self.base, self.counts)
        self.value = self.shown(self.base, expected)
        self.ratio = self.value / expected if expected else 1.0

    def run(self, changes: Mapping[str, Change]) -> SystemRun:
        """The run with changes on top of the scenario's.

        Args:
            changes: By name.
        """
        scenario = self.case.scenario
        if changes:
            ground = scenario or NOTHING_CHANGED
            # Under names that no change of the scenario has, so that they come on top of all of it.
            added = {f"{TRIED}: {name}": change for name, change in changes.items()}
            scenario = ground.model_copy(update={"changes": {**ground.changes, **added}})
        return prepare(self.case.central, self.case.days, scenario=scenario)

    def expected(self, run: SystemRun, counts: Counts | None = None) -> float:
        """The statistic of the run's expected course."""
        if counts is None:
            counts = run_mean(run, per="day", by="class")
        return float(statistic(counts, run, self.window))

    def shown(self, run: SystemRun, expected: float) -> float:
        """The statistic as it is judged: by chance where expected values cannot show it."""
        if not self.window.by_chance:
            return expected
        counts = run_chance(
            run, CHANCE_REPLICATES, self.seed, per="day", by="class", workers=1
        )  # fmt: skip
        return float(np.median(statistic(counts, run, self.window)))

    def met(self, value: float) -> bool:
        """Whether a value of the statistic is as asked for."""
        return bool(self.question.met(np.asarray(value)))

    def distance(self, value: float) -> float:
        """How far a value of the statistic is from what is asked for."""
        low, high = self.question.at_least, self.question.at_most
        below = 0.0 if low is None else max(low - value, 0.0)
        above = 0.0 if high is None else max(value - high, 0.0)
        return below + above if np.isfinite(value) else np.inf

    def binding(self, run: SystemRun) -> tuple[Binding, ...]:
        """Resources at their limit in a run, the first to be so first."""
        return binding(run, run_mean(run, per="day", by="class"), self.window)


def binding(run: SystemRun, counts: Counts, window: Window) -> tuple[Binding, ...]:
    """Resources that are at their limit in some month of a window, the first to be so first.

    Officers' hours count where they are used up, on the street too; places at the academy where
    they are all taken; the others where somebody waits or is turned away.

    Args:
        run: The run.
        counts: Its expected course by day and class.
        window: The days asked about.
    """
    months, firsts, asked = _months(counts, window)
    limits = {}
    for one in resources(months, run.values):
        limits[one.name] = one.use >= BINDS if one.name == "officer-hours" else one.binds
    hired = np.add.reduceat(run.hours.workforce.hired.sum(axis=1), firsts)
    places = run.values.by_day("workforce.academy_places") * 12 / 365.25
    offered = np.add.reduceat(places, firsts)
    limits["places at the academy"] = (hired >= BINDS * offered) & (offered > 0)
    found = []
    for name, at_limit in limits.items():
        if (at_limit & asked).any():
            since = months.periods[int(np.flatnonzero(at_limit)[0])]
            found.append(Binding(name, float(at_limit[asked].mean()), since))
    return tuple(sorted(found, key=lambda one: (one.since, -one.share, one.name)))


def _months(counts: Counts, window: Window) -> tuple[Counts, list[int], NDArray[np.bool_]]:
    """Counts by month, numbers of their first days, and whether a window asks about them."""
    firsts = first_days(counts, "month")
    ends = np.array([*firsts[1:], len(counts.periods)])
    asked = (np.array(firsts) <= window.last) & (ends > window.first)
    return in_groups(in_periods(counts, firsts), "all"), firsts, asked


def uses(run: SystemRun, counts: Counts, window: Window) -> tuple[Use, ...]:
    """How much of each resource is used in the month of a window that uses most of it.

    Args:
        run: The run.
        counts: Its expected course by day and class.
        window: The days asked about.
    """
    months, _, asked = _months(counts, window)
    found = []
    for one in resources(months, run.values):
        month = int(np.flatnonzero(asked)[np.argmax(one.used[asked])])
        offered = float(one.offered[month])
        found.append(Use(one.name, one.unit, float(one.used[month]), offered))
    return tuple(found)


def national(values: LeverValues, name: str, first: int = 0, last: int | None = None) -> float:
    """One number for a lever over some days: a total, or a mean over places and classes.

    Args:
        values: The levers.
        name: The lever.
        first: The first day.
        last: The last day; the last of the run if not given.
    """
    lever = levers()[name]

    def of_days(array: Array) -> Array:
        return array[first : None if last is None else last + 1] if len(array) > 1 else array

    array = of_days(values[name])
    if is_total(lever):
        return float(array.sum(axis=(1, 2)).mean())
    if name in WEIGHTS:
        weights = of_days(values[WEIGHTS[name]])
        shape = np.broadcast_shapes(array.shape, weights.shape)
        if weights.any():
            return float(np.average(np.broadcast_to(array, shape),
                                    weights=np.broadcast_to(weights, shape)))  # fmt: skip
    return float(array.mean())
