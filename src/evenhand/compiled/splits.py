"""Splits as arrays: cases that go one of several ways at once."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.dated_values import values_together
from evenhand.compiled.draft import Draft
from evenhand.compiled.network import GRAIN, Splits, parts_of_rest
from evenhand.compiled.network_structure import REST
from evenhand.compiled.rows import Rows, whole

SHARES_TOLERANCE = 1e-6
"""Shares may miss one by this much, as rounded numbers do; they are then scaled."""


def split_arrays(draft: Draft) -> Splits:
    """The arrays of all splits; registers their arrows.

    Args:
        draft: The network.
    """
    rows, parts, row_of, first = Rows(draft.cells), Rows(draft.cells), [], []
    for name in draft.splits:
        exits = draft.structure.exits[name]
        first.append(len(draft.arrows))
        for exit_ in exits:
            draft.arrows.add(exit_)
        rest = [n for n, exit_ in enumerate(exits) if exit_.weight == REST]
        if len(rest) > 1:
            draft.wrong(exits[rest[1]].trail, f"is a second '{REST}'", "keep one")
        stated = [(0 if e.weight == REST else e.weight, e.trail) for e in exits]
        index, tables = values_together(draft, stated, 0)
        shares = np.array(tables)[:, :, 0]
        total = shares.sum(axis=0)
        off = np.where(total > 1 + SHARES_TOLERANCE, total - 1, 0.0)
        if not rest:
            off += np.where(total < 1 - SHARES_TOLERANCE, 1 - total, 0.0)
        if off.any():
            row, cell = (int(axis[0]) for axis in np.nonzero(off))
            what = (
                f"has shares that add up to {total[row, cell]:.6g} "
                f"for {draft.cell_name(cell)}{draft.since(int(np.argmax(index == row)))}"
            )
            fix = f"let them add up to 1, or make one '{REST}'"
            draft.wrong(("stages", name, "split", "exits"), what, fix)
        if rest:
            shares[rest[0]] = np.maximum(0.0, 1 - total)
        summed = np.maximum(shares.sum(axis=0), GRAIN)
        cumulative = np.cumsum(shares / summed, axis=0)
        cumulative[-1] = 1.0
        parts.add(parts_of_rest(cumulative).transpose(1, 0, 2).reshape(-1, draft.cells))
        first_row = rows.add(cumulative.transpose(1, 0, 2).reshape(-1, draft.cells))
        row_of.append(first_row + index * len(exits))
    return Splits(
        stage=whole([draft.number[name] for name in draft.splits]),
        arrow=whole([*first, len(draft.arrows)]),
        row=whole(row_of, draft.days),
        share=rows.table(),
        part=parts.table(),
    )
