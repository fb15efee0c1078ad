"""The model against the literature: every row, and the page of the manual."""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

VERIFICATION = Path(__file__).parents[2] / "verification"


@pytest.fixture(scope="module")
def program() -> Iterator[ModuleType]:
    sys.path.insert(0, str(VERIFICATION))
    try:
        yield importlib.import_module("literature")
    finally:
        sys.path.remove(str(VERIFICATION))


@pytest.fixture(scope="module")
def rows(program: ModuleType) -> list[Any]:
    return program.literature()


def test_every_difference_is_explained(rows: list[Any]) -> None:
    off = [f"{r.id}: {r.quantity}: {r.found:g}" for r in rows if not r.control and not r.passed]
    assert off == []


def test_every_wrong_set_up_is_found_out(rows: list[Any]) -> None:
    controls = [r for r in rows if r.control]
    assert [r.quantity for r in controls if not r.passed] == []
    assert len(controls) >= 4


def test_every_publication_has_a_row(rows: list[Any]) -> None:
    assert {r.id for r in rows} == {f"P{n}" for n in range(1, 24)}


def test_only_what_is_not_modelled_has_no_number(rows: list[Any]) -> None:
    assert {r.quantity for r in rows if not math.isfinite(r.found)} == {
        r.quantity for r in rows if r.tests == "nothing"
    }
    assert all(r.low <= r.figure <= r.high for r in rows)
    assert all(r.why for r in rows if r.tests != "nothing")


def test_a_difference_without_a_reason_and_a_wrong_set_up_that_agrees_do_not_pass(
    rows: list[Any],
) -> None:
    row = next(r for r in rows if r.verdict == "within")
    far = replace(row, found=row.high + 1, explanation="")
    assert (far.verdict, far.passed) == ("outside", False)
    assert replace(far, explanation="a reason").passed
    assert not replace(row, control=True).passed


def test_the_page_shows_every_row_and_asks_for_nothing_from_elsewhere(
    program: ModuleType, rows: list[Any]
) -> None:
    charts = program.pictures(rows)
    text = program.page(rows, charts, 1.0)
    assert text.count('<th scope="row">') == len(rows)
    assert text.count("<figure>") == len(charts) == 2
    assert "<script" not in text
    assert not any(mark in text for mark in ('src="http', 'href="http', "url(http", "@import"))


@pytest.mark.docs
def test_the_page_of_the_manual_is_what_the_program_writes(
    program: ModuleType, rows: list[Any]
) -> None:
    assert program.MANUAL.read_text("utf-8") == program.manual_page(rows), (
        "run: python verification/literature.py --docs"
    )
