"""The comparison with the second opinion, recomputed from the workbooks."""

from __future__ import annotations

import importlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

VERIFICATION = Path(__file__).parents[2] / "verification"


class Comparison(NamedTuple):
    program: ModuleType
    page: ModuleType
    compared: list[Any]
    record: Any


@pytest.fixture(scope="module")
def comparison() -> Iterator[Comparison]:
    sys.path.insert(0, str(VERIFICATION))
    try:
        program = importlib.import_module("tables_comparison")
        page = importlib.import_module("tables_page")
        for folder in (program.TABLES, program.WORKBOOKS):
            if not folder.is_dir():
                pytest.skip(f"the second opinion is not here: {folder} is missing")
        yield Comparison(program, page, *program.compare())
    finally:
        sys.path.remove(str(VERIFICATION))


def summary_of(text: str) -> dict[str, tuple[int, ...]]:
    rows = re.findall(r"^\| (\S+\.csv)((?: \| \d+){5}) \|$", text, re.MULTILINE)
    return {name: tuple(int(n) for n in re.findall(r"\d+", numbers)) for name, numbers in rows}


def test_the_counts_of_every_table_are_those_of_the_page(comparison: Comparison) -> None:
    stated = summary_of(comparison.program.PAGE.read_text("utf-8"))
    found = {name: tuple(rest) for name, *rest in comparison.program.summary_rows(comparison[2])}
    assert len(found) == 8
    assert stated == found


def test_every_value_of_the_tables_is_counted_once(comparison: Comparison) -> None:
    program = comparison.program
    counted = Counter(one.table for one in comparison.compared if one.theirs is not None)
    for name, *numbers in program.summary_rows(comparison.compared):
        assert numbers[0] == numbers[1] + numbers[2]
        assert counted[name] == numbers[0] + numbers[3]


def test_no_difference_is_unexplained(comparison: Comparison) -> None:
    program = comparison.program
    unexplained = [
        (one.table, one.key)
        for one in comparison.compared
        if one.outcome != program.EQUAL and one.cause in ("", program.UNKNOWN)
    ]
    assert unexplained == []


def test_the_page_is_what_the_program_writes(comparison: Comparison, tmp_path: Path) -> None:
    fresh = tmp_path / "page.md"
    fresh.write_text(comparison.page.page(comparison.compared, comparison.record), "utf-8")
    assert fresh.read_bytes() == comparison.program.PAGE.read_bytes(), (
        "run: python verification/tables_comparison.py --write"
    )


def test_counts_must_agree_exactly_and_averages_but_for_rounding(comparison: Comparison) -> None:
    equal = comparison.program.equal
    assert not equal(41612.0, 41615.0)
    assert equal(63175.580645, 63175.58064516129)
    assert not equal(63175.58, 63189.12)
