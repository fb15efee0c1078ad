from __future__ import annotations

from datetime import date

import pytest

from evenhand.observations.table import Observation
from evenhand.sources.corrections import (
    apply_corrections,
    corrections,
    exchange_warning,
    looks_exchanged,
)

DAY = "2025-02-23"
AVERAGES = {
    ("ICE", "convicted"): 11000.0,
    ("ICE", "pending"): 7000.0,
    ("ICE", "other"): 3071.0,
    ("CBP", "convicted"): 1300.0,
    ("CBP", "pending"): 800.0,
    ("CBP", "other"): 19883.0,
}
PUBLISHED = {
    ("CBP", "convicted"): 11520.0,
    ("CBP", "pending"): 7381.0,
    ("CBP", "other"): 3721.0,
    ("ICE", "convicted"): 1284.0,
    ("ICE", "pending"): 777.0,
    ("ICE", "other"): 19076.0,
}


def row(series, period, agency, criminality, value):
    when = date(2025, 2, 22)
    return Observation(
        series, period, when, when, value, "people", when, when, "e", "f.xlsx", "S", "B2",
        agency=agency, criminality=criminality,
    )  # fmt: skip


def sheet(counts, day=DAY):
    rows = [row("detained", day, *key, value) for key, value in counts.items()]
    return rows + [row("average-daily-population", "2025-02", *k, v) for k, v in AVERAGES.items()]


def right_way_round(counts):
    other = {"ICE": "CBP", "CBP": "ICE"}
    return {(other[agency], word): value for (agency, word), value in counts.items()}


def test_every_decision_names_a_known_action_its_period_and_a_reason():
    assert corrections()
    for decision in corrections():
        assert decision.action == "exchange agencies"
        assert decision.series and decision.period and len(decision.because) > 60


def test_columns_under_each_others_heading_are_put_right_with_a_note():
    corrected = [r for r in apply_corrections(sheet(PUBLISHED)) if r.series == "detained"]
    assert {(r.agency, r.criminality): r.value for r in corrected} == right_way_round(PUBLISHED)
    assert all(r.note.startswith("published under ") for r in corrected)


def test_an_edition_that_its_publisher_put_right_is_left_alone():
    rows = sheet(right_way_round(PUBLISHED))
    assert apply_corrections(rows) == rows


def test_another_day_is_not_corrected_without_a_decision_but_doubted():
    rows = sheet(PUBLISHED, "2025-03-09")
    assert apply_corrections(rows) == rows
    doubt = exchange_warning(rows, "f.xlsx")
    assert doubt is not None
    assert doubt.where == "f.xlsx [S!B2]"


def test_counts_that_fit_the_averages_raise_no_doubt():
    assert exchange_warning(sheet(right_way_round(PUBLISHED)), "f.xlsx") is None


@pytest.mark.parametrize("factor", [0.7, 0.8, 1.25, 1.4])
def test_ordinary_growth_does_not_look_like_an_exchange(factor):
    grown = {key: value * factor for key, value in right_way_round(PUBLISHED).items()}
    assert not looks_exchanged(sheet(grown), DAY)
    crossed = {key: value * factor for key, value in PUBLISHED.items()}
    assert looks_exchanged(sheet(crossed), DAY)


def test_without_averages_nothing_looks_exchanged():
    rows = [r for r in sheet(PUBLISHED) if r.series == "detained"]
    assert not looks_exchanged(rows, DAY)
    assert not looks_exchanged([], DAY)
