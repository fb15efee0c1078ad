from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.claims.computations import OfSeries, OfStatement, Operation
from evenhand.claims.files import definition_of, load_ledger
from evenhand.claims.flags import MISMATCH, PARTIAL, UNDERSTATED
from evenhand.claims.judging import CONTESTED, NOT_CHECKABLE, NOT_SUPPORTED, ROUGHLY, SUPPORTED
from evenhand.claims.record import Record
from evenhand.claims.schema import CLOSE, ROUGH, Claim, Definition, Missing
from evenhand.claims.tables import figure_table, verdict_table
from evenhand.claims.verdicts import judge, judge_all
from evenhand.errors import ClaimError, DataError
from evenhand.observations.table import Observation, Observations, observations_frame

DAY = date(2025, 1, 20)
LATER = date(2025, 3, 1)


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
        {"at": DAY.isoformat()} if take == "value" else {"first": DAY, "last": DAY + timedelta(4)}
    )
    asked = OfSeries(series, take, **(days | said))
    return Definition(name=f"{take} {series}", what="Something that is counted.", wording=wording,
                      compute=asked)  # fmt: skip


def claim(number, *definitions, at_least=False):
    return Claim(
        statement="So many people were counted.", said_by="An office", said_on=LATER,
        sources=("A test",), number=number, unit="people",
        says="at-least" if at_least else "about",
        definitions=definitions or (definition(),), would_change="Another count of it.",
    )  # fmt: skip


def verdict(number, *definitions, at_least=False, observations=WEEK):
    return judge(Record(observations), "T", claim(number, *definitions, at_least=at_least))


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
    assert one.reason.endswith("another count has that number: value returns, 5,000 people")


def test_over_a_number_is_met_by_any_larger_value():
    for number, expected in ((99, SUPPORTED), (86, SUPPORTED), (1, SUPPORTED), (106, ROUGHLY)):
        assert verdict(float(number), at_least=True).verdict == expected, number
    assert verdict(87.0).verdict == ROUGHLY


def test_a_true_floor_that_says_little_is_flagged():
    assert verdict(87.0, at_least=True).flags == ()
    assert verdict(86.0, at_least=True).flags == (UNDERSTATED,)


def test_without_any_value_it_is_not_checkable():
    one = verdict(100.0, definition(at="2031-01-01"))
    assert (one.verdict, one.flags) == (NOT_CHECKABLE, ())
    assert "'posts' has no value of exactly 2031-01-01; the nearest: 2025-01-24" in one.reason
    assert one.computed[0].sources == "no figure"


def test_where_only_another_count_has_the_number_it_measures_something_else():
    other = definition(series="returns", wording="other")
    assert verdict(5000.0, definition(at="2031-01-01"), other).verdict == NOT_SUPPORTED
    assert verdict(9000.0, definition(at="2031-01-01"), other).verdict == NOT_CHECKABLE


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
    assert PARTIAL in one.flags
    table = verdict_table([one])
    assert table["missing days"].to_list() == ["2025-01-23"]
    whole = verdict(600.0, definition("sum", last=DAY + timedelta(days=2)))
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
    assert verdict(100.0).computed[0].sources == "posts.csv [S!C0]"
    assert verdict(1000.0, definition("sum")).computed[0].sources == "posts.csv [S!C0, …, S!C4]"
    assert verdict(400.0, definition("largest")).computed[0].sources == "posts.csv [S!C4]"


def test_the_table_has_a_row_for_each_definition():
    table = verdict_table([verdict(100.0, definition(), definition("sum", "near"))])
    assert table.height == 2
    assert table["value"].to_list() == [100.0, 1000.0]
    assert table["verdict"].unique().to_list() == [SUPPORTED]


def test_every_figure_that_was_used_is_in_the_table_of_figures():
    table = figure_table([verdict(1000.0, definition("sum"))])
    assert table["value"].to_list() == [100.0, 200.0, 300.0, 400.0]
    assert table["cell"].to_list() == ["S!C0", "S!C1", "S!C2", "S!C4"]
    assert set(table["file"]) == {"posts.csv"}


# ------------------------------------------------------------------------------- ranges and words


def ranged(low, high):
    parts = tuple(
        Operation("multiply", (OfSeries("posts", "value", at=DAY.isoformat()), number_of(factor)))
        for factor in (low / 100, high / 100)
    )
    return Definition(name="range", what="Something told as a range.",
                      compute=Operation("range-of", parts))  # fmt: skip


def number_of(value):
    content = {"name": "one", "what": "A number for a test", "compute": value}
    return definition_of(content).compute


@pytest.mark.parametrize(
    ("number", "expected"),
    [(12, ROUGHLY), (30, ROUGHLY), (49, ROUGHLY), (50, NOT_SUPPORTED), (11, NOT_SUPPORTED)],
)
def test_a_range_carries_its_own_imprecision(number, expected):
    assert verdict(float(number), ranged(12, 49)).verdict == expected


def test_a_narrow_range_can_support():
    assert verdict(100.0, ranged(98, 102)).verdict == SUPPORTED
    assert verdict(100.0, ranged(90, 104)).verdict == ROUGHLY


def words(says, *compute):
    definitions = tuple(
        definition_of({"name": f"way {n}", "what": "Something that holds or not", **one})
        for n, one in enumerate(compute)
    )
    claim = Claim(
        statement="Something is so.", said_by="An office", said_on=LATER, sources=("A test",),
        says=says, definitions=definitions, would_change="Something else being so.",
    )  # fmt: skip
    return judge(Record(WEEK), "T", claim)


def over(number):
    asked = {"series": "posts", "take": "value", "at": DAY.isoformat()}
    return {"compute": {"at-least": [asked, number]}}


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ((50, 60), SUPPORTED),
        ((50, 600), ROUGHLY),
        ((600, 50), ROUGHLY),
        ((600, 700), NOT_SUPPORTED),
    ],
)
def test_words_are_supported_where_all_stated_definitions_hold(tests, expected):
    assert words("holds", *(over(one) for one in tests)).verdict == expected


def test_words_of_which_only_a_near_definition_holds_are_roughly_consistent():
    near = over(50) | {"wording": "near"}
    assert words("holds", over(600), near).verdict == ROUGHLY
    assert words("does-not-hold", over(600), near).verdict == SUPPORTED


def test_contested_law_is_contested_whichever_way_it_is_put():
    law = {"compute": {"findings": "section-1373-binds"}}
    assert words("holds", law).verdict == words("does-not-hold", law).verdict == CONTESTED


def test_a_definition_whose_record_is_missing_says_what_would_settle_it():
    missing = Missing(record="A count of all of them.", settled_by="The office publishing it.")
    one = Definition(name="way", what="Something that nobody counts", missing=missing)
    found = verdict(5.0, one)
    assert (found.verdict, found.flags) == (NOT_CHECKABLE, ("no record",))
    assert found.reason == (
        "No public record measures it. Missing: A count of all of them. What would settle it: "
        "The office publishing it"
    )


def test_judging_changes_nothing_and_gives_the_same_again(record):
    claim = load_ledger().claims["C02"]
    assert judge(record, "C02", claim) == judge(record, "C02", claim)
    other = claim.model_copy(update={"number": 1.0})
    assert judge(record, "C02", other).verdict == NOT_SUPPORTED
    assert judge(record, "C02", claim).claim.number == 7300


def test_what_was_published_after_the_day_of_the_verdict_is_not_counted(record):
    claim = load_ledger().claims["C11"].model_copy(update={"as_of": date(2025, 1, 26)})
    one = judge(record, "C11", claim)
    assert one.verdict == NOT_CHECKABLE
    assert "was published later" in one.computed[0].value_found.why


def test_periods_that_overlap_are_not_added():
    asked = definition_of({
        "name": "both", "what": "Periods that overlap", "compute":
        {"series": "detainers-per-day", "take": "sum", "during": "2025"}})  # fmt: skip
    with pytest.raises(
        ClaimError, match=r"the periods of 'detainers-per-day' overlap from 2025-01-"
    ):
        judge(Record(load_shipped()), "T", claim(5.0, asked))


def load_shipped():
    from evenhand.sources.ledger import load_observations

    return load_observations()


def test_problems_of_all_claims_are_told_at_once():
    wrong = claim(5.0, definition(series="a"))
    other = claim(5.0, definition(series="b"))
    with pytest.raises(ClaimError, match=r"A: a  is not a series") as caught:
        judge_all(Record(WEEK), {"A": wrong, "B": other})
    assert [one.where for one in caught.value.problems] == ["A: a", "B: b"]


def test_a_statement_that_is_not_there_is_no_figure(record):
    one = Definition(name="way", what="A figure that is not there", compute=OfStatement("nothing"))
    assert judge(record, "T", claim(5.0, one)).verdict == NOT_CHECKABLE


def test_another_unit_is_refused_when_it_is_judged_too(record):
    compute = {"series": "border-encounters", "take": "value", "at": "2025-01"}
    asked = definition_of({"name": "way", "what": "Something counted", "compute": compute})
    with pytest.raises(ClaimError, match=r"gives encounters, and the statement counts people"):
        judge(record, "T", claim(30_127.0, asked))
    other = asked.model_copy(update={"wording": "other"})
    one = judge(record, "T", claim(30_127.0, other))
    assert (one.verdict, one.computed[0].unit) == (NOT_SUPPORTED, "encounters")
