"""Which assumptions move an outcome most: each lever alone, between the ends of its posterior.

Every lever with a prior is put at the 5 and the 95 percent point of the posterior, the others at
their posterior medians; the start is fitted again each time. That is exact for each lever by
itself and leaves out what two do together and how they go together in the posterior. As a check,
the squared correlation of ranks between lever and outcome over joint draws is given too, where
there are draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from evenhand.errors import EvenhandError, Problem, did_you_mean
from evenhand.fitting.system_evaluations import workers_for
from evenhand.model.posterior import Draws
from evenhand.model.priors import priors
from evenhand.results.counts import Array
from evenhand.studies.drawn import Drawn, One, RunsOfDraw
from evenhand.studies.first_year import Number

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
HEADLINE = "Arrests by all channels"


@dataclass(frozen=True)
class Influence:
    """What one lever does to one outcome.

    Args:
        lever: The lever.
        low: Its 5 percent point.
        high: Its 95 percent point.
        at_low: The outcome there.
        at_high: The outcome there.
        share: Square of the distance over the sum of all levers' squares.
        ranks: Squared correlation of ranks over joint draws; not a number without draws.
    """

    lever: str
    low: float
    high: float
    at_low: float
    at_high: float
    share: float
    ranks: float

    @property
    def span(self) -> float:
        """Distance between the two outcomes."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Sweep:
    """All numbers of the first year with each lever at both ends.

    Args:
        levers: The levers.
        ends: Their values at both ends ``(lever, 2)``.
        runs: Names of the runs, the difference last where there are two.
        numbers: Names and units of the numbers.
        middle: Outcomes with all levers at their medians ``(run, number)``.
        outcomes: Outcomes ``(run, number, lever, 2)``.
    """

    levers: tuple[str, ...]
    ends: Array
    runs: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    middle: Array
    outcomes: Array

    def position(self, number: str) -> int:
        """Where a number stands.

        Raises:
            EvenhandError: when there is none of that name.
        """
        names = [name for name, _ in self.numbers]
        if number not in names:
            raise EvenhandError(Problem(number, "is no number", did_you_mean(number, names)))
        return names.index(number)


def known_number(name: str, numbers: Sequence[Number]) -> str:
    """The number of the first year that a name means: the whole of it, or a part of one alone.

    Args:
        name: What was written, capitals aside; empty for arrests by all channels.
        numbers: The numbers there are.

    Raises:
        EvenhandError: when there is none.
    """
    names = [one.name for one in numbers]
    if not name:
        return HEADLINE
    part = name.casefold()
    exact = [one for one in names if one.casefold() == part]
    parts = [one for one in names if part in one.casefold()]
    if exact or len(parts) == 1:
        return (exact or parts)[0]
    if parts:
        fix = f"write one of them: {'; '.join(parts)}"
        raise EvenhandError(Problem(f"--influence '{name}'", "is a part of several numbers", fix))
    fix = did_you_mean(name, names, noun="numbers of the summary")
    raise EvenhandError(Problem(f"--influence '{name}'", "is no number of the summary", fix))


def sweep(
    work: RunsOfDraw,
    draws: Draws,
    *,
    only: tuple[str, ...] = (),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Run with each lever at both ends of its posterior.

    Args:
        work: The runs.
        draws: The posterior.
        only: Levers to move; all if not given.
        workers: Processes; as many as cores if not given.
        progress: Told the number of runs done and the number in all.
    """
    median = {name: _at(draws, name, MIDDLE) for name in draws.levers}
    moved = only or draws.levers
    ends = np.array([[_at(draws, name, share) for share in (LOW, HIGH)] for name in moved])
    asked = [median]
    asked += [
        median | {name: float(value)}
        for name, pair in zip(moved, ends, strict=True)
        for value in pair
    ]
    found: list[list[One]] = []
    with workers_for(work, workers, len(asked)) as each:
        for one in each(asked):
            found.append(one)
            if progress is not None:
                progress(len(found), len(asked))
    values = np.array([[[float(x.values) for x in run[1]] for run in one] for one in found])
    runs = tuple(one.name for one in work.asked)
    if len(runs) > 1:  # (case, run, number): second less first as a run of its own
        values = np.concatenate([values, values[:, -1:] - values[:, :1]], axis=1)
        runs = (*runs, "difference")
    by_lever = values[1:].reshape(len(moved), 2, *values.shape[1:])
    return Sweep(
        levers=moved,
        ends=ends,
        runs=runs,
        numbers=tuple((x.name, x.unit) for x in found[0][0][1]),
        middle=values[0],
        outcomes=np.transpose(by_lever, (2, 3, 0, 1)),
    )


def _at(draws: Draws, name: str, share: float) -> float:
    value = draws.quantile(name, share)
    return float(np.round(value)) if priors()[name].whole else value


def influence(
    found: Sweep, number: str, run: str, draws: Draws | None = None, drawn: tuple[Drawn, ...] = ()
) -> list[Influence]:
    """What each lever does to one number, the largest first; those that do nothing are left out.

    Args:
        found: The sweep.
        number: The number.
        run: The run, or ``difference``.
        draws: The draws behind ``drawn``.
        drawn: The runs under joint draws, for the check by ranks.
    """
    index, place = found.runs.index(run), found.position(number)
    outcomes = found.outcomes[index, place]
    squares = (outcomes[:, 1] - outcomes[:, 0]) ** 2
    total = float(squares.sum())
    rows = []
    for lever, ends, pair, square in zip(found.levers, found.ends, outcomes, squares, strict=True):
        if square <= NOTHING * total or total == 0:
            continue
        ranks = _ranks(number, run, lever, draws, drawn)
        rows.append(
            Influence(lever, float(ends[0]), float(ends[1]), float(pair[0]), float(pair[1]),
                      float(square / total), ranks)
        )  # fmt: skip
    return sorted(rows, key=lambda one: -one.span)


NOTHING = 1e-9
"""Levers whose share is smaller do nothing but for rounding."""


def _ranks(
    number: str, run: str, lever: str, draws: Draws | None, drawn: tuple[Drawn, ...]
) -> float:
    if draws is None or not drawn:
        return float("nan")
    values = _outcome(number, run, drawn)
    x = rankdata(draws.values[: len(values), draws.levers.index(lever)])
    y = rankdata(values)
    if x.std() == 0 or y.std() == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1] ** 2)


def _outcome(number: str, run: str, drawn: tuple[Drawn, ...]) -> Array:
    """A number under each draw, of one run or of the difference."""

    def of(one: Drawn) -> Array:
        return next(x.values for x in one.numbers if x.name == number)

    if run == "difference":
        return of(drawn[-1]) - of(drawn[0])
    return of(next(one for one in drawn if one.name == run))
