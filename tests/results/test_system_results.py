"""Tables of the whole system: grouping, quantiles, small cells, differences, rows."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

from evenhand.errors import EvenhandError
from evenhand.fitting.system_fit import fit_system
from evenhand.model.classes import CLASSES
from evenhand.results.grouping import first_as_one, first_days, in_groups, in_periods, joined
from evenhand.results.measures import STOCKS, measure, measures
from evenhand.results.officer_hours import hours_by_use
from evenhand.results.periods import mean_by_period, sum_by_period
from evenhand.results.spread import LEVELS, spread
from evenhand.results.suppression import LEAST, small_cells
from evenhand.results.system_tables import (
    backlog_table,
    binding_table,
    cost_table,
    difference_table,
    measure_table,
    officer_table,
    resource_table,
    share_without_conviction,
    violent_share,
)
from evenhand.scenarios.single import single_change
from evenhand.sources.ledger import load_observations
from evenhand.system_simulation import prepare, run_chance, run_mean, shortened

DAYS = 100


@cache
def model():
    return fit_system(load_observations(None))


@cache
def run(lever=None, value=None):
    return prepare(model(), DAYS, scenario=lever and single_change(lever, value))


@cache
def counts(per="day", by="place and class"):
    return run_mean(run(), per, by)


@cache
def chance(lever=None, value=None, replicates=8):
    return run_chance(run(lever, value), replicates, seed=3, per="month", by="class")


@pytest.mark.parametrize("per", ["day", "week", "month", "run"])
@pytest.mark.parametrize("by", ["all", "place", "class", "place and class"])
def test_adding_days_and_cells_up_gives_what_a_run_counts_so(per, by):
    added = in_groups(in_periods(counts(), first_days(counts(), per)), by)
    direct = counts(per, by)
    assert added.periods == direct.periods
    assert added.groups == direct.groups
    np.testing.assert_array_equal(added.lengths, direct.lengths)
    for name in measures():
        np.testing.assert_allclose(
            measure(added, name), measure(direct, name), rtol=1e-9, atol=1e-9, equal_nan=True
        )


def test_what_was_added_up_cannot_be_told_apart_again():
    with pytest.raises(EvenhandError, match=r"do not tell each class apart"):
        in_groups(counts("month", "place"), "class")


def test_the_first_periods_as_one_are_the_days_of_them():
    one = first_as_one(counts(), 30)
    assert one.lengths.tolist() == [30]
    np.testing.assert_allclose(
        measure(one, "arrests")[0], measure(counts(), "arrests")[:30].mean(axis=0)
    )
    values = np.arange(DAYS, dtype=float)
    assert sum_by_period(one, values).tolist() == [435.0]
    assert mean_by_period(one, values).tolist() == [14.5]


def test_batches_of_replicates_are_joined():
    both = joined([chance(), chance()])
    assert both.flow.shape[0] == 16
    np.testing.assert_array_equal(both.flow[:8], both.flow[8:])


def test_quantiles_are_in_order_and_of_replicates():
    values = np.arange(101.0)[:, None] * np.ones((1, 2))
    found = spread(values, "chance")
    assert list(found) == list(LEVELS)
    assert [part[0] for part in found.values()] == [50, 25, 75, 5, 95]


def test_small_cells_are_hidden_below_an_area_alone():
    flags = small_cells(counts("month"), "arrests: worksite")
    people = measure(counts("month"), "arrests: worksite") * counts("month").lengths[:, None]
    np.testing.assert_array_equal(flags, people < LEAST)
    assert not small_cells(counts("month", "place"), "arrests: worksite").any()
    assert not small_cells(counts("month", "class"), "arrests: worksite").any()


def test_a_table_of_measures_has_a_row_for_each_period_and_group():
    frame = measure_table(counts("month"), ["arrests: jail", "detained"])
    assert frame.height == 2 * len(counts("month").periods) * 78
    shown = frame.filter(~pl.col("suppressed"))
    assert shown["value"].is_not_null().all()
    assert frame.filter(pl.col("suppressed"))["value"].is_null().all()
    assert set(frame["unit"]) == {"people/day", "people"}


def test_every_stock_is_a_mean_of_people():
    frame = measure_table(counts("month", "all"), list(STOCKS))
    assert set(frame["unit"]) == {"people"}


def test_differences_of_a_run_from_itself_are_exactly_nothing():
    for one in (counts("month"), chance()):
        frame = difference_table(one, one, ["arrests", "detained", "removals"])
        columns = [name for name in ("value", *LEVELS) if name in frame.columns]
        assert all((frame[name].drop_nulls() == 0).all() for name in columns)


def test_runs_over_different_days_are_not_compared():
    with pytest.raises(EvenhandError, match=r"cover different days, groups or replicates"):
        difference_table(counts("month"), counts("week"))


def test_hours_by_use_add_up_to_the_hours_there_were():
    month = counts("month", "class")
    use = hours_by_use(month, run().values, run().hours)
    offered = month.capacity("officer hours")[1] / month.lengths
    np.testing.assert_allclose(use["jail"] + use["at-large"] + use["unused"], offered, rtol=1e-6)


def test_tables_by_month_have_their_columns():
    month = counts("month", "class")
    values, hours = run().values, run().hours
    assert officer_table(month, values, hours).columns[:3] == ["table", "name", "unit"]
    assert resource_table(month, values).columns[-1] == "value"
    bill = cost_table(month, values, hours).filter(pl.col("unit") == "US$/year")
    parts = bill.filter(~pl.col("stage").str.contains("total|grants"))["value"].sum()
    assert bill.filter(pl.col("stage") == "total")["value"].sum() == pytest.approx(parts)
    docket = backlog_table(month)
    assert set(docket["class"]) == {*CLASSES, "all"}


def test_the_docket_moves_by_what_comes_and_goes():
    docket = backlog_table(counts("month", "class")).filter(pl.col("class") == "all")
    wide = docket.pivot(on="name", index=["period", "days"], values="value").sort("period")
    ends = wide["people at the end"].to_numpy()
    net = (wide["net change"] * wide["days"]).to_numpy()
    np.testing.assert_allclose(np.diff(ends), net[1:], rtol=1e-6)


def test_a_resource_binds_when_it_is_used_up_and_people_wait():
    frame = binding_table(counts("month", "class"), run().values)
    by_name = {row["resource"]: row for row in frame.iter_rows(named=True)}
    assert by_name["judges"]["share"] == 1
    assert by_name["air seats"]["first"] is None
    few = run("removal.flights", "40")
    found = binding_table(run_mean(few, "month", "class"), few.values)
    seats = found.filter(pl.col("resource") == "air seats")
    assert seats["share"][0] > 0.5


def test_shares_of_who_is_arrested_are_shares():
    month = counts("month", "class")
    other = share_without_conviction(month)
    by_class = measure(month, "arrests")
    np.testing.assert_allclose(other, by_class[:, 2] / by_class.sum(axis=1))
    violent = violent_share(month, run().values)
    assert ((violent > 0) & (violent < 1 - other)).all()


def test_common_random_numbers_narrow_a_difference():
    plain, more = chance(), chance("jail.officer_hours", "2")
    name = "arrests: jail"
    a, b = (measure(one, name).sum(axis=-1)[:, -1] for one in (plain, more))
    assert (b - a).std() < 0.2 * np.hypot(a.std(), b.std())


def test_the_first_days_of_a_run_are_the_same_as_a_run_of_their_own():
    short = shortened(run(), 30)
    few, all_days = run_mean(short, "day", "all"), counts("day", "all")
    np.testing.assert_array_equal(few.flow, all_days.flow[:30])
    by_chance = run_chance(short, 3, seed=5, per="day", by="all")
    longer = run_chance(run(), 3, seed=5, per="day", by="all")
    np.testing.assert_array_equal(by_chance.flow, longer.flow[:, :30])
