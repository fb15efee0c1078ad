from __future__ import annotations

import hashlib
import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from evenhand.errors import SourceError
from evenhand.sources.workbook import cell_address, open_workbook, read_bytes
from tests.sources.synthetic import save

ROWS, COLUMNS = st.integers(0, 1_048_575), st.integers(0, 16_383)


@given(ROWS, COLUMNS)
def test_a_cell_has_the_address_that_a_spreadsheet_program_gives_it(row, column):
    assert cell_address(row, column) == f"{get_column_letter(column + 1)}{row + 1}"


@given(st.tuples(ROWS, COLUMNS), st.tuples(ROWS, COLUMNS))
def test_two_cells_have_the_same_address_only_when_they_are_the_same(one, other):
    assert (cell_address(*one) == cell_address(*other)) == (one == other)


@pytest.fixture
def book(tmp_path):
    made = Workbook()
    made.active.title = "Shown "
    made.active["C3"] = 7
    made.active["D4"] = "text"
    made.active["B5"] = datetime(2025, 10, 1)
    hidden = made.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    deep = made.create_sheet("Deep")
    deep.sheet_state = "veryHidden"
    return open_workbook(save(made, tmp_path / "a.xlsx", date(2025, 3, 4)))


def test_a_value_stays_at_its_address_below_and_beside_empty_cells(book):
    sheet = book.sheets[0]
    assert sheet.cell(2, 2) == 7
    assert sheet.cell(3, 3) == "text"
    assert sheet.cell(4, 1) == date(2025, 10, 1)


def test_blank_cells_and_cells_outside_the_sheet_are_none(book):
    sheet = book.sheets[0]
    assert sheet.cell(0, 0) is None
    assert sheet.cell(999, 999) is None


def test_hidden_sheets_are_listed_as_not_visible(book):
    assert [(s.name, s.visible) for s in book.sheets] == [
        ("Shown ", True),
        ("Hidden", False),
        ("Deep", False),
    ]


def test_a_workbook_knows_its_name_its_digest_and_when_it_was_saved(book, tmp_path):
    assert book.file == "a.xlsx"
    assert book.digest == hashlib.sha256((tmp_path / "a.xlsx").read_bytes()).hexdigest()
    assert book.modified == date(2025, 3, 4)


def test_a_day_of_saving_that_does_not_exist_is_no_day(tmp_path):
    path = save(Workbook(), tmp_path / "a.xlsx", _Never())
    assert open_workbook(path).modified is None


class _Never:
    def isoformat(self) -> str:
        return "2025-13-45"


def test_merged_cells_hold_their_value_once(tmp_path):
    made = Workbook()
    made.active["A1"] = "wide"
    made.active.merge_cells("A1:C1")
    made.active["D1"] = 1
    sheet = open_workbook(save(made, tmp_path / "a.xlsx")).sheets[0]
    assert [sheet.cell(0, n) for n in range(4)] == ["wide", None, None, 1]


def test_a_name_too_long_for_the_system_is_refused_in_words(tmp_path):
    path = tmp_path / ("x" * 300)
    with pytest.raises(SourceError, match=re.escape("cannot be read")):
        read_bytes(path)
