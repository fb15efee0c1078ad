"""The JSON Schema of scenario files, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any

from evenhand.model.levers import levers
from evenhand.model.places import AREAS
from evenhand.registers.legal_events import STATUSES, legal_events
from evenhand.registers.public_lists import public_lists
from evenhand.scenarios.bounds import FITTED
from evenhand.scenarios.schema import PLANS, Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """The schema, with the levers, areas, lists and events that there are."""
    schema: dict[str, Any] = Scenario.model_json_schema(by_alias=True)
    change = schema["$defs"]["Change"]["properties"]
    known = [
        {"const": name, "description": f"{lever.description} Unit: {lever.unit}."}
        for name, lever in levers().items()
        if name not in FITTED
    ]
    known += [{"const": name, "description": says} for name, says in PLANS.items()]
    change["lever"] = {"description": change["lever"]["description"], "oneOf": known}
    areas = {"type": "array", "items": {"enum": list(AREAS)}}
    for key in ("places", "out-of", "to"):
        change[key] = areas | {"description": change[key]["description"]}
    change["listed"] = {
        "description": change["listed"]["description"], "enum": list(public_lists()),
    }  # fmt: skip
    condition = schema["$defs"]["Condition"]["properties"]
    condition["event"] |= {"enum": list(legal_events())}
    statuses = {"enum": list(STATUSES)}
    condition["status"] = {
        "description": condition["status"]["description"],
        "anyOf": [statuses, {"type": "array", "items": statuses}],
    }
    names = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    for key in ("builds-on", "without"):
        described = schema["properties"][key].get("description", "")
        schema["properties"][key] = names | {"description": described}
    events = schema["properties"]["events"]
    events["propertyNames"] = {"enum": list(legal_events())}
    events["additionalProperties"] = {
        "type": "object",
        "propertyNames": statuses,
        "additionalProperties": {"type": "string", "format": "date"},
    }
    return {"$schema": DIALECT, "$id": "evenhand/scenario.schema.json"} | schema
