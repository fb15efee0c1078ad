"""Inflows as arrays: cases that come from outside."""

from __future__ import annotations

from evenhand.compiled.dated_values import dated_values
from evenhand.compiled.draft import Draft
from evenhand.compiled.network import Inflows
from evenhand.compiled.rows import Rows, numbers, whole
from evenhand.model.quantity import Trail

SMALLEST_SPREAD = 1e-9


def inflow_arrays(draft: Draft) -> Inflows:
    """The arrays of all inflows; registers their arrows.

    Args:
        draft: The network.
    """
    rows, row_of, arrows, noise, spread, shared = Rows(draft.cells), [], [], [], [], []
    for name in draft.inflows:
        stated = draft.network.stages[name].inflow
        assert stated is not None
        base: Trail = ("stages", name, "inflow")
        index, table = dated_values(draft, stated.per_day, (*base, "per-day"))
        row_of.append(rows.add(table[:, 0]) + index)
        arrows.append(draft.arrows.add(draft.structure.exits[name][0]))
        noise.append(int(stated.noise == "poisson"))
        if stated.spread and stated.noise == "none":
            what = "spreads an inflow without noise"
            draft.wrong((*base, "spread"), what, "use noise: poisson")
        elif 0 < stated.spread < SMALLEST_SPREAD:
            draft.wrong((*base, "spread"), f"{stated.spread} is too small", "write 0")
        spread.append(stated.spread)
        shared.append(("cell", "place", "all").index(stated.shared))
    return Inflows(
        arrow=whole(arrows),
        row=whole(row_of, draft.days),
        mean=rows.table(),
        noise=whole(noise),
        spread=numbers(spread),
        shared=whole(shared),
        stage=whole([draft.number[name] for name in draft.inflows]),
    )
