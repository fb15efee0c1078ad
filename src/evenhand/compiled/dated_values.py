"""Values by date: a quantity as rows of cells, and for each day the number of its row."""

from __future__ import annotations

from typing import Any

import numpy as np

from evenhand.compiled.draft import Draft
from evenhand.compiled.network import Array, Index
from evenhand.model.quantity import Trail, change_days, evaluate


def dated_values(draft: Draft, quantity: Any, trail: Trail, bands: int = 0) -> tuple[Index, Array]:
    """Values that a quantity takes: the row of each day ``(T,)`` and rows ``(row, band, C)``.

    Args:
        draft: The network.
        quantity: The quantity as the file states it.
        trail: Where it stands.
        bands: Number of bands it may differ by; without bands the rows have one.
    """
    frame = draft.frame(bands)
    days = change_days(quantity, frame)
    draft.make_room(len(days) * draft.cells * max(bands, 1), trail)
    rows = evaluate(quantity, frame, days, draft.where, trail, draft.found)
    return _row_of_day(draft, days), _by_band(draft, rows, len(days), bands)


def values_together(
    draft: Draft, stated: list[tuple[Any, Trail]], bands: int
) -> tuple[Index, list[Array]]:
    """Several quantities on the union of the days on which any of them changes.

    Args:
        draft: The network.
        stated: Each quantity as the file states it, and where it stands.
        bands: Number of bands they may differ by; 0 for none.

    Returns:
        The row of each day ``(T,)``, and the rows ``(row, band, C)`` of each quantity.
    """
    frame = draft.frame(bands)
    days = sorted({day for quantity, _ in stated for day in change_days(quantity, frame)})
    tables = []
    for quantity, trail in stated:
        # Hazards and shares are held as they are, added up, and cumulated.
        draft.make_room(2 * len(days) * draft.cells * max(bands, 1), trail)
        rows = evaluate(quantity, frame, days, draft.where, trail, draft.found)
        tables.append(_by_band(draft, rows, len(days), bands))
    return _row_of_day(draft, days), tables


def start_values(draft: Draft, quantity: Any, trail: Trail, bands: int = 0) -> Array:
    """People at the start ``(band, C)``.

    Args:
        draft: The network.
        quantity: The quantity as the file states it, people.
        trail: Where it stands.
        bands: Number of bands it may differ by; without bands there is one row.
    """
    _, table = dated_values(draft, quantity, trail, bands)
    if len(table) > 1:
        draft.wrong(trail, "differs by date", "give the people of the day before the first")
    first: Array = table[0]
    return first


def amounts_by_scope(draft: Draft, quantity: Any, trail: Trail, national: bool) -> Array:
    """Amounts ``(T, P)`` of a place, or of all in column 0.

    Args:
        draft: The network.
        quantity: The quantity as the file states it.
        trail: Where it stands.
        national: Whether all places share it.
    """
    frame = draft.frame()
    days = change_days(quantity, frame)
    rows = evaluate(quantity, frame, days, draft.where, trail, draft.found)
    if rows.shape[2:] != (1, 1, 1) or (national and rows.shape[1] != 1):
        axes = "date" if national else "place and date"
        draft.wrong(trail, f"differs by more than {axes}", "leave the others out")
        rows = rows[:, :1, :1, :1, :1]
    table = np.zeros((len(days), draft.shape[0]))
    table[:, : 1 if national else None] = rows[:, :, 0, 0, 0]
    full: Array = table[_row_of_day(draft, days)]
    return full


def _row_of_day(draft: Draft, days: list[int]) -> Index:
    """The last of the days of change that each day has reached ``(T,)``."""
    return np.searchsorted(days, np.arange(draft.days), side="right") - 1


def _by_band(draft: Draft, values: Array, rows: int, bands: int) -> Array:
    """Values that broadcast to ``(row, place, class, track, band)``, as ``(row, band, C)``."""
    wide = np.broadcast_to(values, (rows, *draft.shape, max(bands, 1)))
    flat: Array = wide.reshape(rows, draft.cells, -1).transpose(0, 2, 1)
    return flat
