"""The 25 areas as tiles, and their outlines where there are any."""

from __future__ import annotations

from typing import Any

from evenhand.web.wire.base import Wire


class Tile(Wire):
    """One area on the tile grid."""

    area: str
    short: str
    row: int
    """From the north, starting at nought."""
    column: int
    """From the west."""
    population: float
    noncitizen_adults: float
    cooperation: float
    """The baseline's share of people with a detainer who are handed over."""


class MapLayout(Wire):
    """Where the areas lie."""

    tiles: tuple[Tile, ...]
    rows: int
    columns: int
    geometry: dict[str, Any] | None = None
    """Outlines as GeoJSON, features named by `area`; null where none ship."""
    source: str
