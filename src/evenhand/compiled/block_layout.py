"""Where the blocks of days of entry lie: one ring for each band and power of two."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.network import BlockLayout, NetworkArrays

MOST_BLOCK_LEVEL = 16


def block_layout(widths: list[int]) -> BlockLayout:
    """Where the blocks of each band lie: days of entry in rings, one for each power of two.

    A band of width w keeps blocks of 1, 2, 4, … days as long as one fits into it; each level is
    a ring of a power of two, long enough for all blocks that touch the band.

    Args:
        widths: Days in each band; 0 for a last one, which has no end.
    """
    slots = np.zeros((len(widths), MOST_BLOCK_LEVEL), dtype=np.int64)
    masks = np.zeros((len(widths), MOST_BLOCK_LEVEL), dtype=np.int64)
    tops, free = [], 0
    for band, width in enumerate(widths):
        top = max(0, int(width).bit_length() - 1) if width > 1 else 0
        tops.append(top)
        for level in range(top + 1 if width > 1 else 0):
            length = 1 << ((width >> level) + 2).bit_length()
            slots[band, level], masks[band, level] = free, length - 1
            free += length
    return BlockLayout(slots, masks, np.array(tops, dtype=np.int64))


def block_slots(arrays: NetworkArrays) -> int:
    """Number of block slots of a cell, over all bands."""
    if not arrays.blocks.mask.size:
        return 1
    return int((arrays.blocks.slot + arrays.blocks.mask).max()) + 1
