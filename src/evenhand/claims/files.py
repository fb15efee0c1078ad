"""Reading claims files: the shipped ledgers and anybody's."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from evenhand.claims.naming import name_problems
from evenhand.claims.parsing import Reader, short
from evenhand.claims.record import Record
from evenhand.claims.schema import Claim, Definition, Ledger
from evenhand.claims.soundness import NOTHING_COMPUTED, cautions, claim_problems
from evenhand.errors import ClaimError, Problem, did_you_mean
from evenhand.yaml_file import Document, Trail, in_order, parse_document, read_text, validate

DEFAULT_LEDGER = "early-2025"
FILL_IN = "FILL IN"
"""Marks what is still to be filled in, in files that `evenhand claims new` starts."""


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
    document = _by_id(parse_document(text, file, "claims file", ClaimError))
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
            problems += claim_problems(claim, ("claims", name), document, record, broken)
    if problems:
        raise ClaimError(in_order(dict.fromkeys(problems)))
    if ledger is None:  # pragma: no cover - a ledger that was refused without a word
        raise ClaimError(Problem(file, "is not a claims file"))
    return ledger


def _by_id(document: Document) -> Document:
    """A document whose claims are a list, each with its id, as one whose claims stand by id."""
    listed = document.content.get("claims")
    if not isinstance(listed, list) or not listed:
        return document
    if not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in listed):
        return document
    names = [one["id"] for one in listed]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        where = document.where(("claims", len(names) - 1 - names[::-1].index(twice), "id"))
        raise ClaimError(
            Problem(where, f"id '{short(twice)}' is there twice", "give it another id")
        )
    claims = {one["id"]: {k: v for k, v in one.items() if k != "id"} for one in listed}
    places = {
        (trail[0], names[trail[1]], *trail[2:])
        if trail[:1] == ("claims",) and len(trail) > 1 and isinstance(trail[1], int)
        else trail: place
        for trail, place in document.places.items()
    }
    return Document(document.file, {**document.content, "claims": claims}, places)


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
        raise ClaimError(Problem(where(()), *NOTHING_COMPUTED))
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
    problems = claim_problems(found, ("claims", "claim"), document, record, broken)
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


__all__ = [
    "cautions", "claim_of", "definition_of", "load_ledger", "only_claims", "read_ledger",
    "shipped_ledgers",
]  # fmt: skip
