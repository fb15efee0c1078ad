"""Tables of rows: values of cells that change by date, and lists made into arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from evenhand.compiled.network import Array, Index


class Rows:
    """A growing table of rows for cells.

    Args:
        cells: Number of cells.
    """

    def __init__(self, cells: int) -> None:
        self.cells = cells
        self.parts: list[Array] = []
        self.length = 0

    def add(self, rows: Array) -> int:
        """Append rows ``(row, C)``; returns the number of the first."""
        first = self.length
        self.parts.append(np.ascontiguousarray(rows, dtype=np.float64))
        self.length += len(rows)
        return first

    def table(self) -> Array:
        """All rows ``(row, C)``; one row of zeros where there are none."""
        return np.concatenate(self.parts) if self.parts else np.zeros((1, self.cells))


def numbers(rows: Any, *empty: int) -> Array:
    """Rows as one array of numbers, of shape ``(0, *empty)`` where there are none."""
    return np.ascontiguousarray(rows if len(rows) else np.zeros((0, *empty)), dtype=np.float64)


def whole(rows: Any, *empty: int) -> Index:
    """Rows as one array of whole numbers, of shape ``(0, *empty)`` where there are none."""
    return np.ascontiguousarray(rows if len(rows) else np.zeros((0, *empty)), dtype=np.int64)
