from __future__ import annotations

import random
import re

import polars as pl
import pytest

from evenhand.errors import EvenhandError, SourceError
from evenhand.sources.door import read_file
from evenhand.sources.ledger import EDITION_SCHEMA, add_files, load_editions
from tests.sources.synthetic import NAME, make_workbook, rewrite
from tests.sources.wrong_files import cases
from tests.sources.wrong_files.makers import facility_days, parquet, raw
from tests.sources.wrong_files.table_cases import REFUSED_TABLES, WARNED_TABLES

REFUSED = (*cases.REFUSED, *REFUSED_TABLES)
WARNED = (*cases.WARNED, *WARNED_TABLES)

NOTHING_KNOWN = pl.DataFrame(schema=EDITION_SCHEMA)
GOOD = b"month,usbp_encounters\n2024-01,124220\n"


def named(corpus):
    return pytest.mark.parametrize("case", corpus, ids=lambda case: case.name.replace(" ", "-"))


def test_the_corpus_holds_at_least_thirty_wrong_files_under_different_names():
    assert len(REFUSED) + len(WARNED) >= 30
    assert len({case.name for case in (*REFUSED, *WARNED)}) == len(REFUSED) + len(WARNED)


@named(REFUSED)
def test_a_wrong_file_is_refused_with_where_what_and_what_to_do(case, tmp_path):
    path = case.make(tmp_path)
    with pytest.raises(SourceError, match=re.escape(case.says[1])) as caught:
        read_file(path)
    message = str(caught.value)
    assert all(words in message for words in case.says), message
    assert all(problem.where and problem.what for problem in caught.value.problems)


@named(REFUSED)
def test_a_refused_file_leaves_the_data_folder_as_it_was(case, tmp_path, state_of):
    folder, wrong = tmp_path / "data", tmp_path / "wrong"
    wrong.mkdir()
    add_files([raw("good.csv", GOOD)(tmp_path)], folder, known=NOTHING_KNOWN)
    before = state_of(folder)
    outcome = add_files([case.make(wrong)], folder, known=load_editions(folder))
    assert outcome.refused and not outcome.added
    assert state_of(folder) == before
    assert len(before) == 2


@named(REFUSED)
def test_the_other_files_of_one_call_are_added_when_one_is_refused(case, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    files = [case.make(wrong), raw("good.csv", GOOD)(tmp_path)]
    outcome = add_files(files, tmp_path / "data", known=NOTHING_KNOWN)
    assert [reading.file for reading in outcome.added] == ["good.csv"]
    assert outcome.refused
    assert pl.read_csv(tmp_path / "data" / "editions.csv")["file"].to_list() == ["good.csv"]


@named(WARNED)
def test_a_doubtful_file_is_read_with_a_warning_that_names_the_cell(case, tmp_path):
    reading = read_file(case.make(tmp_path))
    warnings = [str(problem) for problem in reading.warnings]
    assert any(all(words in text for words in case.says) for text in warnings), warnings
    assert all(problem.fix for problem in reading.warnings)
    assert reading.frame.height > 0


@named([case for case in WARNED if case.left_out])
def test_what_a_warning_says_is_left_out_is_not_in_the_values(case, tmp_path, small):
    names = ("series", "agency", "criminality", "detail", "period")
    doubtful = read_file(case.make(tmp_path)).frame
    sound = read_file(small).frame
    for key in case.left_out:
        wanted = [pl.col(name) == word for name, word in zip(names, key, strict=False) if word]
        assert doubtful.filter(wanted).is_empty(), key
        assert not sound.filter(wanted).is_empty(), key


def test_unknown_labels_that_no_calculation_needs_are_kept_under_their_own_name(tmp_path):
    kept = {
        "unknown release reason": "Paroled by Committee",
        "unknown technology": "Anklet Monitor",
        "unknown disposition": "Administrative Removal",
        "unknown population": "Unaccompanied Adults",
        "unknown days in custody": "adult, 181-356 Days",
    }
    for case in WARNED:
        if case.name in kept:
            frame = read_file(case.make(tmp_path)).frame
            assert kept[case.name] in frame["detail"].to_list()


def test_several_errors_of_one_file_are_told_at_once(tmp_path):
    content = b"month,usbp_encounters\n2025-13,4\n2025-03,many\n2025-04,-4\n"
    with pytest.raises(SourceError, match="is not a month") as caught:
        read_file(raw("b.csv", content)(tmp_path))
    assert [p.where for p in caught.value.problems] == ["b.csv [A2]", "b.csv [B3]", "b.csv [B4]"]


def damaged(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 4, 20))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize("seed", range(4))
def test_a_workbook_with_bytes_changed_at_random_is_read_or_refused_but_never_crashes(
    seed, small, tmp_path
):
    dice, content, refused = random.Random(seed), small.read_bytes(), 0
    for _ in range(100):
        path = raw(NAME, damaged(content, dice))(tmp_path)
        try:
            assert read_file(path).frame.height > 0
        except EvenhandError as error:
            refused += 1
            assert NAME in str(error)
    assert refused > 50


@pytest.mark.parametrize("part", ["sheet2", "sheet3", "sheet5", "sheet6", "sheet7"])
def test_a_sheet_cut_anywhere_is_read_or_refused_but_never_crashes(part, small, tmp_path):
    content, dice = small.read_bytes(), random.Random(part)
    for _ in range(20):
        share = dice.random()
        changes = {f"xl/worksheets/{part}.xml": lambda xml, s=share: xml[: int(len(xml) * s)]}
        with pytest.raises(SourceError, match="damaged workbook"):
            read_file(rewrite(content, tmp_path / NAME, changes))


def test_a_parquet_file_cut_anywhere_is_refused(tmp_path):
    content = parquet(facility_days())(tmp_path).read_bytes()
    for length in range(4, len(content), 101):
        with pytest.raises(SourceError, match=r"damaged Parquet file|neither|columns"):
            read_file(raw("cut.parquet", content[:length])(tmp_path))


def test_a_workbook_is_known_by_its_content_whatever_its_ending(tmp_path):
    path = make_workbook(tmp_path, "download.bin")
    assert read_file(path).frame.equals(read_file(make_workbook(tmp_path, "download.bin")).frame)
    assert read_file(path).kind == "ICE Detention Statistics"
