"""Every failure in one shape, and never a traceback to whoever asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from evenhand.errors import DataError, EvenhandError, Problem
from evenhand.web.wire.failures import ErrorBody, Failure, Kind, ProblemOut

MEANT = re.compile(r"did you mean '([^']+)'\?")
SHOWN = 80
PROBLEMS = 50
"""So many problems are told at once."""
KINDS: dict[int, Kind] = {
    400: "invalid", 499: "invalid", 401: "unauthorised", 403: "forbidden", 404: "not_found",
    405: "method_not_allowed", 409: "not_ready", 413: "too_large", 415: "invalid",
    422: "invalid", 429: "too_many", 500: "internal", 503: "not_ready",
}  # fmt: skip
UNPROCESSABLE = 422


class RefusedError(Exception):
    """A request that cannot be answered, with its status.

    Args:
        status: The status.
        message: The failure in one sentence.
        problems: What is wrong.
    """

    def __init__(self, status: int, message: str, problems: Sequence[Problem] = ()) -> None:
        self.status, self.message, self.problems = status, message, tuple(problems)
        super().__init__(message)


def not_found(what: str, fix: str = "") -> RefusedError:
    """Something that is not there.

    Args:
        what: What was asked for.
        fix: What to do, with the nearest name as a rule.
    """
    return RefusedError(404, f"{what} is not there", [Problem(what, "is not there", fix)])


def problem_out(problem: Problem) -> ProblemOut:
    """A problem on the wire.

    Args:
        problem: The problem.
    """
    meant = MEANT.search(problem.fix)
    return ProblemOut(
        where=problem.where,
        what=problem.what,
        fix=problem.fix,
        did_you_mean=meant[1] if meant else None,
    )


def error_body(status: int, message: str, problems: Sequence[Problem] = ()) -> ErrorBody:
    """What went wrong, on the wire.

    Args:
        status: The status of the answer.
        message: One sentence.
        problems: Every problem found.
    """
    kind = KINDS.get(status, "invalid" if status < 500 else "internal")
    told = tuple(problem_out(one) for one in problems[:PROBLEMS])
    return ErrorBody(kind=kind, message=message, problems=told)


def failure(
    status: int,
    message: str,
    problems: Sequence[Problem] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """The answer of a request that failed.

    Args:
        status: Its status.
        message: One sentence.
        problems: Every problem found.
        headers: Headers of the answer.
    """
    body = Failure(error=error_body(status, message, problems))
    return JSONResponse(body.model_dump(), status_code=status, headers=headers)


def of_error(error: EvenhandError) -> tuple[int, str]:
    """Status and sentence of a problem that whoever asked can put right.

    Args:
        error: The problem.
    """
    count = len(error.problems)
    first = error.problems[0] if count else Problem("", "cannot be answered")
    status = 404 if isinstance(error, DataError) and "is not a series" in first.what else 422
    message = f"{first.where} {first.what}".strip()
    return status, message if count == 1 else f"{message}, and {count - 1} more"


def problems_of(found: Sequence[Any]) -> list[Problem]:
    """What a check of a request's form found, as problems.

    Args:
        found: What the checker lists.
    """
    problems = []
    for one in found:
        steps = [str(step) for step in one["loc"] if step not in ("body", "query", "path")]
        where = " › ".join(steps) or "request"
        said = one["msg"].removeprefix("Value error, ")
        what, _, fix = said.partition("; ")
        given = one.get("input")
        shown = "" if isinstance(given, dict | list | tuple) else str(given)[:SHOWN]
        if one["type"] == "extra_forbidden":
            what = "is an unknown key"
        elif one["type"] == "missing":
            what = "is missing"
        elif one["type"] == "json_invalid":
            what = "is not JSON"
        elif shown and one["type"] != "value_error":
            what = f"'{shown}' cannot be used: {what[:1].lower()}{what[1:]}"
        elif shown:
            what = f"'{shown}' {what}"
        problems.append(Problem(where, what, fix))
    return problems


def add_handlers(app: FastAPI) -> None:
    """Give an application the one shape of failures.

    Args:
        app: The application.
    """

    @app.exception_handler(EvenhandError)
    def _evenhand(_: Request, error: EvenhandError) -> Response:
        status, message = of_error(error)
        return failure(status, message, error.problems)

    @app.exception_handler(RefusedError)
    def _refused(_: Request, error: RefusedError) -> Response:
        headers = {"Retry-After": "2"} if error.status in (429, 503) else None
        return failure(error.status, error.message, error.problems, headers)

    @app.exception_handler(RequestValidationError)
    def _form(_: Request, error: RequestValidationError) -> Response:
        problems = problems_of(error.errors())
        first = f"{problems[0].where} {problems[0].what}" if problems else "the request is wrong"
        return failure(UNPROCESSABLE, first, problems)

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        said = {404: f"there is nothing at {request.url.path[:SHOWN]}",
                405: f"{request.method} is not possible here"}  # fmt: skip
        message = said.get(error.status_code, str(error.detail))
        if error.status_code == 400:  # how the framework says that a body is no text
            return failure(UNPROCESSABLE, "the body is not JSON")
        return failure(error.status_code, message, headers=dict(error.headers or {}))
