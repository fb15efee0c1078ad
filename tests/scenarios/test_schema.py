from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from pydantic import ValidationError

from evenhand.compiled.custody import OVERFLOW_RULES
from evenhand.model.classes import ORIGINS
from evenhand.scenarios.files import read_scenario
from evenhand.scenarios.schema import LEVERS, UNITS, Change, Scenario
from tests.scenarios.wrong_scenarios import GOOD


def choices(name):
    return set(get_args(get_args(Change.model_fields[name].annotation)[0])) or set(
        get_args(Change.model_fields[name].annotation)
    )


def test_levers_units_origins_and_rules_are_those_of_the_engine():
    assert set(get_args(Change.model_fields["lever"].annotation)) == set(LEVERS) == set(UNITS)
    assert choices("origins") == set(ORIGINS)
    assert choices("overflow") == set(OVERFLOW_RULES)


def test_every_key_is_described_in_a_sentence():
    for schema in (Scenario, Change):
        for name, field in schema.model_fields.items():
            assert field.description, name
            assert field.description.endswith("."), name


def test_every_lever_is_described_in_a_sentence():
    assert all(text.endswith(".") for text in LEVERS.values())


def test_a_scenario_that_was_read_cannot_be_changed():
    scenario = read_scenario(GOOD, "s.yaml")
    with pytest.raises(ValidationError, match=r"frozen"):
        scenario.title = "Another"
    with pytest.raises(ValidationError, match=r"frozen"):
        scenario.changes["more"].value = 3


def test_what_is_not_said_has_a_plain_default():
    change = read_scenario(GOOD.replace("    origins: [ICE]\n", ""), "s.yaml").changes["more"]
    assert change.origins == ("ICE", "CBP")
    assert (change.until, change.ramp_days, change.overflow) == (None, 0, None)
    assert change.from_ == date(2026, 3, 1)
