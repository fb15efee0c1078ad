"""Carrying a server out: a port that is free, the address to open, a clean end."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from evenhand.errors import EvenhandError, Problem
from evenhand.web.app import create_app
from evenhand.web.server import Server

USUAL_PORT = 8000
TRIED = 20
"""Ports after the one asked for that are tried."""
BACKLOG = 1024
GRACE = 2
"""Seconds that open streams have to end once the server stops."""
STARTS_WITHIN = 30.0


@dataclass(frozen=True)
class Place:
    """Where a server listens.

    Args:
        host: The address.
        port: The port.
        listening: The open socket.
    """

    host: str
    port: int
    listening: socket.socket

    @property
    def url(self) -> str:
        """The address to open."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def listen(host: str, port: int | None) -> Place:
    """Listen on a port: the one asked for, or the first free one from the usual one on.

    Args:
        host: The address.
        port: The port; None for the usual one or one after it, 0 for any.

    Raises:
        EvenhandError: when the port asked for is taken, or the address is not this machine's.
    """
    ports = [port] if port is not None else [*range(USUAL_PORT, USUAL_PORT + TRIED), 0]
    for one in ports:
        try:
            listening = socket.create_server(
                (host, one), family=socket.AF_INET6 if ":" in host else socket.AF_INET,
                backlog=BACKLOG,
            )  # fmt: skip
        except OSError as error:
            if one != ports[-1] and error.errno is not None and _is_taken(error):
                continue
            what = f"cannot be listened on ({error.strerror or error})"
            fix = "choose another with --port, or leave it out" if _is_taken(error) else (
                "name an address of this machine, such as 127.0.0.1")  # fmt: skip
            raise EvenhandError(Problem(f"{host} port {one}", what, fix)) from None
        # Accepted connections inherit it: small answers must not wait for an acknowledgement.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Place(host, listening.getsockname()[1], listening)
    raise AssertionError


def _is_taken(error: OSError) -> bool:
    return error.errno in (errno.EADDRINUSE, errno.EACCES)


def serve(server: Server, place: Place) -> None:
    """Answer until told to stop by Ctrl-C or a signal; then stop jobs and end processes.

    Args:
        server: What answers.
        place: Where.
    """
    _uvicorn(server).run(sockets=[place.listening])


@contextmanager
def serving(server: Server, host: str = "127.0.0.1") -> Iterator[Place]:
    """The same in a thread, for as long as the block runs: for tests and measurements.

    Args:
        server: What answers.
        host: The address.
    """
    place = listen(host, 0)
    running = _uvicorn(server)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [place.listening]})
    thread.start()
    try:
        if not server.knowledge.wait(STARTS_WITHIN * 4):
            raise EvenhandError(Problem("the server", "did not become ready"))
        yield place
    finally:
        running.should_exit = True
        thread.join(STARTS_WITHIN)
        place.listening.close()


def _uvicorn(server: Server) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(server), log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=GRACE, timeout_keep_alive=30, backlog=BACKLOG,
    )  # fmt: skip
    return uvicorn.Server(config)
