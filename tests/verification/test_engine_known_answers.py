"""The engine of networks against theory: every answer of the page, in its quick form."""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest

VERIFICATION = Path(__file__).parents[2] / "verification"
CASES = {
    "K1", "K2", "K3", "K4", "K6", "K7", "K8", "K9", "K10", "K11", "K13", "K14", "mean and chance",
    "common numbers",
}  # fmt: skip


class Answers(NamedTuple):
    records: list[Any]
    tables: dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def programs() -> Iterator[None]:
    sys.path.insert(0, str(VERIFICATION))
    yield
    sys.path.remove(str(VERIFICATION))


def program(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def answers(programs: None) -> Answers:
    return Answers(*program("engine_known_answers").known_answers(full=False))


def test_every_answer_agrees_with_theory(answers: Answers) -> None:
    off = [
        f"{r.id}: {r.quantity}: expected {r.expected:g}, found {r.found:g} ({r.basis} {r.error:g})"
        for r in answers.records
        if not r.control and not r.agrees
    ]
    assert off == []
    assert {r.id for r in answers.records} == CASES


def test_every_wrong_model_is_found_out(answers: Answers) -> None:
    controls = [r for r in answers.records if r.control]
    assert [r.quantity for r in controls if r.agrees] == []
    assert {r.id for r in controls} == {"K1", "K3", "K4", "K6", "common numbers"}


def test_comparisons_by_chance_are_neither_too_far_from_theory_nor_too_near(
    answers: Answers,
) -> None:
    p = np.sort([r.p for r in answers.records if r.p is not None and not r.control])
    ranks = np.arange(1, len(p) + 1) / len(p)
    # Comparisons within a case depend on each other, so that this is looser than Kolmogorov's.
    assert np.abs(p - ranks).max() < 2.5 / math.sqrt(len(p))


def test_more_comparisons_make_each_one_more_patient() -> None:
    records = program("engine_records")
    doubtful = records.by_chance("", "", 0.0, np.array([1.0, 2.0, 3.0]) / 10)
    doubtful = replace(doubtful, p=4e-4)
    assert not records.judged([doubtful])[0].agrees
    assert not records.judged([doubtful, replace(doubtful, p=0.5)])[0].agrees
    many = records.judged([doubtful, *[replace(doubtful, p=0.5)] * 2])
    assert many[0].agrees


def test_a_wrong_model_does_not_make_comparisons_more_patient() -> None:
    records = program("engine_records")
    doubtful = replace(records.exact("", "", 0.0, 0.0), p=5e-4)
    wrong = replace(doubtful, control=True)
    assert not records.judged([doubtful, *[wrong] * 50])[0].agrees


def test_bounds_are_bounds() -> None:
    records = program("engine_records")
    strict = records.judged([records.less("", "", 1.0, 1.0)])
    loose = records.judged([records.less("", "", 1.0, 1.0, strictly=False)])
    assert (strict[0].agrees, loose[0].agrees) == (False, True)


def test_the_chain_of_one_place_is_the_one_worked_out_by_hand() -> None:
    theory = program("engine_theory")
    arrivals, hazard = 0.7, 0.3
    empty_stays = math.exp(-arrivals)
    there = (1 - empty_stays) / (1 - empty_stays * (1 - hazard))
    lost, mean = theory.loss_in_ticks(1, arrivals, hazard)
    assert mean == pytest.approx(there, rel=1e-12)
    assert lost == pytest.approx(1 - hazard * there / arrivals, rel=1e-12)


def test_the_tail_of_waits_adds_up_to_the_mean_wait() -> None:
    theory = program("engine_theory")
    law = theory.queue_in_ticks(3, 0.2, 0.1, 600)
    assert law.tail.sum() == pytest.approx(law.days, rel=1e-9)


def test_a_lognormal_stay_has_the_mean_and_spread_it_was_fitted_to() -> None:
    still = program("engine_theory").lognormal_stay(300, 2.0).still_there(400_000)
    mean = still.sum() - 0.5
    second = (2 * np.arange(len(still)) * still).sum()
    assert mean == pytest.approx(300, rel=0.005)
    assert second / mean**2 == pytest.approx(5, rel=0.02)


def test_the_page_shows_every_answer_and_asks_for_nothing_from_elsewhere(answers: Answers) -> None:
    pages = program("engine_page")
    charts = program("engine_pictures").pictures(answers.records, answers.tables)
    text = pages.page(answers.records, charts, "", 1.0)
    rows = text.count('<th scope="row">')
    assert rows == len(answers.records)
    assert text.count("<figure>") == len(charts) == 8
    assert "<script" not in text
    assert not any(mark in text for mark in ('src="http', 'href="http', "url(http", "@import"))
