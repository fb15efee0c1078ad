"""Running the custody model through the record: what hazard level made the stock what it was?

Between two knots the base hazard is multiplied by one level per origin, solved so that the model
arrives at the published stock. This gives the stock an age distribution, which is published for
both origins together only, and the level a history. Nothing after a knot is used before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from evenhand.compiled.custody import LARGEST_HAZARD
from evenhand.fitting.custody_record import CustodyRecord, Knot
from evenhand.model.classes import AGE_DAYS, CLASSES, ORIGINS
from evenhand.model.custody import Array

CLOSE_ENOUGH = 1e-8
MOST_STEPS = 25
LEVEL_BOUNDS = (-5.0, 4.0)
"""Levels are kept within e^-5 and e^4; the record needs 0.2 to 5."""
LARGEST_STEP = 1.5


@dataclass(frozen=True)
class Filtered:
    """The record as the model explains it.

    Args:
        first_day: First day of the arrays.
        exits: Modelled exits ``(day, origin)``, people/day.
        base_exits: Exits that the base hazard alone would give ``(day, origin)``, people/day.
        stock: Modelled stock ``(day, origin)``, people.
        exits_by_class: Modelled exits ``(day, class)``, people/day.
        class_shares: Classes of book-ins ``(day, origin, class)``, shares.
        state: People ``(origin, class, age)`` at the last knot.
        last_knot: The last knot.
        levels: Level between knots: the knot's day and ``(origin,)``.
        adjustments: At each knot with classes, how far the model's classes were from the
            published ones ``(origin, class)``, people, before they were put right.
    """

    first_day: date
    exits: Array
    base_exits: Array
    stock: Array
    exits_by_class: Array
    class_shares: Array
    state: Array
    last_knot: Knot
    levels: tuple[tuple[date, Array], ...]
    adjustments: tuple[tuple[date, Array], ...]


def move_one_day(people: Array, hazard: Array, book_ins: Array | float) -> tuple[Array, Array]:
    """Exits, ageing, book-ins at age 0; the last axis is the age of stay.

    Returns:
        People after the day, and the exits of each cell.
    """
    leaving = people * hazard
    older = np.empty_like(people)
    older[..., 1:] = people[..., :-1] - leaving[..., :-1]
    older[..., -1] += people[..., -1] - leaving[..., -1]
    older[..., 0] = book_ins
    return older, leaving


def run_filter(record: CustodyRecord, hazard: Array, history_days: float) -> Filtered:
    """Run the model through the record.

    Args:
        record: What had been published.
        hazard: Base hazard ``(origin, age)``, per day.
        history_days: How many days before the last knot to begin.
    """
    last = record.knots[-1].day
    knots = [knot for knot in record.knots if (last - knot.day).days <= history_days]
    days = (last - knots[0].day).days + 1
    origins, classes = len(ORIGINS), len(CLASSES)
    exits, base = np.zeros((days, origins)), np.zeros((days, origins))
    stock, by_class = np.zeros((days, origins)), np.zeros((days, classes))
    shares = np.zeros((days, origins, classes))
    flows = record.book_ins_between(knots[0].day, last)
    people = _first_state(knots[0], knots, hazard, flows)
    level = np.ones(origins)
    share = people.sum(axis=2) / people.sum(axis=(1, 2))[:, None]
    levels, adjustments = [], []
    stock[0] = knots[0].people
    for before, knot in pairwise(knots):
        first = (before.day - knots[0].day).days + 1
        end = (knot.day - knots[0].day).days + 1
        interval = flows[first:end]
        level = solve_level(people.sum(axis=1), hazard, interval, knot.people, level)
        effective = np.minimum(LARGEST_HAZARD, level[:, None] * hazard)
        old, new = people, np.zeros((origins, AGE_DAYS))
        left_old = np.zeros((len(interval), classes))
        left_new = np.zeros((len(interval), origins))
        for index, inflow in enumerate(interval):
            day = first + index
            everyone = old.sum(axis=1) + new
            base[day] = (everyone * hazard).sum(axis=1)
            exits[day] = (everyone * effective).sum(axis=1)
            old, leaving = move_one_day(old, effective[:, None], 0.0)
            left_old[index] = leaving.sum(axis=(0, 2))
            new, leaving = move_one_day(new, effective, inflow)
            left_new[index] = leaving.sum(axis=1)
            stock[day] = old.sum(axis=(1, 2)) + new.sum(axis=1)
        if knot.by_class is not None:
            share, adjustment = _class_shares(knot.by_class, old, new)
            adjustments.append((knot.day, adjustment))
        by_class[first:end] = left_old + left_new @ share
        shares[first:end] = share
        people = old + share[:, :, None] * new[:, None]
        people = _put_right(people, knot)
        levels.append((knot.day, level))
    return Filtered(
        knots[0].day, exits, base, stock, by_class, shares, people, knots[-1],
        tuple(levels), tuple(adjustments),
    )  # fmt: skip


def _first_state(first: Knot, knots: list[Knot], hazard: Array, flows: Array) -> Array:
    """The stationary age distribution that the first stock and book-ins imply, by class."""
    with_classes = next((knot.by_class for knot in knots if knot.by_class is not None), None)
    people = np.zeros((len(ORIGINS), len(CLASSES), AGE_DAYS))
    for origin, stock in enumerate(first.people):
        ages = stationary_ages(hazard[origin], float(flows[0, origin]), float(stock))
        if with_classes is None:
            mix = np.full(len(CLASSES), 1 / len(CLASSES))
        else:
            mix = with_classes[origin] / with_classes[origin].sum()
        people[origin] = mix[:, None] * ages[None]
    return people


def stationary_ages(hazard: Array, book_ins: float, stock: float) -> Array:
    """Ages of a stock that constant book-ins keep up, with the level that makes it this large.

    Args:
        hazard: Base hazard by age ``(age,)``, per day.
        book_ins: People per day.
        stock: People.

    Returns:
        People by age ``(age,)``, adding up to the stock.
    """
    low, high = np.exp(LEVEL_BOUNDS[0]), np.exp(LEVEL_BOUNDS[1])
    survival = np.ones(AGE_DAYS)
    for _ in range(60):
        level = float(np.sqrt(low * high))
        leaving = np.minimum(LARGEST_HAZARD, level * hazard)
        survival = np.concatenate([[1.0], np.cumprod(1 - leaving)[:-1]])
        survival[-1] /= leaving[-1]
        low, high = (level, high) if survival.sum() * book_ins > stock else (low, level)
    ages: Array = survival * (stock / survival.sum())
    return ages


def solve_level(
    people: Array, hazard: Array, book_ins: Array, target: Array, guess: Array
) -> Array:
    """The level of the hazard that brings a stock to its next published value.

    Args:
        people: People at the start ``(origin, age)``.
        hazard: Base hazard ``(origin, age)``, per day.
        book_ins: Book-ins of each day ``(day, origin)``, people/day.
        target: People at the end ``(origin,)``.
        guess: A level to start from ``(origin,)``.
    """

    def miss(log_level: Array) -> Array:
        effective = np.minimum(LARGEST_HAZARD, np.exp(log_level)[:, None] * hazard)
        moved = people
        for inflow in book_ins:
            moved, _ = move_one_day(moved, effective, inflow)
        gap: Array = np.log(np.maximum(moved.sum(axis=1), 1e-9) / np.maximum(target, 1e-9))
        return gap

    before = np.log(guess)
    now = before - 0.1
    gap_before, gap = miss(before), miss(now)
    for _ in range(MOST_STEPS):
        if np.abs(gap).max() < CLOSE_ENOUGH:
            break
        slope = gap - gap_before
        slope = np.where(np.abs(slope) < 1e-13, 1e-13, slope)
        step = np.clip(-gap * (now - before) / slope, -LARGEST_STEP, LARGEST_STEP)
        step = np.where(np.abs(gap) < CLOSE_ENOUGH, 0.0, step)
        before, gap_before = now, gap
        now = np.clip(now + step, *LEVEL_BOUNDS)
        gap = miss(now)
    solved: Array = np.exp(now)
    return solved


def _class_shares(published: Array, old: Array, new: Array) -> tuple[Array, Array]:
    """Classes of the book-ins since the last knot, from the classes of the stock.

    All classes of an origin leave at the same hazard, so the shares follow linearly.
    """
    survivors = np.maximum(new.sum(axis=1), 1e-9)
    wanted = (published - old.sum(axis=2)) / survivors[:, None]
    share = np.clip(wanted, 0.0, 1.0)
    share /= share.sum(axis=1, keepdims=True)
    adjustment = published - (old.sum(axis=2) + share * survivors[:, None])
    return share, adjustment


def _put_right(people: Array, knot: Knot) -> Array:
    """Scale each class to its published number; where none is published, each origin."""
    if knot.by_class is not None:
        scale: Array = (knot.by_class / np.maximum(people.sum(axis=2), 1e-9))[:, :, None]
    else:
        scale = (knot.people / np.maximum(people.sum(axis=(1, 2)), 1e-9))[:, None, None]
    right: Array = people * scale
    return right
