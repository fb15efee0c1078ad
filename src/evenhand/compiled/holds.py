"""Holds as arrays: delays and pools, with the hazards of leaving them and who is in them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from evenhand.compiled.dated_values import dated_values, start_values, values_together
from evenhand.compiled.draft import Draft
from evenhand.compiled.network import (
    Array,
    Holds,
    Index,
    parts_of_rest,
    whole_grains,
    whole_people,
)
from evenhand.compiled.rows import Rows, numbers, whole
from evenhand.model.network import Delay, Pool
from evenhand.model.quantity import Trail, is_banded

TOLERANCE = 1e-9
OPEN_END = 0


def hold_arrays(draft: Draft) -> Holds:
    """The arrays of all holds, empty at the start; registers their arrows.

    Args:
        draft: The network.
    """
    leave, level = Rows(draft.cells), Rows(draft.cells)
    share, part = Rows(draft.cells), Rows(draft.cells)
    leave_row, share_row, by_band, level_row = [], [], [], []
    first_band, first_arrow, widths, most = [0], [], [], []
    for name in draft.holds:
        stage = draft.network.stages[name]
        bands = draft.bands(name)
        widths += [*np.diff(bands).tolist(), OPEN_END]
        first_band.append(len(widths))
        exits = [e for e in draft.structure.exits[name] if e.weight is not None]
        first_arrow.append(len(draft.arrows))
        for exit_ in exits:
            draft.arrows.add(exit_)
        listed = [(exit_.weight, exit_.trail) for exit_ in exits]
        index, tables = values_together(draft, listed or [(0, ())], len(bands))
        # (exit, regime, band, cell)
        hazards = np.array(tables)
        total = hazards.sum(axis=0)
        stated_level = stage.delay.level if stage.delay is not None else 1
        trail: Trail = ("stages", name, stage.kind, "level")
        level_index, level_table = dated_values(draft, stated_level, trail)
        plain = bool((level_table == 1).all())
        level_row.append(
            np.full(draft.days, -1) if plain else level.add(level_table[:, 0]) + level_index
        )
        _check_hazards(draft, name, total, index, level_table[:, 0], level_index)
        draft.make_room(2 * total.size * (len(tables) + 1), trail)
        most.append(stage.delay.most if stage.delay is not None else 1.0)
        leave_row.append(leave.add(total.reshape(-1, draft.cells)) + index * len(bands))
        rows_of, flags = [], []
        for regime in range(len(total)):
            first, flag = _shares(hazards[:, regime], share, part)
            rows_of.append(first)
            flags.append(flag)
        share_row.append(np.array(rows_of)[index])
        by_band.append(np.array(flags)[index])
    return Holds(
        stage=whole([draft.number[name] for name in draft.holds]),
        band=whole(first_band),
        width=whole(widths),
        ring=whole(np.cumsum([0, *widths])),
        arrow=whole([*first_arrow, len(draft.arrows)]),
        leave_row=whole(leave_row, draft.days),
        leave=leave.table(),
        share_row=whole(share_row, draft.days),
        share_by_band=whole(by_band, draft.days),
        share=share.table(),
        part=part.table(),
        level_row=whole(level_row, draft.days),
        level=level.table(),
        most=numbers(most),
        start_row=np.zeros(len(draft.holds) + 1, dtype=np.int64),
        start=np.zeros((0, draft.cells)),
        start_whole=np.zeros((0, draft.cells)),
    )


def with_people(draft: Draft, holds: Holds) -> Holds:
    """Holds with their people at the start; a band's people are spread evenly over its days.

    Args:
        draft: The network.
        holds: The arrays of all holds.
    """
    rows, first = [], [0]
    for name in draft.holds:
        stage = draft.network.stages[name]
        stated: Delay | Pool | None = stage.delay or stage.pool
        assert stated is not None
        bands = draft.bands(name)
        listed = is_banded(stated.start)
        trail: Trail = ("stages", name, stage.kind, "start")
        table = start_values(draft, stated.start, trail, len(bands) if listed else 0)
        widths = [*np.diff(bands).tolist(), 1] if listed else [1]
        for band, width in enumerate(widths):
            rows += [table[band] / width] * width
        first.append(len(rows))
    people = np.array(rows) if rows else np.zeros((1, draft.cells))
    counted = [whole_people(people[a:b]) for a, b in pairwise(first)] or [people]
    return holds._replace(
        start_row=whole(first),
        start=numbers(whole_grains(people)),
        start_whole=numbers(np.concatenate(counted)),
    )


def _check_hazards(
    draft: Draft, name: str, total: Array, index: Index, level: Array, level_index: Index
) -> None:
    """Refuse hazards, levels applied, that add up to more than one."""
    both = index * len(level) + level_index
    pairs, first_days = np.unique(both, return_index=True)
    stage = draft.network.stages[name]
    base: Trail = ("stages", name, stage.kind, "exits")
    for pair, day in sorted(zip(pairs.tolist(), first_days.tolist(), strict=True)):
        row, level_of = divmod(pair, len(level))
        daily = total[row] * level[level_of]
        if (daily > 1 + TOLERANCE).any():
            band, cell = (int(axis[0]) for axis in np.nonzero(daily > 1 + TOLERANCE))
            what = (
                f"has hazards that add up to {daily[band, cell]:.6g} in band {band + 1} "
                f"for {draft.cell_name(cell)}{draft.since(day)}"
            )
            draft.wrong(base, what, "a day's probability is at most 1")
            return


def _shares(hazards: Array, share: Rows, part: Rows) -> tuple[int, int]:
    """Add cumulative shares of exits, from hazards ``(exit, band, C)``.

    Returns:
        Their first row, and 1 if they differ by band.
    """
    _, bands, cells = hazards.shape
    total = hazards.sum(axis=0)
    even = np.zeros_like(hazards)
    even[-1] = 1.0  # where nobody leaves, shares mean nothing, but must still be shares
    parts = np.where(total > 0, hazards / np.where(total > 0, total, 1.0), even)
    cumulative = np.cumsum(parts, axis=0)
    cumulative[-1] = 1.0
    alike = True
    for band in range(1, bands):
        both = (total[band] > 0) & (total[0] > 0)
        alike &= bool(np.allclose(parts[:, band, both], parts[:, 0, both], atol=1e-12))
        alike &= bool((total[0] > 0).all() or not (total[band] > 0)[total[0] <= 0].any())
    rest = parts_of_rest(cumulative)
    if alike:
        part.add(rest[:, 0])
        return share.add(cumulative[:, 0]), 0
    part.add(rest.transpose(1, 0, 2).reshape(-1, cells))
    return share.add(cumulative.transpose(1, 0, 2).reshape(-1, cells)), 1
