"""Operations on computed values: sums, ratios, comparisons, and what holds together."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import numpy as np

from evenhand.claims.computations import Operation
from evenhand.claims.units import figure
from evenhand.claims.values import Value, arithmetic, holds, nothing, number, of_probability

EXACT = 1e-9
"""Numbers that differ by less than this share are the same."""


def operate(one: Operation, parts: tuple[Value, ...]) -> Value:
    """What an operation gives.

    Args:
        one: The operation.
        parts: The values of its parts.
    """
    if one.name in {"all", "any", "not", "how-many"}:
        return _logic(one.name, parts)
    if not all(part.known for part in parts):
        return nothing("a part of it has no value")
    if one.name in {"largest-of", "smallest-of", "mean-of", "range-of"}:
        return _choose(one.name, parts)
    if one.name == "add":
        return reduce(lambda a, b: arithmetic(np.add, a, b), parts)
    if one.name == "multiply":
        return reduce(lambda a, b: arithmetic(np.multiply, a, b), parts)
    first, second = parts
    if one.name == "subtract":
        return arithmetic(np.subtract, first, second)
    if one.name == "divide":
        return arithmetic(np.divide, first, second)
    if one.name == "change":
        ratio = arithmetic(np.divide, second, first)
        return arithmetic(np.subtract, ratio, number(1.0)) if ratio.known else ratio
    return replace(_compare(one, first, second), remarks=(_set_beside(one, first, second),))


def _set_beside(one: Operation, first: Value, second: Value) -> str:
    """The numbers that were compared, in base units."""
    numbers = [
        figure(each.single or 0.0)
        if each.low == each.high or each.draws is not None
        else f"{figure(each.low or 0.0)} to {figure(each.high or 0.0)}"
        for each in (first, second)
    ]
    if one.name in {"increases", "decreases"}:
        return f"from {numbers[0]} to {numbers[1]}"
    return f"{numbers[0]} against {numbers[1]}"


def _choose(name: str, parts: tuple[Value, ...]) -> Value:
    if any(part.draws is not None for part in parts):
        function = {"largest-of": np.maximum, "smallest-of": np.minimum}.get(name)
        if function is None:
            return nothing("draws of the model have no such mean or range")
        return reduce(lambda a, b: arithmetic(function, a, b), parts)
    lows = [part.low or 0.0 for part in parts]
    highs = [part.high or 0.0 for part in parts]
    if name == "largest-of":
        return number(max(lows), max(highs))
    if name == "smallest-of":
        return number(min(lows), min(highs))
    if name == "mean-of":
        return number(sum(lows) / len(parts), sum(highs) / len(parts))
    return number(min(lows), max(highs))


def _compare(one: Operation, first: Value, second: Value) -> Value:
    if one.name in {"increases", "decreases"}:
        step = 1 + one.tolerance if one.name == "increases" else 1 - one.tolerance
        base = arithmetic(np.multiply, first, number(step))
        name = "more-than" if one.name == "increases" else "less-than"
        return _compare(Operation(name, one.parts), second, base)
    if one.name == "within":
        lower = arithmetic(np.multiply, second, number(1 - one.tolerance))
        upper = arithmetic(np.multiply, second, number(1 + one.tolerance))
        above = _compare(Operation("at-least", one.parts), first, lower)
        below = _compare(Operation("at-most", one.parts), first, upper)
        return _logic("all", (above, below))
    if one.name in {"at-most", "less-than"}:
        mirrored = "at-least" if one.name == "at-most" else "more-than"
        return _compare(Operation(mirrored, one.parts), second, first)
    if first.draws is not None or second.draws is not None:
        left, right = (
            each.draws if each.draws is not None else np.array([each.single or 0.0])
            for each in (first, second)
        )
        met = left >= right if one.name == "at-least" else left > right
        return of_probability(float(np.mean(met)))
    low, high = (first.low or 0.0), (first.high or 0.0)
    least, most = (second.low or 0.0), (second.high or 0.0)
    slack = EXACT * max(abs(low), abs(high), abs(least), abs(most))
    if one.name == "at-least":
        return holds(low >= most - slack, high >= least - slack)
    return holds(low > most + slack, high > least + slack)


def _logic(name: str, parts: tuple[Value, ...]) -> Value:
    truths = [part.truth for part in parts]
    if name == "how-many":
        if any(truth is None for truth in truths):
            return nothing("a part of it is not known")
        return number(float(truths.count("yes")), float(len(truths) - truths.count("no")))
    if name == "not":
        opposite: dict[str | None, Value] = {
            "yes": Value(truth="no"),
            "no": Value(truth="yes"),
            "contested": Value(truth="contested"),
        }
        return opposite.get(truths[0], nothing("its part is not known"))
    ends, rest = ("no", "yes") if name == "all" else ("yes", "no")
    if ends in truths:
        return Value(truth="no" if ends == "no" else "yes")
    if None in truths:
        return nothing("a part of it is not known")
    if "contested" in truths:
        return Value(truth="contested")
    return Value(truth="yes" if rest == "yes" else "no")
