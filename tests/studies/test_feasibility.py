"""What could be, with which probability, and what it would take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from evenhand.errors import EvenhandError
from evenhand.fitting.system_fit import fit_system
from evenhand.model.levers import levers
from evenhand.model.posterior import Draws, shipped_draws
from evenhand.scenarios.schema import Change, Scenario
from evenhand.studies.feasibility import Question, feasibility
from evenhand.studies.needs import MOST_FACTOR, means
from evenhand.studies.stated import stated_questions, tripled
from evenhand.studies.tries import Case, Tries

ENDS = date(2026, 3, 31)
ARRESTS = Question("arrests", None, "arrests", "mean", ends=ENDS, at_least=2_000.0)
SOME = ("workforce.officers", "at_large.hours_per_arrest", "cooperation", "removal.flights",
        "cost.bed_day", "workforce.attrition", "detention.speed")  # fmt: skip


def scenario(**changes) -> Scenario:
    """A scenario of some levers' values."""
    because = "To see what the model does with it."
    return Scenario(
        title="A test", author="tests", source="none", why="What follows?",
        changes={lever: Change(lever=lever.replace("__", "."), value=value, because=because)
                 for lever, value in changes.items()},
    )  # fmt: skip


@pytest.fixture(scope="module")
def central(shipped):
    return fit_system(shipped)


@pytest.fixture(scope="module")
def found(shipped):
    """A question with what it would take."""
    return feasibility(shipped, [ARRESTS], draws=4, workers=1, levers=SOME)[0]


def asked(shipped, *questions, draws=5, seed=0, levers=()):
    return feasibility(shipped, questions, draws=draws, seed=seed, workers=1, levers=levers)


def test_the_probability_falls_as_the_threshold_rises(shipped):
    plain = asked(shipped, replace(ARRESTS, at_least=0.0))[0]
    middle = np.sort(plain.values)
    thresholds = [0.0, *((middle[1:] + middle[:-1]) / 2), 1e9]
    answers = asked(shipped, *(replace(ARRESTS, at_least=x) for x in thresholds))
    assert [one.probability for one in answers] == [1.0, 0.8, 0.6, 0.4, 0.2, 0.0]
    at_most = asked(shipped, *(replace(ARRESTS, at_least=None, at_most=x) for x in thresholds))
    assert [one.probability for one in at_most] == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])


def test_the_values_hold_both_what_is_not_known_and_chance(shipped):
    posterior = shipped_draws()
    same = Draws(posterior.levers, np.repeat(posterior.values[:1], 4, axis=0))
    chance = asked(shipped, ARRESTS, draws=same)[0].values
    assert 0 < chance.std() < 0.02 * chance.mean()
    both = asked(shipped, ARRESTS, draws=8)[0].values
    assert both.std() > chance.std()
    assert not np.array_equal(chance, asked(shipped, ARRESTS, draws=same, seed=1)[0].values)


def test_the_interval_is_that_of_the_values(shipped):
    one = asked(shipped, ARRESTS, draws=9)[0]
    assert len(one.values) == 9
    assert one.low == pytest.approx(np.quantile(one.values, 0.05))
    assert one.median == pytest.approx(np.median(one.values))
    assert one.high == pytest.approx(np.quantile(one.values, 0.95))
    assert one.low <= one.central <= one.high or abs(one.central / one.median - 1) < 0.1
    assert (one.first_day, one.last_day, one.unit) == (date(2026, 1, 26), ENDS, "people/day")


def test_none_of_few_draws_is_not_called_impossible(shipped):
    never, always = asked(
        shipped, replace(ARRESTS, at_least=1e6), replace(ARRESTS, at_least=0.0), draws=9
    )
    # With n draws of which none does: 1 - 0.05^(1/(n+1)) at most, 19 times of 20.
    assert never.said == "less than 25.9% (none of 9 joint draws)"
    assert always.said == "more than 74.1% (all 9 joint draws)"


def test_what_is_needed_has_been_reached_and_a_little_less_does_not_do(central, found):
    tries = Tries(Case(central, None, (ENDS - central.first_day).days + 1), ARRESTS, 0)
    reaching = [one for one in found.takes if one.needed is not None]
    assert {one.lever for one in reaching} >= {"workforce.officers", "at_large.hours_per_arrest"}
    for one in reaching:

        def value(number, lever=one.lever):
            run = tries.run({"x": Change(lever=lever, value=number, because="A test of it.")})
            return tries.expected(run)

        assert value(one.needed) == pytest.approx(one.reached, rel=1e-6)
        assert ARRESTS.at_least <= one.reached < 1.01 * ARRESTS.at_least
        short = one.needed + 0.02 * (one.baseline - one.needed)
        assert value(short) < ARRESTS.at_least


def test_what_is_needed_stands_beside_the_evidence(found):
    for one in found.takes:
        lever = levers()[one.lever]
        assert (one.low, one.high, one.unit) == (lever.low, lever.high, lever.unit)
        if one.needed is None or lever.basis == "definition":
            assert one.inside is None
        else:
            assert one.inside == (one.low <= one.needed <= one.high)
    officers = next(one for one in found.takes if one.lever == "workforce.officers")
    assert officers.baseline == pytest.approx(6_100)
    assert officers.inside is False


def test_levers_that_do_not_move_the_number_are_left_out(found):
    named = [one.lever for one in found.takes]
    assert "surge.visit_days" not in named  # there are no visits
    assert "cost.bed_day" not in named
    assert "cooperation" in named


def test_a_lever_that_cannot_reach_it_says_how_far_it_goes(shipped):
    far = replace(ARRESTS, at_least=1e5)
    one = asked(shipped, far, draws=1, levers=("cooperation",))[0].takes[0]
    assert (one.needed, one.inside) == (None, None)
    base = asked(shipped, replace(far, scenario=scenario(cooperation=1.0)), draws=1)[0]
    assert one.reached == pytest.approx(base.central)


def test_what_is_so_already_takes_nothing(shipped):
    one = asked(shipped, replace(ARRESTS, at_least=10.0), draws=1, levers=SOME)[0]
    assert (one.takes, one.together) == ((), ())


def test_the_combinations_reach_it_and_say_what_matters(found):
    resources, helped = found.together
    assert resources.met and resources.reached == pytest.approx(2_000, rel=0.01)
    assert 1 < resources.factor < MOST_FACTOR
    for lever, before, then in resources.levers:
        assert then == pytest.approx(before * resources.factor), lever
    without = dict(resources.without)
    # Arrests hang on officers; seats on aircraft are no part of them.
    assert without["workforce.officers"] < 1_800
    assert without["removal.flights"] == pytest.approx(resources.reached, rel=1e-3)
    assert resources.without[0][0].startswith("workforce.")
    assert helped.met and 0 < helped.share < 1
    assert {lever for lever, _, _ in helped.levers} <= set(SOME)
    for lever, before, then in helped.levers:
        low, high = levers()[lever].low, levers()[lever].high
        assert min(low, before) <= then <= max(high, before)


def test_where_the_ends_of_the_evidence_fail_resources_come_on_top(shipped):
    one = asked(shipped, replace(ARRESTS, at_least=5_000.0), draws=1,
                levers=("cooperation", "workforce.officers"))[0]  # fmt: skip
    _, helped, both = one.together
    assert not helped.met and helped.share is None
    assert both.met and both.factor > 1 and both.share == 1.0
    assert both.reached > helped.reached


@pytest.mark.parametrize("at_most", [1_200.0, 900.0])
def test_the_search_goes_down_as_well(shipped, at_most):
    less = replace(ARRESTS, at_least=None, at_most=at_most)
    one = asked(shipped, less, draws=1, levers=("workforce.officers", "cooperation"))[0]
    for need in one.takes:
        if need.needed is not None:
            assert need.needed < need.baseline
            assert 0.98 * at_most < need.reached <= at_most


def test_beds_bind_where_there_are_few_and_not_where_there_are_many(shipped):
    few = replace(ARRESTS, scenario=scenario(beds=40_000.0))
    many = replace(ARRESTS, scenario=scenario(beds=1_000_000.0))
    answers = asked(shipped, few, many, draws=1)
    names = [[one.name for one in answer.binding] for answer in answers]
    assert "beds" in names[0] and "beds" not in names[1]
    beds = next(one for one in answers[0].binding if one.name == "beds")
    assert beds.share == 1.0 and beds.since == date(2026, 1, 26)
    use = next(one for one in answers[0].uses if one.name == "beds")
    assert use.offered == 40_000


def test_the_academy_binds_when_more_officers_are_wanted_than_it_takes(shipped):
    question = Question(
        "three times", tripled("2026"), "officers, multiple of the start", "end",
        ends=date(2026, 12, 31), at_least=2.0,
    )  # fmt: skip
    one = asked(shipped, question, draws=2, levers=("workforce.academy_places",))[0]
    academy = next(x for x in one.binding if x.name == "places at the academy")
    assert academy.share == 1.0
    assert one.takes[0].needed > one.takes[0].high and one.takes[0].inside is False
    resources = one.together[0]
    assert [lever for lever, _, _ in resources.levers] == ["workforce.academy_places"]
    assert resources.met
    alone = asked(shipped, replace(question, scenario=None), draws=1)[0]
    assert "places at the academy" not in [x.name for x in alone.binding]


def test_the_largest_day_is_found_by_chance(shipped):
    day = replace(ARRESTS, statistic="largest", ends=date(2026, 2, 28), at_least=2_200.0)
    one = asked(shipped, day, draws=2, levers=("detainers.issued",))[0]
    mean = asked(shipped, ARRESTS, draws=1)[0]
    assert one.central > 1.1 * mean.central
    assert one.takes[0].reached >= 2_200
    assert one.takes[0].reached < 1.1 * 2_200


def test_the_answers_are_the_same_for_any_number_of_workers(shipped):
    questions = [ARRESTS, replace(ARRESTS, measure="removals", scenario="full-cooperation")]
    few = ("cooperation", "workforce.officers")
    answers = [
        feasibility(shipped, questions, draws=11, seed=3, workers=workers, levers=few)
        for workers in (1, 2)
    ]
    for one, other in zip(*answers, strict=True):
        assert one.values.tobytes() == other.values.tobytes()
        assert repr(one) == repr(other)


def test_progress_is_told_to_the_end(shipped):
    told = []
    feasibility(
        shipped, [ARRESTS], draws=3, workers=1, levers=("cooperation",),
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert told == [(n, 4) for n in range(1, 5)]


def test_everything_that_is_wrong_is_said_at_once(shipped):
    wrong = [
        replace(ARRESTS, name="one", measure="arrest"),
        replace(ARRESTS, name="two", at_least=None),
        replace(ARRESTS, name="three", begins=date(2026, 4, 2)),
        replace(ARRESTS, name="four", scenario="full-coperation"),
        replace(ARRESTS, name="five", at_most=1.0),
        replace(ARRESTS, name="six", at_least=float("nan")),
    ]
    words = (
        "'one'(.|\n)*did you mean 'arrests'(.|\n)*'two'.*no threshold"
        "(.|\n)*'three'.*before it begins"
        "(.|\n)*'five'.*at least 2000 and at most 1(.|\n)*'six'.*no number"
        "(.|\n)*full-coperation.*(.|\n)*did you mean 'full-cooperation'"
    )
    with pytest.raises(EvenhandError, match=words):
        asked(shipped, *wrong)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"begins": date(2025, 1, 1)}, "before the run does"),
        ({"ends": date(2099, 1, 1)}, "after the longest run"),
        ({"statistic": "largest", "per": "month", "begins": date(2026, 2, 2),
          "ends": date(2026, 3, 30)}, "no whole month"),
    ],
)  # fmt: skip
def test_days_that_cannot_be_counted_are_refused(shipped, change, words):
    with pytest.raises(EvenhandError, match=words):
        asked(shipped, replace(ARRESTS, **change))


def test_a_change_after_the_days_asked_about_does_no_harm(shipped):
    later = scenario(beds=80_000.0)
    change = later.changes["beds"].model_copy(update={"from_": date(2026, 8, 1)})
    later = later.model_copy(update={"changes": {"beds": change}})
    one = asked(shipped, replace(ARRESTS, scenario=later), draws=1)[0]
    assert one.central == pytest.approx(asked(shipped, ARRESTS, draws=1)[0].central)


def test_more_draws_than_there_are_is_said(shipped):
    with pytest.raises(EvenhandError, match="fewer than 100000"):
        asked(shipped, ARRESTS, draws=100_000)


def test_means_are_levers_and_none_of_them_only_counts_or_pays():
    assert set(means()) <= set(levers())
    assert not any(name.startswith(("cost.", "reporting.")) for name in means())


def test_the_stated_questions_can_be_asked():
    for one in stated_questions():
        assert one.problems() == []
    assert len({one.name for one in stated_questions()}) == len(stated_questions())


def test_what_is_tried_comes_on_top_of_a_change_of_the_same_name(central):
    """A scenario may call its changes what it likes, also as the levers are called."""
    tries = Tries(Case(central, scenario(beds=200_000.0), 65), ARRESTS, 0)
    twice = Change(lever="beds", multiply=2.0, because="A test of it.")
    assert tries.run({"beds": twice}).values.number("beds") == pytest.approx(400_000)
