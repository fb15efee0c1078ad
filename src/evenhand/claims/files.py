"""Reading claims files: the shipped ledgers and anybody's."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from evenhand.claims.schema import Claim, Computation, Ledger
from evenhand.errors import ClaimError, EvenhandError, Problem
from evenhand.timeline import parse_period
from evenhand.yaml_file import in_order, parse_document, read_text, validate

DEFAULT_LEDGER = "first-three"


def load_ledger(path: Path | None = None) -> Ledger:
    """A claims file, or the shipped ledger when none is named.

    Raises:
        ClaimError: when it says something wrong.
    """
    if path is None:
        folder = resources.files("evenhand.claims.ledgers")
        name = f"{DEFAULT_LEDGER}.yaml"
        return read_ledger(folder.joinpath(name).read_text("utf-8"), name)
    return read_ledger(read_text(path, ClaimError), path.name)


def read_ledger(text: str, file: str) -> Ledger:
    """A claims file from its text.

    Args:
        text: YAML 1.2.
        file: The file's name, for messages.

    Raises:
        ClaimError: with every problem found, each with line and column.
    """
    document = parse_document(text, file, "claims file", ClaimError)
    ledger = validate(document, Ledger, ClaimError)
    problems = []
    for name, claim in ledger.claims.items():
        for index, definition in enumerate(claim.definitions):
            trail = ("claims", name, "definitions", index, "compute")
            problems += [
                Problem(document.where((*trail, key)), what, fix)
                for key, what, fix in _check(definition.compute)
            ]
        if all(definition.wording == "other" for definition in claim.definitions):
            where = document.where(("claims", name, "definitions"))
            what = "has no definition of what the sentence itself says"
            problems.append(Problem(where, what, "mark one as 'stated' or 'near'"))
    if problems:
        raise ClaimError(in_order(problems))
    return ledger


def _check(compute: Computation) -> list[tuple[str, str, str]]:
    found = []
    if compute.take == "value":
        if compute.at is None:
            found.append(("at", "lacks 'at', the period of the value", "such as at: 2025-01-26"))
        else:
            try:
                parse_period(compute.at)
            except EvenhandError as error:
                problem = error.problems[0]
                found.append(("at", f"'{compute.at}' {problem.what}", problem.fix))
        if compute.from_ or compute.until:
            found.append(("take", "'value' takes one period", "use 'at', not from and until"))
        return found
    if compute.at is not None:
        found.append(("at", f"'{compute.take}' takes days, not one period", "use from and until"))
    if compute.from_ is None or compute.until is None:
        found.append(("take", f"'{compute.take}' lacks its days", "add from and until"))
    elif compute.until < compute.from_:
        found.append(("until", "ends before it begins", "exchange from and until"))
    return found


def only_claims(ledger: Ledger, names: list[str]) -> dict[str, Claim]:
    """The named claims of a ledger, all of them when none is named.

    Raises:
        ClaimError: when one is not in it.
    """
    missing = [name for name in names if name not in ledger.claims]
    if missing:
        listed = ", ".join(ledger.claims)
        raise ClaimError([Problem(name, "is not in the ledger", listed) for name in missing])
    return {name: ledger.claims[name] for name in names or ledger.claims}
