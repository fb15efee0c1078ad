"""The levers as a newcomer finds them: in groups, with titles, ranges and evidence."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from evenhand.model.levers import Lever, LeverValues, levers
from evenhand.model.places import AREAS
from evenhand.model.posterior import shipped_table
from evenhand.model.priors import priors
from evenhand.model.strategy import STRATEGY
from evenhand.model.system import SystemModel
from evenhand.registers.public_lists import public_lists
from evenhand.scenarios.bounds import FITTED, bounds, is_total
from evenhand.scenarios.checks import PLAN_KEYS
from evenhand.scenarios.schema import PLANS
from evenhand.web.wire.levers import (
    Interval3,
    LeverGroup,
    LeverOut,
    Levers,
    ListOut,
    PartOut,
    PlanOut,
)

WIDER = 0.5
"""A slider goes beyond the evidence by this share of its width at each end."""
WIDE_RATIO = 20.0
"""Ranges whose ends differ by this factor are laid out in logs."""
STEPS_OF_SLIDER = 100
WHOLE_FROM = 20.0
"""Ranges wider than this move in whole numbers."""


@dataclass(frozen=True)
class Group:
    """One group of levers.

    Args:
        id: Its name.
        title: What the reader sees.
        says: What is in it.
    """

    id: str
    title: str
    says: str


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("evenhand.web").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


@cache
def groups() -> tuple[Group, ...]:
    """The groups, in the order in which they are shown.

    Source: ``lever_groups.csv``, written for this page.
    """
    return tuple(Group(r["group"], r["title"], r["says"]) for r in _rows("lever_groups.csv"))


@cache
def titles() -> dict[str, tuple[str, str]]:
    """Group and title of every lever and plan, in the order in which they are shown.

    Source: ``lever_titles.csv``, written for this page.
    """
    return {row["lever"]: (row["group"], row["title"]) for row in _rows("lever_titles.csv")}


def title_of(lever: str) -> str:
    """The title of a lever; its name where it has none, as parameters of the fit alone.

    Args:
        lever: Its name.
    """
    return titles().get(lever, ("", lever))[1]


def lever_list(model: SystemModel) -> Levers:
    """All levers.

    Args:
        model: The fitted system, for what the baseline has.
    """
    values = model.baseline_values(1)
    return Levers(
        groups=tuple(
            LeverGroup(
                id=group.id, title=group.title, says=group.says,
                levers=tuple(
                    _lever(levers()[name], title, group.id, values)
                    for name, (where, title) in titles().items()
                    if where == group.id and name not in PLANS
                ),
            )
            for group in groups()
        ),
        plans=tuple(
            PlanOut(
                name=name, title=titles()[name][1], says=says, group=titles()[name][0],
                keys=tuple(key for key, plan in PLAN_KEYS.items() if plan == name),
            )
            for name, says in PLANS.items()
        ),
        strategy=tuple(
            PartOut(
                row=part.row, says=part.says, command=part.command, number=part.number,
                levers=tuple(x.attribute for x in part.levers if x.attribute not in FITTED),
            )
            for part in STRATEGY
        ),
        lists=tuple(
            ListOut(id=one.id, title=one.title, date=one.date.isoformat(), source=one.source,
                    reliability=one.reliability, note=one.note, shares=one.shares)
            for one in public_lists().values()
        ),
    )  # fmt: skip


def _lever(lever: Lever, title: str, group: str, values: LeverValues) -> LeverOut:
    least, most = bounds(lever)
    low, high = slider(lever)
    baseline, by_area = _baseline(lever, values)
    return LeverOut.model_validate({
        "name": lever.attribute, "title": title, "says": lever.description, "group": group,
        "rows": lever.rows, "unit": lever.unit, "kind": lever.kind, "default": lever.default,
        "baseline": baseline, "baseline_by_area": by_area, "low": lever.low, "high": lever.high,
        "least": least, "most": most, "scale": scale(lever), "slider_low": low,
        "slider_high": high, "step": step(low, high, lever), "by_place": "place" in lever.by,
        "by_class": "class" in lever.by, "is_total": is_total(lever), "basis": lever.basis,
        "date": lever.date, "source": lever.source, "reliability": lever.reliability,
        "prior": _prior(lever.attribute), "posterior": _posterior(lever.attribute),
    })  # fmt: skip


def _baseline(lever: Lever, values: LeverValues) -> tuple[float, dict[str, float] | None]:
    """What the baseline has on the first day, in all and by area."""
    array = values[lever.attribute][0]
    total = is_total(lever)
    if array.size == 1:
        return float(array.flat[0]), None
    whole = float(array.sum()) if total else lever.default
    if len(array) == 1:
        return whole, None
    parts = array.sum(axis=1) if total else array.mean(axis=1)
    return whole, {area: float(parts[index]) for index, area in enumerate(AREAS)}


def slider(lever: Lever) -> tuple[float, float]:
    """Where a slider of a lever begins and ends: somewhat beyond the evidence.

    Args:
        lever: The lever.
    """
    least, most = bounds(lever)
    if lever.basis == "definition" or lever.unit == "rule":
        return lever.low, lever.high
    if lever.unit == "share":
        return least, most
    width = WIDER * (lever.high - lever.low)
    return _nice(max(least, lever.low - width)), _nice(min(most, lever.high + width))


def scale(lever: Lever) -> str:
    """Whether a slider of a lever is best laid out in logs.

    Args:
        lever: The lever.
    """
    low, high = slider(lever)
    return "log" if low > 0 and high / low >= WIDE_RATIO else "linear"


def step(low: float, high: float, lever: Lever) -> float:
    """A sensible step: one, two or five times a power of ten.

    Args:
        low: Where the slider begins.
        high: Where it ends.
        lever: The lever.
    """
    if lever.unit == "rule":
        return 1.0
    raw = (high - low) / STEPS_OF_SLIDER
    if raw <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(raw))
    found = next(power * size for size in (1, 2, 5, 10) if power * size >= raw * 0.999)
    return max(1.0, found) if high - low > WHOLE_FROM else found


def _nice(value: float) -> float:
    """A number with three digits."""
    if value == 0:
        return 0.0
    return float(np.format_float_positional(value, 3, fractional=False, trim="-"))


def _prior(name: str) -> Interval3 | None:
    one = priors().get(name)
    return None if one is None else Interval3(low=one.low, median=one.central, high=one.high)


def _posterior(name: str) -> Interval3 | None:
    row = next((row for row in shipped_table() if row["lever"] == name), None)
    if row is None:
        return None
    low, middle, high = (float(row[f"posterior_{end}"]) for end in ("low", "median", "high"))
    return Interval3(low=low, median=middle, high=high)
