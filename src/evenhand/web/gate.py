"""So many answers are worked out at the same time; the others wait in their order, or are refused.

Who has gone away while waiting, because the lever has moved on, is left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fastapi import Request

from evenhand.web.failures import RefusedError
from evenhand.web.limits import Limits

Answer = TypeVar("Answer")
GONE = 499
"""The status for the log of a request whose asker has gone; nobody reads the answer."""


class Gate:
    """Lets a number of answers be worked out at the same time.

    Args:
        limits: How many may be worked out, and how many may wait.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._waiting = 0
        self._turns = asyncio.Semaphore(limits.quick_running)
        self._pool = ThreadPoolExecutor(limits.quick_running, thread_name_prefix="quick")

    async def run(self, request: Request, work: Callable[[], Answer]) -> Answer:
        """Work out an answer in its turn.

        Args:
            request: Whose answer it is.
            work: Works it out, in a thread.

        Raises:
            RefusedError: when too many wait already, or whoever asked has gone.
        """
        if self._waiting >= self._limits.quick_waiting:
            raise RefusedError(429, f"{self._waiting} answers wait already; try again in a moment")
        self._waiting += 1
        try:
            async with self._turns:
                if await request.is_disconnected():
                    raise RefusedError(GONE, "whoever asked has gone")
                return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let no more begin."""
        self._pool.shutdown(wait=False, cancel_futures=True)
