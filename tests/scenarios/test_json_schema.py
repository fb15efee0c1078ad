from __future__ import annotations

import json
from importlib import resources

from evenhand.model.levers import levers
from evenhand.model.places import AREAS
from evenhand.scenarios.bounds import FITTED
from evenhand.scenarios.json_schema import scenario_schema
from evenhand.scenarios.schema import PLANS, Change, Condition, Scenario


def test_the_shipped_schema_is_that_of_the_program():
    file = resources.files("evenhand.scenarios").joinpath("scenario.schema.json")
    assert json.loads(file.read_text("utf-8")) == scenario_schema()


def test_an_editor_is_told_levers_areas_and_events():
    change = scenario_schema()["$defs"]["Change"]["properties"]
    assert {one["const"] for one in change["lever"]["oneOf"]} == {*levers(), *PLANS} - set(FITTED)
    assert set(change["places"]["items"]["enum"]) == set(AREAS)
    assert "doj-2025-08-05" in change["listed"]["enum"]
    condition = scenario_schema()["$defs"]["Condition"]["properties"]
    assert "eo50" in condition["event"]["enum"]


def test_every_key_is_described_in_a_sentence():
    for schema in (Scenario, Change, Condition):
        for name, field in schema.model_fields.items():
            assert field.description, name
            assert field.description.endswith("."), name


def test_unknown_keys_are_marked_as_wrong():
    schema = scenario_schema()
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Change"]["additionalProperties"] is False
