"""Runs for tests: random ones to compare engines on, and known ones shared with the page."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from evenhand.compiled.custody import OVERFLOW_RULES, CompiledCustody
from evenhand.compiled.network import whole_grains
from evenhand.engines.cohorts import run_custody
from evenhand.model.classes import AGE_DAYS, CLASSES, EXITS, ORIGINS
from evenhand.model.custody import CustodyModel
from evenhand.model.parameters import defaults
from evenhand.results.tables import daily_table, monthly_table
from evenhand.simulation import Simulation

VERIFICATION = Path(__file__).parents[1] / "verification"
ORIGIN_COUNT, CLASS_COUNT = len(ORIGINS), len(CLASSES)


def verification(name: str):
    """A module of the folder ``verification``, which is no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, VERIFICATION / f"{name}.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


known_runs = verification("known_runs")


@st.composite
def random_runs(draw, longest: int = 6, rules=OVERFLOW_RULES) -> CompiledCustody:
    """Any small run: states, hazards, levels, book-ins, beds, rules, speeds and feedback."""
    days = draw(st.integers(1, longest))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    exponents = st.sampled_from((0.0, 0.25, 0.5, 1.0, 2.0, 3.0))
    size = draw(st.sampled_from((0.0, 0.01, 3.0, 400.0)))
    state = rng.exponential(size, (ORIGIN_COUNT, CLASS_COUNT, AGE_DAYS)) if size else 0.0
    state = state * (rng.random((ORIGIN_COUNT, CLASS_COUNT, AGE_DAYS)) < draw(st.floats(0, 1)))
    people = float(np.sum(state))
    flow = draw(st.sampled_from((0.0, 0.3, 500.0)))
    shares = rng.exponential(1.0, (CLASS_COUNT, len(EXITS)))
    shares[rng.random(shares.shape) < 0.3] = 0.0
    shares[:, -1] += 1e-3
    beds = max(people, 100.0) * rng.choice(
        [0.0, 0.5, 0.9, 1.0, 1.1, 3.0, np.inf], days, p=draw(_weights())
    )
    return CompiledCustody(
        first_day=date(2026, 1, 26),
        state=whole_grains(state),
        base_hazard=rng.random((ORIGIN_COUNT, AGE_DAYS)) * draw(st.floats(0, 1)),
        level=rng.random((days, ORIGIN_COUNT)) * draw(st.sampled_from((0.5, 2.0, 20.0))),
        book_ins=rng.random((days, ORIGIN_COUNT, CLASS_COUNT)) * flow,
        reason_shares=shares / shares.sum(axis=1, keepdims=True),
        removal_speed=rng.choice(draw(st.sampled_from(((1.0,), (0.0, 0.5), (1.25, 4.0)))), days),
        beds=beds,
        overflow=rng.choice([OVERFLOW_RULES.index(rule) for rule in rules], days).astype(float),
        own_stock=np.array([draw(exponents), draw(exponents)]),
        all_stock=np.array([draw(exponents), draw(exponents)]),
        inflow=np.array([draw(exponents), draw(exponents)]),
        inflow_memory=1 / draw(st.sampled_from((15.0, 30.0, 60.0))),
        stock_reference=rng.random(ORIGIN_COUNT) * people + 1,
        usual_book_ins=rng.random(ORIGIN_COUNT) * flow + 1,
        recent_book_ins=rng.random(ORIGIN_COUNT) * flow,
    )


def _weights():
    """Whether beds are mostly scarce, mostly ample, or anything."""
    scarce = [0.2, 0.4, 0.2, 0.1, 0.1, 0.0, 0.0]
    ample = [0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.4]
    return st.sampled_from((scarce, ample, [1 / 7] * 7))


def small_model(**changed) -> CustodyModel:
    """A fitted model that was fitted to nothing: round numbers, 26 January 2026 is day one."""
    rng = np.random.default_rng(20260126)
    ages = np.exp(-np.arange(AGE_DAYS) / 40.0)
    state = whole_grains(rng.uniform(50, 150, (ORIGIN_COUNT, CLASS_COUNT, 1)) * ages)
    shares = rng.uniform(0.5, 1.5, (CLASS_COUNT, len(EXITS)))
    model = CustodyModel(
        start=date(2026, 1, 25),
        cut_off=date(2026, 2, 5),
        parameters=defaults(),
        state=state,
        level=np.array([0.6, 0.3]),
        class_shares=np.array([[0.4, 0.25, 0.35], [0.2, 0.1, 0.7]]),
        reason_shares=shares / shares.sum(axis=1, keepdims=True),
        book_ins=np.array([200.0, 40.0]),
        usual_book_ins=np.array([190.0, 45.0]),
        recent_book_ins=np.array([195.0, 42.0]),
        editions="none",
    )
    return replace(model, **changed)


def limited(simulation: Simulation, day: int, beds: float) -> Simulation:
    """The same run with beds from a day on, above which people are released."""
    run = simulation.run
    limit = run.beds.copy()
    limit[day:] = beds
    run = replace(run, beds=limit, overflow=np.full(run.days, OVERFLOW_RULES.index("release")))
    outcome = run_custody(run)
    flows = {"stock": outcome.stock, "book_ins": outcome.book_ins, "short": outcome.short,
             "refused": outcome.refused, "exits": outcome.exits}  # fmt: skip
    daily = daily_table(outcome.first_day, flows)
    return replace(simulation, run=run, outcome=outcome, daily=daily, monthly=monthly_table(daily))
