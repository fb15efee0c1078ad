"""Reading scenario files: YAML 1.2 with line numbers, every problem told at once."""

from __future__ import annotations

import io
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from evenhand.errors import Findings, Problem, ScenarioError, did_you_mean
from evenhand.scenarios.checks import check_scenario
from evenhand.scenarios.schema import LEVERS, UNITS, Change, Scenario

LARGEST_FILE_BYTES = 1_000_000
Place = tuple[int, int]


def shipped_scenarios() -> dict[str, str]:
    """The scenarios inside the package: name and text of the file."""
    folder = resources.files("evenhand.scenarios.shipped")
    return {
        item.name.removesuffix(".yaml"): item.read_text("utf-8")
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(".yaml")
    }


def load_scenario(name: str) -> tuple[Scenario, str]:
    """A scenario by the name of a shipped one, or by the path of a file.

    Returns:
        The scenario, and the text of its file.

    Raises:
        ScenarioError: when there is none, or it says something wrong.
    """
    shipped = shipped_scenarios()
    if name in shipped:
        return read_scenario(shipped[name], f"{name}.yaml"), shipped[name]
    path = Path(name)
    if not path.exists():
        fix = did_you_mean(name, shipped, noun="shipped scenarios")
        what = "is neither a shipped scenario nor a file"
        raise ScenarioError(Problem(name, what, fix))
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ScenarioError(Problem(name, "is far too large for a scenario"))
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ScenarioError(Problem(name, "is not text in UTF-8", "save it as UTF-8")) from None
    except OSError as error:
        raise ScenarioError(Problem(name, f"cannot be read ({error.strerror})")) from None
    return read_scenario(text, path.name), text


def read_scenario(text: str, file: str) -> Scenario:
    """A scenario from the text of its file.

    Args:
        text: YAML 1.2.
        file: The file's name, for messages.

    Raises:
        ScenarioError: with every problem found, each with line and column.
    """
    tree = _parse(text, file)
    places = _places(tree)
    findings = Findings()
    try:
        scenario = Scenario.model_validate(_plain(tree))
    except ValidationError as error:
        for one in error.errors():
            problem = _problem(one, places, file)
            findings.error(problem.where, problem.what, problem.fix)
        raise ScenarioError(sorted(set(findings.errors), key=_line)) from None
    for path, what, fix in check_scenario(scenario):
        findings.error(_where(file, places, path), what, fix)
    findings.raise_errors(ScenarioError)
    return scenario


def _line(problem: Problem) -> tuple[int, str]:
    parts = problem.where.split(" ")[0].split(":")
    return (int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0, problem.what)


def _parse(text: str, file: str) -> CommentedMap:
    yaml = YAML(typ="rt", pure=True)
    yaml.allow_duplicate_keys = False
    try:
        tree = yaml.load(io.StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        said = str(error.problem or error.context or "").splitlines()[0]
        what = "names a key twice" if "duplicate key" in said else f"is not YAML ({said})"
        fix = "check the indentation, colons and quotes of this line and the one above"
        raise ScenarioError(Problem(f"{file}{line}", what, fix)) from None
    except (YAMLError, ValueError) as error:
        raise ScenarioError(Problem(file, f"is not YAML ({str(error)[:100]})")) from None
    if not isinstance(tree, CommentedMap):
        fix = "begin with 'title:'; 'evenhand explain baseline' shows a whole file"
        raise ScenarioError(Problem(f"{file}:1:1", "is not a scenario: no headings found", fix))
    return tree


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {_plain(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    return node


def _places(node: Any, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], Place]:
    """Line and column of every key and item, from one, by its path."""
    places: dict[tuple[Any, ...], Place] = {}
    if isinstance(node, CommentedMap):
        for key, value in node.items():
            line, column = node.lc.key(key)
            places[(*path, key)] = (line + 1, column + 1)
            places |= _places(value, (*path, key))
    elif isinstance(node, CommentedSeq):
        for index, value in enumerate(node):
            line, column = node.lc.item(index)
            places[(*path, index)] = (line + 1, column + 1)
            places |= _places(value, (*path, index))
    return places


def _where(file: str, places: dict[tuple[Any, ...], Place], path: tuple[Any, ...]) -> str:
    """``file:line:column`` of a path, or of the nearest thing above it that is in the file."""
    for end in range(len(path), 0, -1):
        if path[:end] in places:
            line, column = places[path[:end]]
            trail = " › ".join(str(part) for part in path)
            return f"{file}:{line}:{column} in {trail}"
    return f"{file}:1:1"


def _problem(error: Any, places: dict[tuple[Any, ...], Place], file: str) -> Problem:
    path = tuple(part for part in error["loc"] if part != "[key]")
    where = _where(file, places, path)
    kind, given = error["type"], error.get("input")
    inside_change = len(path) >= 2 and path[0] == "changes"
    model = Change if inside_change else Scenario
    allowed = [name.alias or key for key, name in model.model_fields.items()]
    if kind == "extra_forbidden":
        fix = did_you_mean(str(path[-1]), allowed, noun="allowed here")
        return Problem(where, f"unknown key '{path[-1]}'", fix)
    if kind == "missing":
        description = model.model_fields.get(_field(model, str(path[-1])))
        fix = f"add it: {description.description}" if description else "add it"
        return Problem(where, f"lacks '{path[-1]}'", fix)
    if path[-1] == "lever":
        return Problem(where, f"unknown lever '{given}'", did_you_mean(str(given), LEVERS))
    if kind == "literal_error":
        expected = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
        return Problem(where, f"'{given}' is not allowed", f"choose one of: {expected}")
    if kind.startswith("date"):
        return Problem(where, f"'{given}' is not a day", "write it as YYYY-MM-DD: 2026-02-01")
    if kind in {"greater_than_equal", "less_than_equal", "finite_number"}:
        return Problem(where, f"{given} is out of range", error["msg"].lower())
    if kind in {"float_type", "float_parsing", "int_type", "int_parsing", "int_from_float"}:
        return Problem(where, f"'{given}' is not a number", "write digits, without a unit")
    if kind == "string_too_short":
        return Problem(where, "says too little", "write a sentence")
    if kind in {"model_type", "dict_type", "mapping_type"}:
        return Problem(where, "should hold keys and values", "indent its keys below it")
    return Problem(where, f"'{given}' cannot be used", error["msg"].lower())


def _field(model: type[Scenario] | type[Change], alias: str) -> str:
    return next((key for key, f in model.model_fields.items() if (f.alias or key) == alias), "")


def units_of(lever: str) -> tuple[str, ...]:
    """The units that a lever's values may be given in."""
    return UNITS[lever]
