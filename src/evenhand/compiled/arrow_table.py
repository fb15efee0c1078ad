"""The table of arrows: each way from a stage to another, numbered as it is registered."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.network import OWN_CELL, Arrows, Index
from evenhand.compiled.network_structure import Exit
from evenhand.compiled.rows import whole


class ArrowTable:
    """A growing table of arrows.

    Args:
        number: Number of each stage.
        axes: Names of the places, of the classes and of the tracks.
    """

    def __init__(self, number: dict[str, int], axes: tuple[tuple[str, ...], ...]) -> None:
        self.number, self.axes = number, axes
        self.shape = tuple(len(names) for names in axes)
        self.names: list[tuple[str, str]] = []
        self.to: list[int] = []
        self.map: list[int] = []
        self.maps: list[Index] = []

    def __len__(self) -> int:
        return len(self.to)

    def add(self, exit_: Exit) -> int:
        """Register an arrow; returns its number."""
        self.names.append((exit_.source, exit_.name))
        self.to.append(self.number[exit_.target])
        if exit_.cell == (None, None, None):
            self.map.append(OWN_CELL)
        else:
            cells = np.indices(self.shape).reshape(3, -1)
            for axis, wanted in enumerate(exit_.cell):
                if wanted is not None:
                    cells[axis] = self.axes[axis].index(wanted)
            self.map.append(len(self.maps))
            self.maps.append(np.asarray(np.ravel_multi_index(tuple(cells), self.shape)))
        return len(self.to) - 1

    def arrays(self) -> Arrows:
        """The arrows registered so far; one map of zeros where none moves cases elsewhere."""
        cells = int(np.prod(self.shape))
        maps = whole(self.maps) if self.maps else np.zeros((1, cells), dtype=np.int64)
        return Arrows(to=whole(self.to), map=whole(self.map), maps=maps)
