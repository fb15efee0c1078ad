"""Runs of the engine whose answers are known from theory, and those answers.

The tests of the engine and the page of ``known_answers.py`` both use these functions. Each answer
is given twice where it differs: by the textbook (continuous time), and exactly for days as steps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from evenhand.compiled.custody import NO_LIMIT, CompiledCustody
from evenhand.compiled.network import GRAIN, whole_grains
from evenhand.engines.cohorts import run_custody
from evenhand.engines.outcome import CustodyOutcome
from evenhand.model.classes import AGE_DAYS, CLASSES, EXITS, ORIGINS
from evenhand.model.custody import Array

YEAR = 365.0
FIRST_DAY = date(2026, 1, 1)
TEXTBOOK_SINUSOID = {30: (0.888513, 27.69), 90: (0.542305, 57.95)}
"""Amplitude factor and lag in days of a yearly wave by mean stay in days.
Source: the project's notes on models, section 6.1, K4."""


@dataclass(frozen=True)
class Answer:
    """One comparison of theory and engine.

    Args:
        name: What is compared.
        expected: What theory says.
        computed: What the engine gives.
        tolerance: How far apart they may be, relative to the expected value.
        basis: Where the tolerance comes from.
    """

    name: str
    expected: float
    computed: float
    tolerance: float
    basis: str

    @property
    def gap(self) -> float:
        """How far apart they are, relative to the expected value."""
        return abs(self.computed - self.expected) / abs(self.expected)

    @property
    def agrees(self) -> bool:
        """Whether they are as near as they should be."""
        return self.gap <= self.tolerance


def plain_run(
    days: int, hazard: Array | float, book_ins: Array | float, state: Array | None = None
) -> CompiledCustody:
    """A run without feedback and without a limit of beds, the same for every origin and class.

    Args:
        days: How many days.
        hazard: Exit hazard, one number or by age ``(age,)``, per day.
        book_ins: People a day in each origin and class, one number or by day ``(day,)``.
        state: People ``(origin, class, age)`` at the start; nobody when not given.
    """
    origins, classes = len(ORIGINS), len(CLASSES)
    people = np.zeros((origins, classes, AGE_DAYS)) if state is None else whole_grains(state)
    flows = np.broadcast_to(np.asarray(book_ins, dtype=np.float64), (days,))
    ones = np.ones(origins)
    return CompiledCustody(
        first_day=FIRST_DAY,
        state=people,
        base_hazard=np.tile(np.broadcast_to(hazard, (AGE_DAYS,)), (origins, 1)).astype(np.float64),
        level=np.ones((days, origins)),
        book_ins=np.tile(flows[:, None, None], (1, origins, classes)),
        reason_shares=np.full((classes, len(EXITS)), 1 / len(EXITS)),
        removal_speed=np.ones(days),
        beds=np.full(days, NO_LIMIT),
        overflow=np.zeros(days),
        own_stock=0 * ones,
        all_stock=0 * ones,
        inflow=0 * ones,
        inflow_memory=1 / 30,
        stock_reference=1000 * ones,
        usual_book_ins=100 * ones,
        recent_book_ins=100 * ones,
    )


def survival(hazard: Array, days: int) -> Array:
    """Share still there so many days after booking in ``(day,)``; 1 on the day itself.

    Args:
        hazard: Exit hazard by age ``(age,)``; the last one holds for every later age.
        days: How many days.
    """
    ages = np.minimum(np.arange(days - 1), len(hazard) - 1)
    return np.concatenate([[1.0], np.cumprod(1 - hazard[ages])])


def hump_hazard(high: float = 0.25, low: float = 1 / 40, days: float = 6.0) -> Array:
    """An exit hazard that is high in the first days and flat in long stays ``(age,)``."""
    return low + (high - low) * np.exp(-np.arange(AGE_DAYS) / days)


# ---------------------------------------------------------------- a yearly wave of book-ins


@dataclass(frozen=True)
class Wave:
    """How a stock answers a wave of book-ins: amplitude as a share of book-ins', and lag."""

    factor: float
    lag: float


def textbook_wave(stay: float) -> Wave:
    """M_t/M/infinity in continuous time: 1/sqrt(1+(wS)^2) and atan(wS)/w."""
    turn = 2 * math.pi / YEAR
    return Wave(1 / math.hypot(1, turn * stay), math.atan(turn * stay) / turn)


def daily_wave(stay: float) -> Wave:
    """The same in steps of a day, exactly: N(t) = q N(t-1) + b(t) with q = exp(-1/S).

    Book-ins of a day are those at its middle; the stock is counted at its end.
    """
    turn, kept = 2 * math.pi / YEAR, math.exp(-1 / stay)
    answer = (1 - kept) / (1 - kept * np.exp(-1j * turn))
    return Wave(float(abs(answer)), float(-np.angle(answer) / turn + 0.5))


def wave_tolerance(stay: float) -> float:
    """How far steps of a day may move factor and lag, relative to the textbook's.

    In steps of a day x = wS becomes tan(w/2)/tanh(1/2S) = x (1 + w^2/12 + 1/(12 S^2) + ...) in the
    lag atan(x)/w, and nearly the same with the opposite sign in the factor 1/sqrt(1 + x^2). A
    relative change d of x changes the lag by at most d and the factor by at most d.
    """
    return ((2 * math.pi / YEAR) ** 2 + 1 / stay**2) / 12


def wave_run(stay: float, *, mean: float = 1000.0, swing: float = 0.5, years: int = 6) -> tuple:
    """Run a yearly wave of book-ins with a constant hazard.

    Returns:
        Days since the start at which stocks are counted, the stock of one origin and class of the
        last year, and its expected value by the textbook.
    """
    days = int(YEAR) * years
    middle = np.arange(days) + 0.5
    turn = 2 * math.pi / YEAR
    inflow = mean * (1 + swing * np.sin(turn * middle))
    outcome = run_custody(plain_run(days, 1 - math.exp(-1 / stay), inflow))
    last = slice(days - int(YEAR), None)
    ends = (np.arange(days) + 1.0)[last]
    wave = textbook_wave(stay)
    level = mean / (1 - math.exp(-1 / stay))
    expected = level * (1 + swing * wave.factor * np.sin(turn * (ends - wave.lag)))
    return ends, outcome.stock[last, 0, 0], expected


def measured_wave(ends: Array, stock: Array, swing: float = 0.5) -> Wave:
    """Amplitude factor and lag of one whole year of stock, by projection on sine and cosine."""
    turn = 2 * math.pi / YEAR
    sine = 2 * float(np.mean(stock * np.sin(turn * ends)))
    cosine = 2 * float(np.mean(stock * np.cos(turn * ends)))
    factor = math.hypot(sine, cosine) / float(stock.mean()) / swing
    return Wave(factor, math.atan2(-cosine, sine) / turn)


# ------------------------------------------------------------------- any distribution of stays


def convolved(inflow: Array, hazard: Array) -> Array:
    """M_t/G/infinity: the stock as the convolution of book-ins with the survival ``(day,)``."""
    stays = survival(hazard, len(inflow))
    return np.convolve(inflow, stays)[: len(inflow)]


def rounding_bound(days: int) -> float:
    """The most people that counting in grains can add to a stock: a grain a cell and day."""
    return GRAIN * min(days, AGE_DAYS) * days


def stationary_run(hazard: Array, book_ins: float = 1000.0, days: int = 3000) -> CustodyOutcome:
    """A run with constant book-ins until nothing changes any more."""
    return run_custody(plain_run(days, hazard, book_ins))


def mean_age(outcome: CustodyOutcome) -> float:
    """Mean elapsed days of stay of the people in detention at the end; 0 on the first day."""
    people = outcome.age_state[0, 0]
    return float((people * np.arange(AGE_DAYS)).sum() / people.sum())


def inspected_age(hazard: Array) -> float:
    """Mean elapsed stay in a stock: E[S^2]/(2E[S]), less half a day since days are counted whole.

    S is the number of ends of days at which a person is counted; ages run from 0 to S-1.
    """
    stays = survival(hazard, 40 * AGE_DAYS)
    first, second = stays.sum(), float(((2 * np.arange(len(stays)) + 1) * stays).sum())
    return float(second / (2 * first) - 0.5)


def waiting(people: float, oldest: int = 200) -> Array:
    """A start with so many people at each age up to the oldest ``(origin, class, age)``."""
    state = np.zeros((len(ORIGINS), len(CLASSES), AGE_DAYS))
    state[:, :, :oldest] = people
    return state


def one_class(run: CompiledCustody, kind: int) -> CompiledCustody:
    """The same run with the people of one class only, so that its stays can be told apart."""
    mask = np.zeros(len(CLASSES))
    mask[kind] = 1.0
    return replace(run, state=run.state * mask[:, None], book_ins=run.book_ins * mask)


# ------------------------------------------------------------------------------ all of them


def known_answers() -> Iterator[Answer]:
    """Every comparison of the page, with the tolerance that theory allows."""
    for stay in TEXTBOOK_SINUSOID:
        ends, stock, _ = wave_run(stay)
        found, book, exact = measured_wave(ends, stock), textbook_wave(stay), daily_wave(stay)
        loose = wave_tolerance(stay)
        yield Answer(f"Yearly wave, stay {stay} days: amplitude factor, textbook", book.factor,
                     found.factor, loose, "steps of a day: (w² + 1/S²)/12")  # fmt: skip
        yield Answer(f"Yearly wave, stay {stay} days: amplitude factor, daily steps", exact.factor,
                     found.factor, 1e-6, "counting in grains")  # fmt: skip
        yield Answer(f"Yearly wave, stay {stay} days: lag in days, textbook", book.lag, found.lag,
                     loose, "steps of a day: (w² + 1/S²)/12")  # fmt: skip
        yield Answer(f"Yearly wave, stay {stay} days: lag in days, daily steps", exact.lag,
                     found.lag, 1e-6, "counting in grains")  # fmt: skip
    constant, hump = np.full(AGE_DAYS, 1 / 30), hump_hazard()
    for name, hazard in (("constant, 30 days", constant), ("high at first, then flat", hump)):
        outcome = stationary_run(hazard)
        stays = survival(hazard, 40 * AGE_DAYS)
        yield Answer(f"Stock under constant book-ins, hazard {name}", 1000 * float(stays.sum()),
                     float(outcome.stock[-1, 0, 0]), 1e-6, "counting in grains")  # fmt: skip
        yield Answer(f"Mean elapsed stay in stock, hazard {name}", inspected_age(hazard),
                     mean_age(outcome), 1e-4, "the last day of age holds all beyond")  # fmt: skip
