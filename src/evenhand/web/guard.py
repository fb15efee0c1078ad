"""What stands before every request: host, token, size, headers, and one line of the log each."""

from __future__ import annotations

import hmac
import json
import logging
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from evenhand.web.failures import failure
from evenhand.web.limits import LIMITS

LOG = logging.getLogger("evenhand.web.requests")
LOG_FAULTS = logging.getLogger("evenhand.web")
FAULT = "something went wrong here; the server's log says what"
COOKIE = "evenhand-token"
COOKIE_SECONDS = 30 * 24 * 3600
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
ELSEWHERE = ("cross-site", "same-site")
"""What browsers say of requests that a page of another origin makes."""
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'", "manifest-src 'self'",
    "worker-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
))  # fmt: skip
"""Nothing from elsewhere, no script in the page. Styles in attributes are how charts place their
parts."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class Access:
    """Who may ask.

    Args:
        hosts: Names that the Host header may have; None for any, where a token is asked for.
        token: What has to be shown; None where only this machine can ask.
    """

    hosts: tuple[str, ...] | None = LOOPBACK
    token: str | None = None


class TooLargeError(Exception):
    """A body that is larger than allowed."""


class Guard:
    """Checks every request before the application sees it, and dresses every answer.

    Args:
        app: What is guarded.
        access: Who may ask.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, started = time.perf_counter(), 500, False
        body = _Body(receive)

        async def dressed(message: Message) -> None:
            nonlocal status, started
            if body.too_large and not started:
                return  # what the application makes of half a body is not what was wrong
            await plainly(message)

        async def plainly(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, plainly)
                return
            try:
                await self._app(scope, body.receive, dressed)
            except Exception as error:
                if not body.too_large:
                    LOG_FAULTS.exception("failed: %s", scope["path"][:200], exc_info=error)
                    if not started:
                        await failure(500, FAULT)(scope, receive, plainly)
            if body.too_large and not started:
                await too_large()(scope, receive, plainly)
        finally:
            _log(scope, status, time.perf_counter() - began)

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that may go no further; None if it may."""
        headers = Headers(scope=scope)
        if not self._host_allowed(headers.get("host", "")):
            return failure(403, "this name of the server is not known to it; use the address that "
                                "it printed")  # fmt: skip
        if scope["path"].startswith("/api/") and headers.get("sec-fetch-site") in ELSEWHERE:
            return failure(403, "a page elsewhere may not ask in your name")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > LIMITS.body_bytes:
            return too_large()
        return self._token_refusal(scope, headers)

    def _host_allowed(self, host: str) -> bool:
        """Whether the Host header names this machine, so that no page elsewhere may ask."""
        if self._access.hosts is None:
            return True
        name = host.rsplit(":", 1)[0] if host.count(":") == 1 or "]:" in host else host
        return name.casefold() in self._access.hosts

    def _token_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        token = self._access.token
        if token is None:
            return None
        query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        shown = next((value for name, value in query if name == "token"), None)
        if shown is not None and _same(shown, token):
            return _welcome(scope, query, token)
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if _same(_cookie(headers), token) or _same(bearer, token):
            return None
        message = "open the address that the server printed; it carries the token"
        return failure(401, message, headers={"WWW-Authenticate": "Bearer"})


def too_large() -> Response:
    """The answer to a body that is larger than allowed."""
    return failure(413, f"a request may have {LIMITS.body_bytes:,} bytes at most")


def _same(shown: str, token: str) -> bool:
    """Whether a token is the right one, in a time that does not tell how much of it is."""
    return hmac.compare_digest(shown.encode(), token.encode())


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _welcome(scope: Scope, query: list[tuple[str, str]], token: str) -> Response:
    """Keep the token in a cookie and take it out of the address."""
    rest = urlencode([(name, value) for name, value in query if name != "token"])
    path = "/" + scope["path"].lstrip("/")
    answer = RedirectResponse(f"{path}?{rest}" if rest else path, status_code=303)
    answer.set_cookie(
        COOKIE, token, max_age=COOKIE_SECONDS, httponly=True, samesite="strict", path="/"
    )
    return answer


class _Body:
    """A body that is read as far as is allowed.

    Args:
        receive: Reads more of it.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0
        self.too_large = False

    async def receive(self) -> MutableMapping[str, Any]:
        """The next part.

        Raises:
            TooLargeError: when there is more than is allowed.
        """
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > LIMITS.body_bytes:
            self.too_large = True
            raise TooLargeError
        return message


def _log(scope: Scope, status: int, seconds: float) -> None:
    """One line, of JSON; addresses and queries are left out, for tokens may be in them."""
    line = {
        "method": scope["method"],
        "path": scope["path"][:200],
        "status": status,
        "milliseconds": round(1000 * seconds, 1),
    }
    LOG.info("%s", json.dumps(line))
