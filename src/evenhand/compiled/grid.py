"""The grid of a network: what tells its stages, cells, places and days apart in random numbers."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from datetime import date

import numpy as np

from evenhand.compiled.network import Grid, Index

CELL_KEY_BYTES = 8
SPARE_BITS = 2
"""Bits that a cell's key leaves free, so that adding small numbers to it stays within 64 bits."""


def stage_key_of(name: str) -> int:
    """The identity of a stage or a limit: the same in every network that has the name.

    It stays below 2^32, because a decision's key joins it with the day in 64 bits.
    """
    return zlib.crc32(name.encode())


def cell_key_of(name: str) -> int:
    """The identity of a cell or a place: the same in every network that has the name.

    It is below 2^62. Of 100,000 names, two share a key with a probability of about 1e-9; with
    32 bits they would have a chance of two thirds.

    Source: Saarinen and Aumasson (2015), "The BLAKE2 Cryptographic Hash", RFC 7693.
    """
    digest = hashlib.blake2b(name.encode(), digest_size=CELL_KEY_BYTES).digest()
    return int.from_bytes(digest, "little") >> SPARE_BITS


def cell_names(places: Sequence[str], classes: Sequence[str], tracks: Sequence[str]) -> list[str]:
    """Place, class and track of every cell, joined, in the order of cells."""
    return [f"{place}/{kind}/{track}" for place in places for kind in classes for track in tracks]


def grid_of(
    stages: Sequence[str],
    axes: tuple[Sequence[str], Sequence[str], Sequence[str]],
    first_day: date,
    days: int,
) -> Grid:
    """The grid of a network.

    Args:
        stages: Names of the stages, ends and then limits.
        axes: Names of the places, of the classes and of the tracks.
        first_day: The first day that is run.
        days: Number of days that are run.
    """
    places, classes, tracks = axes
    cells = cell_names(*axes)
    return Grid(
        stage_key=_keys([stage_key_of(name) for name in stages]),
        cell_key=_keys([cell_key_of(name) for name in cells]),
        place_key=_keys([cell_key_of(name) for name in places]),
        day_key=first_day.toordinal() + np.arange(days, dtype=np.int64),
        class_of=np.arange(len(cells), dtype=np.int64) // len(tracks) % len(classes),
    )


def _keys(keys: list[int]) -> Index:
    return np.array(keys, dtype=np.int64)
