"""Finding declared tables on sheets, and reading their labels, headings and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from evenhand.errors import Findings, did_you_mean
from evenhand.sources.layout import Column, RowLabel, Table, WorkbookLayout, normalise
from evenhand.sources.workbook import Cell, Sheet, cell_address
from evenhand.timeline import month_end, month_number

HEADING_ROWS = 3
"""A table's headings stand at most this many rows below its title."""
LONGEST_TITLE = 220
SHORTEST_TITLE = 18
"""Shorter text beside the title of a table of months is a remark, not a neighbour's title."""
DAY_HEADING_ROWS = 3
"""Year, month and part of the month stand in three rows."""
MIDDLE = 15
"""The day of the month that "mid" stands for. Source: the workbooks' Footnotes sheet: "The mid for
each month corresponds to the 15th of the month and end corresponds to the last day of the month."
"""
BLANKS = {"", "null", "-", "–", "—", "n/a", "na", "*", "**"}
FISCAL_YEAR = re.compile(r"FY\s?(\d{4}|\d{2})(?!\d)")
TOTAL_WORDS = {"ALL", "all", "US"}
MUST_BE_KNOWN = {"agency", "criminality", "place"}
"""Vocabularies that the model works with; a row with an unknown word of these is left out."""


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
        day: The day that the heading names, or the first one of the month that it names by a date.
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
    """The first fiscal year that a title names (``FY26``, ``EOFY2024``); None if it names none."""
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
    return _Reader(found, layout, file, findings).read()


NOTHING_DECLARED = Column()


@dataclass(frozen=True)
class _Head:
    """What one column of values holds: its meaning, or the month that it is about."""

    at: int
    meaning: Column = NOTHING_DECLARED
    month: int | None = None
    day: date | None = None


class _Reader:
    """Reads one table; holds the table's place so that messages can name cells."""

    def __init__(self, found: Found, layout: WorkbookLayout, file: str, findings: Findings) -> None:
        self.found, self.layout, self.file, self.findings = found, layout, file, findings
        self.table, self.sheet = found.table, found.sheet
        self.carried: dict[str, str] = {}

    def read(self) -> TableReading:
        reading = TableReading(self.found, fiscal_year_in(self.found.title))
        head = self.found.row if self.table.records else self._heading_row()
        if head is None:
            what = f"the table '{self.found.title}' has no headings below its title"
            fix = "the sheet may be cut short; download it again"
            self.findings.error(self._where(self.found.row, self.found.column), what, fix)
            return reading
        labels = self._label_columns(head)
        if self.table.columns == "mid-and-end-of-months":
            heads = self._day_heads(head, labels)
            head += DAY_HEADING_ROWS - 1
        else:
            heads = self._heads(head, labels)
        reading.values = list(self._rows(head, labels, heads))
        return reading

    def _where(self, row: int, column: int) -> str:
        return f"{self.file} [{self.sheet.name.strip()}!{cell_address(row, column)}]"

    def _label_columns(self, head: int) -> list[int]:
        if not self.table.records:
            return list(range(self.found.column, self.found.column + len(self.table.rows)))
        headings = [normalise(cell) for cell in self.sheet.rows[head]]
        return [headings.index(normalise(label.heading[0])) for label in self.table.rows]

    def _heading_row(self) -> int | None:
        columns = range(self.found.column, self._last_column() + 1)
        for row in range(self.found.row + 1, self.found.row + 1 + HEADING_ROWS):
            if any(self.sheet.cell(row, column) is not None for column in columns):
                return row
        return None

    def _last_column(self) -> int:
        """The column before the next title on the same row, or the last one of the sheet."""
        row = self.sheet.rows[self.found.row]
        width = max(len(cells) for cells in self.sheet.rows)
        if self.table.records:
            return width - 1
        for column in range(self.found.column + 1, len(row)):
            cell = row[column]
            text = cell.strip() if isinstance(cell, str) else ""
            remark = self.table.columns == "months" and len(text) < SHORTEST_TITLE
            if text and not remark:
                return column - 1
        return width - 1

    def _heads(self, head: int, labels: list[int]) -> list[_Head]:
        heads: list[_Head] = []
        for column in range(self.found.column, self._last_column() + 1):
            cell = self.sheet.cell(head, column)
            beside = cell is None or re.search(self.layout.beside, str(cell))
            if beside or column in labels:
                continue
            one = self._head(head, column, cell)
            if one is not None:
                heads.append(one)
        return heads

    def _head(self, row: int, column: int, cell: Cell) -> _Head | None:
        if self.table.columns == "dated-months":
            if isinstance(cell, date):
                return _Head(column, day=cell.date() if isinstance(cell, datetime) else cell)
        elif self.table.columns == "months":
            month = month_number(str(cell))
            if month:
                return _Head(column, month=month)
            if normalise(cell) == normalise(self.table.total_column or ""):
                return None
        elif isinstance(self.table.columns, dict):
            return self._declared_head(row, column, cell, self.table.columns)
        self._doubt(row, column, f"'{cell}' is not a month; its column is")
        return None

    def _day_heads(self, head: int, labels: list[int]) -> list[_Head]:
        """Heads of the days in the middle and at the end of months, below months and years.

        A year stands only over its first column and a month over the first of its two. Some sheets
        lack the label of the last year, so years are counted on wherever the months begin again.
        """
        heads: list[_Head] = []
        year: int | None = None
        month: int | None = None
        latest = 0
        for column in range(labels[-1] + 1, self._last_column() + 1):
            stated, name, part = (self.sheet.cell(head + down, column) for down in range(3))
            if name is not None:
                month = month_number(str(name))
                if month is None:
                    self._doubt(head + 1, column, f"'{name}' is not a month; its columns are")
                elif year is not None:
                    year += month < latest
                latest = month or latest
            if stated is not None:
                said = _calendar_year(stated)
                if said is None or year not in (None, said):
                    what = f"the year '{said or stated}' stands where {year or 'one'} is expected"
                    self._doubt(head, column, f"{what}; the columns from here on are")
                    break
                year = said
            if part is None or year is None or month is None:
                continue
            days = {"mid": date(year, month, MIDDLE), "end": month_end(year, month)}
            day = days.get(normalise(part))
            if day is None:
                self._doubt(head + 2, column, f"'{part}' is neither mid nor end; its column is")
            else:
                heads.append(_Head(column, day=day))
        return heads

    def _doubt(self, row: int, column: int, what: str) -> None:
        self.findings.warning(self._where(row, column), f"{what} left out", "compare with the file")

    def _declared_head(
        self, row: int, column: int, cell: Cell, declared: dict[str, Column | Literal["skip"]]
    ) -> _Head | None:
        known = {normalise(name): meaning for name, meaning in declared.items()}
        word = FISCAL_YEAR.sub("", str(cell)) if self.table.records else str(cell)
        meaning = known.get(normalise(word))
        if isinstance(meaning, Column):
            return _Head(column, meaning)
        if meaning is None and not self.table.records:
            what = f"unknown heading '{cell}' in '{self.found.title}'; its column is left out"
            fix = did_you_mean(str(cell), declared, noun="headings")
            self.findings.warning(self._where(row, column), what, fix)
        return None

    def _rows(self, head: int, labels: list[int], heads: list[_Head]) -> Iterator[Value]:
        for row in range(head + 1, len(self.sheet.rows)):
            cells = [self.sheet.cell(row, one.at) for one in heads]
            label_cells = [self.sheet.cell(row, column) for column in labels]
            if self._starts_another(row):
                return
            if all(cell is None for cell in [*cells, *label_cells]):
                if self._goes_on_below(row, labels, heads):
                    continue
                return
            if all(cell is None for cell in cells):
                if self.table.rows[0].apart and self._opens_a_group(row, labels, heads):
                    continue
                if self._names_something(label_cells[0]):
                    if not self.table.rows[0].apart:  # rows below may repeat its label
                        self._dimensions(row, labels, label_cells)
                    continue
                return
            dimensions = self._dimensions(row, labels, label_cells)
            if dimensions is None or not self._wanted(dimensions):
                continue
            for one, cell in zip(heads, cells, strict=True):
                meaning = self._meaning(row, labels[0], label_cells[0], one)
                if meaning is None:
                    break
                number = self._number(row, one.at, cell)
                if number is not None:
                    address = cell_address(row, one.at)
                    found = (dict(dimensions), meaning, number, address, one.month, one.day)
                    yield Value(self.table, *found)

    def _goes_on_below(self, row: int, labels: list[int], heads: list[_Head]) -> bool:
        """Whether the row below a blank one still belongs to the table: known label, numbers."""
        label = self.sheet.cell(row + 1, labels[0])
        cells = [self.sheet.cell(row + 1, one.at) for one in heads]
        if self.table.records:
            return False
        numbers = any(isinstance(cell, int | float) for cell in cells)
        return numbers and self._names_something(label) and not self._starts_another(row + 1)

    def _opens_a_group(self, row: int, labels: list[int], heads: list[_Head]) -> bool:
        """Whether a row without numbers names the group that the rows below it belong to.

        A name that is not known opens a group when the row below it has a label of the second
        vocabulary, and numbers: otherwise its rows would be taken for those of the group above.
        """
        label, cell = self.table.rows[0], self.sheet.cell(row, labels[0])
        word = self.layout.word(label.dimension, cell)
        if word is None:
            inner = label.then is not None and self.layout.word(label.then, cell) is not None
            if cell is None or inner or not self._goes_on_below(row, labels, heads):
                return False
            word = self._inner_word(
                label.model_copy(update={"then": None}), self._where(row, labels[0]), cell
            )
        if word is not None:
            self.carried[label.dimension] = word
        return word is not None

    def _meaning(self, row: int, column: int, label: Cell, head: _Head) -> Column | None:
        """What a value is: by its column, or by its row where the table says so."""
        if not self.table.row_series:
            return head.meaning
        known = {normalise(name): meaning for name, meaning in self.table.row_series.items()}
        meaning = known.get(normalise(label or ""))
        if meaning is None:
            fix = did_you_mean(str(label), self.table.row_series, noun="rows")
            what = f"unknown row '{label}'; it is left out"
            self.findings.warning(self._where(row, column), what, fix)
        return meaning if isinstance(meaning, Column) else None

    def _starts_another(self, row: int) -> bool:
        cell = self.sheet.cell(row, self.found.column)
        if not isinstance(cell, str) or self.table.records:
            return False
        return any(
            re.search(table.title, cell.strip(), re.IGNORECASE)
            for group in self.layout.sheets.values()
            for table in group.tables
            if not table.records
        )

    def _names_something(self, label: Cell) -> bool:
        if self.table.records:
            return label is not None
        names = [name for part in self.table.rows for name in (part.dimension, part.then) if name]
        return label is not None and any(self.layout.word(name, label) for name in names)

    def _dimensions(self, row: int, columns: list[int], cells: list[Cell]) -> dict[str, str] | None:
        """What the labels of a row mean; None when a label that matters is unknown."""
        meaning: dict[str, str] = {}
        for label, column, cell in zip(self.table.rows, columns, cells, strict=True):
            if label.dimension not in self.layout.vocabulary:
                meaning[label.dimension] = str(cell or "").strip()
                continue
            word = self._outer_word(label, cell)
            if word is not None:
                if label.then:
                    meaning[label.then] = "all"
                self.carried[label.dimension] = word
                meaning[label.dimension] = word
                continue
            inner = self._inner_word(label, self._where(row, column), cell)
            if inner is None or (label.then and label.dimension not in self.carried):
                return None
            if label.then:
                meaning[label.dimension] = self.carried[label.dimension]
            else:
                self.carried[label.dimension] = inner
            meaning[label.then or label.dimension] = inner
        return meaning

    def _outer_word(self, label: RowLabel, cell: Cell) -> str | None:
        """The meaning of a label in its first vocabulary; a blank may repeat the one above."""
        if label.apart:
            return None
        word = self.layout.word(label.dimension, "" if cell is None else cell)
        if word is None and cell is None and label.then is None:
            return label.empty or self.carried.get(label.dimension)
        return word

    def _inner_word(self, label: RowLabel, where: str, cell: Cell) -> str | None:
        """The meaning in the second vocabulary, or the label itself when it is new."""
        vocabulary = label.then or label.dimension
        word = self.layout.word(label.then, "" if cell is None else cell) if label.then else None
        if word is not None:
            return word
        known = [alias for every in self.layout.vocabulary[vocabulary].values() for alias in every]
        fix = did_you_mean(str(cell), known, noun=f"known {vocabulary} labels")
        if vocabulary in MUST_BE_KNOWN:
            what = f"unknown {vocabulary} '{cell}'; its row is left out"
            self.findings.warning(where, what, fix)
            return None
        self.findings.warning(where, f"unknown {vocabulary} '{cell}'; kept under that name", fix)
        return str(cell).strip()

    def _wanted(self, dimensions: dict[str, str]) -> bool:
        for dimension, allowed in self.table.only.items():
            values = (allowed,) if isinstance(allowed, str) else allowed
            if normalise(dimensions.get(dimension, "")) not in {normalise(v) for v in values}:
                return False
        return True

    def _number(self, row: int, column: int, cell: Cell) -> float | None:
        """The number in a cell; None for a blank, with a warning for anything else."""
        if cell is None or isinstance(cell, bool):
            return None
        if isinstance(cell, int | float):
            if 0 <= cell < float("inf"):
                return float(cell)
            what = f"{'negative value' if cell < 0 else 'no number,'} {cell:g}; left out"
        else:
            text = str(cell).strip()
            if text.casefold() in BLANKS:
                return None
            plain = text.replace(",", "").replace("$", "").rstrip("%").strip()
            if re.fullmatch(r"\d+(\.\d+)?", plain):
                return float(plain) / (100 if text.endswith("%") else 1)
            what = f"'{text[:40]}' is not a number; left out"
        self.findings.warning(self._where(row, column), what, "compare with the file")
        return None


def _calendar_year(cell: Cell) -> int | None:
    """The year that a heading names; None when it names none."""
    found = re.fullmatch(r"(20\d\d)(\.0)?", str(cell).strip())
    return int(found[1]) if found else None
