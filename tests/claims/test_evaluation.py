from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.claims.answers import ModelAnswer
from evenhand.claims.computations import OfModel
from evenhand.claims.describing import describe
from evenhand.claims.evaluation import Evaluation
from evenhand.claims.files import definition_of
from evenhand.claims.forms import FORMS, OPERATIONS
from evenhand.claims.record import Record
from evenhand.observations.table import Observation, Observations, observations_frame
from evenhand.yaml_file import parse_document
from tests.claims.changes import added

DAY = date(2025, 3, 1)
SAID = date(2025, 4, 10)


def daily(*values):
    rows = [
        Observation(
            series="days", period=day.isoformat(), start=day, end=day, value=value, unit="people",
            as_of=day, published=day, edition="e", file="days.csv", sheet="", cell=f"A{number}",
        )
        for number, value in enumerate(values) for day in [DAY + timedelta(days=number)]
    ]  # fmt: skip
    return Record(Observations(observations_frame(rows)))


WEEKS = daily(*range(1, 15))


def asked(compute):
    return definition_of({"name": "one", "what": "Something counted", "compute": compute}).compute


def value(compute, record=WEEKS, said=SAID, known_by=None):
    return Evaluation(record, said, known_by).of(asked(compute))


def taken(take, record=WEEKS, **keys):
    return value({"series": "days", "take": take, "during": "2025-03", **keys}, record).low


@pytest.mark.parametrize(
    ("take", "expected"),
    [("sum", 105), ("mean", 7.5), ("per-day", 7.5), ("largest", 14), ("smallest", 1),
     ("first", 1), ("last", 14), ("count", 14), ("change", 13)],
)  # fmt: skip
def test_what_is_taken_of_the_values(take, expected):
    assert taken(take) == expected


def test_the_largest_of_windows_is_that_of_consecutive_values():
    assert taken("largest", **{"windows-of": 7}) == sum(range(8, 15))
    assert taken("smallest", **{"windows-of": 7}) == sum(range(1, 8))
    used = value({"series": "days", "take": "largest", "during": "2025-03", "windows-of": 7}).used
    assert [one.value for one in used] == list(range(8, 15))


def test_a_window_across_a_gap_is_not_consecutive():
    gone = WEEKS.observations.frame.filter(WEEKS.observations.frame["value"] != 10)
    record = Record(Observations(gone))
    assert taken("largest", record, **{"windows-of": 4}) == 11 + 12 + 13 + 14
    found = value(
        {"series": "days", "take": "largest", "during": "2025-03", "windows-of": 10}, record
    )
    assert not found.known
    assert "has no 10 consecutive values" in found.why


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=31))
def test_sums_means_and_extremes_agree_with_arithmetic(values):
    record = daily(*values)
    assert taken("sum", record) == sum(values)
    assert taken("largest", record) == max(values)
    assert taken("smallest", record) == min(values)
    assert math.isclose(taken("mean", record), sum(values) / len(values))


NUMBERS = st.floats(0.1, 1e6)


@given(NUMBERS, NUMBERS)
def test_operations_agree_with_arithmetic(a, b):
    assert value({"add": [a, b]}).low == a + b
    assert value({"subtract": [a, b]}).low == a - b
    assert value({"multiply": [a, b]}).low == a * b
    assert value({"divide": [a, b]}).low == a / b
    assert value({"largest-of": [a, b]}).low == max(a, b)
    assert math.isclose(value({"change": {"from": a, "to": b}}).low, b / a - 1, abs_tol=1e-9)
    both = value({"range-of": [a, b]})
    assert (both.low, both.high) == (min(a, b), max(a, b))
    assert value({"more-than": [a, b]}).truth == ("yes" if a > b * (1 + 1e-9) else "no")
    assert value({"at-least": [a, a]}).truth == "yes"


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_range_holds_every_result_of_numbers_within_it(a, b, c, d):
    one, other = sorted((a, b)), sorted((c, d))
    for name, function in (("add", np.add), ("subtract", np.subtract),
                           ("multiply", np.multiply), ("divide", np.divide)):  # fmt: skip
        found = value({name: [{"range-of": one}, {"range-of": other}]})
        middle = float(function(sum(one) / 2, sum(other) / 2))
        slack = 1e-9 * max(1.0, abs(middle), abs(found.low), abs(found.high))
        assert found.low - slack <= middle <= found.high + slack


def test_a_comparison_of_ranges_that_overlap_is_not_known():
    found = value({"at-least": [{"range-of": [10, 30]}, 20]})
    assert found.truth is None
    assert "overlap" in found.why
    assert value({"at-least": [{"range-of": [10, 30]}, 5]}).truth == "yes"
    assert value({"at-least": [{"range-of": [10, 30]}, 31]}).truth == "no"


def test_nothing_is_divided_by_zero():
    found = value({"divide": [5, 0]})
    assert not found.known
    assert "divided by zero" in found.why


@pytest.mark.parametrize(
    ("name", "parts", "expected"),
    [("all", "yy", "yes"), ("all", "yn", "no"), ("any", "nn", "no"), ("any", "yn", "yes")],
)
def test_truths_are_put_together(name, parts, expected):
    tests = [{"at-least": [2 if part == "y" else 0, 1]} for part in parts]
    assert value({name: tests}).truth == expected
    assert value({"not": [{name: tests}]}).truth == ("no" if expected == "yes" else "yes")
    assert value({"how-many": tests}).low == parts.count("y")


def test_contested_law_stays_contested_unless_something_else_decides():
    law, no = {"findings": "section-1373-binds"}, {"at-least": [0, 1]}
    assert value({"not": [law]}).truth == "contested"
    assert value({"all": [law, {"at-least": [1, 1]}]}).truth == "contested"
    assert value({"all": [law, no]}).truth == "no"
    both = value({"how-many": [law, no]})
    assert (both.low, both.high) == (0, 1)


def test_growth_and_fall_can_have_a_least_size():
    assert value({"increases": {"from": 100, "to": 105}}).truth == "yes"
    assert value({"increases": {"from": 100, "to": 105}, "by": 0.1}).truth == "no"
    assert value({"decreases": {"from": 100, "to": 89}, "by": 0.1}).truth == "yes"
    assert value({"within": [104, 100], "tolerance": 0.05}).truth == "yes"
    assert value({"within": [106, 100], "tolerance": 0.05}).truth == "no"


def test_percent_is_a_hundredth_of_a_share(record):
    found = value({"series": "diverted-share-usms", "take": "value", "at": "2025-09"}, record)
    assert found.low == 0.2


def test_places_are_added_up_or_left_out(record):
    asked_for = {"series": "arrests-by-state", "take": "value", "at": "CY2025"}
    texas = value({**asked_for, "place": "Texas"}, record).low
    both = value({**asked_for, "place": ["Texas", "Utah"]}, record).low
    rest = value({**asked_for, "but-place": ["Texas", "Utah"]}, record).low
    on = value({**asked_for, "on-list": "doj-2025-08-05"}, record)
    off = value({**asked_for, "off-list": "doj-2025-08-05"}, record).low
    assert both > texas
    assert both + rest == on.low + off
    assert len(on.used) == 13


def test_agreements_are_those_of_the_nation_or_of_areas(record):
    assert value({"agreements-287g": "2025-05"}, record).low == 635
    assert value({"agreements-287g": "2025-05", "models": "task force"}, record).low == 307
    assert value({"agreements-287g": "2025-05", "areas": ["Miami"]}, record).low > 0
    assert (
        "no list of agreements of March 2030" in value({"agreements-287g": "2030-03"}, record).why
    )


def test_a_status_is_that_of_the_day(record):
    def status(day):
        return value({"legal-status": "eo50", "is": ["signed"], "on": day}, record).truth

    assert [status(day) for day in ("2025-04-07", "2025-04-08", "2025-04-21", "2025-09-09")] == [
        "no", "yes", "no", "no",
    ]  # fmt: skip


def test_what_is_not_published_yet_is_counted_once_it_is_there(record):
    compute = {"series": "new-count", "take": "last", "during": "CY2025", "not-published": True}
    assert "is not published" in value(compute, record).why
    found = added("new-count", "people", {(DAY, DAY): 7.0})(record)
    assert value(compute, found).low == 7


def test_draws_of_a_model_are_compared_one_by_one():
    answer = ModelAnswer("people/day", (1.0, 2.0, 3.0, 4.0), DAY, SAID, 2.5)
    record = Record(WEEKS.observations, answers={OfModel("arrests"): answer})
    assert value({"at-least": [{"model": "arrests"}, 3]}, record).probability == 0.5
    assert value({"less-than": [{"model": "arrests"}, 2]}, record).probability == 0.25
    doubled = value({"multiply": [{"model": "arrests"}, 2]}, record)
    assert doubled.draws.tolist() == [2, 4, 6, 8]
    assert "--afresh" in value({"model": "removals"}, record).why


@pytest.mark.parametrize("form", [*FORMS.values(), *OPERATIONS.values()], ids=lambda one: one.name)
def test_the_example_of_every_form_is_read_computed_and_described(form, record):
    document = parse_document(f"example: {form.example}", "e", "example", ValueError)
    found = asked(document.content["example"])
    assert describe(found)
    result = Evaluation(record, SAID).of(found)
    assert result.known or "model" in result.why


def test_a_record_with_other_observations_forgets_what_it_kept(record):
    compute = {"series": "ice-headcount", "take": "value", "at": "2026-01"}
    before = value(compute, record).low
    frame = record.observations.frame
    doubled = replace(record, observations=Observations(frame.with_columns(pl.col("value") * 2)))
    assert value(compute, doubled).low == 2 * before
    assert value(compute, record).low == before
