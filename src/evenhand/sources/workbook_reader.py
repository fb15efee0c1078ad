"""From one published workbook to observations, all or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from evenhand.errors import Findings, Problem, SourceError
from evenhand.observations.table import KEY, Observation
from evenhand.sources.corrections import apply_corrections, exchange_warning
from evenhand.sources.editions import Edition, date_edition
from evenhand.sources.layout import SumCheck, Table, WorkbookLayout
from evenhand.sources.tables import (
    TOTAL_WORDS,
    Found,
    TableReading,
    Value,
    find_tables,
    fiscal_year_in,
    read_table,
)
from evenhand.sources.workbook import Workbook, open_workbook
from evenhand.timeline import (
    Period,
    american_day,
    day_period,
    fiscal_year_bounds,
    fiscal_year_to_date,
    month_in_fiscal_year,
    month_period,
)

DETAILS = (
    "reason",
    "disposition",
    "technology",
    "family-status",
    "facility",
    "population",
    "days-in-custody",
)
"""Dimensions that are written to the ``detail`` column, in the order in which they stand there."""
STATED_DATE_ROWS = 24
LATEST_FACILITY_RUN = timedelta(days=45)
LATEST_STATED_DAY = timedelta(days=60)
"""A table's own date is believed when it lies this near to the last day of the edition's data."""
CONTRACTOR_NOTE = re.compile(r"Participants Report")
UNLABELLED = "not stated"


@dataclass(frozen=True)
class WorkbookReading:
    """Everything one workbook said.

    Args:
        edition: What it covers and when it was posted.
        observations: Its values.
        warnings: What could not be read or does not add up, with the cell.
        hidden: Names of hidden sheets, which are not read.
    """

    edition: Edition
    observations: tuple[Observation, ...]
    warnings: tuple[Problem, ...]
    hidden: tuple[str, ...]


def read_workbook(
    path: Path, layout: WorkbookLayout, content: bytes | None = None
) -> WorkbookReading:
    """Read one workbook by its layout.

    Args:
        path: Where it is; its name is used in messages and as a hint to the day of posting.
        layout: How its publisher lays workbooks out.
        content: Its bytes, when they have been read already.

    Raises:
        SourceError: when it cannot be opened, or a sheet that must be there is missing.
    """
    book = open_workbook(path, content)
    findings = Findings()
    found = find_tables(book.sheets, layout)
    _require_sheets(book, layout, found, findings)
    findings.raise_errors(SourceError)
    readings = [read_table(one, layout, book.file, findings) for one in found]
    for reading in readings:
        if reading.fiscal_year is None:
            reading.fiscal_year = _sheet_fiscal_year(reading.found)
    edition = date_edition(book, layout, readings, findings)
    findings.raise_errors(SourceError)
    if edition is None:
        fix = "is this an ICE 'Detention Statistics' workbook?"
        raise SourceError(Problem(book.file, "does not say which fiscal year it covers", fix))
    rows: list[Observation] = []
    _warn_of_missing(book, layout, readings, findings)
    for reading in readings:
        _check_sums(reading, book.file, findings)
        rows.extend(_observations(reading, edition, layout, findings))
    rows = apply_corrections(_one_value_each(rows, book.file, findings))
    doubt = exchange_warning(rows, book.file)
    if doubt:
        findings.warnings.append(doubt)
    hidden = tuple(sheet.name.strip() for sheet in book.sheets if not sheet.visible)
    return WorkbookReading(edition, tuple(rows), tuple(findings.warnings), hidden)


def _require_sheets(
    book: Workbook, layout: WorkbookLayout, found: list[Found], findings: Findings
) -> None:
    """Note every required sheet of which no table was found; one error for the whole file."""
    there = {one.table.series for one in found}
    missing = [
        name
        for name, group in layout.sheets.items()
        if group.required and not any(table.series in there for table in group.tables)
    ]
    dated = any(one.table.dates_the_edition for one in found)
    if not dated and "Detention" not in missing:
        missing.insert(0, "Detention (its average daily population table)")
    if not missing:
        return
    names = ", ".join(f"'{sheet.name.strip()}'" for sheet in book.sheets) or "none"
    if len(missing) == sum(group.required for group in layout.sheets.values()):
        what = "is not an ICE 'Detention Statistics' workbook: none of its tables is in it"
    else:
        what = f"has no sheet with the tables of: {', '.join(missing)}"
    findings.error(book.file, what, f"sheets found: {names}; download the file again")


def _warn_of_missing(
    book: Workbook, layout: WorkbookLayout, readings: list[TableReading], findings: Findings
) -> None:
    """Warn of tables that every edition has and this one lacks, or has without a number."""
    found = {reading.found.table.series for reading in readings}
    filled = {reading.found.table.series for reading in readings if reading.values}
    for name, group in layout.sheets.items():
        if not any(table.series in found for table in group.tables):
            continue
        for table in group.tables:
            if table.series not in filled and not table.optional:
                state = "holds no number" if table.series in found else "was not found"
                what = f"the table of {table.series} {state}; it is left out"
                findings.warning(f"{book.file} [{name}]", what, "its title may have changed")


def _sheet_fiscal_year(found: Found) -> int | None:
    """The fiscal year in the sheet's own heading (its first rows), else in its name."""
    for row in found.sheet.rows[: found.row]:
        for cell in row:
            if isinstance(cell, str) and "DATA" in cell.upper() and len(cell) < 90:
                year = fiscal_year_in(cell)
                if year:
                    return year
    return fiscal_year_in(found.sheet.name)


def _observations(
    reading: TableReading, edition: Edition, layout: WorkbookLayout, findings: Findings
) -> list[Observation]:
    rows: list[Observation] = []
    values = _filled(reading)
    if reading.found.table.period == "day":
        newest = _newest_day(values, reading, edition, findings)
        if newest is None:
            return []
        stated = max(newest, edition.through)
    else:
        stated = _stated_day(reading, edition, findings)
    for value in values:
        placed = _period(value, reading, edition, stated)
        if placed is None:
            continue
        period, as_of, complete = placed
        series = value.column.series or reading.found.table.series
        rows.append(
            Observation(
                series=series,
                period=period.label,
                start=period.start,
                end=period.end,
                place=value.dimensions.get("place", "US"),
                agency=value.column.agency or value.dimensions.get("agency", "ALL"),
                criminality=value.column.criminality or value.dimensions.get("criminality", "all"),
                detail=value.column.detail or _detail(value),
                value=value.number,
                unit=value.column.unit or reading.found.table.unit,
                complete=complete,
                as_of=as_of,
                published=edition.published,
                trust=edition.trust,
                reliability=layout.reliability,
                edition=edition.name,
                file=edition.file,
                sheet=reading.found.sheet.name.strip(),
                cell=value.address,
            )
        )
    return _add_up(rows) if reading.found.table.records else rows


def _one_value_each(rows: list[Observation], file: str, findings: Findings) -> list[Observation]:
    """Leave out values that contradict each other: a label or a month that is there twice."""
    first: dict[tuple[str, ...], Observation] = {}
    torn: set[tuple[str, ...]] = set()
    for row in rows:
        key = tuple(getattr(row, name) for name in KEY)
        other = first.setdefault(key, row)
        if row.value != other.value:
            torn.add(key)
            what = f"{row.value:g} contradicts {other.value:g} in {other.sheet}!{other.cell}, "
            what += f"both are {row.series} of {row.period} with the same labels; both left out"
            where = f"{file} [{row.sheet}!{row.cell}]"
            findings.warning(where, what, "is a label or a heading there twice?")
    if not torn:
        return rows
    return [row for row in rows if tuple(getattr(row, name) for name in KEY) not in torn]


def _add_up(rows: list[Observation]) -> list[Observation]:
    """Add the values that share a key (women and men of one facility), naming both cells."""
    merged: dict[tuple[str, ...], Observation] = {}
    for row in rows:
        key = (row.series, row.place, row.agency, row.criminality, row.detail)
        if key in merged:
            first = merged[key]
            same = row.series.endswith("population")
            merged[key] = Observation(
                **{
                    **first.__dict__,
                    "value": first.value + row.value if same else first.value,
                    "cell": f"{first.cell}+{row.cell}" if same else first.cell,
                }
            )
        else:
            merged[key] = row
    return list(merged.values())


def _detail(value: Value) -> str:
    words = [value.dimensions[name] for name in DETAILS if name in value.dimensions]
    return ", ".join(word for word in words if word != "all")


def _period(
    value: Value, reading: TableReading, edition: Edition, stated: date
) -> tuple[Period, date, bool] | None:
    """The period a value covers, the last day of its data, and whether the period is complete."""
    table = reading.found.table
    year = reading.fiscal_year or edition.fiscal_year
    if table.period == "month":
        if value.day is not None:
            period = month_period(value.day.year, value.day.month)
            through = edition.through
        else:
            period = month_in_fiscal_year(year, value.month or 0)
            through = (
                edition.through if year == edition.fiscal_year else fiscal_year_bounds(year)[1]
            )
        if period.start > through:
            return None
        covered = Period(period.label, period.start, min(period.end, through))
        return covered, through, period.end <= through
    if value.day is not None:
        return day_period(value.day), stated, True
    if table.period == "snapshot":
        return day_period(edition.snapshot), edition.snapshot, True
    if table.period == "stated-date":
        return day_period(stated), stated, True
    through = stated if table.records else edition.through
    return fiscal_year_to_date(year, through), through, through >= fiscal_year_bounds(year)[1]


def _stated_day(reading: TableReading, edition: Edition, findings: Findings) -> date:
    """The day that a table gives for itself, in a note close to it or in its title."""
    table = reading.found.table
    if table.records:
        return _facility_day(reading, edition, findings)
    if table.period != "stated-date":
        return edition.through
    year = reading.fiscal_year or edition.fiscal_year
    expected = edition.through if year == edition.fiscal_year else fiscal_year_bounds(year)[1]
    title = american_day(reading.found.title)
    note = _note_day(reading.found)
    where = f"{edition.file} [{reading.found.sheet.name.strip()}]"
    for day in (note, title):
        if day is not None and abs(day - expected) <= LATEST_STATED_DAY:
            if title is not None and note is not None and title != note:
                what = f"the title says {title}, the note by it {note}"
                findings.warning(where, what, f"it is dated {day}")
            return day
    day = note or title or expected
    what = f"'{reading.found.title}' gives no date near {expected}"
    findings.warning(where, what, f"it is dated {day}")
    return day


def _newest_day(
    values: list[Value], reading: TableReading, edition: Edition, findings: Findings
) -> date | None:
    """The last day of a table whose columns are days; None when that day cannot be right.

    A wrong year above the months would move every day of the table with it.
    """
    newest = max((value.day for value in values if value.day), default=None)
    if newest is None or edition.through - LATEST_STATED_DAY <= newest <= edition.published:
        return newest
    found = reading.found
    where = f"{edition.file} [{found.sheet.name.strip()}]"
    what = f"the last day of '{found.title}' is {newest}, the edition's data end {edition.through}"
    findings.warning(where, f"{what}; the table is left out", "is a year wrong above its months?")
    return None


def _note_day(found: Found) -> date | None:
    """The day in the contractor's note that is nearest to a table, above it or below."""
    nearest: tuple[int, date] | None = None
    for row, cells in enumerate(found.sheet.rows):
        for cell in cells[:2]:
            if isinstance(cell, str) and (match := CONTRACTOR_NOTE.search(cell)):
                day = american_day(cell[match.end() :])
                distance = abs(row - found.row)
                if day is not None and (nearest is None or distance < nearest[0]):
                    nearest = (distance, day)
    return nearest[1] if nearest and nearest[0] <= STATED_DATE_ROWS else None


def _facility_day(reading: TableReading, edition: Edition, findings: Findings) -> date:
    """The day before the facility table was drawn up, by its own source line."""
    found = reading.found
    wording = re.compile(found.table.dated_by or "")
    day = None
    for cell in (cell for row in found.sheet.rows[: found.row] for cell in row[:2]):
        if day is None and isinstance(cell, str) and (match := wording.search(cell)):
            day = american_day(cell[match.end() :])
    year = reading.fiscal_year or edition.fiscal_year
    start, end = fiscal_year_bounds(year)
    day = day - timedelta(days=1) if day else None
    if day is None or not start <= day <= end + LATEST_FACILITY_RUN:
        where = f"{edition.file} [{found.sheet.name.strip()}]"
        believed = edition.through if year == edition.fiscal_year else end
        what = f"the facility table's own date is missing or outside FY{year}"
        findings.warning(where, what, f"it is dated {believed}")
        return believed
    return min(day, end)


def _filled(reading: TableReading) -> list[Value]:
    """The values of a table without the zeros that are the publisher's way to leave them out."""
    blank = reading.found.table.zero_is_blank
    if blank is None:
        return reading.values
    if blank == "value":
        return [value for value in reading.values if value.number]
    totals: dict[date | None, float] = {}
    for value in reading.values:
        totals[value.day] = totals.get(value.day, 0.0) + value.number
    return [value for value in reading.values if totals[value.day]]


def _check_sums(reading: TableReading, file: str, findings: Findings) -> None:
    """Warn where a published total is not the sum of its published parts.

    A row without a label that alone makes the sum wrong is no part of it (some sheets carry the
    national total of another day below their last area) and is dropped.
    """
    for check in reading.found.table.check:
        for parts in _parts(reading, check):
            total = next((value for word, value in parts.items() if word in TOTAL_WORDS), None)
            added = {word: value for word, value in parts.items() if word not in TOTAL_WORDS}
            if total is None or not added:
                continue
            gap = total.number - sum(value.number for value in added.values())
            if abs(gap) <= check.tolerance:
                continue
            where = f"{file} [{reading.found.sheet.name.strip()}!{total.address}]"
            stray = added.get(UNLABELLED)
            if stray is not None and abs(gap + stray.number) <= check.tolerance:
                row = stray.address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                _drop_row(reading, stray, row)
                what = f"row {row} has no label and is no part of the total above; left out"
                findings.warning(where, what, "compare with the file")
                continue
            what = f"the published total {total.number:g} differs from its parts by {gap:g}"
            findings.warning(where, what, "both are kept as published")


def _parts(reading: TableReading, check: SumCheck) -> list[dict[str, Value]]:
    """Values that share everything but the dimension of a check, by their word in it."""
    groups: dict[tuple[object, ...], dict[str, Value]] = {}
    for value in reading.values:
        if value.column.series not in (None, reading.found.table.series):
            continue
        rest = tuple(sorted((k, v) for k, v in value.dimensions.items() if k != check.sum))
        moment = (value.month, value.day)
        key = (rest, moment, value.column.agency, value.column.criminality)
        groups.setdefault(key, {})[value.dimensions.get(check.sum, "")] = value
    return list(groups.values())


def _drop_row(reading: TableReading, stray: Value, row: str) -> None:
    reading.values = [
        value
        for value in reading.values
        if value.address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != row
        or value.dimensions != stray.dimensions
    ]


def tables_of(layout: WorkbookLayout) -> list[Table]:
    """Every declared table of a layout."""
    return [table for group in layout.sheets.values() for table in group.tables]
