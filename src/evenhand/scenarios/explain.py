"""What a scenario will change, in words and numbers, before it is run."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from evenhand.model.levers import DATED, Array, LeverValues, levers
from evenhand.model.places import PLACES
from evenhand.registers.legal_events import legal_events
from evenhand.registers.public_lists import public_lists
from evenhand.scenarios.apply import apply_scenario, changed_values
from evenhand.scenarios.bounds import bounds
from evenhand.scenarios.places import areas_in_order, place_weights, places_of
from evenhand.scenarios.schema import PLANS, ROTATION, Change, Condition, Scenario
from evenhand.scenarios.timing import Days, days_in_place, stretches

FEW = 6
"""So many areas are named; more are counted."""


def explain_changes(scenario: Scenario, before: LeverValues) -> list[str]:
    """What each change does: what, where, when, from what to what, why, and what to mind.

    Args:
        scenario: The scenario.
        before: The levers of the baseline over the days of the run.

    Raises:
        ScenarioError: when a change lies outside the days of the run.
    """
    apply_scenario(before, scenario)  # says what cannot be put in place
    said = [_event_words(event, dict(told)) for event, told in scenario.events.items()]
    values = before
    for name, change in scenario.changes.items():
        placed = days_in_place(change, before.first_day, before.days, scenario.events)
        lines = [f"{name}: {_what(change, values, placed)}", f"  where: {_where(change)}",
                 f"  when: {_when(change, before, placed)}"]  # fmt: skip
        if change.lever not in PLANS and placed.any():
            values = values.with_values({change.lever: changed_values(change, values, placed)})
            lines += [f"  mind: {note}" for note in _notes(change)]
        lines.append(f"  because: {change.because}")
        said.append("\n".join(lines))
    return said or ["Nothing is changed."]


def _what(change: Change, values: LeverValues, placed: Days) -> str:
    if change.lever == ROTATION:
        size = change.at_a_time or round(values.number("surge.at_a_time"))
        days = change.visit_days or round(values.number("surge.visit_days"))
        home = change.from_home if change.from_home is not None else values.number(
            "surge.from_home"
        )  # fmt: skip
        return (
            f"{change.teams:g} teams visit {size} places at a time for {days} days, "
            f"{change.order or 'list'}; {home:.0%} of their officers are missing elsewhere"
        )
    if change.lever in PLANS:
        return f"{change.officers:g} officers are moved"
    lever = levers()[change.lever]
    what = f"{lever.description.rstrip('.')} ({change.lever})"
    if not placed.any():
        return f"{what}: stays as it is"
    after = changed_values(change, values, placed)
    at = int(np.flatnonzero(placed)[-1])
    old, new = _range(values[change.lever], change, at), _range(after, change, at)
    return f"{what}: from {old} to {new} {lever.unit}"


def _range(array: Array, change: Change, last: int) -> str:
    """Lowest and highest value in the places and classes that change, on the last day of change."""
    day = last if array.shape[0] > 1 else 0
    values = np.broadcast_to(array[day], (len(PLACES), array.shape[2]))
    weights = place_weights(change)
    some = values[weights > 0] if array.shape[1] > 1 else values[:1]
    if change.classes is not None and array.shape[2] > 1:
        names = ("convicted", "pending", "other")
        some = some[:, [names.index(name) for name in change.classes]]
    low, high = float(some.min()), float(some.max())
    return f"{_plain(low)}" if np.isclose(low, high) else f"{_plain(low)}–{_plain(high)}"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _where(change: Change) -> str:
    if change.lever == "workforce.transfer":
        out_of = ", ".join(change.out_of or ()) or "all other areas"
        return f"out of {out_of} to {', '.join(change.to or ())}"
    if change.listed is not None:
        one = public_lists()[change.listed]
        weights = place_weights(change)
        cover = ", ".join(
            f"{place} {weights[PLACES.index(place)]:.0%}" for place in places_of(change)
        )
        return (
            f"as far as the list {change.listed} of {_day(one.date)} covers the people of an area "
            f"({cover})"
        )
    if change.places is None:
        lever = levers().get(change.lever)
        return "everywhere" if lever is None or "place" in lever.by else "the whole nation"
    named = areas_in_order(change)
    return ", ".join(named)


def _when(change: Change, before: LeverValues, placed: Days) -> str:
    lever = levers().get(change.lever)
    if lever is not None and lever.kind != DATED:
        return "for the whole run" if lever.kind == "run" else "at the start of the run"
    parts = []
    if change.from_ is not None:
        parts.append(f"from {_day(change.from_)}")
    if change.until is not None:
        parts.append(f"until {_day(change.until)}")
    if change.ramp_days:
        parts.append(f"reached in equal steps over {change.ramp_days} days")
    if change.series is not None:
        steps = ", ".join(f"{v:g} from {_day(d)}" for d, v in sorted(change.series.items()))
        parts.append(f"in steps: {steps}")
    for word, condition in (("while", change.while_), ("unless", change.unless)):
        if condition is not None:
            parts.append(f"{word} {_condition(condition)}")
    found = stretches(placed)
    if not found:
        parts.append("so on no day of the run")
    elif change.while_ is not None or change.unless is not None:
        days = "; ".join(f"{_on(before, a)} to {_on(before, b)}" for a, b in found)
        parts.append(f"so on {int(placed.sum())} days: {days}")
    return ", ".join(parts) or "from the first day on"


def _condition(condition: Condition) -> str:
    title = legal_events()[condition.event].title
    return f"{condition.event} ({title}) is {' or '.join(condition.status)}"


def _on(values: LeverValues, index: int) -> str:
    return _day(values.first_day + timedelta(days=index))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _event_words(event: str, said: dict[str, date]) -> str:
    one = legal_events()[event]
    history = ", ".join(f"{change.status} {_day(change.date)}" for change in one.changes)
    counter = ", ".join(f"{status} from {_day(day)}" for status, day in said.items())
    return (
        f"{event} ({one.title}) is taken as {counter}: a counterfactual\n"
        f"  as it happened: {history}"
    )


def _notes(change: Change) -> list[str]:
    """What a reader should mind: values outside the range of the evidence."""
    lever = levers()[change.lever]
    low, high = bounds(lever)
    notes = []
    values = [change.value] if change.value is not None else list((change.series or {}).values())
    outside = [value for value in values if not lever.low <= value <= lever.high]
    if outside and lever.basis != "definition":
        notes.append(
            f"outside the range of the evidence, {_plain(lever.low)} to {_plain(lever.high)} "
            f"{lever.unit} (reliability {lever.reliability})"
        )
    elif lever.reliability in "DE":
        notes.append(
            f"the lever itself is weakly known: {_plain(lever.low)} to {_plain(lever.high)} "
            f"{lever.unit}, {lever.basis}, reliability {lever.reliability}"
        )
    if change.multiply is not None and high == 1.0 and change.multiply > 1:
        notes.append(f"results above {high:g} are refused when it is run" if low == 0 else "")
    return [note for note in notes if note]
