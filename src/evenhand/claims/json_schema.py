"""The JSON Schema of claims files, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any

from evenhand.claims.computations import SAID_ON
from evenhand.claims.forms import FORMS, OPERATIONS, Form, Key, OperationForm
from evenhand.claims.parsing import LARGEST_NUMBER
from evenhand.claims.schema import Ledger

DIALECT = "https://json-schema.org/draft/2020-12/schema"
INNER = {"$ref": "#/$defs/Computation"}
NUMBER = {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}


def claims_schema() -> dict[str, Any]:
    """The schema, with every form of computation."""
    schema: dict[str, Any] = Ledger.model_json_schema(by_alias=True)
    schema["$defs"]["Computation"] = {
        "description": "What is computed; a plain number, a value, or an operation.",
        "oneOf": [
            NUMBER,
            *(_form(one) for one in FORMS.values()),
            *(_operation(one) for one in OPERATIONS.values()),
        ],
    }
    for part, key in (("Definition", "compute"), ("Flag", "when")):
        asked = schema["$defs"][part]["properties"][key]
        schema["$defs"][part]["properties"][key] = INNER | {"description": asked["description"]}
    claim = schema["$defs"]["Claim"]
    claim["required"] = [name for name in claim["required"] if name != "sources"]
    claim["properties"]["source"] = {"type": "string", "description": "One source, as text."}
    claim["properties"]["at-least"] = {
        "type": "boolean",
        "description": "Short for says: at-least.",
    }
    sources = claim["properties"]["sources"]
    sources["items"] = {"anyOf": [{"type": "string"}, sources["items"]]}
    return {"$schema": DIALECT, "$id": "evenhand/claims.schema.json"} | schema


def _form(form: Form) -> dict[str, Any]:
    return {
        "type": "object",
        "description": form.says,
        "required": [key.name for key in form.keys if key.required],
        "properties": {key.name: _key(key, form) for key in form.keys},
        "additionalProperties": False,
        "examples": [form.example],
    }


def _key(key: Key, form: Form) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "minLength": 1}
    day: dict[str, Any] = {"type": "string", "format": "date"}
    if form.name == "number" and key.name == "number":
        return NUMBER | {"description": key.says}
    kinds: dict[str, dict[str, Any]] = {
        "text": text,
        "texts": {"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]},
        "day": day,
        "said day": {"anyOf": [{"const": SAID_ON}, text]},
        "period": {"anyOf": [text, {"type": "integer"}]},
        "window": {"anyOf": [text, {"type": "integer"}]},
        "choice": {"enum": list(key.options)},
        "choices": {"anyOf": [{"enum": list(key.options)},
                              {"type": "array", "items": {"enum": list(key.options)}}]},
        "whole": {"type": "integer", "minimum": 1, "maximum": 1000},
        "yes": {"type": "boolean"},
        "levers": {"type": "object", "additionalProperties": {"type": "number"}},
    }  # fmt: skip
    return kinds[key.reads] | {"description": key.says}


def _operation(form: OperationForm) -> dict[str, Any]:
    if form.by_name:
        inner: dict[str, Any] = {
            "type": "object",
            "required": ["from", "to"],
            "properties": {"from": INNER, "to": INNER},
            "additionalProperties": False,
        }
    else:
        inner = {"type": "array", "items": INNER, "minItems": form.least}
        if form.most is not None:
            inner["maxItems"] = form.most
    properties: dict[str, Any] = {form.name: inner}
    if form.option is not None:
        properties[form.option[0]] = {
            "type": "number", "minimum": 0, "maximum": 1, "description": form.option[1],
        }  # fmt: skip
    return {
        "type": "object",
        "description": form.says,
        "required": [form.name],
        "properties": properties,
        "additionalProperties": False,
        "examples": [form.example],
    }
