from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.claims.files import load_ledger
from evenhand.claims.schema import Claim, Computation, Definition
from evenhand.claims.verdicts import (
    CLOSE,
    MISMATCH,
    NOT_CHECKABLE,
    NOT_SUPPORTED,
    PARTIAL,
    ROUGH,
    ROUGHLY,
    SUPPORTED,
    judge,
    verdict_table,
)
from evenhand.errors import DataError
from evenhand.observations.table import Observation, Observations, observations_frame

DAY = date(2025, 1, 20)


def posted(values, series="posts", reliability="A"):
    rows = []
    for number, value in values.items():
        day = DAY + timedelta(days=number)
        rows.append(Observation(
            series=series, period=day.isoformat(), start=day, end=day, value=value, unit="people",
            as_of=day, published=day, edition="e", file="posts.csv", sheet="S", cell=f"C{number}",
            reliability=reliability,
        ))  # fmt: skip
    return rows


WEEK = Observations(observations_frame([
    *posted({0: 100.0, 1: 200.0, 2: 300.0, 4: 400.0}),
    *posted({0: 5000.0}, series="returns", reliability="C"),
]))  # fmt: skip


def definition(take="value", wording="stated", series="posts", **said):
    days = (
        {"at": DAY.isoformat()} if take == "value" else {"from_": DAY, "until": DAY + timedelta(4)}
    )
    asked = Computation(series=series, take=take, **(days | said))
    return Definition(name=f"{take} {series}", what="Something that is counted.", wording=wording,
                      compute=asked)  # fmt: skip


def claim(number, *definitions, at_least=False):
    return Claim(
        statement="So many people were counted.", said_by="An office", said_on=DAY, source="A test",
        number=number, unit="people", at_least=at_least,
        definitions=definitions or (definition(),), would_change="Another count of it.",
    )  # fmt: skip


def verdict(number, *definitions, at_least=False, observations=WEEK):
    return judge(observations, "T", claim(number, *definitions, at_least=at_least))


# -------------------------------------------------------------------------------------- the rule


@given(st.floats(1, 1000))
def test_the_verdict_follows_from_how_far_the_number_is_from_the_value(number):
    gap = abs(number - 100) / 100
    expected = SUPPORTED if gap <= CLOSE else ROUGHLY if gap <= ROUGH else NOT_SUPPORTED
    assert verdict(number).verdict == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(100, SUPPORTED), (105, SUPPORTED), (95, SUPPORTED), (106, ROUGHLY), (94, ROUGHLY),
     (115, ROUGHLY), (85, ROUGHLY), (116, NOT_SUPPORTED), (84, NOT_SUPPORTED)],
)  # fmt: skip
def test_the_bounds_belong_to_the_kinder_verdict(number, expected):
    assert verdict(float(number)).verdict == expected


def test_the_first_stated_definition_decides_and_a_second_can_only_make_it_rough():
    second = definition("largest")
    assert verdict(400.0, definition(), second).verdict == ROUGHLY
    assert verdict(400.0, second, definition()).verdict == SUPPORTED


def test_a_near_definition_makes_it_rough_when_it_is_close_and_not_when_it_is_roughly_so():
    near = definition("sum", "near")  # 1,000
    assert verdict(1000.0, definition(), near).verdict == ROUGHLY
    assert verdict(1100.0, definition(), near).verdict == NOT_SUPPORTED
    assert verdict(1000.0, definition(), near).flags == (MISMATCH, PARTIAL)


def test_a_number_that_another_count_has_is_not_supported_and_is_flagged():
    other = definition(series="returns", wording="other")
    one = verdict(5000.0, definition(), other)
    assert one.verdict == NOT_SUPPORTED
    assert one.flags == (MISMATCH,)
    assert "5,000 is what another count says: value returns" in one.reason


def test_over_a_number_is_met_by_any_larger_value():
    for number, expected in ((99, SUPPORTED), (86, SUPPORTED), (1, SUPPORTED), (106, ROUGHLY)):
        assert verdict(float(number), at_least=True).verdict == expected, number
    assert verdict(87.0).verdict == ROUGHLY


def test_a_true_floor_that_says_little_is_flagged():
    assert verdict(87.0, at_least=True).flags == ()
    assert verdict(86.0, at_least=True).flags == ("understated",)


def test_without_any_value_it_is_not_checkable():
    one = verdict(100.0, definition(at="2031-01-01"))
    assert (one.verdict, one.flags) == (NOT_CHECKABLE, ())
    assert one.reason == "no public series that was read measures it"
    assert one.computed[0].sources == "no observation"


def test_where_only_other_counts_have_values_it_is_not_checkable():
    other = definition(series="returns", wording="other")
    assert verdict(5000.0, definition(at="2031-01-01"), other).verdict == NOT_CHECKABLE


def test_an_unknown_series_is_an_error_that_names_the_nearest():
    with pytest.raises(DataError, match=r"post  is not a series\n    did you mean 'posts'\?"):
        verdict(100.0, definition(series="post"))


def test_every_unknown_series_is_told_at_once():
    with pytest.raises(DataError, match=r"is not a series") as caught:
        verdict(100.0, definition(series="a"), definition(series="b"))
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(("take", "value"), [("sum", 1000), ("largest", 400), ("mean", 250)])
def test_sum_largest_and_mean_are_taken_over_the_days(take, value):
    one = verdict(float(value), definition(take))
    assert one.computed[0].value == value
    assert one.verdict == SUPPORTED


def test_days_without_an_observation_are_named_and_flagged():
    one = verdict(1000.0, definition("sum"))
    assert one.computed[0].missing_days == (DAY + timedelta(days=3),)
    assert one.flags == (PARTIAL,)
    table = verdict_table([one])
    assert table["missing days"].to_list() == ["2025-01-23"]
    whole = verdict(600.0, definition("sum", until=DAY + timedelta(days=2)))
    assert (whole.computed[0].missing_days, whole.flags) == ((), ())


def test_a_number_of_nobody_is_compared_without_dividing_by_it():
    nobody = Observations(observations_frame(posted({0: 0.0})))
    assert verdict(0.0, observations=nobody).verdict == SUPPORTED
    assert verdict(3.0, observations=nobody).verdict == NOT_SUPPORTED


def test_the_reliability_shown_is_that_of_the_weakest_observation():
    mixed = Observations(pl.concat([WEEK.frame, observations_frame(
        posted({3: 5.0}, reliability="D"))]))  # fmt: skip
    assert verdict(1005.0, definition("sum"), observations=mixed).computed[0].reliability == "D"
    assert verdict(100.0, observations=mixed).computed[0].reliability == "A"


def test_the_source_names_the_cells_the_first_and_the_last_when_there_are_many():
    assert verdict(100.0).computed[0].sources == "posts.csv [C0]"
    assert verdict(1000.0, definition("sum")).computed[0].sources == "posts.csv [C0, …, C4]"
    assert verdict(400.0, definition("largest")).computed[0].sources == "posts.csv [C4]"


def test_the_table_has_a_row_for_each_definition():
    table = verdict_table([verdict(100.0, definition(), definition("sum", "near"))])
    assert table.height == 2
    assert table["value"].to_list() == [100.0, 1000.0]
    assert table["verdict"].unique().to_list() == [SUPPORTED]


# ------------------------------------------------------------------------ the three shipped claims

SHIPPED = {"C01": SUPPORTED, "C02": NOT_SUPPORTED, "C08": ROUGHLY}
NUMBERS = {  # another number in the statement, and the verdict that it gets
    "C01": {900.0: ROUGHLY, 1179.0: NOT_SUPPORTED},
    "C02": {3152.0: SUPPORTED, 4521.0: ROUGHLY},
    "C08": {900_000.0: NOT_SUPPORTED},
}
VALUES = {  # factors on every observation of the first definition's series
    "C01": {0.5: NOT_SUPPORTED, 1.1: ROUGHLY},
    "C02": {7300 / 3152: SUPPORTED, 6700 / 3152: ROUGHLY},
    "C08": {0.5: NOT_SUPPORTED},
}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_claim_has_its_verdict(name, shipped):
    assert judge(shipped, name, load_ledger().claims[name]).verdict == SHIPPED[name]


@pytest.mark.parametrize(
    ("name", "number", "expected"), [(n, k, v) for n, m in NUMBERS.items() for k, v in m.items()]
)
def test_another_number_in_the_statement_gets_another_verdict(name, number, expected, shipped):
    changed = load_ledger().claims[name].model_copy(update={"number": number})
    assert judge(shipped, name, changed).verdict == expected != SHIPPED[name]


@pytest.mark.parametrize(
    ("name", "factor", "expected"), [(n, k, v) for n, m in VALUES.items() for k, v in m.items()]
)
def test_another_value_in_the_observations_gets_another_verdict(name, factor, expected, shipped):
    one = load_ledger().claims[name]
    series = one.definitions[0].compute.series
    value = pl.when(pl.col("series") == series).then(pl.col("value") * factor).otherwise("value")
    changed = Observations(shipped.frame.with_columns(value=value))
    assert judge(changed, name, one).verdict == expected != SHIPPED[name]


def test_a_shipped_claim_whose_series_is_missing_is_an_error_that_names_it(shipped):
    gone = Observations(shipped.frame.filter(pl.col("series") != "arrests-by-week"))
    with pytest.raises(DataError, match=r"arrests-by-week  is not a series"):
        judge(gone, "C02", load_ledger().claims["C02"])


def test_a_shipped_claim_whose_values_are_missing_is_not_checkable(shipped):
    keep = (pl.col("series") != "ice-daily-post-arrests") | (pl.col("start") > date(2025, 2, 1))
    series = Observations(shipped.frame.filter(keep))
    if "ice-daily-post-arrests" not in series.names():
        late = shipped.frame.filter(pl.col("series") == "ice-daily-post-arrests").with_columns(
            start=date(2031, 1, 1), end=date(2031, 1, 1), period=pl.lit("2031-01-01")
        )
        series = Observations(pl.concat([series.frame, late]))
    assert judge(series, "C01", load_ledger().claims["C01"]).verdict == NOT_CHECKABLE


def test_the_posts_of_two_days_that_were_not_found_are_named(shipped):
    one = judge(shipped, "C02", load_ledger().claims["C02"])
    missing = {each.definition.name: each.missing_days for each in one.computed}
    assert missing["Sum of ICE's daily posts to the end of January"] == (
        date(2025, 1, 29), date(2025, 1, 30))  # fmt: skip
    assert MISMATCH in one.flags
