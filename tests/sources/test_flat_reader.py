from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.errors import SourceError
from evenhand.sources.editions import USUAL_POSTING_LAG
from evenhand.sources.facility_days import read_parquet_table
from evenhand.sources.flat_reader import UNPLACED, read_csv_table
from tests.sources.wrong_files.makers import facility_days, parquet

ENCOUNTERS = "month,usbp_encounters\n"
FIGURES = "series,date,value,unit,source_url,confidence,note\n"
AREAS = "aor,window,arrests,arrests_at_large,population,per_1000,at_large_per_1000\n"


def read(text: str, name: str = "t.csv"):
    return read_csv_table(Path(name), text.encode())


def test_a_table_is_known_by_its_headings_not_by_its_name():
    reading = read(ENCOUNTERS + "2025-01,29101\n", "whatever.csv")
    assert reading.layout.name == "border encounters by month"
    (row,) = reading.observations
    assert (row.series, row.period, row.value, row.unit) == (
        "border-encounters",
        "2025-01",
        29101,
        "encounters",
    )
    assert (row.file, row.cell) == ("whatever.csv", "B2")


def test_the_order_of_columns_does_not_matter():
    swapped = read("usbp_encounters,month\n29101,2025-01\n")
    assert [row.value for row in swapped.observations] == [29101]
    assert [row.cell for row in swapped.observations] == ["A2"]


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=12))
def test_every_number_is_read_from_the_cell_it_stands_in(counts):
    lines = [f'2025-{n + 1:02},"{count:,}"' for n, count in enumerate(counts)]
    rows = read(ENCOUNTERS + "\n".join(lines)).observations
    assert [(row.cell, row.value) for row in rows] == [
        (f"B{n + 2}", count) for n, count in enumerate(counts)
    ]


def test_blank_lines_and_blank_cells_are_passed_over():
    rows = read(ENCOUNTERS + "2025-01,\n\n2025-02,5\n,\n").observations
    assert [(row.period, row.cell) for row in rows] == [("2025-02", "B4")]


@pytest.mark.parametrize("start", ["\ufeff", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_mark_at_the_start_and_either_line_ending_are_understood(start, end):
    text = (start + ENCOUNTERS + "2025-01,5\n").replace("\n", end)
    assert [row.value for row in read(text).observations] == [5]


def test_a_table_is_dated_by_its_last_day_so_that_a_longer_one_is_newer():
    short = read(ENCOUNTERS + "2025-01,5\n").observations
    long = read(ENCOUNTERS + "2025-01,5\n2026-08,6\n").observations
    assert {row.as_of for row in short} == {date(2025, 1, 31)}
    assert {row.as_of for row in long} == {date(2026, 8, 31)}
    assert {row.published for row in long} == {date(2026, 8, 31) + USUAL_POSTING_LAG}
    assert {row.published for row in short} == {short[0].published} == {date(2026, 2, 28)}


def test_windows_of_months_have_the_days_that_the_layout_says():
    rows = read(AREAS + "Atlanta,w2526,10,4,100,0.1,0.04\n").observations
    assert {(row.place, row.start, row.end) for row in rows} == {
        ("Atlanta", date(2025, 8, 1), date(2026, 7, 31))
    }
    assert {(row.series, row.detail): row.value for row in rows} == {
        ("arrests-by-area", ""): 10,
        ("arrests-by-area", "at large"): 4,
        ("area-population", ""): 100,
    }


@pytest.mark.parametrize(
    ("label", "place"),
    [("ATL", "Atlanta"), ("St. Paul", "St Paul"), ("NEW MEXICO", "New Mexico"), ("", UNPLACED)],
)
def test_a_place_is_known_by_code_or_name(label, place):
    rows = read(AREAS + f"{label},y2024,10,4,100,0.1,0.04\n").observations
    assert {row.place for row in rows} == {place}


def test_days_are_added_into_months():
    text = "apprehension_date,aor,method_simple,len\n"
    text += "2016-01-02,Atlanta Area of Responsibility,x,3\n"
    text += "2016-01-30,Atlanta Area of Responsibility,x,4\n"
    text += "2016-02-01,Atlanta Area of Responsibility,x,5\n"
    rows = read(text).observations
    assert [(row.period, row.value) for row in rows] == [("2016-01", 7), ("2016-02", 5)]


def test_a_transcribed_figure_keeps_its_source_its_reliability_and_its_note():
    text = FIGURES + "ice_removals,FY2024,271484,persons,https://ice.gov,A,as printed\n"
    (row,) = read(text).observations
    assert (row.series, row.period, row.unit) == ("ice-removals", "FY2024", "people")
    assert (row.reliability, row.note) == ("A", "as printed | https://ice.gov")


def test_a_figure_without_a_stated_reliability_is_of_the_lowest():
    (row,) = read(FIGURES + "x,FY2024,1,people,https://ice.gov,,\n").observations
    assert row.reliability == "D"


def test_a_comparison_of_years_is_no_period_and_is_skipped():
    text = FIGURES + "x,FY2024-25 vs FY2023,1,people,u,B,\nx,FY2024,2,people,u,B,\n"
    assert [row.value for row in read(text).observations] == [2]


def test_facility_days_are_summed_to_the_nation_and_to_areas(tmp_path):
    path = parquet(facility_days())(tmp_path)
    rows = read_parquet_table(path, path.read_bytes()).observations
    midnight = {(r.period, r.place): r.value for r in rows if r.series == "detained-at-midnight"}
    assert midnight == {
        ("2025-01-01", "US"): 32,
        ("2025-01-01", "Washington"): 12,
        ("2025-01-01", "Philadelphia"): 20,
        ("2025-01-02", "US"): 30,
        ("2025-01-02", UNPLACED): 30,
    }
    assert all("facility" not in row.series for row in rows)


@given(st.lists(st.integers(0, 5000), min_size=3, max_size=3))
def test_the_areas_of_a_day_add_up_to_the_nation(tmp_path_factory, counts):
    folder = tmp_path_factory.mktemp("p")
    path = parquet(facility_days(n_detained=pl.Series(counts)))(folder)
    rows = read_parquet_table(path, path.read_bytes()).observations
    for day in ("2025-01-01", "2025-01-02"):
        day_rows = [
            r for r in rows if r.period == day and r.series == "detained-during-day"
            and r.criminality == "all"
        ]  # fmt: skip
        nation = sum(r.value for r in day_rows if r.place == "US")
        assert nation == sum(r.value for r in day_rows if r.place != "US")


def test_a_damaged_copy_of_a_known_table_is_told_apart_from_an_unknown_one():
    with pytest.raises(SourceError, match=r"lacks the columns .* of the table 'weekly"):
        read(
            "week_sunday,arrests_single,arrests_halved_doublecount,detainers_single,"
            "detainers_halved_doublecount,removals_single,x\n2025-01-05,1,1,1,1,1,1\n"
        )
    with pytest.raises(SourceError, match="is not a table that Evenhand knows"):
        read("a,b\n1,2\n")


def test_a_file_that_is_mostly_other_columns_is_not_taken_for_a_known_table():
    with pytest.raises(SourceError, match="is not a table that Evenhand knows"):
        read("month,usbp_encounters,a,b,c\n2025-01,5,1,1,1\n")
