"""Reading scenario files: the shipped ones and anybody's, with the scenarios they build on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from evenhand.errors import Problem, ScenarioError, did_you_mean
from evenhand.scenarios.checks import check_scenario
from evenhand.scenarios.schema import Change, Scenario
from evenhand.yaml_file import Document, in_order, parse_document, read_text, validate

DEEPEST = 10
"""Scenarios may build on one another this deep."""


def shipped_scenarios() -> dict[str, str]:
    """The scenarios inside the package: name and text of the file."""
    folder = resources.files("evenhand.scenarios.shipped")
    texts = {
        item.name.removesuffix(".yaml"): item.read_text("utf-8")
        for item in folder.iterdir()
        if item.name.endswith(".yaml")
    }
    return dict(sorted(texts.items()))


def load_scenario(name: str) -> tuple[Scenario, str]:
    """A scenario by the name of a shipped one, or by the path of a file.

    Returns:
        The scenario with everything it builds on, and the text of its own file.

    Raises:
        ScenarioError: when there is none, or it says something wrong.
    """
    found = _find(name, None)
    return _read(found, ()), found.text


@dataclass(frozen=True)
class _File:
    """A scenario file that was found.

    Args:
        id: What tells it from every other, to notice circles.
        file: Its name, for messages.
        text: Its text.
        folder: Where it lies; None if it is shipped.
        closed: Whether it may build on shipped scenarios alone, so that no file is opened.
    """

    id: str
    file: str
    text: str
    folder: Path | None
    closed: bool = False


def _find(name: str, folder: Path | None, closed: bool = False) -> _File:
    """A scenario by its name or path: shipped, or a file.

    Raises:
        ScenarioError: when there is none.
    """
    shipped = shipped_scenarios()
    if name in shipped:
        return _File(name, f"{name}.yaml", shipped[name], None)
    path = Path(name) if folder is None else folder / name
    if closed or not path.exists():
        fix = did_you_mean(name, shipped, noun="shipped scenarios")
        what = "is no shipped scenario" if closed else "is neither a shipped scenario nor a file"
        raise ScenarioError(Problem(name, what, fix))
    text = read_text(path, ScenarioError)
    return _File(str(path.resolve()), path.name, text, path.parent)


def read_scenario(
    text: str, file: str, folder: Path | None = None, *, closed: bool = False
) -> Scenario:
    """A scenario from the text of its file, with everything it builds on.

    Args:
        text: YAML 1.2.
        file: The file's name, for messages.
        folder: Where files that it builds on lie; the working folder if not given.
        closed: Whether it may build on shipped scenarios alone, so that no file is opened.

    Raises:
        ScenarioError: with every problem found, each with line and column.
    """
    return _read(_File(file, file, text, folder, closed), ())


def scenario_of(document: Document) -> Scenario:
    """A scenario from a document that was parsed already; it builds on shipped ones alone.

    Args:
        document: Its content, and where each part of it stands.

    Raises:
        ScenarioError: with every problem found.
    """
    return _whole(document, _File(document.file, document.file, "", None, closed=True), ())


def _read(given: _File, above: tuple[_File, ...]) -> Scenario:
    document = parse_document(given.text, given.file, "scenario", ScenarioError)
    return _whole(document, given, above)


def _whole(document: Document, given: _File, above: tuple[_File, ...]) -> Scenario:
    own = validate(document, Scenario, ScenarioError)
    problems: list[Problem] = []
    grounds: list[tuple[str, Scenario]] = []
    chain = (*above, given)
    for number, name in enumerate(own.builds_on):
        where = document.where(("builds-on", number))
        try:
            ground = _find(name, given.folder, given.closed)
        except ScenarioError as error:
            problems.append(Problem(where, f"'{name}' {error.problems[0].what}",
                                    error.problems[0].fix))  # fmt: skip
            continue
        if ground.id in [one.id for one in chain]:
            what = f"builds on itself: {' → '.join(one.file for one in (*chain, ground))}"
            problems.append(Problem(where, what, "leave one of them out"))
            continue
        if len(chain) > DEEPEST:
            what = f"is more than {DEEPEST} files deep"
            problems.append(Problem(where, what, "write some of the changes out"))
            continue
        grounds.append((name, _read(ground, chain)))
    whole, found = _joined(own, grounds, document)
    problems += found
    problems += [Problem(document.where(t), what, fix) for t, what, fix in check_scenario(whole)]
    if problems:
        raise ScenarioError(in_order(problems))
    return whole


def _joined(
    own: Scenario, grounds: list[tuple[str, Scenario]], document: Document
) -> tuple[Scenario, list[Problem]]:
    """One scenario of its own changes and those of the scenarios below it."""
    problems: list[Problem] = []
    where = document.where(("builds-on",))
    changes: dict[str, Change] = {}
    events: dict[str, dict[str, date]] = {}
    for name, ground in grounds:
        for key, change in ground.changes.items():
            if key in changes and changes[key] != change and key not in own.changes:
                what = f"'{key}' comes from two scenarios and differs"
                problems.append(Problem(where, what, f"leave one out, or write '{key}' here"))
            changes[key] = change
        for event, said in ground.events.items():
            if events.get(event, said) != said and event not in own.events:
                what = f"event '{event}' of '{name}' differs from that of another one"
                problems.append(Problem(where, what, f"write '{event}' here"))
            events[event] = said
    for number, name in enumerate(own.without):
        if changes.pop(name, None) is None:
            fix = did_you_mean(name, changes, noun="changes")
            at = document.where(("without", number))
            problems.append(Problem(at, f"there is no change '{name}' to leave out", fix))
    plain = {"start": own.start, "record": own.record}
    for key, value in plain.items():
        if key in own.model_fields_set:
            continue
        given = {getattr(ground, key) for _, ground in grounds}
        if len(given) > 1:
            words = " and ".join(str(one) for one in given)
            what = f"the scenarios below have different '{key}': {words}"
            problems.append(Problem(where, what, f"write '{key}' here"))
        plain[key] = given.pop() if given else value
    whole = own.model_copy(
        update=plain | {
            "builds_on": (), "without": (), "changes": changes | own.changes,
            "events": events | own.events,
        }
    )  # fmt: skip
    return whole, problems
