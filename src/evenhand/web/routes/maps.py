"""``/api/map``: where the areas lie."""

from __future__ import annotations

from fastapi import APIRouter

from evenhand.web.area_map import area_map
from evenhand.web.server import Ready
from evenhand.web.wire.map import MapLayout

router = APIRouter(tags=["map"])


@router.get("/api/map")
def area_layout(server: Ready) -> MapLayout:
    """The 25 areas as tiles, with the people of each."""
    return area_map(server.knowledge.model(None))
