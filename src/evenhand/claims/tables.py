"""Verdicts as tables: one row for each definition, and one for each figure used."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from evenhand.claims.judging import probability
from evenhand.claims.verdicts import Verdict

VERDICT_COLUMNS: dict[str, pl.DataType] = {
    "claim": pl.String(), "statement": pl.String(), "said by": pl.String(), "said on": pl.Date(),
    "claimed": pl.String(), "number": pl.Float64(), "unit": pl.String(), "verdict": pl.String(),
    "flags": pl.String(), "reason": pl.String(), "as of": pl.Date(), "given verdict": pl.String(),
    "definition": pl.String(), "wording": pl.String(), "value": pl.Float64(), "low": pl.Float64(),
    "high": pl.Float64(), "value unit": pl.String(), "truth": pl.String(),
    "probability": pl.Float64(),
    "computed from": pl.String(), "series": pl.String(), "reliability": pl.String(),
    "missing days": pl.String(), "source": pl.String(), "missing record": pl.String(),
}  # fmt: skip
FIGURE_COLUMNS: dict[str, pl.DataType] = {
    "claim": pl.String(), "definition": pl.String(), "kind": pl.String(), "name": pl.String(),
    "what": pl.String(), "period": pl.String(), "first day": pl.Date(), "last day": pl.Date(),
    "value": pl.Float64(), "unit": pl.String(), "complete": pl.Boolean(), "file": pl.String(),
    "cell": pl.String(), "edition": pl.String(), "published": pl.Date(),
    "reliability": pl.String(), "note": pl.String(),
}  # fmt: skip


def verdict_table(verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """One row per claim and definition, with numbers, verdict and sources.

    Args:
        verdicts: Judged claims.
    """
    rows = []
    for one in verdicts:
        claim = one.claim
        for each in one.computed:
            missing = each.definition.missing
            rows.append((
                one.name, claim.statement, claim.said_by, claim.said_on, claim.claimed,
                claim.number, claim.unit, one.verdict, ", ".join(one.flags), one.reason, one.as_of,
                claim.given.verdict if claim.given else None, each.definition.name,
                each.definition.wording, each.value, each.low, each.high, each.unit, each.truth,
                probability(claim, each), each.computation, each.series, each.reliability,
                ", ".join(day.isoformat() for day in each.missing_days), each.sources,
                missing.record if missing else None,
            ))  # fmt: skip
    return pl.DataFrame(rows, schema=VERDICT_COLUMNS, orient="row")


def figure_table(verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """One row per figure that a verdict rests on, with where it stands: the proof.

    Args:
        verdicts: Judged claims.
    """
    rows = [
        (one.name, each.definition.name, used.kind, used.name, used.what, used.period, used.first,
         used.last, used.value, used.unit, used.complete, used.file, used.cell, used.edition,
         used.published, used.reliability, used.note)
        for one in verdicts for each in one.computed for used in each.used
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=FIGURE_COLUMNS, orient="row")


def summary_table(verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """One row per claim: verdict, flags, and the verdict given before.

    Args:
        verdicts: Judged claims.
    """
    rows = [
        (one.name, one.claim.statement, one.verdict, ", ".join(one.flags),
         one.claim.given.verdict if one.claim.given else None, one.reason)
        for one in verdicts
    ]  # fmt: skip
    names = ("claim", "statement", "verdict", "flags", "given", "reason")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String()), orient="row")
