"""Finding declared tables on sheets, and reading their labels, headings and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from evenhand.errors import Findings, did_you_mean
from evenhand.sources.layout import Column, Table, WorkbookLayout, normalise
from evenhand.sources.workbook import Cell, Sheet, cell_address
from evenhand.timeline import month_number

HEADING_ROWS = 3
"""A table's headings stand at most this many rows below its title."""
LONGEST_TITLE = 220
BLANKS = {"", "null", "-", "–", "—", "n/a", "na", "*", "**"}
FISCAL_YEAR = re.compile(r"FY\s?(\d{4}|\d{2})(?!\d)")
TOTAL_WORDS = {"ALL", "all", "US"}


@dataclass(frozen=True)
class Found:
    """A declared table found on a sheet; row and column are those of its title, from zero."""

    table: Table
    sheet: Sheet
    row: int
    column: int
    title: str


@dataclass(frozen=True)
class Value:
    """One number of a table, with its labels, before its period is known.

    Args:
        month: Calendar month number when the column is a month, else None.
        day: First day when the heading is itself a date.
    """

    table: Table
    dimensions: dict[str, str]
    column: Column
    number: float
    address: str
    month: int | None = None
    day: date | None = None


@dataclass
class TableReading:
    """What one table said."""

    found: Found
    fiscal_year: int | None
    values: list[Value] = field(default_factory=list)


def find_tables(sheets: Iterator[Sheet] | tuple[Sheet, ...], layout: WorkbookLayout) -> list[Found]:
    """Every declared table on the visible sheets, in reading order."""
    declared = [
        (re.compile(table.title, re.IGNORECASE), table)
        for group in layout.sheets.values()
        for table in group.tables
    ]
    found: list[Found] = []
    for sheet in sheets:
        if not sheet.visible:
            continue
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                if not isinstance(cell, str) or not cell or len(cell) > LONGEST_TITLE:
                    continue
                title = re.sub(r"\s+", " ", cell).strip()
                for pattern, table in declared:
                    if pattern.search(title) and (not table.records or _is_record_head(cells)):
                        found.append(Found(table, sheet, row, column, title))
                        break
    return found


def _is_record_head(cells: list[Cell]) -> bool:
    words = {normalise(cell) for cell in cells if isinstance(cell, str)}
    return {"name", "aor"} <= words


def fiscal_year_in(text: str) -> int | None:
    """The last fiscal year that a title names (``FY26``, ``EOFY2024``); None if it names none."""
    years = FISCAL_YEAR.findall(text)
    if not years:
        return None
    year = int(years[0])
    return year + 2000 if year < 100 else year


def read_table(found: Found, layout: WorkbookLayout, file: str, findings: Findings) -> TableReading:
    """Read the labels, headings and numbers of one table.

    Args:
        found: The table and where its title stands.
        layout: The layout, for its vocabularies.
        file: The file's name, for messages.
        findings: Where unknown labels and unreadable numbers are noted.
    """
    reading = TableReading(found, fiscal_year_in(found.title))
    head = found.row if found.table.records else _heading_row(found)
    if head is None:
        where = _where(file, found.sheet, found.row, found.column)
        what = f"the table '{found.title}' has no headings below its title"
        findings.error(where, what, "the sheet may be cut short; download it again")
        return reading
    last = _last_column(found)
    labels = range(found.column, found.column + len(found.table.rows))
    if found.table.records:
        headings = [normalise(cell) for cell in found.sheet.rows[head]]
        labels = [  # type: ignore[assignment]
            headings.index(normalise(label.heading[0])) for label in found.table.rows
        ]
    columns = _columns(found, head, list(labels), last, layout, file, findings)
    _read_rows(found, head, list(labels), columns, layout, file, findings, reading)
    return reading


def _heading_row(found: Found) -> int | None:
    last = _last_column(found)
    for row in range(found.row + 1, found.row + 1 + HEADING_ROWS):
        if any(found.sheet.cell(row, c) is not None for c in range(found.column, last + 1)):
            return row
    return None


def _last_column(found: Found) -> int:
    """The column before the next title on the same row, or the last one of the sheet."""
    row = found.sheet.rows[found.row]
    width = max(len(cells) for cells in found.sheet.rows)
    if found.table.records:
        return width - 1
    for column in range(found.column + 1, len(row)):
        if isinstance(row[column], str) and str(row[column]).strip():
            return column - 1
    return width - 1


Head = tuple[int, Column, int | None, date | None]
"""Column index, what its values are, month number, first day."""


def _columns(
    found: Found,
    head: int,
    labels: list[int],
    last: int,
    layout: WorkbookLayout,
    file: str,
    findings: Findings,
) -> list[Head]:
    table, heads = found.table, []
    total = normalise(table.total_column) if table.total_column else None
    for column in range(found.column, last + 1):
        cell = found.sheet.cell(head, column)
        if cell is None or column in labels or re.search(layout.beside, str(cell)):
            continue
        where = _where(file, found.sheet, head, column)
        if table.columns == "dated-months":
            if isinstance(cell, datetime):
                heads.append((column, Column(), None, cell.date()))
            elif isinstance(cell, date):
                heads.append((column, Column(), None, cell))
            else:
                findings.warning(where, f"'{cell}' is not a month", "its column is left out")
        elif table.columns == "months":
            month = month_number(str(cell))
            if month:
                heads.append((column, Column(), month, None))
            elif normalise(cell) != total:
                findings.warning(where, f"'{cell}' is not a month", "its column is left out")
        else:
            assert isinstance(table.columns, dict)
            known = {normalise(name): spec for name, spec in table.columns.items()}
            word = FISCAL_YEAR.sub("", str(cell)) if table.records else str(cell)
            spec = known.get(normalise(word))
            if isinstance(spec, Column):
                heads.append((column, spec, None, None))
            elif spec is None and not table.records:
                fix = did_you_mean(str(cell), table.columns, noun="headings")
                what = f"unknown heading '{cell}' in '{found.title}'; its column is left out"
                findings.warning(where, what, fix)
    return heads


def _read_rows(
    found: Found,
    head: int,
    labels: list[int],
    columns: list[Head],
    layout: WorkbookLayout,
    file: str,
    findings: Findings,
    reading: TableReading,
) -> None:
    carried: dict[str, str] = {}
    for row in range(head + 1, len(found.sheet.rows)):
        cells = [found.sheet.cell(row, column) for column, *_ in columns]
        label_cells = [found.sheet.cell(row, column) for column in labels]
        if all(cell is None for cell in [*cells, *label_cells]):
            break
        if label_cells[0] is not None and _starts_another(found, row, layout):
            break
        if all(cell is None for cell in cells):
            if _names_something(found.table, label_cells[0], layout):
                continue
            break
        where = _where(file, found.sheet, row, labels[0])
        dimensions = _dimensions(found, label_cells, carried, layout, where, findings)
        if dimensions is None or not _wanted(found.table, dimensions):
            continue
        for (column, spec, month, day), cell in zip(columns, cells, strict=True):
            meaning = spec
            if found.table.row_series:
                known = {normalise(k): v for k, v in found.table.row_series.items()}
                by_row = known.get(normalise(label_cells[0] or ""))
                if not isinstance(by_row, Column):
                    if by_row is None:
                        fix = did_you_mean(str(label_cells[0]), found.table.row_series)
                        findings.warning(where, f"unknown row '{label_cells[0]}'", fix)
                    break
                meaning = by_row
            at = _where(file, found.sheet, row, column)
            number = _number(cell, at, findings)
            if number is not None:
                address = cell_address(row, column)
                value = Value(found.table, dict(dimensions), meaning, number, address, month, day)
                reading.values.append(value)


def _starts_another(found: Found, row: int, layout: WorkbookLayout) -> bool:
    cell = found.sheet.cell(row, found.column)
    if not isinstance(cell, str) or found.table.records:
        return False
    return any(
        re.search(table.title, cell.strip(), re.IGNORECASE)
        for group in layout.sheets.values()
        for table in group.tables
        if not table.records
    )


def _names_something(table: Table, label: Cell, layout: WorkbookLayout) -> bool:
    if table.records:
        return label is not None
    dimensions = [name for part in table.rows for name in (part.dimension, part.then) if name]
    return label is not None and any(layout.word(name, label) for name in dimensions)


def _dimensions(
    found: Found,
    cells: list[Cell],
    carried: dict[str, str],
    layout: WorkbookLayout,
    where: str,
    findings: Findings,
) -> dict[str, str] | None:
    """What the labels of a row mean; None when a label that matters is unknown."""
    meaning: dict[str, str] = {}
    for label, cell in zip(found.table.rows, cells, strict=True):
        if label.dimension not in layout.vocabulary:
            meaning[label.dimension] = str(cell or "").strip()
            continue
        word = layout.word(label.dimension, cell if cell is not None else "")
        if cell is None and word is None and label.then is None:
            word = carried.get(label.dimension) if label.empty is None else label.empty
        if word is not None:
            if label.then and carried.get(label.dimension) != word:
                carried.pop(label.then, None)
            carried[label.dimension] = word
            meaning[label.dimension] = word
            if label.then:
                meaning[label.then] = "all"
            continue
        vocabulary = label.then or label.dimension
        inner = layout.word(label.then, cell if cell is not None else "") if label.then else None
        if inner is None:
            known = [alias for every in layout.vocabulary[vocabulary].values() for alias in every]
            fix = did_you_mean(str(cell), known, noun=f"known {vocabulary} labels")
            if vocabulary in {"agency", "criminality", "place"}:
                findings.warning(where, f"unknown {vocabulary} '{cell}'; its row is left out", fix)
                return None
            findings.warning(where, f"unknown {vocabulary} '{cell}'; kept under that name", fix)
            inner = str(cell).strip()
        if label.then:
            if label.dimension not in carried:
                return None
            meaning[label.dimension] = carried[label.dimension]
        else:
            carried[label.dimension] = inner
        meaning[vocabulary] = inner
    return meaning


def _wanted(table: Table, dimensions: dict[str, str]) -> bool:
    for dimension, allowed in table.only.items():
        values = (allowed,) if isinstance(allowed, str) else allowed
        if normalise(dimensions.get(dimension, "")) not in {normalise(v) for v in values}:
            return False
    return True


def _number(cell: Cell, where: str, findings: Findings) -> float | None:
    """The number in a cell; None for a blank, with a warning for anything else."""
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        if cell < 0:
            findings.warning(where, f"negative value {cell:g}; left out", "compare with the file")
            return None
        return float(cell)
    text = str(cell).strip()
    if text.casefold() in BLANKS:
        return None
    plain = text.replace(",", "").replace("$", "").rstrip("%").strip()
    if re.fullmatch(r"\d+(\.\d+)?", plain):
        return float(plain) / (100 if text.endswith("%") else 1)
    findings.warning(where, f"'{text[:40]}' is not a number; left out", "compare with the file")
    return None


def _where(file: str, sheet: Sheet, row: int, column: int) -> str:
    return f"{file} [{sheet.name.strip()}!{cell_address(row, column)}]"
