"""Answers that hold exactly, and directions: conservation, Little's law, nothing, monotonicity."""

from __future__ import annotations

from typing import Any

import numpy as np
from engine_random import random_content
from engine_records import (
    Record,
    Result,
    arrow,
    by_chance,
    declared,
    exact,
    less,
    near,
    network,
    samples,
    steps,
)
from engine_theory import Array

from evenhand.compiled.network import GRAIN, CompiledNetwork
from evenhand.engines.network_run import Mode, NetworkOutcome, run_network
from evenhand.engines.replicates import Replicates, run_replicates


def conservation(full: bool) -> Result:
    """K8: whoever was there or came in has left or is still there, on random networks."""
    worst: dict[Mode, float] = {"mean": 0.0, "chance": 0.0}
    moved = 0.0
    number = 120 if full else 24
    for seed in range(number):
        compiled = network(random_content(seed))
        for mode, before in worst.items():
            off, came = _imbalance(compiled, mode, seed)
            worst[mode] = max(before, abs(off))
            moved += came
    about = f"largest imbalance of start + inflow and ends + stocks, {number} random networks"
    records = [exact("K8", f"{about}, {mode}", 0.0, off) for mode, off in worst.items()]
    records.append(less("K8", "1,000 against the people who came in these runs", moved, 1000.0))
    return records, {}


def _imbalance(compiled: CompiledNetwork, mode: Mode, seed: int) -> tuple[float, float]:
    outcome = run_network(compiled, mode, seed=seed)
    a, chance = compiled.arrays, mode == "chance"
    start = (a.holds.start_whole.sum() + a.queues.start_whole.sum() if chance
             else a.holds.start.sum() + a.queues.start.sum())  # fmt: skip
    came = outcome.flow[:, a.inflows.arrow].sum()
    first_end = len(compiled.stages) - 2
    left = outcome.flow[:, a.arrows.to >= first_end].sum()
    return float(start + came - left - outcome.stock[-1].sum()), float(came)


def little(full: bool) -> Result:
    """K9: person-days by counting stocks equal person-days by counting stays, exactly."""
    records = []
    days, places = (700 if full else 250), 3
    stages = {
        "come": {"inflow": {"per-day": {"class": {"a": 3.0, "b": 2.0}}, "spread": 0.3,
                            "to": "line"}},
        "line": {"queue": {"capacity": "court", "order": ["a", "b"], "to": "stay",
                           "start": {"class": {"a": 30.5, "b": 60}}}},
        "stay": {"delay": {"bands": [0, 19], "exits": {"left": [0, 1]}, "start": [57, 4]}},
    }  # fmt: skip
    capacities = {"court": {"per-day": {"place": {"place 0": 4.9, "place 1": 5.2, "others": 7}},
                            "serves": ["line"]}}  # fmt: skip
    compiled = network(declared(days, places, stages, classes=["a", "b"], capacities=capacities))
    a = compiled.arrays
    for mode, start_line, start_hold in (
        ("mean", a.queues.start, a.holds.start),
        ("chance", a.queues.start_whole, a.holds.start_whole),
    ):
        outcome = run_network(compiled, mode, seed=9)
        came = np.concatenate([start_line, outcome.flow[:, arrow(compiled, "come", "arrivals")]])
        by_stock = outcome.stock[:, 1].sum(axis=0) + start_line[0]
        rest = outcome.stock[-1, 1]
        by_stay = outcome.waited[:, 0].sum(axis=0) + [
            _still_waiting(came[:, cell], rest[cell]) for cell in range(compiled.cells)
        ]
        for kind, name in enumerate("ab"):
            records.append(exact("K9", f"days waited in the line, class {name}, {mode}",
                                 by_stock[kind::2].sum(), by_stay[kind::2].sum()))  # fmt: skip
        entered = outcome.flow[:, arrow(compiled, "line", "served")]
        left_to_go = np.minimum(20, days - np.arange(days))
        by_stay = left_to_go @ entered + np.arange(19, -1, -1) @ start_hold
        for kind, name in enumerate("ab"):
            records.append(near("K9", f"days in a delay of 20 days, class {name}, {mode}",
                                outcome.stock[:, 0].sum(axis=0)[kind::2].sum(),
                                by_stay[kind::2].sum(),
                                0.0 if mode == "chance" else GRAIN * days * days))  # fmt: skip
    return records, {}


def _still_waiting(came: Array, rest: float) -> float:
    """Days waited so far by the last ``rest`` who came; the first row came before the run."""
    waited, oldest = 0.0, len(came) - 1
    for number in range(oldest, -1, -1):
        here = min(rest, came[number])
        waited += here * (oldest - number + 1)
        rest -= here
    return waited


def limits_of_sense(full: bool) -> Result:
    """K13: nothing in, nothing out; no capacity; one class or two; the same run twice."""
    records = []
    content = random_content(3)
    compiled = network(content)
    first = run_network(compiled, "chance", seed=5, replicate=7)
    number = 12
    alone = [_bytes(run_network(compiled, "chance", seed=5, replicate=n)) for n in range(number)]
    records.append(exact("K13", f"different replicates of {number}", number, len(set(alone))))
    for workers, order in ((1, range(number)), (2, range(number)), (2, range(number)[::-1])):
        runs = run_replicates(compiled, order, seed=5, workers=workers)
        same = sum(_bytes(runs, row) == alone[n] for row, n in enumerate(runs.numbers))
        about = f"replicates of {number} equal to those run alone, {workers} threads"
        about += ", backwards" if order[0] else ""
        records.append(exact("K13", about, number, same))
    twin = network(_with_empty_change(content))
    for mode in ("mean", "chance"):
        one = first if mode == "chance" else run_network(compiled, "mean")
        two = run_network(twin, mode, seed=5, replicate=7)
        apart = float(np.abs(one.flow - two.flow).max() + np.abs(one.stock - two.stock).max())
        about = f"largest difference of a scenario that changes nothing, {mode}"
        records.append(exact("K13", about, 0.0, apart))
        records += _nothing(content, mode)
    return records + _one_or_two_classes(full), {}


def _bytes(outcome: NetworkOutcome | Replicates, row: int | None = None) -> bytes:
    """Everything counted by day, as bytes: of one run, or of one of several."""
    arrays = (getattr(outcome, name) for name in ("flow", "stock", "waited", "used", "above"))
    return b"".join((array if row is None else array[row]).tobytes() for array in arrays)


def _with_empty_change(content: dict[str, Any]) -> dict[str, Any]:
    """The same model, its inflow and capacity stated again from a later day on."""
    stages, capacities = dict(content["stages"]), dict(content["capacities"])
    for name, stage in stages.items():
        if "inflow" in stage:
            again = stage["inflow"]["per-day"]
            stages[name] = {"inflow": stage["inflow"] | {"per-day": steps(again, {20: again})}}
    for name, capacity in capacities.items():
        if "per-day" in capacity:
            again = capacity["per-day"]
            capacities[name] = capacity | {"per-day": steps(again, {20: again})}
    return content | {"stages": stages, "capacities": capacities}


def _nothing(content: dict[str, Any], mode: Mode) -> list[Record]:
    """No inflow and no start: nobody anywhere. No capacity: nobody served, nobody found."""
    empty = {
        name: {kind: {k: v for k, v in inner.items() if k != "start"} | (
            {"per-day": 0} if kind == "inflow" else {"thins": 0} if kind == "pool" else {}
        )}
        for name, stage in content["stages"].items() for kind, inner in stage.items()
    }  # fmt: skip
    nobody = run_network(network(content | {"stages": empty}), mode)
    idle = {n: c | {"per-day": 0} for n, c in content["capacities"].items() if "per-day" in c}
    rooms = {n: c for n, c in content["capacities"].items() if "room" in c}
    less_moves = {n: {k: v for k, v in c.items() if k != "moves"} for n, c in idle.items()}
    compiled = network(content | {"capacities": less_moves | rooms})
    still = run_network(compiled, mode)
    served = [number for number, (stage, exit_) in enumerate(compiled.arrows)
              if exit_ in {"served", "found"} and
              next(iter(content["stages"][stage].values()))["capacity"] in idle]  # fmt: skip
    return [
        exact("K13", f"people anywhere without inflow and start, {mode}", 0.0,
              float(nobody.flow.sum() + nobody.stock.sum())),
        exact("K13", f"cases served or found without capacity, {mode}", 0.0,
              float(still.flow[:, served].sum() + still.used.sum())),
    ]  # fmt: skip


def _one_or_two_classes(full: bool) -> list[Record]:
    """A class cut into two equal halves that share ranks changes nothing in the sum."""

    def built(classes: list[str]) -> CompiledNetwork:
        share = 1 / len(classes)
        stages = {
            "come": {"inflow": {"per-day": 12 * share, "to": "line"}},
            "line": {"queue": {"capacity": "officers", "cost": 2, "to": "stay",
                               "order": [classes], "start": 10 * share}},
            "stay": {"delay": {"bands": [0, 5], "exits": {"left": [0.1, 0.05], "line": [0.02, 0]},
                               "start": [20 * share, 40 * share]}},
            "pool": {"pool": {"capacity": "officers", "cost": 3, "thins": 0.5, "to": "stay",
                              "start": 400 * share}},
        }  # fmt: skip
        return network(declared(
            60, 25, stages, classes=classes,
            capacities={"officers": {"per-day": 28, "serves": ["line", "pool"]}},
            limits={"beds": {"of": ["stay"], "people": 90, "rule": "refuse", "to": "lost",
                             "order": [classes]}},
        ))  # fmt: skip

    one, two = built(["a"]), built(["a", "b"])

    def numbers(outcome: NetworkOutcome) -> list[float]:
        stock = outcome.stock.reshape(60, 3, 25, -1).sum(axis=3)
        flow = outcome.flow.sum(axis=(0, 2)) / 25
        return [*stock[-1].mean(axis=1), *flow, stock[30].var(axis=1, ddof=1)[0]]

    labels = [*(f"in {name} at the end" for name in (*one.holds, *one.queues)),
              *(f"flow {stage}, {name}" for stage, name in one.arrows),
              "variance in stay on day 30"]  # fmt: skip
    mean = [np.array(numbers(run_network(each, "mean"))) for each in (one, two)]
    replicates = 200 if full else 60
    drawn = [samples(each, numbers, replicates, seed=131 + index)
             for index, each in enumerate((one, two))]  # fmt: skip
    gap = float(np.abs(mean[0] - mean[1])[:-1].max())
    records = [near("K13", "largest difference of one class and two equal ones, mean values", 0.0,
                    gap, 1e-3)]  # fmt: skip
    for index, label in enumerate(labels):
        difference = drawn[0][:, index] - drawn[1][:, index]
        if np.ptp(difference) > 0:
            records.append(by_chance("K13", f"one class less two equal ones: {label}", 0.0,
                                     difference))  # fmt: skip
    return records


def monotonicity(full: bool) -> Result:
    """K14: which way the whole chain answers when beds bind."""
    records = []

    def removals(arrests: float, beds: float, rule: str, mean: float) -> CompiledNetwork:
        early = 0.0 if rule == "release" else 1 / mean
        stages = {
            "arrests": {"inflow": {"per-day": arrests, "to": "stay"}},
            "stay": {"delay": {"bands": [0, 20], "exits": {"left": [early, 1 / mean]}}},
        }
        limits = {"beds": {"of": ["stay"], "people": beds, "rule": rule, "to": "lost"}}
        return network(declared(600, 1, stages, limits=limits))

    def found(compiled: CompiledNetwork, mode: Mode) -> tuple[float, float]:
        number = 1 if mode == "mean" else 60 if full else 20
        runs = [run_network(compiled, mode, replicate=n) for n in range(number)]
        left, out = (np.mean([run.flow[300:, rows].sum() for run in runs]) for rows in (
            [arrow(compiled, "stay", "left")],
            [n for n, (stage, _) in enumerate(compiled.arrows) if stage == "beds"],
        ))  # fmt: skip
        return float(left), float(out)

    for rule in ("refuse", "release"):
        for mode in ("mean", "chance"):
            base, more, beds, slow = (found(removals(*numbers[:2], rule, numbers[2]), mode)
                                      for numbers in ((30, 1000, 40), (39, 1000, 40),
                                                      (30, 1100, 40), (30, 1000, 48)))  # fmt: skip
            about = f"beds bind, rule {rule}, {mode}"
            slack = 1e-3 if mode == "mean" else 0.003 * base[0]
            records += [
                less("K14", f"removals with 30 % more arrests, {about}",
                     base[0] + (slack if rule == "refuse" else 0), more[0],
                     strictly=rule == "release"),
                less("K14", f"refused or released before, with 30 % more arrests, {about}", more[1],
                     base[1]),
                less("K14", f"removals before, with 10 % more beds, {about}", beds[0], base[0]),
                less("K14", f"removals with stays 20 % longer, {about}", base[0], slow[0]),
            ]  # fmt: skip
    return records, {}
