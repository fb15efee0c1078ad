"""One server: what it knows, its queue of jobs, its workers, and who may ask."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from evenhand.results.provenance import code_digest
from evenhand.scenarios.files import load_scenario
from evenhand.web.claim_record import ClaimRecord
from evenhand.web.draw_workers import DrawWorkers
from evenhand.web.failures import RefusedError
from evenhand.web.gate import Gate
from evenhand.web.guard import Access
from evenhand.web.influences import Influences
from evenhand.web.job_queue import JobQueue
from evenhand.web.knowledge import Knowledge
from evenhand.web.limits import LIMITS, Limits
from evenhand.web.quick import Quick
from evenhand.web.scenario_pages import scenario_list
from evenhand.web.static_files import static_folder
from evenhand.web.trust_page import forecast_record

BASELINE = "baseline"
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
        eager: Whether what takes a while is made ready before anybody asks for it.
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
        self.influences = Influences(self.knowledge)
        self.jobs = JobQueue(self.limits)
        self.gate = Gate(self.limits)
        self.draws = DrawWorkers(self.data_dir, self.workers)
        self._closed = threading.Event()

    def begin(self) -> None:
        """Read, fit and compile behind the scenes, so that the page is there at once."""
        threading.Thread(target=self._warm, name="warm", daemon=True).start()

    def _warm(self) -> None:
        self.knowledge.warm()
        if not self.eager or self.knowledge.state != "ready":
            return
        for prepare in (self._first_answer, self.draws.begin, code_digest, scenario_list,
                        forecast_record, lambda: self.knowledge.series,
                        lambda: self.claims.verdicts):  # fmt: skip
            if self._closed.is_set():
                return
            prepare()

    def _first_answer(self) -> None:
        """The baseline, which every other answer stands beside."""
        scenario, _ = load_scenario(BASELINE)
        self.quick.made(scenario, None)

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
