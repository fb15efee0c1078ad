from __future__ import annotations

import errno
from pathlib import Path

import polars as pl
import pytest

from evenhand.errors import EvenhandError
from evenhand.results.store import csv_bytes, parquet_bytes, write_files

FILES = {"a.csv": b"one", "b.html": b"two", "c.json": b"three"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_files_are_written_into_a_folder_that_is_made(tmp_path):
    paths = write_files(tmp_path / "new" / "deeper", FILES)
    assert contents(tmp_path / "new" / "deeper") == FILES
    assert [path.name for path in paths] == list(FILES)


def test_older_files_are_replaced_and_other_files_left_alone(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    write_files(tmp_path, FILES)
    assert contents(tmp_path) == FILES | {"notes.txt": b"mine"}


@pytest.mark.parametrize("stage", ["write_bytes", "replace"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_writing_that_fails_leaves_everything_as_it_was(tmp_path, monkeypatch, stage, at):
    before = {"a.csv": b"old", "notes.txt": b"mine"}
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    plain, calls = getattr(Path, stage), []

    def failing(self, *arguments):
        calls.append(self)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return plain(self, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Path, stage, failing)
        with pytest.raises(EvenhandError, match=r"cannot be written \(No space left on device\)"):
            write_files(tmp_path, FILES)
    assert contents(tmp_path) == before


def test_writing_that_is_interrupted_leaves_everything_as_it_was(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(b"old")
    plain, calls = Path.replace, []

    def interrupted(self, target):
        calls.append(self)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return plain(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt, match=r"^$"):
            write_files(tmp_path, FILES)
    assert contents(tmp_path) == {"a.csv": b"old"}


def test_a_folder_in_the_place_of_a_file_is_an_error_and_nothing_changes(tmp_path):
    (tmp_path / "b.html").mkdir()
    (tmp_path / "a.csv").write_bytes(b"old")
    with pytest.raises(EvenhandError, match=r"cannot be written .*\n    choose another with --out"):
        write_files(tmp_path, FILES)
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.html"]


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(EvenhandError, match=r"out  cannot be written \(File exists\)"):
        write_files(tmp_path / "out", FILES)


def test_tables_as_csv_are_rounded_and_end_with_a_line():
    frame = pl.DataFrame({"a": ["x", "y"], "b": [1.23456, 2.0]})
    assert csv_bytes(frame) == b"a,b\nx,1.235\ny,2.000\n"
    assert csv_bytes(frame, decimals=1) == b"a,b\nx,1.2\ny,2.0\n"


def test_tables_as_parquet_have_the_same_bytes_twice_and_come_back():
    frame = pl.DataFrame({"a": ["x", "y"], "b": [1.23456, 2.0]})
    assert parquet_bytes(frame) == parquet_bytes(frame)
    assert pl.read_parquet(parquet_bytes(frame)).equals(frame)
