"""One question to a network: run it, and lay out what came of it in tidy tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np
import polars as pl

from evenhand.compiled.network import Array, CompiledNetwork, Index
from evenhand.engines.network_run import Mode, NetworkOutcome, Recording, run_network
from evenhand.engines.replicates import Replicates, quantiles, run_replicates, wait_quantile

Period = Literal["day", "week", "month", "run"]
Group = Literal["all", "place", "class", "track", "cell"]
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles over replicates that the tables hold: the median, 50 and 90 percent intervals."""
WAIT_LEVELS = (0.5, 0.9)


@dataclass(frozen=True)
class NetworkSimulation:
    """What came of running a network.

    Args:
        counts: Flows, stocks, capacity used and people above limits, by period and group:
            columns ``period``, ``measure``, ``stage``, ``exit``, ``group``, ``mean`` and, over
            replicates, ``q05`` to ``q95``.
        waits: Waiting times of those served, by queue and class, over the whole run, in days.
    """

    counts: pl.DataFrame
    waits: pl.DataFrame


def recording_of(network: CompiledNetwork, per: Period, by: Group) -> Recording:
    """What to keep, by the names of a period and of a group.

    Args:
        network: The compiled network.
        per: Length of a period.
        by: What cells are told apart by.
    """
    days = [network.first_day + timedelta(days=day) for day in range(network.days)]
    keys: dict[Period, Callable[[date], object]] = {
        "day": lambda day: day,
        "week": lambda day: (day - network.first_day).days // 7,
        "month": lambda day: (day.year, day.month),
        "run": lambda _: 0,
    }
    return Recording(_numbered([keys[per](day) for day in days]), _groups(network, by))


def _numbered(keys: list[object]) -> Index:
    """Numbers from 0 that grow by one where the key changes."""
    changes = [0, *(int(a != b) for a, b in pairwise(keys))]
    return np.cumsum(changes).astype(np.int64)


def _groups(network: CompiledNetwork, by: Group) -> Index:
    shape = (len(network.places), len(network.classes), len(network.tracks))
    place, kind, track = np.indices(shape).reshape(3, -1)
    cells = np.arange(network.cells)
    return {"all": cells * 0, "place": place, "class": kind, "track": track, "cell": cells}[by]


def group_names(network: CompiledNetwork, by: Group) -> list[str]:
    """What the groups are called."""
    names: dict[Group, list[str]] = {
        "all": ["all"],
        "place": list(network.places),
        "class": list(network.classes),
        "track": list(network.tracks),
        "cell": [
            f"{p} / {c} / {t}"
            for p in network.places
            for c in network.classes
            for t in network.tracks
        ],
    }
    return names[by]


def simulate_network(
    network: CompiledNetwork,
    mode: Mode = "mean",
    *,
    replicates: int = 100,
    seed: int = 0,
    workers: int | None = None,
    per: Period = "month",
    by: Group = "class",
    progress: Callable[[int, int], None] | None = None,
) -> NetworkSimulation:
    """Run a network in mean values, or replicates of it by chance, and lay out the results.

    Args:
        network: The compiled network.
        mode: ``mean`` or ``chance``.
        replicates: How many replicates by chance.
        seed: Seed of the random numbers.
        workers: Threads; as many as there are cores if not given.
        per: Length of a period.
        by: What cells are told apart by.
        progress: Told how many replicates are done, and of how many.

    Raises:
        ModelError: when the results would not fit into memory.
    """
    recording = recording_of(network, per, by)
    ran: NetworkOutcome | Replicates
    if mode == "mean":
        ran = run_network(network, "mean", recording=recording)
    else:
        ran = run_replicates(
            network,
            replicates,
            seed=seed,
            workers=workers,
            recording=recording,
            progress=progress,
        )
    names = group_names(network, by)
    starts = _starts(network, recording.period)
    lines = [*network.holds, *network.queues]
    parts = [
        _tidy(ran.flow, mode, "flow", starts, list(network.arrows), names),
        _tidy(ran.stock, mode, "stock at the end", starts, [(n, "") for n in lines], names),
        _tidy(ran.days, mode, "person-days", starts, [(n, "") for n in lines], names),
        _tidy(ran.waited, mode, "days waited", starts, [(q, "") for q in network.queues], names),
        *_by_scope(network, ran, mode, starts),
    ]
    return NetworkSimulation(pl.concat(parts), _waits(network, ran.waits))


def _by_scope(
    network: CompiledNetwork, ran: NetworkOutcome | Replicates, mode: Mode, starts: list[date]
) -> list[pl.DataFrame]:
    """Capacities and limits: by place, or one number where all places share it."""
    arrays, parts = network.arrays, []
    for number, capacity in enumerate(network.capacities):
        if arrays.capacities.room[number] >= 0:
            continue  # a room is what a limit leaves free; its use is the stock under the limit
        shared = bool(arrays.capacities.national[number])
        values = ran.used[..., [number], : 1 if shared else None]
        groups = ["all"] if shared else list(network.places)
        parts.append(_tidy(values, mode, "capacity used", starts, [capacity], groups))
    for number, limit in enumerate(network.limits):
        shared = bool(arrays.limits.national[number])
        values = ran.above[..., [number], : 1 if shared else None]
        groups = ["all"] if shared else list(network.places)
        measure = "person-days above the limit"
        parts.append(_tidy(values, mode, measure, starts, [(limit, "")], groups))
    return parts


def _starts(network: CompiledNetwork, period: Index) -> list[date]:
    """First day of each period."""
    firsts = np.searchsorted(period, np.arange(int(period[-1]) + 1))
    return [network.first_day + timedelta(days=int(day)) for day in firsts]


def _tidy(
    values: Array,
    mode: Mode,
    measure: str,
    starts: list[date],
    rows: list[tuple[str, str]],
    groups: list[str],
) -> pl.DataFrame:
    """Values ``([replicate,] period, row, group)`` as a tidy table."""
    found = {"mean": values if mode == "mean" else values.mean(axis=0)}
    if mode == "chance":
        for level, part in zip(LEVELS, quantiles(values, LEVELS), strict=True):
            found[f"q{round(level * 100):02d}"] = part
    shape = found["mean"].shape
    period, row, group = np.indices(shape).reshape(3, -1)
    table = pl.DataFrame(
        {
            "period": pl.Series([starts[index] for index in period], dtype=pl.Date),
            "measure": pl.Series([measure] * len(row), dtype=pl.String),
            "stage": pl.Series([rows[index][0] for index in row], dtype=pl.String),
            "exit": pl.Series([rows[index][1] for index in row], dtype=pl.String),
            "group": pl.Series([groups[index] for index in group], dtype=pl.String),
        }
    )
    return table.with_columns(
        pl.Series(name, part.ravel(), dtype=pl.Float64) for name, part in found.items()
    )


def _waits(network: CompiledNetwork, waits: Array) -> pl.DataFrame:
    """Waiting times by queue and class."""
    days = np.arange(waits.shape[2])
    rows = []
    for number, queue in enumerate(network.queues):
        for kind, name in enumerate(network.classes):
            served = waits[number, kind]
            total = float(served.sum())
            mean = float((served * days).sum()) / total if total else float("nan")
            quantiles = [wait_quantile(served, level) for level in WAIT_LEVELS]
            rows.append((queue, name, total, mean, *quantiles))
    columns = [
        "queue",
        "class",
        "served",
        "mean",
        *(f"q{level * 100:.0f}" for level in WAIT_LEVELS),
    ]
    return pl.DataFrame(
        rows,
        schema={name: pl.String if name in {"queue", "class"} else pl.Float64 for name in columns},
        orient="row",
    )
