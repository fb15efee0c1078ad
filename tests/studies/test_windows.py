"""Numbers of a run over some days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.fitting.system_fit import fit_system
from evenhand.results.measures import measure
from evenhand.studies.windows import (
    OFFICERS,
    Window,
    known_measures,
    measure_problems,
    statistic,
    unit_of,
    whole_months,
)
from evenhand.system_simulation import prepare, run_chance, run_mean

DAYS = 100


@pytest.fixture(scope="module")
def run(shipped):
    return prepare(fit_system(shipped), DAYS)


@pytest.fixture(scope="module")
def counts(run):
    return run_mean(run, per="day", by="class")


def of(counts, run, name, what, first=0, last=DAYS - 1, **more):
    return statistic(counts, run, Window(name, what, first, last, **more))


def test_mean_and_total_are_those_of_the_days_asked_about(counts, run):
    days = measure(counts, "arrests").sum(axis=-1)[10:41]
    assert of(counts, run, "arrests", "mean", 10, 40) == pytest.approx(days.mean())
    assert of(counts, run, "arrests", "total", 10, 40) == pytest.approx(days.sum())
    assert of(counts, run, "arrests", "largest", 10, 40) == pytest.approx(days.max())


def test_the_end_of_a_stock_is_its_last_day(counts, run):
    stock = measure(counts, "detained").sum(axis=-1)
    assert of(counts, run, "detained", "end", 0, 60) == pytest.approx(stock[60])
    assert of(counts, run, "detained", "end", 60, 60) == pytest.approx(stock[60])


def test_the_largest_month_is_the_mean_of_its_days(counts, run):
    first = (date(2026, 2, 1) - run.first_day).days
    last = (date(2026, 3, 31) - run.first_day).days
    days = measure(counts, "arrests").sum(axis=-1)
    months = [days[first : first + 28].mean(), days[first + 28 : last + 1].mean()]
    found = of(counts, run, "arrests", "largest", first, last, per="month")
    assert found == pytest.approx(max(months))


def test_classes_add_up_to_the_whole(counts, run):
    whole = of(counts, run, "arrests", "total")
    parts = [
        of(counts, run, "arrests", "total", classes=(kind,))
        for kind in ("convicted", "pending", "other")
    ]
    assert sum(parts) == pytest.approx(whole)
    assert min(parts) > 0.05 * whole


def test_a_share_over_days_is_a_ratio_of_sums(counts, run):
    name = "collateral share of at-large arrests"
    targeted = of(counts, run, "arrests: at-large targeted", "total")
    collateral = of(counts, run, "arrests: at-large collateral", "total")
    found = of(counts, run, name, "mean")
    assert found == pytest.approx(collateral / (targeted + collateral))


def test_replicates_keep_their_axis(run):
    counts = run_chance(run, 3, 0, per="day", by="class", workers=1)
    assert of(counts, run, "arrests", "largest").shape == (3,)
    assert of(counts, run, "detained", "end").shape == (3,)


def test_officers_are_counted_by_head_and_at_work(run, counts):
    at_start = of(counts, run, "officers", "mean", 0, 0)
    assert of(counts, run, "officers, multiple of the start", "mean", 0, 0) == 1
    more = prepare(run.model, DAYS, changes={"workforce.hires": np.full((1, 1, 1), 300.0)})
    assert of(counts, more, "officers", "end") > at_start
    assert of(counts, more, "officers at work", "end") < of(counts, more, "officers", "end")


@pytest.mark.parametrize("name", known_measures())
def test_every_measure_has_a_unit_and_a_mean(counts, run, name):
    assert unit_of(name)
    assert measure_problems("x", name, "mean", ()) == []
    assert np.ndim(of(counts, run, name, "mean")) == 0


@pytest.mark.parametrize(
    ("name", "what", "classes", "words"),
    [
        ("arrest", "mean", (), "did you mean 'arrests'"),
        ("arrests", "average", (), "statistic 'average' is unknown"),
        ("detained", "total", (), "cannot be added up"),
        ("officers", "total", (), "cannot be added up"),
        ("collateral share of at-large arrests", "total", (), "cannot be added up"),
        ("arrests", "end", (), "no value at an end"),
        ("arrests", "mean", ("convict",), "did you mean 'convicted'"),
        ("officers", "mean", ("convicted",), "not told apart by class"),
    ],
)
def test_what_cannot_be_asked_is_said(name, what, classes, words):
    problems = measure_problems("x", name, what, classes)
    assert any(words in f"{one.what}; {one.fix}" for one in problems), problems


def test_the_largest_day_needs_chance_and_nothing_else_does():
    assert Window("arrests", "largest", 0, 9).by_chance
    assert not Window("arrests", "largest", 0, 9, per="month").by_chance
    assert not Window("arrests", "mean", 0, 9).by_chance
    assert not Window(next(iter(OFFICERS)), "largest", 0, 9).by_chance


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200))
def test_whole_months_lie_within_the_days_and_no_whole_month_is_left_out(first, length):
    last = first + timedelta(days=length)
    found = whole_months(first, last)
    days = [first + timedelta(days=n) for n in range(length + 1)]
    firsts = [day for day in days if day.day == 1]
    ends = [day for day in days if (day + timedelta(days=1)).day == 1]
    whole = [(begin, end) for begin in firsts for end in ends
             if (begin.year, begin.month) == (end.year, end.month)]  # fmt: skip
    assert found == ((whole[0][0], whole[-1][1]) if whole else None)
