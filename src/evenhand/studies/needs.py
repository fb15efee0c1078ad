"""What it would take: values of levers with which a run does what is asked of it.

A lever is changed from the first day of the run, on top of the scenario, the others staying at
central values. Amounts are changed by a factor, from a twentieth to twenty times what they are, the
same in all places and classes; shares are given one value everywhere. The nearest value that does
is found by halving between one that does not and one that does, and is run again, so that what is
reported has been reached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from evenhand.errors import EvenhandError
from evenhand.model.levers import Array, Lever, LeverValues, levers
from evenhand.model.system import SystemModel
from evenhand.results.counts import Counts
from evenhand.results.grouping import first_days, in_groups, in_periods
from evenhand.results.resources import BINDS, resources
from evenhand.scenarios.bounds import FITTED, bounds, is_total
from evenhand.scenarios.schema import Change, Scenario
from evenhand.studies.questions import Question
from evenhand.studies.windows import Window, statistic
from evenhand.system_simulation import SystemRun, prepare, run_chance, run_mean

MOST_FACTOR = 20.0
"""Amounts are tried up to so many times what they are, and down to the same part of it: beyond
anything that has been proposed."""
HALVINGS = 14
CHANCE_REPLICATES = 20
"""Replicates behind the largest day, which expected values cannot show."""
CHANCE_ROUNDS = 3
TRIED = "what it would take"
"""Name of a change that is tried."""
NOTHING = 1e-6
"""A lever that moves the number by a smaller part of it does nothing but for rounding."""
NOT_MEANS = ("cost.", "reporting.", "funds.at_stake", "funds.reaction_days", "beds.rule")
"""Levers that count or pay, and rules that are no amounts: none of them is a means."""
HIGHEST = {"workforce.academy_failure": 0.95}
"""Highest value that is tried where the highest possible one can be no run."""
RESOURCES = (
    "workforce.officers", "workforce.added_officers", "beds", "court.judges", "removal.flights",
    "removal.other_seats",
)  # fmt: skip
"""What is multiplied by one factor together: officers, beds, judges, seats."""
WEIGHTS = {
    "cooperation": "detainers.issued",
    "agreements_287g.jail_share": "detainers.issued",
}
"""Shares whose national value is a mean weighted by people asked for."""
TOGETHER, HELPED, HELPED_TOGETHER = "resources", "helped", "resources, helped"
PATHS = {
    TOGETHER: "officers, beds, judges and seats all multiplied by one factor",
    HELPED: "every lever with evidence at the end of its range that helps",
    HELPED_TOGETHER: "every lever with evidence at the end of its range that helps, and officers, "
    "beds, judges and seats multiplied by one factor",
}
"""Combinations that are tried, and what they are."""


def means() -> tuple[str, ...]:
    """Levers that are tried one by one, in the order of the table."""
    return tuple(
        name
        for name in levers()
        if name not in FITTED and not any(name.startswith(one) for one in NOT_MEANS)
    )


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
class Need:
    """What one lever would have to be, the others staying as they are.

    Args:
        lever: The lever.
        unit: Its unit.
        baseline: Its national value over the days asked about, before the change.
        needed: The value nearest to that with which the number is as asked for; None when no value
            that was tried does.
        low: Low end of the evidence.
        high: High end of it.
        inside: Whether the needed value lies within the evidence; None when there is none, the
            range being a choice to try, or when nothing does.
        at_low: The number at the low end of the evidence; not a number where there is none.
        at_high: The number at the high end.
        reached: The number at the needed value, or the nearest to it that any tried value gives.
        binding: Resources at their limit then.
    """

    lever: str
    unit: str
    baseline: float
    needed: float | None
    low: float
    high: float
    inside: bool | None
    at_low: float
    at_high: float
    reached: float
    binding: tuple[Binding, ...]


@dataclass(frozen=True)
class Path:
    """Several levers changed together.

    Args:
        name: Which combination.
        says: What it is.
        factor: The factor on the resources; None where there is none, or where none does.
        levers: What each lever then is: its name, value before, value then.
        reached: The number reached.
        met: Whether it is as asked for.
        binding: Resources at their limit then.
    """

    name: str
    says: str
    factor: float | None
    levers: tuple[tuple[str, float, float], ...]
    reached: float
    met: bool
    binding: tuple[Binding, ...]


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
            scenario = ground.model_copy(update={"changes": {**ground.changes, **changes}})
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


NOTHING_CHANGED = Scenario(
    title="As it is",
    author="whoever asks",
    source="the baseline",
    why="What would have to be different?",
)


def binding(run: SystemRun, counts: Counts, window: Window) -> tuple[Binding, ...]:
    """Resources that are at their limit in some month of a window, the first to be so first.

    Officers' hours count where they are used up, on the street too; places at the academy where
    they are all taken; the others where somebody waits or is turned away.

    Args:
        run: The run.
        counts: Its expected course by day and class.
        window: The days asked about.
    """
    firsts = first_days(counts, "month")
    months = in_groups(in_periods(counts, firsts), "all")
    lasts = [*(first - 1 for first in firsts[1:]), len(counts.periods) - 1]
    asked = np.array(
        [
            first <= window.last and last >= window.first
            for first, last in zip(firsts, lasts, strict=True)
        ]
    )
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


@dataclass(frozen=True)
class _Scale:
    """The values of one lever as points on a line: logs of factors, or values themselves.

    Args:
        lever: The lever.
        before: Its national value before the change.
        factor: Whether points are logs of factors.
        lowest: The lowest point that is tried.
        highest: The highest one.
    """

    lever: Lever
    before: float
    factor: bool
    lowest: float
    highest: float

    @property
    def start(self) -> float:
        """The point of the value before."""
        return 0.0 if self.factor else self.before

    @property
    def evidence(self) -> tuple[float, float] | None:
        """Points of both ends of the evidence, as far as they can be tried."""
        if self.lever.basis == "definition" or self.lever.low >= self.lever.high:
            return None
        ends = (self.point(self.lever.low), self.point(self.lever.high))
        return min(max(ends[0], self.lowest), self.highest), min(
            max(ends[1], self.lowest), self.highest
        )

    def point(self, value: float) -> float:
        """The point of a value."""
        if not self.factor:
            return value
        return float(np.log(value / self.before)) if value > 0 else -np.inf

    def value(self, point: float) -> float:
        """The national value at a point."""
        return self.before * float(np.exp(point)) if self.factor else point

    def change(self, point: float) -> Change:
        """The change that leads to a point."""
        because = "Tried, to see what it would take."
        if self.factor:
            return Change(
                lever=self.lever.attribute, multiply=float(np.exp(point)), because=because
            )
        return Change(lever=self.lever.attribute, value=point, because=because)


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


def _scale(tries: Tries, name: str) -> _Scale:
    lever, values = levers()[name], tries.base.values
    before = national(values, name, tries.window.first, tries.window.last)
    low, high = bounds(lever)
    high = HIGHEST.get(name, high)
    if lever.unit == "share" or before <= 0:
        highest = high if lever.unit == "share" else min(high, MOST_FACTOR * max(lever.high, 1.0))
        return _Scale(lever, before, False, low, highest)
    most = float(np.log(MOST_FACTOR))
    largest = float(values[name].max())
    return _Scale(lever, before, True, -most, min(most, float(np.log(high / largest))))


def need(tries: Tries, name: str) -> Need | None:
    """What one lever would have to be.

    Args:
        tries: The run and the question.
        name: The lever.

    Returns:
        None where the lever does not move the number.
    """
    scale = _scale(tries, name)
    found: dict[float, float] = {scale.start: tries.value}
    ratio = tries.ratio

    def at(point: float) -> float:
        if point not in found:
            try:
                found[point] = ratio * tries.expected(tries.run({TRIED: scale.change(point)}))
            except EvenhandError:  # what no lever or run can be
                found[point] = np.nan
        return found[point]

    ends = scale.evidence
    at_ends = (np.nan, np.nan) if ends is None else (at(ends[0]), at(ends[1]))
    stops = sorted({scale.start, scale.lowest, scale.highest, *(ends or ())})
    values = np.array([at(point) for point in stops])
    known = values[np.isfinite(values)]
    if len(known) < 2 or np.ptp(known) <= NOTHING * max(abs(tries.value), NOTHING):
        return None
    point, reached, run = None, tries.value, tries.base
    for _ in range(CHANCE_ROUNDS if tries.window.by_chance else 1):
        point = _nearest(at, stops, scale, tries)
        if point is None:
            break
        run = tries.run({TRIED: scale.change(point)})
        expected = tries.expected(run)
        reached = tries.shown(run, expected)
        if tries.met(reached) and not tries.window.by_chance:
            break
        ratio = reached / expected if expected else 1.0
        found = {scale.start: tries.value}
    if point is None:
        best = min(
            (one for one in stops if np.isfinite(at(one))), key=lambda x: tries.distance(at(x))
        )
        reached = at(best)
        run = tries.run({TRIED: scale.change(best)}) if best != scale.start else tries.base
    needed = None if point is None else scale.value(point)
    lever, inside = scale.lever, None
    if needed is not None and ends is not None:
        inside = bool(lever.low - NOTHING <= needed <= lever.high * (1 + NOTHING))
    return Need(
        lever=name,
        unit=lever.unit,
        baseline=scale.before,
        needed=needed,
        low=lever.low,
        high=lever.high,
        inside=inside,
        at_low=float(at_ends[0]),
        at_high=float(at_ends[1]),
        reached=float(reached),
        binding=tries.binding(run),
    )


def _nearest(
    at: Callable[[float], float], stops: list[float], scale: _Scale, tries: Tries
) -> float | None:
    """The point nearest to the start at which the number is as asked for, of both sides."""
    found = []
    for side in (1.0, -1.0):
        before = scale.start
        for stop in stops if side > 0 else reversed(stops):
            if side * (stop - scale.start) <= 0:
                continue
            if tries.met(at(stop)):
                found.append(_halved(lambda x: tries.met(at(x)), before, stop))
                break
            before = stop
    ends = scale.evidence

    def order(point: float) -> tuple[bool, float]:
        outside = ends is None or not ends[0] <= point <= ends[1]
        return outside, abs(point - scale.start)

    return min(found, key=order) if found else None


def _halved(met: Callable[[float], bool], without: float, with_: float) -> float:
    """A point at which something is met, close to one at which it is not."""
    for _ in range(HALVINGS):
        middle = (without + with_) / 2
        without, with_ = (without, middle) if met(middle) else (middle, with_)
    return with_


def path(tries: Tries, name: str, needs: Sequence[Need]) -> Path:
    """One of the stated combinations.

    Args:
        tries: The run and the question.
        name: The combination, of ``PATHS``.
        needs: What the levers do one by one.
    """
    helped = _helped(tries, needs) if name in (HELPED, HELPED_TOGETHER) else {}
    factored = [
        one
        for one in RESOURCES
        if name in (TOGETHER, HELPED_TOGETHER)
        and national(tries.base.values, one, tries.window.first, tries.window.last) > 0
    ]

    def changes(log: float) -> dict[str, Change]:
        found = {f"{TRIED}: {lever}": change for lever, change in helped.items()}
        for lever in factored:
            because = "Tried, to see what it would take."
            change = Change(lever=lever, multiply=float(np.exp(log)), because=because)
            found[f"{TRIED}: {lever}, times a factor"] = change
        return found

    def expected(log: float) -> float:
        return tries.expected(tries.run(changes(log)))

    log: float | None = 0.0
    run = tries.run(changes(0.0))
    reached = tries.shown(run, tries.expected(run))
    if factored and not tries.met(reached):
        log, run, reached = _factor(tries, expected, changes)
    first, last = tries.window.first, tries.window.last
    changed = tuple(
        (lever, national(tries.base.values, lever, first, last),
         national(run.values, lever, first, last))
        for lever in dict.fromkeys((*helped, *factored))
    )  # fmt: skip
    return Path(
        name=name,
        says=PATHS[name],
        factor=None if log is None or not factored else float(np.exp(log)),
        levers=changed,
        reached=reached,
        met=tries.met(reached),
        binding=tries.binding(run),
    )


def _factor(
    tries: Tries, expected: Callable[[float], float], changes: Callable[[float], dict[str, Change]]
) -> tuple[float | None, SystemRun, float]:
    """Log of the factor that does, the run with it (or with the most), and the number reached."""
    ratio, most = tries.ratio, float(np.log(MOST_FACTOR))
    log: float | None = None
    for _ in range(CHANCE_ROUNDS if tries.window.by_chance else 1):

        def met(log: float, ratio: float = ratio) -> bool:
            return tries.met(ratio * expected(log))

        log = _halved(met, 0.0, most) if met(most) else None
        run = tries.run(changes(most if log is None else log))
        value = tries.expected(run)
        reached = tries.shown(run, value)
        if log is None or not tries.window.by_chance:
            break
        ratio = reached / value if value else 1.0
    return log, run, reached


def _helped(tries: Tries, needs: Sequence[Need]) -> dict[str, Change]:
    """By lever, the change to the end of its evidence that brings the number nearest."""
    found = {}
    base = tries.distance(tries.value)
    for one in needs:
        ends = {value: tries.distance(number)
                for value, number in ((one.low, one.at_low), (one.high, one.at_high))
                if np.isfinite(number)}  # fmt: skip
        if not ends:
            continue
        best = min(ends, key=lambda value: ends[value])
        if ends[best] < base * (1 - NOTHING):
            scale = _scale(tries, one.lever)
            point = min(max(scale.point(best), scale.lowest), scale.highest)
            found[one.lever] = scale.change(point)
    return found
