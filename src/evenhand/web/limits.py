"""How much may be asked for: every bound of the interface in one place."""

from __future__ import annotations

from dataclasses import dataclass

MOST_CHARACTERS = 200
"""Longest name or search text in a request."""


@dataclass(frozen=True)
class Limits:
    """Bounds of one server.

    Args:
        body_bytes: Largest body of a request.
        days: Longest run, days.
        compared: Most scenarios side by side.
        changes: Most changes of one scenario.
        draws: Most joint draws of the levers in one job.
        replicates: Most replicates by chance in one job.
        running: Jobs that run at the same time.
        waiting: Jobs that may wait for their turn.
        kept: Finished jobs that are kept.
        kept_seconds: How long a finished job is kept.
        job_seconds: Longest time that a job may run.
        quick_running: Quick answers that are worked out at the same time.
        quick_waiting: Quick answers that may wait for their turn.
        rows: Most rows of a record in one answer.
    """

    body_bytes: int = 256_000
    days: int = 10 * 366
    compared: int = 4
    changes: int = 100
    draws: int = 200
    replicates: int = 200
    running: int = 2
    waiting: int = 8
    kept: int = 20
    kept_seconds: int = 3600
    job_seconds: int = 900
    quick_running: int = 2
    quick_waiting: int = 400
    rows: int = 5000


LIMITS = Limits()
"""The usual bounds."""
