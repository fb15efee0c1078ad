"""One way to write dates, months, fiscal years and periods.

The federal fiscal year N runs from 1 October N-1 to 30 September N.
Source: 31 U.S.C. 1102.
"""

from __future__ import annotations

import calendar
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.errors import EvenhandError, Problem

FISCAL_YEAR_FIRST_MONTH = 10
MONTH_NAMES = tuple(calendar.month_name)[1:]
CENTURY = 2000
TWO_DIGIT_YEARS = 100
DECEMBER = 12
AMERICAN_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?!\d)")


@dataclass(frozen=True, order=True)
class Period:
    """A named stretch of days, first and last day included.

    Args:
        label: ``2026-01`` for a month, ``FY2026`` for a fiscal year, ``2026-01-25`` for a day,
            ``FY2026..2026-01-25`` for a fiscal year to date, ``2025-W05`` style is not used:
            weeks are written ``2025-01-26/7``.
        start: First day.
        end: Last day.
    """

    label: str
    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days in the period."""
        return (self.end - self.start).days + 1


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def month_period(year: int, month: int) -> Period:
    """A calendar month as a period."""
    return Period(f"{year:04d}-{month:02d}", date(year, month, 1), month_end(year, month))


def day_period(day: date) -> Period:
    """One day as a period."""
    return Period(day.isoformat(), day, day)


def week_period(first_day: date) -> Period:
    """Seven days from the given first day."""
    return Period(f"{first_day.isoformat()}/7", first_day, first_day + timedelta(days=6))


def fiscal_year_period(fiscal_year: int) -> Period:
    """A federal fiscal year as a period."""
    return Period(f"FY{fiscal_year}", *fiscal_year_bounds(fiscal_year))


def fiscal_year_to_date(fiscal_year: int, through: date) -> Period:
    """A fiscal year from its first day through a given day."""
    start, end = fiscal_year_bounds(fiscal_year)
    last = min(through, end)
    return Period(f"FY{fiscal_year}..{last.isoformat()}", start, last)


def fiscal_year_bounds(fiscal_year: int) -> tuple[date, date]:
    """First and last day of a federal fiscal year."""
    return date(fiscal_year - 1, FISCAL_YEAR_FIRST_MONTH, 1), date(fiscal_year, 9, 30)


def fiscal_year_of(day: date) -> int:
    """The federal fiscal year that a day lies in."""
    return day.year + (day.month >= FISCAL_YEAR_FIRST_MONTH)


def month_in_fiscal_year(fiscal_year: int, month: int) -> Period:
    """The calendar month with this number inside a fiscal year."""
    return month_period(fiscal_year - (month >= FISCAL_YEAR_FIRST_MONTH), month)


def month_number(name: str) -> int | None:
    """Number of a month from its English name or abbreviation; None when it is no month."""
    word = name.strip().rstrip(".").casefold()
    if len(word) < 3:
        return None
    matches = [i + 1 for i, full in enumerate(MONTH_NAMES) if full.casefold().startswith(word)]
    return matches[0] if len(matches) == 1 else None


def next_month(year: int, month: int, steps: int = 1) -> tuple[int, int]:
    """Year and month a number of months later (or earlier, when negative)."""
    index = year * 12 + month - 1 + steps
    return index // 12, index % 12 + 1


def parse_month(text: str) -> tuple[int, int]:
    """Year and month from ``YYYY-MM``.

    Raises:
        EvenhandError: when the text is not a month.
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
    if found and int(found[1]) and 1 <= int(found[2]) <= DECEMBER:
        return int(found[1]), int(found[2])
    raise EvenhandError(Problem(text, "is not a month", "write it as YYYY-MM, such as 2025-02"))


def parse_day(text: str) -> date:
    """A day from ``YYYY-MM-DD``.

    Raises:
        EvenhandError: when the text is not a day.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        fix = "write it as YYYY-MM-DD, such as 2025-02-01"
        raise EvenhandError(Problem(text, "is not a day", fix)) from None


def american_day(text: str) -> date | None:
    """First day written the American way (1/25/2026, 01.25.26) in a text; None if there is none."""
    for month, day, year in AMERICAN_DAY.findall(text):
        full = int(year) + (CENTURY if int(year) < TWO_DIGIT_YEARS else 0)
        try:
            return date(full, int(month), int(day))
        except ValueError:
            continue
    return None


def parse_period(text: str) -> Period:
    """A period from a label: a day, a month, a fiscal or calendar year, or ``day/7`` for a week.

    Raises:
        EvenhandError: when the text is none of these.
    """
    fix = "write a day (2025-01-26), a month (2025-01), a week (2025-01-26/7), FY2025 or CY2025"
    try:
        period = _period(text)
    except (ValueError, OverflowError):
        raise EvenhandError(Problem(text, "is not a period", fix)) from None
    if period.end < period.start:
        raise EvenhandError(Problem(text, "ends before it starts", "write the earlier day first"))
    return period


def _period(text: str) -> Period:
    word = text.strip()
    if found := re.fullmatch(r"FY\s?(\d{4})", word, re.IGNORECASE):
        return fiscal_year_period(int(found[1]))
    if found := re.fullmatch(r"CY\s?(\d{4})", word, re.IGNORECASE):
        year = int(found[1])
        return Period(f"CY{year}", date(year, 1, 1), date(year, 12, 31))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}/7", word):
        return week_period(parse_day(word[:10]))
    if re.fullmatch(r"\d{4}-\d{2}", word):
        return month_period(*parse_month(word))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        return day_period(parse_day(word))
    if re.fullmatch(r"\d{4}", word):
        return Period(word, date(int(word), 1, 1), date(int(word), 12, 31))
    if found := re.fullmatch(r"FY(\d{4})Q([1-4])", word):
        opening = month_in_fiscal_year(int(found[1]), (9 + 3 * (int(found[2]) - 1)) % 12 + 1)
        closing = next_month(opening.start.year, opening.start.month, 2)
        return Period(word, opening.start, month_end(*closing))
    if word.count("/") == 1:
        first, last_part = (parse_period(part) for part in word.split("/"))
        return Period(word, first.start, last_part.end)
    raise ValueError(word)
