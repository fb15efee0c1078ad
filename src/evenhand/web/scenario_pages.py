"""Shipped scenarios, and anybody's: checked, explained, and as the file that the verbs accept."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from evenhand.errors import EvenhandError, Problem, did_you_mean
from evenhand.model.levers import LeverValues
from evenhand.scenarios.explain import explain_changes
from evenhand.scenarios.files import load_scenario, shipped_scenarios
from evenhand.scenarios.schema import Scenario
from evenhand.web.documents import (
    FILE,
    ScenarioDocument,
    canonical_text,
    scenario_of_json,
    scenario_of_yaml,
    yaml_of,
)
from evenhand.web.failures import not_found, problem_out
from evenhand.web.knowledge import Knowledge
from evenhand.web.wire.scenarios import (
    CheckAnswer,
    CheckRequest,
    Explained,
    ScenarioList,
    ScenarioPage,
    ScenarioSummary,
)
from evenhand.yaml_file import parse_document, validate


@cache
def scenario_list() -> ScenarioList:
    """The shipped scenarios."""
    return ScenarioList(scenarios=tuple(_summary(name) for name in shipped_scenarios()))


@cache
def _summary(name: str) -> ScenarioSummary:
    whole, text = load_scenario(name)
    return ScenarioSummary(
        name=name, title=whole.title, why=whole.why, author=whole.author, source=whole.source,
        start=whole.start, changes=len(whole.changes), builds_on=_builds_on(name, text),
    )  # fmt: skip


def _builds_on(name: str, text: str) -> tuple[str, ...]:
    document = parse_document(text, f"{name}.yaml", "scenario", EvenhandError)
    return tuple(validate(document, Scenario, EvenhandError).builds_on)


def scenario_page(name: str, knowledge: Knowledge) -> ScenarioPage:
    """A shipped scenario in full.

    Args:
        name: Its name.
        knowledge: The fitted system, for what each change starts from.

    Raises:
        RefusedError: when there is none of that name.
    """
    known = shipped_scenarios()
    if name not in known:
        raise not_found(f"scenario {name[:60]}", did_you_mean(name, known, noun="scenarios"))
    whole, text = load_scenario(name)
    return ScenarioPage(
        **dict(_summary(name)),
        document=ScenarioDocument.of(whole),
        yaml=yaml_of(whole),
        own_yaml=text,
        compact=canonical_text(whole),
        explained=explained(whole, _before(whole, None, knowledge)),
    )


def _before(scenario: Scenario, until: date | None, knowledge: Knowledge) -> LeverValues:
    """The levers of the baseline over the days of a run."""
    model = knowledge.model(scenario.start)
    return model.baseline_values(knowledge.days(model, until), scenario.record == "follow")


def explained(scenario: Scenario, before: LeverValues) -> tuple[Explained, ...]:
    """What each change does, in words.

    Args:
        scenario: The scenario.
        before: The levers of the baseline.

    Raises:
        ScenarioError: when a change cannot be put in place.
    """
    if not scenario.changes and not scenario.events:
        return ()
    found = []
    for words in explain_changes(scenario, before):
        first, *rest = words.splitlines()
        name, _, what = first.partition(": ")
        found.append(Explained(name=name, what=what, lines=tuple(line.strip() for line in rest)))
    return tuple(found)


def checked(asked: CheckRequest, knowledge: Knowledge) -> CheckAnswer:
    """Whether a scenario can be run: every problem, or what it says.

    Args:
        asked: The scenario, as a document or as text.
        knowledge: The fitted system.
    """
    try:
        if (asked.document is None) == (asked.yaml is None):
            what = "gives both a document and a text" if asked.yaml is not None else "is missing"
            raise EvenhandError(Problem(FILE, what, "send one of: document, yaml"))
        if asked.yaml is not None:
            scenario = scenario_of_yaml(asked.yaml)
        else:
            scenario = scenario_of_json(asked.document)
        before = _before(scenario, asked.until, knowledge)
        words = explained(scenario, before)
    except EvenhandError as error:
        return CheckAnswer(ok=False, problems=tuple(problem_out(one) for one in error.problems))
    return CheckAnswer(
        ok=True,
        document=ScenarioDocument.of(scenario),
        yaml=yaml_of(scenario),
        compact=canonical_text(scenario),
        explained=words,
        first_day=before.first_day,
        last_day=before.first_day + timedelta(days=before.days - 1),
    )
