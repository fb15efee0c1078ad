"""Scenario documents as they travel: JSON of the same schema as the YAML files."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_serializer,
)
from pydantic_core import CoreSchema
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from evenhand.errors import Problem, ScenarioError
from evenhand.scenarios.files import scenario_of
from evenhand.scenarios.schema import Scenario
from evenhand.web.limits import LIMITS
from evenhand.yaml_file import Document, Trail, parse_document, validate

FILE = "scenario"
DAY_KEYS = ("from", "until", "start")
LONGEST_LINE = 96
DAY_LENGTH = len("2026-02-01")


class JsonDocument(Document):
    """A document that came as JSON: places are named by their keys, there are no lines."""

    def where(self, trail: Trail) -> str:
        """The keys that lead to a place."""
        return " › ".join(str(step) for step in trail) or self.file


def document_of(content: Any) -> JsonDocument:
    """JSON as a document of a scenario.

    Args:
        content: What the JSON says.

    Raises:
        ScenarioError: when it holds no keys.
    """
    if not isinstance(content, Mapping):
        raise ScenarioError(Problem(FILE, "is not a scenario: it has no keys", "send an object"))
    return JsonDocument(FILE, with_days(dict(content)), {})


def scenario_of_json(content: Any) -> Scenario:
    """A scenario from JSON, with everything it builds on; that may be shipped scenarios alone.

    Args:
        content: What the JSON says.

    Raises:
        ScenarioError: with every problem found.
    """
    return _bounded(document_of(content))


def scenario_of_yaml(text: str) -> Scenario:
    """A scenario from the text of a file; it may build on shipped scenarios alone.

    Args:
        text: YAML 1.2.

    Raises:
        ScenarioError: with every problem found, each with line and column.
    """
    return _bounded(parse_document(text, f"{FILE}.yaml", "scenario", ScenarioError))


def _bounded(document: Document) -> Scenario:
    changes = document.content.get("changes")
    if isinstance(changes, Mapping) and len(changes) > LIMITS.changes:
        what = f"has {len(changes)} changes, more than {LIMITS.changes}"
        raise ScenarioError(Problem(document.where(("changes",)), what, "leave some out"))
    return scenario_of(document)


def with_days(content: dict[str, Any]) -> dict[str, Any]:
    """The same with days where the schema of scenarios has them; what is no day stays as it is.

    Args:
        content: A document as JSON gives it.
    """
    found = {key: _day(value) if key == "start" else value for key, value in content.items()}
    changes = found.get("changes")
    if isinstance(changes, Mapping):
        found["changes"] = {name: _change_with_days(one) for name, one in changes.items()}
    events = found.get("events")
    if isinstance(events, Mapping):
        found["events"] = {
            name: {status: _day(day) for status, day in said.items()}
            if isinstance(said, Mapping)
            else said
            for name, said in events.items()
        }
    return found


def _change_with_days(change: Any) -> Any:
    if not isinstance(change, Mapping):
        return change
    found = {key: _day(value) if key in DAY_KEYS else value for key, value in change.items()}
    series = found.get("series")
    if isinstance(series, Mapping):
        found["series"] = {_day(day): value for day, value in series.items()}
    return found


def _day(value: Any) -> Any:
    if isinstance(value, str) and len(value) == DAY_LENGTH:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def compact(scenario: Scenario) -> dict[str, Any]:
    """The canonical content of a scenario: keys as files write them, defaults dropped.

    Args:
        scenario: The scenario.
    """
    plain = Scenario.model_construct(scenario.model_fields_set, **dict(scenario))
    text = plain.model_dump_json(by_alias=True, exclude_none=True, exclude_defaults=True)
    found: dict[str, Any] = json.loads(text)
    return found


def canonical_text(scenario: Scenario) -> str:
    """The canonical JSON of a scenario: what is shared and what answers are kept by.

    Args:
        scenario: The scenario.
    """
    return json.dumps(compact(scenario), ensure_ascii=False, separators=(",", ":"))


def digest_of(scenario: Scenario, rest: BaseModel) -> str:
    """What an answer depends on: a short digest of a request.

    Args:
        scenario: Its scenario.
        rest: The request, whose other keys count as well.
    """
    text = f"{canonical_text(scenario)} {rest.model_dump_json(exclude={'scenario'})}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def yaml_of(scenario: Scenario) -> str:
    """The text of a scenario file that the command line accepts unchanged.

    Args:
        scenario: The scenario.
    """
    yaml = YAML(typ="rt", pure=True)
    yaml.width = LONGEST_LINE
    yaml.allow_unicode = True
    content = compact(scenario)
    content.setdefault("changes", {})
    buffer = io.StringIO()
    yaml.dump(_in_yaml(with_days(content)), buffer)
    return buffer.getvalue()


def _in_yaml(value: Any) -> Any:
    """Lists on one line, as the shipped files write them."""
    if isinstance(value, dict):
        return {key: _in_yaml(one) for key, one in value.items()}
    if isinstance(value, list):
        listed = CommentedSeq(value)
        listed.fa.set_flow_style()
        return listed
    return value


class ScenarioDocument(Scenario):
    """A scenario as a document: what a scenario file says, in JSON.

    Days are written YYYY-MM-DD. `builds-on` names shipped scenarios.
    """

    @model_serializer(mode="wrap")
    def _compactly(self, _: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return compact(self)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The schema of the document itself, whatever its serialiser returns."""
        return handler(_without_serializer(core_schema))

    @classmethod
    def of(cls, scenario: Scenario) -> ScenarioDocument:
        """The document of a scenario."""
        return cls.model_construct(scenario.model_fields_set, **dict(scenario))

    def resolved(self) -> Scenario:
        """The scenario with everything it builds on, checked as a file is checked.

        Raises:
            ScenarioError: with every problem found.
        """
        return scenario_of_json(compact(self))


def _given(value: object, _: ValidatorFunctionWrapHandler) -> ScenarioDocument:
    """Check the form of a document so that problems say what was probably meant.

    What takes longer to check is left to ``resolved``, for requests are read one at a time.
    """
    if isinstance(value, ScenarioDocument):
        return value
    return ScenarioDocument.of(validate(document_of(value), Scenario, ScenarioError))


GivenScenario = Annotated[ScenarioDocument, WrapValidator(_given)]
"""A document in a request."""


def _without_serializer(schema: Any) -> Any:
    return {key: value for key, value in schema.items() if key != "serialization"}
