"""A small but complete workbook in the published layout, so that tests need no real file.

All numbers are made up. The averages of the last month are whole over 25 days, as they are in a
workbook with data through the 25th.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from evenhand.timeline import (
    fiscal_year_bounds,
    fiscal_year_of,
    month_end,
    month_in_fiscal_year,
    next_month,
)

ATD = "ATD FY26 YTD"
DETENTION = "Detention FY26"
BONDS = "Monthly Bond Statistics"
FACILITIES = "Facilities FY26"
FOOTNOTES = "Footnotes"
CUSTODY = " ICLOS and Detainees"
NAME = "FY26_detentionStats02022026.xlsx"
THROUGH = date(2026, 1, 25)
SAVED = date(2026, 1, 30)

MONTHS = ("Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep")
CRIMINALITY = ("Convicted Criminal", "Pending Criminal Charges", "Other Immigration Violator")
BANDS = ("0-180 Days", "181-365 Days", "366-730 Days", "More than 730 Days")
FEAR = "Single Adults with a Positive Fear Determination Still in Custody"
REASONS = ("Bonded Out", "Order of Recognizance", "Paroled", "Removal")
DISPOSITION_ROW, DETAINED_ROW, TO_DATE_ROW, BOOK_OUTS_ROW = 8, 18, 27, 36
POPULATION_ROW, STAY_ROW = 60, 77
CUSTODY_MONTHS, SHOWN_DAYS = 6, 110

Change = Callable[[Workbook], object]


def put(sheet: Worksheet, row: int, column: int, lines: Iterable[Iterable[object]]) -> None:
    """Write lines of values; the first one starts at the given row and column, from 1."""
    for down, line in enumerate(lines):
        for right, value in enumerate(line):
            if value is not None:
                sheet.cell(row + down, column + right, value)


def make_book(through: date = THROUGH) -> Workbook:
    """A workbook with data through a day, in the layout of January 2026."""
    year = fiscal_year_of(through)
    short = f"FY{year % 100}"
    book = Workbook()
    header = book.active
    header.title = "Header"
    put(header, 1, 1, [["ICE Detention Statistics"], ["Made for tests; no figure is real."]])
    _atd(book.create_sheet(f"ATD {short} YTD"), through)
    _detention(book.create_sheet(f"Detention {short}"), year, through)
    _bonds(book.create_sheet(BONDS), year, through)
    _facilities(book.create_sheet(f"Facilities {short}"), short, through)
    day = f"{through:%m/%d/%Y}"
    put(
        book.create_sheet(FOOTNOTES),
        4,
        1,
        [
            ["Term", "Definition"],
            [f"FY{year} ADP", f"FY{year} YTD ICE Detention data are updated through {day} (Run)."],
            ["Detained", f"ICE National Docket data are a snapshot as of {day} (IIDS Run)."],
        ],
    )
    _custody(book.create_sheet(CUSTODY), through)
    return book


def _atd(sheet: Worksheet, through: date) -> None:
    short = f"FY{fiscal_year_of(through) % 100}"
    put(sheet, 4, 1, [[f"ICE ALTERNATIVES TO DETENTION DATA, {short}"]])
    put(
        sheet,
        7,
        1,
        [
            [
                "ATD Active Population Counts and Daily Cost by Technology",
                None,
                None,
                None,
                f"{short} thru December Court Appearance: Total Hearings*",
            ],
            ["Technology", "Count", "Daily Tech Cost", None, "Metric", "Count", "%"],
            ["SmartLINK", 700, 672.5, None, "Attended", 142, 0.977],
            ["Ankle Monitor", 300, 822.25, None, "Failed to Attend", 3, 0.023],
            ["Total", 1000, 1494.75, None, "Total", 145, 1],
            [f"Data from BI Inc. Participants Report, {through:%m.%d.%Y}"],
        ],
    )
    put(
        sheet,
        17,
        1,
        [
            ["ATD Active Population by Status, Extended Case Management Service, Count and ALIP"],
            ["FAMU Status", "Count", "ALIP"],
            ["FAMU", 400, 899.5],
            ["Single Adult", 600, 662.25],
            ["Total", 1000, 752.5],
            [f"Data from BI Inc. Participants Report, {through:%m.%d.%Y}"],
        ],
    )
    title = f"Active ATD Participants and Average Length in Program, {short},  as of "
    put(
        sheet,
        27,
        1,
        [
            [f"{title}{through:%m/%d/%Y}, by AOR and Technology"],
            ["AOR/Technology", "Count", "Average Length in Program"],
            ["Total", 1000, 752.5],
            ["Atlanta", 550, 700.25],
            ["SmartLINK", 400, 843.5],
            ["Ankle Monitor", 150, 639.5],
            ["Boston", 450, 815.25],
            ["SmartLINK", 300, 911.5],
            ["Ankle Monitor", 150, 407.25],
        ],
    )


def _shown_months(year: int, through: date) -> list[int]:
    numbers = [10, 11, 12, *range(1, 10)]
    return [n for n in numbers if month_in_fiscal_year(year, n).start <= through]


def _detention(sheet: Worksheet, year: int, through: date) -> None:
    shown = len(_shown_months(year, through))
    put(sheet, 1, 1, [["U.S. Immigration and Customs Enforcement"], [], []])
    put(sheet, 3, 1, [[f"ICE DETENTION DATA, FY{year}"]])
    title = "ICE Currently Detained by Processing Disposition and Detention Facility Type"
    put(
        sheet,
        DISPOSITION_ROW,
        1,
        [
            [f"{title}: FY{year}"],
            ["Processing Disposition", "FSC", "Adult", "Total"],
            ["Total", 30, 2970, 3000],
            ["Expedited Removal (I-860)", 10, 490, 500],
            ["Notice to Appear (I-862)", 15, 1985, 2000],
            ["Other", 5, 495, 500],
        ],
    )
    _detained(sheet, year)
    put(
        sheet,
        DETAINED_ROW,
        9,
        [
            [f"ICE Initial Book-Ins by Arresting Agency and Month: FY{year}"],
            ["Agency", *MONTHS, "Total"],
            ["Total", *(1500 + 10 * m for m in range(shown))],
            ["CBP", *(300 + m for m in range(shown))],
            ["ICE  ", *(1200 + 9 * m for m in range(shown))],
        ],
    )
    _to_date(sheet, year)
    _book_outs(sheet, year, shown)
    _monthly(sheet, POPULATION_ROW, "Average Daily Population", year, through)
    _monthly(sheet, STAY_ROW, "Average Length of Stay", year, through)


def _detained(sheet: Worksheet, year: int) -> None:
    put(
        sheet,
        DETAINED_ROW,
        1,
        [
            [f"ICE Currently Detained by Criminality and Arresting Agency: FY{year}"],
            ["Criminality", "ICE", "Percent ICE", "CBP", "Percent CBP", "Total"],
            ["Total", 2400, 0.8, 600, 0.2, 3000],
            [CRIMINALITY[0], 900, 0.9, 100, 0.1, 1000],
            [CRIMINALITY[1], 800, 0.8, 200, 0.2, 1000],
            [CRIMINALITY[2], 700, 0.7, 300, 0.3, 1000],
        ],
    )


def _to_date(sheet: Worksheet, year: int) -> None:
    put(
        sheet,
        TO_DATE_ROW,
        1,
        [
            [f"ICE Initial Book-Ins by Facility Type and Criminality: FY{year}"],
            ["Facility Type", *CRIMINALITY, "Total"],
            ["Total", 2000, 1800, 2260, 6060],
            ["FSC", None, 2, 40, 42],
            ["Adult", 2000, 1798, 2220, 6018],
        ],
    )
    put(
        sheet,
        TO_DATE_ROW,
        8,
        [
            [f"ICE Final Book Outs by Facility Type: FY{year}"],
            ["Facility Type", None, "Total"],
            ["Total", None, 5000],
            ["FSC", None, 40],
            ["Adult", None, 4960],
        ],
    )
    put(
        sheet,
        TO_DATE_ROW,
        14,
        [
            [f"ICE Removals: FY{year}"],
            ["Removals", None, "Total"],
            ["Total", None, 4100],
            ["Removals with a FAMU Identifier", None, 90],
        ],
    )


def _book_outs(sheet: Worksheet, year: int, shown: int) -> None:
    lines: list[list[object]] = [
        [f"ICE Final Book Outs by Release Reason, Month and Criminality: FY{year}"],
        ["Release Reason", "Criminality", *MONTHS, "Total"],
        ["Total", None, *(sum(_book_out(r, m) for r in range(4)) for m in range(shown))],
    ]
    for index, reason in enumerate(REASONS):
        lines.append([reason, "Total", *(_book_out(index, m) for m in range(shown))])
        for part, label in enumerate(CRIMINALITY):
            counts = [20 * (index + 1) + m + part for m in range(shown)]
            lines.append([None, label, *counts])
    put(sheet, BOOK_OUTS_ROW, 1, lines)


def _book_out(reason: int, month: int) -> int:
    return sum(20 * (reason + 1) + month + part for part in range(3))


def _monthly(sheet: Worksheet, row: int, measure: str, year: int, through: date) -> None:
    shown = _shown_months(year, through)
    days = [
        (min(month_in_fiscal_year(year, n).end, through) - month_in_fiscal_year(year, n).start).days
        + 1
        for n in shown
    ]
    by_agency = {
        agency: [[_person_days(a, p, m) for m in range(len(shown))] for p in range(3)]
        for a, agency in enumerate(("CBP", "ICE"))
    }
    both = zip(by_agency["CBP"], by_agency["ICE"], strict=True)
    by_agency[""] = [[x + y for x, y in zip(a, b, strict=True)] for a, b in both]
    lines: list[list[object]] = [
        [f"ICE {measure} by Arresting Agency, Month and Criminality: FY{year}"],
        ["Agency", *MONTHS, "FY Overall"],
    ]
    rest = [0] * (12 - len(shown))
    for agency, parts in by_agency.items():
        total = [sum(column) for column in zip(*parts, strict=True)]
        for label, sums in (
            (f"{agency} Average ".lstrip(), total),
            *zip(CRIMINALITY, parts, strict=True),
        ):
            means = [round(s / n, 6) for s, n in zip(sums, days, strict=True)]
            lines.append([label, *means, *rest, round(sum(sums) / sum(days), 6)])
    put(sheet, row, 1, lines)


def _person_days(agency: int, criminality: int, month: int) -> int:
    """Person-days that are a multiple of no number of days in a month, so that none fits by luck.

    The averages lie near those of the detained counts: ICE 900, 800, 700; CBP 100, 200, 300.
    """
    near = ((100, 200, 300), (900, 800, 700))[agency][criminality]
    return near * 28 + 7 * month + 3 * criminality + 1


def _bonds(sheet: Worksheet, year: int, through: date) -> None:
    shown = _shown_months(year, through)
    old = [datetime(year - 1, month, 1) for month in (8, 9)]
    new = [
        datetime.combine(month_in_fiscal_year(year, n).start, datetime.min.time()) for n in shown
    ]
    posted = [100 + n for n in range(len(shown))]
    put(
        sheet,
        1,
        1,
        [
            [f"FY{year} Bonded Out Book Outs Count and ALOS - Last 14 Months"],
            [],
            [None, *old, *new],
            ["Total ICE Final Book Outs", 0, 0, *(1000 for _ in shown)],
            ["ICE Final Book Outs with Bond Posted", 0, 0, *posted],
            ["Bond Posted Book Outs/Releases (%)", 0, 0, *(n / 1000 for n in posted)],
            ["Average Bond Amount ($)", 0, 0, *(7000.5 + n for n in range(len(shown)))],
            ["ALOS (Days)", 0, 0, *(50.25 + n for n in range(len(shown)))],
        ],
    )


def _facilities(sheet: Worksheet, short: str, through: date) -> None:
    put(
        sheet,
        1,
        1,
        [
            ["These statistics are made for tests."],
            [],
            [f"ICE Facilities Data, {short}"],
            [f"ICE Enforcement and Removal Operations Data, {short}"],
            [f"Data Source: ICE Integrated Decision Support (IIDS), {through:%m/%d/%Y}"],
            [],
            ["This list is limited to made-up facilities."],
        ],
    )
    headings = ["Name", "City", "State", "AOR", "Type Detailed", f"{short} ALOS", "Male Crim"]
    headings += ["Male Non-Crim", "Female Crim", "Female Non-Crim", "Guaranteed Minimum"]
    put(
        sheet,
        9,
        1,
        [
            ["Facility Information", None, None, None, None, "Stay", f"{short} ADP: Criminality"],
            headings,
            ["NORTH HOUSE", "SOMEWHERE", "GA", "ATL", "CDF", 38.5, 191.5, 900.25, 20.5, 70.75, 800],
            ["SOUTH HOUSE", "ELSEWHERE", "MA", "BOS", "SPC", 12.25, 4.5, 100.5, 3.25, 8.5, None],
            ["EAST HOUSE", "NOWHERE", "MA", "BOS", "IGSA", 2.5, 1.25, 2.5, 0, 0, None],
        ],
    )


def _custody(sheet: Worksheet, through: date) -> None:
    """Days in custody in the middle and at the end of six months, with their two known oddities.

    The year is missing above the last months of the second table, and days before or after those
    that the edition repeats are zeros.
    """
    months = [
        next_month(through.year, through.month, back) for back in range(1 - CUSTODY_MONTHS, 1)
    ]
    days = [day for y, m in months for day in (date(y, m, 15), month_end(y, m))]
    filled = [through - timedelta(SHOWN_DAYS) <= day <= through for day in days]
    years = [y if index == 0 else None for index, (y, _) in enumerate(months)]
    labelled = [y if m == 1 or index == 0 else None for index, (y, m) in enumerate(months)]
    names = [date(y, m, 1).strftime("%B") for y, m in months]
    under = [["", *("mid ", "end") * CUSTODY_MONTHS]]

    def heads(row: int, title: str, over: list[int | None]) -> None:
        put(sheet, row, 1, [[title]])
        spread = [[cell for word in line for cell in (word, None)] for line in (over, names)]
        put(sheet, row + 3, 1, [["Population ", *spread[0]], [None, *spread[1]], *under])

    def line(values: Iterable[float]) -> list[float]:
        return [value if there else 0 for value, there in zip(values, filled, strict=True)]

    numbers = range(len(days))
    heads(1, "Average In Custody Length of Stay (ICLOS)", labelled)
    means: list[list[object]] = [
        ["Adult Facility Aliens", *line(60.5 + n for n in numbers)],
        ["FSC Facility Individuals", *line(0.0 for n in numbers)],
        [FEAR, *line(90.25 + n for n in numbers)],
        ["Total", *line(62.125 + n for n in numbers)],
    ]
    put(sheet, 7, 1, means)
    heads(12, "Detainees", years)
    rows: list[list[object]] = []
    groups = {
        "Adult Facility Aliens": [[2000 + n, 200 + n, 20, 2] for n in numbers],
        "FSC Facility Individuals": [[0, 0, 0, 0] for n in numbers],
        FEAR: [[100 + n, 30, 3, 1] for n in numbers],
        "Total": [[2100 + 2 * n, 230 + n, 23, 3] for n in numbers],
    }
    for name, columns in groups.items():
        rows.append([name])
        for band, label in enumerate(BANDS):
            rows.append([label, *line(column[band] for column in columns)])
        rows.append(["Total", *line(sum(column) for column in columns)])
    put(sheet, 18, 1, rows)


def save(book: Workbook, path: Path, saved: date = SAVED) -> Path:
    """Write a workbook that says it was last saved on a given day, whatever today is."""
    memory = io.BytesIO()
    book.save(memory)
    stamp = f">{saved.isoformat()}T12:00:00Z</dcterms:"
    return rewrite(
        memory.getvalue(),
        path,
        {"docProps/core.xml": lambda xml: re.sub(rb">[^<]*</dcterms:", stamp.encode(), xml)},
    )


def rewrite(
    content: bytes, path: Path, changes: dict[str, Callable[[bytes], bytes | None]]
) -> Path:
    """Copy a zip file, changing some of its parts; a part that becomes None is dropped."""
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part: bytes | None = old.read(name)
            if name in changes and part is not None:
                part = changes[name](part)
            if part is not None:
                new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return path


def make_workbook(
    folder: Path, name: str = NAME, change: Change | None = None, through: date = THROUGH
) -> Path:
    """Write the small workbook, after a change if one is given."""
    book = make_book(through)
    if change is not None:
        change(book)
    return save(book, folder / name)


def open_real(path: Path, *, values: bool = True) -> Workbook:
    """Open a published workbook with openpyxl; with values, formulas are replaced by results."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=values)


def fiscal_days(fiscal_year: int) -> int:
    """Number of days in a fiscal year."""
    first, last = fiscal_year_bounds(fiscal_year)
    return (last - first).days + 1
