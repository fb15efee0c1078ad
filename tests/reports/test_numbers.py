from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.reports.numbers import (
    change,
    day,
    month,
    people,
    percent,
    rounded,
    step_of,
    to_step,
    with_interval,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(71_543.2, "71,500"), (999.6, "1,000"), (12.34, "12"), (0, "0"), (1_234_567, "1,230,000")],
)
def test_people_are_shown_with_three_digits_and_commas(value, shown):
    assert people(value) == shown


@given(st.floats(1e-6, 1e12))
def test_rounding_to_three_digits_is_off_by_half_a_percent_at_most(value):
    assert abs(rounded(value) / value - 1) <= 0.0051
    assert rounded(-value) == -rounded(value)


@pytest.mark.parametrize("value", [0.0, math.inf, -math.inf])
def test_what_cannot_be_rounded_is_left_as_it_is(value):
    assert rounded(value) == value


def test_a_change_is_said_with_its_direction():
    assert change(12_345) == "12,300 more"
    assert change(-12_345) == "12,300 fewer"
    assert change(0.3) == change(-0.3) == "no different"


def test_shares_days_and_months_are_said_in_words():
    assert percent(0.4712) == "47 %"
    assert percent(0.4712, 1) == "47.1 %"
    assert day(date(2026, 3, 1)) == "1 March 2026"
    assert month("2023-10") == "October 2023"


@given(
    st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.floats(1e-6, 1e9), st.sampled_from((True, False))
)
def test_no_digit_is_shown_that_the_interval_leaves_open(middle, below, above, signs):
    low, high = middle - below, middle + above
    step = step_of(middle, low, high)
    near = min(below, above)
    assert near / 100.0001 <= step <= near / 9.99999
    assert abs(to_step(middle, step) - middle) <= max(step, abs(middle) * 0.005) * 0.5000001


@pytest.mark.parametrize(
    ("middle", "low", "high", "unit", "said"),
    [
        (1_310.4, 1_268.0, 1_361.0, "people/day", "1,310 (1,270 to 1,360)"),
        (54.8, 15.7, 865.0, "ratio", "55 (16 to 865)"),
        (0.895, 0.891, 0.898, "share", "89.5 % (89.1 to 89.8 %)"),
        (0.549, 0.421, 0.693, "share", "55 % (42 to 69 %)"),
        (71_204.0, 71_204.0, 71_204.0, "people", "71,200"),
        (0.0, 0.0, 0.0, "people", "0"),
    ],
)
def test_the_width_of_an_interval_decides_the_digits(middle, low, high, unit, said):
    assert with_interval(middle, low, high, unit, signs=False) == said
