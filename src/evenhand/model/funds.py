"""Grants that are withheld, and what a scenario says jurisdictions do about it."""

from __future__ import annotations

import numpy as np

from evenhand.model.levers import Array, LeverValues


def exposure(values: LeverValues) -> tuple[Array, Array]:
    """Grants at stake and grants withheld, by day and place ``(T, 26)``, US$/day.

    Args:
        values: The levers.
    """
    at_stake = values.by_place("funds.at_stake") / 365.25
    return at_stake, at_stake * values.by_place("funds.withheld")


def with_reaction(values: LeverValues) -> LeverValues:
    """The levers with cooperation changed as a scenario's reaction says.

    Cooperation moves by the reaction, toward one (or zero, if negative), as the mean share that
    was withheld over the days of the reaction: complete after that many days, in a straight line.
    Without a reaction the levers are the very same.

    Args:
        values: The levers.
    """
    reaction = values["funds.reaction"]
    withheld = values["funds.withheld"]
    if not reaction.any() or not withheld.any():
        return values
    lag = max(1, round(values.number("funds.reaction_days")))
    shape = (values.days, *np.broadcast_shapes(reaction.shape[1:], withheld.shape[1:]))
    total = np.cumsum(np.broadcast_to(withheld, shape), axis=0)
    before = np.concatenate([np.zeros((lag, *shape[1:])), total])[: values.days]
    felt = (total - before) / lag * reaction
    now = values["cooperation"]
    changed = np.where(felt > 0, now + (1 - now) * felt, now * (1 + felt))
    return values.with_values({"cooperation": changed})
