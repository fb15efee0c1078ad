"""The description of the interface is the one that ships, and says everything."""

import json

import pytest

from evenhand.web.app import openapi_text, shipped_openapi


@pytest.fixture(scope="module")
def description():
    return json.loads(openapi_text())


def test_the_description_that_ships_is_the_one_that_the_code_makes():
    assert shipped_openapi() == openapi_text(), "run: python -m evenhand.web"


def test_every_route_says_what_it_does_and_has_a_name_of_its_own(description):
    operations = [one for path in description["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    assert all(len(one["description"]) > 15 for one in operations)


def test_every_failure_of_every_route_has_the_one_shape(description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    schema = answer["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Failure"}, (path, method)


def test_every_text_and_list_in_a_request_is_bounded(description):
    """Documents of scenarios are bounded by the size of the body and the number of changes."""
    schemas = description["components"]["schemas"]
    asked = [name for name in schemas if name.endswith("Request")]
    assert asked
    unbounded = []
    for name in asked:
        for key, field in schemas[name]["properties"].items():
            for part in (field, *field.get("anyOf", ())):
                if part.get("type") == "string" and not (
                    {"maxLength", "format", "enum"} & set(part)
                ):
                    unbounded.append((name, key))
                if part.get("type") == "array" and "maxItems" not in part:
                    unbounded.append((name, key))
                if part.get("type") in ("integer", "number") and "maximum" not in part:
                    unbounded.append((name, key))
    assert not unbounded


def test_the_interface_says_the_same_as_the_file(api):
    assert api.get("/api/openapi.json").json() == json.loads(shipped_openapi())
