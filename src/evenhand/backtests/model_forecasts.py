"""The model's own forecasts of every target: quantiles over possible courses.

Conditional forecasts take later book-ins as they happened, unconditional ones draw them. Flows that
the custody model does not count itself (book-outs as published, removals, arrests) are its own
flows times the ratio of the newest month for which both are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from evenhand.backtests.scores import LEVELS
from evenhand.engines.cohorts import run_custody
from evenhand.fitting.custody_draws import EVERYTHING, Draw, Sources, custody_draws
from evenhand.fitting.custody_fit import CustodyFit
from evenhand.fitting.custody_record import CustodyRecord
from evenhand.fitting.custody_volatility import MONTH_DAYS
from evenhand.model.classes import CLASSES, ORIGINS, REMOVAL
from evenhand.model.custody import Array

Quantiles = dict[tuple[str, str], Array]
ICE = ORIGINS.index("ICE")
FEWEST_DAYS = 10
"""A month counts from so many known days on, also while it goes on."""
YEAR_MONTHS = 12
FEWEST_RATIOS = 3
"""Months that a ratio must be known for, so that its changes are."""
DRAWS = 200
"""Draws of one forecast: the ends of a 90 percent interval are then known to about a tenth of
its width (the 5th of 100 in order has a standard error of 1.5 ranks in 100)."""


@dataclass(frozen=True)
class Month:
    """The days of a month that a forecast is about.

    Args:
        first: First day.
        last: Last day.
    """

    first: date
    last: date


@dataclass(frozen=True)
class FlowRatio:
    """A published flow over the model's own.

    Args:
        newest: Its logarithm in the newest month.
        spread: Standard deviation of its change from month to month.
    """

    newest: float
    spread: float


def model_quantiles(
    fits: Sequence[CustodyFit],
    known: pl.DataFrame,
    months: Sequence[Month],
    key: Sequence[int],
    *,
    happened: CustodyRecord | None = None,
    number: int = DRAWS,
    sources: Sources = EVERYTHING,
) -> Quantiles:
    """Quantiles by month of every target that can be forecast from what was known.

    Args:
        fits: The central fit, then one for each setting that is drawn.
        known: The monthly targets known at the cut-off (``targets_known``).
        months: Months to forecast, in order.
        key: Numbers that the random numbers depend on.
        happened: The record from which later book-ins are taken; None draws them.
        number: Draws.
        sources: What is drawn.

    Returns:
        By target and group, quantiles ``(month, level)`` at ``scores.LEVELS``.
    """
    first, last_day = fits[0], months[-1].last
    flows = None
    if happened is not None:
        flows = happened.book_ins_between(_after(first), last_day)
    draws = custody_draws(fits, last_day, number, key, book_ins=flows, sources=sources)
    ratios = flow_ratios(first, known)
    values: dict[tuple[str, str], list[list[float]]] = {}
    for index, draw in enumerate(draws):
        generator = np.random.default_rng([*key, index, 1])
        for name, course in _courses(first, draw, ratios, generator, sources).items():
            if happened is not None and name[0] in ("book-ins", "arrests"):
                continue  # given, not forecast
            begin = first.model.start
            values.setdefault(name, []).append(
                [
                    float(course[(m.first - begin).days - 1 : (m.last - begin).days].mean())
                    for m in months
                ]
            )
    return {name: np.quantile(np.array(found), LEVELS, axis=0).T for name, found in values.items()}


def _after(fit: CustodyFit) -> date:
    return date.fromordinal(fit.model.start.toordinal() + 1)


def _courses(
    fit: CustodyFit,
    draw: Draw,
    ratios: dict[tuple[str, str], FlowRatio],
    generator: np.random.Generator,
    sources: Sources,
) -> dict[tuple[str, str], Array]:
    """Daily values ``(day,)`` of every target and group of one draw."""
    outcome = run_custody(draw.run)
    people = outcome.stock * draw.ratio[None, :, None]
    book_ins = draw.run.book_ins.sum(axis=2)
    found = {("stock", "all"): people.sum(axis=(1, 2)), ("book-ins", "all"): book_ins.sum(axis=1)}
    for o, origin in enumerate(ORIGINS):
        found["stock", origin] = people[:, o].sum(axis=1)
        found["book-ins", origin] = book_ins[:, o]
    for c, kind in enumerate(CLASSES):
        found["stock", kind] = people[:, :, c].sum(axis=1)
    by_class = outcome.exits.sum(axis=(1, 3))
    share = fit.model.reason_shares[:, REMOVAL]
    odds = (share / np.maximum(1 - share, 1e-9))[None] * draw.removal_odds[:, None]
    removed = (by_class * odds / (1 + odds)).sum(axis=1)
    own = {
        ("book-outs", "removal"): removed,
        ("book-outs", "not removal"): by_class.sum(axis=1) - removed,
        ("removals", "all"): removed,
        ("arrests", "all"): book_ins[:, ICE],
    }
    for name, course in own.items():
        if name in ratios:
            found[name] = course * _ratio_path(ratios[name], len(course), generator, sources.mixes)
    parts = [("book-outs", "removal"), ("book-outs", "not removal")]
    if all(part in found for part in parts):
        found["book-outs", "all"] = found[parts[0]] + found[parts[1]]
    return found


def _ratio_path(ratio: FlowRatio, days: int, generator: np.random.Generator, drawn: bool) -> Array:
    """The ratio of a published flow to the model's on later days ``(day,)``, a walk."""
    steps = generator.standard_normal(days) * ratio.spread / np.sqrt(MONTH_DAYS)
    path: Array = np.exp(ratio.newest + (np.cumsum(steps) if drawn else np.zeros(days)))
    return path


def flow_ratios(fit: CustodyFit, known: pl.DataFrame) -> dict[tuple[str, str], FlowRatio]:
    """Published flows over the model's own, for those of which enough months are known.

    Args:
        fit: A fit to what had been published by a day.
        known: The monthly targets known on that day.
    """
    filtered = fit.filtered
    share = fit.model.reason_shares[:, REMOVAL]
    removed = filtered.exits_by_class @ share
    arrived = fit.record.book_ins_between(filtered.first_day, filtered.last_knot.day)
    own = {
        ("book-outs", "removal"): removed,
        ("book-outs", "not removal"): filtered.exits_by_class.sum(axis=1) - removed,
        ("removals", "all"): removed,
        ("arrests", "all"): arrived[:, ICE],
    }
    found = {}
    for (target, group), course in own.items():
        days = (pl.col("end") - pl.col("start")).dt.total_days() + 1
        rows = known.filter(
            pl.col("target") == target, pl.col("group") == group, days >= FEWEST_DAYS
        ).sort("start")
        logs = []
        for start, end, value in rows.select("start", "end", "value").iter_rows():
            begin, stop = (start - filtered.first_day).days, (end - filtered.first_day).days + 1
            if begin >= 1 and begin + FEWEST_DAYS <= len(course):
                logs.append(np.log(value / course[begin:stop].mean()))
        if len(logs) >= FEWEST_RATIOS:
            changes = np.diff(logs[-YEAR_MONTHS:])
            spread = float(np.sqrt((changes**2).mean()) / 2)
            found[target, group] = FlowRatio(float(logs[-1]), spread)
    return found
