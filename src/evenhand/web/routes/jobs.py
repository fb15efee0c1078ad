"""``/api/run/interval`` and other long work, and ``/api/jobs``: watching and cancelling it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import Response, StreamingResponse

from evenhand.web.failures import not_found
from evenhand.web.intervals import interval_work
from evenhand.web.job_queue import ENDED, Event, Job
from evenhand.web.report_work import report_work
from evenhand.web.server import Here, Ready
from evenhand.web.wire.jobs import (
    InfluenceRequest,
    IntervalRequest,
    JobList,
    JobOut,
    ReportRequest,
)

router = APIRouter(tags=["jobs"])
LOOK = 0.1
"""Seconds between looks for new events."""
ALIVE = 15.0
"""Seconds after which a silent stream says that it is alive."""
JobId = Annotated[str, Path(min_length=1, max_length=40, pattern="^[0-9a-f]+$")]


@router.post("/api/run/interval", status_code=202)
def run_interval(asked: IntervalRequest, server: Ready) -> JobOut:
    """Begin to find intervals: a job that shows them after 8, 16, 40 and more draws."""
    title = f"Intervals: {asked.scenario.title}"
    work = interval_work(asked, server.quick, server.draws)
    return server.jobs.submit("interval", title, work).out()


@router.post("/api/run/influence", status_code=202)
def run_influence(asked: InfluenceRequest, server: Ready) -> JobOut:
    """Begin to find which assumptions move a number of the first year most."""
    title = f"Influence: {asked.scenario.title}"
    return server.jobs.submit("influence", title, server.influences.work(asked)).out()


@router.post("/api/report", status_code=202)
def report(asked: ReportRequest, server: Ready) -> JobOut:
    """Begin to make the one-file report of a scenario."""
    title = f"Report: {asked.scenario.title}"
    return server.jobs.submit("report", title, report_work(asked, server.knowledge)).out()


@router.get("/api/jobs")
def jobs(server: Here) -> JobList:
    """The jobs there are, newest first, without their results."""
    return JobList(jobs=tuple(job.out(whole=False) for job in server.jobs.all()))


@router.get("/api/jobs/{job_id}")
def job(job_id: JobId, server: Here) -> JobOut:
    """One job with its newest result."""
    return server.jobs.get(job_id).out()


@router.delete("/api/jobs/{job_id}")
def cancel_job(job_id: JobId, server: Here) -> JobOut:
    """Ask a job to stop."""
    return server.jobs.cancel(job_id).out()


@router.get(
    "/api/jobs/{job_id}/events",
    response_class=Response,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}},
                     "description": "Server-sent events: progress, partial, done, failed, "
                                    "cancelled; `data` is JSON, `id` counts."}},
)  # fmt: skip
async def job_events(
    job_id: JobId,
    server: Here,
    request: Request,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> StreamingResponse:
    """What happens to a job, from the event after `Last-Event-ID` on, until it ends."""
    found = server.jobs.get(job_id)
    after = int(last_event_id) if last_event_id and last_event_id.isdecimal() else 0
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _events(found, after, request), media_type="text/event-stream", headers=headers
    )


@router.get(
    "/api/jobs/{job_id}/report",
    response_class=Response,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}},
                     "description": "The report, one file."}},
)  # fmt: skip
def job_report(job_id: JobId, server: Here) -> Response:
    """The file that a report's job has made."""
    found = server.jobs.get(job_id)
    if found.file is None or found.result is None or found.result.kind != "report":
        raise not_found(f"a report of job {job_id}", "wait until the job is done")
    disposition = f'attachment; filename="{found.result.file}"'
    return Response(
        found.file, media_type="text/html", headers={"Content-Disposition": disposition}
    )


async def _events(job: Job, after: int, request: Request) -> AsyncIterator[str]:
    silent = 0.0
    yield "retry: 1000\n\n"
    while True:
        ended = job.state in ENDED
        for event in job.since(after):
            yield _line(event)
            after, silent = event.number, 0.0
        if ended or await request.is_disconnected():
            return
        await asyncio.sleep(LOOK)
        silent += LOOK
        if silent >= ALIVE:
            yield ": alive\n\n"
            silent = 0.0


def _line(event: Event) -> str:
    return f"id: {event.number}\nevent: {event.name}\ndata: {event.data}\n\n"
