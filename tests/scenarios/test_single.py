from __future__ import annotations

from datetime import date

import pytest

from evenhand.errors import ScenarioError
from evenhand.model.levers import levers
from evenhand.scenarios.bounds import FITTED, bounds
from evenhand.scenarios.single import single_change


@pytest.mark.parametrize("name", [name for name in levers() if name not in FITTED])
@pytest.mark.parametrize("end", ["low", "high"])
def test_every_lever_can_be_put_to_the_ends_of_its_evidence(name, end):
    lever = levers()[name]
    value = single_change(name, end).changes["change"].value
    assert value == (lever.low if end == "low" else lever.high)
    low, high = bounds(lever)
    assert low <= value <= high


def test_a_number_may_have_commas_and_a_change_its_place_class_and_day():
    one = single_change("beds", "80,000", begins=date(2026, 5, 1)).changes["change"]
    assert (one.value, one.from_) == (80_000.0, date(2026, 5, 1))
    some = single_change("cooperation", "0.5", places=("Miami",), classes=("pending",))
    assert some.changes["change"].places == ("Miami",)
    assert some.changes["change"].classes == ("pending",)


@pytest.mark.parametrize(
    ("lever", "value", "more", "words"),
    [
        ("bedz", "1", {}, "did you mean 'beds'"),
        ("detainers.custody_share", "0.5", {}, "is no lever"),
        ("beds", "many", {}, r"give a number in people, or low \(68000\) or high \(92600\)"),
        ("cooperation", "3", {}, "3 is out of range for 'cooperation'"),
        ("cooperation", "0.5", {"places": ("Gotham",)}, "unknown area 'Gotham'"),
        ("cooperation", "0.5", {"classes": ("convict",)}, "did you mean 'convicted'"),
        ("beds", "70000", {"places": ("Miami",)}, "is the same in all places"),
        ("workforce.academy_weeks", "9", {"begins": date(2026, 5, 1)}, "has no dates"),
    ],
)
def test_what_cannot_be_is_refused_with_words(lever, value, more, words):
    with pytest.raises(ScenarioError, match=words):
        single_change(lever, value, **more)
