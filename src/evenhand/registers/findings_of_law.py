"""What statutes say and courts held on propositions: recorded with date and forum, never weighed.

The position on a proposition follows by rule: all findings that decide it hold it, or none does;
where they differ, or one of them is under appeal or only interim, it is contested.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from evenhand.registers.tables import day, read_register, reliability

Holds = Literal["yes", "no", "neither"]
Position = Literal["yes", "no", "contested"]
HOLDS: tuple[Holds, ...] = ("yes", "no", "neither")
KINDS = ("statute", "rule", "ruling", "suit", "conviction", "acquittal")
STANDINGS = ("final", "standing", "interim", "appealed", "reversed", "ended")
"""``final`` after the last instance; ``standing`` where no later step is known; ``interim`` as an
injunction before trial; ``appealed``; ``reversed`` and ``ended`` no longer count."""
OPEN = ("interim", "appealed")
GONE = ("reversed", "ended")


@dataclass(frozen=True)
class FindingOfLaw:
    """What one text or decision says on a proposition.

    Args:
        id: Its name.
        proposition: The proposition's name in claims files.
        says: The proposition in a sentence.
        kind: One of ``KINDS``.
        title: The statute, case or order.
        forum: Court, or who enacted it.
        place: Where it applies; empty for the nation.
        date: Since when.
        holds: Whether it holds the proposition.
        standing: One of ``STANDINGS``.
        source: Where it is reported.
        reliability: A to E.
        note: What else should be known.
    """

    id: str
    proposition: str
    says: str
    kind: str
    title: str
    forum: str
    place: str
    date: date
    holds: Holds
    standing: str
    source: str
    reliability: str
    note: str


@cache
def findings_of_law() -> tuple[FindingOfLaw, ...]:
    """All findings, in the order of their days.

    Raises:
        DataError: when the register cannot be read.
    """
    return findings_of_law_of(None)


def findings_of_law_of(text: str | None) -> tuple[FindingOfLaw, ...]:
    """Findings from the text of a register.

    Args:
        text: The table; None for the shipped one.

    Raises:
        DataError: when it cannot be read.
    """
    rows = read_register("findings_of_law.csv", _finding, text)
    return tuple(sorted(rows, key=lambda row: row.date))


def position(findings: Iterable[FindingOfLaw]) -> Position | None:
    """What findings together say, by the rule of this register; None where none decides it.

    Args:
        findings: Findings on one proposition.
    """
    counted = [one for one in findings if one.standing not in GONE and one.holds != "neither"]
    if not counted:
        return None
    if any(one.standing in OPEN for one in counted):
        return "contested"
    answers = {one.holds for one in counted}
    if len(answers) > 1:
        return "contested"
    return "yes" if answers == {"yes"} else "no"


def _finding(row: dict[str, str]) -> FindingOfLaw:
    for key, allowed in (("holds", HOLDS), ("kind", KINDS), ("standing", STANDINGS)):
        if row[key] not in allowed:
            raise ValueError(f"{key} '{row[key]}' is none of {', '.join(allowed)}")
    holds: Holds = "yes" if row["holds"] == "yes" else "no" if row["holds"] == "no" else "neither"
    return FindingOfLaw(
        row["finding"], row["proposition"], row["says"], row["kind"], row["title"], row["forum"],
        row["place"], day(row["date"]), holds, row["standing"], row["source"],
        reliability(row["reliability"]), row["note"],
    )  # fmt: skip
