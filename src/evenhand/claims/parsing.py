"""Reading computations from a claims file: every problem with its line, nothing executed."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

from evenhand.claims.computations import (
    SAID_ON,
    Computation,
    Constant,
    OfAgreements,
    OfEvent,
    OfFindings,
    OfList,
    OfModel,
    OfSeries,
    OfStatement,
    Operation,
    Said,
)
from evenhand.claims.forms import FORMS, OPERATIONS, Form, Key, OperationForm
from evenhand.claims.synonyms import MEANT, MEANT_FORMS
from evenhand.errors import EvenhandError, Problem, did_you_mean
from evenhand.timeline import Period, parse_period
from evenhand.yaml_file import LONGEST_SHOWN, Step, Trail

KINDS: dict[str, type[Computation]] = {
    "series": OfSeries,
    "published": OfStatement,
    "said": Said,
    "agreements-287g": OfAgreements,
    "listed": OfList,
    "legal-status": OfEvent,
    "findings": OfFindings,
    "model": OfModel,
    "number": Constant,
}
LARGEST_NUMBER = 1e15
LONGEST_DAYS = 100 * 366
MOST_PARTS = 200
DEEPEST = 12
"""Nesting of computations that is read. A file is itself refused beyond ``DEEPEST_NESTING``."""
WINDOWED = ("sum", "mean", "per-day", "largest", "smallest", "first", "last", "count", "change")
FIXES = {
    "text": "write a name",
    "texts": "write a name, or a list [A, B]",
    "whole": "write a whole number from 1 to 1000",
    "yes": "write true, or leave it out",
    "levers": "write levers with their values: {workforce.multiplier: 3}",
}

Where = Callable[[Trail], str]


class Reader:
    """Reads the computations of one file.

    Args:
        where: Gives file, line and column of a trail.
    """

    def __init__(self, where: Where) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def refuse(self, trail: Trail, what: str, fix: str) -> None:
        """Note a problem.

        Args:
            trail: Where.
            what: What is wrong.
            fix: What to do.
        """
        self.problems.append(Problem(self.where(trail), what, fix))

    def computation(
        self, node: Any, trail: Trail, *, truth: bool | None = None, depth: int = 0
    ) -> Computation | None:
        """A computation, or None where it could not be read.

        Args:
            node: What the file has there.
            trail: Where that is.
            truth: Whether a yes or no is wanted; None for either.
            depth: How deeply it is nested.
        """
        if depth > DEEPEST:
            self.refuse(trail, "is nested too deeply", "split it into several definitions")
            return None
        if isinstance(node, (int, float)) and not isinstance(node, bool):
            value = self._number(node, trail)
            return None if value is None else self._fits(Constant(value), trail, truth)
        if not isinstance(node, dict):
            fix = "write what to compute, such as {series: arrests, take: sum, during: 2025-02}"
            self.refuse(trail, f"'{short(node)}' is not a computation", fix)
            return None
        named = [key for key in node if key in FORMS or key in OPERATIONS]
        if not named:
            self._unknown(node, trail)
            return None
        name = str(named[0])
        others = [key for key in named[1:] if not _belongs(name, str(key))]
        if others:
            what = f"asks for '{name}' and '{others[0]}' at once"
            self.refuse((*trail, others[0]), what, "write one of them, or put one inside the other")
            return None
        if name in OPERATIONS:
            found: Computation | None = self._operation(node, OPERATIONS[name], trail, depth)
        else:
            found = self._value(node, FORMS[name], trail)
        return None if found is None else self._fits(found, trail, truth)

    def _unknown(self, node: dict[Any, Any], trail: Trail) -> None:
        known = [*FORMS, *OPERATIONS]
        key = next(iter(node), None)
        if key is None:
            self.refuse(trail, "is an empty computation", did_you_mean("", known, noun="forms"))
            return
        fix = did_you_mean(MEANT_FORMS.get(str(key), str(key)), known, noun="forms")
        self.refuse((*trail, key), f"'{short(key)}' is not something to compute", fix)

    def _fits(
        self, found: Computation, trail: Trail, truth: bool | None
    ) -> Computation | None:  # fmt: skip
        if truth is None or is_truth(found) == truth:
            return found
        if truth:
            fix = "compare the number with something: {at-least: [it, 500]}"
            self.refuse(trail, "is a number where a yes or no is needed", fix)
        else:
            fix = "to count how many hold, use how-many"
            self.refuse(trail, "is a yes or no where a number is needed", fix)
        return None

    def _operation(
        self, node: dict[Any, Any], form: OperationForm, trail: Trail, depth: int
    ) -> Operation | None:
        allowed = [form.name, *([form.option[0]] if form.option else [])]
        before = len(self.problems)
        self._no_other_keys(node, allowed, trail)
        inner = (*trail, form.name)
        parts: list[Computation | None] = []
        steps = self._parts(node[form.name], form, inner)
        for step, part in steps:
            parts.append(
                self.computation(part, (*inner, step), truth=form.takes_truths, depth=depth + 1)
            )
        tolerance = 0.0
        if form.option and form.option[0] in node:
            read = self._number(node[form.option[0]], (*trail, form.option[0]))
            tolerance = read or 0.0
            if read is not None and not 0 <= read <= 1:
                fix = "write 0.05 for 5 percent"
                self.refuse((*trail, form.option[0]), f"{read:g} is no share from 0 to 1", fix)
        if len(self.problems) > before or not steps:
            return None
        sound = tuple(part for part in parts if part is not None)
        return Operation(form.name, sound, tolerance, where=self.where(trail))

    def _parts(self, given: Any, form: OperationForm, trail: Trail) -> list[tuple[Step, Any]]:
        if form.by_name:
            names = ("from", "to")
            if isinstance(given, dict):
                for key in given:
                    if key not in names:
                        fix = did_you_mean(str(key), names, noun="keys")
                        self.refuse((*trail, key), f"unknown key '{short(key)}'", fix)
                missing = [name for name in names if name not in given]
                if not missing:
                    return [(name, given[name]) for name in names]
                what = f"'{form.name}' lacks '{missing[0]}'"
                self.refuse(trail, what, f"such as {form.example}")
                return []
            self.refuse(trail, f"'{form.name}' takes from and to", f"such as {form.example}")
            return []
        if not isinstance(given, list):
            if form.least == 1 and isinstance(given, dict):
                self.refuse(trail, f"'{form.name}' takes a list", "write [ ] around it")
            else:
                self.refuse(trail, f"'{form.name}' takes a list", f"such as {form.example}")
            return []
        most = form.most or MOST_PARTS
        if not form.least <= len(given) <= most:
            many = f"{form.least} or more" if len(given) < form.least else f"at most {most}"
            count = f"{form.least}" if form.most == form.least else many
            self.refuse(trail, f"'{form.name}' takes {count} parts, not {len(given)}",
                        f"such as {form.example}")  # fmt: skip
            return []
        return list(enumerate(given))

    def _no_other_keys(self, node: dict[Any, Any], allowed: list[str], trail: Trail) -> None:
        for key in node:
            if key not in allowed:
                fix = did_you_mean(str(key), allowed, noun="keys")
                self.refuse((*trail, key), f"unknown key '{short(key)}'", fix)

    def _value(self, node: dict[Any, Any], form: Form, trail: Trail) -> Computation | None:
        before = len(self.problems)
        self._no_other_keys(node, [key.name for key in form.keys], trail)
        fields: dict[str, Any] = {}
        for key in form.keys:
            if key.name not in node:
                if key.required:
                    self.refuse(trail, f"lacks '{key.name}'", f"such as {form.example}")
                continue
            read = self._key(node[key.name], key, form, (*trail, key.name))
            if read is not None:
                fields[key.field] = read
        if len(self.problems) > before:
            return None
        if form.name == "series":
            self._series_days(fields, trail)
        elif form.name == "model":
            self._model_days(fields, trail)
        if len(self.problems) > before:
            return None
        return KINDS[form.name](**fields, where=self.where(trail))

    def _key(self, given: Any, key: Key, form: Form, trail: Trail) -> Any:
        if form.name == "number" and key.name == "number":
            return self._number(given, trail)
        if key.reads in {"day", "said day"}:
            return self._day(given, trail, key, said=key.reads == "said day")
        if key.reads in {"period", "window"}:
            return self._period(given, trail, window=key.reads == "window")
        if key.reads in {"choice", "choices"}:
            return self._choice(given, key, trail)
        if key.reads == "whole":
            sound = isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= 1000
            return given if sound else self._cannot(given, key, trail)
        if key.reads == "yes":
            return given if isinstance(given, bool) else self._cannot(given, key, trail)
        if key.reads == "texts":
            listed = given if isinstance(given, list) else [given]
            sound = bool(listed) and all(isinstance(one, str) and one for one in listed)
            return tuple(listed) if sound else self._cannot(given, key, trail)
        if key.reads == "levers":
            return self._levers(given, key, trail)
        return given if isinstance(given, str) and given else self._cannot(given, key, trail)

    def _levers(self, given: Any, key: Key, trail: Trail) -> Any:
        if not isinstance(given, dict) or not given:
            return self._cannot(given, key, trail)
        read = []
        for name, value in given.items():
            number = self._number(value, (*trail, name))
            if number is not None:
                read.append((str(name), number))
        return tuple(sorted(read))

    def _cannot(self, given: Any, key: Key, trail: Trail) -> None:
        self.refuse(trail, f"'{short(given)}' cannot be '{key.name}'", FIXES[key.reads])

    def _choice(self, given: Any, key: Key, trail: Trail) -> Any:
        listed = given if isinstance(given, list) and key.reads == "choices" else [given]
        for one in listed:
            if str(one) not in key.options and _as_word(one) not in key.options:
                fix = did_you_mean(MEANT.get(str(one), str(one)), key.options)
                self.refuse(trail, f"unknown {key.name} '{short(one)}'", fix)
                return None
        words = tuple(str(one) if str(one) in key.options else _as_word(one) for one in listed)
        return words if key.reads == "choices" else words[0]

    def _number(self, given: Any, trail: Trail) -> float | None:
        sound = isinstance(given, (int, float)) and not isinstance(given, bool)
        if not sound:
            fix = "write digits, without a unit or quotes"
            self.refuse(trail, f"'{short(given)}' is not a number", fix)
            return None
        if abs(given) > LARGEST_NUMBER or not math.isfinite(given):
            self.refuse(trail, "is no number that can be counted", "write one below 1e15")
            return None
        return float(given)

    def _day(self, given: Any, trail: Trail, key: Key, *, said: bool) -> Any:
        """A day; of a month or year the first one, or for an end the last one."""
        if isinstance(given, date):
            return given
        if said and given == SAID_ON:
            return SAID_ON
        if isinstance(given, str):
            period = _period(given)
            if period is not None:
                return period.end if key.name == "until" else period.start
        fix = f"write it as YYYY-MM-DD{', or said-on' if said else ''}"
        self.refuse(trail, f"'{short(given)}' is not a day", fix)
        return None

    def _period(self, given: Any, trail: Trail, *, window: bool) -> Any:
        text = given.isoformat() if isinstance(given, date) else given
        if isinstance(text, int) and not isinstance(text, bool):
            text = str(text)
        if not isinstance(text, str):
            self.refuse(trail, f"'{short(given)}' is not a period", "such as 2025-01 or FY2025")
            return None
        try:
            if not window and ".." in text:  # a fiscal year to date, as series write it
                return text
            period = parse_period(text)
        except EvenhandError as error:
            problem = error.problems[0]
            self.refuse(trail, f"'{short(text)}' {problem.what}", problem.fix)
            return None
        return period if window else text

    def _series_days(self, fields: dict[str, Any], trail: Trail) -> None:
        during: Period | None = fields.pop("during", None)
        take = fields.setdefault("take", "value" if "at" in fields else "")
        if not take:
            fix = "such as take: sum, with its days; or at, for one value"
            self.refuse(trail, "lacks 'take'", fix)
            return
        if during is not None:
            if "first" in fields or "last" in fields:
                self.refuse((*trail, "during"), "says the days twice", "drop from and until")
            fields |= {"first": during.start, "last": during.end}
        first, last = fields.get("first"), fields.get("last")
        if take == "value":
            if "at" not in fields:
                what = "lacks 'at', the period of the value"
                self.refuse(trail, what, "such as at: 2025-01-26")
            if first or last:
                self.refuse((*trail, "take"), "'value' takes one period", "use 'at' alone")
        elif "at" in fields:
            fix = f"use during: {fields['at']}, or from and until"
            self.refuse((*trail, "at"), f"'{take}' takes days, not one period", fix)
        elif first is None or last is None:
            fix = "add during: 2025-02, or from and until"
            self.refuse((*trail, "take"), f"'{take}' lacks its days", fix)
        elif last < first:
            self.refuse((*trail, "until"), "ends before it begins", "exchange from and until")
        elif (last - first).days > LONGEST_DAYS:
            self.refuse((*trail, "take"), "counts more than a century", "name fewer days")
        places = [name for name in ("place", "but_place", "on_list", "off_list") if name in fields]
        if len(places) > 1:
            steps = (*trail, places[1].replace("_", "-"))
            self.refuse(steps, "says the places twice", "drop one of them")
        if fields.get("window", 1) > 1 and take not in {"largest", "smallest"}:
            fix = "take: largest, or leave windows-of out"
            self.refuse((*trail, "windows-of"), f"means nothing for '{take}'", fix)

    def _model_days(self, fields: dict[str, Any], trail: Trail) -> None:
        during: Period | None = fields.pop("during", None)
        if during is not None:
            if "begins" in fields or "ends" in fields:
                self.refuse((*trail, "during"), "says the days twice", "drop from and until")
            fields |= {"begins": during.start, "ends": during.end}
        begins, ends = fields.get("begins"), fields.get("ends")
        if begins and ends and ends < begins:
            self.refuse((*trail, "until"), "ends before it begins", "exchange from and until")
        name = str(fields.get("scenario", ""))
        if "/" in name or "\\" in name or name.startswith("."):
            fix = "name a shipped scenario; `evenhand scenarios` lists them"
            self.refuse((*trail, "scenario"), f"'{short(name)}' is a path", fix)


def is_truth(computation: Computation) -> bool:
    """Whether a computation gives yes or no, not a number.

    Args:
        computation: The computation.
    """
    if isinstance(computation, Operation):
        return OPERATIONS[computation.name].truth
    if isinstance(computation, OfFindings):
        return computation.take == "position"
    return isinstance(computation, (Said, OfEvent))


def short(given: Any) -> str:
    """What was given, cut so that a message stays readable.

    Args:
        given: Anything.
    """
    try:
        text = str(given)
    except ValueError:  # a whole number of thousands of digits
        return "a very large number"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _as_word(given: Any) -> str:
    """YAML readers of other kinds take yes and no for truths."""
    return {True: "yes", False: "no"}.get(given, "") if isinstance(given, bool) else ""


def _belongs(name: str, key: str) -> bool:
    """Whether a key that also names a form is a key of another form."""
    return name in FORMS and any(key == one.name for one in FORMS[name].keys)


def _period(text: str) -> Period | None:
    try:
        return parse_period(text)
    except EvenhandError:
        return None
