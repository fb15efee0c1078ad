"""``/api/claims``: statements, their verdicts and the proof."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from evenhand.web.claim_pages import claim_list, claim_page, tried
from evenhand.web.server import Here
from evenhand.web.wire.claims import ClaimList, ClaimPage, TryAnswer, TryRequest

router = APIRouter(tags=["claims"])
Id = Annotated[str, Path(min_length=1, max_length=60)]


@router.get("/api/claims")
def claims(server: Here) -> ClaimList:
    """The ledger, each statement with its verdict."""
    return claim_list(server.claims)


@router.get("/api/claims/{claim_id}")
def claim(claim_id: Id, server: Here) -> ClaimPage:
    """One statement: definitions with numbers and cells, verdict, proof."""
    return claim_page(claim_id, server.claims)


@router.post("/api/claims/{claim_id}/try")
def try_claim(claim_id: Id, asked: TryRequest, server: Here) -> TryAnswer:
    """The verdict with another number, another reading or another definition."""
    return tried(claim_id, asked, server.claims)
