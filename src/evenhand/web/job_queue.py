"""Long work in its turn: a bounded queue of jobs that can be watched, resumed and cancelled."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import BaseModel

from evenhand.errors import EvenhandError, Problem
from evenhand.web.failures import RefusedError, error_body, of_error
from evenhand.web.limits import Limits
from evenhand.web.wire.failures import ErrorBody
from evenhand.web.wire.jobs import JobKind, JobOut, Progress, Result, State

LOG = logging.getLogger("evenhand.web")
ENDED: tuple[State, ...] = ("done", "failed", "cancelled")
EVENTS = 500
"""Events of a job that are kept; a watcher who was away longer is told the newest state."""


class CancelledError(Exception):
    """A job was cancelled."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a job.

    Args:
        number: Its number, from 1.
        name: ``progress``, ``partial``, ``done``, ``failed`` or ``cancelled``.
        data: JSON.
    """

    number: int
    name: str
    data: str


@dataclass(eq=False)
class Job:
    """One job; what changes is changed by its own methods alone.

    Args:
        kind: What it does.
        title: What the reader calls it.
        seconds: How long it may run.
    """

    kind: JobKind
    title: str
    seconds: float
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    state: State = "waiting"
    progress: Progress = field(default_factory=lambda: Progress(done=0, total=1, says="waiting"))
    events: list[Event] = field(default_factory=list)
    result: Result | None = None
    error: ErrorBody | None = None
    file: bytes | None = None
    ended: float | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _deadline: float = float("inf")
    _number: int = 0

    def check(self) -> None:
        """Stop here if the job was cancelled or has run too long.

        Raises:
            CancelledError: if it was cancelled.
            EvenhandError: if it has run too long.
        """
        if self._stop.is_set():
            raise CancelledError
        if time.monotonic() > self._deadline:
            what = f"has run for {self.seconds:.0f} seconds, which is all it may"
            raise EvenhandError(Problem("the job", what, "ask for fewer draws or fewer days"))

    def tell(self, done: int, total: int, says: str) -> None:
        """Tell how far it is.

        Args:
            done: Parts done.
            total: Parts in all.
            says: What is being done.
        """
        self.progress = Progress(done=done, total=total, says=says)
        self._add("progress", self.progress)

    def show(self, result: Result) -> None:
        """Show a result that is not the last.

        Args:
            result: The result so far.
        """
        self.result = result
        self._add("partial", result)

    def start(self) -> None:
        """Begin to run."""
        self.state = "running"
        self._deadline = time.monotonic() + self.seconds
        self.tell(0, self.progress.total, "starting")

    def end(self, state: State, error: ErrorBody | None = None) -> None:
        """End, whatever came of it.

        Args:
            state: How it ended.
            error: What went wrong, if something did.
        """
        said = {"done": self.result, "failed": error}.get(state)
        with self._lock:  # who sees that it has ended must find its last event
            self.error = error
            self.state = state
            self.ended = time.monotonic()
            self._append(state, said)

    def cancel(self) -> None:
        """Ask it to stop; one that waits has stopped at once."""
        self._stop.set()

    def since(self, number: int) -> list[Event]:
        """Events after one.

        Args:
            number: Its number; 0 for all.
        """
        with self._lock:
            return [event for event in self.events if event.number > number]

    @property
    def last_event(self) -> int:
        """The number of the newest event."""
        return self._number

    def out(self, *, whole: bool = True) -> JobOut:
        """The job on the wire.

        Args:
            whole: Whether with its result.
        """
        return JobOut(
            id=self.id, kind=self.kind, state=self.state, title=self.title, created=self.created,
            progress=self.progress, last_event=self._number, error=self.error,
            result=self.result if whole else None,
        )  # fmt: skip

    def _add(self, name: str, said: BaseModel | None) -> None:
        with self._lock:
            self._append(name, said)

    def _append(self, name: str, said: BaseModel | None) -> None:
        """Add an event; the lock is held."""
        data = "{}" if said is None else said.model_dump_json()
        self._number += 1
        if name == "partial":  # an older partial result says nothing that the newer does not
            self.events = [event for event in self.events if event.name != "partial"]
        self.events.append(Event(self._number, name, data))
        del self.events[:-EVENTS]


class JobQueue:
    """Runs jobs in their turn.

    Args:
        limits: How many may run and wait, how long they may run, how many are kept.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(limits.running, thread_name_prefix="job")

    def submit(self, kind: JobKind, title: str, work: Callable[[Job], None]) -> Job:
        """Take a job in.

        Args:
            kind: What it does.
            title: What the reader calls it.
            work: Does it; told the job, which it shows its results to.

        Raises:
            RefusedError: when too many wait already.
        """
        with self._lock:
            self._forget()
            waiting = sum(job.state == "waiting" for job in self._jobs.values())
            if waiting >= self._limits.waiting:
                message = f"{waiting} jobs wait already; cancel one, or try again later"
                raise RefusedError(429, message)
            job = Job(kind, title, self._limits.job_seconds)
            self._jobs[job.id] = job
        self._pool.submit(_run, job, work)
        return job

    def get(self, name: str) -> Job:
        """A job by its id.

        Raises:
            RefusedError: when there is none.
        """
        with self._lock:
            self._forget()
            job = self._jobs.get(name)
        if job is None:
            fix = "it was cancelled, or finished too long ago; start it again"
            raise RefusedError(
                404, f"there is no job {name[:40]}", [Problem("job", "is gone", fix)]
            )
        return job

    def cancel(self, name: str) -> Job:
        """Ask a job to stop.

        Raises:
            RefusedError: when there is none.
        """
        job = self.get(name)
        job.cancel()
        if job.state == "waiting":
            job.end("cancelled")
        return job

    def all(self) -> list[Job]:
        """The jobs there are, newest first."""
        with self._lock:
            self._forget()
            return list(reversed(self._jobs.values()))

    def close(self) -> None:
        """Stop everything."""
        for job in self.all():
            job.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _forget(self) -> None:
        """Drop finished jobs that are too old or too many."""
        now = time.monotonic()
        ended = [job for job in self._jobs.values() if job.ended is not None]
        surplus = len(ended) - self._limits.kept
        for number, job in enumerate(ended):
            assert job.ended is not None
            if number < surplus or now - job.ended > self._limits.kept_seconds:
                del self._jobs[job.id]


def _run(job: Job, work: Callable[[Job], None]) -> None:
    """Do the work of one job, and end it whatever happens."""
    if job.state in ENDED:
        return
    job.start()
    try:
        job.check()
        work(job)
        job.check()
    except CancelledError:
        job.end("cancelled")
    except EvenhandError as error:
        status, message = of_error(error)
        job.end("failed", error_body(status, message, error.problems))
    except RefusedError as refused:
        job.end("failed", error_body(refused.status, refused.message, refused.problems))
    except Exception:
        LOG.exception("job %s failed", job.kind)
        job.end("failed", error_body(500, "something went wrong; the server's log says what"))
    else:
        job.end("done")
