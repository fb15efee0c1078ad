"""Computing a claim's numbers from the observations, and judging it by rule.

Rule. Of the definitions that count what the sentence states, the first is the best public value.
Within 5 percent of it the statement is supported. Within 15 percent of a stated definition, or
within 5 percent of a near one (the same thing with other bounds), it is roughly consistent.
Otherwise it is not supported. Without any value it is not checkable.
Source: the project's vocabulary of verdicts (domain notes, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from evenhand.claims.schema import Claim, Computation, Definition
from evenhand.errors import DataError, Problem
from evenhand.observations.table import Observations
from evenhand.timeline import parse_period

CLOSE, ROUGH = 0.05, 0.15
SUPPORTED, ROUGHLY = "supported", "roughly consistent"
NOT_SUPPORTED, NOT_CHECKABLE = "not supported", "not checkable"
MISMATCH, PARTIAL, UNDERSTATED = "definition-mismatch", "partial period", "understated"


@dataclass(frozen=True)
class Computed:
    """A definition's number, and the observations that it came from.

    Args:
        definition: The definition.
        value: The number; None when there is no such observation.
        missing_days: Days in the window that no observation covers.
        used: The observations.
    """

    definition: Definition
    value: float | None
    missing_days: tuple[date, ...]
    used: pl.DataFrame

    @property
    def sources(self) -> str:
        """File and cells, and the reliability of the weakest observation used."""
        if self.used.is_empty():
            return "no observation"
        files = self.used["file"].unique(maintain_order=True).to_list()
        cells = self.used["cell"].to_list()
        shown = cells if len(cells) <= 3 else [cells[0], "…", cells[-1]]
        return f"{', '.join(files)} [{', '.join(shown)}]"

    @property
    def reliability(self) -> str:
        """The reliability of the weakest observation used."""
        return str(self.used["reliability"].max()) if not self.used.is_empty() else ""


@dataclass(frozen=True)
class Verdict:
    """A claim, judged."""

    name: str
    claim: Claim
    computed: tuple[Computed, ...]
    verdict: str
    flags: tuple[str, ...]
    reason: str


def compute(observations: Observations, definition: Definition) -> Computed:
    """A definition's number from the observations.

    Args:
        observations: Everything that was read.
        definition: What to count.

    Raises:
        DataError: when the series is unknown.
    """
    asked = definition.compute
    rows = observations.series(asked.series).filter(
        (pl.col("agency") == asked.agency)
        & (pl.col("criminality") == asked.criminality)
        & (pl.col("place") == asked.place)
        & (pl.col("detail") == asked.detail)
    )
    if asked.take == "value":
        period = parse_period(asked.at or "")
        used = rows.filter((pl.col("start") == period.start) & (pl.col("end") == period.end))
        value = float(used["value"][0]) if used.height else None
        return Computed(definition, value, (), used)
    used = rows.filter((pl.col("start") >= asked.from_) & (pl.col("end") <= asked.until))
    if used.is_empty():
        return Computed(definition, None, (), used)
    values = [float(one) for one in used["value"]]
    totals = {"sum": sum(values), "largest": max(values), "mean": sum(values) / len(values)}
    largest = used.filter(pl.col("value") == max(values))
    kept = largest if asked.take == "largest" else used
    return Computed(definition, totals[asked.take], _missing_days(asked, used), kept)


def _missing_days(asked: Computation, used: pl.DataFrame) -> tuple[date, ...]:
    assert asked.from_ is not None
    assert asked.until is not None
    days = [asked.from_ + timedelta(days=n) for n in range((asked.until - asked.from_).days + 1)]
    spans = list(zip(used["start"], used["end"], strict=True))
    return tuple(day for day in days if not any(start <= day <= end for start, end in spans))


def judge(observations: Observations, name: str, claim: Claim) -> Verdict:
    """Compute a claim by all its definitions and judge it by the rule.

    Args:
        observations: Everything that was read.
        name: The claim's id.
        claim: The claim.

    Raises:
        DataError: when a series is unknown.
    """
    problems: list[Problem] = []
    computed = []
    for definition in claim.definitions:
        try:
            computed.append(compute(observations, definition))
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(problems)
    gaps = {id(one): _gap(claim, one.value) for one in computed if one.value is not None}
    stated = [one for one in computed if one.definition.wording == "stated" and id(one) in gaps]
    near = [one for one in computed if one.definition.wording == "near" and id(one) in gaps]
    close = [one for one in computed if gaps.get(id(one), 1.0) <= CLOSE]
    elsewhere = [one for one in close if one.definition.wording != "stated"]
    flags = []
    if stated and gaps[id(stated[0])] <= CLOSE:
        verdict, because = SUPPORTED, stated[0]
    elif any(gaps[id(one)] <= ROUGH for one in stated):
        verdict, because = ROUGHLY, next(one for one in stated if gaps[id(one)] <= ROUGH)
    elif any(gaps[id(one)] <= CLOSE for one in near):
        verdict, because = ROUGHLY, next(one for one in near if gaps[id(one)] <= CLOSE)
    elif stated or near:
        verdict, because = NOT_SUPPORTED, (stated or near)[0]
    else:
        reason = "no public series that was read measures it"
        return Verdict(name, claim, tuple(computed), NOT_CHECKABLE, (), reason)
    if verdict != SUPPORTED and elsewhere:
        flags.append(MISMATCH)
    if claim.at_least and (because.value or 0) > claim.number * (1 + ROUGH):
        flags.append(UNDERSTATED)
    if because.missing_days:
        flags.append(PARTIAL)
    reason = _reason(claim, because, elsewhere if verdict == NOT_SUPPORTED else [])
    return Verdict(name, claim, tuple(computed), verdict, tuple(flags), reason)


def _gap(claim: Claim, value: float) -> float:
    """How far the statement is from a value, as a share of the value.

    "Over" a number is met by any larger value; far above it the statement is true and says little,
    which a flag tells.
    """
    if claim.at_least and claim.number <= value:
        return 0.0
    if value == 0:
        return 0.0 if claim.number == 0 else 1.0
    return abs(claim.number - value) / value


def _reason(claim: Claim, because: Computed, elsewhere: list[Computed]) -> str:
    assert because.value is not None
    said = f"{because.definition.name}: {because.value:,.0f} {claim.unit}"
    gap = _gap(claim, because.value)
    side = "above" if claim.number > because.value else "below"
    away = "" if gap == 0 else f"; the statement is {100 * gap:.3g} percent {side} it"
    also = "".join(
        f"; {one.value:,.0f} is what another count says: {one.definition.name}" for one in elsewhere
    )
    return f"{said}{away}{also}"


def verdict_table(verdicts: list[Verdict]) -> pl.DataFrame:
    """One row per claim and definition, with numbers, verdict and sources."""
    rows = [
        {
            "claim": one.name,
            "statement": one.claim.statement,
            "claimed": one.claim.number,
            "verdict": one.verdict,
            "flags": ", ".join(one.flags),
            "definition": each.definition.name,
            "wording": each.definition.wording,
            "value": each.value,
            "unit": one.claim.unit,
            "series": each.definition.compute.series,
            "reliability": each.reliability,
            "missing days": ", ".join(day.isoformat() for day in each.missing_days),
            "source": each.sources,
        }
        for one in verdicts
        for each in one.computed
    ]
    return pl.DataFrame(rows)
