from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from evenhand.errors import DataError
from evenhand.fitting.custody_record import FIRST_DAY, LEAST_GAP, custody_record
from evenhand.model.classes import CLASSES, EXITS, ORIGINS
from evenhand.observations.table import Observations
from tests.fitting.handmade import handmade, last_day
from tests.fitting.tampering import custody_only, month_dropped


@pytest.fixture(scope="module")
def custody(shipped):
    return custody_only(shipped)


@pytest.fixture(scope="module")
def record(custody):
    return custody_record(custody)


def test_a_months_book_ins_are_spread_evenly_and_add_up_to_the_published_count(custody, record):
    months = custody.series("initial-book-ins").filter(pl.col("agency").is_in(ORIGINS))
    for row in months.iter_rows(named=True):
        daily = record.book_ins_between(row["start"], row["end"])[:, ORIGINS.index(row["agency"])]
        assert daily.sum() == pytest.approx(row["value"], rel=1e-9), row["period"]
        assert (daily == daily[0]).all()


def test_days_beyond_the_record_repeat_its_last_known_day(record):
    beyond = record.book_ins_between(record.through, record.through + timedelta(days=40))
    assert (beyond == beyond[0]).all()
    before = record.book_ins_between(FIRST_DAY - timedelta(days=3), FIRST_DAY)
    assert (before == record.book_ins[0]).all()


def test_a_month_that_is_missing_continues_the_month_before(custody, record):
    dropped = custody_record(month_dropped(custody, "2025-11"))
    october = record.book_ins_between(date(2025, 10, 31), date(2025, 10, 31))
    filled = dropped.book_ins_between(date(2025, 11, 1), date(2025, 11, 30))
    assert (filled == october).all()


def test_snapshots_are_in_the_order_of_days_with_classes_that_add_up(record):
    days = [knot.day for knot in record.knots]
    assert days == sorted(set(days))
    for knot in record.knots:
        if knot.by_class is not None:
            assert knot.by_class.sum(axis=1) == pytest.approx(knot.people, rel=1e-6)


def test_a_months_mean_is_a_knot_only_where_no_snapshot_is_near(custody, record):
    snapshots = set(custody.series("detained")["start"].to_list())
    means = [knot.day for knot in record.knots if knot.day not in snapshots]
    assert means
    assert all(abs(day - one) > LEAST_GAP for day in means for one in snapshots)


def test_only_complete_months_of_exits_count_and_parts_are_not_counted_twice(custody, record):
    assert all(month.last == _end(month.first) for month in record.exits)
    newest = [month for month in record.exits if month.with_removals][-1]
    rows = custody.series("final-book-outs").filter(
        (pl.col("start") == newest.first) & (pl.col("criminality") == "convicted")
    )
    removed = rows.filter(pl.col("detail") == "removal")["value"].sum()
    bonded = rows.filter(pl.col("detail") == "bonded out")["value"].sum()
    convicted = newest.people[CLASSES.index("convicted")]
    assert convicted[EXITS.index("removal")] == removed > 0
    assert convicted[EXITS.index("bond")] == bonded


def _end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def test_what_was_posted_later_is_not_in_the_record_of_a_day(custody):
    then = custody_record(custody, date(2024, 6, 30))
    assert then.through <= date(2024, 6, 30)
    assert then.knots[-1].day <= date(2024, 6, 30)
    assert all(end <= date(2024, 6, 30) for _, end, _ in then.averages)


def test_other_places_are_not_counted(custody, record):
    extra = custody.frame.with_columns(place=pl.lit("Texas"), value=pl.col("value") * 9)
    both = custody_record(Observations(pl.concat([custody.frame, extra])))
    assert np.array_equal(both.book_ins, record.book_ins)
    assert len(both.knots) == len(record.knots)


def test_a_record_without_book_ins_is_refused(custody):
    rest = custody.frame.filter(pl.col("series") != "initial-book-ins")
    with pytest.raises(DataError, match=r"record by now  had no book-ins"):
        custody_record(Observations(rest))


def test_a_record_of_few_snapshots_is_refused(custody):
    few = custody.frame.filter(pl.col("series") == "initial-book-ins")
    with pytest.raises(DataError, match=r"record by now  had only 0 days"):
        custody_record(Observations(few))


def test_a_handmade_record_is_read_as_it_was_made():
    record = custody_record(handmade(months=12).observations)
    assert record.through == last_day(12)
    assert len(record.knots) == 1 + 2 * 12
    assert all(knot.by_class is not None for knot in record.knots)
    assert len(record.averages) == len(record.exits) == 12
