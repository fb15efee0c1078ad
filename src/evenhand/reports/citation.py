"""Citations: of a run, and of one number, in plain text, BibTeX and CSL-JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from evenhand.errors import DataError, EvenhandError, Problem, did_you_mean
from evenhand.observations.catalogue import DIMENSIONS, TOTALS, TRANSCRIBED, descriptions
from evenhand.observations.table import Observations
from evenhand.reports.numbers import day
from evenhand.sources.flat_layout import flat_layouts
from evenhand.sources.layout import workbook_layout
from evenhand.sources.ledger import load_editions, shipped_folder

WORKBOOK_PUBLISHER = "US Immigration and Customs Enforcement"
NAMED_IN_ROWS = "as named"
"""How the publisher of a table begins whose rows each name their own source."""
AUTHOR = "Evenhand contributors"
LICENCE = "MIT"
FORMS = ("text", "bibtex", "csl-json")
LONGEST_LIST = 12
"""Values that are listed where several fit."""


@dataclass(frozen=True)
class Citation:
    """What a citation says.

    Args:
        key: A short key for bibliographies.
        kind: CSL type: ``dataset`` for a number, ``software`` for a run.
        title: What is cited.
        author: Who published it.
        issued: Day of publication; None where it is not known.
        version: Edition or version.
        address: Where it can be had; empty where that is nowhere public.
        parts: Everything else, by name, in the order in which it is read.
    """

    key: str
    kind: str
    title: str
    author: str
    issued: date | None
    version: str
    address: str
    parts: tuple[tuple[str, str], ...]

    @property
    def note(self) -> str:
        """The parts as one line."""
        return "; ".join(f"{name}: {value}" for name, value in self.parts)


def as_text(one: Citation) -> str:
    """A citation for reading: a line to copy, then its parts.

    Args:
        one: The citation.
    """
    year = f" ({one.issued.year})" if one.issued else ""
    line = f"{one.author}{year}. {one.title}. {one.version}."
    if one.address:
        line += f" {one.address}"
    width = max(len(name) for name, _ in one.parts)
    return "\n".join([line, *(f"  {name:<{width}}  {value}" for name, value in one.parts)]) + "\n"


def as_bibtex(one: Citation) -> str:
    """A citation as a BibTeX entry.

    Args:
        one: The citation.
    """
    fields = {
        "title": f"{{{_escaped(one.title)}}}",
        "author": f"{{{_escaped(one.author)}}}",
        "year": str(one.issued.year) if one.issued else "",
        "month": str(one.issued.month) if one.issued else "",
        "version": _escaped(one.version),
        "howpublished": f"\\url{{{one.address}}}" if one.address else "",
        "note": _escaped(one.note),
    }
    kept = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{one.key},\n" + ",\n".join(kept) + "\n}\n"


SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def _escaped(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def as_csl(one: Citation) -> str:
    """A citation as CSL-JSON, a list of one item.

    Args:
        one: The citation.
    """
    item: dict[str, Any] = {
        "id": one.key,
        "type": one.kind,
        "title": one.title,
        "author": [{"literal": one.author}],
        "version": one.version,
        "note": one.note,
    }
    if one.issued:
        item["issued"] = {"date-parts": [[one.issued.year, one.issued.month, one.issued.day]]}
    if one.address:
        item["URL"] = one.address
    return json.dumps([item], indent=2, ensure_ascii=False) + "\n"


WRITERS: Mapping[str, Callable[[Citation], str]] = {
    "text": as_text, "bibtex": as_bibtex, "csl-json": as_csl,
}  # fmt: skip


# ----------------------------------------------------------------------------------------- a number


@cache
def _kinds() -> dict[str, str]:
    """Layout of each shipped edition."""
    editions = load_editions(shipped_folder())
    return dict(zip(editions["edition"], editions["kind"], strict=True))


def publisher_of(row: Mapping[str, Any], kinds: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Who published the file of an observation, and its address.

    Args:
        row: The observation.
        kinds: Layout by edition; those of the shipped editions if not given.
    """
    kind = (kinds or {}).get(row["edition"]) or _kinds().get(row["edition"], "")
    workbook = workbook_layout()
    if kind == workbook.publisher or row["edition"].startswith("FY"):
        return f"{WORKBOOK_PUBLISHER}, {workbook.publisher}", workbook.source
    layout = next((one for one in flat_layouts() if one.name == kind), None)
    if layout is None:
        return f"publisher of {row['file']}", ""
    if layout.publisher.startswith(NAMED_IN_ROWS):
        named = row["note"].rpartition("|")[2].strip()
        address = re.search(r"https?://\S+", named)
        where = address.group(0).rstrip(").,;") if address else ""
        return named or f"as named in {row['file']}", where
    return layout.publisher, layout.source


def find_number(
    observations: Observations,
    series: str,
    period: str | None = None,
    *,
    place: str | None = None,
    agency: str | None = None,
    criminality: str | None = None,
    detail: str | None = None,
    published_by: date | None = None,
) -> dict[str, Any]:
    """The one observation that is meant, with the newest edition's value.

    Args:
        observations: Where to look.
        series: Its series.
        period: Its period, as the table writes it; the newest if not given.
        place: Place; the total if not given.
        agency: Arresting agency; the total if not given.
        criminality: Criminality; the total if not given.
        detail: The series' own further label; the total if not given.
        published_by: Count only what had been posted by this day.

    Raises:
        DataError: when there is none, or several; with what there is.
    """
    frame = observations.series(series, published_by)
    if frame.is_empty():
        what = f"has nothing that was posted by {published_by}"
        raise DataError(Problem(series, what, "choose a later day"))
    wanted = {"place": place, "agency": agency, "criminality": criminality, "detail": detail}
    problems = []
    for name, value in wanted.items():
        known = frame[name].unique().to_list()
        if value is not None and value not in known:
            fix = did_you_mean(value, [one for one in known if one], noun=f"of {series}")
            problems.append(Problem(f"--{name} '{value}'", f"is not in {series}", fix))
    periods = frame["period"].unique(maintain_order=True).to_list()
    if period is not None and period not in periods:
        near = did_you_mean(period, periods, noun="periods")
        problems.append(
            Problem(f"--period '{period}'", f"is not in {series}, {periods[0]} to {periods[-1]}",
                    near)
        )  # fmt: skip
    if problems:
        raise DataError(problems)
    for name, value in wanted.items():
        if value is not None:
            frame = frame.filter(pl.col(name) == value)
        elif (frame[name] == TOTALS[name]).any():
            frame = frame.filter(pl.col(name) == TOTALS[name])
    chosen = period if period is not None or frame.is_empty() else frame["period"][-1]
    frame = frame.filter(pl.col("period") == chosen)
    if frame.height != 1:
        _refuse(series, str(chosen), frame)
    return frame.row(0, named=True)


def _refuse(series: str, period: str, frame: pl.DataFrame) -> None:
    """Say that nothing, or more than one value, fits.

    Raises:
        DataError: always.
    """
    where = f"{series} of {period}"
    if frame.is_empty():
        fix = f"see what there is: evenhand data show {series} --by place --by agency"
        raise DataError(Problem(where, "has no value of that place, agency and kind", fix))
    apart = [name for name in DIMENSIONS if frame[name].n_unique() > 1]
    some = [
        ", ".join(f"--{name} '{row[name]}'" for name in apart)
        for row in frame.head(LONGEST_LIST).iter_rows(named=True)
    ]
    more = "" if frame.height <= LONGEST_LIST else f"; … {frame.height - LONGEST_LIST} more"
    raise DataError(
        Problem(where, f"has {frame.height} values", f"choose one: {'; '.join(some)}{more}")
    )


def cite_number(row: Mapping[str, Any], kinds: Mapping[str, str] | None = None) -> Citation:
    """The citation of one observation.

    Args:
        row: The observation.
        kinds: Layout by edition, where editions were added.
    """
    publisher, address = publisher_of(row, kinds)
    typed = _typed(row, kinds)
    said = descriptions().get(row["series"], TRANSCRIBED)
    group = [row[name] for name in DIMENSIONS if row[name] != TOTALS[name]]
    value = f"{row['value']:,.10g} {row['unit']}"
    title = f"{row['series']}, {row['period']}" + (f" ({', '.join(group)})" if group else "")
    cell = f"sheet “{row['sheet']}”, cell {row['cell']}" if row["sheet"] else f"cell {row['cell']}"
    parts = [
        ("value", value),
        ("what", said),
        ("covers", f"{row['start']} to {row['end']}"
                   + ("" if row["complete"] else " (not the whole period)")),
        ("publisher", publisher),
        ("file", row["file"]),
        ("cell", cell),
        ("edition", f"{row['edition']}, data through {row['as_of']}"),
        ("posted", f"not stated; counted as known from {row['published']} on" if typed
                   else str(row["published"])),
        ("reliability", f"{row['reliability']} ({RELIABILITY[row['reliability']]})"),
        ("read by", "Evenhand"),
    ]  # fmt: skip
    if row["note"]:
        parts.insert(-1, ("note", row["note"]))
    return Citation(
        key=_key("evenhand", row["series"], row["period"], *group),
        kind="dataset",
        title=f"{title}: {value}",
        author=publisher,
        issued=None if typed else row["published"],
        version=f"{row['file']}, {cell}"
                + ("" if typed else f", posted {day(row['published'])}"),
        address=address,
        parts=tuple(parts),
    )  # fmt: skip


def _typed(row: Mapping[str, Any], kinds: Mapping[str, str] | None) -> bool:
    """Whether a value was typed from a document whose day of publication is not in the table."""
    kind = (kinds or {}).get(row["edition"]) or _kinds().get(row["edition"], "")
    layout = next((one for one in flat_layouts() if one.name == kind), None)
    return layout is not None and layout.publisher.startswith(NAMED_IN_ROWS)


RELIABILITY = {
    "A": "a government file, read here",
    "B": "an official or peer statement",
    "C": "back-test, press or derived",
    "D": "weak",
    "E": "an assumption",
}


def _key(*words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-")


# -------------------------------------------------------------------------------------------- a run


def cite_run(record: Mapping[str, Any], where: str) -> Citation:
    """The citation of a run, from its record.

    Args:
        record: The provenance record.
        where: What the reader calls the record, for messages.

    Raises:
        EvenhandError: when the record lacks what a run's record has.
    """
    try:
        return _of_run(record)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        what = f"lacks what a run's record has ({type(error).__name__}: {error})"
        raise EvenhandError(Problem(where, what, "use the record as it was written")) from None


def run_name(record: Mapping[str, Any]) -> str:
    """A name that differs wherever program, data or question differ: the start of their digest.

    Args:
        record: The provenance record.
    """
    made_from = [record["software"]["code"], record["data"]["digest"], record["arguments"]]
    text = json.dumps(made_from, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _of_run(record: Mapping[str, Any]) -> Citation:
    software, asked, data = record["software"], record["arguments"], record["data"]
    if "scenarios" not in asked:
        return _of_check(record)
    names = [one["name"] for one in asked["scenarios"]]
    titles = [one["content"]["title"] for one in asked["scenarios"]]
    editions = sorted(data["editions"], key=lambda one: one["published"])
    newest = editions[-1]
    name = run_name(record)
    parts = [
        ("scenario" if len(names) == 1 else "scenarios", " against ".join(names)),
        ("until", str(asked["until"] or "four years on")),
        ("draws and replicates",
         f"{asked.get('draws', 0)} joint draws, {asked['replicates']} replicates, "
         f"seed {asked['seed']}"),
        ("program", f"Evenhand {software['evenhand']}, code {software['code'][:12]}, "
                    f"Python {software['python']}"),
        ("record", f"{len({one['edition'] for one in editions})} editions, digest "
                   f"{data['digest'][:12]}, newest {newest['file']} "
                   f"(data through {newest['through']}, posted {newest['published']})"),
        ("run", name),
        ("made again with", "evenhand replay provenance.json --out again"),
        ("licence", LICENCE),
    ]  # fmt: skip
    return Citation(
        key=_key("evenhand", *names, name[:8]),
        kind="software",
        title=f"Evenhand model run: {' against '.join(titles)}",
        author=AUTHOR,
        issued=None,  # a record holds no clock, so that it can be made again
        version=f"Run {name}, Evenhand {software['evenhand']} (code {software['code'][:12]}), "
                f"record posted by {newest['published']}",
        address="",
        parts=tuple(parts),
    )  # fmt: skip


def _of_check(record: Mapping[str, Any]) -> Citation:
    """The citation of a check of claims."""
    software, asked = record["software"], record["arguments"]
    parts = (
        ("claims", ", ".join(asked["claims"])),
        ("program", f"Evenhand {software['evenhand']}, code {software['code'][:12]}"),
        ("record", f"digest {record['data']['digest'][:12]}"),
        ("licence", LICENCE),
    )
    return Citation(
        key=_key("evenhand-check", asked["title"], record["data"]["digest"][:8]),
        kind="software",
        title=f"Evenhand check of statements: {asked['title']}",
        author=AUTHOR,
        issued=None,
        version=f"Evenhand {software['evenhand']} (code {software['code'][:12]})",
        address="",
        parts=parts,
    )
