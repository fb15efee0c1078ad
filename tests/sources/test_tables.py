from __future__ import annotations

import pytest

from evenhand.errors import Findings
from evenhand.sources.layout import workbook_layout
from evenhand.sources.tables import BLANKS, find_tables, fiscal_year_in, read_table
from evenhand.sources.workbook import Sheet

LAYOUT = workbook_layout()
BOOK_INS = "ICE Initial Book-Ins by Arresting Agency and Month: FY2026"
BOOK_OUTS = "ICE Final Book Outs by Release Reason, Month and Criminality: FY2026"
POPULATION = "ICE Average Daily Population by Arresting Agency, Month and Criminality: FY2026"


def read(rows, *, visible=True, name="Detention FY26"):
    findings = Findings()
    found = find_tables((Sheet(name, visible, rows),), LAYOUT)
    return [read_table(one, LAYOUT, "a.xlsx", findings) for one in found], findings


def numbers(reading):
    return [(value.address, value.number) for value in reading.values]


BOOK_INS_ROWS = [
    [BOOK_INS, "", "", ""],
    ["Agency", "Oct", "Nov", "Total"],
    ["Total", 30, 50, 80],
    ["CBP", 10, 20, 30],
    ["ICE  ", 20, 30, 50],
]


def test_a_table_is_found_by_its_title_and_read_with_cell_addresses():
    (reading,), findings = read(BOOK_INS_ROWS)
    assert reading.fiscal_year == 2026
    assert numbers(reading) == [
        ("B3", 30), ("C3", 50), ("B4", 10), ("C4", 20), ("B5", 20), ("C5", 30),
    ]  # fmt: skip
    assert [value.month for value in reading.values[:2]] == [10, 11]
    assert [value.dimensions["agency"] for value in reading.values[::2]] == ["ALL", "CBP", "ICE"]
    assert not list(findings)


@pytest.mark.parametrize("down", [1, 2, 17])
@pytest.mark.parametrize("right", [0, 1, 5])
def test_a_table_may_stand_anywhere_on_its_sheet(down, right):
    rows = [[""] * 9] * down + [[""] * right + row for row in BOOK_INS_ROWS]
    (moved,), _ = read(rows)
    (plain,), _ = read(BOOK_INS_ROWS)
    assert [value.number for value in moved.values] == [value.number for value in plain.values]
    assert moved.values[0].address == f"{'BCDEFG'[right]}{3 + down}"


@pytest.mark.parametrize("blanks", [0, 1, 2])
def test_headings_may_stand_up_to_three_rows_below_the_title(blanks):
    rows = [BOOK_INS_ROWS[0], *[[""] * 4] * blanks, *BOOK_INS_ROWS[1:]]
    (reading,), findings = read(rows)
    assert len(reading.values) == 6
    assert not findings.errors


def test_a_title_without_headings_near_it_is_an_error():
    (reading,), findings = read([BOOK_INS_ROWS[0], *[[""] * 4] * 3, *BOOK_INS_ROWS[1:]])
    assert not reading.values
    assert "has no headings below its title" in findings.errors[0].what
    assert findings.errors[0].where == "a.xlsx [Detention FY26!A1]"


def test_a_table_ends_at_a_blank_row():
    (reading,), _ = read([*BOOK_INS_ROWS, [""] * 4, ["a note", 999, 999, 999]])
    assert len(reading.values) == 6


def test_a_table_goes_on_below_a_blank_row_when_the_next_label_is_one_of_its_own():
    (reading,), _ = read([*BOOK_INS_ROWS, [""] * 4, ["ICE", 999, 999, 999]])
    assert len(reading.values) == 8


def test_a_table_ends_at_two_blank_rows():
    (reading,), _ = read([*BOOK_INS_ROWS, [""] * 4, [""] * 4, ["ICE", 999, 999, 999]])
    assert len(reading.values) == 6


def test_a_table_ends_where_the_next_title_begins():
    readings, _ = read([*BOOK_INS_ROWS, *BOOK_INS_ROWS])
    assert [len(reading.values) for reading in readings] == [6, 6]
    assert readings[1].values[0].address == "B8"


def test_two_tables_side_by_side_do_not_mix():
    rows = [[*left, "", *right] for left, right in zip(BOOK_INS_ROWS, BOOK_INS_ROWS, strict=True)]
    readings, findings = read(rows)
    assert [reading.values[0].address for reading in readings] == ["B3", "G3"]
    assert [len(reading.values) for reading in readings] == [6, 6]
    assert not list(findings)


def test_nothing_is_found_on_a_hidden_sheet():
    readings, _ = read(BOOK_INS_ROWS, visible=False)
    assert readings == []


def test_a_long_text_that_begins_like_a_title_is_no_table():
    readings, _ = read([[BOOK_INS + " is explained here at length. " * 9]])
    assert readings == []


def test_indented_criminality_belongs_to_the_agency_above_it():
    (reading,), _ = read(
        [
            [POPULATION, ""],
            ["Agency", "Oct"],
            ["CBP Average", 1.5],
            ["Convicted Criminal", 0.5],
            ["ICE Average  ", 3.5],
            ["Convicted Criminal", 2.5],
        ]
    )
    said = [(v.dimensions["agency"], v.dimensions["criminality"], v.number) for v in reading.values]
    assert said == [
        ("CBP", "all", 1.5), ("CBP", "convicted", 0.5), ("ICE", "all", 3.5),
        ("ICE", "convicted", 2.5),
    ]  # fmt: skip


def test_a_blank_release_reason_means_the_one_above_it():
    (reading,), findings = read(
        [
            [BOOK_OUTS, "", ""],
            ["Release Reason", "Criminality", "Oct"],
            ["Total", "", 9],
            ["Paroled", "Total", 9],
            ["", "Convicted Criminal", 4],
            ["", "Other Immigration Violator", 5],
        ]
    )
    said = [(v.dimensions["reason"], v.dimensions["criminality"]) for v in reading.values]
    assert said == [("all", "all"), ("parole", "all"), ("parole", "convicted"), ("parole", "other")]
    assert not list(findings)


def custody_rows(years, months, parts=("mid ", "end") * 2):
    return [
        ["Detainees", "", "", "", ""],
        ["Population ", *years],
        ["", *months],
        ["", *parts],
        ["Adult Facility Aliens", "", "", "", ""],
        ["0-180 Days", 1, 2, 3, 4],
        ["Total", 5, 6, 7, 8],
        ["Total", "", "", "", ""],
        ["0-180 Days", 1, 2, 3, 4],
        ["Total", 5, 6, 7, 8],
    ]


def days(reading):
    return [value.day.isoformat() for value in reading.values[:4]]


DECEMBER_AND_JANUARY = ["2025-12-15", "2025-12-31", "2026-01-15", "2026-01-31"]


@pytest.mark.parametrize("second", ["", 2026.0, "2026"])
def test_the_year_goes_on_where_the_months_begin_again_whether_it_is_written_or_not(second):
    (reading,), findings = read(
        custody_rows([2025.0, "", second, ""], ["December", "", "January", ""])
    )
    assert days(reading) == DECEMBER_AND_JANUARY
    assert not list(findings)


def test_years_and_months_may_be_repeated_over_each_of_their_columns():
    (reading,), findings = read(
        custody_rows([2025, 2025, 2026, 2026], ["Dec", "Dec", "January", "Jan."])
    )
    assert days(reading) == DECEMBER_AND_JANUARY
    assert not list(findings)


@pytest.mark.parametrize("wrong", [2025.0, 2027.0, "FY26"])
def test_days_from_a_year_on_that_its_months_contradict_are_left_out(wrong):
    (reading,), findings = read(
        custody_rows([2025, "", wrong, ""], ["December", "", "January", ""])
    )
    assert {value.day.isoformat() for value in reading.values} == set(DECEMBER_AND_JANUARY[:2])
    (warning,) = findings.warnings
    assert warning.where == "a.xlsx [Detention FY26!D2]"
    assert "stands where 2026 is expected" in warning.what


def test_the_year_goes_on_over_a_month_that_cannot_be_read():
    (reading,), findings = read(custody_rows([2025, "", "", ""], ["Dec", "Janury", "Feb", ""]))
    assert days(reading)[:3] == ["2025-12-15", "2026-02-15", "2026-02-28"]
    assert [w.where for w in findings.warnings] == ["a.xlsx [Detention FY26!C3]"]


def test_a_total_of_a_group_is_no_group_and_the_group_of_all_no_total():
    (reading,), findings = read(custody_rows([2025, "", "", ""], ["Oct", "", "Nov", ""]))
    said = [(v.dimensions["population"], v.dimensions["days-in-custody"], v.number)
            for v in reading.values[::4]]  # fmt: skip
    assert said == [
        ("adult", "0-180 days", 1), ("adult", "all", 5),
        ("all", "0-180 days", 1), ("all", "all", 5),
    ]  # fmt: skip
    assert not list(findings)


def test_a_row_without_numbers_inside_a_group_opens_no_other():
    rows = custody_rows([2025, "", "", ""], ["Oct", "", "Nov", ""])
    rows.insert(6, ["181-365 Days", "", "", "", ""])
    (reading,), findings = read(rows)
    assert {v.dimensions["population"] for v in reading.values} == {"adult", "all"}
    assert not list(findings)


@pytest.mark.parametrize("blank", sorted(BLANKS))
def test_marks_for_no_value_are_passed_over_without_a_word(blank):
    rows = [*BOOK_INS_ROWS[:3], ["CBP", blank, 20, 30]]
    (reading,), findings = read(rows)
    assert ("B4" in dict(numbers(reading))) is False
    assert not list(findings)


@pytest.mark.parametrize(
    ("text", "number"), [("1,234", 1234), ("$7,500.50", 7500.5), ("12.5%", 0.125), (" 12 ", 12)]
)
def test_numbers_written_as_text_are_understood(text, number):
    (reading,), _ = read([*BOOK_INS_ROWS[:3], ["CBP", text, 20, 30]])
    assert dict(numbers(reading))["B4"] == pytest.approx(number)


@pytest.mark.parametrize("wrong", ["-5", "1.2.3", "12 people", "1e5", "#REF!", -5, float("inf")])
def test_what_is_no_count_is_left_out_with_its_cell_named(wrong):
    (reading,), findings = read([*BOOK_INS_ROWS[:3], ["CBP", wrong, 20, 30]])
    assert "B4" not in dict(numbers(reading))
    assert [problem.where for problem in findings.warnings] == ["a.xlsx [Detention FY26!B4]"]


def test_truth_values_are_no_numbers():
    (reading,), _ = read([*BOOK_INS_ROWS[:3], ["CBP", True, 20, 30]])
    assert "B4" not in dict(numbers(reading))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("ICE Removals: FY2026", 2026),
        ("Detention FY26 YTD", 2026),
        ("Detention EOFY2020", 2020),
        ("FY 2024 data", 2024),
        ("FY2026 and FY2025", 2026),
        ("FY202", None),
        ("Footnotes", None),
    ],
)
def test_the_fiscal_year_is_read_from_a_title(text, year):
    assert fiscal_year_in(text) == year
