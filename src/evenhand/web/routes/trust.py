"""``/api/trust`` and ``/api/cite``: how far to trust it, and how to cite it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from evenhand.errors import did_you_mean
from evenhand.scenarios.files import shipped_scenarios
from evenhand.web.citing import Named, citation, number_citation
from evenhand.web.failures import not_found
from evenhand.web.limits import MOST_CHARACTERS
from evenhand.web.record_pages import checked_series
from evenhand.web.server import Here
from evenhand.web.trust_page import trust_page
from evenhand.web.wire.trust import Citation, Trust

router = APIRouter(tags=["trust"])
Words = Annotated[str | None, Query(max_length=MOST_CHARACTERS)]


@router.get("/api/trust")
def trust(server: Here) -> Trust:
    """Forecast record, prior against posterior, limits, methods and provenance."""
    return trust_page(server.knowledge)


@router.get("/api/cite")
def cite(
    server: Here, scenario: Words = None, title: Words = None, series: Words = None,
    period: Words = None, place: Words = None, agency: Words = None, criminality: Words = None,
    detail: Words = None,
) -> Citation:  # fmt: skip
    """How to cite the program, a shipped scenario, one's own by its title, or a recorded number."""
    if series is not None:
        checked_series(series, server.knowledge)
        named = Named(series, period, place, agency, criminality, detail)
        return number_citation(server.knowledge, named)
    known = shipped_scenarios()
    if scenario is not None and scenario not in known:
        raise not_found(f"scenario {scenario[:60]}", did_you_mean(scenario, known))
    return citation(server.knowledge, scenario, title)
