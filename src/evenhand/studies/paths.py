"""Several levers changed together: combinations that are tried for a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.scenarios.schema import Change
from evenhand.studies.needs import MOST_FACTOR, NOTHING, Need, Scale, halved, scale_of
from evenhand.studies.tries import (
    BECAUSE,
    CHANCE_ROUNDS,
    STEP_OUT,
    STEPS_OUT,
    Binding,
    Tries,
    Use,
    binding,
    national,
    uses,
)
from evenhand.studies.windows import OFFICERS
from evenhand.system_simulation import SystemRun, run_mean

RESOURCES = (
    "workforce.officers",
    "workforce.added_officers",
    "beds",
    "court.judges",
    "removal.flights",
    "removal.other_seats",
)
"""What is multiplied by one factor together: officers, beds, judges, seats."""
ACADEMY = ("workforce.academy_places",)
"""The same where officers themselves are asked about."""
TOGETHER, HELPED, BOTH = "resources", "helped", "resources, helped"
MOST_WITHOUT = 12
"""Of so many levers of a combination it is tried what comes without them: of the resources, and of
those that do most by themselves."""
PATHS = {
    TOGETHER: "officers, beds, judges and seats (places at the academy where officers are asked "
    "about) multiplied by one factor together",
    HELPED: "every lever with evidence moved the same share of the way from its central value to "
    "the end of its range that helps",
    BOTH: "every lever with evidence at the end of its range that helps, and then the resources "
    "multiplied by one factor together",
}
"""Combinations that are tried, and what they are. The last one is tried where the second one fails
at the ends themselves."""


@dataclass(frozen=True)
class Path:
    """Several levers changed together.

    Args:
        name: Which combination.
        says: What it is.
        factor: The factor on the resources; None where there is none, or where none does.
        share: The share of the way to the ends of the evidence; None where levers stay, or where
            the ends themselves do not do.
        levers: What each lever then is: its name, value before, value then.
        reached: The number reached.
        met: Whether it is as asked for.
        without: By lever, the number reached when that lever alone stays as it is, those that
            matter most first; of many levers the resources and those that do most by
            themselves.
        uses: What is used of each resource.
        binding: Resources at their limit then.
    """

    name: str
    says: str
    factor: float | None
    share: float | None
    levers: tuple[tuple[str, float, float], ...]
    reached: float
    met: bool
    without: tuple[tuple[str, float], ...]
    uses: tuple[Use, ...]
    binding: tuple[Binding, ...]


def paths(tries: Tries, needs: Sequence[Need]) -> tuple[Path, ...]:
    """The stated combinations.

    Args:
        tries: The run and the question.
        needs: What the levers do one by one.
    """
    factored = [name for name in _resources(tries) if _is_there(tries, name)]
    helped = _helped(tries, needs)

    def times(size: float) -> dict[str, Change]:
        return {
            f"{name}, times a factor": Change(
                lever=name, multiply=float(np.exp(size)), because=BECAUSE
            )
            for name in factored
        }

    def moved(size: float) -> dict[str, Change]:
        return {
            name: scale.change(scale.start + size * (end - scale.start))
            for name, (scale, end) in helped.items()
        }

    most = float(np.log(MOST_FACTOR))
    found = [_path(tries, TOGETHER, times, most), _path(tries, HELPED, moved, 1.0)]
    if not found[1].met:
        found.append(_path(tries, BOTH, lambda size: moved(1.0) | times(size), most))
    return tuple(found)


def _resources(tries: Tries) -> tuple[str, ...]:
    return ACADEMY if tries.window.measure in OFFICERS else RESOURCES


def _is_there(tries: Tries, name: str) -> bool:
    return national(tries.base.values, name, tries.window.first, tries.window.last) > 0


def _path(
    tries: Tries, name: str, changes: Callable[[float], dict[str, Change]], most: float
) -> Path:
    """One combination, of the smallest size that does, from nothing to the most."""
    size, run, reached = _smallest(tries, changes, most)
    changed = changes(most if size is None else size)
    of_lever: dict[str, list[str]] = {}
    for key, change in changed.items():
        of_lever.setdefault(change.lever, []).append(key)
    without = []
    # Resources come first: where they stand on top of levers that help, they are what is asked.
    order = sorted(of_lever, key=lambda lever: lever not in _resources(tries))
    for lever in order[:MOST_WITHOUT]:
        keys = of_lever[lever]
        rest = {key: change for key, change in changed.items() if key not in keys}
        other = tries.run(rest)
        without.append((lever, tries.shown(other, tries.expected(other))))
    counts = run_mean(run, per="day", by="class")
    first, last = tries.window.first, tries.window.last
    return Path(
        name=name,
        says=PATHS[name],
        factor=float(np.exp(size)) if size is not None and name != HELPED else None,
        share=size if name == HELPED else 1.0 if name == BOTH else None,
        levers=tuple(
            (lever, national(tries.base.values, lever, first, last),
             national(run.values, lever, first, last))
            for lever in of_lever
        ),
        reached=reached,
        met=tries.met(reached),
        without=tuple(sorted(without, key=lambda one: (-tries.distance(one[1]), one[0]))),
        uses=uses(run, counts, tries.window),
        binding=binding(run, counts, tries.window),
    )  # fmt: skip


def _smallest(
    tries: Tries, changes: Callable[[float], dict[str, Change]], most: float
) -> tuple[float | None, SystemRun, float]:
    """The size that does, the run with it (or with the most), and the number reached."""
    ratio = tries.ratio
    size: float | None = None
    for _ in range(CHANCE_ROUNDS if tries.window.by_chance else 1):

        def met(size: float, ratio: float = ratio) -> bool:
            return tries.met(ratio * tries.expected(tries.run(changes(size))))

        size = halved(met, 0.0, most) if met(most) else None
        run = tries.run(changes(most if size is None else size))
        value = tries.expected(run)
        reached = tries.shown(run, value)
        if size is None or not tries.window.by_chance:
            break
        ratio = reached / value if value else 1.0
    for _ in range(STEPS_OUT if size is not None else 0):
        if tries.met(reached):
            break
        size = (size or 0.0) + (most - (size or 0.0)) * STEP_OUT
        run = tries.run(changes(size))
        reached = tries.shown(run, tries.expected(run))
    return size if tries.met(reached) else None, run, reached


def _helped(tries: Tries, needs: Sequence[Need]) -> dict[str, tuple[Scale, float]]:
    """By lever, its scale and the point of the end of its evidence that brings the number nearest.

    Those that do most by themselves come first. Whatever makes the number nearer alone is taken to
    do so together with others.
    """
    found = []
    base = tries.distance(tries.value)
    for one in needs:
        ends = {value: tries.distance(number)
                for value, number in ((one.low, one.at_low), (one.high, one.at_high))
                if np.isfinite(number)}  # fmt: skip
        if not ends:
            continue
        best = min(ends, key=lambda value: ends[value])
        if ends[best] < base * (1 - NOTHING):
            scale = scale_of(tries, one.lever)
            point = min(max(scale.point(best), scale.lowest), scale.highest)
            found.append((ends[best], one.lever, (scale, point)))
    return {lever: end for _, lever, end in sorted(found, key=lambda one: one[:2])}
