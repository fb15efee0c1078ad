"""A record made by the engine itself, from a level, shares and reasons that are known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from evenhand.engines.cohorts import run_custody
from evenhand.fitting.custody_filter import stationary_ages
from evenhand.model.classes import CLASSES, EXITS, ORIGINS, REASONS
from evenhand.model.custody import base_hazard
from evenhand.model.parameters import defaults
from evenhand.observations.table import Observation, Observations, observations_frame
from evenhand.timeline import month_end, month_period, next_month
from tests.runs import known_runs

FIRST = date(2022, 9, 30)
SHARES = np.array([[0.5, 0.2, 0.3], [0.1, 0.15, 0.75]])
DETAILS = {way: detail for detail, way in reversed(REASONS.items())}


@dataclass(frozen=True)
class Handmade:
    """A record and the numbers it was made with."""

    observations: Observations
    level: np.ndarray
    shares: np.ndarray
    reasons: np.ndarray
    book_ins: np.ndarray
    state: np.ndarray


def reasons() -> np.ndarray:
    """Reasons for leaving by class, all different."""
    weights = 1.0 + np.arange(len(CLASSES) * len(EXITS)).reshape(len(CLASSES), -1) % 7
    return weights / weights.sum(axis=1, keepdims=True)


def handmade(level=(0.6, 0.3), months: int = 24, shares: np.ndarray = SHARES) -> Handmade:
    """A record of whole months, posted a week after the end of each.

    Args:
        level: The level of the hazard by origin, the same all the time.
        months: How many months.
        shares: Classes of book-ins by origin.
    """
    level = np.asarray(level, dtype=float)
    spans = [month_period(*next_month(2022, 10, step)) for step in range(months)]
    rates = [np.array([600 + 25 * (n % 5), 300 - 30 * (n % 4)], float) for n in range(months)]
    flows = np.concatenate(
        [np.tile(rate, (span.days, 1)) for span, rate in zip(spans, rates, strict=True)]
    )
    hazard = base_hazard(defaults())
    run = known_runs.plain_run(len(flows), 0.1, 0.0)
    people = np.stack([
        share[:, None] * _stationary(hazard[o], level[o], rates[0][o])[None]
        for o, share in enumerate(shares)
    ])  # fmt: skip
    run = replace(
        run,
        first_day=FIRST + timedelta(days=1),
        state=np.floor(people * 2**20) / 2**20,
        base_hazard=hazard,
        level=np.tile(level, (run.days, 1)),
        book_ins=flows[:, :, None] * shares[None],
        reason_shares=reasons(),
    )
    outcome = run_custody(run)
    rows: list[Observation] = list(_detained(FIRST, run.state.sum(axis=2), FIRST))
    for span in spans:
        days = slice((span.start - FIRST).days - 1, (span.end - FIRST).days)
        posted = span.end + timedelta(days=7)
        for o, origin in enumerate(ORIGINS):
            rows.append(_row("initial-book-ins", span, posted, flows[days, o].sum(), agency=origin))
        rows += _detained(span.end, outcome.stock[days][-1], posted)
        middle = span.start + timedelta(days=14)
        rows += _detained(middle, outcome.stock[(middle - FIRST).days - 1], posted)
        average = outcome.stock[days].mean(axis=0)
        rows += _by_class("average-daily-population", span, posted, average)
        exits = outcome.exits[days].sum(axis=(0, 1))
        for c, kind in enumerate(CLASSES):
            for e, way in enumerate(EXITS):
                rows.append(_row("final-book-outs", span, posted, exits[c, e],
                                 criminality=kind, detail=DETAILS[way]))  # fmt: skip
    frame = observations_frame(rows)
    return Handmade(Observations(frame), level, shares, reasons(), rates[-1], outcome.age_state)


def _stationary(hazard: np.ndarray, level: float, book_ins: float) -> np.ndarray:
    stays = known_runs.survival(level * hazard, len(hazard))
    stays[-1] /= level * hazard[-1]
    ages = stationary_ages(hazard, book_ins, float(stays.sum() * book_ins))
    assert np.allclose(ages, stays * book_ins, rtol=1e-9)
    return ages


def _row(series, span, posted, value, **said) -> Observation:
    return Observation(
        series=series, period=span.label, start=span.start, end=span.end, value=float(value),
        unit="people", as_of=posted - timedelta(days=7), published=posted,
        edition=f"made {posted}", file="made.xlsx", sheet="S", cell="A1", **said,
    )  # fmt: skip


def _by_class(series, span, posted, people):
    for o, origin in enumerate(ORIGINS):
        yield _row(series, span, posted, people[o].sum(), agency=origin)
        for c, kind in enumerate(CLASSES):
            yield _row(series, span, posted, people[o, c], agency=origin, criminality=kind)
    yield _row(series, span, posted, people.sum())


def _detained(day, people, posted):
    span = replace(month_period(day.year, day.month), label=day.isoformat(), start=day, end=day)
    return list(_by_class("detained", span, posted, people))


def last_day(months: int = 24) -> date:
    """The last day of a record of so many months."""
    return month_end(*next_month(2022, 10, months - 1))
