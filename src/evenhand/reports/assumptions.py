"""The assumptions of an answer, those first that its numbers rest on most."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.model.levers import Lever, levers
from evenhand.model.priors import priors
from evenhand.reports.answer import Answer
from evenhand.studies.draw_ranks import draw_ranks
from evenhand.studies.influence import influence

OUTCOMES = (
    "Arrests by all channels", "In detention at the end of it", "Removals from detention",
    "All stages, a year",
)  # fmt: skip
"""Numbers of the first year by which assumptions are ranked where no influence was asked for."""
FEWEST_DRAWS = 20


@dataclass(frozen=True)
class Assumption:
    """One lever as the report shows it.

    Args:
        name: The lever.
        description: What it is.
        central: Its central value.
        low: Low end of its range.
        high: High end.
        unit: Unit.
        basis: Measured, derived, reported, legal, assumption or definition.
        source: Where it comes from.
        reliability: A to E.
        weight: How much it moves or goes with an outcome, as a share; None where not known.
        outcome: Which outcome; empty where all are ranked by one.
        changed: Whether the scenario changes it.
    """

    name: str
    description: str
    central: float
    low: float
    high: float
    unit: str
    basis: str
    source: str
    reliability: str
    weight: float | None
    outcome: str
    changed: bool


def assumptions(answer: Answer) -> list[Assumption]:
    """Levers by weight; those whose weight is not known follow, the weakest evidence first.

    Args:
        answer: The answer.
    """
    weights = _weights(answer)
    chosen = {change.lever for scenario in answer.scenarios for change in scenario.changes.values()}
    found = [_of(lever, weights, lever.attribute in chosen) for lever in levers().values()]
    for name, one in priors().items():
        if name not in levers():
            weight, outcome = weights.get(name, (None, ""))
            found.append(
                Assumption(name, one.description, one.central, one.low, one.high, one.unit,
                           "derived", one.source, one.reliability, weight, outcome, False)
            )  # fmt: skip
    order = {one.name: index for index, one in enumerate(found)}
    return sorted(
        found,
        key=lambda one: (
            -(one.weight or 0.0), not one.changed, -ord(one.reliability), order[one.name]
        ),
    )  # fmt: skip


def _of(lever: Lever, weights: dict[str, tuple[float, str]], changed: bool) -> Assumption:
    weight, outcome = weights.get(lever.attribute, (None, ""))
    return Assumption(
        lever.attribute, lever.description, lever.default, lever.low, lever.high, lever.unit,
        lever.basis, lever.source, lever.reliability, weight, outcome, changed,
    )  # fmt: skip


def _weights(answer: Answer) -> dict[str, tuple[float, str]]:
    """Weight and outcome by lever: by moving each alone if that was asked for, else over draws."""
    if answer.swept is not None:
        run = answer.swept.runs[-1]
        rows = influence(answer.swept, answer.influence, run, answer.posterior, answer.drawn)
        return {row.lever: (row.share, "") for row in rows}
    if not answer.drawn or len(answer.drawn[-1].numbers[0].values) < FEWEST_DRAWS:
        return {}
    ranks = draw_ranks(answer.drawn[-1], answer.posterior, OUTCOMES)
    return {one.lever: (one.share, one.number) for one in ranks if one.beyond_chance}


def weight_words(answer: Answer) -> str:
    """How the weights were found, in a sentence.

    Args:
        answer: The answer.
    """
    if answer.swept is not None:
        return (
            f"Ranked by what each lever alone does to “{answer.influence}” "
            f"({answer.swept.runs[-1]}) between the 5 and 95 percent points of its posterior: its "
            "share of all squares."
        )
    if answer.drawn and len(answer.drawn[-1].numbers[0].values) >= FEWEST_DRAWS:
        count = len(answer.drawn[-1].numbers[0].values)
        return (
            f"Ranked by how closely each lever goes with an outcome of {answer.second.name} over "
            f"{count} joint draws (squared correlation of ranks); levers that show no more than "
            "chance would are not ranked. With --influence each lever is moved alone, which says "
            "it more exactly."
        )
    return (
        f"Not ranked by influence, which takes {FEWEST_DRAWS} joint draws or more, or --influence; "
        "the weakest evidence comes first."
    )
