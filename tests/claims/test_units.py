from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.claims.units import (
    ALIASES,
    Unit,
    figure,
    product,
    quotient,
    shown,
    told,
    unit_of,
)

UNITS = st.sampled_from(sorted(ALIASES)).map(unit_of)


@pytest.mark.parametrize(
    ("text", "base", "factor"),
    [
        ("people", "people", 1),
        ("Arrests", "people", 1),
        ("percent", "share", 0.01),
        ("arrests a day", "people/days", 1),
        ("people/day", "people/days", 1),
        ("removals per year", "people/years", 1),
        ("million people", "people", 1e6),
        ("thousand arrests a day", "people/days", 1e3),
        ("officer-minutes", "officer-hours", 1 / 60),
        ("cases", "cases", 1),
        ("case", "cases", 1),
        ("teams", "teams", 1),
        ("US$", "US$", 1),
        ("times", "share", 1),
    ],
)
def test_a_unit_is_known_by_its_words(text, base, factor):
    assert unit_of(text) == Unit(base, factor)


def test_people_are_not_cases_nor_detainers_nor_encounters():
    assert len({unit_of(word).base for word in ("people", "cases", "detainers", "encounters")}) == 4


@given(UNITS, UNITS)
def test_what_is_divided_and_multiplied_again_is_the_same(one, other):
    found = product(quotient(one, other), other)
    if other.base not in {one.base, "share"}:
        assert found.base == one.base
    assert found.factor == pytest.approx(one.factor)


@given(UNITS)
def test_a_unit_over_itself_is_a_share(one):
    assert quotient(one, one) == Unit("share", 1.0)


def test_numbers_are_shown_with_the_digits_they_deserve():
    assert figure(3152.0) == "3,152"
    assert figure(2.2893) == "2.29"
    assert figure(0.139, "share") == "13.9 %"
    assert told(660_000.0) == "660,000"
    assert told(0.5, "share") == "50 %"
    assert shown(unit_of("people/day")) == "people/day"
