"""What it would take: values of levers with which a run does what is asked of it.

A lever is changed from the first day of the run, on top of the scenario, the others staying at
central values. Amounts are changed by a factor, from a twentieth to twenty times what they are, the
same in all places and classes; shares are given one value everywhere. The nearest value that does
is found by halving between one that does not and one that does, and is run again, so that what is
reported has been reached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evenhand.errors import EvenhandError
from evenhand.model.levers import Lever, levers
from evenhand.scenarios.bounds import FITTED, bounds
from evenhand.scenarios.schema import Change
from evenhand.studies.tries import (
    BECAUSE,
    CHANCE_ROUNDS,
    STEP_OUT,
    STEPS_OUT,
    Binding,
    Tries,
    national,
)
from evenhand.system_simulation import SystemRun

MOST_FACTOR = 20.0
"""Amounts are tried up to so many times what they are, and down to the same part of it: beyond
anything that has been proposed."""
HALVINGS = 14
NOTHING = 1e-6
"""A lever that moves the number by a smaller part of it does nothing but for rounding."""
NOT_MEANS = ("cost.", "reporting.", "funds.at_stake", "funds.reaction_days", "beds.rule")
"""Levers that count or pay, and rules that are no amounts: none of them is a means."""
HIGHEST = {"workforce.academy_failure": 0.95}
"""Highest value that is tried where the highest possible one can be no run."""


START = ("workforce.officers", "workforce.added_officers")
"""Officers at the start: no means to a multiple of them, which fewer at the start would make
larger."""


def means() -> tuple[str, ...]:
    """Levers that are tried one by one, in the order of the table."""
    return tuple(
        name
        for name in levers()
        if name not in FITTED and not any(name.startswith(one) for one in NOT_MEANS)
    )


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
class Scale:
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
        if self.factor:
            return Change(
                lever=self.lever.attribute, multiply=float(np.exp(point)), because=BECAUSE
            )
        return Change(lever=self.lever.attribute, value=point, because=BECAUSE)


def scale_of(tries: Tries, name: str) -> Scale:
    """How a lever can be changed.

    Args:
        tries: The run.
        name: The lever.
    """
    lever, values = levers()[name], tries.base.values
    before = national(values, name, tries.window.first, tries.window.last)
    low, high = bounds(lever)
    high = HIGHEST.get(name, high)
    if lever.unit == "share" or before <= 0:
        highest = high if lever.unit == "share" else min(high, MOST_FACTOR * max(lever.high, 1.0))
        return Scale(lever, before, False, low, highest)
    most = float(np.log(MOST_FACTOR))
    largest = float(values[name].max())
    return Scale(lever, before, True, -most, min(most, float(np.log(high / largest))))


def need(tries: Tries, name: str) -> Need | None:
    """What one lever would have to be.

    Args:
        tries: The run and the question.
        name: The lever.

    Returns:
        None where the lever does not move the number.
    """
    scale = scale_of(tries, name)
    found: dict[float, float] = {scale.start: tries.value}
    ratio = tries.ratio

    def at(point: float) -> float:
        if point not in found:
            try:
                found[point] = ratio * tries.expected(tries.run({name: scale.change(point)}))
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
        run = tries.run({name: scale.change(point)})
        expected = tries.expected(run)
        reached = tries.shown(run, expected)
        if not tries.window.by_chance:
            break
        ratio = reached / expected if expected else 1.0
        found = {scale.start: tries.value}
    if point is None:
        known_stops = [stop for stop in stops if np.isfinite(at(stop))]
        best = min(known_stops, key=lambda stop: tries.distance(at(stop)))
        reached = at(best)
        run = tries.run({name: scale.change(best)}) if best != scale.start else tries.base
    elif not tries.met(reached):
        point, run, reached = _stepped_out(tries, scale, point, run, reached)
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


def _stepped_out(
    tries: Tries, scale: Scale, point: float, run: SystemRun, reached: float
) -> tuple[float | None, SystemRun, float]:
    """A point a little further on, where the largest day by chance just misses what is asked."""
    end = scale.highest if point > scale.start else scale.lowest
    for step in range(1, STEPS_OUT + 1):
        further = point + (end - point) * step * STEP_OUT
        run = tries.run({scale.lever.attribute: scale.change(further)})
        reached = tries.shown(run, tries.expected(run))
        if tries.met(reached):
            return further, run, reached
    return None, run, reached


def _nearest(
    at: Callable[[float], float], stops: list[float], scale: Scale, tries: Tries
) -> float | None:
    """The point nearest to the start at which the number is as asked for, of both sides."""
    found = []
    for side in (1.0, -1.0):
        before = scale.start
        for stop in stops if side > 0 else reversed(stops):
            if side * (stop - scale.start) <= 0:
                continue
            if tries.met(at(stop)):
                found.append(halved(lambda x: tries.met(at(x)), before, stop))
                break
            before = stop
    ends = scale.evidence

    def order(point: float) -> tuple[bool, float]:
        outside = ends is None or not ends[0] <= point <= ends[1]
        return outside, abs(point - scale.start)

    return min(found, key=order) if found else None


def halved(met: Callable[[float], bool], without: float, with_: float) -> float:
    """A point at which something is met, close to one at which it is not."""
    for _ in range(HALVINGS):
        middle = (without + with_) / 2
        without, with_ = (without, middle) if met(middle) else (middle, with_)
    return with_
