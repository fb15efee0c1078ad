from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from evenhand.errors import EvenhandError
from evenhand.observations.table import SCHEMA, Observations, keep_changes
from evenhand.sources.build import DERIVED_TABLES, build_shipped, source_files
from evenhand.sources.ledger import (
    EDITION_SCHEMA,
    EDITIONS_FILE,
    OBSERVATIONS_FILE,
    SMALLEST_SHOWN_COUNT,
    shipped_folder,
)
from tests.sources.synthetic import NAME, make_workbook
from tests.sources.wrong_files.makers import raw


def test_what_ships_is_what_the_published_files_give(records, shipped, tmp_path):
    done: list[Path] = []
    outcome = build_shipped(records, tmp_path, done.append)
    assert not outcome.refused
    assert done[:-1] == source_files(records)
    rebuilt = pl.read_parquet(tmp_path / OBSERVATIONS_FILE)
    assert_frame_equal(rebuilt, shipped.frame)
    editions = (tmp_path / EDITIONS_FILE).read_text()
    assert editions == (shipped_folder() / EDITIONS_FILE).read_text()


def test_every_derived_table_is_in_the_source_folder_and_not_read(records):
    there = {path.name for path in (records / "tables").glob("*.csv")}
    assert there >= DERIVED_TABLES
    assert not DERIVED_TABLES & {path.name for path in source_files(records)}


def test_every_shipped_value_has_period_unit_reliability_file_and_place_in_it(shipped):
    frame = shipped.frame
    assert dict(frame.schema) == SCHEMA
    assert frame.null_count().sum_horizontal().item() == 0
    for name in ("series", "period", "place", "unit", "reliability", "edition", "file", "cell"):
        assert (frame[name].str.len_chars() > 0).all(), name
    assert set(frame["reliability"]) <= {"A", "B", "C", "D"}
    assert frame["value"].is_finite().all()
    assert frame["value"].min() >= 0
    assert (frame["start"] <= frame["end"]).all()


def test_every_value_of_a_workbook_names_its_sheet(shipped):
    workbooks = shipped.frame.filter(pl.col("file").str.ends_with(".xlsx"))
    assert (workbooks["sheet"].str.len_chars() > 0).all()
    assert workbooks["cell"].str.contains(r"^[A-Z]+[0-9]+(\+[A-Z]+[0-9]+)*$").all()


def test_every_shipped_value_comes_from_an_edition_in_the_ledger(shipped):
    ledger = pl.read_csv(shipped_folder() / EDITIONS_FILE, schema=EDITION_SCHEMA)
    assert set(shipped.frame["edition"]) <= set(ledger["edition"])
    assert ledger["digest"].n_unique() == ledger.height
    assert (ledger["through"] <= ledger["published"]).all()


def test_no_facility_count_below_eleven_ships(shipped):
    counts = shipped.frame.filter(
        pl.col("series").str.starts_with("facility-") & (pl.col("unit") == "people")
    )
    assert counts.height > 0
    assert counts["value"].min() >= SMALLEST_SHOWN_COUNT


def test_what_ships_holds_no_repeats(shipped):
    assert_frame_equal(keep_changes(shipped.frame), shipped.frame, check_row_order=False)
    newest = Observations(shipped.frame).newest()
    assert newest.height < shipped.frame.height


def test_no_name_or_address_of_a_person_or_author_ships(shipped):
    columns = [name for name, kind in SCHEMA.items() if kind == pl.String()]
    texts = {text for name in columns for text in shipped.frame[name].unique()}
    texts |= set((shipped_folder() / EDITIONS_FILE).read_text().splitlines())
    for wrong in (
        r"[\w.]+@[\w-]+\.\w+",
        r"\b\d{3}-\d{2}-\d{4}\b",
        r"\bA\d{8,9}\b",
        r"(?i)lastModifiedBy|dc:creator|\bauthor:",
        r"(?i)\b(alien number|date of birth)\b",
    ):
        assert not [text for text in texts if re.search(wrong, text)], wrong
    people = shipped.frame.filter(~pl.col("series").str.starts_with("facility-"))
    assert people["detail"].n_unique() < 80


def test_the_authors_of_the_published_workbooks_are_nowhere_in_what_ships(workbooks, shipped):
    import zipfile

    authors = set()
    for path in workbooks.glob("*.xlsx"):
        with zipfile.ZipFile(path) as package:
            if "docProps/core.xml" in package.namelist():
                xml = package.read("docProps/core.xml").decode("utf-8", "replace")
                authors |= set(re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]{5,})<", xml))
    columns = [name for name, kind in SCHEMA.items() if kind == pl.String()]
    texts = {text for name in columns for text in shipped.frame[name].unique()}
    assert authors
    assert not [who for who in authors if any(who in text for text in texts)]


def test_a_source_folder_without_files_is_refused(tmp_path):
    with pytest.raises(EvenhandError, match=r"holds no published files\n +name the folder"):
        build_shipped(tmp_path, tmp_path / "out")


def test_one_bad_file_stops_the_build_and_nothing_is_written(tmp_path):
    folder = tmp_path / "in" / "ice-detention-statistics"
    folder.mkdir(parents=True)
    make_workbook(folder, NAME)
    raw("FY26_broken.xlsx", b"half")(folder)
    with pytest.raises(EvenhandError, match=r"FY26_broken\.xlsx"):
        build_shipped(tmp_path / "in", tmp_path / "out")
    assert not (tmp_path / "out").exists()
