"""Numbers that differ by place, class, track, age band and date, as a model file states them.

A quantity is a number; a list with one number for each age band; or one of these, nested freely:
``{place: {name: quantity, others: quantity}}`` (so too ``class`` and ``track``);
``{from: {day: quantity}}``, steps that hold from a day on; ``{series: [numbers]}``, one for each
day of the run; ``{times: [quantity, quantity]}``, a product; ``{season: {swing, peak}}``, a wave
of a year around one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.errors import Findings, Problem, did_you_mean

Array = NDArray[np.float64]
Trail = tuple[str | int, ...]
Where = Callable[[Trail], str]

AXES = ("place", "class", "track")
FORMS = (*AXES, "from", "series", "times", "season")
OTHERS = "others"
YEAR_DAYS = 365.25
LONGEST_SHOWN = 60
LARGEST = 1e12
"""No number in a model file may be larger: counts are exact in double precision up to 9e15."""
SMALLEST = 1e-100
"""No number but zero may be smaller: quotients of such numbers would have no end."""


@dataclass(frozen=True, eq=False)
class Table:
    """A quantity that code gives as an array, not a file as text.

    Args:
        days: Days of the run on which values change, from 0; the first is 0.
        values: Values that broadcast to ``(day, place, class, track, band)``, the quantity's unit.
    """

    days: list[int]
    values: Array


@dataclass(frozen=True)
class Frame:
    """What a quantity may differ by.

    Args:
        names: Names along each axis: ``place``, ``class`` and ``track``.
        first_day: The first day of the run.
        days: Number of days of the run.
        bands: Number of age bands; 0 where ages mean nothing.
    """

    names: dict[str, tuple[str, ...]]
    first_day: date
    days: int
    bands: int = 0


def is_banded(quantity: Any) -> bool:
    """Whether a quantity gives a value for each age band at its outermost."""
    if isinstance(quantity, Table):
        return bool(quantity.values.shape[-1] > 1)
    return isinstance(quantity, list)


def change_days(quantity: Any, frame: Frame) -> list[int]:
    """Days of the run (from 0) on which a quantity takes new values; the first is always one."""
    days = {0}
    if isinstance(quantity, Table):
        days.update(quantity.days)
    elif isinstance(quantity, dict):
        if "series" in quantity or "season" in quantity:
            return list(range(frame.days))
        steps = quantity.get("from")
        if isinstance(steps, dict):
            for day in steps:
                if type(day) is date:  # a time of day is one too, and is refused later
                    days.add(max(0, (day - frame.first_day).days))
        for inner in quantity.values():
            days.update(change_days(inner, frame))
    elif isinstance(quantity, list):
        for inner in quantity:
            days.update(change_days(inner, frame))
    return sorted(day for day in days if day < frame.days)


def evaluate(
    quantity: Any, frame: Frame, days: list[int], where: Where, trail: Trail, found: Findings
) -> Array:
    """The values of a quantity on some days.

    Args:
        quantity: As a model file states it.
        frame: What it may differ by.
        days: Days of the run, from 0.
        where: Turns a trail into the place in the file.
        trail: Where the quantity stands.
        found: Gathers what is wrong; the values are then no use.

    Returns:
        Values that broadcast to ``(day, place, class, track, band)``, in the quantity's unit.
    """

    def wrong(at: Trail, what: str, fix: str) -> Array:
        found.errors.append(Problem(where(at), what, fix))
        return np.zeros((1, 1, 1, 1, 1))

    def number(value: Any, at: Trail) -> float:
        if value is None or value == "":
            wrong(at, "is empty", "write a number")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            wrong(at, f"'{shown(value)}' is not a number", "write digits, without a unit or quotes")
        elif isinstance(value, float) and not math.isfinite(value):
            wrong(at, f"{value} is not a finite number", "write digits")
        elif value < 0:
            wrong(at, f"{shown(value)} is negative", "write zero or more")
        elif value > LARGEST:
            wrong(at, f"{shown(value)} is too large", f"write at most {LARGEST:g}")
        elif 0 < value < SMALLEST:
            wrong(at, f"{value} is too small", "write 0")
        else:
            return float(value)
        return 0.0

    def read(value: Any, at: Trail, banded: bool = False) -> Array:
        if isinstance(value, list):
            return by_band(value, at, banded)
        if isinstance(value, Table):
            return from_table(value, at)
        if not isinstance(value, dict):
            return np.full((1, 1, 1, 1, 1), number(value, at))
        odd = [key for key in value if key not in FORMS]
        for key in odd:
            fix = did_you_mean(str(key), FORMS, noun="forms")
            if type(key) is date:
                fix = "put days and values below 'from'"
            elif any(key in names for names in frame.names.values()):
                axis = next(axis for axis, names in frame.names.items() if key in names)
                fix = f"put names and values below '{axis}'"
            wrong((*at, key), f"unknown form '{shown(key)}'", fix)
        if odd:
            return np.zeros((1, 1, 1, 1, 1))
        if len(value) != 1:
            what = "gives several forms at once" if value else "is empty"
            return wrong(at, what, "nest them, or use 'times'" if value else "write a number")
        form, inner = next(iter(value.items()))
        at = (*at, form)
        if form in AXES:
            return by_name(form, inner, at, banded)
        if form == "from":
            return by_date(inner, at, banded)
        if form == "series":
            return by_day(inner, at)
        if form == "season":
            return by_season(inner, at)
        if not isinstance(inner, list) or not inner:
            return wrong(at, "should be a list of quantities", "write [A, B]")
        product = np.ones((1, 1, 1, 1, 1))
        for index, factor in enumerate(inner):
            product = product * read(factor, (*at, index), banded)
            if product.max() > LARGEST:
                return wrong(at, f"multiply to more than {LARGEST:g}", "use smaller factors")
        return np.where(product < SMALLEST, 0.0, product)

    def from_table(value: Table, at: Trail) -> Array:
        numbers = np.asarray(value.values, dtype=np.float64)
        axes = (len(frame.names["place"]), len(frame.names["class"]), len(frame.names["track"]))
        wanted = (len(value.days), *axes, max(frame.bands, 1))
        if numbers.ndim != 5 or any(
            size not in (1, most) for size, most in zip(numbers.shape, wanted, strict=True)
        ):
            return wrong(at, f"has the shape {numbers.shape}", f"it should fit {wanted}")
        if value.days[0] != 0 or value.days != sorted(set(value.days)):
            return wrong(at, "has days that are not in order", "begin with 0")
        if not np.isfinite(numbers).all():
            return wrong(at, "holds something that is not a number", "mend the array")
        if numbers.min() < 0 or numbers.max() > LARGEST:
            return wrong(at, "is out of range", f"keep values from 0 to {LARGEST:g}")
        rows = np.searchsorted(value.days, days, side="right") - 1
        return numbers[rows] if len(numbers) > 1 else numbers

    def by_band(value: list[Any], at: Trail, banded: bool) -> Array:
        if not frame.bands:
            fix = "write one number, or put the list outermost"
            return wrong(at, "is a list, but ages mean nothing here", fix)
        if banded:
            return wrong(at, "is a list within a list by age bands", "write one number")
        if len(value) != frame.bands:
            what = f"has {len(value)} numbers for {frame.bands} age bands"
            wrong(at, what, "write one for each band")
        parts = [read(v, (*at, i), True) for i, v in enumerate(value)]
        return _join(parts, 4) if len(parts) == frame.bands else np.zeros((1, 1, 1, 1, 1))

    def by_name(axis: str, value: Any, at: Trail, banded: bool) -> Array:
        names = frame.names[axis]
        if not isinstance(value, dict):
            return wrong(at, "should hold names and values", f"indent a value for each {axis}")
        for key in value:
            if key not in names and key != OTHERS:
                fix = did_you_mean(str(key), [*names, OTHERS], noun=f"{axis} names")
                wrong((*at, key), f"unknown {axis} '{shown(key)}'", fix)
        parts = {key: read(inner, (*at, key), banded) for key, inner in value.items()}
        missing = [name for name in names if name not in value]
        if missing and OTHERS not in value:
            wrong(at, f"lacks {', '.join(missing[:3])}", f"add them, or '{OTHERS}'")
            return np.zeros((1, 1, 1, 1, 1))
        chosen, along = [], 1 + AXES.index(axis)
        for index, name in enumerate(names):
            part = parts[name] if name in parts else parts[OTHERS]
            # A value that itself differs along this axis, as a factor under 'others' may.
            chosen.append(part.take([index], along) if part.shape[along] > 1 else part)
        return _join(chosen, along)

    def by_date(value: Any, at: Trail, banded: bool) -> Array:
        if not isinstance(value, dict) or not value:
            return wrong(at, "should hold days and values", "write 2025-01-01: value")
        parts = [read(inner, (*at, key), banded) for key, inner in value.items()]
        odd = [key for key in value if type(key) is not date]
        for key in odd:
            wrong((*at, key), f"'{shown(key)}' is not a day", "write it as YYYY-MM-DD")
        if odd:
            return np.zeros((1, 1, 1, 1, 1))
        steps = [(key - frame.first_day).days for key in value]
        for day, before, key in zip(steps[1:], steps, list(value)[1:], strict=False):
            if day <= before:
                return wrong((*at, key), "is not in order", "write the earlier day first")
        if steps[0] > 0:
            what = f"says nothing of the run's first day, {frame.first_day}"
            return wrong(at, what, "begin with that day or an earlier one")
        chosen = []
        for row, day in enumerate(days):
            part = parts[int(np.searchsorted(steps, day, side="right")) - 1]
            chosen.append(part[row : row + 1] if part.shape[0] > 1 else part)
        return _join(chosen, 0)

    def by_day(value: Any, at: Trail) -> Array:
        if not isinstance(value, list):
            return wrong(at, "should be a list of numbers", "write one for each day of the run")
        numbers = [number(one, (*at, index)) for index, one in enumerate(value)]
        if len(value) < frame.days:
            what = f"has {len(value)} numbers for {frame.days} days"
            return wrong(at, what, "write one number for each day of the run")
        return np.array([numbers[day] for day in days]).reshape(-1, 1, 1, 1, 1)

    def by_season(value: Any, at: Trail) -> Array:
        if not isinstance(value, dict) or set(value) != {"swing", "peak"}:
            return wrong(at, "should hold 'swing' and 'peak'", "write {swing: 0.2, peak: a day}")
        swing, peak = number(value["swing"], (*at, "swing")), value["peak"]
        if swing > 1:
            return wrong((*at, "swing"), f"{swing} is more than 1", "write a share")
        if type(peak) is not date:
            return wrong((*at, "peak"), f"'{shown(peak)}' is not a day", "write it as YYYY-MM-DD")
        phase = np.array(days) - (peak - frame.first_day).days
        wave: Array = 1 + swing * np.cos(2 * np.pi * phase / YEAR_DAYS)
        return wave.reshape(-1, 1, 1, 1, 1)

    return read(quantity, trail)


def shown(value: Any) -> str:
    """What a file holds, short enough for a message."""
    # Python refuses to write out integers of thousands of digits.
    long = isinstance(value, int) and abs(value) > LARGEST * LARGEST
    text = f"a number of {value.bit_length() * 0.30103:.0f} digits" if long else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _join(parts: list[Array], axis: int) -> Array:
    """Arrays side by side along one axis, broadcast to each other along the rest."""
    shape = np.broadcast_shapes(*(part.shape for part in parts))
    shape = (*shape[:axis], 1, *shape[axis + 1 :])
    return np.concatenate([np.broadcast_to(part, shape) for part in parts], axis=axis)
