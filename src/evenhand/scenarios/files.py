"""Reading scenario files: the shipped ones and anybody's."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from evenhand.errors import Problem, ScenarioError, did_you_mean
from evenhand.scenarios.checks import check_scenario
from evenhand.scenarios.schema import Scenario
from evenhand.yaml_file import in_order, parse_document, read_text, validate


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
    text = read_text(path, ScenarioError)
    return read_scenario(text, path.name), text


def read_scenario(text: str, file: str) -> Scenario:
    """A scenario from the text of its file.

    Args:
        text: YAML 1.2.
        file: The file's name, for messages.

    Raises:
        ScenarioError: with every problem found, each with line and column.
    """
    document = parse_document(text, file, "scenario", ScenarioError)
    scenario = validate(document, Scenario, ScenarioError)
    problems = [
        Problem(document.where(trail), what, fix) for trail, what, fix in check_scenario(scenario)
    ]
    if problems:
        raise ScenarioError(in_order(problems))
    return scenario
