"""Our side: the shipped observations, and every workbook as read on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from evenhand.observations.table import Observation
from evenhand.sources.editions import Edition
from evenhand.sources.layout import workbook_layout
from evenhand.sources.ledger import load_observations, shipped_folder
from evenhand.sources.workbook_reader import read_workbook

Key = tuple[str, str, str, str, str]
NAMES_BEFORE = re.compile(r"^(\d{14}[-_]|\d{4}-\d\d-\d\d_|MA_(\d{14}-)?)")
"""What archives put before the publisher's own name of a file."""
NEAR = 7
"""Days within which a file of the same name counts as the same edition."""
LONGEST_AGE = 14
"""Days by which a table inside a workbook may be older than the workbook."""
FOOTNOTES = {
    "detention": r"ICE Detention data (?:are|is) (?:historic and static\. Data are )?"
    r"(?:updated|filtered) through\s+",
    "book-ins": r"Book-ins data (?:are|is) (?:updated|filtered) through\s+",
    "removals": r"(?:YTD|\d{4}) ICE Removals data (?:are|is) (?:historic and static\. Data are )?"
    r"(?:updated|filtered) through\s+",
    "docket": r"ICE National Docket data are a snapshot as of\s+",
}
AMERICAN = r"(\d{1,2})/(\d{1,2})/(\d{4})"


@dataclass(frozen=True)
class Ours:
    """One of our values and where it was read."""

    period: str
    end: date
    value: float
    complete: bool
    file: str
    sheet: str
    cell: str
    note: str


@dataclass(frozen=True)
class Reading:
    """One workbook: its edition, its national values and its footnotes."""

    edition: Edition
    values: dict[Key, Ours]
    rows: tuple[Observation, ...]
    footnotes: dict[str, date]


def published_name(file: str) -> str:
    """The publisher's own name of a file that an archive has renamed."""
    return NAMES_BEFORE.sub("", file)


class Record:
    """Everything we hold.

    Args:
        workbooks: The folder of workbooks.
    """

    def __init__(self, workbooks: Path) -> None:
        self.workbooks = workbooks

    @cached_property
    def newest(self) -> dict[Key, Ours]:
        """The winning national value of every key in the shipped table."""
        nowhere = shipped_folder() / "no folder of the user's own"
        frame = load_observations(nowhere).newest()
        return {
            (r["series"], r["period"], r["agency"], r["criminality"], r["detail"].casefold()): Ours(
                r["period"],
                r["end"],
                r["value"],
                r["complete"],
                r["file"],
                r["sheet"],
                r["cell"],
                r["note"],
            )
            for r in frame.filter(frame["place"] == "US").iter_rows(named=True)
        }

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """Every workbook, read afresh."""
        paths = sorted(self.workbooks.glob("*.xls*"))
        return {path.name: _read(path) for path in paths}

    def file_of(self, name: str, day: date) -> str | None:
        """Our copy of an edition that a table names; None when we do not hold it."""
        for file, reading in self.readings.items():
            days = (reading.edition.through, reading.edition.snapshot)
            near = min(abs((one - day).days) for one in days) <= NEAR
            if near and published_name(file) == published_name(name):
                return file
        return None

    def dated(self, key: Key, name: str, day: date) -> Key | None:
        """The key of a value that holds for a day, or up to one.

        The edition that the table names says the day; without it the day itself must fit, or the
        day before or after, since the tables take now the last day of data, now the next.
        """
        series, _, *rest = key
        file = self.file_of(name, day)
        if file is not None:
            held = self.readings[file].values
            gaps = {
                k: abs((one.end - day).days)
                for k, one in held.items()
                if k[0] == series and [*k[2:]] == rest
            }
            nearest = min(gaps, key=lambda k: gaps[k], default=None)
            return nearest if nearest and gaps[nearest] <= LONGEST_AGE else None
        for shift in (0, -1, 1):
            end = day + timedelta(days=shift)
            if one := self._by_end.get((series, end, *rest)):
                return one
        return None

    @cached_property
    def _by_end(self) -> dict[tuple[object, ...], Key]:
        return {(key[0], one.end, *key[2:]): key for key, one in self.newest.items()}

    def cell(self, ours: Ours) -> object:
        """What stands in the cell that a value was read from, seen without our reader."""
        book = CalamineWorkbook.from_path(self.workbooks / ours.file)
        sheet = next(name for name in book.sheet_names if name.strip() == ours.sheet)
        letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", ours.cell).groups()  # type: ignore[union-attr]
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return cells[int(digits) - 1][column - 1]


def _read(path: Path) -> Reading:
    reading = read_workbook(path, workbook_layout())
    national = [row for row in reading.observations if row.place == "US"]
    values = {
        (row.series, row.period, row.agency, row.criminality, row.detail.casefold()): Ours(
            row.period,
            row.end,
            row.value,
            row.complete,
            row.file,
            row.sheet,
            row.cell,
            row.note,
        )
        for row in national
    }
    return Reading(reading.edition, values, tuple(national), _footnotes(path))


def _footnotes(path: Path) -> dict[str, date]:
    """The first day that each kind of footnote names, on visible sheets of footnotes."""
    found: dict[str, date] = {}
    for text in _footnote_texts(path):
        for name, wording in FOOTNOTES.items():
            match = re.search(wording + AMERICAN, text, re.IGNORECASE)
            if match and name not in found:
                month, day, year = (int(part) for part in match.groups())
                found[name] = date(year, month, day)
    return found


def _footnote_texts(path: Path) -> Iterator[str]:
    book = CalamineWorkbook.from_path(path)
    for sheet in book.sheets_metadata:
        if "footnote" not in sheet.name.casefold() or sheet.visible != SheetVisibleEnum.Visible:
            continue
        for row in book.get_sheet_by_name(sheet.name).to_python():
            yield from (cell for cell in row if isinstance(cell, str))
