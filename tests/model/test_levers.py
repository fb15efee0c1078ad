"""The table of levers, and values of levers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evenhand.errors import ModelError
from evenhand.model.funds import exposure, with_reaction
from evenhand.model.levers import dated_defaults, default_values, levers, record_values
from evenhand.model.places import AREAS, PLACES

ROWS = {1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22}
"""Rows of the strategy that have a number of their own; 4 and 20 are dated legal events."""


def test_every_row_of_the_strategy_that_is_a_number_has_a_lever():
    assert {row for lever in levers().values() for row in lever.rows} >= ROWS


def test_every_lever_says_its_unit_source_and_reliability():
    for lever in levers().values():
        assert lever.unit and lever.source and lever.description and lever.basis
        assert lever.reliability in tuple("ABCDE")
        assert lever.low <= lever.default <= lever.high
        assert set(lever.by) <= {"place", "class"}
        assert lever.kind in {"dated", "run", "start"}


def test_every_dated_value_belongs_to_a_lever():
    assert set(dated_defaults()) <= set(levers())


def test_levers_hold_their_value_of_the_first_day_or_follow_the_record():
    held = record_values(date(2025, 1, 1), 400)
    followed = record_values(date(2025, 1, 1), 400, follow=True)
    assert held["at_large.collateral_share"].tolist() == [[[0.05]]]
    assert followed.by_day("at_large.collateral_share")[[0, 30]].tolist() == [0.05, 0.45]


def test_an_unknown_lever_is_refused_with_the_nearest_name():
    with pytest.raises(ModelError, match=r"did you mean 'cooperation'"):
        default_values(date(2026, 2, 1), 5)["coperation"]


def test_values_of_another_shape_are_refused():
    with pytest.raises(ModelError, match="does not fit"):
        default_values(date(2026, 2, 1), 5).with_values({"beds": np.ones((4, 1, 1))})


def test_there_are_25_areas_and_the_border():
    assert len(AREAS) == 25 and len(PLACES) == 26 and list(AREAS) == sorted(AREAS)


def test_withheld_grants_change_nothing_unless_a_scenario_says_so():
    plain = default_values(date(2026, 2, 1), 30)
    withheld = plain.with_values(
        {"funds.withheld": np.ones((1, 1, 1)), "funds.at_stake": np.full((1, 1, 1), 365.25)}
    )
    assert with_reaction(withheld) is withheld
    at_stake, kept_back = exposure(withheld)
    assert (at_stake == 1).all() and (kept_back == 1).all()


def test_a_reaction_moves_cooperation_in_a_straight_line_after_its_lag():
    changed = {"funds.withheld": np.ones((1, 1, 1)), "funds.reaction": np.full((1, 1, 1), 0.5)}
    changed["funds.reaction_days"] = np.full((1, 1, 1), 30.0)
    values = with_reaction(default_values(date(2026, 2, 1), 60).with_values(changed))
    before = levers()["cooperation"].default
    cooperation = values.by_day("cooperation")
    assert abs(cooperation[29] - (before + (1 - before) * 0.5)) < 1e-12
    assert abs(cooperation[14] - (before + (1 - before) * 0.25)) < 1e-12
    assert cooperation[-1] == cooperation[30]
