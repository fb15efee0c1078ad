from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from evenhand.model.classes import CLASSES, EXITS, LACK_OF_BEDS, ORIGINS
from evenhand.results.tables import DAILY_SCHEMA, monthly_table, total_by_month
from evenhand.simulation import simulate
from tests.runs import limited, small_model

DAYS = 70


@pytest.fixture(scope="module")
def simulation():
    model = small_model()
    return limited(simulate(model, model.start + timedelta(days=DAYS)), 6, 15_000.0)


def test_the_daily_table_has_a_row_for_every_value_of_every_day(simulation):
    cells = len(ORIGINS) * len(CLASSES)
    assert dict(simulation.daily.schema) == DAILY_SCHEMA
    assert simulation.daily.height == DAYS * cells * (3 + len(EXITS) + 1)
    key = ["series", "day", "agency", "criminality", "detail"]
    assert simulation.daily.select(key).is_duplicated().sum() == 0


def test_values_of_the_daily_table_are_those_of_the_run(simulation):
    outcome, daily = simulation.outcome, simulation.daily
    row = (pl.col("day") == date(2026, 2, 3)) & (pl.col("agency") == "CBP")
    row &= pl.col("criminality") == "other"
    index = (date(2026, 2, 3) - outcome.first_day).days
    for series, detail, values in (
        ("detained", "", outcome.stock), ("book-ins", "", outcome.book_ins),
        ("book-ins refused", "", outcome.refused), ("exits", LACK_OF_BEDS, outcome.short),
        ("exits", "removal", outcome.exits[..., 0]),
    ):  # fmt: skip
        chosen = daily.filter(row & (pl.col("series") == series) & (pl.col("detail") == detail))
        assert chosen["value"].to_list() == [values[index, 1, 2]]


def test_people_are_conserved_in_the_daily_table_as_well(simulation):
    total = simulation.daily.group_by("series", "day").agg(pl.col("value").sum()).sort("day")
    wide = total.pivot("series", index="day", values="value").sort("day")
    change = wide["detained"].diff().drop_nulls()
    assert (change == (wide["book-ins"] - wide["exits"])[1:]).all()


def test_months_are_means_of_stocks_and_sums_of_flows(simulation):
    monthly, daily = simulation.monthly, simulation.daily
    february = daily.filter(pl.col("day").is_between(date(2026, 2, 1), date(2026, 2, 28)))
    for series, how in (("detained", pl.Expr.mean), ("book-ins", pl.Expr.sum)):
        one = (pl.col("series") == series) & (pl.col("agency") == "ICE")
        one &= pl.col("criminality") == "pending"
        expected = february.filter(one).select(how(pl.col("value"))).item()
        shown = monthly.filter(one & (pl.col("month") == "2026-02"))
        assert shown["value"].item() == pytest.approx(expected, rel=1e-12)
        assert shown["days"].item() == 28


def test_months_that_were_run_in_part_count_their_days(simulation):
    days = simulation.monthly.filter(pl.col("series") == "detained")
    by_month = dict(zip(days["month"], days["days"], strict=True))
    assert by_month == {"2026-01": 6, "2026-02": 28, "2026-03": 31, "2026-04": 5}


def test_totals_by_month_add_up_what_is_chosen(simulation):
    monthly = simulation.monthly
    removals = total_by_month(monthly, "exits", detail="removal")
    assert removals["value"].sum() == pytest.approx(simulation.outcome.exits[..., 0].sum())
    both = [total_by_month(monthly, "book-ins", agency=name)["value"].sum() for name in ORIGINS]
    assert sum(both) == pytest.approx(total_by_month(monthly, "book-ins")["value"].sum())


def test_the_monthly_table_does_not_depend_on_the_order_of_days(simulation):
    mixed = simulation.daily.sample(fraction=1.0, shuffle=True, seed=1)
    one, other = simulation.monthly, monthly_table(mixed)
    assert one.drop("value").equals(other.drop("value"))
    assert (one["value"] - other["value"]).abs().max() < 1e-6


def test_every_row_has_its_unit(simulation):
    units = dict(simulation.daily.group_by("series").agg(pl.col("unit").unique().first()).rows())
    assert units["detained"] == "people"
    assert units["exits"] == units["book-ins"] == "people/day"
    assert simulation.monthly["unit"].unique().to_list() == ["people"]


def test_a_shorter_run_is_the_beginning_of_a_longer_one(simulation):
    short = simulate(replace(simulation.model), simulation.model.start + timedelta(days=5))
    long = simulate(simulation.model, simulation.model.start + timedelta(days=50))
    assert (long.outcome.stock[:5] == short.outcome.stock).all()
