"""A computation in words, for pages and tables."""

from __future__ import annotations

from evenhand.claims.computations import (
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

TAKES = {
    "sum": "sum of", "mean": "mean of", "largest": "largest of", "smallest": "smallest of",
    "first": "first of", "last": "last of", "count": "number of values of", "change": "change of",
    "per-day": "a day:", "value": "",
}  # fmt: skip
BETWEEN = {
    "add": " + ", "subtract": " − ", "multiply": " × ", "divide": " ÷ ", "at-least": " ≥ ",
    "more-than": " > ", "at-most": " ≤ ", "less-than": " < ", "all": " and ", "any": " or ",
}  # fmt: skip
WORDS = {
    "largest-of": "the largest of", "smallest-of": "the smallest of", "mean-of": "the mean of",
    "range-of": "the range of", "how-many": "how many hold of", "not": "not",
}  # fmt: skip


def describe(one: Computation) -> str:
    """A computation in words.

    Args:
        one: The computation.
    """
    if isinstance(one, OfSeries):
        return _series(one)
    if isinstance(one, OfStatement):
        end = "" if one.bound == "range" else f" ({one.bound} end)"
        return f"published statement {one.statement}{end}"
    if isinstance(one, Said):
        return f"on record by {one.until}: {one.statement}"
    if isinstance(one, OfAgreements):
        some = f" ({', '.join(one.models)})" if one.models else ""
        return f"287(g) agreements{some}, {one.at}"
    if isinstance(one, OfList):
        some = f" ({', '.join(one.levels)})" if one.levels else ""
        return f"entries of the list {one.name}{some}"
    if isinstance(one, OfEvent):
        return f"{one.event} is {' or '.join(one.statuses)} on {one.at}"
    if isinstance(one, OfFindings):
        some = f" that say {' or '.join(one.holds)}" if one.holds else ""
        return f"{one.take} of findings on {one.proposition}{some}"
    if isinstance(one, OfModel):
        return _model(one)
    if isinstance(one, Constant):
        return f"{one.value:,.10g} {one.unit}".strip()
    assert isinstance(one, Operation)
    return _operation(one)


def _series(one: OfSeries) -> str:
    days = one.at if one.take == "value" else f"{one.first} to {one.last}"
    parts = [*one.place, *one.agency, *one.criminality, *one.detail]
    if one.but_place:
        parts.append(f"all places but {len(one.but_place)}")
    parts += [f"places on {one.on_list}"] * bool(one.on_list)
    parts += [f"places not on {one.off_list}"] * bool(one.off_list)
    shown = parts if len(parts) <= 4 else [*parts[:3], f"{len(parts) - 3} more"]
    some = f" ({', '.join(shown)})" if shown else ""
    window = f" {one.window} consecutive values" if one.window > 1 else ""
    return f"{TAKES[one.take]}{window} {one.series}{some}, {days}".strip()


def _model(one: OfModel) -> str:
    days = f", {one.begins or 'start'} to {one.ends or 'end'}" if one.begins or one.ends else ""
    what = f"{one.statistic} of {one.measure}"
    if one.statistic == "largest":
        what = f"largest {one.per} of {one.measure}"
    some = f" ({', '.join(one.classes)})" if one.classes else ""
    changed = "".join(f", {name} at {value:g}" for name, value in one.levers)
    return f"model, {one.scenario or 'baseline'}{changed}: {what}{some}{days}"


def _operation(one: Operation) -> str:
    parts = [f"({describe(part)})" if isinstance(part, Operation) else describe(part)
             for part in one.parts]  # fmt: skip
    if one.name in BETWEEN:
        return BETWEEN[one.name].join(parts)
    if one.name in {"increases", "decreases", "change"}:
        by = f" by {one.tolerance:.0%} or more" if one.tolerance else ""
        return f"{one.name}{by}, from {parts[0]} to {parts[1]}"
    if one.name == "within":
        return f"{parts[0]} within {one.tolerance:.0%} of {parts[1]}"
    return f"{WORDS[one.name]} {'; '.join(parts)}"
