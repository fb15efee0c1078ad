"""Applying a scenario to a compiled run: a pure function from run to run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from evenhand.compiled.custody import OVERFLOW_RULES, CompiledCustody, check_compiled
from evenhand.errors import Problem, ScenarioError
from evenhand.model.classes import ORIGINS
from evenhand.model.custody import Array
from evenhand.scenarios.schema import Change, Scenario


def apply_scenario(run: CompiledCustody, scenario: Scenario) -> CompiledCustody:
    """The run with the scenario's changes in place; the given run is left as it is.

    Args:
        run: The baseline.
        scenario: The changes.

    Raises:
        ScenarioError: when a change lies wholly outside the days of the run.
    """
    book_ins, beds = run.book_ins.copy(), run.beds.copy()
    overflow, speed = run.overflow.copy(), run.removal_speed.copy()
    last = run.first_day + timedelta(days=run.days - 1)
    outside = [
        Problem(f"change '{name}'", f"begins {change.from_}, after the run ends ({last})",
                "run longer with --until, or begin the change earlier")
        for name, change in scenario.changes.items()
        if change.from_ > last
    ]  # fmt: skip
    outside += [
        Problem(f"change '{name}'", f"ends {change.until}, before the run begins",
                f"the run begins {run.first_day}")
        for name, change in scenario.changes.items()
        if change.until is not None and change.until < run.first_day
    ]  # fmt: skip
    if outside:
        raise ScenarioError(outside)
    for change in scenario.changes.values():
        days = _days(run, change)
        if change.lever == "book-ins":
            for name in change.origins:
                origin = ORIGINS.index(name)
                total = book_ins[:, origin].sum(axis=1)
                wanted = changed_values(run, change, total)
                mix = _class_mix(book_ins[:, origin], name)
                book_ins[days, origin] = np.where(
                    total[days, None] > 0,
                    book_ins[days, origin]
                    * (wanted[days] / np.where(total[days] > 0, total[days], 1.0))[:, None],
                    wanted[days, None] * mix[None],
                )
        elif change.lever == "beds":
            beds[days] = changed_values(run, change, beds)[days]
            overflow[days] = OVERFLOW_RULES.index(change.overflow or "overflow")
        else:
            speed[days] = changed_values(run, change, speed)[days]
    changed = replace(run, book_ins=book_ins, beds=beds, overflow=overflow, removal_speed=speed)
    check_compiled(changed)
    return changed


def _class_mix(book_ins: Array, origin: str) -> Array:
    """Classes of an origin's book-ins over the run, for days on which the baseline has none."""
    total = float(book_ins.sum())
    if total <= 0:
        what = f"changes book-ins of {origin}, but the baseline has none whose classes to keep"
        raise ScenarioError(Problem("change of book-ins", what, "leave this origin out"))
    mix: Array = book_ins.sum(axis=0) / total
    return mix


def _days(run: CompiledCustody, change: Change) -> slice:
    first = max(0, (change.from_ - run.first_day).days)
    end = run.days if change.until is None else (change.until - run.first_day).days + 1
    return slice(first, min(run.days, end))


def changed_values(run: CompiledCustody, change: Change, baseline: Array) -> Array:
    """A lever's values by day once a change is in place ``(day,)``.

    Several origins that are given one ``value`` each get that value.

    Args:
        run: The baseline run, for its days.
        change: The change.
        baseline: The lever's values before ``(day,)``.
    """
    values = baseline.copy()
    first = (change.from_ - run.first_day).days
    if change.series is not None:
        for day, value in sorted(change.series.items()):
            values[max(0, (day - run.first_day).days) :] = value
        return values
    if change.multiply is not None:
        target = baseline * change.multiply
    else:
        target = np.full(run.days, change.value or 0.0)
    since = np.arange(run.days) - first + 1
    share = np.clip(since / change.ramp_days, 0.0, 1.0) if change.ramp_days else 1.0
    with np.errstate(invalid="ignore"):
        reached = baseline + (target - baseline) * share
    days = _days(run, change)
    values[days] = np.where(np.isfinite(baseline), reached, target)[days]
    return values


def first_day_of(scenario: Scenario) -> date | None:
    """The first day on which a scenario differs from the baseline; None for the baseline."""
    days = [change.from_ for change in scenario.changes.values()]
    return min(days) if days else None
