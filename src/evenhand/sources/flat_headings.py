"""Which declared table a flat file is, by its headings alone."""

from __future__ import annotations

import csv
import difflib
from dataclasses import dataclass
from pathlib import Path

from evenhand.errors import Findings, Problem, SourceError, did_you_mean
from evenhand.sources.flat_layout import FlatLayout, flat_layouts
from evenhand.sources.workbook import cell_address

NEAR_ENOUGH = 0.6
"""A file with this share of a layout's headings is taken for a damaged copy of that table."""
MISSPELT = 0.8
"""Two headings this alike (difflib's ratio) are the same word, once misspelt."""
OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}


@dataclass(frozen=True)
class Recognised:
    """A known table, and the file's headings as that table spells them."""

    layout: FlatLayout
    headings: list[str]


def recognise(file: str, headings: list[str], kind: str, findings: Findings) -> Recognised:
    """The layout that a file's headings match; a misspelt heading is an error, but understood.

    Args:
        file: The file's name, for messages.
        headings: Its headings, without blanks around them.
        kind: ``csv`` or ``parquet``.
        findings: Where misspelt, double and unknown headings are noted.

    Raises:
        SourceError: when it is no known table, or lacks columns of the nearest one.
    """
    layout = _fitting(headings, kind)
    if layout is None:
        layout, headings = _nearest(file, headings, kind, findings)
    for column, heading in enumerate(headings):
        where = f"{file} [{cell_address(0, column)}]"
        if heading in headings[:column] and heading in layout.known - set(layout.ignore):
            findings.error(where, f"the column '{heading}' is there twice", "keep the right one")
        if heading not in layout.known:
            fix = did_you_mean(heading, layout.known, noun="headings")
            findings.warning(where, f"unknown column '{heading}'; it is left out", fix)
    return Recognised(layout, headings)


def _fitting(headings: list[str], kind: str) -> FlatLayout | None:
    fits = [
        layout
        for layout in flat_layouts()
        if layout.kind == kind
        and layout.required <= set(headings)
        and len(set(headings) & layout.known) >= len(set(headings) - layout.known)
    ]
    return max(fits, key=lambda layout: len(layout.required), default=None)


def _nearest(
    file: str, headings: list[str], kind: str, findings: Findings
) -> tuple[FlatLayout, list[str]]:
    """The table that a file is a damaged copy of, and its headings put right."""
    layouts = [layout for layout in flat_layouts() if layout.kind == kind]
    repaired = {layout.name: _put_right(headings, layout) for layout in layouts}

    def likeness(layout: FlatLayout) -> float:
        there = set(repaired[layout.name])
        return len(there & layout.known) / len(there | layout.known)

    nearest = max(layouts, key=likeness)
    meant = repaired[nearest.name]
    missing = sorted(nearest.required - set(meant))
    mostly_known = len(set(meant) & nearest.known) >= len(set(meant) - nearest.known)
    if mostly_known and 1 - len(missing) / len(nearest.required) >= NEAR_ENOUGH:
        for column, (was, word) in enumerate(zip(headings, meant, strict=True)):
            if was != word:
                where = f"{file} [{cell_address(0, column)}]"
                what = f"unknown column '{was}'; the table '{nearest.name}' has '{word}'"
                findings.error(where, what, f"did you mean '{word}'?")
        if missing:
            what = f"lacks the columns {', '.join(missing)} of the table '{nearest.name}'"
            findings.error(f"{file} [row 1]", what, "download it again")
            findings.raise_errors(SourceError)
        return nearest, meant
    names = "; ".join(layout.name for layout in layouts)
    what = "is not a table that Evenhand knows"
    raise SourceError(Problem(f"{file} [row 1]", what, f"known tables: {names}"))


def _put_right(headings: list[str], layout: FlatLayout) -> list[str]:
    """Headings with those that are nearly a missing one of the layout replaced by it."""
    missing = layout.required - set(headings)
    meant: list[str] = []
    for heading in headings:
        near = [] if heading in layout.known else _alike(heading, missing)
        meant.append(near[0] if near else heading)
        missing = missing - set(near[:1])
    return meant


def _alike(heading: str, options: set[str]) -> list[str]:
    words = {option.casefold(): option for option in sorted(options)}
    near = difflib.get_close_matches(heading.casefold(), words, n=1, cutoff=MISSPELT)
    return [words[word] for word in near]


def other_separator(path: Path, text: str) -> Problem | None:
    """The problem with a known table whose columns are not separated by commas; None if none."""
    first = text.splitlines()[0]
    for separator, name in OTHER_SEPARATORS.items():
        if separator not in first:
            continue
        headings = [word.strip() for word in next(csv.reader([first], delimiter=separator))]
        if _fitting(headings, "csv") is not None:
            what = f"has its columns separated by {name}, not by commas"
            fix = "save it as CSV with commas, and with points in decimals"
            return Problem(f"{path.name} [row 1]", what, fix)
    return None
