"""Statements and their verdicts for readers."""

from __future__ import annotations

from evenhand.web.failures import RefusedError
from evenhand.web.knowledge import Knowledge
from evenhand.web.wire.claims import ClaimList, ClaimPage, TryAnswer, TryRequest


def claim_list(knowledge: Knowledge) -> ClaimList:
    raise RefusedError(503, "the ledger of claims is being rebuilt")


def claim_page(name: str, knowledge: Knowledge) -> ClaimPage:
    raise RefusedError(503, "the ledger of claims is being rebuilt")


def tried(name: str, asked: TryRequest, knowledge: Knowledge) -> TryAnswer:
    raise RefusedError(503, "the ledger of claims is being rebuilt")
