"""Starting a claims file: what is asked, and the file that comes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from evenhand.claims.files import FILL_IN
from evenhand.claims.record import Record
from evenhand.observations.catalogue import descriptions

STOP_WORDS = (
    "the", "and", "for", "are", "was", "were", "that", "this", "with", "from", "have", "has",
    "had", "been", "more", "than", "over", "under", "people", "ice", "into", "after", "before",
    "said", "says", "will", "would", "could", "can", "who", "not", "all", "any", "its", "their",
    "they",
)  # fmt: skip
"""Words that tell no series from another."""


@dataclass(frozen=True)
class Start:
    """What is known of a claim when its file is started; empty is to be filled in.

    Args:
        claim: The claim's id.
        title: What a reader of the file sees first.
        author: Who writes it.
        statement: The statement in the checker's own words.
        said_by: The public office or the kind of outlet.
        said_on: When.
        source: Where it can be read.
        number: The number in the statement, if it has one.
        unit: Its unit.
        says: How the number is meant.
        definition: What exactly is counted, where and when.
        series: The series that counts it.
        take: What is taken of the series.
        period: The period, or the days.
        missing: If no public record measures it: which record is missing.
        settled_by: What would settle it.
        would_change: What would change the verdict.
    """

    claim: str = "S1"
    title: str = ""
    author: str = ""
    statement: str = ""
    said_by: str = ""
    said_on: date | None = None
    source: str = ""
    number: float | None = None
    unit: str = ""
    says: str = "about"
    definition: str = ""
    series: str = ""
    take: str = "value"
    period: str = ""
    missing: str = ""
    settled_by: str = ""
    would_change: str = ""


def claims_text(start: Start) -> str:
    """The claims file; what is not known is marked where it is to be filled in.

    Args:
        start: What is known.
    """

    def said(given: str, wanted: str) -> str:
        return json.dumps(given or f"{FILL_IN}: {wanted}", ensure_ascii=False)

    day = start.said_on.isoformat() if start.said_on else f'"{FILL_IN}: the day, as 2025-01-27"'
    lines = [
        "# A claims file. `evenhand check` with its name judges it; the manual has all forms.",
        f"title: {said(start.title, 'what a reader sees first')}",
        f"author: {said(start.author, 'who writes this')}",
        "claims:",
        f"  {json.dumps(start.claim, ensure_ascii=False)}:",
        f"    statement: {said(start.statement, 'the statement in your own words')}",
        f"    said-by: {said(start.said_by, 'the public office, or the kind of outlet')}",
        f"    said-on: {day}",
        f"    source: {said(start.source, 'where it can be read')}",
    ]
    if start.number is not None:
        lines += [
            f"    says: {start.says}  # about, exactly, at-least, more-than, at-most, less-than",
            f"    number: {start.number:.15g}",
            f"    unit: {said(start.unit, 'what it counts, such as people, people/day, share')}",
        ]
    lines += [
        "    definitions:",
        f"      - name: {said('Main definition', '')}",
        f"        what: {said(start.definition, 'what exactly is counted, where and when')}",
        "        wording: stated  # or near: other bounds; other: another count with such a number",
    ]
    if start.missing:
        lines += [
            "        missing:",
            f"          record: {said(start.missing, 'which record')}",
            f"          settled-by: {said(start.settled_by, 'which publication, from whom')}",
        ]
    else:
        lines.append(f"        compute: {_compute(start)}")
    wanted = "what would change the verdict"
    lines.append(f"    would-change: {said(start.would_change, wanted)}")
    return "\n".join(lines) + "\n"


def _compute(start: Start) -> str:
    series = json.dumps(start.series or f"{FILL_IN}: the series", ensure_ascii=False)
    period = start.period or f"{FILL_IN}: the period"
    key = "at" if start.take == "value" else "during"
    asked = f"{{series: {series}, take: {start.take}, {key}: {json.dumps(period)}}}"
    if start.number is not None:
        return asked
    return f"{{at-least: [{asked}, {json.dumps(f'{FILL_IN}: the threshold')}]}}"


def suggest_series(record: Record, words: str, most: int = 6) -> list[tuple[str, str]]:
    """Series whose name or description has the words of a text, the best first.

    Args:
        record: What there is.
        words: A statement, or words to search.
        most: How many.

    Returns:
        Names and descriptions.
    """
    known = descriptions()
    wanted = {_stem(word) for word in words.casefold().replace("-", " ").split()} - {""}
    scored = []
    for name in record.names():
        text = f"{name} {known.get(name, '')}".casefold().replace("-", " ")
        there = {_stem(word) for word in text.split()}
        score = len(wanted & there) + (len(wanted & {_stem(part) for part in name.split("-")}))
        if score:
            scored.append((-score, len(name), name))
    return [(name, known.get(name, "")) for _, _, name in sorted(scored)[:most]]


def _stem(word: str) -> str:
    plain = word.strip(".,;:()'\"?!").removesuffix("s").removesuffix("ed")
    return "" if len(plain) < 4 or plain in STOP_WORDS or plain.isdigit() else plain
