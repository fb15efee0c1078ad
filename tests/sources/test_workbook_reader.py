from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from evenhand.observations.table import KEY
from tests.sources.synthetic import (
    ATD,
    BONDS,
    CUSTODY,
    DETENTION,
    FACILITIES,
    POPULATION_ROW,
    REASONS,
)


def values_of(reading, series, **labels):
    return {
        (row.period, row.agency, row.criminality, row.place, row.detail): row.value
        for row in reading.observations
        if row.series == series and all(getattr(row, k) == v for k, v in labels.items())
    }


def test_the_small_workbook_is_read_whole_without_a_warning(read_small):
    reading = read_small()
    assert reading.warnings == ()
    counts = Counter(row.series for row in reading.observations)
    assert counts["average-daily-population"] == 12 * 4
    assert counts["final-book-outs"] == (1 + 4 * len(REASONS)) * 4
    assert counts["initial-book-ins"] == 3 * 4
    assert counts["detained"] == 12
    assert counts["atd-participants"] == 7
    assert counts["bonds-posted"] == 4
    assert counts["in-custody-length-of-stay"] == 3 * 7
    assert counts["detained-by-days-in-custody"] == 4 * 5 * 7


def test_every_value_has_a_unit_a_cell_and_a_reliability(read_small):
    for row in read_small().observations:
        assert row.unit and row.cell and row.sheet and row.reliability == "A"
        assert row.start <= row.end


def test_no_key_has_two_values_in_one_edition(read_small):
    keys = Counter(tuple(getattr(r, n) for n in KEY) for r in read_small().observations)
    assert max(keys.values()) == 1


def test_a_partial_month_ends_with_the_data_and_is_not_complete(read_small):
    months = {
        row.period: (row.end, row.complete)
        for row in read_small().observations
        if row.series == "average-daily-population"
    }
    assert months["2025-12"] == (date(2025, 12, 31), True)
    assert months["2026-01"] == (date(2026, 1, 25), False)
    assert max(months) == "2026-01"


def test_months_to_come_are_not_read_as_zeros(read_small):
    periods = {r.period for r in read_small().observations if r.series == "average-length-of-stay"}
    assert periods == {"2025-10", "2025-11", "2025-12", "2026-01"}


def test_a_finished_fiscal_year_is_complete(read_small):
    reading = read_small(through=date(2026, 9, 30))
    assert reading.warnings == ()
    to_date = [r for r in reading.observations if r.series == "removals-to-date"]
    assert [(r.period, r.complete) for r in to_date] == [("FY2026..2026-09-30", True)]
    months = [r for r in reading.observations if r.series == "initial-book-ins"]
    assert len({r.period for r in months}) == 12
    assert all(r.complete for r in months)


def test_counts_to_date_say_how_far_they_go(read_small):
    (row,) = (r for r in read_small().observations if r.series == "final-book-outs-to-date")
    assert (row.period, row.start, row.end) == (
        "FY2026..2026-01-25",
        date(2025, 10, 1),
        date(2026, 1, 25),
    )
    assert (row.value, row.complete) == (5000, False)


def test_women_and_men_of_a_facility_are_added_and_both_cells_named(read_small):
    rows = [
        r
        for r in read_small().observations
        if r.series == "facility-average-daily-population" and r.detail == "NORTH HOUSE"
    ]
    said = {r.criminality: (r.value, r.cell, r.place) for r in rows}
    assert said == {
        "criminal": (212.0, "G11+I11", "Atlanta"),
        "non-criminal": (971.0, "H11+J11", "Atlanta"),
    }


def test_facilities_are_dated_by_the_day_before_their_own_run(read_small):
    def run_on_the_22nd(book):
        book[FACILITIES]["A5"] = "Data Source: ICE Integrated Decision Support (IIDS), 01/22/2026"

    rows = [r for r in read_small(run_on_the_22nd).observations if r.series.startswith("facility")]
    assert {r.period for r in rows} == {"FY2026..2026-01-21"}


def test_bond_months_of_zeros_are_blank_not_zero(read_small):
    months = {r.period for r in read_small().observations if r.series == "bonds-posted"}
    assert months == {"2025-10", "2025-11", "2025-12", "2026-01"}


def test_a_bond_month_with_one_figure_is_read_whole(read_small):
    def one_figure(book):
        book[BONDS]["C7"] = 6500

    rows = [r for r in read_small(one_figure).observations if r.period == "2025-09"]
    assert {r.series: r.value for r in rows} == {
        "bonds-posted": 0,
        "bond-posted-share": 0,
        "average-bond-amount": 6500,
        "average-length-of-stay-bonded-out": 0,
    }


def test_days_in_custody_are_counts_of_the_fifteenth_and_the_last_day_of_a_month(read_small):
    rows = [r for r in read_small().observations if r.series == "detained-by-days-in-custody"]
    assert sorted({r.period for r in rows}) == [
        "2025-10-15", "2025-10-31", "2025-11-15", "2025-11-30",
        "2025-12-15", "2025-12-31", "2026-01-15",
    ]  # fmt: skip
    said = {(r.period, r.detail): (r.value, r.cell) for r in rows}
    assert said["2025-10-15", ""] == (2100 + 8 + 230 + 4 + 26, "F41")
    assert said["2025-10-15", "more than 730 days"] == (3, "F40")
    assert said["2026-01-15", "adult"] == (2010 + 210 + 22, "L23")
    assert said["2026-01-15", "adult, 181-365 days"] == (210, "L20")
    assert said["2026-01-15", "family, 0-180 days"] == (0, "L25")
    assert said["2026-01-15", "adult with positive fear, 366-730 days"] == (3, "L33")
    assert all((r.start, r.end, r.complete) == (r.start, r.start, True) for r in rows)
    assert {r.as_of for r in rows} == {date(2026, 1, 25)}


def test_a_mean_of_days_in_custody_over_nobody_is_no_value(read_small):
    rows = [r for r in read_small().observations if r.series == "in-custody-length-of-stay"]
    assert {r.detail for r in rows} == {"", "adult", "adult with positive fear"}
    said = {(r.period, r.detail): (r.value, r.cell, r.unit) for r in rows}
    assert said["2026-01-15", ""] == (72.125, "L10", "days")


def test_days_in_custody_after_the_last_data_count_as_data(read_small):
    def end_of_january(book):
        for row in range(19, 42):
            if book[CUSTODY].cell(row, 12).value is not None:
                book[CUSTODY].cell(row, 13, book[CUSTODY].cell(row, 12).value)

    reading = read_small(end_of_january)
    rows = [r for r in reading.observations if r.series == "detained-by-days-in-custody"]
    assert max(r.period for r in rows) == "2026-01-31"
    assert {r.as_of for r in rows} == {date(2026, 1, 31)}
    assert reading.warnings == ()


def test_court_tables_beside_the_programme_tables_are_not_read(read_small):
    cells = {(r.sheet, r.cell) for r in read_small().observations}
    assert not {cell for sheet, cell in cells if sheet == ATD and cell[0] in "EFG"}


def test_hidden_sheets_are_named_and_not_read(read_small):
    def hide_a_copy(book):
        copy = book.copy_worksheet(book[DETENTION])
        copy.title = "Detention EOFY2020"
        copy["J21"] = 999_999
        copy.sheet_state = "hidden"

    reading = read_small(hide_a_copy)
    assert reading.hidden == ("Detention EOFY2020",)
    assert 999_999 not in {r.value for r in reading.observations}
    assert reading.warnings == ()


def test_sheets_may_be_renamed_and_reordered(read_small):
    def rename(book):
        for sheet in list(book):
            sheet.title = f"{sheet.title} YTD "[:31]
        book.move_sheet(book.worksheets[-1], -5)

    plain, renamed = read_small(), read_small(rename)
    strip = [(r.series, r.period, r.place, r.detail, r.value) for r in plain.observations]
    other = [(r.series, r.period, r.place, r.detail, r.value) for r in renamed.observations]
    assert sorted(strip) == sorted(other)
    assert renamed.warnings == ()


@pytest.mark.parametrize("row", [1, POPULATION_ROW, 36])
def test_rows_inserted_above_a_table_move_its_addresses_only(read_small, row):
    def insert(book):
        book[DETENTION].insert_rows(row, 2)

    plain, moved = read_small(), read_small(insert)
    assert [r.value for r in moved.observations] == [r.value for r in plain.observations]
    assert [r.cell for r in moved.observations] != [r.cell for r in plain.observations]


def test_a_row_without_a_label_that_spoils_the_sum_is_left_out(read_small):
    def stray_total(book):
        book[ATD]["B36"], book[ATD]["C36"] = 990, 700.5

    reading = read_small(stray_total)
    assert [w.what for w in reading.warnings] == [
        "row 36 has no label and is no part of the total above; left out"
    ]
    assert not values_of(reading, "atd-participants", detail="not stated")
    assert values_of(reading, "atd-participants", place="Boston", detail="")


def test_a_row_without_a_label_that_the_total_needs_is_kept(read_small):
    def unlabelled_part(book):
        book[ATD]["A35"] = None

    reading = read_small(unlabelled_part)
    assert reading.warnings == ()
    assert list(
        values_of(reading, "atd-participants", place="Boston", detail="not stated").values()
    ) == [150]


def test_the_same_area_is_known_by_its_code_and_its_name(read_small):
    rows = read_small().observations
    assert {r.place for r in rows if r.series.startswith("facility")} == {"Atlanta", "Boston"}
    assert {r.place for r in rows if r.series == "atd-participants"} == {"US", "Atlanta", "Boston"}
