"""The custody half by itself: what the back-tests judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from evenhand.compiled.custody import CompiledCustody, compile_custody
from evenhand.engines.cohorts import run_custody
from evenhand.engines.outcome import CustodyOutcome
from evenhand.model.custody import CustodyModel
from evenhand.results.tables import daily_table, monthly_table
from evenhand.timeline import next_month

YEARS_AHEAD = 2
"""A run is this long when nobody says otherwise."""


@dataclass(frozen=True)
class Simulation:
    """One run of the model: what was run and what came out.

    Args:
        model: The fitted model.
        run: The compiled run.
        outcome: Daily arrays.
        daily: The same as a tidy table.
        monthly: Months of it.
    """

    model: CustodyModel
    run: CompiledCustody
    outcome: CustodyOutcome
    daily: pl.DataFrame
    monthly: pl.DataFrame


def default_last_day(model: CustodyModel) -> date:
    """The last day of a run when nobody says otherwise: a month's end two years on."""
    year, month = next_month(model.start.year, model.start.month, YEARS_AHEAD * 12 + 1)
    return date.fromordinal(date(year, month, 1).toordinal() - 1)


def simulate(model: CustodyModel, last_day: date | None = None) -> Simulation:
    """Run a fitted custody model forward, everything as it was at the start.

    Args:
        model: The fitted model; the run begins on the day after its newest snapshot.
        last_day: The last day of the run; two years on when not given.

    Raises:
        ModelError: when the days cannot be run.
    """
    compiled = compile_custody(model, last_day or default_last_day(model))
    outcome = run_custody(compiled)
    flows = {
        "stock": outcome.stock,
        "book_ins": outcome.book_ins,
        "short": outcome.short,
        "refused": outcome.refused,
        "exits": outcome.exits,
    }
    daily = daily_table(outcome.first_day, flows)
    return Simulation(model, compiled, outcome, daily, monthly_table(daily))
