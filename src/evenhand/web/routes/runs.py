"""``/api/run/quick`` and ``/api/compare``: answers in expected values at once."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from evenhand.web.comparing import compared
from evenhand.web.recorded import record_lines
from evenhand.web.server import Ready
from evenhand.web.wire.runs import (
    CompareAnswer,
    CompareRequest,
    QuickAnswer,
    QuickRequest,
    RecordLines,
)

router = APIRouter(tags=["runs"])
JSON = "application/json"


@router.post("/api/run/quick", response_model=QuickAnswer)
async def quick(asked: QuickRequest, server: Ready, request: Request) -> Response:
    """A run in expected values, beside its baseline, with the difference in words."""
    if server.quick.known(asked):
        return Response(server.quick.text(asked), media_type=JSON)
    text = await server.gate.run(request, lambda: server.quick.text(asked))
    return Response(text, media_type=JSON)


@router.post("/api/compare", response_model=CompareAnswer)
async def compare(asked: CompareRequest, server: Ready, request: Request) -> Response:
    """Up to four scenarios side by side, in expected values, the baseline first."""

    def work() -> str:
        return compared(asked, server.quick).model_dump_json()

    return Response(await server.gate.run(request, work), media_type=JSON)


@router.get("/api/run/record")
def record(server: Ready) -> RecordLines:
    """What the record says beside the lines of the charts, for the nation."""
    return record_lines(server.knowledge)
