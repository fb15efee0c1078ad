"""Answers as arrays: how the hazards of delays respond to a stock or an inflow."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.dated_values import dated_values
from evenhand.compiled.draft import Draft
from evenhand.compiled.network import Answers, Index
from evenhand.compiled.rows import numbers, whole
from evenhand.model.quantity import Trail

SMALLEST_USUAL = 1e-9
"""Signals are divided by their usual value."""


def answer_arrays(draft: Draft) -> Answers:
    """The arrays of all responses.

    Args:
        draft: The network.
    """
    holds: list[int] = []
    inflows: list[int] = []
    members, groups, usual, power, starts, memory = [], [], [], [], [], []
    for name in draft.holds:
        delay = draft.network.stages[name].delay
        for number, response in enumerate(delay.responses if delay is not None else ()):
            trail: Trail = ("stages", name, "delay", "responses", number)
            holds.append(draft.holds.index(name))
            signal = response.inflow
            inflows.append(-1 if signal is None else draft.inflows.index(signal))
            members.append([int(hold in response.stock) for hold in draft.holds])
            groups.append(_groups(draft, response.within))
            rows = []
            for key in ("usual", "power"):
                _, table = dated_values(draft, getattr(response, key), (*trail, key))
                if len(table) > 1:
                    draft.wrong((*trail, key), "differs by date", "give one value")
                rows.append(table[0, 0])
            if (rows[0] < SMALLEST_USUAL).any():
                draft.wrong((*trail, "usual"), "is zero somewhere", "give the usual signal")
            usual.append(rows[0])
            power.append(-rows[1] if response.falls else rows[1])
            starts.append(rows[0])
            memory.append(1.0 / response.memory_days)
    return Answers(
        hold=whole(holds),
        inflow=whole(inflows),
        of=whole(members, len(draft.holds)),
        group=whole(groups, draft.cells),
        usual=numbers(usual, draft.cells),
        power=numbers(power, draft.cells),
        start=numbers(starts, draft.cells),
        memory=numbers(memory),
    )


def _groups(draft: Draft, within: str) -> Index:
    """The group that each cell's signal is added up in ``(C,)``."""
    place, kind, track = np.indices(draft.shape).reshape(3, -1)
    cells = np.arange(draft.cells)
    groups: dict[str, Index] = {
        "cell": cells, "place": place, "class": kind, "track": track, "all": cells * 0,
    }  # fmt: skip
    return groups[within]
