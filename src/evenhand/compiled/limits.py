"""Limits as arrays: how many people holds may have, and what happens above that."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.dated_values import amounts_by_scope
from evenhand.compiled.draft import Draft
from evenhand.compiled.network import LIMIT_RULES, Index, Limits
from evenhand.compiled.network_structure import Exit
from evenhand.compiled.rows import numbers, whole


def limit_arrays(draft: Draft) -> Limits:
    """The arrays of all limits; registers the arrows of those refused and released.

    Args:
        draft: The network.
    """
    holds = len(draft.holds)
    people, national, rules, members, ranks, counts = [], [], [], [], [], []
    queued: list[list[int]] = []
    refused = np.full((len(draft.limits), holds), -1, dtype=np.int64)
    released = np.full((len(draft.limits), holds), -1, dtype=np.int64)
    for number, name in enumerate(draft.limits):
        stated = draft.network.limits[name]
        shared = stated.scope == "all"
        people.append(amounts_by_scope(draft, stated.people, ("limits", name, "people"), shared))
        national.append(int(shared))
        rules.append(_rules(draft, name))
        members.append([int(hold in stated.of) for hold in draft.holds])
        queued.append([int(queue in stated.of) for queue in draft.queues])
        of, count = draft.ranks(stated.order)
        ranks.append(of)
        counts.append(count)
        exit_ = draft.structure.limit_exits.get(name)
        if exit_ is None:
            continue
        for hold in (draft.holds.index(h) for h in stated.of if h in draft.holds):
            for table, word in ((refused, "refused"), (released, "released")):
                label = f"{draft.holds[hold]}: {word}"
                table[number, hold] = draft.arrows.add(
                    Exit(name, label, exit_.target, exit_.cell, None, exit_.trail)
                )
    return Limits(
        national=whole(national),
        rule=whole(rules, draft.days),
        people=numbers(people, draft.days, draft.shape[0]),
        of=whole(members, holds),
        of_queue=whole(queued, len(draft.queues)),
        rank=whole(ranks, draft.shape[1]),
        ranks=whole(counts),
        refused=refused,
        released=released,
    )


def _rules(draft: Draft, name: str) -> Index:
    """The rule of a limit on each day ``(T,)``."""
    rule = draft.network.limits[name].rule
    if isinstance(rule, str):
        return np.full(draft.days, LIMIT_RULES.index(rule))
    steps = [(day - draft.network.first_day).days for day in rule]
    listed = np.array([LIMIT_RULES.index(word) for word in rule.values()])
    chosen: Index = listed[np.searchsorted(steps, np.arange(draft.days), side="right") - 1]
    return chosen
