"""The engine by chance has the distributions of the reference that runs case by case."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from evenhand.compiled.network import CompiledNetwork

VERIFICATION = Path(__file__).parents[2] / "verification"
EVERY_ACT = {0, 1, 2}


@pytest.fixture(scope="module")
def program() -> Iterator[ModuleType]:
    sys.path.insert(0, str(VERIFICATION))
    try:
        yield importlib.import_module("chance_against_reference")
    finally:
        sys.path.remove(str(VERIFICATION))


@pytest.fixture(scope="module")
def records(program: ModuleType) -> list[Any]:
    return list(program.compare(full=False))


@pytest.fixture(scope="module")
def networks(program: ModuleType) -> dict[str, CompiledNetwork]:
    return {name: program.network_of(text, name) for name, text in program.NETWORKS.items()}


def test_no_number_of_any_network_differs_in_distribution(
    program: ModuleType, records: list[Any]
) -> None:
    compared = [record for record in records if record.kind == program.COMPARISON]
    limit = program.FALSE_ALARM / len(compared)
    assert len(compared) > 3_000
    assert {record.network for record in compared} == set(program.NETWORKS)
    differs = [(r.network, r.statistic, r.p) for r in compared if not r.p >= limit]
    assert differs == []
    assert all(record.passed for record in compared)


def test_every_control_with_a_known_defect_is_rejected(
    program: ModuleType, records: list[Any]
) -> None:
    controls = [record for record in records if record.kind == program.CONTROL]
    assert len(controls) == len(program.CONTROLS) + len(program.BROKEN)
    assert [record.network for record in controls if not record.passed] == []


def test_small_p_are_as_rare_as_they_should_be(program: ModuleType, records: list[Any]) -> None:
    p = np.array([r.p for r in records if r.kind == program.COMPARISON])
    # Tests of one network depend on each other, so the shares are rough.
    assert 0.002 < np.mean(p < 0.01) < 0.03
    assert 0.35 < np.mean(p < 0.5) < 0.65


def test_the_networks_use_every_kind_of_stage_and_option(
    networks: dict[str, CompiledNetwork],
) -> None:
    arrays = [network.arrays for network in networks.values()]
    assert {int(kind) for a in arrays for kind in a.acts.kind} == EVERY_ACT
    assert {int(n) for a in arrays for n in a.inflows.noise} == {0, 1}
    spreads = {int(n) for a in arrays for n in a.inflows.shared[a.inflows.spread > 0]}
    assert spreads == {0, 1, 2}
    assert {int(n) for a in arrays for n in a.limits.rule.ravel()} == {0, 1, 2}
    assert {int(n) for a in arrays for n in a.limits.national} == {0, 1}
    assert {int(n) for a in arrays for n in a.capacities.national} == {0, 1}
    assert any((a.capacities.room >= 0).any() for a in arrays)
    assert any((a.answers.inflow >= 0).any() for a in arrays)
    assert any((a.answers.inflow < 0).any() and (a.answers.power < 0).any() for a in arrays)
    assert any((a.holds.level_row >= 0).any() for a in arrays)
    assert any((a.holds.most < 1).any() for a in arrays)
    assert any((a.pools.thins > 0).any() for a in arrays)
    assert any((a.arrows.map >= 0).any() for a in arrays)
    assert {0, 2} <= {int(n) for a in arrays for n in a.queues.patience}
    assert any((a.pools.follows >= 0).any() for a in arrays)
    assert any(a.limits.of_queue.any() for a in arrays)
    noisy = {int(n) for a in arrays for n in a.capacities.shared[a.capacities.spread > 0]}
    assert noisy == {0, 1}


def test_the_same_seed_gives_the_reference_the_same_run(
    program: ModuleType, networks: dict[str, CompiledNetwork]
) -> None:
    for network in networks.values():
        one, again, other = (program.NetworkReference(network).run(seed) for seed in (1, 1, 2))
        for table in ("flow", "stock", "waited", "used", "above", "waits"):
            assert (getattr(one, table) == getattr(again, table)).all()
        assert (one.flow != other.flow).any()


def test_the_reference_loses_and_makes_nobody(
    program: ModuleType, networks: dict[str, CompiledNetwork]
) -> None:
    for network in networks.values():
        a, run = network.arrays, program.NetworkReference(network).run(5)
        start = a.holds.start_whole.sum() if a.holds.start_row[-1] else 0
        came = run.flow[:, a.inflows.arrow].sum() + start + a.queues.start_whole.sum()
        ends = [network.stages[to] not in (*network.holds, *network.queues) for to in a.arrows.to]
        splits = np.isin(a.arrows.to, a.splits.stage)
        gone = run.flow[:, np.array(ends) & ~splits].sum()
        assert came == gone + run.stock[-1].sum()


def test_pictures_show_every_control(program: ModuleType, records: list[Any]) -> None:
    uniform, controls = program.pictures(records)
    assert uniform.wide.startswith("<svg")
    assert controls.data.height == len(program.CONTROLS) + len(program.BROKEN)


def test_where_the_level_is_zero_nobody_leaves_even_if_the_signal_is_nothing(
    program: ModuleType,
) -> None:
    text = """
days: 3
places: [A]
stages:
  arrivals: {inflow: {per-day: 0, to: stay}}
  stay:
    delay:
      level: 0
      responses: [{inflow: arrivals, usual: 5, power: 1, falls: true}]
      exits: {out: 0.5}
      start: 10
ends: [out]
"""
    network = program.network_of(text, "zero level")
    assert program.by_reference(network)(0).stock[:, 0, 0].tolist() == [10, 10, 10]
    assert program.by_engine(network)(0).stock[:, 0, 0].tolist() == [10, 10, 10]
