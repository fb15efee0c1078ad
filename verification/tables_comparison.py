"""Compare the shipped observations with a second opinion, value by value, and say who is right.

Usage: ``python verification/tables_comparison.py [--write]``. With ``--write`` the page
``docs/reference/differences-from-second-opinion.md`` is written too.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from our_record import Key, Ours, Record
from second_opinion import Theirs, second_opinion

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
TABLES = DATA / "tables"
WORKBOOKS = DATA / "ice-detention-statistics"
PAGE = ROOT / "docs" / "reference" / "differences-from-second-opinion.md"

RELATIVE, ABSOLUTE = 1e-4, 1e-5
"""Two averages within either of these are equal; counts, which are never rounded, must agree."""
CUT = date(2026, 1, 31)
"""Last day of the records that the project takes in."""
EQUAL, DIFFERS, THEIRS_ONLY, OURS_ONLY = "equal", "differs", "only in table", "only in ours"

LATER = "edition after the cut"
OLDER_LABEL = "older edition left under an older label"
EXCHANGED = "columns exchanged by the publisher"
NOT_HELD = "edition not held"
OTHER_SHEET = "row of another sheet of the same workbook"
LENGTH = "length in programme read as cost"
NO_ROW = "day without a row in the table"
DEVICE = "device without a row in the table"
RELEASES = "final releases of FY2024"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Compared:
    """One value of either side, what became of it, and why."""

    table: str
    theirs: Theirs | None
    ours: Ours | None
    key: Key
    outcome: str
    cause: str = ""


def equal(one: float, other: float) -> bool:
    """Whether two values are the same but for rounding."""
    if one.is_integer() and other.is_integer():
        return one == other
    return abs(one - other) <= max(ABSOLUTE, RELATIVE * abs(other))


def compare(tables: Path = TABLES, workbooks: Path = WORKBOOKS) -> tuple[list[Compared], Record]:
    """Align both sides and explain every difference."""
    record = Record(workbooks)
    compared = [_compare(theirs, record) for theirs in second_opinion(tables)]
    return [*compared, *_only_ours(compared, record)], record


def _compare(theirs: Theirs, record: Record) -> Compared:
    key = our_key(theirs, record)
    ours = record.newest.get(key) if key else None
    if key is None or ours is None:
        cause = _why_absent(theirs, record)
        return Compared(theirs.table, theirs, None, theirs.key, THEIRS_ONLY, cause)
    if equal(theirs.value, ours.value):
        return Compared(theirs.table, theirs, ours, key, EQUAL)
    cause = _why_different(theirs, ours, key, record)
    return Compared(theirs.table, theirs, ours, key, DIFFERS, cause)


def our_key(theirs: Theirs, record: Record) -> Key | None:
    """What a value of theirs is called here; None when we have no such thing for its day."""
    if theirs.period:
        return theirs.key
    key = record.dated(theirs.key, theirs.edition, theirs.day)
    if key is None and theirs.series == "atd-participants-by-technology" and not theirs.detail:
        # Until August 2022 the sheet had no table by technology; the total is that by status.
        by_status = ("atd-participants-by-status", *theirs.key[1:])
        key = record.dated(by_status, theirs.edition, theirs.day)
    return key


def _why_different(theirs: Theirs, ours: Ours, key: Key, record: Record) -> str:
    """The cause of a difference, each tested on the workbooks before it is believed."""
    if not _cell_confirms(ours, record):
        return UNKNOWN
    if _on_another_sheet(theirs, ours, key, record):
        return OTHER_SHEET
    held = record.file_of(theirs.edition, theirs.day)
    if held is None:
        return LATER if theirs.day > CUT else UNKNOWN
    named = record.readings[held].values.get(key)
    older = record.readings[held].edition.through <= record.readings[ours.file].edition.through
    if named and equal(named.value, theirs.value) and held != ours.file and older:
        return OLDER_LABEL
    other = {"ICE": "CBP", "CBP": "ICE"}.get(key[2])
    crossed = record.newest.get((*key[:2], other, *key[3:])) if other else None
    if ours.note and crossed and crossed.value == theirs.value:
        return EXCHANGED
    return UNKNOWN


def _on_another_sheet(theirs: Theirs, ours: Ours, key: Key, record: Record) -> bool:
    """Whether the same workbook has the table's value on a sheet about another day."""
    if not key[0].startswith("atd-"):
        return False
    return other_sheet(theirs.value, ours, key, record) is not None


def other_sheet(value: float, ours: Ours, key: Key, record: Record) -> Ours | None:
    """The value of the same kind and size on another sheet of the workbook that ours is from."""
    for kind, one in record.readings[ours.file].values.items():
        same = (kind[0], *kind[2:]) == (key[0], *key[2:])
        if same and one.sheet != ours.sheet and equal(value, one.value):
            return one
    return None


def _cell_confirms(ours: Ours, record: Record) -> bool:
    cell = record.cell(ours)
    return isinstance(cell, int | float) and float(cell) == ours.value


def _why_absent(theirs: Theirs, record: Record) -> str:
    if theirs.day > CUT:
        return LATER
    held = record.file_of(theirs.edition, theirs.day)
    if held is None:
        return NOT_HELD
    values = record.readings[held].values.items()
    length = "atd-average-length-in-program-by-status"
    lengths = [one.value for key, one in values if key[0] == length and not key[4]]
    is_cost = theirs.series == "atd-daily-technology-cost"
    if is_cost and any(equal(theirs.value, one) for one in lengths):
        return LENGTH
    kind = (theirs.key[0], *theirs.key[2:])
    older = [one.value for key, one in values if (key[0], *key[2:]) == kind]
    return OTHER_SHEET if any(equal(theirs.value, one) for one in older) else UNKNOWN


def _only_ours(compared: list[Compared], record: Record) -> list[Compared]:
    """Our values of the same series and span that no row of the table reaches."""
    basic = [one for one in compared if one.theirs and not one.table.startswith("monthly_summary")]
    reached = {one.key for one in basic if one.ours}
    table_of = {one.theirs.series: one.table for one in basic if one.theirs}
    spans: dict[str, list[date]] = {}
    for one in basic:
        if one.ours:
            spans.setdefault(one.key[0], []).append(one.ours.end)
    # The tables keep final releases only while there are no final book-outs.
    spans.setdefault("final-releases", []).append(CUT)
    days = {(one.table, one.key[1]) for one in basic if one.ours}
    found = []
    for key, ours in record.newest.items():
        if key[0] not in table_of or key in reached or ours.end > max(spans[key[0]]):
            continue
        table = table_of[key[0]]
        if key[0] == "final-releases" and key[1] >= "2023-10":
            cause = RELEASES
        elif (table, key[1]) not in days:
            cause = NO_ROW
        elif key[4] in ("wristworn", "dual technology"):
            cause = DEVICE
        else:
            cause = UNKNOWN
        found.append(Compared(table, None, ours, key, OURS_ONLY, cause))
    return found


def counts(compared: list[Compared]) -> dict[str, Counter[str]]:
    """How many values of each table came to which outcome."""
    found: dict[str, Counter[str]] = {}
    for one in compared:
        found.setdefault(one.table, Counter())[one.outcome] += 1
    return found


def summary_rows(compared: list[Compared]) -> list[tuple[str, int, int, int, int, int]]:
    """Per table: values compared, equal, differing, only in the table, only in ours."""
    rows = []
    for table, count in counts(compared).items():
        same, other = count[EQUAL], count[DIFFERS]
        rows.append((table, same + other, same, other, count[THEIRS_ONLY], count[OURS_ONLY]))
    return rows


def main(arguments: list[str]) -> int:
    """Print the summary; write the page when asked to; fail when a difference is unexplained."""
    from tables_page import page

    compared, record = compare()
    print(f"{'table':<42}{'compared':>9}{'equal':>7}{'differ':>7}{'theirs':>7}{'ours':>6}")
    for table, *numbers in summary_rows(compared):
        cells = zip(numbers, (9, 7, 7, 7, 6), strict=True)
        print(f"{table:<42}" + "".join(f"{number:>{width}}" for number, width in cells))
    causes = Counter((one.outcome, one.cause) for one in compared if one.cause)
    for (outcome, cause), number in sorted(causes.items()):
        print(f"{outcome}: {cause}: {number}")
    if "--write" in arguments:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page(compared, record), encoding="utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}")
    return int(any(one.cause == UNKNOWN for one in compared))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
