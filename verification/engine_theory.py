"""Closed forms of queueing theory, and the exact law of the same systems in steps of a day.

The engine moves people once a day (a *tick*, whatever it stands for). The textbook's formulas
hold in continuous time, so that each system has two answers: the exact one for its ticks, from the
stationary law of a Markov chain, and the textbook's, which the first approaches as ticks shrink.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]


def erlang_b(servers: int, load: float) -> float:
    """The share of arrivals lost when all servers are busy.

    Source: Erlang's first formula, by the usual recursion in the number of servers.

    Args:
        servers: Number of servers.
        load: Offered load: arrivals per mean stay.
    """
    loss = 1.0
    for number in range(1, servers + 1):
        loss = load * loss / (number + load * loss)
    return loss


def erlang_c(servers: int, load: float) -> float:
    """The share of arrivals that wait when nobody is lost (Erlang's second formula)."""
    loss = erlang_b(servers, load)
    return loss / (1 - load / servers * (1 - loss))


def richardson(coarse: float, fine: float, finest: float | None = None) -> float:
    """The limit of answers as ticks are halved, free of errors of first (and second) order.

    Args:
        coarse: The answer at some tick.
        fine: The answer at half of it.
        finest: The answer at a quarter of it.
    """
    if finest is None:
        return 2 * fine - coarse
    return (8 * finest - 6 * fine + coarse) / 3


def stationary(step: Array) -> Array:
    """The stationary law ``(state,)`` of a Markov chain with transition matrix ``(from, to)``."""
    equations = step.T - np.eye(len(step))
    equations[-1] = 1.0
    law: Array = np.linalg.solve(equations, np.eye(len(step))[-1])
    return law


def loss_in_ticks(
    limit: int, arrivals: float, hazard: float, lowest: int = 0
) -> tuple[float, float]:
    """A loss system in ticks: each leaves with a hazard, then arrivals fill what is free.

    Args:
        limit: Places.
        arrivals: Mean of the Poisson arrivals of a tick.
        hazard: Probability of leaving in a tick.
        lowest: A number so low that it is never reached, to keep large systems small.

    Returns:
        The share of arrivals lost, and the mean number of people at the end of a tick.
    """
    people = np.arange(lowest, limit + 1)
    leave = stats.binom.pmf(people[:, None] - people[None, :], people[:, None], hazard)
    leave[:, 0] += 1 - leave.sum(axis=1)
    come = stats.poisson.pmf(people[None, :] - people[:, None], arrivals)
    come[:, -1] = stats.poisson.sf(limit - people - 1, arrivals)
    mean = float(stationary(leave @ come) @ people)
    return 1 - hazard * mean / arrivals, mean


@dataclass(frozen=True)
class QueueLaw:
    """A queue for servers, in equilibrium.

    Args:
        wait: Share of arrivals that wait at all.
        waiting: Mean number waiting.
        days: Mean wait, ticks.
        tail: Share of arrivals that wait longer than so many ticks ``(tick,)``.
    """

    wait: float
    waiting: float
    days: float
    tail: Array


def queue_in_ticks(
    servers: int, arrivals: float, hazard: float, longest: int, most: int = 400
) -> QueueLaw:
    """A queue for servers in ticks: the served leave with a hazard, then the line moves up.

    While anyone waits all servers are busy, so that exits are binomial and independent of the
    past: whoever stands at place k of the line after his own tick still waits after d more
    ticks with the probability that fewer than k have left since.

    Args:
        servers: Number of servers.
        arrivals: Mean of the Poisson arrivals of a tick.
        hazard: Probability of a served one to leave in a tick.
        longest: Number of ticks of the tail.
        most: A number of people so high that it is never reached.
    """
    people = np.arange(most + 1)
    busy = np.minimum(people, servers)
    leave = stats.binom.pmf(people[:, None] - people[None, :], busy[:, None], hazard)
    come = stats.poisson.pmf(people[None, :] - people[:, None], arrivals)
    come[:, -1] += 1 - come.sum(axis=1)
    after_exits = stationary(leave @ come) @ leave
    waiting = float((after_exits @ come) @ np.maximum(people - servers, 0))
    numbers = np.arange(int(arrivals + 12 * math.sqrt(arrivals) + 12))
    at_least = stats.poisson.sf(numbers[1:] - 1, arrivals)
    places = np.zeros(most + len(numbers))
    for number, chance in enumerate(after_exits):
        ahead = number - servers + np.arange(1, len(numbers))
        late = ahead > 0
        places[ahead[late]] += chance * at_least[late]
    places /= arrivals
    used = np.flatnonzero(places > 1e-16)
    days = np.arange(longest)
    behind = stats.binom.cdf(used[None, :] - 1, servers * days[:, None], hazard)
    tail: Array = behind @ places[used]
    return QueueLaw(float(tail[0]), waiting, waiting / arrivals, tail)


def queue_textbook(servers: int, load: float, stay: float, longest: int) -> QueueLaw:
    """The same in continuous time (M/M/c).

    Args:
        servers: Number of servers.
        load: Offered load: arrivals per mean service.
        stay: Mean service, ticks.
        longest: Number of ticks of the tail.
    """
    wait = erlang_c(servers, load)
    free = (servers - load) / stay
    tail = wait * np.exp(-free * np.arange(longest))
    return QueueLaw(wait, wait * load / (servers - load), wait / free, tail)


@dataclass(frozen=True)
class Stay:
    """A law of stays: hazards by band of ages.

    Args:
        name: What it is called.
        bands: First age of each band, ticks.
        hazards: Probability of leaving in a tick, by band.
    """

    name: str
    bands: tuple[int, ...]
    hazards: tuple[float, ...]

    def still_there(self, ticks: int) -> Array:
        """Share still there at the end of the tick of entry and of those after it ``(tick,)``."""
        band = np.searchsorted(self.bands, np.arange(ticks - 1), side="right") - 1
        kept = np.cumprod(1 - np.array(self.hazards)[band])
        return np.concatenate([[1.0], kept])


def geometric_stay(mean: float) -> Stay:
    """A constant hazard: stays have no memory."""
    return Stay("constant hazard", (0,), (1 / mean,))


def fixed_stay(ticks: int) -> Stay:
    """Everyone is counted at the end of exactly so many ticks."""
    return Stay("fixed", (0, ticks - 1), (0.0, 1.0))


def two_band_stay(mean: float) -> Stay:
    """A hazard four times the usual in the first tenth of the mean stay, then a constant one."""
    width = round(mean / 10)
    early = 4 / mean
    left = (1 - early) ** width
    later = left / (mean - (1 - left) / early)
    return Stay("two bands", (0, width), (early, later))


def lognormal_stay(mean: float, variation: float, bands: int = 50) -> Stay:
    """A hazard in bands that meets the lognormal survival function at the edge of each band.

    Args:
        mean: Mean stay, ticks.
        variation: Standard deviation of stays as a multiple of their mean.
        bands: Number of bands; the last one has no end.
    """
    spread = math.sqrt(math.log(1 + variation**2))
    law = stats.lognorm(spread, scale=mean * math.exp(-(spread**2) / 2))
    edges = np.unique(np.round(np.geomspace(mean / 60, mean * 400, bands)).astype(int))
    edges = np.concatenate([[0], edges[edges > 0]])
    logs = law.logsf(edges)
    hazards = -np.expm1(np.diff(logs) / np.diff(edges))
    return Stay("lognormal", tuple(map(int, edges[:-1])), tuple(map(float, hazards)))


def wave_of_constant_hazard(turn: float, hazard: float) -> tuple[float, float]:
    """How a stock answers a wave of inflow, exactly in ticks: amplitude factor and lag.

    Source: N(t) = (1 - h) N(t - 1) + b(t). Inflow of a tick is that at its middle and the stock
    is counted at its end, half a tick later.

    Args:
        turn: Angle of the wave in a tick.
        hazard: Probability of leaving in a tick.
    """
    answer = hazard / (1 - (1 - hazard) * np.exp(-1j * turn))
    return float(abs(answer)), float(-np.angle(answer) / turn + 0.5)


def wave_of_fixed_stay(turn: float, ticks: int) -> tuple[float, float]:
    """The same for stays of exactly so many ticks: a moving sum (Dirichlet's kernel)."""
    half = turn / 2
    return math.sin(ticks * half) / (ticks * math.sin(half)), ticks / 2


def wave_textbook(turn: float, stay: float, *, fixed: bool) -> tuple[float, float]:
    """The same in continuous time (M_t/G/∞), for exponential or fixed stays."""
    angle = turn * stay
    if fixed:
        return math.sin(angle / 2) / (angle / 2), stay / 2
    return 1 / math.hypot(1, angle), math.atan(angle) / turn


def mean_elapsed(law: Sequence[float] | Array) -> float:
    """Mean elapsed stay in a stock in equilibrium, ticks; 0 in the tick of entry."""
    still = np.asarray(law)
    return float(np.arange(len(still)) @ still / still.sum())
