"""Claims of what would be: what is asked of the model, and the answers that ship."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from evenhand.claims.answers import (
    ModelAnswer,
    answers_text,
    inputs_digest,
    shipped_answers,
    shipped_path,
)
from evenhand.claims.computations import OfModel
from evenhand.claims.files import load_ledger
from evenhand.claims.judging import NOT_CHECKABLE, NOT_SUPPORTED, ROUGHLY, SUPPORTED, probability
from evenhand.claims.model_answers import DRAWS, SEED, Limits, answers, asked_of_model
from evenhand.claims.record import Record
from evenhand.claims.verdicts import judge
from evenhand.errors import ClaimError, EvenhandError

LEDGER = load_ledger("feasibility")
ASKED = asked_of_model(LEDGER.claims)


def test_every_question_of_the_shipped_claims_has_its_shipped_answer():
    shipped = shipped_answers()
    assert set(shipped) == set(ASKED)
    for asked, answer in shipped.items():
        assert len(answer.values) == DRAWS
        assert answer.threshold == (ASKED[asked].one if ASKED[asked].main else None)
        assert all(np.isfinite(answer.values))


def test_shipped_answers_are_of_these_parameters_draws_scenarios_and_observations():
    content = json.loads(shipped_path().read_text("utf-8"))
    assert content["inputs"] == inputs_digest(ASKED)
    assert (content["draws"], content["seed"]) == (DRAWS, SEED)


def test_shipped_answers_come_out_again(shipped):
    asked = next(one for one in ASKED if one.levers and one.known_on is None)
    (found,) = answers(shipped, {asked: ASKED[asked]}, draws=2, workers=1, takes=False).values()
    kept = shipped_answers()[asked]
    assert found.values == kept.values[:2]
    assert (found.central, found.unit, found.first, found.last, found.binding) == (
        kept.central, kept.unit, kept.first, kept.last, kept.binding,
    )  # fmt: skip


def test_answers_are_read_as_they_were_written():
    kept = shipped_answers()
    text = answers_text(kept, draws=DRAWS, seed=SEED)
    again = json.loads(text)["answers"]
    assert [one["values"] for one in again] == [list(one.values) for one in kept.values()]


def test_damaged_answers_are_refused(tmp_path, monkeypatch):
    broken = tmp_path / "model_answers.json"
    broken.write_text('{"answers": [{"asked": {}}]}', "utf-8")
    monkeypatch.setattr("evenhand.claims.answers.shipped_path", lambda: broken)
    with pytest.raises(ClaimError, match=r"model_answers\.json  is damaged"):
        shipped_answers()
    broken.unlink()
    assert shipped_answers() == {}


def test_limits_are_those_of_the_statement_and_of_comparisons():
    first = next(iter(ASKED))
    assert ASKED[first] == Limits(3000.0, None, main=True)
    docket = next(one for one in ASKED if one.measure == "docket")
    assert ASKED[docket] == Limits(None, 66000.0)
    times = next(one for one in ASKED if one.levers)
    assert ASKED[times].at_least == pytest.approx(3 * 0.95)
    assert sum(limits.main for limits in ASKED.values()) == len(LEDGER.claims)


def with_values(record, *values):
    first = LEDGER.claims["F01"].definitions[0].compute
    answer = replace(record.answers[first], values=values)
    return replace(record, answers={**record.answers, first: answer})


def only_first(name):
    claim = LEDGER.claims[name]
    return claim.model_copy(update={"definitions": claim.definitions[:1]})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((3000.0, 3100.0, 2000.0), SUPPORTED),
        ((3000.0, 2999.0), ROUGHLY),
        ((1000.0, 2000.0, 3000.0, 100.0), NOT_SUPPORTED),
    ],
)
def test_the_verdict_is_how_many_draws_agree(values, expected, record):
    assert judge(with_values(record, *values), "F01", only_first("F01")).verdict == expected


@pytest.mark.parametrize("name", LEDGER.claims)
def test_another_number_gets_another_verdict(name, record):
    claim = only_first(name)
    verdict = judge(record, name, claim).verdict
    if claim.number is None:
        claim = claim.model_copy(update={"says": "does-not-hold"})
    else:
        claim = claim.model_copy(update={"number": claim.number / 100})
    assert judge(record, name, claim).verdict != verdict


def test_a_claim_that_has_not_been_asked_is_not_checkable_and_says_so(record):
    one = judge(replace(record, answers={}), "F01", only_first("F01"))
    assert one.verdict == NOT_CHECKABLE
    assert "--afresh" in one.reason


def test_what_binds_and_what_it_would_take_is_told(record):
    one = judge(record, "F01", LEDGER.claims["F01"])
    assert "none of 100 draws agree with the statement" in one.reason
    assert "at its limit: judges" in one.reason
    assert "what it would take: " in one.reason
    assert probability(one.claim, one.computed[0]) == 0
    assert "forecast" in one.flags


def test_the_probability_is_that_of_the_threshold(record):
    claim = only_first("F01")
    values = np.array(record.answers[claim.definitions[0].compute].values)
    for number in np.quantile(values, [0.1, 0.5, 0.9]):
        moved = claim.model_copy(update={"number": float(number)})
        one = judge(record, "F01", moved)
        assert probability(moved, one.computed[0]) == pytest.approx(np.mean(values >= number))


def test_days_outside_a_run_are_refused(shipped):
    asked = OfModel("arrests", begins=date(1999, 1, 1), ends=date(1999, 12, 31))
    with pytest.raises(EvenhandError, match=r"before the run does"):
        answers(shipped, {asked: Limits(5.0)}, draws=2, workers=1)


def test_a_lever_and_a_scenario_are_put_together(shipped):
    plain = OfModel("detained", scenario="beds-100k", statistic="end", ends=date(2026, 3, 31))
    more = replace(plain, levers=(("cooperation", 1.0),))
    found = answers(shipped, {plain: Limits(), more: Limits()}, draws=2, workers=1)
    assert found[plain].unit == found[more].unit == "people"
    assert found[plain].central != found[more].central


def test_an_answer_is_frozen_data():
    one = ModelAnswer("people", (1.0,), date(2026, 1, 1), date(2026, 1, 2), 1.0)
    with pytest.raises(AttributeError, match=r"cannot assign"):
        one.unit = "cases"
    assert Record is not None
