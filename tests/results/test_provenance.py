from __future__ import annotations

import hashlib
import json

import pytest

from evenhand import __version__
from evenhand.errors import EvenhandError
from evenhand.results.provenance import (
    FORM,
    LIBRARIES,
    code_digest,
    differences,
    provenance_record,
    read_record,
    write_record,
)

ARGUMENTS = {"verb": "run", "scenario": {"file": "a.yaml", "text": "title: ü"}}


@pytest.fixture
def record():
    return provenance_record(ARGUMENTS, {"digest": "d", "editions": []}, {"a.csv": b"one"})


def test_a_record_names_software_arguments_data_and_outputs(record):
    assert record["form"] == FORM
    assert record["software"]["evenhand"] == __version__
    assert record["software"]["code"] == code_digest()
    assert set(record["software"]["libraries"]) == set(LIBRARIES)
    assert record["outputs"] == {"a.csv": hashlib.sha256(b"one").hexdigest()}


def test_a_record_comes_back_from_its_file_or_its_folder(record, tmp_path):
    (tmp_path / "provenance.json").write_bytes(write_record(record))
    assert read_record(tmp_path) == read_record(tmp_path / "provenance.json") == record


def test_a_record_names_no_time_and_no_place_on_the_machine(record):
    text = write_record(record).decode()
    assert "/home" not in text
    assert "/work" not in text
    assert write_record(record) == write_record(dict(reversed(record.items())))


def test_a_missing_record_is_an_error_that_says_what_to_name(tmp_path):
    with pytest.raises(EvenhandError, match=r"cannot be read .*\n    name the provenance\.json"):
        read_record(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", r"is not JSON"),
        (b"\xff\xfe", r"is not JSON"),
        (b"[1, 2]", r"is not a record of a run"),
        (b"{}", r"is not a record of a run"),
        (b'{"form": 1, "software": 1, "arguments": [], "data": "", "outputs": 3}',
         r"is not a record of a run"),
        (b'{"form": 9, "software": {}, "arguments": {}, "data": {}, "outputs": {}}',
         r"has form 9; this version reads form 1\n    install the version that it names"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_record_is_refused(content, said, tmp_path):
    path = tmp_path / "provenance.json"
    path.write_bytes(content)
    with pytest.raises(EvenhandError, match=said):
        read_record(path)


def test_what_differs_between_two_records_is_named(record):
    other = json.loads(json.dumps(record))
    assert differences(record, other) == []
    other["software"]["python"] = "2.7"
    other["data"]["digest"] = "another"
    said = differences(record, other)
    assert said[0].startswith("software python: was 3.")
    assert said[0].endswith("is 2.7")
    assert said[1] == "data digest: was d, is another"


def test_long_differences_are_shortened(record):
    other = json.loads(json.dumps(record))
    other["data"]["editions"] = [{"file": "x" * 500}]
    (said,) = differences(record, other)
    assert len(said) < 200
    assert "differs" in said


def test_the_digest_of_the_code_is_the_same_in_every_call():
    assert code_digest() == code_digest()
    assert len(code_digest()) == 64
