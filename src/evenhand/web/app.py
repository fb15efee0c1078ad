"""The web application: the routes, the page, and what stands before them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Match

from evenhand import __version__
from evenhand.web import static_files
from evenhand.web.failures import add_handlers, failure
from evenhand.web.guard import Guard
from evenhand.web.routes import (
    about,
    claims,
    jobs,
    levers,
    maps,
    records,
    runs,
    scenarios,
    timeline,
    trust,
)
from evenhand.web.server import Server
from evenhand.web.wire.failures import Failure

OPENAPI_FILE = "openapi.json"
SMALLEST_PACKED = 1000
"""Answers from this many bytes on are packed."""
SAYS = (
    "An open, calibrated model of US interior immigration enforcement, and a check of public "
    "statements. It works on counts, never on persons. Every failure has the shape `Failure`."
)
FAILURES: dict[int | str, dict[str, Any]] = {
    status: {"model": Failure, "description": says}
    for status, says in {
        401: "The token is missing or wrong.",
        403: "The Host header is not one of the server's names.",
        404: "There is no such thing.",
        405: "The method is not possible here.",
        413: "The body is too large.",
        422: "The request cannot be understood, or cannot be run.",
        429: "Too much is waiting already.",
        500: "Something went wrong in the server.",
        503: "The model is not ready.",
    }.items()
}


def create_app(server: Server) -> FastAPI:
    """The application of a server; it begins to warm up when it is started.

    Args:
        server: What it knows and who may ask.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        server.begin()
        try:
            yield
        finally:
            server.close()

    app = FastAPI(
        title="Evenhand", version=__version__, description=SAYS, lifespan=life,
        openapi_url="/api/openapi.json", docs_url=None, redoc_url=None, responses=FAILURES,
        separate_input_output_schemas=False, redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip
    app.state.server = server
    add_handlers(app)
    for part in (about, levers, runs, jobs, scenarios, timeline, claims, records, trust, maps):
        app.include_router(part.router)

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    def page(path: str, request: Request) -> Response:
        if any(route.matches(request.scope)[0] is Match.PARTIAL for route in app.routes):
            return failure(405, f"{request.method} is not possible here")
        return static_files.page(server.static, path)

    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED, compresslevel=1)
    app.add_middleware(Guard, access=server.access)
    return app


def openapi_text() -> str:
    """The description of the interface as it stands in the package and in the page's types."""
    app = create_app(Server())
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def shipped_openapi() -> str:
    """The description that ships."""
    return resources.files("evenhand.web").joinpath(OPENAPI_FILE).read_text("utf-8")
