"""One posting of a publisher's workbook: what it covers, and when it came out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.errors import Findings
from evenhand.sources.layout import WorkbookLayout
from evenhand.sources.tables import TableReading
from evenhand.sources.workbook import Sheet, Workbook
from evenhand.timeline import american_day, month_in_fiscal_year

LONGEST_POSTING_LAG = timedelta(days=120)
"""A file's properties and an archive's stamp are believed as the day of posting when they lie
within this time of the last data; later ones are of a copy saved again."""
LONGEST_NAMED_LAG = timedelta(days=500)
"""A day in the file's name is believed for longer: old sheets were posted under new names."""
USUAL_POSTING_LAG = timedelta(days=10)
"""Median lag from last data to posting over the FY2021-FY2026 editions whose name has a date."""
LARGEST_DATE_GAP = timedelta(days=7)
ROUNDING = 3e-5
"""Published averages are rounded to five decimals in the coarsest editions."""
TRUSTED, MARKED_UP = 2, 1


@dataclass(frozen=True)
class Edition:
    """One posting of a workbook.

    Args:
        digest: SHA-256 of the file.
        file: Name of the file it was read from.
        fiscal_year: Federal fiscal year that its detention sheet covers.
        through: Last day of the data.
        snapshot: Day of the "currently detained" counts.
        published: Day on which it was posted, as well as can be told.
        published_by: How that day is known: ``name``, ``properties``, ``archive`` or ``estimate``.
        trust: 2 for a publisher's own file, 1 for a copy that a third party marked up.
    """

    digest: str
    file: str
    fiscal_year: int
    through: date
    snapshot: date
    published: date
    published_by: str
    trust: int

    @property
    def name(self) -> str:
        """A short name: the fiscal year, the last day of data, the start of the digest."""
        return f"FY{self.fiscal_year}-{self.through.isoformat()}-{self.digest[:8]}"


def covered_through(reading: TableReading, fiscal_year: int) -> date | None:
    """The last day of data, from the averages of the last month that has any.

    A mean over n days of whole numbers becomes whole again when multiplied by n, so the last
    month's own averages say over how many days they were taken; this holds where footnotes are
    stale.

    Args:
        reading: The table of average daily population by month.
        fiscal_year: The fiscal year of its columns.
    """
    by_month: dict[int, list[float]] = {}
    for value in reading.values:
        if value.month and value.number > 0:
            by_month.setdefault(value.month, []).append(value.number)
    if not by_month:
        return None
    period = max(
        (month_in_fiscal_year(fiscal_year, month) for month in by_month), key=lambda p: p.start
    )
    averages = by_month[period.start.month]
    for days in range(1, period.days + 1):
        if all(abs(v * days - round(v * days)) <= ROUNDING * days for v in averages):
            return period.start + timedelta(days=days - 1)
    return period.end


def _last_day(reading: TableReading) -> date:
    year = reading.fiscal_year or 0
    return (covered_through(reading, year) if year else None) or date.min


def _is_multiple(stated: date, through: date) -> bool:
    """Whether a footnote's day is as good a reading of the averages as the day found from them.

    Averages over 16 days may by chance be whole after eight; the footnote then decides.
    """
    same_month = (stated.year, stated.month) == (through.year, through.month)
    return same_month and stated.day % through.day == 0


def footnote_day(sheets: tuple[Sheet, ...], pattern: str) -> date | None:
    """The first day named after a footnote's wording, on visible sheets; None if not said."""
    wording = re.compile(pattern, re.IGNORECASE)
    for sheet in sheets:
        if not sheet.visible:
            continue
        for row in sheet.rows:
            for cell in row:
                if isinstance(cell, str) and (found := wording.search(cell)):
                    return american_day(cell[found.end() :])
    return None


def date_edition(
    book: Workbook, layout: WorkbookLayout, readings: list[TableReading], findings: Findings
) -> Edition | None:
    """Say what a workbook covers and when it was posted, from its own content first.

    Args:
        book: The workbook.
        layout: Its layout.
        readings: Its tables as read.
        findings: Where contradictions between footnotes and figures are noted.
    """
    dated = [r for r in readings if r.found.table.dates_the_edition and r.fiscal_year]
    dating = max(dated, key=_last_day, default=None)
    fiscal_year = dating.fiscal_year if dating else None
    if dating is None or fiscal_year is None:
        return None
    where = f"{book.file} [{dating.found.sheet.name.strip()}]"
    through = covered_through(dating, fiscal_year)
    stated = footnote_day(book.sheets, layout.footnotes["through"])
    if through is None:
        findings.error(where, "holds no daily population at all", "is this the whole workbook?")
        return None
    if stated and _is_multiple(stated, through):
        through = stated
    if stated and abs(stated - through) > LARGEST_DATE_GAP:
        what = f"footnotes say data through {stated}, the averages say {through}"
        findings.warning(where, what, "the averages are believed: the footnote is stale")
    snapshot = footnote_day(book.sheets, layout.footnotes["snapshot"])
    if snapshot is None or abs(snapshot - through) > LARGEST_DATE_GAP:
        snapshot = through
    published, basis = _published(book, through)
    trust = MARKED_UP if "markedup" in book.file.casefold() else TRUSTED
    return Edition(book.digest, book.file, fiscal_year, through, snapshot, published, basis, trust)


def _published(book: Workbook, through: date) -> tuple[date, str]:
    """The day of posting: by the file's name, else its properties, else an archive's stamp."""
    stamp = re.match(r"(\d{4})(\d{2})(\d{2})\d{6}[-_]", book.file)
    rest = book.file[stamp.end() :] if stamp else book.file
    candidates: list[tuple[date | None, str]] = [(_name_day(rest), "name")]
    candidates.append((book.modified, "properties"))
    if stamp:
        candidates.append((_day(int(stamp[1]), int(stamp[2]), int(stamp[3])), "archive"))
    for day, basis in candidates:
        longest = LONGEST_NAMED_LAG if basis == "name" else LONGEST_POSTING_LAG
        if day and through <= day <= through + longest:
            return day, basis
    return through + USUAL_POSTING_LAG, "estimate"


def _name_day(name: str) -> date | None:
    """The day in a file name: MMDDYYYY, MMDDYY, YYMMDD or, with the fiscal year, MMDD."""
    for digits in re.findall(r"(?<!\d)\d{4,8}(?!\d)", re.sub(r"FY\d{2,4}", "", name)):
        part = [int(digits[i : i + 2]) for i in range(0, len(digits), 2)]
        if len(digits) == 8:
            return _day(part[2] * 100 + part[3], part[0], part[1])
        if len(digits) == 6:
            return _day(2000 + part[2], part[0], part[1]) or _day(2000 + part[0], part[1], part[2])
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
