"""Files that people write: YAML 1.2 checked against a schema, every problem with its line.

A file is read whole, all problems are gathered, and each says file, line, column, what is wrong,
what to do, and what was probably meant.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML, events
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from evenhand.errors import EvenhandError, Problem, did_you_mean

LARGEST_FILE_BYTES = 1_000_000
LONGEST_SHOWN = 60
DEEPEST_NESTING = 20
Step = str | int
Trail = tuple[Step, ...]


class Stated(BaseModel):
    """Base of what a file states: frozen, nothing unknown allowed, names with hyphens."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        populate_by_name=True,
        use_attribute_docstrings=True,
    )


Kind = TypeVar("Kind", bound=Stated)


@dataclass(frozen=True)
class Document:
    """A parsed file: its plain content, and where each key and item stands."""

    file: str
    content: dict[Any, Any]
    places: dict[Trail, tuple[int, int]]

    def where(self, trail: Trail) -> str:
        """``file:line:column in a › b`` of a trail, or of the nearest thing above it."""
        for end in range(len(trail), 0, -1):
            if trail[:end] in self.places:
                line, column = self.places[trail[:end]]
                return f"{self.file}:{line}:{column} in {' › '.join(map(str, trail))}"
        return f"{self.file}:1:1"


def read_text(path: Path, error: type[EvenhandError]) -> str:
    """The text of a file that somebody wrote.

    Raises:
        EvenhandError: of the given kind, when it cannot be read as text.
    """
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise error(Problem(str(path), "is far too large", "is this the right file?"))
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise error(Problem(str(path), "is not text in UTF-8", "save it as UTF-8")) from None
    except OSError as problem:
        what = f"cannot be read ({problem.strerror})"
        raise error(Problem(str(path), what, "check the name")) from None


def parse_document(text: str, file: str, noun: str, error: type[EvenhandError]) -> Document:
    """Parse YAML 1.2 and keep the place of every key.

    Args:
        text: The text.
        file: The file's name, for messages.
        noun: What the file should be, such as ``scenario``.
        error: The error to raise.

    Raises:
        EvenhandError: of the given kind, when it is no YAML or holds no keys.
    """
    yaml = YAML(typ="rt", pure=True)
    yaml.allow_duplicate_keys = False
    try:
        _refuse_tricks(text, file, error)
        tree = yaml.load(io.StringIO(text))
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        said = (str(problem.problem or problem.context or "").splitlines() or [""])[0]
        what = "names a key twice" if "duplicate key" in said else f"is not YAML ({said})"
        fix = "check the indentation, colons and quotes of this line and the one above"
        raise error(Problem(f"{file}{line}", what, fix)) from None
    except (YAMLError, ValueError) as problem:
        fix = "check its letters, days and numbers"
        raise error(Problem(file, f"is not YAML ({str(problem)[:100]})", fix)) from None
    if not isinstance(tree, CommentedMap):
        raise error(Problem(f"{file}:1:1", f"is not a {noun}: it has no keys", "see the manual"))
    return Document(file, _plain(tree), _places(tree))


def _refuse_tricks(text: str, file: str, error: type[EvenhandError]) -> None:
    """Refuse what can grow without end or stop a reader: anchors, tags, deep nesting, no days.

    Raises:
        EvenhandError: of the given kind, at the first of them.
    """
    depth = 0
    for event in YAML(typ="rt", pure=True).parse(io.StringIO(text)):
        value, fix = getattr(event, "value", None), "write the values out"
        opens, closes = (isinstance(event, kind) for kind in (_OPENING, _CLOSING))
        depth += opens - closes
        if getattr(event, "anchor", None) is not None:
            what = "uses an anchor or alias (& or *), which is not read"
        elif getattr(event, "tag", None) not in {None, "!"}:
            what = "uses a tag (!), which is not read"
        elif depth > DEEPEST_NESTING:
            what = "is nested too deeply"
        elif value and _LIKE_A_DAY.fullmatch(value) and not _is_a_day(value):
            what, fix = f"'{value}' is not a day", "write it as YYYY-MM-DD: 2026-02-01"
        else:
            continue
        where = f"{file}:{event.start_mark.line + 1}:{event.start_mark.column + 1}"
        raise error(Problem(where, what, fix))


_OPENING, _CLOSING = (
    (events.SequenceStartEvent, events.MappingStartEvent),
    (events.SequenceEndEvent, events.MappingEndEvent),
)


_LIKE_A_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def _is_a_day(text: str) -> bool:
    try:
        date(*(int(part) for part in text.split("-")))
    except ValueError:
        return False
    return True


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {_plain(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    return node


def _places(node: Any, trail: Trail = ()) -> dict[Trail, tuple[int, int]]:
    """Line and column, from one, of every key and item by its trail."""
    places: dict[Trail, tuple[int, int]] = {}
    if isinstance(node, CommentedMap):
        for key, value in node.items():
            line, column = node.lc.key(key)
            places[*trail, key] = (line + 1, column + 1)
            places |= _places(value, (*trail, key))
    elif isinstance(node, CommentedSeq):
        for index, value in enumerate(node):
            line, column = node.lc.item(index)
            places[*trail, index] = (line + 1, column + 1)
            places |= _places(value, (*trail, index))
    return places


def validate(document: Document, kind: type[Kind], error: type[EvenhandError]) -> Kind:
    """What a document states, checked against its schema.

    Raises:
        EvenhandError: of the given kind, with every problem found, in the order of lines.
    """
    try:
        return kind.model_validate(document.content)
    except ValidationError as found:
        listed = found.errors()
        problems = {
            _problem(one, document, kind)
            for one in listed
            if not _follows_from_another(one, listed)
        }
        raise error(in_order(problems)) from None


def _follows_from_another(one: Any, listed: list[Any]) -> bool:
    """Whether a list is only too short because its items were refused."""
    trail = one["loc"]
    return one["type"] == "too_short" and any(
        len(other["loc"]) > len(trail) and other["loc"][: len(trail)] == trail for other in listed
    )


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in the order of their lines."""

    def line(problem: Problem) -> tuple[int, str]:
        parts = problem.where.split(" ")[0].split(":")
        return (int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0, problem.what)

    return sorted(problems, key=line)


def _schema_at(kind: type[Stated], trail: Trail) -> type[Stated]:
    """The schema of the part of a document that the last step of a trail lies in."""
    current: type[Stated] = kind
    for step in trail[:-1]:
        field = _field(current, str(step))
        inner = _schemas_in(field.annotation) if field is not None else []
        if inner:
            current = inner[0]
    return current


def _field(kind: type[Stated], name: str) -> Any:
    return next((f for key, f in kind.model_fields.items() if name in (key, f.alias)), None)


def _schemas_in(annotation: Any) -> list[type[Stated]]:
    if isinstance(annotation, type) and issubclass(annotation, Stated):
        return [annotation]
    parts = getattr(annotation, "__args__", ())
    return [schema for part in parts for schema in _schemas_in(part)]


def _as_written(steps: Trail, content: Any) -> Trail:
    """A trail with the keys of the file where the checker names them otherwise, as it does days."""
    trail: list[Step] = []
    for step in steps:
        if step == "[key]":
            continue
        keys = content if isinstance(content, dict) else {}
        key = next((key for key in keys if step in (key, repr(key))), step)
        inside = isinstance(content, list) and isinstance(key, int) and key < len(content)
        content = content[key] if inside or key in keys else None
        trail.append(key)
    return tuple(trail)


def _problem(found: Any, document: Document, kind: type[Stated]) -> Problem:
    trail = _as_written(found["loc"], document.content)
    where = document.where(trail)
    schema = _schema_at(kind, trail)
    given, name = found.get("input"), str(trail[-1]) if trail else document.file
    shown = str(given) if len(str(given)) <= LONGEST_SHOWN else f"{str(given)[:LONGEST_SHOWN]}…"
    code = found["type"]
    if code == "extra_forbidden":
        allowed = [field.alias or key for key, field in schema.model_fields.items()]
        return Problem(where, f"unknown key '{name}'", did_you_mean(name, allowed, noun="keys"))
    if code == "missing":
        field = _field(schema, name)
        fix = f"add it: {field.description}" if field is not None else "add it"
        return Problem(where, f"lacks '{name}'", fix)
    if code == "literal_error":
        options = found["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return Problem(where, f"unknown {name} '{shown}'", did_you_mean(str(given), options))
    if code.startswith("date"):
        return Problem(where, f"'{shown}' is not a day", "write it as YYYY-MM-DD: 2026-02-01")
    if code in {"greater_than_equal", "less_than_equal", "greater_than", "finite_number"}:
        return Problem(where, f"{shown} is out of range", found["msg"].lower())
    if code.startswith(("float", "int_")):
        return Problem(
            where, f"'{shown}' is not a number", "write digits, without a unit or quotes"
        )
    if code == "string_too_short":
        return Problem(where, "says too little", "write a sentence")
    if code == "string_type":
        return Problem(where, f"'{shown}' is not text", "write a sentence")
    if code in {"model_type", "dict_type", "mapping_type", "model_attributes_type"}:
        return Problem(where, "should hold keys and values", "indent its keys below it")
    if code in {"list_type", "tuple_type"}:
        return Problem(where, "should be a list", "write [A, B], or one '- ' line for each")
    return Problem(where, f"'{shown}' cannot be used", found["msg"].lower())
