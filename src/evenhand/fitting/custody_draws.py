"""Possible courses of detention after a cut-off: settings, levels of exits, book-ins, mixes.

Each draw is one joint set of assumptions. What is not known is told apart: the settings of the
model (one of those that the record cannot tell apart), where the level of exits is and how it will
move, how the published average differs from snapshots, the mix of classes and of reasons for
leaving, and, where book-ins are not taken as they happened, how many will come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from evenhand.compiled.custody import CompiledCustody, compile_custody
from evenhand.fitting.custody_average import average_ratio
from evenhand.fitting.custody_fit import CustodyFit
from evenhand.fitting.custody_volatility import MONTH_DAYS, Volatility, volatility
from evenhand.model.classes import CLASSES, ORIGINS
from evenhand.model.custody import Array

Generator = np.random.Generator
DRIFT_MONTHS = 12
"""Months whose mean change of book-ins by ICE goes on, damped."""
DRIFT_KEPT = 0.85
"""Share of the drift that is left from one month to the next. With it errors of book-ins by ICE on
origins 2021-10 to 2023-09 are smallest; for CBP no drift is best there."""
TAIL = 4
"""Degrees of freedom of changes of book-ins: policy moves them in leaps (Student's t)."""
FEWEST_DAYS = 10
"""A month of which fewer days are known is no month of book-ins."""
CLASS_WALK = 0.15
"""Standard deviation of the change of a class's log odds among book-ins in a month: the middle of
the changes from month to month on origins 2021-10 to 2023-09."""
REASON_WALK = 0.12
"""The same for the log odds that a book-out is a removal; changes of the published months of
fiscal year 2024."""


@dataclass(frozen=True)
class Draw:
    """One possible course, ready to be run.

    Args:
        run: The compiled run.
        ratio: Published average over midnight counts ``(origin,)``.
        removal_odds: Factor on the odds of removal among book-outs ``(day,)``.
    """

    run: CompiledCustody
    ratio: Array
    removal_odds: Array


@dataclass(frozen=True)
class Sources:
    """Which sources of uncertainty a set of draws has.

    Args:
        settings: Settings of the model that the record cannot tell apart.
        levels: The level of exits, now and later.
        mixes: Classes of book-ins, reasons for leaving, the published average.
        inflow: Later book-ins, where they are not given.
    """

    settings: bool = True
    levels: bool = True
    mixes: bool = True
    inflow: bool = True


EVERYTHING = Sources()


def custody_draws(
    fits: Sequence[CustodyFit],
    last_day: date,
    number: int,
    key: Sequence[int],
    *,
    book_ins: Array | None = None,
    sources: Sources = EVERYTHING,
) -> list[Draw]:
    """Draw possible courses.

    Args:
        fits: The central fit, then one for each setting that is drawn; all to one cut-off.
        last_day: The last day of the courses.
        number: How many.
        key: Numbers that the random numbers depend on; one draw's are the same in any batch.
        book_ins: Book-ins as they happened ``(day, origin)``, people/day; None draws them.
        sources: What is drawn; the rest is as the central fit has it.
    """
    first, members = fits[0], fits[1:] if sources.settings and len(fits) > 1 else fits[:1]
    days = (last_day - first.model.start).days
    moves = [volatility(first.filtered, origin) for origin in range(len(ORIGINS))]
    ratio = average_ratio(first.record, first.filtered)
    inflow = None if book_ins is not None else InflowChanges.of(first)
    draws = []
    for index in range(number):
        generator = np.random.default_rng([*key, index])
        fit = members[index % len(members)]
        level = _levels(generator, moves, days, sources.levels)
        classes = _class_factors(generator, days, sources.mixes)
        removal = np.exp(_walk(generator, days, REASON_WALK, sources.mixes))
        spread = ratio.spread if sources.mixes else np.zeros(len(ORIGINS))
        average = ratio.mean * np.exp(generator.standard_normal(len(ORIGINS)) * spread)
        flows = book_ins
        if inflow is not None:
            flows = inflow.draw(generator, first.model.book_ins, days, sources.inflow)
        compiled = compile_custody(fit.model, last_day, book_ins=flows)
        shares = fit.model.class_shares[None] * classes
        shares /= shares.sum(axis=2, keepdims=True)
        assert flows is not None
        run = replace(compiled, level=compiled.level * level, book_ins=flows[:, :, None] * shares)
        draws.append(Draw(run, average, removal))
    return draws


def _levels(generator: Generator, moves: Sequence[Volatility], days: int, drawn: bool) -> Array:
    """Factors on the level of exits ``(day, origin)``."""
    months = days // MONTH_DAYS + 1
    columns = []
    for one in moves:
        now = generator.standard_normal() * np.sqrt(one.uncertain)
        walk = np.cumsum(generator.standard_normal(days)) * np.sqrt(one.walk / MONTH_DAYS)
        passing = generator.standard_normal(months) * np.sqrt(one.noise)
        columns.append(now + walk + np.repeat(passing, MONTH_DAYS)[:days])
    levels: Array = np.exp(np.column_stack(columns)) if drawn else np.ones((days, len(moves)))
    return levels


def _walk(generator: Generator, days: int, monthly: float, drawn: bool) -> Array:
    """A walk of the logarithm of something ``(day,)``, from zero on the first day."""
    steps = generator.standard_normal(days) * monthly / np.sqrt(MONTH_DAYS)
    walk: Array = np.cumsum(steps) if drawn else np.zeros(days)
    return walk


def _class_factors(generator: Generator, days: int, drawn: bool) -> Array:
    """Factors on the classes' shares of book-ins ``(day, origin, class)``."""
    walks = [[_walk(generator, days, CLASS_WALK, drawn) for _ in CLASSES] for _ in ORIGINS]
    factors: Array = np.exp(np.moveaxis(np.array(walks), -1, 0))
    return factors


@dataclass(frozen=True)
class InflowChanges:
    """How book-ins changed from month to month.

    Args:
        spread: Standard deviation of the change of their logarithm in a month ``(origin,)``.
        drift: Mean change of their logarithm in a month that goes on, damped ``(origin,)``.
    """

    spread: Array
    drift: Array

    @classmethod
    def of(cls, fit: CustodyFit) -> InflowChanges:
        """The changes of the months known at a cut-off.

        Args:
            fit: A fit to what had been published by then.
        """
        record = fit.record
        months: list[Array] = []
        day = record.through.replace(day=1)
        if (record.through - day).days + 1 < FEWEST_DAYS:
            day = (day - timedelta(days=1)).replace(day=1)
        while day >= record.first_day:
            months.append(record.book_ins[(day - record.first_day).days])
            day = (day - timedelta(days=1)).replace(day=1)
        logs = np.log(np.maximum(np.array(months[::-1]), 1.0))
        drift = (logs[-1] - logs[-1 - DRIFT_MONTHS]) / DRIFT_MONTHS
        drift[ORIGINS.index("CBP")] = 0.0
        return cls(np.sqrt((np.diff(logs, axis=0) ** 2).mean(axis=0)), drift)

    def draw(self, generator: Generator, now: Array, days: int, drawn: bool) -> Array:
        """Book-ins of the days to come ``(day, origin)``, people/day.

        Args:
            generator: Random numbers.
            now: Mean book-ins of the last weeks ``(origin,)``, people/day.
            days: How many days.
            drawn: Whether they change at all.
        """
        months = days // MONTH_DAYS + 1
        scale = self.spread * np.sqrt((TAIL - 2) / TAIL)  # of a t with this standard deviation
        steps = generator.standard_t(TAIL, (months, len(ORIGINS))) * scale
        if not drawn:
            steps = np.zeros_like(steps)
        steps += self.drift * DRIFT_KEPT ** np.arange(1, months + 1)[:, None]
        ends = np.concatenate([np.zeros((1, len(ORIGINS))), np.cumsum(steps, axis=0)])
        at = np.arange(days) / MONTH_DAYS
        logs = np.column_stack(
            [np.interp(at, np.arange(months + 1), ends[:, o]) for o in range(len(ORIGINS))]
        )
        flows: Array = now * np.exp(logs)
        return flows
