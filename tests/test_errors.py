from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.errors import (
    ClaimError,
    DataError,
    EvenhandError,
    Findings,
    ModelError,
    Problem,
    ScenarioError,
    SourceError,
    did_you_mean,
)

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)


def test_a_problem_is_printed_as_where_what_and_what_to_do():
    problem = Problem("a.xlsx [S!B2]", "is odd", "look again")
    assert str(problem) == "a.xlsx [S!B2]  is odd\n    look again"
    assert str(Problem("a.xlsx", "is odd")) == "a.xlsx  is odd"


def test_an_error_carries_one_problem_or_all_of_them_in_order():
    one, two = Problem("b", "second"), Problem("a", "first")
    assert EvenhandError(one).problems == (one,)
    both = EvenhandError([one, two])
    assert both.problems == (one, two)
    assert str(both) == "b  second\na  first"


@pytest.mark.parametrize("kind", [SourceError, ScenarioError, ClaimError, DataError, ModelError])
def test_every_kind_of_error_is_one_a_user_can_put_right(kind):
    with pytest.raises(EvenhandError, match="is odd"):
        raise kind(Problem("a", "is odd"))


def test_findings_raise_once_with_every_error_and_never_for_warnings():
    findings = Findings()
    findings.warning("a", "odd")
    findings.raise_errors(SourceError)
    findings.error("b", "wrong", "mend it")
    findings.error("c", "worse")
    with pytest.raises(SourceError, match="b  wrong\n    mend it\nc  worse"):
        findings.raise_errors(SourceError)


def test_findings_of_another_reading_are_added_errors_first():
    one, two = Findings(), Findings()
    one.warning("a", "odd")
    two.error("b", "wrong")
    one.extend(two)
    assert [problem.where for problem in one] == ["b", "a"]


def test_a_misspelt_word_is_answered_with_the_nearest_one_and_then_all():
    said = did_you_mean("detainde", ["detained", "arrests"], noun="series")
    assert said == "did you mean 'detained'?  series: arrests, detained"


def test_case_does_not_matter_for_the_nearest_word():
    assert did_you_mean("gps", ["GPS"]).startswith("did you mean 'GPS'?")


def test_a_word_near_to_nothing_is_answered_with_the_list_alone():
    assert did_you_mean("zzz", ["detained", "arrests"]) == "choices: arrests, detained"


def test_a_long_list_of_options_is_cut():
    said = did_you_mean("zzz", [f"option-{n:03}" for n in range(60)])
    assert said.endswith("option-023, …")


@given(WORDS, st.lists(WORDS, max_size=8))
def test_whatever_is_written_the_guess_is_one_of_the_options(word, options):
    said = did_you_mean(word, options)
    if said.startswith("did you mean"):
        assert any(said.startswith(f"did you mean '{option}'?") for option in options)


@given(st.lists(WORDS.filter(bool), min_size=1, max_size=8))
def test_a_word_that_is_an_option_is_its_own_nearest(options):
    nearest = did_you_mean(options[0], options).removeprefix("did you mean '")
    assert any(
        nearest.startswith(f"{option}'?")
        for option in options
        if option.casefold() == options[0].casefold()
    )
