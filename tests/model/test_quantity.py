from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.errors import Findings
from evenhand.model.quantity import AXES, LARGEST, Frame, change_days, evaluate, shown

NAMES = {"place": ("A", "B", "C"), "class": ("x", "y"), "track": ("in", "out")}
FIRST = date(2021, 1, 1)
DAYS, BANDS = 40, 3
FRAME = Frame(NAMES, FIRST, DAYS, BANDS)
SHAPE = (3, 2, 2, BANDS)


def values(quantity, frame=FRAME):
    """The values ``(day, place, class, track, band)`` on every day of the run."""
    found = Findings()
    days = change_days(quantity, frame)
    rows = evaluate(quantity, frame, days, str, (), found)
    assert not found.errors, found.errors
    rows = np.broadcast_to(rows, (len(days), *rows.shape[1:]))
    row = np.searchsorted(days, np.arange(frame.days), side="right") - 1
    wide = np.broadcast_to(rows, (len(days), *SHAPE[:3], max(frame.bands, 1)))
    return wide[row]


def problems(quantity, frame=FRAME):
    found = Findings()
    evaluate(quantity, frame, change_days(quantity, frame), str, ("q",), found)
    return [(problem.where, problem.what) for problem in found.errors]


def plain(quantity, day, cell, band):
    """One value of a quantity, found by following its words: slow, and written apart."""
    if isinstance(quantity, list):
        return plain(quantity[band], day, cell, band)
    if not isinstance(quantity, dict):
        return float(quantity)
    ((form, inner),) = quantity.items()
    if form in AXES:
        name = cell[AXES.index(form)]
        return plain(inner[name] if name in inner else inner["others"], day, cell, band)
    if form == "from":
        last = max(start for start in inner if start <= FIRST + timedelta(days=day))
        return plain(inner[last], day, cell, band)
    if form == "series":
        return float(inner[day])
    if form == "season":
        since = (FIRST + timedelta(days=day) - inner["peak"]).days
        return 1 + inner["swing"] * math.cos(2 * math.pi * since / 365.25)
    return math.prod(plain(factor, day, cell, band) for factor in inner)


def form(name, values_of):
    """A form whose keys keep their order."""
    return st.tuples(*values_of.values()).map(
        lambda drawn: {name: dict(zip(values_of, drawn, strict=True))}
    )


@cache
def nested(depth=2, banded=False):
    number = st.integers(0, 9)
    if depth == 0:
        return number
    inner = nested(depth - 1, banded)
    forms = [number]
    for axis in AXES:
        forms.append(form(axis, {NAMES[axis][1]: inner, "others": inner}))
        forms.append(form(axis, dict.fromkeys(NAMES[axis], inner)))
    forms.append(form("from", {date(2020, 5, 1): inner, date(2021, 1, 9): inner}))
    forms.append(form("from", {FIRST: inner, date(2030, 1, 1): inner}))
    for name, listed in (
        ("times", st.lists(inner, min_size=1, max_size=3)),
        ("series", st.lists(number, min_size=DAYS, max_size=DAYS + 2)),
    ):
        forms.append(st.fixed_dictionaries({name: listed}))
    forms.append(st.just({"season": {"swing": 0.25, "peak": date(2021, 1, 20)}}))
    if not banded:
        item = nested(depth - 1, True)
        forms.append(st.lists(item, min_size=BANDS, max_size=BANDS))
    return st.one_of(forms)


@given(quantity=nested())
def test_forms_nest_freely_and_mean_what_their_words_say(quantity):
    table = values(quantity)
    for day in (0, 7, 8, 9, DAYS - 1):
        for p, place in enumerate(NAMES["place"]):
            for c, kind in enumerate(NAMES["class"]):
                for t, track in enumerate(NAMES["track"]):
                    expected = [plain(quantity, day, (place, kind, track), b) for b in range(BANDS)]
                    assert table[day, p, c, t] == pytest.approx(expected, rel=1e-12)


@given(quantity=nested())
def test_values_change_only_on_the_days_that_are_named(quantity):
    days = change_days(quantity, FRAME)
    table = values(quantity)
    changed = np.nonzero((table[1:] != table[:-1]).any(axis=(1, 2, 3, 4)))[0] + 1
    assert days[0] == 0
    assert set(changed) <= set(days) <= set(range(DAYS))


def test_steps_before_the_run_hold_and_steps_after_it_do_not():
    steps = {"from": {date(2019, 1, 1): 1, date(2020, 1, 1): 2, date(2021, 2, 1): 3,
                      date(2021, 2, 10): 4}}  # fmt: skip
    assert values(steps)[:, 0, 0, 0, 0].tolist() == [2] * 31 + [3] * 9
    assert change_days(steps, FRAME) == [0, 31]


def test_a_wave_of_a_year_has_its_peak_on_its_day_and_is_one_on_average():
    frame = Frame(NAMES, FIRST, 1461)
    wave = values({"season": {"swing": 0.3, "peak": date(2022, 7, 1)}}, frame)[:, 0, 0, 0, 0]
    peak = (date(2022, 7, 1) - FIRST).days
    assert wave[peak] == wave.max() == 1.3
    assert wave.mean() == pytest.approx(1, abs=1e-6)
    assert wave.min() == pytest.approx(0.7, abs=1e-4)


def test_a_name_beside_others_may_differ_along_the_same_axis():
    quantity = {"class": {"x": 1, "others": {"times": [2, {"class": {"x": 9, "y": 5}}]}}}
    assert values(quantity)[0, 0, :, 0, 0].tolist() == [1, 10]


def test_a_list_by_band_may_hold_values_of_unlike_shapes():
    quantity = [1, {"class": {"x": 2, "y": 3}}, {"from": {FIRST: 4, date(2021, 1, 5): 5}}]
    assert values(quantity)[0, 0, 1, 0].tolist() == [1, 3, 4]
    assert values(quantity)[4, 2, 0, 1].tolist() == [1, 2, 5]


@pytest.mark.parametrize(
    ("quantity", "at", "said"),
    [
        (True, "('q',)", "'True' is not a number"),
        (None, "('q',)", "is empty"),
        ("", "('q',)", "is empty"),
        ("5", "('q',)", "'5' is not a number"),
        (-1, "('q',)", "-1 is negative"),
        (math.nan, "('q',)", "nan is not a finite number"),
        (-math.inf, "('q',)", "-inf is not a finite number"),
        (LARGEST * 1.01, "('q',)", "1010000000000.0 is too large"),
        (10**400, "('q',)", "a number of 400 digits is too large"),
        (5e-324, "('q',)", "5e-324 is too small"),
        ({}, "('q',)", "is empty"),
        ([1, 2], "('q',)", "has 2 numbers for 3 age bands"),
        ([1, 2, [1, 2, 3]], "('q', 2)", "is a list within a list by age bands"),
        ([1, {"class": {"x": [1, 2, 3], "y": 1}}, 1], "('q', 1, 'class', 'x')",
         "is a list within a list"),
        ({"place": {"A": 1}}, "('q', 'place')", "lacks B, C"),
        ({"place": [1, 2, 3]}, "('q', 'place')", "should hold names and values"),
        ({"clas": {"x": 1}}, "('q', 'clas')", "unknown form 'clas'"),
        ({7: 1}, "('q', 7)", "unknown form '7'"),
        ({"from": 3}, "('q', 'from')", "should hold days and values"),
        ({"from": {"2021-01-01": 3}}, "('q', 'from', '2021-01-01')", "is not a day"),
        ({"from": {FIRST: 3, date(2020, 1, 1): 4}}, "2020, 1, 1)", "is not in order"),
        ({"from": {date(2021, 1, 2): 3}}, "('q', 'from')", "says nothing of the run's first day"),
        ({"series": [1] * 39}, "('q', 'series')", "has 39 numbers for 40 days"),
        ({"series": 3}, "('q', 'series')", "should be a list of numbers"),
        ({"times": []}, "('q', 'times')", "should be a list of quantities"),
        ({"times": [1e11, 1e11]}, "('q', 'times')", "multiply to more than 1e+12"),
        ({"season": {"swing": 0.1}}, "('q', 'season')", "should hold 'swing' and 'peak'"),
        ({"season": {"swing": 1.1, "peak": FIRST}}, "('q', 'season', 'swing')", "is more than 1"),
        ({"season": {"swing": 0.1, "peak": "May"}}, "'season', 'peak')", "'May' is not a day"),
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_refused_where_it_stands(quantity, at, said):
    ((where, what),) = problems(quantity)
    assert at in where
    assert said in what


def test_every_problem_of_a_quantity_is_told_at_once():
    quantity = {"times": [-1, {"class": {"x": "a", "z": 1}}, {"from": {"soon": -2, 5: None}}]}
    assert [what for _, what in problems(quantity)] == [
        "-1 is negative", "unknown class 'z'", "'a' is not a number", "lacks y", "-2 is negative",
        "is empty", "'soon' is not a day", "'5' is not a day",
    ]  # fmt: skip


def test_lists_are_refused_where_ages_mean_nothing():
    assert "ages mean nothing here" in problems([1, 2, 3], Frame(NAMES, FIRST, DAYS))[0][1]


def test_a_product_of_next_to_nothing_is_nothing():
    assert values({"times": [1e-90, 1e-90]}).max() == 0


def test_long_values_are_shown_short():
    assert shown("a" * 500) == "a" * 60 + "…"
    assert shown(-(10**4999)) == "a number of 4999 digits"
