"""How a computed value stands to what a statement says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evenhand.claims.describing import describe
from evenhand.claims.schema import Claim, Definition
from evenhand.claims.units import SHARE, figure, unit_of
from evenhand.claims.values import Used, Value

SUPPORTED, ROUGHLY, NOT_SUPPORTED = "supported", "roughly consistent", "not supported"
NOT_CHECKABLE, CONTESTED = "not checkable", "legally contested"
VERDICTS = (SUPPORTED, ROUGHLY, NOT_SUPPORTED, NOT_CHECKABLE, CONTESTED)
LIKELY, AS_LIKELY_AS_NOT = 0.66, 0.33
"""Shares of draws. Source: Mastrandrea et al. 2010, guidance note of the IPCC, table 1."""
SLACK = 1e-9


class Match(StrEnum):
    """How a value stands to what is claimed."""

    close = "close"
    rough = "rough"
    off = "off"
    contested = "contested"


@dataclass(frozen=True)
class Computed:
    """A definition's value, and everything it came from.

    Args:
        definition: The definition.
        unit: The unit in which the numbers below are given: that of the statement, but for other
            counts that have their own.
        value_found: The value in base units, with what it was computed from.
    """

    definition: Definition
    unit: str
    value_found: Value

    @property
    def value(self) -> float | None:
        """The number: of a range the middle, of a model's draws the median; None for a truth."""
        found = self.value_found.single
        return None if found is None else found / unit_of(self.unit).factor

    @property
    def low(self) -> float | None:
        """The lower end of a range, or the 5 percent point of draws."""
        found = self.value_found.low
        return None if found is None else found / unit_of(self.unit).factor

    @property
    def high(self) -> float | None:
        """The upper end of a range, or the 95 percent point of draws."""
        found = self.value_found.high
        return None if found is None else found / unit_of(self.unit).factor

    @property
    def truth(self) -> str | None:
        """For a yes or no: ``yes``, ``no`` or ``contested``."""
        return self.value_found.truth

    @property
    def used(self) -> tuple[Used, ...]:
        """Every figure that it came from: series, period, file, cell, edition, reliability."""
        return self.value_found.used

    @property
    def missing_days(self) -> tuple[date, ...]:
        """Days that were asked for and no figure covers."""
        return self.value_found.missing_days

    @property
    def computation(self) -> str:
        """What was computed, in words."""
        asked = self.definition.compute
        return describe(asked) if asked is not None else "nothing is published"

    @property
    def series(self) -> str:
        """Names of the series, statements and registers used."""
        return ", ".join(dict.fromkeys(one.name for one in self.used))

    @property
    def sources(self) -> str:
        """File and cells."""
        by_file: dict[str, list[str]] = {}
        for one in self.used:
            by_file.setdefault(one.file, []).append(one.cell)
        if not by_file:
            return "no figure"
        told = []
        for file, cells in by_file.items():
            some = cells if len(cells) <= 3 else [cells[0], "…", cells[-1]]
            told.append(f"{file} [{', '.join(some)}]")
        return ", ".join(told)

    @property
    def reliability(self) -> str:
        """The reliability of the weakest figure used: A to E."""
        return max((one.reliability for one in self.used), default="")

    @property
    def shown(self) -> str:
        """The value as it is shown: a number, a range, or a word."""
        if self.value_found.truth is not None:
            return self.value_found.truth
        if self.value is None or self.low is None or self.high is None:
            return "none"
        value, low, high = (figure(one, self.unit) for one in (self.value, self.low, self.high))
        if self.value_found.draws is not None:
            return f"{value} ({low} to {high})"
        return value if abs(self.high - self.low) <= SLACK * abs(self.high) else f"{low} to {high}"

    @property
    def told(self) -> str:
        """The value with its unit, such as ``3,152 people`` or ``13.9 %``."""
        plain = self.unit == SHARE or self.value is None
        return self.shown if plain else f"{self.shown} {self.unit}".strip()


def match(claim: Claim, one: Computed) -> Match | None:
    """How a value stands to what is claimed; None without a value.

    Args:
        claim: The claim.
        one: The value of one of its definitions.
    """
    found = one.value_found
    if not found.known:
        return None
    if claim.number is None:
        return _truth_match(claim, found)
    if found.truth is not None or found.low is None or found.high is None:
        return None
    if found.draws is not None:
        return of_share(probability(claim, one) or 0.0)
    low, high = one.low or 0.0, one.high or 0.0
    least, most = _bounds(claim)
    worst = max(_gap(end, least, most) for end in (low, high))
    ranged = abs(high - low) > SLACK * abs(high)
    inside = high >= least and low <= most
    tolerance = 0.0 if claim.says == "exactly" else claim.tolerance
    if worst <= tolerance + SLACK:
        return Match.close
    if worst <= claim.rough + SLACK or (ranged and inside):
        return Match.rough
    return Match.off


def probability(claim: Claim, one: Computed) -> float | None:
    """Share of a model's draws that agree with the statement; None where it is no model's number.

    Args:
        claim: The claim.
        one: The value of one of its definitions.
    """
    found = one.value_found
    if found.probability is not None:
        return found.probability if claim.says != "does-not-hold" else 1 - found.probability
    if found.draws is None or claim.number is None:
        return None
    least, most = _bounds(claim)
    slack = claim.tolerance
    values = found.draws / unit_of(one.unit).factor
    met = (values >= least * (1 - slack)) & (values <= most * (1 + slack))
    return float(met.mean())


def _truth_match(claim: Claim, found: Value) -> Match:
    if found.probability is not None:
        share = found.probability
        return of_share(1 - share if claim.says == "does-not-hold" else share)
    if found.truth == "contested":
        return Match.contested
    wanted = "no" if claim.says == "does-not-hold" else "yes"
    return Match.close if found.truth == wanted else Match.off


def of_share(share: float) -> Match:
    """How a probability stands to a statement.

    Args:
        share: Share of the draws that agree.
    """
    if share >= LIKELY:
        return Match.close
    return Match.rough if share >= AS_LIKELY_AS_NOT else Match.off


def _bounds(claim: Claim) -> tuple[float, float]:
    """Between which numbers a value agrees with a statement."""
    said = claim.number or 0.0
    if claim.says in {"at-least", "more-than"}:
        return said, float("inf")
    if claim.says in {"at-most", "less-than"}:
        return float("-inf"), said
    if claim.says == "between" and claim.to is not None:
        return said, claim.to
    return said, said


def distance(claim: Claim, one: Computed) -> float:
    """How far the middle of a value is from the number of a statement, as a share of the value.

    Args:
        claim: The claim.
        one: The value of one of its definitions.
    """
    if claim.number is None or one.value is None:
        return 0.0
    return _gap(one.value, claim.number, claim.number)


def _gap(value: float, least: float, most: float) -> float:
    """How far a value is from what is claimed, as a share of the value."""
    if least <= value <= most:
        return 0.0
    bound = least if value < least else most
    return abs(bound - value) / abs(value) if value else 1.0
