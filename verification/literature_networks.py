"""Small networks: one stage or one court on a publication's own numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from evenhand.compiled.compile_network import compile_network
from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_run import NetworkOutcome, record_everything, run_network
from evenhand.model.levers import Array
from evenhand.model.network import Network

YEAR = 365


def network(
    days: int, stages: dict[str, Any], *, ends: tuple[str, ...] = ("out",), **more: Any
) -> CompiledNetwork:
    """A small network of one place and class, compiled.

    Args:
        days: Number of days.
        stages: As a network file has them.
        ends: Names of the ends.
        more: Other parts of a network file.
    """
    content = {
        "title": "a publication's set-up",
        "source": "verification",
        "first-day": date(2000, 1, 1),
        "days": days,
        "places": ["all"],
        "stages": stages,
        "ends": list(ends),
    }
    return compile_network(Network.model_validate(content | more))


def in_mean_values(compiled: CompiledNetwork) -> NetworkOutcome:
    """What a small network does in mean values, day by day."""
    return run_network(compiled, "mean", recording=record_everything(compiled))


def stock_of(compiled: CompiledNetwork, found: NetworkOutcome, stage: str) -> Array:
    """People in a stage at the end of each day ``(day,)``."""
    stages = (*compiled.holds, *compiled.queues)
    people: Array = found.stock[:, stages.index(stage)].sum(axis=-1)
    return people


def constant_stay(arrivals: float, stay: float, days: int) -> float:
    """People there in the end when arrivals and the mean stay are constant.

    Args:
        arrivals: People per day.
        stay: Mean stay in days.
        days: Days of the run, many stays long.
    """
    compiled = network(
        days,
        {
            "book-ins": {"inflow": {"per-day": arrivals, "to": "detention"}},
            "detention": {"delay": {"exits": {"out": 1 / stay}}},
        },
    )
    return float(stock_of(compiled, in_mean_values(compiled), "detention")[-1])


def court(start: float, receipts: Any, completions: Any, years: int) -> Array:
    """Pending cases of a court at the end of each year ``(year,)``.

    Args:
        start: Pending cases at the start.
        receipts: Cases a day, a number or a quantity of a network file.
        completions: Cases a day, a number or a quantity of a network file.
        years: Years of the run.
    """
    compiled = network(
        years * YEAR,
        {
            "new cases": {"inflow": {"per-day": receipts, "to": "court"}},
            "court": {"queue": {"capacity": "judges", "start": start, "to": "out"}},
        },
        capacities={"judges": {"per-day": completions, "unit": "completions", "serves": ["court"]}},
    )
    return stock_of(compiled, in_mean_values(compiled), "court")[YEAR - 1 :: YEAR]
