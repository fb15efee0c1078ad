"""What is believed of levers before the record is looked at."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.errors import ModelError
from evenhand.model.levers import levers, record_values
from evenhand.model.priors import (
    EXIT_LEVEL,
    TAIL,
    drawn_record,
    drawn_values,
    exceptions,
    prior,
    priors,
)

NAMES = sorted(priors())


@pytest.mark.parametrize("name", NAMES)
def test_the_ends_and_the_middle_of_a_prior_are_those_of_its_range(name):
    one = priors()[name]
    found = one.at(np.array([-TAIL, 0.0, TAIL]))
    np.testing.assert_allclose(found, [one.low, one.central, one.high], rtol=1e-12, atol=1e-12)


def test_every_lever_with_a_range_has_a_prior_or_a_reason_against_it():
    for name, lever in levers().items():
        if lever.basis == "definition" or lever.low >= lever.high:
            assert name not in priors()
        elif name not in priors():
            assert exceptions()[name].rule in ("fitted", "fixed")
            assert exceptions()[name].why
    assert set(exceptions()) <= set(levers()) | {EXIT_LEVEL}


def test_no_weakly_known_lever_has_a_narrower_range_than_the_table_states():
    for name, one in priors().items():
        lever = levers().get(name)
        if lever is not None and lever.reliability in "DE":
            assert one.low <= lever.low
            assert one.high >= lever.high


@given(st.sampled_from(NAMES), st.floats(-8, 8))
def test_shares_stay_inside_one_amounts_above_zero_and_days_whole(name, z):
    one = priors()[name]
    value = float(one.at(np.asarray(z)))
    assert 0.0 <= value <= one.highest
    if one.unit == "share":
        assert value <= 1.0
    if one.whole:
        assert value == round(value)


@given(st.sampled_from(NAMES), st.floats(-4, 4), st.floats(0, 2))
def test_values_grow_with_the_point(name, z, step):
    one = priors()[name]
    assert one.at(np.asarray(z)) <= one.at(np.asarray(z + step))


@given(st.sampled_from(NAMES), st.floats(-3, 3))
def test_a_draw_moves_the_median_onto_itself_and_leaves_nothing_as_nothing(name, z):
    one = priors()[name]
    drawn = float(one.at(np.asarray(z)))
    found = one.moved(np.array([one.central, 0.0]), drawn)
    np.testing.assert_allclose(found[0], drawn, rtol=1e-9, atol=1e-12)
    if one.central > 0:
        assert found[1] == 0.0


def test_what_the_record_dates_moves_along_with_a_draw():
    first = date(2025, 1, 1)
    before = record_values(first, 365, follow=True)
    after = drawn_record(first, 365, {"workforce.field_share": 0.7}, follow=True)
    old, new = before.by_day("workforce.field_share"), after.by_day("workforce.field_share")
    np.testing.assert_allclose(new[old == 0.6], 0.7)
    odds = np.log(new / (1 - new)) - np.log(old / (1 - old))
    np.testing.assert_allclose(odds, odds[0])


def test_an_empty_draw_and_the_level_of_exits_change_no_lever():
    values = record_values(date(2026, 1, 26), 30)
    assert drawn_values(values, {}) is values
    assert drawn_values(values, {EXIT_LEVEL: 1.2}) is values


def test_a_lever_without_a_prior_is_named_with_the_nearest_one():
    with pytest.raises(ModelError, match="has no prior"):
        prior("cost.bed_days")
