"""The parameter tables: one row per attribute, with unit, range, source and reliability."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from evenhand.errors import ModelError, Problem, did_you_mean


@dataclass(frozen=True)
class Parameter:
    """One number of the model, with its range and where it comes from."""

    attribute: str
    unit: str
    default: float
    low: float
    high: float
    basis: str
    source: str
    reliability: str
    description: str


@cache
def parameters(table: str = "custody") -> dict[str, Parameter]:
    """The rows of a parameter table by attribute.

    Args:
        table: Name of the table.

    Raises:
        ModelError: when a default lies outside its own range.
    """
    text = resources.files("evenhand.model.parameters").joinpath(f"{table}.csv").read_text("utf-8")
    numbers = ("default", "low", "high")
    rows = {}
    for row in csv.DictReader(text.splitlines()):
        values = {name: float(row[name]) for name in numbers}
        words = {name: text for name, text in row.items() if name not in numbers}
        rows[row["attribute"]] = Parameter(**words, **values)  # type: ignore[arg-type]
    wrong = [p for p in rows.values() if not p.low <= p.default <= p.high]
    if wrong:
        raise ModelError(
            [
                Problem(f"{table}.csv {p.attribute}", "has a default outside low to high")
                for p in wrong
            ]
        )
    return rows


def defaults(table: str = "custody", **changed: float) -> dict[str, float]:
    """The default values of a table, some of them changed.

    Args:
        table: Name of the table.
        changed: New values by attribute.

    Raises:
        ModelError: when an attribute is unknown or a value lies outside its range.
    """
    rows = parameters(table)
    problems = []
    for attribute, value in changed.items():
        if attribute not in rows:
            fix = did_you_mean(attribute, rows, noun="attributes")
            problems.append(Problem(f"parameter {attribute}", "is unknown", fix))
        elif not rows[attribute].low <= value <= rows[attribute].high:
            row = rows[attribute]
            fix = f"give {row.low:g} to {row.high:g} {row.unit}"
            problems.append(Problem(f"parameter {attribute}", f"cannot be {value:g}", fix))
    if problems:
        raise ModelError(problems)
    return {name: row.default for name, row in rows.items()} | changed
