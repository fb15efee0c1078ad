"""The published workbooks themselves: all are read, and what is read is what they say."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from datetime import date, datetime, timedelta

import polars as pl
import pytest

from evenhand.observations.table import KEY, Observations, observations_frame
from evenhand.sources.door import read_file
from evenhand.sources.layout import workbook_layout
from evenhand.sources.ledger import EDITION_SCHEMA, add_files
from evenhand.sources.workbook_reader import read_workbook
from tests.sources.synthetic import open_real, save

NEWEST = "FY26_detentionStats02022026.xlsx"
EXCHANGED = "FY25_detentionStats02272025.xlsx"
SAMPLED = (
    "FY19-detentionstats.xlsx",
    "20210709044723-FY21_detentionStats07082021.xlsx",
    "20220414181154-FY22_detentionStats04132022.xlsx",
    "20230818173037-FY23_detentionStats08182023.xlsx",
    "20240607205454-FY24_detentionStats06062024.xlsx",
    "FY25_detentionStats06052025.xlsx",
    NEWEST,
)
KNOWN_WARNINGS = {
    "negative value -#; left out": 7,
    "the published total # differs from its parts by #": 23,
    "the published total # differs from its parts by -#": 21,
    "row # has no label and is no part of the total above; left out": 5,
    "footnotes say data through #, the averages say #": 3,
    "the facility table's own date is missing or outside FY#": 2,
    "the title says #, the note by it #": 10,
    "'ATD Active Population by Status' gives no date near #": 5,
    "'ATD Active Population Counts' gives no date near #": 1,
    "'Active ATD Participants' gives no date near #": 5,
}


def compact(text):
    """A warning without its numbers and without the end of a long title."""
    plain = re.sub(r"\d{4}-\d\d-\d\d|\d+(\.\d+)?", "#", text)
    return re.sub(r"( and Daily| and Average|, Extended).*(?=' gives)", "", plain)


def test_all_published_workbooks_are_read(readings):
    assert len(readings) == 121
    assert all(len(reading.observations) > 800 for reading in readings.values())


def test_the_warnings_of_the_published_workbooks_are_the_known_ones(readings):
    said = Counter(
        compact(warning.what) for reading in readings.values() for warning in reading.warnings
    )
    assert dict(said) == KNOWN_WARNINGS


def test_every_warning_names_its_file_and_sheet_and_what_was_done(readings):
    for name, reading in readings.items():
        for warning in reading.warnings:
            assert warning.where.startswith(f"{name} [")
            assert warning.fix


def test_hidden_sheets_are_not_read(readings):
    hidden = {name: set(reading.hidden) for name, reading in readings.items() if reading.hidden}
    assert len(hidden) == 5
    for name, sheets in hidden.items():
        assert not sheets & {row.sheet for row in readings[name].observations}


def test_every_edition_covers_days_of_its_own_fiscal_year_and_was_posted_later(readings):
    for reading in readings.values():
        edition = reading.edition
        assert date(edition.fiscal_year - 1, 10, 1) <= edition.through
        assert edition.through <= date(edition.fiscal_year, 9, 30)
        assert edition.through <= edition.published
        assert abs((edition.snapshot - edition.through).days) <= 7


def test_a_file_is_dated_by_its_content_not_by_its_name(readings):
    edition = readings["20241116152220-FY24_detentionStats11152024.xlsx"].edition
    assert (edition.fiscal_year, edition.through) == (2025, date(2024, 11, 2))
    old = readings["20211029094614-FY21_detentionStats10282021.xlsx"].edition
    assert (old.fiscal_year, old.published) == (2020, date(2021, 10, 28))


def test_no_key_has_two_different_values_in_one_edition(readings):
    for name, reading in readings.items():
        seen: dict[tuple[str, ...], float] = {}
        for row in reading.observations:
            key = tuple(getattr(row, part) for part in KEY)
            assert seen.setdefault(key, row.value) == row.value, (name, key)


def cell_value(sheet, address):
    cell = sheet[address].value
    if isinstance(cell, str):
        text = cell.replace(",", "").replace("$", "").strip()
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    return float(cell)


@pytest.mark.parametrize("name", SAMPLED)
def test_values_are_those_of_the_cells_they_name_as_another_program_reads_them(
    name, workbooks, readings
):
    book = open_real(workbooks / name)
    sheets = {sheet.title.strip(): sheet for sheet in book}
    rows = readings[name].observations
    by_series: dict[str, list] = {}
    for row in rows:
        by_series.setdefault(row.series, []).append(row)
    dice = random.Random(name)
    chosen = [row for found in by_series.values() for row in dice.sample(found, min(3, len(found)))]
    assert len(chosen) >= 40
    for row in chosen:
        parts = [cell_value(sheets[row.sheet], cell) for cell in row.cell.split("+")]
        assert row.value == pytest.approx(sum(parts), rel=1e-12), (row.series, row.cell)


@pytest.mark.parametrize("name", [SAMPLED[3], SAMPLED[4], NEWEST])
def test_the_labels_of_a_value_are_those_beside_its_cell(name, workbooks, readings):
    book = open_real(workbooks / name)
    sheets = {sheet.title.strip(): sheet for sheet in book}
    layout = workbook_layout()
    checked = 0
    for row in readings[name].observations:
        sheet = sheets[row.sheet]
        if row.series == "initial-book-ins":
            letters, line = re.fullmatch(r"([A-Z]+)(\d+)", row.cell).groups()
            label = next(
                sheet.cell(int(line), column).value
                for column in range(sheet[row.cell].column - 1, 0, -1)
                if isinstance(sheet.cell(int(line), column).value, str)
            )
            assert layout.word("agency", label) == row.agency
            month = next(
                value
                for up in range(1, 6)
                if isinstance(value := sheet[f"{letters}{int(line) - up}"].value, str)
            )
            assert f"{row.start:%b}".startswith(month[:3])
            checked += 1
        elif row.series == "average-daily-population" and row.criminality != "all":
            line = int(re.sub("[A-Z]", "", row.cell))
            assert layout.word("criminality", sheet[f"A{line}"].value) == row.criminality
            above = [sheet[f"A{up}"].value for up in range(line - 1, line - 5, -1)]
            agency = next(word for cell in above if (word := layout.word("agency", cell)))
            assert agency == row.agency
            checked += 1
    assert checked > 30


def test_averages_of_criminality_add_up_to_those_of_agencies_in_every_edition(readings):
    for name, reading in readings.items():
        values = {
            (r.period, r.agency, r.criminality): r.value
            for r in reading.observations
            if r.series == "average-daily-population"
        }
        for (period, agency, word), value in values.items():
            if word == "all" and agency == "ALL":
                both = sum(values[period, one, "all"] for one in ("ICE", "CBP"))
                assert both == pytest.approx(value, abs=0.01), (name, period)


def test_the_exchanged_columns_of_february_2025_are_put_right_and_noted(readings):
    rows = {
        (r.agency, r.criminality): r
        for r in readings[EXCHANGED].observations
        if r.series == "detained" and r.period == "2025-02-23"
    }
    assert (rows["ICE", "other"].value, rows["CBP", "other"].value) == (3721, 19076)
    assert (rows["ICE", "other"].cell, rows["CBP", "other"].cell) == ("D23", "B23")
    assert rows["ICE", "other"].note.startswith("published under CBP; corrected: ")
    assert rows["ALL", "other"].note == ""
    noted = {name for name, one in readings.items() if any(r.note for r in one.observations)}
    assert noted == {EXCHANGED}


CUSTODY_CELLS = {
    "20210807005406-FY21_detentionStats08062021.xlsx": {
        ("2020-07-15", "adult, 0-180 days"): (13005, "B20"),
        ("2020-12-31", "adult with positive fear, more than 730 days"): (38, "M35"),
        ("2021-01-15", "family with positive fear"): (101, "N42"),
        ("2021-07-31", "0-180 days"): (24696, "AA44"),
        ("2021-07-31", "mean"): (60.8139, "AA11"),
        ("2021-07-31", "mean family with positive fear"): (9, "AA10"),
    },
    "FY24_detentionStats12072023.xlsx": {
        ("2023-01-15", "adult"): (19457, "B22"),
        ("2023-11-30", "181-365 days"): (1260, "W31"),
        ("2023-11-30", ""): (38177, "W34"),
        ("2023-11-30", "mean adult with positive fear"): (126.790352504638, "W8"),
    },
    "20240202132107-FY24_detentionStats02012024.xlsx": {
        ("2024-01-15", "mean"): (56.2116050659085, "Z9"),
        ("2024-01-15", ""): (38690, "Z34"),
    },
    "FY25_detentionStats09242025.xlsx": {
        ("2023-01-15", "mean adult"): (50.0776584262733, "B7"),
        ("2025-04-30", "mean family"): (10.8571428571428, "BE8"),
        ("2025-09-15", "mean"): (70.3465933959052, "BN11"),
        ("2025-09-15", ""): (61689, "BN48"),
    },
    NEWEST: {
        ("2025-12-31", "mean"): (70.7342309917996, "BU11"),
        ("2026-01-15", "mean"): (68.559269955559, "BV11"),
        ("2026-01-15", ""): (75831, "BV48"),
    },
}
"""Values looked up by hand in the published sheets; "mean" stands for days in custody."""


@pytest.mark.parametrize("name", CUSTODY_CELLS)
def test_days_in_custody_are_those_looked_up_by_hand(name, readings):
    word = {"in-custody-length-of-stay": "mean ", "detained-by-days-in-custody": ""}
    said = {
        (r.period, f"{word[r.series]}{r.detail}".strip()): (r.value, r.cell)
        for r in readings[name].observations
        if r.series in word
    }
    assert {key: said.get(key) for key in CUSTODY_CELLS[name]} == CUSTODY_CELLS[name]


def test_days_in_custody_are_read_from_every_edition_that_has_the_sheet(readings):
    days = {
        name: {r.start for r in reading.observations if r.series == "detained-by-days-in-custody"}
        for name, reading in readings.items()
    }
    with_them = {name: found for name, found in days.items() if found}
    assert len(with_them) == 103
    for name, found in with_them.items():
        edition = readings[name].edition
        assert max(found) <= edition.published
        assert edition.through - max(found) <= timedelta(days=40)
        assert all(day.day == 15 or (day + timedelta(days=1)).day == 1 for day in found)
        means = {r.start for r in readings[name].observations
                 if r.series == "in-custody-length-of-stay"}  # fmt: skip
        assert means == found


def test_days_in_custody_are_published_for_all_days_but_two(everything):
    found = set(everything.series("detained-by-days-in-custody")["start"])
    day, missing = date(2020, 7, 15), []
    while day <= date(2026, 1, 31):
        missing += [day] if day not in found else []
        following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        last = following - timedelta(days=1)
        day = last if day.day == 15 else following.replace(day=15)
    assert missing == [date(2025, 9, 30), date(2026, 1, 31)]


def test_a_fiscal_year_that_an_edition_leaves_out_keeps_its_earlier_values(everything):
    series = everything.series("detained-by-days-in-custody").filter(pl.col("detail") == "")
    assert series["value"].min() > 13_000
    assert everything.series("in-custody-length-of-stay")["value"].min() > 0


def test_people_by_days_in_custody_are_those_present_during_the_day_in_another_record(shipped):
    """The other record counts who was present at some time of the day: the days fit as read."""
    everyone = (pl.col("place") == "US") & (pl.col("criminality") == "all")
    present = shipped.series("detained-during-day").filter(everyone)
    ours = shipped.series("detained-by-days-in-custody").filter(pl.col("detail") == "")
    both = ours.join(present, on="start", suffix="_present")
    ratio = both["value"] / both["value_present"]
    assert both.height > 70
    assert ratio.is_between(0.97, 1.03).all()


@pytest.fixture(scope="session")
def everything(readings):
    rows = [row for reading in readings.values() for row in reading.observations]
    return Observations(observations_frame(rows))


def test_stale_zero_months_of_the_bond_sheet_never_override_earlier_values(everything):
    posted = everything.series("bonds-posted")
    assert posted["value"].min() > 0
    assert posted.filter(pl.col("period") == "2025-03")["value"].item() > 100


def test_the_newest_edition_wins_and_revisions_list_the_older_values(everything):
    october = (pl.col("period") == "2024-10") & (pl.col("agency") == "ICE")
    frame = everything.frame.filter((pl.col("series") == "initial-book-ins") & october)
    last = frame.sort("as_of", "trust", "published", "edition").tail(1)
    newest = everything.series("initial-book-ins").filter(october)
    assert newest["value"].item() == last["value"].item()
    assert newest["as_of"].item() == frame["as_of"].max()
    listed = everything.revisions("initial-book-ins").filter(october)
    assert set(listed["value"]) == set(frame["value"])
    assert listed["value"].to_list()[-1] == newest["value"].item()


@pytest.mark.parametrize("day", [date(2021, 7, 1), date(2023, 1, 1), date(2025, 3, 1)])
def test_what_was_known_on_a_day_never_shows_later_values(day, everything, readings):
    known = everything.newest(day)
    assert known["published"].max() <= day
    posted = [r for r in readings.values() if r.edition.published <= day]
    keys = {tuple(getattr(row, part) for part in KEY) for r in posted for row in r.observations}
    assert set(known.select(KEY).rows()) == keys


def test_a_partial_month_ends_with_the_data_and_is_not_complete(readings):
    for reading in readings.values():
        through = reading.edition.through
        for row in reading.observations:
            if row.series == "average-daily-population":
                assert row.end <= through
                last = (row.start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
                assert row.end == min(last, through)
                assert row.complete == (row.end == last)


def test_a_copy_under_another_name_is_the_same_file(workbooks, tmp_path):
    renamed = shutil.copyfile(workbooks / NEWEST, tmp_path / "download (3).xlsx")
    first, again = read_file(workbooks / NEWEST), read_file(renamed)
    assert (again.edition, again.digest, again.signature) == (
        first.edition,
        first.digest,
        first.signature,
    )
    assert first.published_by == "name"
    assert again.published_by == "properties"
    assert abs((again.published - first.published).days) <= 10
    outcome = add_files(
        [workbooks / NEWEST, renamed], tmp_path / "d", known=pl.DataFrame(schema=EDITION_SCHEMA)
    )
    assert (len(outcome.added), len(outcome.duplicates)) == (1, 1)


def test_a_copy_saved_by_another_program_is_known_by_its_values(workbooks, tmp_path):
    copy = save(open_real(workbooks / NEWEST), tmp_path / "saved again.xlsx", date(2026, 2, 3))
    outcome = add_files(
        [workbooks / NEWEST, copy], tmp_path / "d", known=pl.DataFrame(schema=EDITION_SCHEMA)
    )
    assert len(outcome.added) == 1
    assert outcome.duplicates[0][0] == "saved again.xlsx"
    assert "same values, saved again" in outcome.duplicates[0][1]


def test_dates_in_the_bond_sheet_are_dates_for_both_programs(workbooks, readings):
    sheet = open_real(workbooks / NEWEST)["Monthly Bond Statistics"]
    headings = {cell.value for cell in sheet[3] if isinstance(cell.value, datetime)}
    read = {r.start for r in readings[NEWEST].observations if r.series == "bonds-posted"}
    assert read <= {heading.date() for heading in headings}


def test_reading_one_workbook_twice_gives_the_same(workbooks, readings):
    again = read_workbook(workbooks / NEWEST, workbook_layout())
    assert again == readings[NEWEST]
