"""Systems that refuse or release people when full: Erlang's formula, priorities, overload."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from engine_records import (
    Record,
    Result,
    after,
    arrow,
    by_chance,
    declared,
    near,
    network,
    samples,
)
from engine_theory import (
    Array,
    Stay,
    erlang_b,
    fixed_stay,
    geometric_stay,
    loss_in_ticks,
    richardson,
    two_band_stay,
)

from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_run import NetworkOutcome, run_network

LOSS = {(10, 5): 0.0183845703, (10, 10): 0.2145823431, (20, 15): 0.0455932156,
        (100, 100): 0.0757004527, (1000, 1000): 0.0248119176}  # fmt: skip
"""Share lost by servers and offered load. Source: the project's notes on models, 6.1, K1."""


def loss_network(
    limit: int, load: float, stay: Stay, mean: float, *, places: int, days: int, factor: float = 1.0
) -> CompiledNetwork:
    """Arrivals that are refused when a delay is full.

    Args:
        limit: People that the delay holds.
        load: Mean number that would be there without a limit.
        stay: Law of stays.
        mean: Mean stay, ticks.
        places: Number of independent systems.
        days: Number of ticks.
        factor: Factor on the hazards, to make them wrong.
    """
    hazards = [min(1.0, hazard * factor) for hazard in stay.hazards]
    exits = hazards if len(hazards) > 1 else hazards[0]
    stages = {
        "come": {"inflow": {"per-day": load / mean, "to": "stay"}},
        "stay": {"delay": {"bands": list(stay.bands), "exits": {"left": exits}}},
    }
    limits = {"beds": {"of": ["stay"], "people": limit, "rule": "refuse", "to": "lost"}}
    return network(declared(days, places, stages, limits=limits))


def loss_samples(compiled: CompiledNetwork, first: int, replicates: int, seed: int) -> Array:
    """Share lost and mean number there from a tick on ``(replicate, 2)``."""
    come, lost = arrow(compiled, "come", "arrivals"), arrow(compiled, "beds", "stay: refused")
    ticks = compiled.days - first

    def found(outcome: NetworkOutcome) -> tuple[float, float]:
        came, refused = outcome.flow[1, come].sum(), outcome.flow[1, lost].sum()
        return refused / came, outcome.days[1, 0].mean() / ticks

    return samples(compiled, found, replicates, seed=seed, recording=after(compiled, first))


def erlang_loss(full: bool) -> Result:
    """K1: Erlang's loss formula, in ticks exactly, and for any law of stays in the limit."""
    records, points = [], []
    replicates = 60 if full else 20
    for (limit, load), book in LOSS.items():
        name = f"{limit} places, load {load}"
        records.append(near("K1", f"theory: share lost, {name}, recursion against published",
                            book, erlang_b(limit, load), 5e-11))  # fmt: skip
        lowest = 0 if limit < 1000 else 700
        fine = 400 if limit < 1000 else 8000
        chain = {s: loss_in_ticks(limit, load / s, 1 / s, lowest)[0]
                 for s in (fine, 2 * fine, 4 * fine)}  # fmt: skip
        limit_found = richardson(*chain.values())
        records.append(near("K1", f"theory: share lost, {name}, chain in ticks as ticks shrink",
                            book, limit_found, 2e-4 * book))  # fmt: skip
        for mean in (25, 100):
            lost, there = loss_in_ticks(limit, load / mean, 1 / mean, lowest)
            places = max(4, min(64, 3200 // limit))
            compiled = loss_network(limit, load, geometric_stay(mean), mean,
                                    places=places, days=40 * mean)  # fmt: skip
            drawn = loss_samples(compiled, 10 * mean, replicates, seed=101)
            about = f"{name}, mean stay {mean} ticks"
            records += [
                by_chance("K1", f"share lost, {about}", lost, drawn[:, 0]),
                by_chance("K1", f"mean number there, {about}", there, drawn[:, 1]),
            ]
    return records + _insensitive(points, replicates) + _loss_controls(replicates), {
        "loss": pl.DataFrame(points, schema=["tick", "value", "error", "law"], orient="row")
    }


def _insensitive(points: list[tuple[float, float, float, str]], replicates: int) -> list[Record]:
    """Erlang's formula does not ask how stays are spread: three laws, two ticks each."""
    limit, load, records = 10, 5, []
    book = erlang_b(limit, load)
    chain = [loss_in_ticks(limit, load / mean, 1 / mean)[0] for mean in (50, 100)]
    allowance = 2 * abs(richardson(*chain) - book)
    for mean in np.geomspace(33, 2000, 12):
        lost, _ = loss_in_ticks(limit, load / mean, 1 / mean)
        points.append((1 / mean, lost, 0.0, "chain, constant hazard"))
    points.append((0.0, book, 0.0, "chain, constant hazard"))
    for make in (geometric_stay, two_band_stay, fixed_stay):
        drawn = {}
        for number, mean in enumerate((50, 100)):
            stay = make(mean)
            compiled = loss_network(limit, load, stay, mean, places=100, days=40 * mean)
            drawn[mean] = loss_samples(compiled, 10 * mean, replicates, seed=111 + number)[:, 0]
            error = drawn[mean].std(ddof=1) / math.sqrt(replicates)
            points.append((1 / mean, float(drawn[mean].mean()), float(error), stay.name))
        limit_found = 2 * drawn[100] - drawn[50]
        about = f"share lost, 10 places, load 5, stays {stay.name}, extrapolated to no tick"
        records.append(by_chance("K1", about, book, limit_found, allowance=allowance))
    return records


def _loss_controls(replicates: int) -> list[Record]:
    """Wrong models that must not agree: a place too many, and hazards 2 % too high."""
    mean, limit, load = 25, 10, 5
    lost, there = loss_in_ticks(limit, load / mean, 1 / mean)
    wrong = loss_network(limit + 1, load, geometric_stay(mean), mean, places=64, days=40 * mean)
    drawn = loss_samples(wrong, 10 * mean, replicates, seed=121)
    fast = loss_network(limit, load, geometric_stay(mean), mean, places=256, days=40 * mean,
                        factor=1.02)  # fmt: skip
    quick = loss_samples(fast, 10 * mean, replicates, seed=122)
    return [
        by_chance("K1", "share lost with one place too many", lost, drawn[:, 0], control=True),
        by_chance("K1", "mean number there with hazards × 1.02", there, quick[:, 1], control=True),
    ]


def priorities(full: bool) -> Result:
    """K6: two classes share 100 places; whoever is above them is released, the low class first."""
    records, mean, load, limit = [], 100, 60.0, 100
    book = {"all": 96.447601, "high": 59.999963, "low": 36.447638}
    both, high = (1 - erlang_b(limit, 2 * load)) * 2 * load, (1 - erlang_b(limit, load)) * load
    for label, value in (("all", both), ("high", high), ("low", both - high)):
        records.append(near("K6", f"theory: {label} there, formula against published",
                            book[label], value, 5e-7))  # fmt: skip
    _, all_there = loss_in_ticks(limit, 2 * load / mean, 1 / mean)
    _, high_there = loss_in_ticks(limit, load / mean, 1 / mean)
    fine = [loss_in_ticks(limit, 2 * load / s, 1 / s)[1] for s in (800, 1600, 3200)]
    records.append(near("K6", "theory: all there, chain in ticks as ticks shrink", both,
                        richardson(*fine), 1e-4 * both))  # fmt: skip
    expected = {"all": all_there, "high": high_there, "low": all_there - high_there}
    for order, control in ((["low", "high"], False), (["high", "low"], True)):
        stages = {
            "come": {"inflow": {"per-day": load / mean, "to": "stay"}},
            "stay": {"delay": {"exits": {"left": 1 / mean}, "start": limit / 2}},
        }
        limits = {"beds": {"of": ["stay"], "people": limit, "rule": "release", "to": "lost",
                           "order": order}}  # fmt: skip
        compiled = network(declared(60 * mean, 20, stages, classes=["high", "low"], limits=limits))

        def found(outcome: NetworkOutcome) -> list[float]:
            there = outcome.days[1, 0].reshape(20, 2).mean(axis=0) / (50 * mean)
            return [there.sum(), there[0], there[1]]

        drawn = samples(compiled, found, 60 if full else 24, seed=601,
                        recording=after(compiled, 10 * mean))  # fmt: skip
        for number, label in enumerate(expected):
            if control and label == "all":
                continue
            about = f"{label} there, mean stay {mean} ticks"
            about += ", priorities swapped" if control else ""
            records.append(by_chance("K6", about, expected[label], drawn[:, number],
                                     control=control))  # fmt: skip
    return records, {}


def overload(full: bool) -> Result:
    """K10: far above capacity, all but what fits is lost."""
    limit, load, mean = 21_000, 27_600.0, 100
    book = erlang_b(limit, load)
    records = [near("K10", "theory: share lost, 21,000 places, load 27,600, recursion against "
                    "published", 0.2392455724, book, 5e-11)]  # fmt: skip
    stays = (100_000, 200_000, 400_000)
    fine = [loss_in_ticks(limit, load / s, 1 / s, limit - 250)[0] for s in stays]
    records.append(near("K10", "theory: share lost, chain in ticks as ticks shrink", book,
                        richardson(*fine), 1e-4 * book))  # fmt: skip
    lost, there = loss_in_ticks(limit, load / mean, 1 / mean, limit - 500)
    compiled = loss_network(limit, load, geometric_stay(mean), mean, places=2, days=40 * mean)
    drawn = loss_samples(compiled, 20 * mean, 60 if full else 24, seed=1001)
    records += [
        by_chance("K10", "share lost, mean stay 100 ticks", lost, drawn[:, 0]),
        by_chance("K10", "mean number there, mean stay 100 ticks", there, drawn[:, 1]),
    ]  # fmt: skip
    lossy = run_network(compiled, "mean", recording=after(compiled, 20 * mean))
    came = lossy.flow[1, arrow(compiled, "come", "arrivals")].sum()
    refused = lossy.flow[1, arrow(compiled, "beds", "stay: refused")].sum()
    records.append(near("K10", "share lost in mean values: the fluid limit 1 − c/a",
                        1 - limit / load, refused / came, 1e-9))  # fmt: skip
    return records, {}
