"""``/api/scenarios``: the shipped ones, and checking one's own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from evenhand.web.scenario_pages import checked, scenario_list, scenario_page
from evenhand.web.server import Ready
from evenhand.web.wire.scenarios import CheckAnswer, CheckRequest, ScenarioList, ScenarioPage

router = APIRouter(tags=["scenarios"])
Name = Annotated[str, Path(min_length=1, max_length=80)]


@router.get("/api/scenarios")
def scenarios() -> ScenarioList:
    """The shipped scenarios."""
    return scenario_list()


@router.get("/api/scenarios/{name}")
def scenario(name: Name, server: Ready) -> ScenarioPage:
    """A shipped scenario: document, file, link, and what it changes in words."""
    return scenario_page(name, server.knowledge)


@router.post("/api/scenarios/check")
def check_scenario(asked: CheckRequest, server: Ready) -> CheckAnswer:
    """Every problem of a scenario, or what it says and the file that the verbs accept."""
    return checked(asked, server.knowledge)
