"""Many numbers out of each run, and tests whether two samples of them have one distribution."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, hypergeom, norm, rankdata

from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_run import NetworkOutcome

Array = NDArray[np.float64]
TABLES = ("flow", "stock", "waited", "used", "above", "waits")
AT_ONCE = 2500
"""Runs whose tables are held in memory together."""
WAITS = (0, 1, 2, 3, 5, 8)
"""First days of the classes of waits."""
LAG = 4
"""Days between what comes in and what goes out, in statistics of both."""
BINS, LEAST_EXPECTED = 8, 15
"""Numbers of a statistic are counted in so many bins; fewer where too few are expected in one."""
COMMON = 0.9
"""Where a larger share of both samples is one value, only its frequency is tested."""


def sample(
    network: CompiledNetwork, run: Callable[[int], NetworkOutcome], runs: int
) -> dict[str, Array]:
    """Statistics of many runs.

    Args:
        network: The compiled network.
        run: Gives the outcome of a run by its number.
        runs: Number of runs.

    Returns:
        Values by statistic ``(run,)``.
    """
    parts = []
    for first in range(0, runs, AT_ONCE):
        outcomes = range(first, min(runs, first + AT_ONCE))
        tables: dict[str, Array] = {}
        for row, number in enumerate(outcomes):
            outcome = run(number)
            for name in TABLES:
                table = getattr(outcome, name)
                if row == 0:
                    tables[name] = np.zeros((len(outcomes), *table.shape))
                tables[name][row] = table
        parts.append(dict(_statistics(network, **tables)))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _statistics(
    network: CompiledNetwork,
    flow: Array,
    stock: Array,
    waited: Array,
    used: Array,
    above: Array,
    waits: Array,
) -> Iterator[tuple[str, Array]]:
    """Every statistic of the runs ``(run, ...)`` with its name."""
    days, cells = network.days, range(network.cells)
    thirds = [0, days // 3, 2 * days // 3, days]
    spans = list(pairwise(thirds))
    parts = product(network.places, network.classes, network.tracks)
    names = ["/".join(part for part in cell if part != "all") for cell in parts]
    coming = flow[:, :, network.arrays.inflows.arrow].sum(axis=(2, 3))
    for row, name in enumerate((*network.holds, *network.queues)):
        people = stock[:, :, row].sum(axis=2)
        for day in sorted({1, days // 6, days // 3, days // 2, 3 * days // 4, days - 1}):
            yield f"people in {name}, day {day}", people[:, day]
        for day in (days // 2, days - 1):
            for cell in cells:
                yield f"people in {name}, {names[cell]}, day {day}", stock[:, day, row, cell]
        yield f"person-days in {name}", people.sum(axis=1)
        early, late = people[:, days // 3], people[:, 2 * days // 3]
        if row < len(network.holds):
            own = [n for n, (stage, _) in enumerate(network.arrows) if stage == name]
            leaving = flow[:, :, own].sum(axis=(2, 3))
            for begin, end in (*spans, (0, days)):
                yield f"leaving {name}, days {begin}–{end - 1}", leaving[:, begin:end].sum(axis=1)
        yield f"people in {name}, days {days // 3} × {2 * days // 3}", early * late
        yield f"people in {name}, day × next day", (people[:, 1:] * people[:, :-1]).sum(axis=1)
        first, last = stock[:, :, row, 0], stock[:, :, row, -1]
        yield f"people in {name}, {names[0]} × {names[-1]}", (first * last).sum(axis=1)
    for row, (stage, exit_) in enumerate(network.arrows):
        name, going = f"{stage} → {exit_}", flow[:, :, row].sum(axis=2)
        for begin, end in spans:
            yield f"{name}, days {begin}–{end - 1}", going[:, begin:end].sum(axis=1)
        yield f"{name}, all days", going.sum(axis=1)
        for cell in cells:
            yield f"{name}, {names[cell]}", flow[:, :, row, cell].sum(axis=1)
        yield f"{name}, day × next day", (going[:, 1:] * going[:, :-1]).sum(axis=1)
        yield (
            f"{name} × arrivals {LAG} days before",
            (going[:, LAG:] * coming[:, :-LAG]).sum(axis=1),
        )
    for row, name in enumerate(network.queues):
        for begin, end in spans:
            total = waited[:, begin:end, row].sum(axis=(1, 2))
            yield f"days waited in {name}, served on days {begin}–{end - 1}", total
        for kind, word in enumerate(network.classes):
            for begin, end in zip(WAITS, (*WAITS[1:], None), strict=True):
                label = f"{begin} or more" if end is None else f"{begin} to {end - 1}"
                yield (
                    f"{word} served in {name} after {label} days",
                    waits[:, row, kind, begin:end].sum(axis=1),
                )
    for table, rows in ((used, [name for name, _ in network.capacities]), (above, network.limits)):
        word = "used of" if table is used else "above"
        for row, name in enumerate(rows):
            for place, where in enumerate(network.places):
                daily = table[:, :, row, place]
                for begin, end in spans:
                    title = f"{word} {name}, {where}, days {begin}–{end - 1}"
                    yield title, daily[:, begin:end].sum(axis=1)
                yield f"{word} {name}, {where}, squared", (daily**2).sum(axis=1)


def tests(one: dict[str, Array], other: dict[str, Array]) -> Iterator[tuple[str, str, float]]:
    """Two-sample tests of every statistic that varies.

    Args:
        one: The smaller sample.
        other: The larger sample.

    Yields:
        Statistic, test, and probability of so large a difference if both have one distribution.
    """
    names = list(one)
    small = np.stack([one[name] for name in names], axis=1)
    both = np.concatenate([small, np.stack([other[name] for name in names], axis=1)]).round(6)
    ranks = rankdata(both, axis=0) - (len(both) + 1) / 2
    where, how_far = _sampled(ranks, len(small)), _sampled(ranks**2, len(small))
    for column, name in enumerate(names):
        values, counts = np.unique(both[:, column], return_counts=True)
        if len(values) == 1:
            continue
        common = values[np.argmax(counts)]
        if counts.max() > COMMON * len(both):
            yield name, "frequency", _frequency(both[:, column] == common, len(small))
            continue
        yield name, "location", float(where[column])
        yield name, "spread", float(how_far[column])
        yield name, "bins", _binned(both[:, column], len(small))


def _sampled(scores: Array, number: int) -> Array:
    """Two-sided p of the first scores' sum, were they drawn at random from all.

    That is so, whatever the distribution, if both samples have the same one. The normal law is
    corrected for the skewness of a sum drawn without replacement (Cornish and Fisher, 1938).
    """
    total = len(scores)
    mean, deviation = scores.mean(axis=0), np.maximum(scores.std(axis=0), 1e-12)
    skewness = ((scores - mean) ** 3).mean(axis=0) / deviation**3
    shrunk = (total - number) / (number * (total - 1))
    z = (scores[:number].mean(axis=0) - mean) / (deviation * np.sqrt(shrunk))
    skewness *= (
        (total - 2 * number) / (total - 2) * np.sqrt(shrunk) * (total - 1) / (total - number)
    )
    corrected = z - skewness * (np.minimum(z**2, 36) - 1) / 6
    p: Array = 2 * norm.sf(np.abs(corrected))
    return np.minimum(1.0, p)


def _frequency(common: NDArray[np.bool_], number: int) -> float:
    """Exact two-sided p of how often the most common value is in the first sample."""
    law = hypergeom(len(common), int(common.sum()), number)
    found = int(common[:number].sum())
    return min(1.0, 2 * float(min(law.cdf(found), law.sf(found - 1))))


def _binned(values: Array, number: int) -> float:
    """Chi-square p of counts in bins that hold about as many of both samples together."""
    edges = np.unique(np.quantile(values, np.arange(1, BINS) / BINS))
    bins = np.searchsorted(edges, values, side="right")
    all_ = np.bincount(bins, minlength=len(edges) + 1)
    first = np.bincount(bins[:number], minlength=len(edges) + 1)
    # Join bins, from the lowest, until enough is expected in each.
    share = number / len(values)
    joined: list[list[float]] = [[0.0, 0.0]]
    for here, total in zip(first, all_, strict=True):
        if joined[-1][1] * share >= LEAST_EXPECTED:
            joined.append([0.0, 0.0])
        joined[-1][0] += float(here)
        joined[-1][1] += float(total)
    if len(joined) > 1 and joined[-1][1] * share < LEAST_EXPECTED:
        here, total = joined.pop()
        joined[-1][0] += here
        joined[-1][1] += total
    if len(joined) == 1:
        return 1.0
    found, expected = np.array(joined).T
    square = ((found - expected * share) ** 2 / (expected * share * (1 - share))).sum()
    return float(chi2.sf(square, len(joined) - 1))
