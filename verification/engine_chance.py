"""Chance against mean values as people grow more, and scenarios that share their random numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
from engine_random import CHANGED, CHANGES, content
from engine_records import Result, arrow, declared, exact, less, network, samples
from engine_theory import Array

from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_run import NetworkOutcome, run_network

SCALES = (1, 10, 100, 1000)


def many_people(full: bool) -> Result:
    """Mean values are what the average of chance tends to as people grow more.

    With few people a queue waits though its capacity would do on average, and a limit refuses
    though there is room on average: mean values leave that out. The gap must vanish in relation.
    """
    days, places = 300, 40
    labels = ("people in detention", "people in the pool", "days waited in the line",
              "people refused")  # fmt: skip
    gaps: dict[str, list[float]] = {label: [] for label in labels}
    points, replicates = [], 40 if full else 10
    for scale in SCALES:
        compiled = _chain(scale, days, places)
        line, refused = len(compiled.holds), arrow(compiled, "beds", "detention: refused")

        def numbers(
            outcome: NetworkOutcome, line: int = line, refused: int = refused
        ) -> list[float]:
            people = outcome.stock.mean(axis=2)
            return [*people.mean(axis=0)[:2], people[:, line].sum(),
                    outcome.flow[:, refused].sum() / places]  # fmt: skip

        mean = np.array(numbers(run_network(compiled, "mean")))
        drawn = samples(compiled, numbers, replicates, seed=51)
        error = drawn.std(axis=0, ddof=1) / math.sqrt(replicates)
        for index, label in enumerate(labels):
            gap = abs(float(drawn[:, index].mean()) / mean[index] - 1)
            gaps[label].append(gap)
            points.append((float(scale), max(gap, 1e-7), float(error[index] / mean[index]), label))
    records = []
    for label, found in gaps.items():
        records += [
            less("mean and chance", f"relative gap of {label}, 1,000 times the people, against a "
                 "twentieth of the gap at once, or 0.01 %", max(found[0] / 20, 1e-4), found[-1]),
            less("mean and chance", f"relative gap of {label}, 1,000 times the people", 0.01,
                 found[-1]),
        ]  # fmt: skip
    schema = ["scale", "gap", "error", "line"]
    return records, {"scale": pl.DataFrame(points, schema=schema, orient="row")}


def _chain(scale: float, days: int, places: int) -> CompiledNetwork:
    """A line, a pool and a limit that are all near their capacity; more people on request."""
    stages = {
        "come": {"inflow": {"per-day": 4.0 * scale, "to": "line"}},
        "line": {"queue": {"capacity": "officers", "cost": 2, "to": "detention",
                           "start": 40 * scale}},
        "detention": {"delay": {"bands": [0, 5], "exits": {"left": [0.1, 0.02]},
                                "start": [15 * scale, 60 * scale]}},
        "pool": {"pool": {"capacity": "officers", "cost": 4, "thins": 1.0, "to": "detention",
                          "start": 200 * scale}},
        "new": {"inflow": {"per-day": 0.4 * scale, "to": "pool"}},
    }  # fmt: skip
    return network(declared(
        days, places, stages,
        capacities={"officers": {"per-day": 9.0 * scale, "serves": ["line", "pool"]}},
        limits={"beds": {"of": ["detention"], "people": 125 * scale, "rule": "refuse",
                         "to": "lost"}},
    ))  # fmt: skip


def common_numbers(full: bool) -> Result:
    """Two scenarios with one seed agree exactly until they differ; then they still keep near."""
    records, points = [], []
    replicates = 1000 if full else 300
    base = network(content())
    kept = _outcomes(base, 12, 77)
    before = _totals(base, replicates, 77)
    for name in CHANGES:
        other = network(content(name))
        apart = [
            max(float(np.abs(one[:CHANGED] - two[:CHANGED]).max()) for one, two in
                zip(kept[number], again, strict=True))
            for number, again in enumerate(_outcomes(other, 12, 77))
        ]  # fmt: skip
        records.append(exact("common numbers", f"largest difference anywhere before the change: "
                             f"{name}", 0.0, max(apart)))  # fmt: skip
        together = _totals(other, replicates, 77)
        for index, label in enumerate(("removals", "people on the docket")):
            bound, ratio = _ratio(before[:, index], together[:, index])
            records.append(less("common numbers", f"variance of the difference in {label} against "
                                f"independent seeds: {name}", bound, ratio))  # fmt: skip
            points.append((name, ratio, label))
        changed = float(np.abs(together - before).max())
        records.append(less("common numbers", f"the change changes something: {name}", changed,
                            0.0))  # fmt: skip
    seeds = _outcomes(base, 1, 78)[0]
    apart = max(float(np.abs(a[:CHANGED] - b[:CHANGED]).max())
                for a, b in zip(kept[0], seeds, strict=True))  # fmt: skip
    bound, ratio = _ratio(before[:, 0], _totals(base, replicates, 78)[:, 0])
    controls = (
        exact("common numbers", "largest difference before the change, other seeds", 0.0, apart),
        less("common numbers", "variance of the difference in removals against independent seeds, "
             "other seeds", bound, ratio),
    )  # fmt: skip
    records += [replace(control, control=True) for control in controls]
    schema = ["change", "ratio", "line"]
    return records, {"ratios": pl.DataFrame(points, schema=schema, orient="row")}


def _ratio(one: Array, two: Array) -> tuple[float, float]:
    """The variance of differences against that with independent seeds, and a bound for it.

    With independent seeds it is one less a correlation that is 0 give or take one over the root
    of the number of replicates, times how equal the variances are; the bound lies four of these
    standard errors below one.
    """
    first, second = float(np.var(one, ddof=1)), float(np.var(two, ddof=1))
    equal = 2 * math.sqrt(first * second) / (first + second)
    bound = 1 - 4 * equal / math.sqrt(len(one))
    return bound, float(np.var(two - one, ddof=1)) / (first + second)


def _outcomes(compiled: CompiledNetwork, replicates: int, seed: int) -> list[tuple[Array, ...]]:
    """Everything counted by day, of some replicates."""
    runs = (run_network(compiled, "chance", seed=seed, replicate=n) for n in range(replicates))
    return [(run.flow, run.stock, run.waited, run.used, run.above) for run in runs]


def _totals(compiled: CompiledNetwork, replicates: int, seed: int) -> Array:
    """Removals and person-days on the docket after the change ``(replicate, 2)``."""
    removed = [n for n, (_, exit_) in enumerate(compiled.arrows) if exit_ == "removed"]
    held = compiled.holds.index("docket")

    def numbers(outcome: NetworkOutcome) -> tuple[float, float]:
        return outcome.flow[CHANGED:, removed].sum(), outcome.stock[CHANGED:, held].sum()

    return samples(compiled, numbers, replicates, seed=seed)
