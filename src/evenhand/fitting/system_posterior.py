"""The posterior of the whole system: levers against the figures of the record.

First each lever is put at the low and the high end of its prior, the others at their medians: a
lever to which no target responds keeps its prior, drawn evenly. The others are sampled jointly
(``system_sampler``), each point being one fit of the beginning of the year and one run of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from evenhand.fitting.system_evaluations import EvaluationLog, workers_for
from evenhand.fitting.system_hindcast import Hindcast
from evenhand.fitting.system_predictions import predictions
from evenhand.fitting.system_sampler import Sample, prior_points, sample, systematic
from evenhand.fitting.system_targets import misses, targets
from evenhand.model.levers import Array
from evenhand.model.posterior import Draws
from evenhand.model.priors import TAIL, priors

SIZE = 512
"""Points of the sample, a power of two."""
RESPONDS = 0.3
"""A lever is tested when, at one end of its prior, the targets together move by so many standard
deviations (root of the sum of squares). What moves them less could lose about 3 percent of its
variance at most; it keeps its prior, and stays at its median while the others are sampled."""
TABLES = ("system.csv", "system_dates.csv", "system_priors.csv")

Predict = Callable[[dict[str, float]], Array]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Posterior:
    """What a fit found.

    Args:
        levers: Levers with a prior, in the order of the table.
        tested: Those to which a target responds.
        points: All points ``(point, lever)``, standard normal under the prior.
        draws: Joint draws in the levers' units.
        chosen: Numbers of the points that the draws are.
        central: What central values predict of each target ``(target,)``.
        before: Predictions of draws of the prior ``(draw, target)``.
        after: Predictions of draws of the posterior ``(draw, target)``.
        sample: The sample of the tested levers.
        evaluations: Runs of the year in all.
    """

    levers: tuple[str, ...]
    tested: tuple[str, ...]
    points: Array
    draws: Draws
    chosen: tuple[int, ...]
    central: Array
    before: Array
    after: Array
    sample: Sample
    evaluations: int


class _Runs:
    """Points turned into predictions, a batch at a time, by workers and from the log."""

    def __init__(
        self,
        work: Callable[[list[dict[str, float]]], Iterator[Array]],
        log: EvaluationLog,
        progress: Progress | None,
    ) -> None:
        self.work, self.log, self.progress = work, log, progress
        self.count, self.batch = 0, 0

    def __call__(self, draws: list[dict[str, float]], what: str) -> Array:
        known = self.log.take(len(draws))
        found = list(known)
        for result in self.work(draws[len(known) :]) if len(known) < len(draws) else ():
            self.log.add(result)
            found.append(result)
            if self.progress is not None:
                self.progress(what, len(found), len(draws))
        self.count += len(draws)
        return np.array(found)


def fit_posterior(
    make: Callable[[], Predict],
    *,
    draws: int = 200,
    seed: int = 0,
    size: int = SIZE,
    workers: int | None = None,
    log: Path | None = None,
    key: Mapping[str, object] | None = None,
    progress: Progress | None = None,
    missed: Callable[[Array], Array] = misses,
    levers: tuple[str, ...] | None = None,
) -> Posterior:
    """Draw the levers from their posterior.

    Args:
        make: Makes the function from a draw to predictions; called once in each worker.
        draws: How many joint draws to keep.
        seed: Seed of everything that is drawn.
        size: Points of the sample, a power of two.
        workers: Processes; as many as cores if not given. The result does not depend on it.
        log: File from which an interrupted fit goes on; None keeps nothing.
        key: What the results depend on besides the seed and sizes.
        progress: Told what is done, how much of it, and of how much.
        missed: From predictions ``(..., target)`` to standard deviations above the record.
        levers: The levers to draw; all that have a prior if not given.

    Raises:
        EvenhandError: when the log is of another fit.
    """
    names = levers or tuple(priors())
    identity = {"seed": seed, "size": size, "draws": draws, "levers": list(names), **(key or {})}
    with workers_for(make, workers) as work:
        runs = _Runs(work, EvaluationLog(log, identity, len(targets())), progress)
        central = runs([{}], "central values")[0]
        tested = _tested(runs, names, central)

        def at(points: Array) -> list[dict[str, float]]:
            return [_draw(tested, point) for point in points]

        moves = 0

        def evaluate(points: Array) -> Array:
            nonlocal moves
            moves += 1
            title = "points of the prior" if moves == 1 else f"move {moves - 1}"
            return missed(runs(at(points), title))

        found = sample(evaluate, len(tested), size, seed)
        points = _with_untested(names, tested, found, seed)
        order = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 2**20])))
        chosen = systematic(np.full(size, 1 / size), draws, order)
        chosen = order.permutation(chosen)
        values = np.column_stack(
            [priors()[name].at(points[chosen, index]) for index, name in enumerate(names)]
        )
        after = runs(at(found.points[chosen]), "draws of the posterior")
        before = runs(at(prior_points(size, len(tested), seed)[:draws]), "draws of the prior")
    return Posterior(
        levers=names,
        tested=tested,
        points=points,
        draws=Draws(names, values),
        chosen=tuple(int(number) for number in chosen),
        central=central,
        before=before,
        after=after,
        sample=found,
        evaluations=runs.count,
    )


def _draw(names: tuple[str, ...], point: Array) -> dict[str, float]:
    return {
        name: float(priors()[name].at(np.asarray(z))) for name, z in zip(names, point, strict=True)
    }


def _tested(runs: _Runs, names: tuple[str, ...], central: Array) -> tuple[str, ...]:
    """Levers to which the targets respond at one end of the prior at least."""
    ends = [_draw((name,), np.array([z])) for name in names for z in (-TAIL, TAIL)]
    off = misses(runs(ends, "levers one by one")) - misses(central)
    largest = np.sqrt((off**2).sum(axis=1)).reshape(-1, 2).max(axis=1)
    return tuple(name for name, most in zip(names, largest, strict=True) if most >= RESPONDS)


def _with_untested(
    names: tuple[str, ...], tested: tuple[str, ...], found: Sample, seed: int
) -> Array:
    """Points of all levers: those that are not tested as the prior has them, evenly."""
    rest = [name for name in names if name not in tested]
    size = len(found.points)
    # Another seed than that of the sample, whose first points must not go along with these.
    others = prior_points(size, max(len(rest), 1), seed + 2**21)
    columns = {name: found.points[:, index] for index, name in enumerate(tested)}
    columns |= {name: others[:, index] for index, name in enumerate(rest)}
    return np.column_stack([columns[name] for name in names])


@dataclass(frozen=True)
class YearUnderDraws:
    """Makes the predictions of one year: what is sent to workers.

    Args:
        year: The year of the record, ready to be run.
    """

    year: Hindcast

    def __call__(self) -> Predict:
        """The function from a draw to what the model says of each target."""
        year = self.year
        return lambda draw: predictions(year, draw)


def table_digests() -> dict[str, str]:
    """SHA-256 of the tables that a posterior depends on, by name."""
    files = [("evenhand.model.parameters", name) for name in TABLES]
    files.append(("evenhand.fitting", "system_targets.csv"))
    return {
        name: hashlib.sha256(resources.files(room).joinpath(name).read_bytes()).hexdigest()
        for room, name in files
    }
