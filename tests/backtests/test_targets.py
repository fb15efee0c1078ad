from __future__ import annotations

import pickle
from datetime import date, timedelta
from functools import partial

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.backtests.baselines import METHODS
from evenhand.backtests.custody_backtest import Origin
from evenhand.backtests.forecasts import TARGETS, check_forecasts
from evenhand.backtests.rolling_baselines import history, origin_baselines, rolling_baselines
from evenhand.backtests.targets import (
    ARRESTS,
    ARRESTS_KNOWN_AFTER_DAYS,
    DATED,
    EARLIER_ARRESTS,
    TARGET_SCHEMA,
    targets_known,
    targets_now,
)
from evenhand.observations.table import Observation, Observations, observations_frame
from tests.fitting.tampering import later_rows

DAY = date(2024, 11, 30)
ORIGIN = Origin(2024, 11)


@pytest.fixture(scope="module")
def observations(shipped):
    used = pl.col("series").is_in([*DATED, ARRESTS, EARLIER_ARRESTS])
    return Observations(shipped.frame.filter(used))


@pytest.fixture(scope="module")
def now(observations):
    return targets_now(observations)


@pytest.fixture(scope="module")
def known(observations):
    return targets_known(observations, DAY)


def month(table, target, group, label):
    (row,) = table.filter(
        pl.col("target") == target, pl.col("group") == group, pl.col("month") == label
    ).iter_rows(named=True)
    return row


def last(table, target, group="all"):
    rows = table.filter(pl.col("target") == target, pl.col("group") == group)
    return rows.row(-1, named=True)


# ------------------------------------------------------------------------- published, by hand


@pytest.mark.parametrize(
    ("target", "group", "label", "value"),
    [
        ("stock", "all", "2025-08", 60930.0),
        ("stock", "ICE", "2025-08", 46898.548387),
        ("stock", "CBP", "2025-08", 14031.451613),
        ("stock", "convicted", "2025-08", 18387.612903),
        ("stock", "pending", "2025-08", 15304.193548),
        ("stock", "other", "2025-08", 27238.193548),
        ("book-ins", "all", "2025-11", 38395 / 30),
        ("book-ins", "ICE", "2025-11", 34473 / 30),
        ("book-ins", "CBP", "2025-11", 3922 / 30),
        ("book-outs", "all", "2025-10", 37539 / 31),
        ("book-outs", "removal", "2025-10", 34114 / 31),
        ("book-outs", "not removal", "2025-10", (37539 - 34114) / 31),
        ("arrests", "all", "2025-01", 12174 / 31),
        ("arrests", "all", "2023-12", 9860 / 31),  # from the earlier release
        ("arrests", "all", "2022-10", 16653 / 31),
    ],
)
def test_a_whole_month_is_what_was_published(now, target, group, label, value):
    row = month(now, target, group, label)
    assert row["value"] == pytest.approx(value)
    assert row["complete"]
    assert row["unit"] == ("people" if target == "stock" else "people/day")


def test_there_is_one_row_per_month_of_every_target_and_group(now):
    assert dict(now.schema) == TARGET_SCHEMA
    assert not now.select("target", "group", "month").is_duplicated().any()
    assert now["value"].min() > 0
    groups = now.select("target", "group").unique(maintain_order=True).rows()
    assert groups == [(target, group) for target, listed in TARGETS.items() for group in listed]


def test_a_partial_month_is_a_mean_over_its_days(now):
    row = month(now, "book-ins", "ICE", "2025-09")
    assert (row["end"], row["complete"]) == (date(2025, 9, 20), False)
    assert row["value"] == pytest.approx(21293 / 20)
    assert month(now, "stock", "all", "2025-09")["value"] == pytest.approx(60317.35)


def test_groups_add_up(now):
    for target, parts in (
        ("stock", ("ICE", "CBP")),
        ("stock", ("convicted", "pending", "other")),
        ("book-ins", ("ICE", "CBP")),
        ("book-outs", ("removal", "not removal")),
    ):
        mine = now.filter(pl.col("target") == target)
        sums = mine.filter(pl.col("group").is_in(parts)).group_by("month").agg(pl.sum("value"))
        total = mine.filter(pl.col("group") == "all", pl.col("start") >= date(2023, 10, 1))
        both = total.join(sums, on="month")
        assert both.height == total.height
        assert both["value"].to_list() == pytest.approx(both["value_right"].to_list(), rel=1e-6)


def test_releases_before_fiscal_year_2024_are_raised_to_all_that_are_no_removals(now):
    ratio = (10648 + 10616 + 11503) / (10028 + 10022 + 10953)
    row = month(now, "book-outs", "not removal", "2023-09")
    assert row["value"] == pytest.approx(10474 / 30 * ratio)
    assert not now.filter(pl.col("group") == "removal", pl.col("month") == "2023-09").height


# --------------------------------------------------------------------------------------- removals


def test_removals_of_a_month_are_the_rise_between_its_ends(now):
    # Editions: 49,991 on 30 Nov, 69,546 on 28 Dec, 76,939 on 11 Jan.
    end = 69546 + 3 / 14 * (76939 - 69546)
    row = month(now, "removals", "all", "2024-12")
    assert row["value"] == pytest.approx((end - 49991) / 31)
    assert row["complete"]


def test_months_between_editions_far_apart_are_not_complete(now):
    # 20 September 2025, then nothing until 56,392 on 15 November and 72,958 on the 29th.
    october, november = (month(now, "removals", "all", f"2025-{m}") for m in (10, 11))
    assert october["value"] == pytest.approx(56392 / 46)
    end = 72958 + 1 / 14 * (92181 - 72958)
    assert november["value"] == pytest.approx((end - 31 * 56392 / 46) / 30)
    assert not october["complete"]
    assert not november["complete"]
    assert month(now, "removals", "all", "2025-12")["complete"]


def test_a_fiscal_year_ends_with_its_last_edition(now):
    row = month(now, "removals", "all", "2025-09")
    start = 283295 + 8 / 14 * (302192 - 283295)  # from 23 August to 6 September
    assert (row["end"], row["complete"]) == (date(2025, 9, 20), False)
    assert row["value"] == pytest.approx((319980 - start) / 20)


def test_removals_of_a_whole_fiscal_year_add_up_to_its_count(now):
    span = (pl.col("end") - pl.col("start")).dt.total_days() + 1
    year = now.filter(
        pl.col("target") == "removals",
        pl.col("start").is_between(date(2023, 10, 1), date(2024, 9, 1)),
    )
    assert year.select((pl.col("value") * span).sum()).item() == pytest.approx(271484)


# ------------------------------------------------------------------------------ as known by a day


def test_the_newest_month_is_the_one_then_published(known):
    # The edition posted on 15 November 2024 covers the year to the 2nd.
    for target, group in (("stock", "all"), ("book-ins", "ICE"), ("book-outs", "removal")):
        row = last(known, target, group)
        assert (row["month"], row["end"], row["complete"]) == ("2024-11", date(2024, 11, 2), False)
    assert last(known, "removals")["value"] == pytest.approx(29817 / 33)


def test_arrests_are_known_a_stated_time_after_the_month(observations):
    for late, newest in ((0, "2024-10"), (-1, "2024-09")):
        day = date(2024, 10, 31) + timedelta(days=ARRESTS_KNOWN_AFTER_DAYS + late)
        assert last(targets_known(observations, day), "arrests")["month"] == newest


@given(st.floats(0.3, 3.0))
@settings(max_examples=5)
def test_what_was_posted_later_changes_nothing(observations, known, factor):
    tampered = later_rows(observations, DAY, factor, but=[ARRESTS, EARLIER_ARRESTS])
    assert not tampered.frame.equals(observations.frame)
    assert targets_known(tampered, DAY).equals(known)
    assert not targets_now(tampered).equals(targets_now(observations))


def test_arrests_of_later_months_change_nothing(observations, known):
    late = pl.col("series").is_in([ARRESTS, EARLIER_ARRESTS]) & (pl.col("end") > date(2024, 9, 30))
    value = pl.when(late).then(9.0).otherwise("value")
    tampered = Observations(observations.frame.with_columns(value=value))
    assert targets_known(tampered, DAY).equals(known)


def test_what_was_posted_before_is_used(observations, known):
    early = pl.col("published") <= DAY
    value = pl.when(early).then(pl.col("value") * 2).otherwise("value")
    doubled = targets_known(Observations(observations.frame.with_columns(value=value)), DAY)
    dated = pl.col("target") != "arrests"
    assert doubled.filter(dated)["value"].to_list() == pytest.approx(
        (2 * known.filter(dated)["value"]).to_list()
    )


def test_before_anything_was_posted_there_is_nothing_but_no_failure(observations):
    assert targets_known(observations, date(2019, 1, 1)).is_empty()
    early = targets_known(observations, date(2024, 1, 31))
    assert not early.filter(pl.col("target") == "book-outs").height  # first posted on 1 February


# ----------------------------------------------------------------------------- history, baselines


def test_history_ends_with_a_partial_month_only_when_enough_of_it_is_known(known):
    stock, newest = history(known, "stock", "all")
    assert newest == 12 * 2024 + 11
    assert len(stock) == 74
    assert history(known, "book-ins", "ICE")[1] == 12 * 2024 + 10  # two days are too few


def test_history_begins_after_guesses_and_gaps(known):
    removals, newest = history(known, "removals", "all")
    assert newest - len(removals) + 1 == 12 * 2021 + 2  # before, editions are months apart
    gone = known.filter(pl.col("month") != "2024-05")
    assert len(history(gone, "stock", "all")[0]) == 6
    assert len(history(known.filter(pl.col("month") == "x"), "stock", "all")[0]) == 0


def monthly(values, series, first_year=2020):
    rows = []
    for at, value in enumerate(values):
        start = date(first_year + at // 12, at % 12 + 1, 1)
        end = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        rows.append(
            Observation(
                series, f"{start:%Y-%m}", start, end, value, "people", end,
                end + timedelta(days=20), f"e{at}", "f", "s", "A1",
            )
        )  # fmt: skip
    return Observations(observations_frame(rows))


def test_the_horizon_counts_from_the_origin_though_less_is_known():
    # A season that repeats: the forecast of each month must be that of its own calendar month.
    shape = [100.0 * 28, 200.0 * 28] + [float(300 + 7 * m) * 28 for m in range(10)]
    made = monthly(shape * 4, "initial-book-ins")
    forecasts = rolling_baselines(made, [Origin(2023, 3)], 4)
    naive = forecasts.filter(pl.col("method") == "seasonal naive", pl.col("group") == "all")
    assert naive["month"].to_list() == ["2023-04", "2023-05", "2023-06", "2023-07"]
    assert naive["q50"].to_list() == pytest.approx(naive["actual"].to_list())
    newest = forecasts.filter(pl.col("method") == "last value", pl.col("group") == "all")
    assert newest["q50"].to_list() == pytest.approx([200.0] * 4)  # of February


def test_forecasts_from_one_origin_keep_to_the_table_and_can_be_sent(observations, now):
    # Two series of the shipped record are enough here and much faster than all.
    two = Observations(
        observations.frame.filter(pl.col("series").is_in(["final-book-outs", ARRESTS]))
    )
    here = targets_known(two, ORIGIN.day)
    task = pickle.loads(pickle.dumps(partial(origin_baselines, here, now, ORIGIN, 3)))
    forecasts = check_forecasts(task())
    assert forecasts.equals(rolling_baselines(two, [ORIGIN], 3))
    assert set(forecasts["kind"]) == {"unconditional"}
    assert set(forecasts["method"]) == set(METHODS) - {"seasonal naive"}  # too short for a season
    row = forecasts.filter(pl.col("target") == "arrests", pl.col("horizon") == 2).row(0, named=True)
    assert (row["month"], row["method"], row["unit"]) == ("2025-01", "last value", "people/day")
    assert row["q50"] == pytest.approx(8390 / 30)  # September: October is not known by then
    assert row["actual"] == pytest.approx(12174 / 31)


def test_months_that_never_came_are_left_out(observations):
    removals = Observations(observations.frame.filter(pl.col("series") == "removals-to-date"))
    forecasts = rolling_baselines(removals, [Origin(2025, 12)], 6)
    assert set(forecasts["month"]) == {"2026-01"}


def test_nothing_known_gives_an_empty_table(observations):
    assert rolling_baselines(observations, [Origin(2018, 1)], 2).is_empty()
    assert rolling_baselines(observations, [], 2).is_empty()
