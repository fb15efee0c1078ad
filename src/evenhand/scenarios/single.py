"""A scenario of one change, made without a file."""

from __future__ import annotations

from datetime import date

from evenhand.errors import Problem, ScenarioError, did_you_mean
from evenhand.model.levers import DATED, Lever, levers
from evenhand.scenarios.bounds import FITTED
from evenhand.scenarios.checks import check_scenario
from evenhand.scenarios.schema import Change, Scenario

ENDS = ("low", "high")
"""Words for the ends of the range of the evidence."""


def single_change(
    lever: str,
    value: str,
    *,
    places: tuple[str, ...] = (),
    classes: tuple[str, ...] = (),
    begins: date | None = None,
    start: date | None = None,
) -> Scenario:
    """A scenario that gives one lever one value.

    Args:
        lever: The lever.
        value: A number in the lever's unit, or ``low`` or ``high`` for an end of its range.
        places: Areas; all if none is named.
        classes: Classes; all if none is named.
        begins: The first day of the change; the first of the run if not given.
        start: The day by which the record is known; the newest if not given.

    Raises:
        ScenarioError: when there is no such lever, or it cannot have the value.
    """
    known = levers().get(lever)
    if known is None or lever in FITTED:
        fix = did_you_mean(lever, [name for name in levers() if name not in FITTED], noun="levers")
        raise ScenarioError(Problem(lever, "is no lever", fix))
    number = _number(known, value)
    head = {
        "title": f"{known.description.rstrip('.')}: {number:,.10g} {known.unit}",
        "author": "whoever runs it",
        "source": known.source,
        "why": f"What follows if {lever} is {number:,.10g} {known.unit} and nothing else changes?",
    }
    said = {
        "lever": lever,
        "value": number,
        "unit": known.unit,
        "places": places or None,
        "classes": classes or None,
        "from_": begins if known.kind == DATED else None,
        "because": f"Stated on the command line; the evidence goes from {known.low:g} to "
        f"{known.high:g} {known.unit}, reliability {known.reliability}.",
    }
    if begins is not None and known.kind != DATED:
        what = f"'{lever}' is one number for a run or its start and has no dates"
        raise ScenarioError(Problem(lever, what, "leave the day out"))
    unknown = [name for name in classes if name not in ("convicted", "pending", "other")]
    if unknown:
        fix = did_you_mean(unknown[0], ("convicted", "pending", "other"), noun="classes")
        raise ScenarioError(Problem(unknown[0], "is no class", fix))
    scenario = Scenario(**head, start=start, changes={"change": Change(**said)})  # type: ignore[arg-type]
    problems = [Problem(lever, what, fix) for _, what, fix in check_scenario(scenario)]
    if problems:
        raise ScenarioError(problems)
    return scenario


def _number(lever: Lever, value: str) -> float:
    if value in ENDS:
        return lever.low if value == "low" else lever.high
    try:
        return float(value.replace(",", ""))
    except ValueError:
        fix = f"give a number in {lever.unit}, or low ({lever.low:g}) or high ({lever.high:g})"
        raise ScenarioError(Problem(value, "is not a number", fix)) from None
