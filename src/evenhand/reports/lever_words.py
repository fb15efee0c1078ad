"""What is known of one lever, in words, and what it moves."""

from __future__ import annotations

import numpy as np

from evenhand.errors import ModelError, Problem
from evenhand.model.levers import levers
from evenhand.model.posterior import shipped_draws, shipped_table
from evenhand.model.priors import exceptions, priors
from evenhand.model.system import SystemModel
from evenhand.reports.numbers import amount
from evenhand.studies.drawn import Asked, RunsOfDraw
from evenhand.studies.influence import sweep

FIRST_YEAR, MOST, LEAST_CHANGE = 365, 12, 0.001
MOVED = {
    "yes": "the record moved it",
    "no": "tested, and the record did not move it",
}


def lever_words(name: str) -> list[str]:
    """Description, prior, posterior, source and reliability of a lever.

    Args:
        name: The lever.

    Raises:
        ModelError: when there is no such lever.
    """
    lever, one = levers().get(name), priors().get(name)
    if lever is None and one is None:
        raise ModelError(Problem(name, "is no lever"))
    said = []
    if lever is not None:
        said += [
            lever.description,
            f"Default {lever.default:g} {lever.unit}, range {lever.low:g} to {lever.high:g}; "
            f"{lever.basis}, {lever.date}, reliability {lever.reliability}.",
            f"Source: {lever.source}",
        ]
    elif one is not None:
        said += [one.description, f"Source: {one.source}, reliability {one.reliability}."]
    if one is None:
        special = exceptions().get(name)
        why = "its range is a choice to try, not evidence" if special is None else special.why
        return [*said, f"It has no prior: {why}."]
    said.append(
        f"Prior: median {one.central:g}, nine in ten between {one.low:g} and {one.high:g} "
        f"{one.unit}."
    )
    row = next((row for row in shipped_table() if row["lever"] == name), None)
    if row is not None:
        low, middle, high = (float(row[f"posterior_{end}"]) for end in ("low", "median", "high"))
        ending = MOVED.get(row["moved"], "no target responds to it; the posterior is the prior")
        said.append(
            f"Posterior: median {middle:.4g}, nine in ten between {low:.4g} and {high:.4g}; "
            f"{float(row['shrinkage']):.0%} of the variance is gone: {ending}."
        )
    return said


def lever_effects(central: SystemModel, name: str) -> list[tuple[str, ...]]:
    """The numbers of the baseline's first year that a lever moves most, by relative change.

    Args:
        central: The system fitted with central values.
        name: The lever.
    """
    work = RunsOfDraw(central, (Asked("baseline", None, False),), FIRST_YEAR)
    found = sweep(work, shipped_draws(), workers=1, only=(name,))
    rows = []
    for index, (number, unit) in enumerate(found.numbers):
        low, high = found.outcomes[0, index, 0]
        middle = abs(float(found.middle[0, index]))
        change = (high - low) / middle if middle > 0 else 0.0
        if np.isfinite(change) and abs(change) >= LEAST_CHANGE:
            rows.append((abs(change), (number, unit, amount(low, unit), amount(high, unit),
                                       f"{change:+.1%}")))  # fmt: skip
    return [row for _, row in sorted(rows, key=lambda one: -one[0])[:MOST]]
