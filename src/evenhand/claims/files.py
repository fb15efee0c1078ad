"""Reading claims files: the shipped ledgers and anybody's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from evenhand.claims.computations import OfModel, OfSeries, Said, leaves
from evenhand.claims.naming import name_problems
from evenhand.claims.parsing import Reader, is_truth, short
from evenhand.claims.record import Record
from evenhand.claims.schema import WITHOUT_NUMBER, Claim, Definition, Ledger
from evenhand.errors import ClaimError, Problem, did_you_mean
from evenhand.yaml_file import Document, Trail, in_order, parse_document, read_text, validate

DEFAULT_LEDGER = "early-2025"
FILL_IN = "FILL IN"
"""Marks what is still to be filled in, in files that `evenhand claims new` starts."""
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


def shipped_ledgers() -> list[str]:
    """Names of the ledgers that ship, the usual one first."""
    folder = resources.files("evenhand.claims.ledgers")
    names = sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return sorted(names, key=lambda name: name != DEFAULT_LEDGER)


def load_ledger(path: Path | str | None = None, *, record: Record | None = None) -> Ledger:
    """A claims file; the shipped ledger when none is named.

    Args:
        path: The file, or the name of a shipped ledger.
        record: What claims are judged against: where given, names in computations are checked.

    Raises:
        ClaimError: with everything that is wrong in it.
    """
    name = DEFAULT_LEDGER if path is None else str(path)
    if name in shipped_ledgers() and not Path(name).exists():
        folder = resources.files("evenhand.claims.ledgers")
        text = folder.joinpath(f"{name}.yaml").read_text("utf-8")
        return read_ledger(text, f"{name}.yaml", record=record)
    file = Path(name)
    if not file.exists() and not file.suffix:
        fix = did_you_mean(name, shipped_ledgers(), noun="shipped ledgers")
        raise ClaimError(Problem(name, "is no file and no shipped ledger", fix))
    return read_ledger(read_text(file, ClaimError), file.name, record=record)


def read_ledger(text: str, file: str, *, record: Record | None = None) -> Ledger:
    """A claims file from its text.

    Args:
        text: YAML 1.2.
        file: The file's name, for messages.
        record: As in ``load_ledger``.

    Raises:
        ClaimError: with every problem found, each with line and column.
    """
    document = parse_document(text, file, "claims file", ClaimError)
    still_open = [Problem(document.where(trail), "is still to be filled in", text_there)
                  for trail, text_there in _to_fill_in(document.content)]  # fmt: skip
    if still_open:
        raise ClaimError(in_order(still_open))
    reader = Reader(document.where)
    content, broken = _with_computations(document.content, reader)
    problems = list(reader.problems)
    ledger = None
    try:
        read = Document(document.file, content, document.places)
        ledger = validate(read, Ledger, ClaimError)
    except ClaimError as error:
        problems += [one for one in error.problems if not _is_follow_up(one, broken)]
    if ledger is not None:
        for name, claim in ledger.claims.items():
            problems += _claim_problems(claim, ("claims", name), document, record, broken)
    if problems:
        raise ClaimError(in_order(dict.fromkeys(problems)))
    if ledger is None:  # pragma: no cover - a ledger that was refused without a word
        raise ClaimError(Problem(file, "is not a claims file"))
    return ledger


def _to_fill_in(content: Any, trail: Trail = ()) -> list[tuple[Trail, str]]:
    """Texts that say that they are still to be filled in."""
    if isinstance(content, dict):
        parts = [((*trail, key), value) for key, value in content.items()]
    elif isinstance(content, list):
        parts = [((*trail, number), value) for number, value in enumerate(content)]
    else:
        marked = isinstance(content, str) and content.startswith(FILL_IN)
        return [(trail, content.removeprefix(f"{FILL_IN}: "))] if marked else []
    return [found for steps, value in parts for found in _to_fill_in(value, steps)]


def definition_of(content: Mapping[str, Any], record: Record | None = None) -> Definition:
    """A definition from a mapping, such as a web page sends.

    Args:
        content: What a file would have in its place.
        record: As in ``load_ledger``.

    Raises:
        ClaimError: with everything that is wrong in it.
    """
    document = Document("definition", dict(content), {})
    where = _trail_named("definition")
    reader = Reader(where)
    read = dict(content)
    if "compute" in read:
        read["compute"] = reader.computation(read["compute"], ("compute",))
    if reader.problems:
        raise ClaimError(reader.problems)
    found = validate(Document(document.file, read, {}), Definition, ClaimError)
    if found.compute is None and found.missing is None:
        raise ClaimError(Problem(where(()), *_NOTHING))
    if record is not None and found.compute is not None:
        problems = name_problems(found.compute, record)
        if problems:
            raise ClaimError(problems)
    return found


def claim_of(content: Mapping[str, Any], record: Record | None = None) -> Claim:
    """A claim from a mapping, such as a web page sends.

    Args:
        content: What a file would have below the claim's id.
        record: As in ``load_ledger``.

    Raises:
        ClaimError: with everything that is wrong in it.
    """
    whole = {"title": "One claim", "author": "Somebody", "claims": {"claim": dict(content)}}
    document = Document("claim", whole, {})
    where = _trail_named("claim")
    reader = Reader(lambda trail: where(trail[2:]))
    read, broken = _with_computations(whole, reader)
    if reader.problems:
        raise ClaimError(reader.problems)
    found = validate(Document("claim", read, {}), Ledger, ClaimError).claims["claim"]
    problems = _claim_problems(found, ("claims", "claim"), document, record, broken)
    if problems:
        raise ClaimError(problems)
    return found


def _trail_named(noun: str) -> Any:
    return lambda trail: " › ".join(map(str, (noun, *trail)))


def _with_computations(content: Any, reader: Reader) -> tuple[Any, set[Trail]]:
    """The content with computations read; trails of those that could not be."""
    broken: set[Trail] = set()
    claims = content.get("claims")
    if not isinstance(claims, dict):
        return content, broken
    found = {}
    for name, claim in claims.items():
        found[name] = claim
        if not isinstance(claim, dict):
            continue
        changed = dict(claim)
        for listed, key in (("definitions", "compute"), ("flags", "when")):
            if not isinstance(claim.get(listed), list):
                continue
            items = []
            for number, item in enumerate(claim[listed]):
                if isinstance(item, dict) and item.get(key) is not None:
                    trail: Trail = ("claims", name, listed, number, key)
                    truth = True if key == "when" else None
                    read = reader.computation(item[key], trail, truth=truth)
                    if read is None:
                        broken.add(trail)
                    items.append({**item, key: read})
                else:
                    items.append(item)
            changed[listed] = items
        found[name] = changed
    return {**content, "claims": found}, broken


def _is_follow_up(problem: Problem, broken: set[Trail]) -> bool:
    return any(" › ".join(map(str, trail)) in problem.where for trail in broken)


_NOTHING = (
    "says neither how it is computed nor which record is missing",
    "add compute: {series: …}, or missing: with record and settled-by",
)


def _claim_problems(
    claim: Claim,
    trail: Trail,
    document: Document,
    record: Record | None,
    broken: set[Trail],
) -> list[Problem]:
    """What is wrong with a claim as a whole."""
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
                add(steps, *_NOTHING)
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


def only_claims(ledger: Ledger, names: list[str]) -> dict[str, Claim]:
    """The named claims of a ledger, all of them when none is named.

    Raises:
        ClaimError: when one is not in it.
    """
    missing = [name for name in names if name not in ledger.claims]
    if missing:
        known = list(ledger.claims)
        raise ClaimError(
            [
                Problem(name, "is not in the ledger", did_you_mean(name, known, noun="claims"))
                for name in missing
            ]
        )
    return {name: ledger.claims[name] for name in names or ledger.claims}
