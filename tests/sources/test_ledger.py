from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from evenhand.errors import EvenhandError
from evenhand.observations.table import SCHEMA, Observations
from evenhand.sources import ledger
from evenhand.sources.door import read_file
from evenhand.sources.ledger import (
    DATA_VARIABLE,
    EDITION_SCHEMA,
    EDITIONS_FILE,
    OBSERVATIONS_FILE,
    add_files,
    load_editions,
    load_observations,
    shipped_folder,
    user_folder,
)
from tests.sources.synthetic import DETENTION, make_book, make_workbook, save
from tests.sources.wrong_files.makers import raw

NOTHING_KNOWN = pl.DataFrame(schema=EDITION_SCHEMA)


def stored(folder: Path) -> Observations:
    return Observations(pl.read_parquet(folder / OBSERVATIONS_FILE))


def add(folder, *paths, known=NOTHING_KNOWN, **options):
    return add_files(paths, folder, known=known, **options)


def test_an_added_file_is_in_the_observations_and_in_the_ledger(small, tmp_path):
    outcome = add(tmp_path, small)
    assert outcome.new_values == stored(tmp_path).frame.height > 0
    (entry,) = pl.read_csv(tmp_path / EDITIONS_FILE, schema=EDITION_SCHEMA).to_dicts()
    reading = outcome.added[0]
    assert entry["file"] == small.name
    assert entry["digest"] == reading.digest
    assert (entry["through"], entry["published"]) == (date(2026, 1, 25), date(2026, 2, 2))
    assert entry["values"] == reading.frame.height


def test_only_two_files_are_ever_in_the_data_folder(small, tmp_path):
    add(tmp_path, small)
    assert {path.name for path in tmp_path.iterdir()} == {OBSERVATIONS_FILE, EDITIONS_FILE}


def test_the_same_file_is_added_once_even_when_named_twice(small, tmp_path, state_of):
    outcome = add(tmp_path, small, small)
    assert (len(outcome.added), len(outcome.duplicates)) == (1, 1)
    before = state_of(tmp_path)
    again = add(tmp_path, small, known=pl.read_csv(tmp_path / EDITIONS_FILE, schema=EDITION_SCHEMA))
    assert not again.added
    assert "already in the ledger as FY2026-2026-01-25" in again.duplicates[0][1]
    assert state_of(tmp_path) == before


def test_a_copy_saved_again_is_noted_in_the_ledger_but_adds_no_value(small, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    book = make_book()
    book["Header"]["A9"] = "saved again"
    copy = save(book, other / "copy.xlsx")
    outcome = add(tmp_path / "data", small, copy)
    assert outcome.duplicates[0][0] == "copy.xlsx"
    assert "with the same values, saved again" in outcome.duplicates[0][1]
    entries = pl.read_csv(tmp_path / "data" / EDITIONS_FILE, schema=EDITION_SCHEMA)
    assert entries["same_as"].to_list() == ["", outcome.added[0].edition]
    assert stored(tmp_path / "data").frame["file"].unique().to_list() == [small.name]


def test_a_later_edition_revises_and_the_older_values_stay(small, tmp_path):
    def revised(book):
        book[DETENTION]["J21"], book[DETENTION]["J20"] = 310, 1510

    later = make_workbook(tmp_path, "FY26_detentionStats03022026.xlsx", revised, date(2026, 2, 21))
    add(tmp_path / "d", small, later)
    observations = stored(tmp_path / "d")
    october = pl.col("period") == "2025-10"
    series = observations.series("initial-book-ins").filter(october & (pl.col("agency") == "CBP"))
    assert series["value"].to_list() == [310]
    known = observations.series("initial-book-ins", date(2026, 2, 10)).filter(october)
    assert 300 in known["value"].to_list()
    moved = observations.revisions("initial-book-ins").filter(pl.col("agency") == "CBP")
    assert moved.filter(october).select("value", "change").rows() == [(300, None), (310, 10)]


def test_a_month_becomes_complete_with_the_next_edition(small, tmp_path):
    later = make_workbook(tmp_path, "FY26_detentionStats03022026.xlsx", through=date(2026, 2, 21))
    add(tmp_path / "d", small, later)
    shown = stored(tmp_path / "d").series("initial-book-ins").unique("period").sort("period")
    assert shown.select("period", "complete", "end").rows()[-2:] == [
        ("2026-01", True, date(2026, 1, 31)),
        ("2026-02", False, date(2026, 2, 21)),
    ]


def test_the_order_in_which_files_are_added_does_not_matter(small, tmp_path):
    later = make_workbook(tmp_path, "FY26_detentionStats03022026.xlsx", through=date(2026, 2, 21))
    add(tmp_path / "one", small, later)
    add(tmp_path / "two", later, small)
    add(tmp_path / "three", later)
    add(tmp_path / "three", small)
    frames = [stored(tmp_path / name).newest() for name in ("one", "two", "three")]
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])


def test_small_facility_counts_are_not_kept(small, tmp_path):
    add(tmp_path, small)
    frame = stored(tmp_path).frame
    people = frame.filter(
        pl.col("series").str.starts_with("facility-") & (pl.col("unit") == "people")
    )
    assert people["value"].min() >= 11
    assert set(people["detail"]) == {"NORTH HOUSE", "SOUTH HOUSE"}
    assert read_file(small).frame.filter(pl.col("value") < 11).height > 0


def test_facility_rows_can_be_left_out_altogether(small, tmp_path):
    add(tmp_path, small, keep_facilities=False)
    assert not [name for name in stored(tmp_path).names() if name.startswith("facility-")]


def test_an_interrupted_writing_leaves_the_folder_as_it_was(small, tmp_path, state_of, monkeypatch):
    table = raw("t.csv", b"month,usbp_encounters\n2025-01,5\n")(tmp_path)
    folder = tmp_path / "data"
    add(folder, table)
    before = state_of(folder)

    def half_written(self, path, *_args, **_options):
        Path(path).write_bytes(b"half")
        raise KeyboardInterrupt("stopped by hand")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", half_written)
    with pytest.raises(KeyboardInterrupt, match="stopped by hand"):
        add(folder, small)
    assert state_of(folder) == before


def test_a_full_disk_is_told_in_words_and_leaves_the_folder_as_it_was(
    small, tmp_path, state_of, monkeypatch
):
    def full(self, path, *_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(EvenhandError, match=r"cannot be written \(No space left on device\)"):
        add(tmp_path / "data", small)
    assert state_of(tmp_path / "data") == {}


def test_a_data_folder_that_is_a_file_is_told_in_words(small, tmp_path):
    (tmp_path / "data").write_text("I am a file")
    with pytest.raises(EvenhandError, match=r"cannot be written[\s\S]*--data-dir"):
        add(tmp_path / "data", small)


@pytest.mark.parametrize(
    ("name", "content"),
    [(OBSERVATIONS_FILE, b"half"), (EDITIONS_FILE, b"edition,kind\nx,y,z,\xff\n")],
)
def test_a_damaged_data_folder_is_told_in_words(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    load = load_observations if name == OBSERVATIONS_FILE else load_editions
    with pytest.raises(EvenhandError, match=r"is damaged[\s\S]*add your files again"):
        load(tmp_path)


def test_a_data_folder_with_other_columns_is_told_in_words(tmp_path):
    columns = {name: pl.Series([], dtype=pl.String) for name in SCHEMA}
    pl.DataFrame(columns).write_parquet(tmp_path / OBSERVATIONS_FILE)
    with pytest.raises(EvenhandError, match="is damaged"):
        load_observations(tmp_path)


def test_the_users_folder_is_the_chosen_one_then_the_variable_then_the_usual(tmp_path, monkeypatch):
    assert user_folder(tmp_path / "chosen") == tmp_path / "chosen"
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "variable"))
    assert user_folder() == tmp_path / "variable"
    monkeypatch.delenv(DATA_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    assert user_folder() == tmp_path / "home" / "evenhand"


def test_without_a_home_folder_the_user_is_asked_to_name_one(monkeypatch):
    def homeless():
        raise RuntimeError

    monkeypatch.delenv(DATA_VARIABLE)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(ledger.Path, "home", homeless)
    with pytest.raises(EvenhandError, match="no home folder"):
        user_folder()


def test_what_ships_is_known_without_any_folder_of_ones_own(tmp_path):
    assert load_editions(tmp_path).height == pl.read_csv(shipped_folder() / EDITIONS_FILE).height
    assert load_observations(tmp_path).frame.schema == SCHEMA


def test_ones_own_editions_come_on_top_of_what_ships(small, tmp_path):
    later = make_workbook(tmp_path, "FY26_detentionStats03022026.xlsx", through=date(2026, 2, 21))
    add(tmp_path / "d", later, known=load_editions(tmp_path / "d"))
    known = load_observations(tmp_path / "d").series("initial-book-ins")
    assert known["period"].to_list()[-1] == "2026-02"
    assert known["period"].to_list()[0] < "2021"
