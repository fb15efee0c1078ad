"""The national network of the benchmarks, at any scale, and what its runs record."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from evenhand.compiled.compile_network import compile_network
from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_run import Recording
from evenhand.model.network import Network
from evenhand.model.network_files import load_network
from evenhand.network_simulation import recording_of

Draws = Literal["daily", "entry"]
FILE = Path(__file__).parent / "national.yaml"


@cache
def national(scale: float = 1.0, draws: Draws = "daily") -> CompiledNetwork:
    """The compiled network.

    Args:
        scale: What people, inflows, capacities and limits are multiplied by.
        draws: When the exits of delays are drawn: each day, or once, as the peers do, at entry.
    """
    network, where = load_network(FILE)
    return compile_network(drawn(scaled(network, scale), draws), where)


def drawn(network: Network, draws: Draws) -> Network:
    """A declared network with the exits of all delays drawn at the same time."""
    stages = {
        name: stage if stage.delay is None else _with(stage, delay=_with(stage.delay, draws=draws))
        for name, stage in network.stages.items()
    }
    return _with(network, stages=stages)


def scaled(network: Network, scale: float) -> Network:
    """A declared network with all people, inflows, capacities and limits multiplied.

    Args:
        network: The declared network.
        scale: The factor.
    """
    if scale == 1:
        return network

    def times(quantity: Any) -> dict[str, Any]:
        return {"times": [scale, quantity]}

    stages = {}
    for name, stage in network.stages.items():
        changes: dict[str, Any] = {}
        if stage.inflow is not None:
            changes["inflow"] = _with(stage.inflow, per_day=times(stage.inflow.per_day))
        for kind in ("delay", "queue", "pool"):
            if (part := getattr(stage, kind)) is not None:
                changes[kind] = _with(part, start=times(part.start))
        stages[name] = _with(stage, **changes)
    capacities = {
        name: part if part.per_day is None else _with(part, per_day=times(part.per_day))
        for name, part in network.capacities.items()
    }
    limits = {n: _with(part, people=times(part.people)) for n, part in network.limits.items()}
    return _with(network, stages=stages, capacities=capacities, limits=limits)


def _with(part: Any, **changes: Any) -> Any:
    return part.model_copy(update=changes)


def by_month_and_class(network: CompiledNetwork) -> Recording:
    """A recording of every month and class."""
    return recording_of(network, "month", "class")
