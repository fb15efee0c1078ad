"""Statements for readers: the ledger, one statement with its proof, and trying another number."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from evenhand.claims.judging import VERDICTS, Computed, match, probability
from evenhand.claims.proof import ProofSeries, proof_series
from evenhand.claims.schema import WITHOUT_NUMBER, Claim, Definition
from evenhand.claims.values import Used
from evenhand.claims.verdicts import Verdict, judge
from evenhand.errors import ClaimError, Problem, did_you_mean
from evenhand.web.claim_record import ClaimRecord
from evenhand.web.failures import not_found
from evenhand.web.wire.claims import (
    ClaimList,
    ClaimPage,
    ClaimSource,
    ClaimSummary,
    DefinitionOut,
    FigureOut,
    FlagOut,
    GivenOut,
    MissingOut,
    ProofChart,
    ProofPoint,
    TryAnswer,
    TryRequest,
)

FIGURES = 60
"""So many figures behind a number are listed."""
MEANINGS = {
    "supported": "The best public value agrees: within 5 percent, if the claim says no other.",
    "roughly consistent": "It agrees within 15 percent, or the same thing with other bounds does.",
    "not supported": "What the sentence states is counted, and the count is another one.",
    "not checkable": "No public record measures it; the statement says which one is missing.",
    "legally contested": "Courts differ, or what was decided is interim or under appeal.",
}


def claim_list(claims: ClaimRecord) -> ClaimList:
    """The ledger, each statement with its verdict.

    Args:
        claims: The ledger, judged.
    """
    verdicts = claims.verdicts
    counts = Counter(one.verdict for one in verdicts.values())
    return ClaimList(
        title=claims.ledger.title,
        author=claims.ledger.author,
        about=claims.ledger.about,
        verdicts={name: MEANINGS[name] for name in VERDICTS},
        counts={name: counts.get(name, 0) for name in VERDICTS},
        claims=tuple(ClaimSummary.model_validate(_summary(one)) for one in verdicts.values()),
    )


def claim_page(name: str, claims: ClaimRecord) -> ClaimPage:
    """One statement in full.

    Args:
        name: Its id.
        claims: The ledger, judged.

    Raises:
        RefusedError: when there is none of that id.
    """
    verdict = _verdict(name, claims)
    claim = verdict.claim
    return ClaimPage.model_validate(
        _summary(verdict)
        | {
            "sources": [
                ClaimSource(title=x.title, address=x.address, reliability=x.reliability)
                for x in claim.sources
            ],
            "as_of": verdict.as_of,
            "definitions": definitions(verdict),
            "matching": tuple(one.definition.name for one in verdict.matching),
            "tolerance": claim.tolerance,
            "rough": claim.rough,
            "would_change": claim.would_change,
            "notes": claim.notes,
            "given": _given(claim),
            "charts": [_chart(one) for one in proof_series(claims.record, verdict)],
        }
    )


def tried(name: str, asked: TryRequest, claims: ClaimRecord) -> TryAnswer:
    """The verdict with another number, another meaning or another definition.

    Args:
        name: The statement's id.
        asked: What is changed.
        claims: The ledger, judged.

    Raises:
        RefusedError: when there is no such statement or definition.
        ClaimError: when the change makes no sense.
    """
    before = _verdict(name, claims)
    claim = changed(before.claim, asked)
    verdict = judge(claims.record, name, claim)
    return TryAnswer.model_validate({
        "id": name, "claimed": claim.claimed, "verdict": verdict.verdict,
        "flags": _flags(verdict), "reason": verdict.reason, "definitions": definitions(verdict),
        "matching": tuple(one.definition.name for one in verdict.matching),
        "before": before.verdict, "changed": verdict.verdict != before.verdict,
    })  # fmt: skip


def changed(claim: Claim, asked: TryRequest) -> Claim:
    """A statement with what is asked for changed.

    Args:
        claim: The statement.
        asked: What is changed.

    Raises:
        RefusedError: when there is no such definition.
        ClaimError: when the number does not fit the meaning.
    """
    update: dict[str, Any] = {}
    if asked.says is not None:
        update["says"] = asked.says
    if asked.number is not None:
        update["number"] = asked.number
    if asked.number_to is not None:
        update["to"] = asked.number_to
    says = update.get("says", claim.says)
    number, upper = update.get("number", claim.number), update.get("to", claim.to)
    if says in WITHOUT_NUMBER:
        if asked.number is not None or claim.number is not None:
            what = f"'{says}' is for statements without a number"
            raise ClaimError(Problem("says", what, "choose about, at-least, at-most …"))
    elif number is None:
        raise ClaimError(Problem("number", f"'{says}' needs a number", "give one"))
    if says == "between" and (upper is None or upper < number):
        raise ClaimError(Problem("number_to", "is missing or below the number", "give a larger"))
    if asked.definition is not None:
        update["definitions"] = _restated(claim.definitions, asked.definition)
    return claim.model_copy(update=update)


def _restated(known: tuple[Definition, ...], wanted: str) -> tuple[Definition, ...]:
    """The definitions with one of them as the only one that the sentence states."""
    names = [one.name for one in known]
    if wanted not in names:
        raise not_found(
            f"definition {wanted[:60]}", did_you_mean(wanted, names, noun="definitions")
        )
    chosen = [one for one in known if one.name == wanted]
    others = [one for one in known if one.name != wanted]
    found = [one.model_copy(update={"wording": "stated"}) for one in chosen]
    found += [
        one.model_copy(update={"wording": "other"}) if one.wording == "stated" else one
        for one in others
    ]
    return tuple(found)


def _verdict(name: str, claims: ClaimRecord) -> Verdict:
    verdicts = claims.verdicts
    if name not in verdicts:
        raise not_found(f"claim {name[:60]}", did_you_mean(name, verdicts, noun="claims"))
    return verdicts[name]


def _summary(verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "id": verdict.name, "statement": claim.statement, "said_by": claim.said_by,
        "said_on": claim.said_on, "said_until": claim.said_until, "kind": claim.kind,
        "says": claim.says, "number": claim.number, "number_to": claim.to, "unit": claim.unit,
        "claimed": claim.claimed, "verdict": verdict.verdict, "flags": _flags(verdict),
        "reason": verdict.reason,
    }  # fmt: skip


def _flags(verdict: Verdict) -> tuple[FlagOut, ...]:
    return tuple(
        FlagOut(name=name, because=verdict.reasons.get(name, "")) for name in verdict.flags
    )


def _given(claim: Claim) -> GivenOut | None:
    one = claim.given
    if one is None:
        return None
    return GivenOut(verdict=one.verdict, by=one.by, flags=one.flags, difference=one.difference)


def definitions(verdict: Verdict) -> tuple[DefinitionOut, ...]:
    """The definitions of a statement with their values.

    Args:
        verdict: The statement, judged.
    """
    return tuple(_definition(verdict, one) for one in verdict.computed)


def _definition(verdict: Verdict, one: Computed) -> DefinitionOut:
    definition, found = one.definition, one.value_found
    missing = definition.missing
    stands = match(verdict.claim, one)
    return DefinitionOut.model_validate({
        "name": definition.name, "what": definition.what, "wording": definition.wording,
        "computation": one.computation, "unit": one.unit, "value": _known(one.value),
        "low": _known(one.low), "high": _known(one.high), "truth": one.truth, "shown": one.shown,
        "match": None if stands is None else str(stands),
        "probability": probability(verdict.claim, one), "decides": one is verdict.deciding,
        "why": found.why, "remarks": found.remarks,
        "missing": None if missing is None else MissingOut(
            record=missing.record, settled_by=missing.settled_by),
        "missing_days": len(one.missing_days), "reliability": one.reliability,
        "figures": [_figure(use) for use in one.used[:FIGURES]],
        "figures_in_all": len(one.used),
    })  # fmt: skip


def _figure(use: Used) -> FigureOut:
    return FigureOut(
        kind=use.kind, name=use.name, what=use.what, period=use.period, value=_known(use.value),
        unit=use.unit, file=use.file, cell=use.cell, edition=use.edition, published=use.published,
        reliability=use.reliability, note=use.note,
    )  # fmt: skip


def _chart(one: ProofSeries) -> ProofChart:
    return ProofChart(
        definition=one.definition, series=one.series, parts=one.parts, unit=one.unit,
        claimed=one.line,
        points=tuple(ProofPoint.model_validate(row) for row in one.points.iter_rows(named=True)),
    )  # fmt: skip


def _known(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
