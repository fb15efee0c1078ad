"""``evenhand serve``: the page on this machine."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from evenhand.cli.output import DataFolder

LEAST_TOKEN = 16
"""Shortest token that is taken: shorter ones can be guessed."""


def serve(
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535,
            help="Port to listen on; if not given 8000, or the next one that is free.",
        ),
    ] = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Do not open the page in the browser.")
    ] = False,
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen on. Any but this machine's own needs a token, which is made "
            "and printed if none is given."
        ),
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option(envvar="EVENHAND_TOKEN", help="Token that whoever asks must show.",
                     show_default=False),
    ] = None,
    log: Annotated[bool, typer.Option("--log", help="Print a line of JSON per request.")] = False,
    data_dir: DataFolder = None,
) -> None:  # fmt: skip
    """Open the page: levers, charts, scenarios, claims, records. Ctrl-C stops it."""
    from evenhand.errors import EvenhandError, Problem
    from evenhand.web.guard import LOOPBACK, Access
    from evenhand.web.server import Server
    from evenhand.web.serving import USUAL_PORT, listen, serve
    from evenhand.web.static_files import INDEX, static_folder

    if token is not None and len(token) < LEAST_TOKEN:
        fix = f"give at least {LEAST_TOKEN} letters, or leave it out and one is made"
        raise EvenhandError(Problem("--token", "is too short to be safe", fix))
    local = host in LOOPBACK
    if not local and token is None:
        token = _new_token()
    place = listen(host.strip("[]"), port)
    if port is None and place.port != USUAL_PORT:
        typer.echo(f"port {USUAL_PORT} is taken; using {place.port}", err=True)
    if not (static_folder() / INDEX).is_file():
        typer.echo("this installation has no built page; the interface works without it", err=True)
    url = place.url if token is None else f"{place.url}/?token={token}"
    if not local:
        typer.echo("anybody who has this address can ask; the token keeps others out", err=True)
    typer.echo(f"Evenhand is at {url}  (Ctrl-C stops it)")
    _log_to_stderr(requests=log)
    access = Access(hosts=LOOPBACK if local else None, token=token)
    if not no_open:
        _open_soon(url)
    serve(Server(data_dir=data_dir, access=access, eager=True), place)


def _new_token() -> str:
    import secrets

    return secrets.token_urlsafe(24)


def _log_to_stderr(*, requests: bool) -> None:
    """Failures always, a line per request if wanted."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter('{"time": "%(asctime)s", "says": %(message)s}'))
    requested = logging.getLogger("evenhand.web.requests")
    requested.propagate = False
    if requests:
        requested.addHandler(handler)
        requested.setLevel(logging.INFO)
    logging.getLogger("evenhand.web").addHandler(logging.StreamHandler())


def _open_soon(url: str) -> None:
    """Open the browser in a moment, so that the server is there first; without one do nothing."""
    import threading
    import webbrowser

    def opened() -> None:
        try:
            webbrowser.open(url)
        except webbrowser.Error:
            return

    timer = threading.Timer(0.5, opened)
    timer.daemon = True
    timer.start()
