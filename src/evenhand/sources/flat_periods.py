"""What a row of a flat table is about: its period, how far its data go, and whether they end it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.errors import EvenhandError, Problem, SourceError
from evenhand.sources.flat_layout import PeriodColumn, PeriodForm
from evenhand.timeline import (
    Period,
    day_period,
    fiscal_year_bounds,
    fiscal_year_to_date,
    month_end,
    month_number,
    month_period,
    parse_day,
    parse_month,
    parse_period,
    week_period,
)

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Periods beyond these are typing errors; transcribed plans reach some years ahead."""
FLAGS = {"true": True, "false": False}
YEAR_END_POSTING = timedelta(days=31)
"""The last edition of a fiscal year is dated up to some days after its end."""
CENTURY = 2000
NAMES = {"month": "month", "day": "day", "week": "day", "fiscal-year-to-date": "day"}
AS_MONTHS = "write it as Oct25-Mar26, Feb-Aug 2025 or FY2024"


@dataclass(frozen=True)
class Span:
    """What a row covers.

    Args:
        period: Its period; a period that is not complete ends on the last day covered.
        complete: Whether the whole period is covered.
        through: The last day of the data it was taken from; None when the table does not say.
    """

    period: Period
    complete: bool = True
    through: date | None = None


def _misread(heading: str, what: str, fix: str) -> SourceError:
    """A cell that says no period, day or flag; the heading stands where the cell will be named."""
    return SourceError(Problem(heading, what, fix))


def span_of(layout: PeriodColumn, cell: Callable[[str], str], file: str) -> Span:
    """What a row covers.

    Args:
        layout: Where the table says so.
        cell: Gives the text under a heading.
        file: The file's name, for tables that say it only there.

    Raises:
        SourceError: when a cell cannot be read, or contradicts another; its problem names the
            heading in place of the cell.
    """
    if layout.form == "in-name":
        return Span(_named(file))
    span = _read(layout, cell)
    if not FIRST_DAY <= span.period.start <= span.period.end <= LAST_DAY:
        what = f"'{cell(layout.column)}' lies outside all records"
        raise _misread(layout.column, what, "compare with the source")
    return span


def _read(layout: PeriodColumn, cell: Callable[[str], str]) -> Span:
    label = cell(layout.column)
    meaning = layout.labels.get(label, label)
    if layout.form == "fiscal-year-to-date":
        return _to_date(layout, cell)
    try:
        period = _READERS[layout.form](meaning)
    except (EvenhandError, OverflowError) as error:
        name = NAMES.get(layout.form, "period")
        what = formula(label) or f"'{label}' is not a {name}"
        fix = error.problems[0].fix if isinstance(error, EvenhandError) else ""
        raise _misread(layout.column, what, fix) from None
    if layout.form == "any" and meaning == label:
        period = Period(label, period.start, period.end)
    return _covered(layout, period, cell)


def formula(text: str) -> str:
    """What is wrong with a cell that holds a formula; empty when it holds none."""
    return f"'{text[:40]}' is a formula, not its value" if text.startswith("=") else ""


def day_in(heading: str, cell: Callable[[str], str]) -> date:
    """The day under a heading.

    Raises:
        SourceError: when it is none.
    """
    text = cell(heading)
    try:
        return parse_day(text)
    except EvenhandError as error:
        what = formula(text) or f"'{text}' is not a day"
        raise _misread(heading, what, error.problems[0].fix) from None


def _covered(layout: PeriodColumn, period: Period, cell: Callable[[str], str]) -> Span:
    """The span of a row with a period of its own, cut where its data end."""
    through = day_in(layout.through, cell) if layout.through else None
    if through is not None and through < period.start:
        what = f"the data end on {through}, before {period.label} begins"
        raise _misread(layout.through or "", what, "compare with the source")
    complete = _flag(layout.complete, cell)
    if through is not None and complete and through < period.end:
        what = f"{period.label} is called complete, but its data end on {through}"
        raise _misread(layout.complete or "", what, "write false, or the day the data really end")
    if complete:
        return Span(period, True, through)
    last = through
    if layout.until and cell(layout.until):
        last = day_in(layout.until, cell)
    if last is None or not period.start <= last <= period.end:
        last = period.end
    return Span(Period(period.label, period.start, last), False, through)


def _flag(heading: str | None, cell: Callable[[str], str]) -> bool:
    """Whether a period is complete; a blank says nothing, and so do tables without the column."""
    text = cell(heading) if heading else ""
    flag = FLAGS.get(text.casefold()) if text else True
    if heading and flag is None:
        raise _misread(heading, formula(text) or f"'{text}' is neither true nor false", "write one")
    return bool(flag)


def _to_date(layout: PeriodColumn, cell: Callable[[str], str]) -> Span:
    day = day_in(layout.column, cell)
    heading = layout.fiscal_year or ""
    text = cell(heading)
    found = re.fullmatch(r"(?:FY\s?)?(\d{4})", text, re.IGNORECASE)
    if not found or int(found[1]) <= FIRST_DAY.year:
        what = formula(text) or f"'{text}' is not a fiscal year"
        raise _misread(heading, what, "write it as 2026")
    first, last = fiscal_year_bounds(int(found[1]))
    if not first <= day <= last + YEAR_END_POSTING:
        what = f"{day} does not lie in fiscal year {found[1]}"
        raise _misread(layout.column, what, f"it runs from {first} to {last}")
    return Span(fiscal_year_to_date(int(found[1]), day), day >= last, day)


def _month(text: str) -> Period:
    return month_period(*parse_month(text))


def _day(text: str) -> Period:
    return day_period(parse_day(text))


def _week(text: str) -> Period:
    return week_period(parse_day(text))


def _months(text: str) -> Period:
    """A stretch of months as people write it: Oct25-Mar26, Feb-Aug 2025, FY2024 (Oct23-Sep24)."""
    if found := re.match(r"FY\d{4}\b", text):
        return parse_period(found[0])
    found = re.fullmatch(r"([A-Za-z]+) ?(\d\d)?-([A-Za-z]+) ?(\d{4}|\d\d)", text)
    if found:
        first, last = month_number(found[1]), month_number(found[3])
        closing = int(found[4]) % 100 + CENTURY
        opening = int(found[2]) + CENTURY if found[2] else closing
        if first and last and (opening, first) <= (closing, last):
            start, end = month_period(opening, first), month_period(closing, last)
            return Period(f"{start.label}/{end.label}", start.start, end.end)
    raise EvenhandError(Problem(text, "is not a stretch of months", AS_MONTHS))


def _named(file: str) -> Period:
    """The months that a file's name says, as ``2023-09_2025-07`` or ``dec2025_mar2026``."""
    months: list[tuple[int, int]] = []
    for year, month, name, its_year in re.findall(
        r"(?<!\d)(\d{4})-(\d\d)(?!\d)|(?<![a-z])([a-z]{3})(\d{4})(?!\d)", file.casefold()
    ):
        number = (int(month) if month else month_number(name)) or 0
        if number in range(1, 13):
            months.append((int(year or its_year), number))
    if not months:
        what = "the table does not say which months it is about"
        raise _misread("", what, "name the file with them, as in …_2023-09_2025-07.csv")
    start, end = month_period(*months[0]), month_period(*months[-1])
    if end.end < start.start:
        raise _misread("", "the file's name has its later month first", "write the earlier first")
    label = start.label if start == end else f"{start.label}/{end.label}"
    return Period(label, start.start, month_end(end.start.year, end.start.month))


_READERS: dict[PeriodForm, Callable[[str], Period]] = {
    "any": parse_period,
    "month": _month,
    "day": _day,
    "week": _week,
    "months": _months,
}
