"""One server: what it knows, its queue of jobs, its workers, and who may ask."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from evenhand.web.claim_record import ClaimRecord
from evenhand.web.draw_workers import DrawWorkers
from evenhand.web.failures import RefusedError
from evenhand.web.gate import Gate
from evenhand.web.guard import Access
from evenhand.web.job_queue import JobQueue
from evenhand.web.knowledge import Knowledge
from evenhand.web.limits import LIMITS, Limits
from evenhand.web.quick import Quick
from evenhand.web.static_files import static_folder

PATIENCE = 60.0
"""Seconds that a request waits for the server to be ready."""


@dataclass
class Server:
    """Everything that the routes need.

    Args:
        data_dir: The user's data folder; None for the usual one.
        access: Who may ask.
        limits: How much may be asked for.
        static: Where the built page is.
        workers: How many processes work on draws; as many as cores if not given.
        eager: Whether those processes start at once, so that the first intervals come sooner.
    """

    data_dir: Path | None = None
    access: Access = field(default_factory=Access)
    limits: Limits = LIMITS
    static: Path = field(default_factory=static_folder)
    workers: int | None = None
    eager: bool = False

    def __post_init__(self) -> None:
        self.knowledge = Knowledge(self.data_dir)
        self.claims = ClaimRecord(self.knowledge)
        self.quick = Quick(self.knowledge)
        self.jobs = JobQueue(self.limits)
        self.gate = Gate(self.limits)
        self.draws = DrawWorkers(self.data_dir, self.workers)
        self._closed = threading.Event()

    def begin(self) -> None:
        """Read, fit and compile behind the scenes, so that the page is there at once."""
        threading.Thread(target=self._warm, name="warm", daemon=True).start()

    def _warm(self) -> None:
        self.knowledge.warm()
        if self.eager and not self._closed.is_set():
            self.draws.begin()

    def close(self) -> None:
        """Stop jobs and end processes."""
        self._closed.set()
        self.jobs.close()
        self.gate.close()
        self.draws.close()


def _server(request: Request) -> Server:
    found = request.app.state.server
    assert isinstance(found, Server)
    return found


def _ready(request: Request) -> Server:
    """The server once it can run the model.

    Raises:
        RefusedError: when it cannot, or is not ready in good time.
    """
    server = _server(request)
    knowledge = server.knowledge
    if not knowledge.wait(PATIENCE) or knowledge.state != "ready":
        raise RefusedError(503, knowledge.state_says)
    return server


Here = Annotated[Server, Depends(_server)]
"""The server."""
Ready = Annotated[Server, Depends(_ready)]
"""The server, once it can run the model."""
