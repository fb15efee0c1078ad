from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.errors import Findings
from evenhand.sources.editions import MARKED_UP, TRUSTED, covered_through, footnote_day
from evenhand.sources.layout import workbook_layout
from evenhand.sources.tables import find_tables, read_table
from evenhand.sources.workbook import Sheet
from evenhand.timeline import fiscal_year_of, month_in_fiscal_year
from tests.sources.synthetic import DETENTION, FOOTNOTES, MONTHS, make_book

LAYOUT = workbook_layout()
TITLE = "ICE Average Daily Population by Arresting Agency, Month and Criminality: FY2026"


def population_of(through: date):
    """The averages of a made-up workbook, as they are read from its sheet."""
    sheet = make_book(through)[f"Detention FY{fiscal_year_of(through) % 100}"]
    rows = [[v if v is not None else "" for v in row] for row in sheet.iter_rows(values_only=True)]
    found = find_tables((Sheet("Detention", True, rows),), LAYOUT)
    dating = next(one for one in found if one.table.dates_the_edition)
    return read_table(dating, LAYOUT, "a.xlsx", Findings())


@settings(max_examples=25)
@given(st.dates(date(2025, 10, 5), date(2026, 9, 30)))
def test_the_last_day_is_found_from_the_averages_alone(through):
    found = covered_through(population_of(through), fiscal_year_of(through))
    assert (found.year, found.month) == (through.year, through.month)
    assert through.day % found.day == 0 or found == through


def test_averages_that_no_number_of_days_makes_whole_cover_the_month():
    rows = [[TITLE, ""], ["Agency", "Oct"], ["Average", 100.123456789]]
    (found,) = find_tables((Sheet("D", True, rows),), LAYOUT)
    reading = read_table(found, LAYOUT, "a.xlsx", Findings())
    assert covered_through(reading, 2026) == date(2025, 10, 31)


def test_a_table_of_zeros_covers_nothing():
    rows = [[TITLE, ""], ["Agency", "Oct"], ["Average", 0]]
    (found,) = find_tables((Sheet("D", True, rows),), LAYOUT)
    assert covered_through(read_table(found, LAYOUT, "a.xlsx", Findings()), 2026) is None


def test_footnotes_on_hidden_sheets_are_not_believed():
    note = [["ICE Detention data are updated through 01/25/2026 (IIDS)."]]
    pattern = LAYOUT.footnotes["through"]
    assert footnote_day((Sheet("N", True, note),), pattern) == date(2026, 1, 25)
    assert footnote_day((Sheet("N", False, note),), pattern) is None


@pytest.mark.parametrize(
    ("name", "posted", "basis"),
    [
        ("FY26_detentionStats02022026.xlsx", date(2026, 2, 2), "name"),
        ("FY26_detentionStats020226.xlsx", date(2026, 2, 2), "name"),
        ("FY26_detentionStats260202.xlsx", date(2026, 2, 2), "name"),
        ("20260301120000-FY26_detentionStats02022026.xlsx", date(2026, 2, 2), "name"),
        ("FY26_detentionStats02022025.xlsx", date(2026, 1, 30), "properties"),
        ("FY26_detentionStats.xlsx", date(2026, 1, 30), "properties"),
        ("my copy.xlsx", date(2026, 1, 30), "properties"),
        ("FY26_detentionStats99999999.xlsx", date(2026, 1, 30), "properties"),
    ],
)
def test_the_day_of_posting_is_told_by_the_name_else_by_the_properties(
    read_small, name, posted, basis
):
    edition = read_small(name=name).edition
    assert (edition.published, edition.published_by) == (posted, basis)
    assert edition.through == date(2026, 1, 25)


def test_a_copy_saved_years_later_is_dated_by_the_archive_or_by_the_usual_lag(tmp_path):
    from evenhand.sources.workbook_reader import read_workbook
    from tests.sources.synthetic import save

    late = date(2029, 1, 1)
    names = {"20260210120000-FY26.xlsx": "archive", "FY26.xlsx": "estimate"}
    days = {"archive": date(2026, 2, 10), "estimate": date(2026, 2, 4)}
    for name, basis in names.items():
        edition = read_workbook(save(make_book(), tmp_path / name, late), LAYOUT).edition
        assert (edition.published_by, edition.published) == (basis, days[basis])


def test_a_marked_up_copy_is_trusted_less(read_small):
    assert read_small(name="FY26_02022026_markedup.xlsx").edition.trust == MARKED_UP
    assert read_small().edition.trust == TRUSTED


def test_an_edition_is_named_by_year_last_day_and_digest(read_small):
    edition = read_small().edition
    assert edition.name == f"FY2026-2026-01-25-{edition.digest[:8]}"


def test_a_footnote_decides_where_the_averages_fit_several_days(read_small):
    def even(book):
        sheet = book[DETENTION]
        for row in range(62, 74):
            sheet.cell(row, 5, 900)

    edition = read_small(even).edition
    assert edition.through == date(2026, 1, 25)


def test_the_newest_detention_sheet_dates_the_edition_wherever_it_stands(read_small):
    def older_year_first(book):
        old = book.copy_worksheet(book[DETENTION])
        old.title = "Detention EOFY2025"
        for row in old.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("FY2026", "FY2025")
        book.move_sheet(old, -6)

    reading = read_small(older_year_first)
    assert reading.edition.fiscal_year == 2026
    assert reading.edition.through == date(2026, 1, 25)
    assert not any("stale" in warning.fix for warning in reading.warnings)


def test_a_snapshot_is_dated_by_its_own_footnote_when_it_is_near(read_small):
    def two_days_later(book):
        book[FOOTNOTES]["B6"] = "ICE National Docket data are a snapshot as of 01/27/2026 (IIDS)."

    edition = read_small(two_days_later).edition
    assert edition.snapshot == date(2026, 1, 27)


def test_a_snapshot_footnote_far_from_the_data_is_not_believed(read_small):
    def last_year(book):
        book[FOOTNOTES]["B6"] = "ICE National Docket data are a snapshot as of 01/27/2025 (IIDS)."

    edition = read_small(last_year).edition
    assert edition.snapshot == edition.through


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_heading_lies_in_its_own_calendar_year(month):
    period = month_in_fiscal_year(2026, month)
    assert period.start.year == (2025 if month >= 10 else 2026)
    assert MONTHS[(month - 10) % 12] == f"{period.start:%b}"
    assert period.end + timedelta(days=1) > period.start
