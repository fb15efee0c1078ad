from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.errors import DataError
from evenhand.observations.table import (
    KEY,
    RANK,
    SCHEMA,
    Observation,
    Observations,
    keep_changes,
    observations_frame,
)

FIRST = date(2025, 1, 1)
FACTS = [*KEY, "value", "end", "complete", "unit"]


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def version(number: int, value: float, as_of: int, published: int, **other) -> Observation:
    plain = Observation(
        series="detained",
        period="2025-01",
        start=FIRST,
        end=date(2025, 1, 31),
        value=value,
        unit="people",
        as_of=day(as_of),
        published=day(published),
        edition=f"edition-{number:02}",
        file=f"{number}.xlsx",
        sheet="S",
        cell=f"B{number}",
    )
    return replace(plain, **other)


VERSIONS = st.lists(
    st.tuples(
        st.sampled_from(["2025-01", "2025-02"]),
        st.sampled_from([1.0, 2.0, 3.0]),
        st.integers(0, 6),
        st.integers(0, 9),
        st.sampled_from([1, 2]),
        st.booleans(),
    ),
    max_size=14,
)


def history(drawn) -> pl.DataFrame:
    return observations_frame(
        version(n, value, as_of, published, period=period, trust=trust, complete=complete)
        for n, (period, value, as_of, published, trust, complete) in enumerate(drawn)
    )


def facts(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(frame.select(FACTS).rows())


@settings(max_examples=300)
@given(VERSIONS, st.integers(-1, 10))
def test_dropping_repeats_changes_nothing_that_was_known_on_any_day(drawn, number):
    frame = history(drawn)
    kept = keep_changes(frame)
    for known_by in (day(number), None):
        before = Observations(frame).newest(known_by)
        after = Observations(kept).newest(known_by)
        assert facts(after) == facts(before)


@given(VERSIONS)
def test_dropping_repeats_twice_is_dropping_them_once(drawn):
    kept = keep_changes(history(drawn))
    assert keep_changes(kept).equals(kept)
    assert kept.height <= len(drawn)


@given(VERSIONS, st.randoms(use_true_random=False))
def test_the_order_in_which_editions_are_read_does_not_matter(drawn, dice):
    frame = history(drawn)
    order = list(range(frame.height))
    dice.shuffle(order)
    assert keep_changes(frame[order]).equals(keep_changes(frame))
    assert Observations(frame[order]).newest().equals(Observations(frame).newest())


@given(VERSIONS, st.integers(0, 9), st.integers(0, 9))
def test_what_was_known_on_a_day_holds_nothing_posted_later_and_never_shrinks(drawn, one, other):
    observations = Observations(history(drawn))
    early, late = sorted((day(one), day(other)))
    known = observations.newest(early)
    assert known.filter(pl.col("published") > early).is_empty()
    assert set(known.select(KEY).rows()) <= set(observations.newest(late).select(KEY).rows())


@given(VERSIONS)
def test_the_newest_values_are_one_per_key_and_rank_highest(drawn):
    frame = history(drawn)
    newest = Observations(frame).newest()
    assert newest.select(KEY).is_duplicated().sum() == 0
    for row in newest.iter_rows(named=True):
        same = frame.filter([pl.col(name) == row[name] for name in KEY])
        assert max(same.select(RANK).rows()) == tuple(row[name] for name in RANK)


def test_an_equal_value_of_older_data_that_was_posted_first_is_kept():
    rows = [version(1, 5.0, as_of=1, published=9), version(2, 5.0, as_of=2, published=3)]
    kept = Observations(keep_changes(observations_frame(rows)))
    assert kept.newest(day(4))["value"].to_list() == [5.0]


def test_a_repeat_is_dropped_but_a_value_that_returns_is_not():
    values = [5.0, 5.0, 6.0, 5.0]
    rows = [version(n, value, as_of=n, published=n) for n, value in enumerate(values)]
    assert keep_changes(observations_frame(rows))["cell"].to_list() == ["B0", "B2", "B3"]


def test_a_month_that_becomes_complete_without_changing_is_kept():
    rows = [
        version(1, 5.0, 1, 1, end=date(2025, 1, 20), complete=False),
        version(2, 5.0, 2, 2),
    ]
    assert keep_changes(observations_frame(rows)).height == 2


def test_of_two_values_newer_data_win_over_later_posting():
    rows = [version(1, 5.0, as_of=3, published=4), version(2, 6.0, as_of=2, published=8)]
    assert Observations(observations_frame(rows)).newest()["value"].to_list() == [5.0]


def test_of_two_copies_the_publishers_own_wins_over_a_marked_up_one():
    rows = [version(1, 5.0, 3, 4), version(2, 6.0, 3, 8, trust=1)]
    assert Observations(observations_frame(rows)).newest()["value"].to_list() == [5.0]


def test_revisions_list_each_changed_value_with_the_change_and_leave_out_steady_ones():
    rows = [
        version(1, 5.0, 1, 1),
        version(2, 5.0, 2, 2),
        version(3, 8.0, 3, 3),
        version(4, 7.0, 1, 1, period="2025-02"),
    ]
    listed = Observations(observations_frame(rows)).revisions("detained")
    assert listed["value"].to_list() == [5.0, 8.0]
    assert listed["change"].to_list() == [None, 3.0]
    assert listed["cell"].to_list() == ["B1", "B3"]


def test_a_series_comes_in_the_order_of_its_periods():
    rows = [
        version(1, 2.0, 1, 1, period="2025-02", start=date(2025, 2, 1), end=date(2025, 2, 28)),
        version(2, 1.0, 1, 1),
        version(3, 9.0, 1, 1, series="arrests"),
    ]
    observations = Observations(observations_frame(rows))
    assert observations.series("detained")["period"].to_list() == ["2025-01", "2025-02"]
    assert observations.names() == ["arrests", "detained"]


@pytest.mark.parametrize("ask", ["series", "revisions", "require"])
def test_an_unknown_series_is_answered_with_the_nearest_one(ask):
    observations = Observations(observations_frame([version(1, 5.0, 1, 1)]))
    with pytest.raises(DataError, match=r"is not a series\n +did you mean 'detained'\?"):
        getattr(observations, ask)("detaineds")


def test_the_columns_of_the_table_are_the_fields_of_an_observation():
    assert {field.name for field in fields(Observation)} == set(SCHEMA)
    frame = observations_frame([version(1, 5.0, 1, 1)])
    assert dict(frame.schema) == SCHEMA
    assert dict(observations_frame([]).schema) == SCHEMA
