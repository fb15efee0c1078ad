"""Remarks that a verdict carries, computed from the claim and the record."""

from __future__ import annotations

from datetime import timedelta

from evenhand.claims.computations import OfModel, leaves
from evenhand.claims.judging import Computed
from evenhand.claims.schema import Claim

MISMATCH, PARTIAL, UNDERSTATED = "definition-mismatch", "partial period", "understated"
FORECAST, ATTRIBUTION, OLD = "forecast", "attribution-only", "old record"
SUPERSEDED, MARGIN = "superseded", "contested at the margin"
NO_RECORD = "no record"
OLD_AFTER = timedelta(days=2 * 365)
"""A figure older than this when the statement was made is remarked on."""


def computed_flags(
    claim: Claim, because: Computed | None, matching: list[Computed]
) -> dict[str, str]:
    """Remarks by name, each with its reason.

    Args:
        claim: The claim.
        because: The definition that decided; None where none has a value.
        matching: Other counts whose value is the claimed number.
    """
    found: dict[str, str] = {}
    if matching:
        names = "; ".join(one.definition.name for one in matching)
        found[MISMATCH] = f"The number is that of another count: {names}."
    if claim.kind == "stated":
        found[ATTRIBUTION] = "It is confirmed that it was said, not that it is so."
    missing = [one for one in claim.definitions if one.missing and one.wording != "other"]
    if because is None and missing and missing[0].missing is not None:
        found[NO_RECORD] = missing[0].missing.record
    forecast = claim.kind in {"forecast", "model"}
    if forecast:
        found[FORECAST] = "It is about what was to come when it was said."
    if because is None:
        return found
    value = because.value_found
    if not forecast and claim.kind == "observed" and value.last is not None:
        if value.last > claim.last_said:
            told = f"It was said on {claim.last_said}; the figures reach to {value.last}."
            found[FORECAST] = told
        elif value.last < claim.last_said - OLD_AFTER:
            found[OLD] = f"The newest figure is of {value.last}."
    if claim.at_least and claim.number and (because.low or 0.0) > claim.number * (1 + claim.rough):
        asked = because.definition.compute
        if asked is None or not any(isinstance(leaf, OfModel) for leaf in leaves(asked)):
            found[UNDERSTATED] = "The statement is true, and says little: the number is far higher."
    incomplete = [one for one in value.used if not one.complete]
    if because.missing_days:
        days = ", ".join(day.isoformat() for day in because.missing_days[:4])
        more = f" and {len(because.missing_days) - 4} more" * (len(because.missing_days) > 4)
        found[PARTIAL] = f"No figure covers {days}{more}."
    elif incomplete:
        found[PARTIAL] = f"The figure of {incomplete[-1].period} does not cover all of it."
    return found
