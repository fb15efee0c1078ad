"""Controls: a table read wrongly would be noticed, by its sums or against what ships."""

from __future__ import annotations

from datetime import date

import pytest

from evenhand.observations.table import KEY, observations_frame
from evenhand.sources.layout import workbook_layout
from evenhand.sources.workbook_reader import read_workbook
from tests.sources.synthetic import open_real, save

NEWEST = "FY26_detentionStats02022026.xlsx"
DETENTION, ATD, CUSTODY = "Detention FY26", "ATD FY26 YTD", " ICLOS and Detainees"
NEWEST_DAYS = (68, 74)
"""Columns of days in custody that the fiscal year has filled, from 1."""
MONTHLY = ("average-daily-population", "initial-book-ins", "final-book-outs")


def shift_right(sheet, top, bottom, first, last):
    for row in range(top, bottom + 1):
        for column in range(last, first, -1):
            sheet.cell(row, column, sheet.cell(row, column - 1).value)
        sheet.cell(row, first).value = None


def shift_population(book):
    shift_right(book[DETENTION], 92, 103, 2, 6)


def shift_book_ins(book):
    shift_right(book[DETENTION], 20, 22, 10, 14)


def drop_december(book):
    for row in range(91, 104):
        book[DETENTION].cell(row, 4).value = None


def close_up_over_december(book):
    for row in range(92, 104):
        for column in range(4, 7):
            book[DETENTION].cell(row, column, book[DETENTION].cell(row, column + 1).value)


def swap_labels(book):
    sheet = book[DETENTION]
    sheet["A97"], sheet["A99"] = sheet["A99"].value, sheet["A97"].value


def swap_agencies(book):
    sheet = book[DETENTION]
    sheet["I21"], sheet["I22"] = "ICE", "CBP"


def swap_count_and_length(book):
    sheet = book[ATD]
    sheet["B28"], sheet["C28"] = sheet["C28"].value, sheet["B28"].value


def one_row_down(book):
    sheet = book[DETENTION]
    for row in range(103, 92, -1):
        sheet.cell(row, 1, sheet.cell(row - 1, 1).value)


def shift_days_in_custody(book):
    shift_right(book[CUSTODY], 19, 48, NEWEST_DAYS[0] - 1, NEWEST_DAYS[1])


def swap_bands(book):
    sheet = book[CUSTODY]
    sheet["A44"], sheet["A45"] = sheet["A45"].value, sheet["A44"].value


def bands_one_row_down(book):
    sheet = book[CUSTODY]
    for row in range(48, 43, -1):
        sheet.cell(row, 1, sheet.cell(row - 1, 1).value)


def move_a_year(book):
    sheet = book[CUSTODY]
    sheet["AX16"], sheet["AV16"] = None, sheet["AX16"].value


MUTATIONS = {
    "average-daily-population": [
        shift_population, drop_december, close_up_over_december, swap_labels, one_row_down,
    ],
    "initial-book-ins": [shift_book_ins, swap_agencies],
    "atd-participants": [swap_count_and_length],
    "detained-by-days-in-custody": [
        shift_days_in_custody, swap_bands, bands_one_row_down, move_a_year,
    ],
}  # fmt: skip
CASES = [(series, change) for series, changes in MUTATIONS.items() for change in changes]


@pytest.fixture(scope="session")
def shipped_values(shipped):
    """What ships as known on the day of posting, by key."""
    frame = shipped.newest(date(2026, 2, 2))
    return {row[:-1]: row[-1] for row in frame.select([*KEY, "value"]).iter_rows()}


def disagreements(reading, shipped_values, series):
    """Keys of a series whose value is missing or not the shipped one, either way round."""
    frame = observations_frame(reading.observations)
    read = {
        row[:-1]: row[-1] for row in frame.select([*KEY, "value"]).iter_rows() if row[0] == series
    }
    if series == "detained-by-days-in-custody":
        read = {k: v for k, v in read.items() if k[1] >= "2025-10"}  # it goes back to 2023
    if series == "atd-participants":
        wanted = {
            k: v for k, v in shipped_values.items() if k[0] == series and k[1] == "2026-01-24"
        }
    else:
        wanted = {k: v for k, v in shipped_values.items() if k[0] == series and k[1] >= "2025-10"}
    return {key for key in read.keys() | wanted.keys() if read.get(key) != wanted.get(key)}


def read_changed(workbooks, tmp_path, change):
    book = open_real(workbooks / NEWEST)
    change(book)
    return read_workbook(save(book, tmp_path / NEWEST), workbook_layout())


def test_the_unchanged_workbook_agrees_with_what_ships(workbooks, shipped_values):
    reading = read_workbook(workbooks / NEWEST, workbook_layout())
    for series in MUTATIONS:
        assert disagreements(reading, shipped_values, series) == set()


@pytest.mark.parametrize(
    ("series", "change"), CASES, ids=lambda case: getattr(case, "__name__", "")
)
def test_a_table_read_one_place_off_disagrees_with_what_ships(
    series, change, workbooks, tmp_path, shipped_values
):
    reading = read_changed(workbooks, tmp_path, change)
    assert len(disagreements(reading, shipped_values, series)) >= 3


@pytest.mark.parametrize("change", [one_row_down, swap_count_and_length, bands_one_row_down])
def test_a_table_whose_labels_slipped_no_longer_adds_up(change, workbooks, tmp_path):
    reading = read_changed(workbooks, tmp_path, change)
    assert any("differs from its parts" in w.what or "contradicts" in w.what
               for w in reading.warnings)  # fmt: skip


def test_a_change_of_one_table_leaves_the_others_as_they_were(workbooks, tmp_path, shipped_values):
    reading = read_changed(workbooks, tmp_path, swap_labels)
    assert disagreements(reading, shipped_values, "initial-book-ins") == set()
    assert disagreements(reading, shipped_values, "final-book-outs") == set()
