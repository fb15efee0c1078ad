"""``/api/levers``: the levers in groups."""

from __future__ import annotations

from fastapi import APIRouter

from evenhand.web.lever_list import lever_list
from evenhand.web.server import Ready
from evenhand.web.wire.levers import Levers

router = APIRouter(tags=["levers"])


@router.get("/api/levers")
def levers(server: Ready) -> Levers:
    """All levers in groups, with range, evidence, reliability and what the baseline has."""
    return lever_list(server.knowledge.model(None))
