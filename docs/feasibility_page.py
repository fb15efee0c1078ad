"""The page of stated goals: ``python docs/feasibility_page.py [--draws N]`` writes it again.

It takes some 5 minutes on two cores that are free and is no part of ``docs/generate.py``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from evenhand.model.levers import levers
from evenhand.sources.ledger import load_observations
from evenhand.studies.feasibility import (
    Binding,
    Feasibility,
    Need,
    feasibility,
)
from evenhand.studies.feasibility import (
    Path as Combination,
)
from evenhand.studies.stated import stated_questions

PAGE = Path(__file__).parent / "reference" / "feasibility.md"
DRAWS = 40
UNITS = {"people/day": "a day", "ratio": "times"}
MOST = 6
"""Levers named of those that do or that matter most."""
HEAD = """<!-- Made by docs/feasibility_page.py; do not edit. -->

# Stated goals, and what they would take

What the model says of goals that were stated in public; how it is found and how to read it:
[what could be](../explanation/feasibility.md). Written by `python docs/feasibility_page.py`.
"""


def feasibility_page(found: list[Feasibility]) -> str:
    """All questions: a table of the answers, then each with what it would take.

    Args:
        found: The answers.
    """
    rows = [
        (
            one.question.name,
            _asked(one),
            f"{_number(one.median)} ({_number(one.low)} to {_number(one.high)})",
            one.said,
        )
        for one in found
    ]
    parts = [HEAD, "\n", _table(("question", "asked", "model, 90 % interval", "probability"), rows)]
    for one in found:
        parts.append(_section(one))
    return "".join(parts)


def _asked(one: Feasibility) -> str:
    question = one.question
    unit = "people" if question.statistic == "total" else UNITS.get(one.unit, one.unit)
    words = [f"at least {_number(question.at_least)}"] if question.at_least is not None else []
    if question.at_most is not None:
        words.append(f"at most {_number(question.at_most)}")
    return f"{' and '.join(words)} {unit}"


def _section(one: Feasibility) -> str:
    question = one.question
    scenario = question.scenario if isinstance(question.scenario, str) else None
    if scenario is None:
        scenario = "the baseline" if question.scenario is None else question.scenario.title
    what = f"{question.statistic} of *{question.measure}*"
    if question.classes:
        what += f" ({' and '.join(question.classes)})"
    said = [
        f"\n## {question.name}\n",
        f"\n{what[0].upper()}{what[1:]}, {one.first_day} to {one.last_day}, under {scenario}: "
        f"{_number(one.central)} at central values.\n",
        f"\nAt its limit at central values: {_binding(one.binding)}.\n",
    ]
    if not one.together:
        return "".join([*said, "\nCentral values are as asked for: it takes nothing more.\n"])
    doing = [need for need in one.takes if need.needed is not None]
    if doing:
        rows = [_need_row(need) for need in doing]
        said.append(
            "\nOne lever alone, the others at central values:\n\n"
            + _table(("lever", "is", "would have to be", "evidence", "then at its limit, first"),
                     rows)
        )  # fmt: skip
    rest = [need for need in one.takes if need.needed is None][:MOST]
    said.append(
        f"\n{'No other lever' if doing else 'No lever'} alone does, within a twentieth to twenty "
        f"times of what it is. The nearest: "
        + "; ".join(f"`{need.lever}` ({_number(need.reached)})" for need in rest)
        + ".\n"
    )
    said += [_combination(path) for path in one.together]
    return "".join(said)


def _need_row(need: Need) -> tuple[str, ...]:
    lever = levers()[need.lever]
    evidence = f"{_number(need.low)} to {_number(need.high)}"
    if lever.basis == "definition":
        evidence = "a choice"
    elif need.inside:
        evidence += ", inside"
    return (
        f"`{need.lever}`",
        f"{_number(need.baseline)} {need.unit}",
        _number(need.needed),
        evidence,
        _first(need.binding),
    )


def _combination(path: Combination) -> str:
    size = (
        f"factor {path.factor:.2f}" if path.factor is not None
        else f"{path.share:.0%} of the way" if path.share is not None
        else "not even at its end"
    )  # fmt: skip
    uses = "; ".join(
        f"{use.name} {_number(use.most)} of {_number(use.offered)} {use.unit}" for use in path.uses
    )
    without = "; ".join(f"`{lever}` {_number(value)}" for lever, value in path.without[:MOST])
    return (
        f"\n**{path.says[0].upper()}{path.says[1:]}: {size}** (reaches {_number(path.reached)}). "
        f"Without one of them alone: {without}. Most used in a month: {uses}. At its limit: "
        f"{_binding(path.binding)}.\n"
    )


def _binding(found: tuple[Binding, ...]) -> str:
    return "; ".join(
        f"{one.name} ({one.share:.0%} of the months, since {one.since:%B %Y})" for one in found
    ) or "nothing"  # fmt: skip


ALWAYS = ("judges", "officer-hours")
"""Always at their limit: the courts' docket waits, and what jails leave goes to the street."""


def _first(found: tuple[Binding, ...]) -> str:
    rest = [one for one in found if one.name not in ALWAYS]
    return f"{rest[0].name}, {rest[0].since:%B %Y}" if rest else ""


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def _table(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--draws", type=int, default=DRAWS)
    answers = feasibility(
        load_observations(None), stated_questions(), draws=asked.parse_args().draws
    )
    PAGE.write_text(feasibility_page(answers), "utf-8")
