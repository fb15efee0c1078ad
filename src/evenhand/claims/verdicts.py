"""Computing a claim by all its definitions, and judging it by rule.

The rule. Definitions that count what the sentence states (``stated``) decide, the first of them
before all: it is the best public value.

- A number is *supported* within 5 percent of the first stated definition; *roughly consistent*
  within 15 percent of any stated one, or within 5 percent of a near one (the same thing with other
  bounds); otherwise *not supported*. "Over" a number is met by any larger value, "under" by any
  smaller one. A public value that is a range carries its imprecision itself: inside it a number is
  roughly consistent, outside it is not supported.
- A statement without a number is *supported* where all stated definitions hold, *roughly
  consistent* where some do or only a near one does, otherwise *not supported*.
- It is *legally contested* where courts differ on the first stated definition, or it is interim
  or under appeal.
- What would be, by the model, is *supported* where at least two draws in three agree (likely),
  *roughly consistent* where a third do (about as likely as not), otherwise *not supported*.
- Without any value it is *not checkable*; where only the count of something else has the number,
  it is not supported, as the number measures something else.

Sources: the project's vocabulary of verdicts (domain notes, section 2); the words for likelihood:
Mastrandrea et al. 2010, guidance note of the IPCC on uncertainties, table 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from evenhand.claims.computations import OfEvent, leaves
from evenhand.claims.evaluation import Evaluation
from evenhand.claims.flags import MISMATCH, computed_flags
from evenhand.claims.judging import (
    CONTESTED,
    NOT_CHECKABLE,
    NOT_SUPPORTED,
    ROUGHLY,
    SUPPORTED,
    Computed,
    Match,
    distance,
    match,
)
from evenhand.claims.naming import unit_found
from evenhand.claims.reasons import reason_of
from evenhand.claims.record import Record
from evenhand.claims.schema import Claim, Definition, Ledger
from evenhand.claims.units import shown, unit_of
from evenhand.claims.values import Value, nothing
from evenhand.errors import ClaimError, DataError, EvenhandError, Problem

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Verdict:
    """A claim, judged.

    Args:
        name: The claim's id.
        claim: The claim.
        computed: Its definitions with their values, in the order of the file.
        verdict: ``supported``, ``roughly consistent``, ``not supported``, ``not checkable`` or
            ``legally contested``.
        flags: Remarks that do not change it.
        reasons: By flag, why it stands there.
        reason: Why the verdict is what it is, in a sentence or two.
        deciding: The definition that decided; None where none has a value.
        matching: Other counts whose value is the claimed number.
        as_of: Where the claim has a day of its verdict, that day.
        differs: Whether a verdict given before (``claim.given``) is another one.
    """

    name: str
    claim: Claim
    computed: tuple[Computed, ...]
    verdict: str
    flags: tuple[str, ...]
    reasons: Mapping[str, str]
    reason: str
    deciding: Computed | None
    matching: tuple[Computed, ...]
    as_of: date | None

    @property
    def differs(self) -> bool:
        """Whether a verdict given before is another one."""
        return self.claim.given is not None and self.claim.given.verdict != self.verdict


def compute(record: Record, claim: Claim, definition: Definition) -> Computed:
    """A definition's value from the record.

    Args:
        record: Everything that claims are judged against.
        claim: The claim it belongs to, for its days and its unit.
        definition: What to count.

    Raises:
        ClaimError: when periods overlap, so that days would be counted twice, or units differ.
        DataError: when a series is unknown.
    """
    evaluation = Evaluation(record, claim.last_said, claim.as_of)
    if definition.compute is None:
        value = nothing(definition.missing.record if definition.missing else "nothing is computed")
    else:
        value = evaluation.of(definition.compute)
    return Computed(definition, _unit(record, claim, definition), value)


def _unit(record: Record, claim: Claim, definition: Definition) -> str:
    """The unit a value is told in: the statement's, but for other counts that have their own.

    Raises:
        ClaimError: when a count of what the sentence says has another unit than the statement.
    """
    if definition.compute is None or claim.number is None:
        return claim.unit
    found = unit_found(definition.compute, record)
    if found is None or found.base == unit_of(claim.unit).base:
        return claim.unit
    if definition.wording == "other":
        return shown(found)
    what = f"gives {shown(found)}, and the statement counts {shown(unit_of(claim.unit))}"
    fix = "write the unit that is counted, count another series, or mark it as 'other'"
    raise ClaimError(Problem(definition.compute.where or definition.name, what, fix))


def judge(record: Record, name: str, claim: Claim) -> Verdict:
    """Compute a claim by all its definitions and judge it by the rule; reads nothing else.

    Args:
        record: Everything that claims are judged against.
        name: The claim's id.
        claim: The claim; a copy with another number or definition is judged in the same way.

    Raises:
        DataError: when a series is unknown.
        ClaimError: when periods overlap, so that days would be counted twice.
    """
    problems: list[Problem] = []
    kinds: list[type[EvenhandError]] = []
    found = []
    for definition in claim.definitions:
        try:
            found.append(compute(record, claim, definition))
        except (DataError, ClaimError) as error:
            problems.extend(error.problems)
            kinds.append(type(error))
    if problems:
        raise kinds[0](problems)
    return _judged(record, name, claim, tuple(found))


def judge_all(
    record: Record, claims: Mapping[str, Claim], progress: Progress | None = None
) -> list[Verdict]:
    """Judge claims, with everything that cannot be computed told at once.

    Args:
        record: Everything that claims are judged against.
        claims: Claims by id.
        progress: Told the number of claims done and the number in all.

    Raises:
        ClaimError: with every problem of every claim.
    """
    found, problems = [], []
    for number, (name, claim) in enumerate(claims.items(), start=1):
        try:
            found.append(judge(record, name, claim))
        except (DataError, ClaimError) as error:
            problems += [
                one if ":" in one.where else Problem(f"{name}: {one.where}", one.what, one.fix)
                for one in error.problems
            ]
        if progress is not None:
            progress(number, len(claims))
    if problems:
        raise ClaimError(list(dict.fromkeys(problems)))
    return found


def judge_ledger(record: Record, ledger: Ledger) -> list[Verdict]:
    """Judge all claims of a ledger.

    Args:
        record: Everything that claims are judged against.
        ledger: The claims file.

    Raises:
        ClaimError: with every problem of every claim.
    """
    return judge_all(record, ledger.claims)


def _judged(record: Record, name: str, claim: Claim, computed: tuple[Computed, ...]) -> Verdict:
    matches = {id(one): match(claim, one) for one in computed}
    stated, near, other = (
        [one for one in computed if one.definition.wording == wording and matches[id(one)]]
        for wording in ("stated", "near", "other")
    )
    close = [one for one in computed if matches[id(one)] == Match.close]
    elsewhere = [one for one in close if one.definition.wording != "stated"]
    verdict, because = _rule(stated, near, other, matches)
    matching = elsewhere if verdict in {NOT_SUPPORTED, ROUGHLY} else []
    matching = sorted(matching, key=lambda one: distance(claim, one))
    mismatch = bool(matching) and claim.number is not None
    reasons = computed_flags(claim, because, matching if mismatch else [])
    if _superseded(record, claim, because):
        reasons["superseded"] = "The legal status on the day it was said no longer holds."
    margin = [one for one in computed if matches[id(one)] == Match.contested and one is not because]
    if margin and verdict != CONTESTED:
        reasons["contested at the margin"] = f"Courts differ on: {margin[0].definition.name}."
    evaluation = Evaluation(record, claim.last_said, claim.as_of)
    for flag in claim.flags:
        if flag.when is None or evaluation.of(flag.when).truth == "yes":
            reasons[flag.name] = flag.because
    return Verdict(
        name, claim, computed, verdict, tuple(reasons), reasons,
        reason_of(claim, computed, verdict, because, matching), because,
        tuple(matching), claim.as_of,
    )  # fmt: skip


def _rule(
    stated: list[Computed],
    near: list[Computed],
    other: list[Computed],
    matches: Mapping[int, Match | None],
) -> tuple[str, Computed | None]:
    """The verdict, and the definition that it rests on."""

    def first(listed: list[Computed], *wanted: Match) -> Computed | None:
        return next((one for one in listed if matches[id(one)] in wanted), None)

    if stated and matches[id(stated[0])] == Match.contested:
        return CONTESTED, stated[0]
    if stated and matches[id(stated[0])] == Match.close:
        doubt = None
        if stated[0].value_found.truth is not None:
            doubt = first(stated, Match.off)
        return (SUPPORTED, stated[0]) if doubt is None else (ROUGHLY, doubt)
    if found := first(stated, Match.close, Match.rough) or first(near, Match.close):
        return ROUGHLY, found
    if stated or near:
        return NOT_SUPPORTED, (stated or near)[0]
    if found := first(other, Match.close):
        return NOT_SUPPORTED, found
    return NOT_CHECKABLE, None


def _superseded(record: Record, claim: Claim, because: Computed | None) -> bool:
    """Whether the deciding definition rests on a legal status that no longer holds."""
    asked = because.definition.compute if because is not None else None
    if because is None or asked is None:
        return False
    if not any(isinstance(leaf, OfEvent) for leaf in leaves(asked)):
        return False
    now: Value = Evaluation(record, claim.last_said, claim.as_of, date.max).of(asked)
    return now.truth != because.value_found.truth


__all__ = ["MISMATCH", "Computed", "Verdict", "compute", "judge", "judge_all", "judge_ledger"]
