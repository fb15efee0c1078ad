"""From prior to posterior: weights that grow in rounds, and moves that keep points apart.

Points live where the prior is a standard normal distribution in every direction. The first ones
fill it evenly (Sobol's sequence, shifted). In each round the likelihood counts a little more, as
far as four in ten of the points still count for something; points are copied in proportion to their
weights, and the copies move, accepted by Metropolis' rule, which keeps the weighted prior exactly.
Moves go toward fresh draws of the normal distribution that the weighted prior would be if targets
answered to levers along straight lines, fitted to the points. After the last round the likelihood
counts in full and the points are equally weighted draws.

Moves toward a normal distribution fitted to the points themselves were tried and dropped: with
some hundred points in thirty directions its narrow directions are noise, and a problem with a known
answer came out with a fifth of the variance missing (``tests/fitting/test_system_sampler.py``).

Why no library: those kept well either estimate one chain at a time, for models of a millisecond, or
bring a compiler of their own. This is tempered sequential Monte Carlo (Del Moral, Doucet, Jasra
2006) with moves of Crank and Nicolson (Cotter and others 2013); it fits on a page.

Whatever is drawn depends on the seed and the number of the step alone, so that an interrupted run
goes on from the log of what was evaluated, and any number of workers gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from evenhand.model.levers import Array

KEEP = 0.4
"""Share of the points that still count for something after a round's step."""
MOVES = 1
"""Moves of all points in a round; most of them are accepted, as proposals fit the points."""
LEAST_LAST, MOST_LAST, NEARLY_ALL = 4, 10, 0.95
"""Least and most moves in the last round, which ends when so many points have moved."""
STEP, BEST_ACCEPTANCE = 0.8, 0.35
"""Size of the first moves, where one is a draw that forgets the point; they grow and shrink toward
this share of accepted ones."""
SMALLEST_STEP, LARGEST_STEP = 0.05, 0.95
MOST_ROUNDS = 30
BISECTIONS = 60

Index = NDArray[np.int64]
Flags = NDArray[np.bool_]
Evaluate = Callable[[Array], Array]
"""Misses ``(point, target)``, in standard deviations, at points ``(point, direction)``."""


@dataclass(frozen=True)
class Round:
    """One round.

    Args:
        weight: How much the likelihood counts after it, from 0 to 1.
        effective: Effective number of points, after weighting and before copying.
        acceptance: Share of the moves that were accepted.
        moved: Share of the points that moved at least once.
    """

    weight: float
    effective: float
    acceptance: float
    moved: float


@dataclass(frozen=True)
class Sample:
    """Equally weighted draws of the posterior.

    Args:
        points: Points ``(point, direction)``, standard normal under the prior.
        missed: Misses of the targets ``(point, target)``, in standard deviations.
        rounds: How it went.
    """

    points: Array
    missed: Array
    rounds: tuple[Round, ...]

    @property
    def distinct(self) -> int:
        """Number of points that differ."""
        return len(np.unique(self.points, axis=0))


def prior_points(size: int, directions: int, seed: int) -> Array:
    """Points that fill the prior evenly ``(point, direction)``.

    Args:
        size: How many, a power of two.
        directions: Number of directions.
        seed: Seed.
    """
    even = qmc.Sobol(directions, scramble=False).random(size)
    shift = _random(seed, 0).random(directions)
    # Half a cell off, so that no point lies on the edge, where the normal distribution is endless.
    inside = (even + shift + 0.5 / size) % 1.0
    found: Array = ndtri(np.clip(inside, 1e-9, 1 - 1e-9))
    return found


def sample(evaluate: Evaluate, directions: int, size: int, seed: int) -> Sample:
    """Draw from the posterior.

    Args:
        evaluate: The likelihood.
        directions: Number of directions.
        size: Number of points, a power of two.
        seed: Seed of everything that is drawn.
    """
    points = prior_points(size, directions, seed)
    missed = evaluate(points)
    weight, step, number = 0.0, STEP, 1
    rounds: list[Round] = []
    while weight < 1.0 and len(rounds) < MOST_ROUNDS:
        logs = log_likelihood(missed)
        grown = _next_weight(logs, weight)
        shares = _shares((grown - weight) * logs)
        effective = float(1 / (shares**2).sum())
        near = _straight(points, missed, shares, WIDER * grown)
        chosen = systematic(shares, size, _random(seed, number))
        points, missed, weight = points[chosen], missed[chosen], grown
        number += 1
        moved = np.zeros(size, dtype=np.bool_)
        accepted: list[float] = []
        least = LEAST_LAST if weight >= 1.0 else MOVES
        while len(accepted) < least or (
            weight >= 1.0 and moved.mean() < NEARLY_ALL and len(accepted) < MOST_LAST
        ):
            points, missed, taken = _move(
                evaluate, points, missed, weight, near, step, _random(seed, number)
            )
            moved |= taken
            accepted.append(float(taken.mean()))
            step *= float(np.exp(accepted[-1] - BEST_ACCEPTANCE))
            step = min(max(step, SMALLEST_STEP), LARGEST_STEP)
            number += 1
        rounds.append(Round(weight, effective, float(np.mean(accepted)), float(moved.mean())))
    return Sample(points, missed, tuple(rounds))


def log_likelihood(missed: Array) -> Array:
    """Logarithm of the likelihood, up to a constant ``(...)``: independent normal errors.

    Args:
        missed: Misses ``(..., target)``, in standard deviations.
    """
    found: Array = -0.5 * (np.clip(missed, -FARTHEST, FARTHEST) ** 2).sum(axis=-1)
    return np.where(np.isfinite(found), found, NOWHERE)


FARTHEST, NOWHERE = 1e3, -1e7
"""Misses count up to the first; a run without numbers has the second as its log likelihood."""


def systematic(shares: Array, size: int, random: np.random.Generator) -> Index:
    """Numbers of points, each as often as its share says, up to one ``(size,)``.

    Args:
        shares: Shares that add up to one.
        size: How many to choose.
        random: Where the one random number comes from.
    """
    ticks = (np.arange(size) + random.random()) / size
    found = np.searchsorted(np.cumsum(shares), ticks)
    return np.minimum(found, len(shares) - 1)


def _random(seed: int, step: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, step])))


def _shares(logs: Array) -> Array:
    weights = np.exp(logs - logs.max())
    found: Array = weights / weights.sum()
    return found


def _next_weight(logs: Array, weight: float) -> float:
    """How much the likelihood may count next, so that enough points still count."""

    def effective(grown: float) -> float:
        shares = _shares((grown - weight) * logs)
        return float(1 / (shares**2).sum())

    if effective(1.0) >= KEEP * len(logs):
        return 1.0
    low, high = weight, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= KEEP * len(logs) else (low, middle)
    return low


Normal = tuple[Array, Array]
"""Mean ``(direction,)`` and root of the covariance ``(direction, direction)``."""


def _straight(points: Array, missed: Array, shares: Array, weight: float) -> Normal:
    """What the weighted prior would be if targets answered along straight lines.

    Lines are fitted to the points by least squares, points counting as their shares; slopes within
    the noise of the fit are drawn to zero.
    """
    known = np.isfinite(missed).all(axis=1)
    x, y = points[known], np.clip(missed[known], -FARTHEST, FARTHEST)
    counted = shares[known] / shares[known].sum()
    middle_x, middle_y = counted @ x, counted @ y
    off_x, off_y = x - middle_x, y - middle_y
    square = (off_x * counted[:, None]).T @ off_x
    directions, count = x.shape[1], 1 / (counted**2).sum()
    inverse = np.linalg.inv(square + 1e-3 * np.eye(directions))
    slopes = inverse @ ((off_x * counted[:, None]).T @ off_y)  # (direction, target)
    left = (counted[:, None] * (off_y - off_x @ slopes) ** 2).sum(axis=0)
    noise = np.diag(inverse)[:, None] * left[None] / max(count - directions, 1.0)
    slopes = slopes * np.maximum(0.0, 1 - noise / np.maximum(slopes**2, 1e-300))
    at_middle = middle_y - middle_x @ slopes
    covariance = np.linalg.inv(np.eye(directions) + weight * slopes @ slopes.T)
    mean: Array = -weight * covariance @ (slopes @ at_middle)
    return mean, np.linalg.cholesky(covariance)


WIDER = 0.8
"""Moves go toward a distribution a little wider than the one fitted, whose tails cover its own."""


def _move(
    evaluate: Evaluate,
    points: Array,
    missed: Array,
    weight: float,
    near: Normal,
    step: float,
    random: np.random.Generator,
) -> tuple[Array, Array, Flags]:
    """Move every point once; which ones moved is the third part of what comes back."""
    middle, root = near
    noise = random.standard_normal(points.shape) @ root.T
    proposed = middle + np.sqrt(1 - step**2) * (points - middle) + step * noise

    def beyond(x: Array) -> Array:
        """Logarithm of the prior over the normal distribution that moves keep."""
        whitened = np.linalg.solve(root, (x - middle).T).T
        found: Array = 0.5 * (whitened**2).sum(axis=1) - 0.5 * (x**2).sum(axis=1)
        return found

    new = evaluate(proposed)
    gain = weight * (log_likelihood(new) - log_likelihood(missed))
    gain = gain + beyond(proposed) - beyond(points)
    taken = np.log(random.random(len(points))) < gain
    return (
        np.where(taken[:, None], proposed, points),
        np.where(taken[:, None], new, missed),
        taken,
    )
