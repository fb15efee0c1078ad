"""``/api/timeline``: the dated calendar."""

from __future__ import annotations

from fastapi import APIRouter

from evenhand.web.calendar_page import timeline as made
from evenhand.web.server import Here
from evenhand.web.wire.timeline import Timeline

router = APIRouter(tags=["timeline"])


@router.get("/api/timeline")
def timeline(server: Here) -> Timeline:
    """Legal events by date and status, what the record dates, and how to switch an event."""
    return made(server.knowledge)
