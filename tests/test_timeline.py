from __future__ import annotations

import calendar
import itertools
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.errors import EvenhandError
from evenhand.timeline import (
    MONTH_NAMES,
    american_day,
    day_period,
    fiscal_year_bounds,
    fiscal_year_of,
    fiscal_year_period,
    fiscal_year_to_date,
    month_in_fiscal_year,
    month_number,
    month_period,
    next_month,
    parse_day,
    parse_month,
    parse_period,
    week_period,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
YEARS = st.integers(1990, 2090)
MONTHS = st.integers(1, 12)


@given(DAYS)
def test_every_day_lies_within_its_own_fiscal_year(day):
    first, last = fiscal_year_bounds(fiscal_year_of(day))
    assert first <= day <= last


@given(YEARS)
def test_fiscal_years_follow_each_other_without_gap_or_overlap(year):
    assert fiscal_year_bounds(year)[1] + timedelta(days=1) == fiscal_year_bounds(year + 1)[0]
    assert fiscal_year_period(year).days in (365, 366)


def test_the_fiscal_year_2026_runs_from_october_2025_to_september_2026():
    period = fiscal_year_period(2026)
    assert (period.label, period.start, period.end) == (
        "FY2026",
        date(2025, 10, 1),
        date(2026, 9, 30),
    )


@given(YEARS)
def test_the_twelve_months_of_a_fiscal_year_fill_it(year):
    months = [month_in_fiscal_year(year, n) for n in (10, 11, 12, *range(1, 10))]
    assert sum(month.days for month in months) == fiscal_year_period(year).days
    assert (months[0].start, months[-1].end) == fiscal_year_bounds(year)
    assert {fiscal_year_of(month.start) for month in months} == {year}


@given(YEARS, DAYS)
def test_a_fiscal_year_to_date_never_goes_beyond_its_last_day(year, through):
    period = fiscal_year_to_date(year, max(through, fiscal_year_bounds(year)[0]))
    assert period.start <= period.end <= fiscal_year_bounds(year)[1]
    assert period.label == f"FY{year}..{period.end}"


@given(YEARS, MONTHS)
def test_a_month_is_as_long_as_the_calendar_says(year, month):
    assert month_period(year, month).days == calendar.monthrange(year, month)[1]


@given(YEARS, MONTHS, st.integers(-400, 400))
def test_going_forward_and_back_by_months_ends_where_it_began(year, month, steps):
    assert next_month(*next_month(year, month, steps), -steps) == (year, month)


@given(YEARS, MONTHS)
def test_the_next_month_starts_the_day_after_the_last_ends(year, month):
    following = month_period(*next_month(year, month))
    assert following.start == month_period(year, month).end + timedelta(days=1)


@given(MONTHS, st.integers(3, 9), st.sampled_from([str.upper, str.lower, str.title]), st.booleans())
def test_a_month_is_known_by_its_first_three_or_more_letters(month, letters, style, dotted):
    name = style(MONTH_NAMES[month - 1][:letters]) + ("." if dotted else "")
    assert month_number(f" {name} ") == month


@given(st.text(max_size=8))
def test_a_text_that_starts_no_month_name_is_no_month(text):
    number = month_number(text)
    word = text.strip().rstrip(".").casefold()
    if number is not None:
        assert MONTH_NAMES[number - 1].casefold().startswith(word)
    else:
        starts = [name for name in MONTH_NAMES if name.casefold().startswith(word)]
        assert len(word) < 3 or len(starts) != 1


@pytest.mark.parametrize("word", ["", "Ma", "J", "Total", "FY Overall", "Octo ber", "13"])
def test_other_headings_are_no_months(word):
    assert month_number(word) is None


@given(DAYS)
def test_a_day_written_as_iso_is_read_back(day):
    assert parse_day(f" {day.isoformat()} ") == day
    assert parse_period(day.isoformat()) == day_period(day)


@given(DAYS, st.sampled_from(["/", "."]), st.booleans(), st.booleans())
def test_a_day_written_the_american_way_is_found_in_a_sentence(day, mark, padded, short):
    month_day = f"{day:%m{mark}%d}" if padded else f"{day.month}{mark}{day.day}"
    year = f"{day.year}"
    if short and 2000 <= day.year < 2100:
        year = year[2:]
    assert american_day(f"updated through {month_day}{mark}{year} (IIDS).") == day


@pytest.mark.parametrize(
    "text", ["", "as of xx/xx/2022", "13/45/2022", "2022-01-02", "1/2", "FY26"]
)
def test_a_sentence_without_such_a_day_gives_none(text):
    assert american_day(text) is None


def test_the_first_day_that_exists_counts():
    assert american_day("02/30/2025, then 3/1/2025 and 4/1/2025") == date(2025, 3, 1)


@given(YEARS, MONTHS)
def test_a_month_is_read_back_from_its_label(year, month):
    period = month_period(year, month)
    assert parse_period(period.label) == period
    assert parse_month(period.label) == (year, month)


@given(DAYS)
def test_a_week_is_read_back_from_its_label(day):
    period = week_period(day)
    assert parse_period(period.label) == period
    assert period.days == 7


@given(YEARS)
def test_a_fiscal_year_is_made_of_its_four_quarters(year):
    quarters = [parse_period(f"FY{year}Q{n}") for n in (1, 2, 3, 4)]
    whole = parse_period(f"fy {year}")
    assert quarters[0].start == whole.start
    assert quarters[3].end == whole.end
    for before, after in itertools.pairwise(quarters):
        assert before.end + timedelta(days=1) == after.start


@pytest.mark.parametrize(
    ("label", "first", "last"),
    [
        ("CY2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2025-08/2026-07", date(2025, 8, 1), date(2026, 7, 31)),
        ("2025-01-20/2025-01-26", date(2025, 1, 20), date(2025, 1, 26)),
        ("2025-01-26/7", date(2025, 1, 26), date(2025, 2, 1)),
    ],
)
def test_a_period_has_the_days_that_its_label_says(label, first, last):
    period = parse_period(label)
    assert (period.start, period.end) == (first, last)


PIECES = ["FY", "CY", "20", "2025", "0000", "9999", "-", "/", "7", "Q", "1", "12", "31", " ", "x"]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_whatever_is_written_as_a_period_is_understood_or_refused_in_words(text):
    try:
        period = parse_period(text)
    except EvenhandError as error:
        assert error.problems[0].fix
    else:
        assert period.days >= 1


@pytest.mark.parametrize(
    "text", ["", "soon", "2025-13", "2025-02-30", "FY25x", "FY0000", "0000", "9999-12-31/7"]
)
def test_a_text_that_is_no_period_is_refused_with_a_way_to_write_one(text):
    with pytest.raises(EvenhandError, match=r"is not a (period|month|day)\n +write"):
        parse_period(text)


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(EvenhandError, match="ends before it starts"):
        parse_period("2025-08/2024-07")


@pytest.mark.parametrize("text", ["2025", "2025-00", "0000-01", "25-01", "2025-1", "January"])
def test_a_text_that_is_no_month_is_refused(text):
    with pytest.raises(EvenhandError, match=re.escape("write it as YYYY-MM")):
        parse_month(text)


@pytest.mark.parametrize("text", ["2025", "2025-02-30", "1/2/2025", "today"])
def test_a_text_that_is_no_day_is_refused(text):
    with pytest.raises(EvenhandError, match=re.escape("write it as YYYY-MM-DD")):
        parse_day(text)
