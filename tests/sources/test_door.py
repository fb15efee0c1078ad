from __future__ import annotations

import hashlib

import pytest

from evenhand.errors import SourceError
from evenhand.observations.table import Observations, observations_frame
from evenhand.sources.door import read_file, signature_of
from tests.observations.test_table import version
from tests.sources.synthetic import NAME, make_book, make_workbook, save
from tests.sources.wrong_files.makers import facility_days, parquet, raw


def test_each_kind_of_file_comes_in_by_the_one_door(small, tmp_path):
    table = raw("t.csv", b"month,usbp_encounters\n2025-01,5\n")(tmp_path)
    days = parquet(facility_days())(tmp_path)
    assert read_file(small).kind == "ICE Detention Statistics"
    assert read_file(table).kind == "border encounters by month"
    assert read_file(days).kind == "people detained by facility and day"


def test_the_ending_of_a_file_does_not_matter(tmp_path):
    days = parquet(facility_days(), "days.csv")(tmp_path)
    assert read_file(days).kind == "people detained by facility and day"
    table = raw("t.txt", b"month,usbp_encounters\n2025-01,5\n")(tmp_path)
    assert read_file(table).frame["value"].to_list() == [5]


def test_a_reading_carries_the_digest_of_the_files_bytes(small):
    assert read_file(small).digest == hashlib.sha256(small.read_bytes()).hexdigest()


def test_a_copy_saved_again_has_another_digest_and_the_same_signature(small, tmp_path):
    book = make_book()
    book["Header"]["A9"] = "saved again"
    again, first = read_file(save(book, tmp_path / NAME)), read_file(small)
    assert again.digest != first.digest
    assert again.signature == first.signature


def test_one_changed_value_changes_the_signature(small, tmp_path):
    def one_more(book):
        book["Detention FY26"]["J21"] = 301

    changed = read_file(make_workbook(tmp_path, change=one_more))
    assert changed.signature != read_file(small).signature


def test_the_signature_depends_on_keys_and_values_alone():
    rows = [version(1, 5.0, 1, 1), version(2, 6.0, 1, 1, period="2025-02")]
    plain = signature_of(observations_frame(rows))
    moved = [version(7, row.value, 4, 9, period=row.period) for row in reversed(rows)]
    assert signature_of(observations_frame(moved)) == plain
    assert signature_of(observations_frame(rows[:1])) != plain


def test_a_reading_lists_no_value_twice(small):
    frame = read_file(small).frame
    assert Observations(frame).newest().height == frame.height


def test_an_old_ending_with_unknown_content_is_judged_as_a_workbook(tmp_path):
    path = raw("FY19.xls", b"not a workbook at all")(tmp_path)
    with pytest.raises(SourceError, match="is not an Excel workbook"):
        read_file(path)
