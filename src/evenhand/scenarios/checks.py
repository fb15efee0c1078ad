"""Checks that one key alone cannot show: one function per check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from evenhand.errors import did_you_mean
from evenhand.model.classes import CLASSES
from evenhand.model.levers import DATED, levers
from evenhand.model.places import AREAS
from evenhand.registers.legal_events import STATUSES, legal_events
from evenhand.registers.public_lists import public_lists
from evenhand.scenarios.bounds import FITTED, bounds
from evenhand.scenarios.places import places_of
from evenhand.scenarios.schema import PLANS, ROTATION, Change, Scenario
from evenhand.scenarios.timing import begins, days_in_place

Finding = tuple[tuple[Any, ...], str, str]
"""Path in the file, what is wrong, what to do."""
AMOUNTS = ("value", "multiply", "add", "series")
PLAN_KEYS = {
    "order": ROTATION, "at-a-time": ROTATION, "visit-days": ROTATION, "teams": ROTATION,
    "from-home": ROTATION, "out-of": "workforce.transfer", "to": "workforce.transfer",
    "officers": "workforce.transfer",
}  # fmt: skip
LONGEST_DAYS = 40 * 366
"""Collisions are looked for over so many days from where both changes have begun."""
EARLIEST = date(2018, 10, 1)


def check_scenario(scenario: Scenario) -> list[Finding]:
    """Every problem of a scenario whose keys and values are each allowed."""
    found: list[Finding] = list(_events(scenario))
    sound = []
    for name, change in scenario.changes.items():
        problems = [
            (("changes", name, *path), *rest) for check in CHECKS for path, *rest in check(change)
        ]
        found.extend(problems)
        if not problems:
            sound.append((name, change))
    for first, second in combinations(sound, 2):
        found.extend(_collision(scenario, first, second))
    return found


def known_levers() -> list[str]:
    """Everything that a change may name."""
    return [*(name for name in levers() if name not in FITTED), *PLANS]


def _lever(change: Change) -> Iterator[Any]:
    if change.lever in FITTED:
        what = f"'{change.lever}' is used by the fit of the start alone"
        yield ("lever",), what, f"change '{FITTED[change.lever]}'"
    elif change.lever not in known_levers():
        fix = did_you_mean(change.lever, known_levers(), noun="levers")
        yield ("lever",), f"unknown lever '{change.lever}'", fix


def _amount(change: Change) -> Iterator[Any]:
    given = [name for name in AMOUNTS if getattr(change, name) is not None]
    if change.lever in PLANS:
        if given:
            yield (given[0],), f"'{change.lever}' takes no {given[0]}", "leave the key out"
    elif len(given) != 1:
        what = f"gives {' and '.join(given) or 'no amount'}"
        yield (), what, f"give exactly one of {', '.join(AMOUNTS)}"


def _plan_keys(change: Change) -> Iterator[Any]:
    for key, lever in PLAN_KEYS.items():
        if getattr(change, key.replace("-", "_")) is not None and change.lever != lever:
            yield (key,), f"only '{lever}' has '{key}'", "leave the key out"


def _rotation(change: Change) -> Iterator[Any]:
    if change.lever != ROTATION:
        return
    if change.places is None and change.listed is None:
        yield (), "says nowhere to go", "add places: [...] or listed: a public list"
    if change.teams is None:
        yield (), "lacks 'teams'", "add it: teams in all"
    size = len(change.places or places_of_list(change))
    if change.at_a_time is not None and 0 < size < change.at_a_time:
        what = f"{change.at_a_time} places at a time are more than the {size} there are"
        yield ("at-a-time",), what, "name more places, or visit fewer at a time"
    if change.places is not None and len(set(change.places)) < len(change.places):
        yield ("places",), "names a place twice", "name each once; 'round robin' comes back to it"


def places_of_list(change: Change) -> tuple[str, ...]:
    """Areas of a known public list; nothing for an unknown one."""
    return places_of(change) if change.listed in public_lists() else ()


def _transfer(change: Change) -> Iterator[Any]:
    if change.lever != "workforce.transfer":
        return
    for key, what in (("to", "where officers go"), ("officers", "how many officers move")):
        if not getattr(change, key):
            yield (), f"lacks '{key}'", f"add it: {what}"
    for key in ("out_of", "to"):
        for index, place in enumerate(getattr(change, key) or ()):
            yield from _area((key.replace("_", "-"), index), place)
    both = set(change.out_of or ()) & set(change.to or ())
    if both:
        what = f"{', '.join(sorted(both))}: officers both leave and go there"
        yield ("to",), what, "name a place once"


def _area(path: tuple[Any, ...], place: str) -> Iterator[Any]:
    if place not in AREAS:
        yield path, f"unknown area '{place}'", did_you_mean(place, AREAS, noun="areas")


def _unit(change: Change) -> Iterator[Any]:
    lever = levers().get(change.lever)
    if lever is None:
        if change.lever in PLANS and change.unit is not None:
            yield ("unit",), f"'{change.lever}' has no unit", "leave the key out"
        return
    wanted = "ratio" if change.multiply is not None else lever.unit
    if change.unit is None:
        yield (), "lacks 'unit'", f"add unit: {wanted}"
    elif change.unit != wanted:
        what = f"unit '{change.unit}' does not fit '{change.lever}'"
        yield ("unit",), what, f"write: {wanted}"


def _kind(change: Change) -> Iterator[Any]:
    lever = levers().get(change.lever)
    if lever is None or lever.kind == DATED:
        return
    given = [
        key.rstrip("_").replace("_", "-")
        for key in ("from_", "until", "series", "while_", "unless")
        if getattr(change, key) is not None
    ]
    given += ["ramp-days"] * bool(change.ramp_days)
    meaning = "one number for a run" if lever.kind == "run" else "a number at the start of the run"
    for key in given:
        yield (key,), f"'{change.lever}' is {meaning} and has no dates", "leave the key out"


def _where(change: Change) -> Iterator[Any]:
    lever = levers().get(change.lever)
    by_place = (lever is not None and "place" in lever.by) or change.lever == ROTATION
    for key in ("places", "listed"):
        if getattr(change, key) is not None and not by_place and change.lever in known_levers():
            what = f"'{change.lever}' is the same in all places"
            yield (key,), what, "leave the key out"
    if change.places is not None and change.listed is not None:
        yield ("listed",), "says where twice", "keep either places or listed"
    if change.least is not None and change.listed is None:
        yield ("least",), "only a list has a least share", "add listed: or leave the key out"
    if change.places is not None and not change.places:
        yield ("places",), "names no place", "name areas, or leave the key out for all"
    for index, place in enumerate(change.places or ()):
        yield from _area(("places", index), place)
    if change.listed is not None and change.listed not in public_lists():
        fix = did_you_mean(change.listed, public_lists(), noun="lists")
        yield ("listed",), f"unknown list '{change.listed}'", fix


def _whom(change: Change) -> Iterator[Any]:
    if change.classes is None:
        return
    lever = levers().get(change.lever)
    if not change.classes:
        yield ("classes",), "names no class", f"name some of {', '.join(CLASSES)}"
    if change.lever in PLANS or (lever is not None and "class" not in lever.by):
        yield ("classes",), f"'{change.lever}' is the same for all classes", "leave the key out"


def _dates(change: Change) -> Iterator[Any]:
    if change.from_ is not None and change.until is not None and change.until < change.from_:
        yield ("until",), f"ends {change.until}, before it begins", f"it begins {change.from_}"
    if change.from_ is not None and change.from_ < EARLIEST:
        yield ("from",), f"{change.from_} is before any record", f"begin on {EARLIEST} or later"
    if change.ramp_days and change.series is not None:
        yield ("ramp-days",), "a series has no ramp", "leave the key out"
    elif change.ramp_days and change.from_ is None and change.lever in levers():
        yield ("ramp-days",), "a ramp needs its first day", "add from: a day"


def _series(change: Change) -> Iterator[Any]:
    if change.series is None:
        return
    if not change.series:
        yield ("series",), "is empty", "give at least one day and value"
        return
    first = min(change.series)
    if change.from_ is not None and first != change.from_:
        what = f"begins {first}, the change {change.from_}"
        yield ("series",), what, "begin the series on the first day of the change"
    for day in change.series:
        if change.until is not None and day > change.until:
            yield ("series", day), f"{day} lies after the change ends", "widen until"


def _range(change: Change) -> Iterator[Any]:
    lever = levers().get(change.lever)
    if lever is None:
        return
    low, high = bounds(lever)
    values = {("value",): change.value}
    values |= {("series", day): value for day, value in (change.series or {}).items()}  # type: ignore[misc]
    for path, value in values.items():
        if value is not None and not low <= value <= high:
            what = f"{value:g} is out of range for '{change.lever}'"
            yield path, what, f"give {low:g} to {high:g} {lever.unit}"
    if lever.unit == "rule":
        for path, value in values.items():
            if value is not None and value != int(value):
                yield path, f"{value:g} is no rule", "give 0, 1 or 2"
        for key, given in (("multiply", change.multiply), ("add", change.add),
                           ("ramp-days", change.ramp_days or None)):  # fmt: skip
            if given is not None:
                yield (key,), f"'{change.lever}' is a choice of 0, 1 or 2", "leave the key out"
    if change.multiply is not None and change.multiply < 0:
        yield ("multiply",), "is negative", "give 0 or more"


def _conditions(change: Change) -> Iterator[Any]:
    if change.while_ is not None and change.unless is not None:
        yield ("unless",), "has both while and unless", "keep one of them"
    for key, condition in (("while", change.while_), ("unless", change.unless)):
        if condition is None:
            continue
        yield from _event((key, "event"), condition.event)
        if not condition.status:
            yield (key, "status"), "names no status", f"name some of {', '.join(STATUSES)}"
        for status in condition.status:
            if status not in STATUSES:
                fix = did_you_mean(status, STATUSES, noun="statuses")
                yield (key, "status"), f"unknown status '{status}'", fix


def _event(path: tuple[Any, ...], event: str) -> Iterator[Any]:
    if event not in legal_events():
        fix = did_you_mean(event, legal_events(), noun="events")
        yield path, f"unknown legal event '{event}'", fix


CHECKS = (
    _lever, _amount, _plan_keys, _rotation, _transfer, _unit, _kind, _where, _whom, _dates, _series,
    _range, _conditions,
)  # fmt: skip


def _events(scenario: Scenario) -> Iterator[Finding]:
    """Counterfactuals: known events and statuses, and at least one of them."""
    for event, said in scenario.events.items():
        yield from _event(("events", event), event)
        if not said:
            yield ("events", event), "says no status", "write {a status: a day}"
        for status in said:
            if status not in STATUSES:
                fix = did_you_mean(status, STATUSES, noun="statuses")
                yield ("events", event, status), f"unknown status '{status}'", fix


def _collision(
    scenario: Scenario, first: tuple[str, Change], second: tuple[str, Change]
) -> Iterator[Finding]:
    """Two changes of one lever in the same place and class on the same day."""
    (name, a), (other, b) = first, second
    if a.lever != b.lever or a.lever == "workforce.transfer":
        return
    places = set(places_of(a)) & set(places_of(b))
    classes = set(a.classes or CLASSES) & set(b.classes or CLASSES)
    day = _same_day(scenario, a, b) if places and classes else None
    if day is not None:
        where = "" if len(places) > 3 else f" in {', '.join(sorted(places))}"
        what = f"changes '{a.lever}'{where} on the same days as '{name}' (from {day})"
        yield ("changes", other), what, "give the first an 'until', or merge the two"


def _same_day(scenario: Scenario, a: Change, b: Change) -> date | None:
    """The first day on which both are in place; None if there is none."""
    starts = max(begins(a) or EARLIEST, begins(b) or EARLIEST)
    ends = min(a.until or date.max, b.until or date.max)
    if starts > ends:
        return None
    if not any((a.while_, a.unless, b.while_, b.unless)):
        return starts
    days = min(LONGEST_DAYS, (ends - starts).days + 1)
    both = days_in_place(a, starts, days, scenario.events) & days_in_place(
        b, starts, days, scenario.events
    )
    return starts + timedelta(days=int(both.argmax())) if both.any() else None
