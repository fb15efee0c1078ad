"""Editions that are not published yet: the newest workbook carried forward and rearranged."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from evenhand.sources.layout import workbook_layout
from evenhand.sources.workbook_reader import read_workbook
from tests.sources.synthetic import open_real, save

NEWEST = "FY26_detentionStats02022026.xlsx"
DETENTION, ATD, BONDS = "Detention FY26", "ATD FY26 YTD", "Monthly Bond Statistics"
CUSTODY, YEAR_ROWS, LAST_DAY = " ICLOS and Detainees", (4, 16), 75
"""Days in custody: the rows of years, and the column of 31 January 2026, from 1."""
POPULATION = ((92, 96), (93, 97), (94, 98), (95, 99))
COUNTS = ((20, 22, 10), (38, 86, 3))
"""First row, last row and the column of October: book-ins, then book-outs by reason."""
DAYS = 14
REASON = "Voluntary Departure"


def replace_words(book, words):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    for old, new in words.items():
                        cell.value = cell.value.replace(old, new)


def unmerge(book):
    for sheet in book:
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))


def fill_months(sheet, first, last, last_month):
    """Give months the figures of October; those of the last one are averages over 14 days."""
    for top, bottom, october in COUNTS:
        for row in range(top, bottom + 1):
            for month in range(first, last + 1):
                sheet.cell(row, october + month, sheet.cell(row, october).value)
    for month in range(first, last + 1):
        column = 2 + month
        share = 1 / DAYS if month == last_month else 0
        for cbp, ice in POPULATION[1:]:
            for row in (cbp, ice):
                sheet.cell(row, column, round(round(sheet.cell(row, 2).value) + share, 6))
            both = sheet.cell(cbp, column).value + sheet.cell(ice, column).value
            sheet.cell(ice + 4, column, both)
        for row in (92, 96, 100):
            parts = [sheet.cell(row + down, column).value for down in (1, 2, 3)]
            sheet.cell(row, column, sum(parts))
        for row in range(109, 121):
            sheet.cell(row, column, sheet.cell(row, 2).value)


def fill_days(sheet, months, last_filled):
    """Go on to later months with the figures of 15 January; no year is written above them."""
    for right, name in enumerate(months):
        for year_row in YEAR_ROWS:
            sheet.cell(year_row + 1, LAST_DAY + 1 + 2 * right, name)
            for half, part in enumerate(("mid ", "end")):
                sheet.cell(year_row + 2, LAST_DAY + 1 + 2 * right + half, part)
    for row in (*range(7, 12), *range(19, 49)):
        figure = sheet.cell(row, LAST_DAY - 1).value
        for column in range(LAST_DAY, LAST_DAY + 2 * len(months) + 1):
            there = figure is not None and column <= last_filled
            sheet.cell(row, column, figure if there else 0 if figure is not None else None)


def clear_months(sheet, first):
    for month in range(first, 12):
        for top, bottom, october in COUNTS:
            for row in range(top, bottom + 1):
                sheet.cell(row, october + month).value = None
        for row in (*range(92, 104), *range(109, 121)):
            sheet.cell(row, 2 + month, 0)


def rearrange(book):
    """Move tables down, rename and reorder sheets, and add what no layout declares."""
    detention, programme = book[DETENTION], book[ATD]
    detention.insert_rows(88, 5)
    for down, label in enumerate(("Total", "Convicted Criminal", "Pending Criminal Charges",
                                  "Other Immigration Violator")):  # fmt: skip
        detention.cell(87 + down, 2, label)
        for column in range(3, 12):
            detention.cell(87 + down, column, 3 if down == 0 else 1)
    detention["A87"] = REASON
    programme["D8"] = "Units in Stock"
    for row in range(9, 14):
        programme.cell(row, 4, 10)
    for above in (124 + 5, 107 + 5, 90 + 5, 36, 18, 8):
        detention.insert_rows(above, 2)
    for above in (27, 17, 7):
        programme.insert_rows(above, 2)
    detention.merge_cells("A1:F1")
    detention.merge_cells("A2:K2")
    for sheet in list(book):
        sheet.title = f"{sheet.title.strip()} YTD "[:31]
    book.move_sheet(book.worksheets[-1], -len(book.worksheets) + 1)
    book.move_sheet(book.worksheets[2], 3)


@pytest.fixture(scope="session")
def later(workbooks, tmp_path_factory):
    """The newest workbook as it may look in June 2026."""
    book = open_real(workbooks / NEWEST)
    unmerge(book)
    fill_months(book[DETENTION], 4, 8, 8)
    for column in range(16, 21):
        book[BONDS].cell(3, column, datetime(2026, column - 14, 1))
        for row in range(4, 9):
            book[BONDS].cell(row, column, book[BONDS].cell(row, 15).value)
    fill_days(book[CUSTODY], ("February", "March", "April", "May", "June"), LAST_DAY + 8)
    days = {"01/25/2026": "06/14/2026", "01/24/2026": "06/13/2026", "01.24.2026": "06.13.2026"}
    replace_words(book, days | {"01/22/2026": "06/11/2026"})
    rearrange(book)
    name = "FY26_detentionStats06182026.xlsx"
    return save(book, tmp_path_factory.mktemp("later") / name, date(2026, 6, 17))


@pytest.fixture(scope="session")
def later_reading(later):
    return read_workbook(later, workbook_layout())


@pytest.fixture(scope="session")
def newest_reading(workbooks):
    return read_workbook(workbooks / NEWEST, workbook_layout())


def values(reading, *series):
    return {
        (r.series, r.period, r.place, r.agency, r.criminality, r.detail): r.value
        for r in reading.observations
        if not series or r.series in series
    }


def test_a_later_edition_is_dated_by_its_own_figures(later_reading):
    edition = later_reading.edition
    assert (edition.fiscal_year, edition.through) == (2026, date(2026, 6, 14))
    assert (edition.published, edition.published_by) == (date(2026, 6, 18), "name")


def test_all_months_of_a_later_edition_are_read_and_the_last_is_partial(later_reading):
    for series in ("average-daily-population", "average-length-of-stay", "initial-book-ins"):
        rows = [r for r in later_reading.observations if r.series == series]
        months = {r.period: (r.end, r.complete) for r in rows}
        assert len(months) == 9
        assert months["2026-06"] == (date(2026, 6, 14), False)
        assert months["2026-05"] == (date(2026, 5, 31), True)
        assert len({Counter(r.period for r in rows)[month] for month in months}) == 1


def test_days_in_custody_go_on_without_a_year_above_their_months(later_reading, newest_reading):
    series = ("detained-by-days-in-custody", "in-custody-length-of-stay")
    before, after = values(newest_reading, *series), values(later_reading, *series)
    assert {key: after.get(key) for key in before} == before
    new = sorted({key[1] for key in after} - {key[1] for key in before})
    assert new == [
        "2026-01-31", "2026-02-15", "2026-02-28", "2026-03-15", "2026-03-31", "2026-04-15",
        "2026-04-30", "2026-05-15", "2026-05-31",
    ]  # fmt: skip


def test_months_published_before_keep_their_values_wherever_the_table_moved(
    later_reading, newest_reading
):
    monthly = ("average-daily-population", "initial-book-ins", "average-length-of-stay")
    before, after = values(newest_reading, *monthly), values(later_reading, *monthly)
    assert {key: after.get(key) for key in before} == before


def test_tables_without_months_keep_their_values_under_their_new_days(
    later_reading, newest_reading
):
    undated = ("atd-participants", "detained", "facility-average-daily-population")
    for series in undated:
        before = Counter((k[2:], v) for k, v in values(newest_reading, series).items())
        after = Counter((k[2:], v) for k, v in values(later_reading, series).items())
        assert after == before
        assert {key[1] for key in values(later_reading, series)} <= {
            "2026-06-13",
            "2026-06-14",
            "FY2026..2026-06-10",
        }


def test_new_bond_months_are_read(later_reading):
    months = {key[1] for key in values(later_reading, "bonds-posted")}
    assert {"2026-02", "2026-06"} <= months


def test_a_new_release_reason_is_kept_under_its_own_name_with_a_warning(later_reading):
    new = {k: v for k, v in values(later_reading, "final-book-outs").items() if k[5] == REASON}
    assert len(new) == 9 * 4
    assert new["final-book-outs", "2026-06", "US", "ALL", "all", REASON] == 3
    assert any(f"unknown reason '{REASON}'; kept" in w.what for w in later_reading.warnings)


def test_a_new_column_is_left_out_with_a_warning_and_its_neighbours_are_read(
    later_reading, newest_reading
):
    series = "atd-participants-by-technology"
    before = sorted(values(newest_reading, series).values())
    assert sorted(values(later_reading, series).values()) == before
    assert any("unknown heading 'Units in Stock'" in w.what for w in later_reading.warnings)


def test_a_later_edition_gives_only_the_warnings_of_what_was_added(later_reading):
    assert {w.what.split("'")[0] for w in later_reading.warnings} == {
        "unknown reason ",
        "unknown heading ",
    }
    assert len(later_reading.warnings) == 2


@pytest.fixture(scope="session")
def next_year(workbooks, tmp_path_factory):
    """The newest workbook as it may look in November 2026, in a new fiscal year."""
    book = open_real(workbooks / NEWEST)
    unmerge(book)
    sheet = book[DETENTION]
    clear_months(sheet, 1)
    fill_months(sheet, 1, 1, 1)
    for cell in book[BONDS][3]:
        if isinstance(cell.value, datetime):
            months = cell.value.month + 10 - 1
            cell.value = datetime(cell.value.year + months // 12, months % 12 + 1, 1)
    year = ("February", "March", "April", "May", "June", "July", "August", "September", "October")
    fill_days(book[CUSTODY], year, LAST_DAY + 18)
    days = {"01/25/2026": "11/14/2026", "01/24/2026": "11/13/2026", "01.24.2026": "11.13.2026"}
    years = {"FY2026": "FY2027", "FY26": "FY27", "01/22/2026": "11/12/2026"}
    replace_words(book, days | years)
    for one in list(book):
        one.title = one.title.replace("FY26", "FY27")
    name = "FY27_detentionStats11182026.xlsx"
    path = save(book, tmp_path_factory.mktemp("next") / name, date(2026, 11, 17))
    return read_workbook(path, workbook_layout())


def test_the_first_edition_of_a_new_fiscal_year_has_its_first_two_months(next_year):
    assert (next_year.edition.fiscal_year, next_year.edition.through) == (2027, date(2026, 11, 14))
    assert next_year.edition.published == date(2026, 11, 18)
    for series in ("average-daily-population", "initial-book-ins", "final-book-outs"):
        months = {r.period: r.complete for r in next_year.observations if r.series == series}
        assert months == {"2026-10": True, "2026-11": False}
    assert next_year.warnings == ()


def test_the_first_edition_of_a_new_fiscal_year_counts_from_its_first_day(next_year):
    to_date = {r.period for r in next_year.observations if r.series == "removals-to-date"}
    facilities = {r.period for r in next_year.observations if r.series.startswith("facility-")}
    assert to_date == {"FY2027..2026-11-14"}
    assert facilities == {"FY2027..2026-11-11"}
    assert {r.period for r in next_year.observations if r.series == "detained"} == {"2026-11-14"}
