"""Putting a scenario's changes into the values of levers: a pure function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from evenhand.errors import Problem, ScenarioError
from evenhand.model.classes import CLASSES
from evenhand.model.levers import DATED, Array, LeverValues, levers
from evenhand.model.places import AREAS, PLACES
from evenhand.model.surge import Rotation, Transfer
from evenhand.scenarios.bounds import bounds, is_total
from evenhand.scenarios.places import areas_in_order, place_weights
from evenhand.scenarios.schema import PLANS, ROTATION, Change, Scenario
from evenhand.scenarios.timing import Days, begins, days_in_place

ROTATION_DEFAULTS = {"at_a_time": "surge.at_a_time", "visit_days": "surge.visit_days",
                     "from_home": "surge.from_home"}  # fmt: skip


TINY = 1e-9
IN_AREAS = np.array([place in AREAS for place in PLACES], dtype=np.float64).reshape(1, -1, 1)


@dataclass(frozen=True)
class Applied:
    """A scenario in place.

    Args:
        values: The levers.
        rotations: Teams that visit places.
        transfers: Officers who are moved.
    """

    values: LeverValues
    rotations: tuple[Rotation, ...]
    transfers: tuple[Transfer, ...]


def apply_scenario(values: LeverValues, scenario: Scenario) -> Applied:
    """The levers with a scenario's changes in place; the given ones are left as they are.

    A change that is in place on no day of the run leaves the levers exactly as they were.

    Args:
        values: The levers before.
        scenario: The changes.

    Raises:
        ScenarioError: when a change lies wholly outside the days of the run, acts on a part of what
            the baseline knows only as a total, or leads to what no lever can be.
    """
    outside = [
        problem
        for name, change in scenario.changes.items()
        for problem in _outside(name, change, values)
    ]
    if outside:
        raise ScenarioError(outside)
    rotations, transfers = [], []
    found = values
    for name, change in scenario.changes.items():
        placed = days_in_place(change, values.first_day, values.days, scenario.events)
        if not placed.any():
            continue
        if change.lever == ROTATION:
            rotations.append(_rotation(name, change, values, placed))
        elif change.lever in PLANS:
            transfers.append(_transfer(name, change, values, placed))
        else:
            _check_known(name, change, found)
            changed = changed_values(change, found, placed)
            _check_possible(name, change, changed)
            found = found.with_values({change.lever: changed})
    return Applied(found, tuple(rotations), tuple(transfers))


def _outside(name: str, change: Change, values: LeverValues) -> list[Problem]:
    start = begins(change)
    if start is not None and start > values.last_day:
        what = f"begins {start}, after the run ends ({values.last_day})"
        fix = "run longer with --until, or begin the change earlier"
        return [Problem(f"change '{name}'", what, fix)]
    if change.until is not None and change.until < values.first_day:
        what = f"ends {change.until}, before the run begins"
        return [Problem(f"change '{name}'", what, f"the run begins {values.first_day}")]
    return []


def _check_known(name: str, change: Change, values: LeverValues) -> None:
    """Refuse a change of a part where the baseline has one amount for the whole.

    A national amount is spread later, by officers or population; taken apart here it would be
    counted once for every place.

    Raises:
        ScenarioError: when it does.
    """
    before = values[change.lever]
    if not is_total(levers()[change.lever]) or not before.any():
        return
    parts = {
        "places": (change.places is not None, 1),
        "listed": (change.listed is not None, 1),
        "classes": (change.classes is not None and set(change.classes) != set(CLASSES), 2),
    }
    for key, (limited, axis) in parts.items():
        if limited and before.shape[axis] == 1:
            what = f"changes a part of '{change.lever}', of which the baseline knows only the total"
            fix = f"leave out '{key}' and change the total"
            raise ScenarioError(Problem(f"change '{name}'", what, fix))


def _check_possible(name: str, change: Change, changed: Array) -> None:
    """Refuse a factor or sum that leads beyond what the lever can be at all.

    Raises:
        ScenarioError: when it does.
    """
    low, high = bounds(levers()[change.lever])
    slack = TINY * max(1.0, abs(high))
    for wrong, word, limit in ((changed.max(), "above", high), (changed.min(), "below", low)):
        if (wrong > high + slack) if word == "above" else (wrong < low - slack):
            what = f"leads to {wrong:.4g} for '{change.lever}', {word} {limit:g}"
            fix = "name the places, or give a smaller change"
            raise ScenarioError(Problem(f"change '{name}'", what, fix))


def changed_values(change: Change, values: LeverValues, placed: Days) -> Array:
    """A lever's values with one change in place ``(T or 1, 26 or 1, 3 or 1)``.

    Where a public list says where, an area's value moves as far as the list covers its people:
    new = old + share x (changed - old). An amount (people, officers, operations, US$ a year) is
    the total of the places and classes that change; it is spread over them as the values before.

    Args:
        change: The change.
        values: The levers before.
        placed: Whether it is in place, by day ``(T,)``.
    """
    before = values[change.lever]
    weights = place_weights(change).reshape(1, -1, 1)
    if (weights == 1).all():
        weights = weights[:, :1]
    chosen = np.array(
        [1.0 if change.classes is None or name in change.classes else 0.0 for name in CLASSES]
    ).reshape(1, 1, -1)
    if (chosen == 1).all():
        chosen = chosen[:, :, :1]
    share = _ramp(change, values.first_day, values.days) * placed
    if levers()[change.lever].kind != DATED or (share == 1).all():
        share = np.ones(1)
    weight = share.reshape(-1, 1, 1) * weights * chosen
    target = _target(change, before, values, weights * chosen)
    changed: Array = np.where(weight == 1, target, before + weight * (target - before))
    return changed


def _target(change: Change, before: Array, values: LeverValues, where: Array) -> Array:
    """What a change leads to once it is reached, where it acts in full."""
    if change.multiply is not None:
        return before * change.multiply
    if change.series is not None:
        amount = np.zeros((values.days, 1, 1))
        for day, value in sorted(change.series.items()):
            amount[max(0, (day - values.first_day).days) :] = value
    else:
        amount = np.full((1, 1, 1), change.value if change.add is None else change.add)
    if is_total(levers()[change.lever]):
        amount = amount * _parts(before, where)
    return amount if change.add is None else before + amount


def _parts(before: Array, where: Array) -> Array:
    """How a total is spread over places and classes: as the values before.

    Times the weight of each the parts add up to one. Where there was nothing before, areas share
    alike and the border has none.
    """
    shape = np.broadcast_shapes(before.shape, where.shape)
    acted, ground = np.broadcast_to(where, shape), np.broadcast_to(before, shape)
    sums = (ground * acted).sum(axis=(1, 2), keepdims=True)
    even = np.ones(shape)
    if shape[1] > 1:
        even = even * IN_AREAS
    evenly = even / max(float((even[:1] * acted[:1]).sum()), TINY)
    parts: Array = np.where(sums > 0, ground / np.where(sums > 0, sums, 1.0), evenly)
    return parts


def _ramp(change: Change, first_day: date, days: int) -> Array:
    """How far a change is reached on each day ``(T,)``; steps count from its own first day."""
    if not change.ramp_days:
        return np.ones(days)
    begins = 0 if change.from_ is None else (change.from_ - first_day).days
    reached: Array = np.clip((np.arange(days) - begins + 1) / change.ramp_days, 0.0, 1.0)
    return reached


def _rotation(name: str, change: Change, values: LeverValues, placed: Days) -> Rotation:
    def number(key: str) -> float:
        given = getattr(change, key)
        return values.number(ROTATION_DEFAULTS[key]) if given is None else float(given)

    weights = place_weights(change)
    places = areas_in_order(change)
    return Rotation(
        name=name,
        first_day=change.from_ or values.first_day,
        last_day=change.until,
        places=places,
        shares=tuple(float(weights[PLACES.index(place)]) for place in places),
        order=change.order or "list",
        at_a_time=round(number("at_a_time")),
        visit_days=round(number("visit_days")),
        teams=change.teams or 0.0,
        from_home=number("from_home"),
        active=placed.astype(np.float64),
    )


def _transfer(name: str, change: Change, values: LeverValues, placed: Days) -> Transfer:
    to = change.to or ()
    return Transfer(
        name=name,
        first_day=change.from_ or values.first_day,
        last_day=change.until,
        out_of=change.out_of or tuple(area for area in AREAS if area not in to),
        to=to,
        officers=change.officers or 0.0,
        active=placed.astype(np.float64),
    )
