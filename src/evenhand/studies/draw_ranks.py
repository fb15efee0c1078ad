"""Which levers go with an outcome over joint draws: squared correlations of ranks, and chance's.

It needs no runs besides the draws, so that every answer with draws can say which assumptions its
numbers rest on; putting each lever alone at both ends (``influence``) says it more exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from evenhand.model.posterior import Draws
from evenhand.studies.drawn import Drawn

CHANCE_POINT = 3.841
"""Squared correlation times draws above which one in twenty unrelated levers comes by chance.
Source: 95 percent point of the chi-squared distribution with one degree of freedom."""


@dataclass(frozen=True)
class Rank:
    """How far one lever goes with the outcome that it goes with most.

    Args:
        lever: The lever.
        number: The outcome.
        share: Squared correlation of ranks.
        beyond_chance: Whether it is more than unrelated levers show as a rule.
    """

    lever: str
    number: str
    share: float
    beyond_chance: bool


def draw_ranks(run: Drawn, draws: Draws, numbers: Sequence[str]) -> list[Rank]:
    """Levers by the outcome that they go with most, the strongest first.

    Args:
        run: One run under the first draws of ``draws``.
        draws: The posterior.
        numbers: Names of the outcomes.
    """
    outcomes = {one.name: one.values for one in run.numbers if one.name in numbers}
    count = len(run.numbers[0].values)
    ranked = {name: rankdata(values) for name, values in outcomes.items() if np.ptp(values) > 0}
    found = []
    for index, lever in enumerate(draws.levers):
        given = draws.values[:count, index]
        if np.ptp(given) == 0 or not ranked:
            continue
        by_number = {
            name: float(np.corrcoef(rankdata(given), ranks)[0, 1] ** 2)
            for name, ranks in ranked.items()
        }
        number = max(by_number, key=lambda name: by_number[name])
        share = by_number[number]
        found.append(Rank(lever, number, share, share * count > CHANCE_POINT))
    return sorted(found, key=lambda one: -one.share)
