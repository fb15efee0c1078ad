"""What is wrong with a claim as a whole, and what its writer should look at again."""

from __future__ import annotations

import re
from typing import Any

from evenhand.claims.computations import OfModel, OfSeries, Said, leaves
from evenhand.claims.naming import name_problems
from evenhand.claims.parsing import is_truth, short
from evenhand.claims.record import Record
from evenhand.claims.schema import WITHOUT_NUMBER, Claim, Ledger
from evenhand.errors import Problem
from evenhand.yaml_file import Document, Trail

OFFICES = (
    "office", "department", "ice", "dhs", "cbp", "agency", "agencies", "administration",
    "president", "vice", "secretary", "czar", "director", "official", "mayor", "governor",
    "attorney", "council", "court", "judge", "police", "sheriff", "city", "state", "county",
    "press", "newspaper", "outlet", "broadcaster", "article", "report", "bureau", "service",
    "senator", "representative", "congress", "house", "candidate", "campaign", "organisation",
    "organization", "institute", "university", "party", "union", "white", "ministry", "speaker",
    "commissioner", "chief", "spokesperson", "government", "federal", "customs", "enforcement",
)  # fmt: skip
"""Words that tell an office or a kind of outlet."""
NOTHING_COMPUTED = (
    "says neither how it is computed nor which record is missing",
    "add compute: {series: …}, or missing: with record and settled-by",
)


def claim_problems(
    claim: Claim,
    trail: Trail,
    document: Document,
    record: Record | None,
    broken: set[Trail],
) -> list[Problem]:
    """What is wrong with a claim as a whole.

    Args:
        claim: The claim.
        trail: Where it stands.
        document: The file, for lines.
        record: What names are checked against; None to leave them.
        broken: Trails of computations that could not be read.
    """
    found: list[Problem] = []

    def add(steps: Trail, what: str, fix: str) -> None:
        found.append(Problem(document.where((*trail, *steps)), what, fix))

    _number_problems(claim, add)
    if claim.said_until is not None and claim.said_until < claim.said_on:
        add(("said-until",), "lies before said-on", "exchange the two days")
    names = [one.name for one in claim.definitions]
    for number, one in enumerate(claim.definitions):
        steps: Trail = ("definitions", number)
        if (*trail, *steps, "compute") in broken:
            continue
        if one.name in names[:number]:
            add((*steps, "name"), f"'{short(one.name)}' is there twice", "tell them apart")
        if one.compute is None:
            if one.missing is None:
                add(steps, *NOTHING_COMPUTED)
            continue
        if is_truth(one.compute) != (claim.number is None):
            what, fix = _MIXED[claim.number is None]
            add((*steps, "compute"), what, fix)
        for leaf in leaves(one.compute):
            if isinstance(leaf, OfSeries) and leaf.unpublished and one.missing is None:
                fix = "add missing: with the record and what would settle it"
                add(steps, "counts a series that is not published, and does not say so", fix)
        if record is not None:
            unit = claim.unit if claim.number is not None and one.wording != "other" else None
            found += name_problems(one.compute, record, unit)
    for flag in claim.flags:
        if record is not None and flag.when is not None:
            found += name_problems(flag.when, record)
    if all(one.wording == "other" for one in claim.definitions):
        what = "has no definition of what the sentence itself says"
        add(("definitions",), what, "mark one as 'stated' or 'near'")
    _kind_problems(claim, add)
    return found


_MIXED = {
    True: ("gives a number, and the statement has none",
           "add the number and its unit, or compare: {at-least: [it, 500]}"),
    False: ("gives a yes or no, and the statement has a number",
            "compute the number, or leave the number out"),
}  # fmt: skip


def _number_problems(claim: Claim, add: Any) -> None:
    if claim.number is None:
        if claim.says not in WITHOUT_NUMBER:
            add(("says",), f"'{claim.says}' needs a number", "add number and unit")
        for key, given in (("unit", claim.unit), ("to", claim.to)):
            if given:
                add((key,), f"'{key}' needs a number", "add number, or leave it out")
        return
    if claim.says in WITHOUT_NUMBER:
        fix = "leave the number out, or write about, at-least, at-most, exactly or between"
        add(("says",), f"'{claim.says}' is for statements without a number", fix)
    if not claim.unit:
        add(("number",), "lacks its unit", "add unit: people, or share, or people/day …")
    if claim.says == "between":
        if claim.to is None:
            add(("says",), "'between' needs two numbers", "add to: the upper one")
        elif claim.to < claim.number:
            add(("to",), "is below the number", "exchange the two")
    elif claim.to is not None:
        add(("to",), f"means nothing for '{claim.says}'", "write says: between")


def _kind_problems(claim: Claim, add: Any) -> None:
    computed = [one.compute for one in claim.definitions if one.compute is not None]
    found = [leaf for one in computed for leaf in leaves(one)]
    by_model = any(isinstance(leaf, OfModel) for leaf in found)
    if by_model and claim.kind != "model":
        fix = "write kind: model, or count something observed"
        add(("kind",), "asks the model, and is not of kind model", fix)
    if claim.kind == "model" and not by_model:
        fix = "compute {model: …} in one definition, or write another kind"
        add(("kind",), "is of kind model, and asks the model for nothing", fix)
    if claim.kind == "stated" and not any(isinstance(leaf, Said) for leaf in found):
        fix = "compute {said: STATEMENT}; `evenhand claims statements` lists them"
        add(("kind",), "is an attribution, and names no published statement", fix)


def cautions(ledger: Ledger) -> list[Problem]:
    """What a writer should look at again, though the file can be used.

    Args:
        ledger: A claims file.
    """
    found = []
    for name, claim in ledger.claims.items():
        words = set(re.findall(r"[a-z]+", claim.said_by.casefold()))
        words |= {word.removesuffix("s") for word in words}
        if not words & set(OFFICES):
            what = f"said-by '{short(claim.said_by)}' names no office"
            fix = "name the public office or the kind of outlet; private persons are not checked"
            found.append(Problem(f"claims › {name}", what, fix))
    return found
