from __future__ import annotations

import pytest

from evenhand.claims.files import load_ledger
from evenhand.claims.proof import MOST_POINTS, definition_bars, proof_series
from evenhand.claims.verdicts import judge

LEDGER = load_ledger()


def proofs(record, name):
    return proof_series(record, judge(record, name, LEDGER.claims[name]))


def test_the_series_around_the_day_is_shown_with_the_claimed_number_as_a_line(record):
    posts = proofs(record, "C01")[0]
    assert (posts.series, posts.line, posts.unit) == ("ice-daily-post-arrests", 956, "people")
    counted = posts.points.filter(posts.points["counted"])
    assert counted["period"].to_list() == ["2025-01-26"]
    assert counted["value"].to_list() == [956]
    assert posts.points.height == 7


def test_a_week_is_set_among_weeks_and_a_sum_has_no_line(record):
    weeks, posts = proofs(record, "C02")[:2]
    assert weeks.points["counted"].sum() == 1
    assert weeks.points.height > 10
    assert weeks.line == 7300
    assert posts.line is None
    assert posts.points["counted"].sum() == 6


@pytest.mark.parametrize("name", LEDGER.claims)
def test_every_point_says_where_it_is_from(name, record):
    for one in proofs(record, name):
        assert 0 < one.points.height <= MOST_POINTS
        assert one.points["counted"].any()
        assert one.points["file"].null_count() == 0
        assert one.points["start"].is_sorted()


def test_definitions_are_set_beside_the_claimed_number(record):
    bars = definition_bars(judge(record, "C02", LEDGER.claims["C02"]))
    assert bars["claimed"].unique().to_list() == [7300]
    assert 7300 in bars["value"].to_list()
    words = definition_bars(judge(record, "C13", LEDGER.claims["C13"]))
    assert words.is_empty()
