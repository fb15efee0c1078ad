"""From one CSV table to observations, all or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from evenhand.errors import Findings, Problem, SourceError, did_you_mean
from evenhand.observations.table import DERIVED, Observation
from evenhand.sources.editions import TRUSTED
from evenhand.sources.flat_dates import FlatReading, dated
from evenhand.sources.flat_headings import other_separator, recognise
from evenhand.sources.flat_layout import FlatLayout
from evenhand.sources.flat_periods import Span, day_in, formula, span_of
from evenhand.sources.layout import Column, normalise, workbook_layout
from evenhand.sources.tables import MUST_BE_KNOWN
from evenhand.sources.workbook import cell_address
from evenhand.timeline import day_period, month_period

UNPLACED = "not placed"
DETAILS = ("reason", "technology")
"""Vocabularies whose words are written to the ``detail`` column."""
LONGEST_PAUSE_DAYS = 400
"""The newest period of a derived table that lies further from the one before is a typing error;
the longest real pause is ten months, between the first two editions."""


def read_csv_table(path: Path, content: bytes, published: date | None = None) -> FlatReading:
    """Read a CSV table by the layout that its headings match.

    Args:
        path: Where it is, for messages.
        content: Its bytes.
        published: The day on which it was published, if that is known.

    Raises:
        SourceError: when it is no text, no known table, or rows cannot be read.
    """
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except UnicodeDecodeError:
        fix = "save it as CSV in UTF-8, or give the .xlsx that ICE published"
        raise SourceError(Problem(str(path), "is neither a workbook nor text", fix)) from None
    except csv.Error as error:
        raise SourceError(Problem(str(path), f"is damaged CSV ({error})")) from None
    if not text.strip():
        raise SourceError(Problem(str(path), "has no rows", "download it again"))
    if problem := other_separator(path, text):
        raise SourceError(problem)
    findings = Findings()
    found = recognise(path.name, [heading.strip() for heading in rows[0]], "csv", findings)
    layout, digest = found.layout, hashlib.sha256(content).hexdigest()
    reader = _CsvReader(path.name, layout, found.headings, digest, findings)
    observations = list(reader.read(rows))
    findings.raise_errors(SourceError)
    if not observations:
        raise SourceError(Problem(str(path), f"holds no value of '{layout.name}'"))
    if layout.sum_days_into == "month":
        observations = _sum_into_months(observations)
    placed, basis = dated(path, observations, layout, published)
    return FlatReading(layout, digest, placed, tuple(findings.warnings), basis)


@dataclass
class _CsvReader:
    """Reads the rows of one table; holds its place so that messages can name cells."""

    file: str
    layout: FlatLayout
    headings: list[str]
    digest: str
    findings: Findings
    at: dict[str, int] = field(init=False)
    lines: dict[tuple[object, ...], int] = field(default_factory=dict)
    """The line of every row's labels, to find rows that are there twice."""

    def __post_init__(self) -> None:
        self.at = {heading: index for index, heading in enumerate(self.headings)}

    def read(self, rows: list[list[str]]) -> list[Observation]:
        """Every value of the table; what is wrong is noted."""
        found: list[Observation] = []
        for row, cells in enumerate(rows[1:], start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(self.headings):
                where = f"{self.file} [row {row + 1}]"
                what = f"has {len(cells)} cells, the headings are {len(self.headings)}"
                self.findings.error(where, what, "the file may be cut short; download it again")
                continue
            found.extend(self._row(row, cells))
        if self.layout.derived:
            self._check_pause(found)
            return self._latest(found)
        return found

    def _where(self, row: int, heading: str) -> str:
        if heading not in self.at:
            return self.file
        return f"{self.file} [{cell_address(row, self.at[heading])}]"

    def _text(self, cells: list[str], heading: str) -> str:
        return cells[self.at[heading]].strip() if heading in self.at else ""

    def _row(self, row: int, cells: list[str]) -> Iterator[Observation]:
        layout, text = self.layout, partial(self._text, cells)
        if any(re.fullmatch(one, text(layout.period.column)) for one in layout.period.skip):
            return
        unwanted = [name for name, label in layout.only.items() if text(name) != label]
        for name in unwanted:
            what = f"unknown {name} '{text(name)}'; its row is left out"
            self.findings.warning(self._where(row, name), what, f"known: {layout.only[name]}")
        try:
            span = span_of(layout.period, text, self.file)
            days = {name: self._dated(text, name) for name in layout.dated}
        except SourceError as error:
            problem = replace(error.problems[0], where=self._where(row, error.problems[0].where))
            if problem not in self.findings.errors:  # what only the file's name says, once
                self.findings.errors.append(problem)
            for name in layout.values:  # so that all that is wrong with a row is told at once
                self._number(row, cells, name)
            return
        words = self._words(row, cells)
        if words is None or unwanted:
            return
        if not self._is_first(row, cells, span):
            return
        yield from self._values(row, cells, span, words, days)

    def _dated(self, text: partial[str], name: str) -> Span | None:
        """The day that a value holds for, when there is a value."""
        if not text(name):
            return None
        return Span(day_period(day_in(self.layout.dated[name], text)))

    def _words(self, row: int, cells: list[str]) -> dict[str, str] | None:
        """What the labels of a row mean; None when one that matters is unknown."""
        vocabulary, meaning = workbook_layout().vocabulary, {}
        for name, heading in self.layout.words.items():
            label = re.sub(r"^\d+\s+", "", self._text(cells, heading))
            if what := formula(label):
                fix = "save the table with values in place of formulas"
                self.findings.error(self._where(row, heading), what, fix)
                return None
            own = {normalise(word): word for word in vocabulary[name]}
            word = workbook_layout().word(name, label) or own.get(normalise(label))
            if word is None:
                known = [alias for every in vocabulary[name].values() for alias in every]
                fix = did_you_mean(label, known, noun=f"known {name} labels")
                out = name in MUST_BE_KNOWN or not label
                then = "its row is left out" if out else "kept under that name"
                what = f"unknown {name} '{label}'; {then}"
                self.findings.warning(self._where(row, heading), what, fix)
                if out:
                    return None
            meaning[name] = word or label
        return meaning

    def _is_first(self, row: int, cells: list[str], span: Span) -> bool:
        """Whether no row before says the same; an error is noted if one does."""
        layout = self.layout
        if layout.tidy or layout.sum_days_into:
            return True
        headings = [*layout.words.values(), layout.place, layout.state, layout.detail]
        labels = [self._text(cells, name) for name in headings if name]
        source = self._text(cells, layout.note or "")
        identity = (span.period.label, span.through, *labels, source)
        first = self.lines.setdefault(identity, row)
        if first != row:
            names = ", ".join(part for part in (span.period.label, *labels) if part)
            what = f"the row of {names} is there twice, first in row {first + 1}"
            where = self._where(row, layout.period.column or next(iter(layout.words.values()), ""))
            self.findings.error(where, what, "keep the right one")
        return first == row

    def _values(
        self,
        row: int,
        cells: list[str],
        span: Span,
        words: dict[str, str],
        days: dict[str, Span | None],
    ) -> Iterator[Observation]:
        layout, text = self.layout, partial(self._text, cells)
        named: dict[str, Column] = dict(layout.values)
        source, reliability, note = "", layout.reliability, ""
        if layout.note:
            note = f"taken from {text(layout.note)}" if text(layout.note) else ""
        if layout.tidy:
            tidy = layout.tidy
            for heading in (tidy.series, tidy.unit, tidy.source):
                if text(tidy.value) and not text(heading):
                    what, fix = f"the figure has no {heading}", "a figure needs one; add it"
                    self.findings.error(self._where(row, heading), what, fix)
            unit = text(tidy.unit)
            series = text(tidy.series).replace("_", "-")
            named = {tidy.value: Column(series=series, unit=layout.units.get(unit, unit))}
            source, note = text(tidy.source), text(tidy.note)
            reliability = text(tidy.reliability) or layout.reliability
        for heading, column in named.items():
            value = self._number(row, cells, heading)
            if value is None:
                continue
            covered = days.get(heading) or _whole(span, heading in layout.whole)
            details = [column.detail or "", text(layout.detail or "")]
            details += [word for name, word in words.items() if name in DETAILS and word != "all"]
            yield Observation(
                series=self._series(column.series or "", covered),
                period=covered.period.label,
                start=covered.period.start,
                end=covered.period.end,
                place=self._place(cells),
                agency=column.agency or words.get("agency", "ALL"),
                criminality=column.criminality or words.get("criminality", "all"),
                detail=", ".join(part for part in details if part),
                value=value,
                unit=column.unit or "",
                complete=covered.complete,
                as_of=covered.through or date.min,
                published=date.min,
                trust=DERIVED if layout.derived else TRUSTED,
                reliability=reliability,
                edition=f"table-{self.digest[:8]}",
                file=self.file,
                sheet="",
                cell=cell_address(row, self.at[heading]),
                note=" | ".join(part for part in (note, source) if part),
            )

    def _series(self, name: str, covered: Span) -> str:
        earlier = self.layout.earlier
        if earlier and covered.period.end <= earlier.until:
            return earlier.series.get(name, name)
        return name

    def _place(self, cells: list[str]) -> str:
        if not self.layout.place:
            return self.layout.where
        state = self._text(cells, self.layout.state or "")
        return _place(self._text(cells, self.layout.place)) + (f", {state}" if state else "")

    def _number(self, row: int, cells: list[str], heading: str) -> float | None:
        """The number under a heading; None for a blank, and for what is no count (noted)."""
        text = self._text(cells, heading)
        if not text:
            return None
        where, fix = self._where(row, heading), "compare with the source"
        try:
            value = float(text.replace(",", ""))
        except ValueError:
            what = formula(text) or f"'{text[:40]}' is not a number"
            fix = "save the table with values in place of formulas" if formula(text) else fix
            self.findings.error(where, what, fix)
            return None
        if value < 0 or not math.isfinite(value):
            self.findings.error(where, f"{text} cannot be a count", fix)
            return None
        return value

    def _check_pause(self, found: list[Observation]) -> None:
        """Note a newest period so far from the others that it must be mistyped."""
        starts = {row.end: row for row in found}
        days = sorted(starts)
        if len(days) > 1 and (days[-1] - days[-2]).days > LONGEST_PAUSE_DAYS:
            last = starts[days[-1]]
            what = f"{last.period} lies more than a year after the period before it"
            self.findings.error(f"{self.file} [{last.cell}]", what, "is its year mistyped?")

    def _latest(self, found: list[Observation]) -> list[Observation]:
        """One value of each kind: that with the newest data, and of equally new ones the first.

        A table may hold a value under an old label and a new one, from two copies of an edition,
        or from a sheet that an edition left from the year before; that one stands last.
        """
        newest: dict[tuple[str, ...], Observation] = {}
        against: list[Observation] = []
        for row in found:
            key = (row.series, row.period, row.place, row.agency, row.criminality, row.detail)
            first = newest.setdefault(key, row)
            if first.as_of < row.as_of:
                newest[key] = row
            elif first.as_of == row.as_of and first.value != row.value:
                against.append(row)
        if against:
            one = against[0]
            what = f"{one.series} of {one.period} differs from a value further up"
            if len(against) > 1:
                what += f", as do {len(against) - 1} more below"
            fix = "of each the first is kept; compare with the source"
            self.findings.warning(f"{self.file} [{one.cell}]", what, fix)
        return list(newest.values())


def _whole(span: Span, whole: bool) -> Span:
    """The span of a value that always covers the whole month."""
    if not whole or span.complete:
        return span
    return Span(month_period(span.period.start.year, span.period.start.month), True, span.through)


def _place(label: str) -> str:
    name = label.strip()
    area = workbook_layout().word("place", name)
    if area is not None:
        return area
    return (name.title().replace(" Of ", " of ") if name.isupper() else name) or UNPLACED


def _sum_into_months(rows: list[Observation]) -> list[Observation]:
    """Add days into months; the cell names the first row that was added."""
    months: dict[tuple[str, ...], Observation] = {}
    for row in rows:
        month = month_period(row.start.year, row.start.month)
        key = (row.series, month.label, row.place, row.criminality, row.detail)
        first = months.get(key)
        months[key] = replace(
            first or row,
            period=month.label,
            start=month.start,
            end=month.end,
            value=row.value + (first.value if first else 0.0),
            cell=first.cell if first else f"{row.cell} ff.",
        )
    return list(months.values())
