"""From one flat table (CSV or Parquet) to observations, all or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from pathlib import Path

import polars as pl

from evenhand.errors import EvenhandError, Findings, Problem, SourceError, did_you_mean
from evenhand.observations.table import Observation
from evenhand.sources.flat_layout import FlatLayout, flat_layouts
from evenhand.sources.layout import Column, workbook_layout
from evenhand.sources.workbook import cell_address
from evenhand.timeline import Period, day_period, month_period, parse_day, parse_period, week_period

NEAR_ENOUGH = 0.6
"""A file with this share of a layout's headings is taken for a damaged copy of that table."""
UNPLACED = "not placed"


@dataclass(frozen=True)
class FlatReading:
    """Everything one flat table said."""

    layout: FlatLayout
    digest: str
    observations: tuple[Observation, ...]
    warnings: tuple[Problem, ...]


def read_csv_table(path: Path, content: bytes) -> FlatReading:
    """Read a CSV table by the layout that its headings match.

    Args:
        path: Where it is, for messages.
        content: Its bytes.

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
    if not rows:
        raise SourceError(Problem(str(path), "has no rows"))
    headings = [heading.strip() for heading in rows[0]]
    layout = _recognise(path, headings, "csv")
    findings = Findings()
    for column, heading in enumerate(headings):
        if heading in headings[:column] and heading in layout.required:
            where = f"{path.name} [{cell_address(0, column)}]"
            findings.error(where, f"the column '{heading}' is there twice", "keep the right one")
        if heading not in layout.known:
            where = f"{path.name} [{cell_address(0, column)}]"
            fix = did_you_mean(heading, layout.known, noun="headings")
            findings.warning(where, f"unknown column '{heading}'; it is left out", fix)
    digest = hashlib.sha256(content).hexdigest()
    found = list(_csv_rows(path, headings, rows, layout, digest, findings))
    findings.raise_errors(SourceError)
    if not found:
        raise SourceError(Problem(str(path), f"holds no value of '{layout.name}'"))
    if layout.sum_days_into == "month":
        found = _sum_into_months(found)
    return FlatReading(layout, digest, tuple(_dated(found, layout)), tuple(findings.warnings))


def _recognise(path: Path, headings: list[str], kind: str) -> FlatLayout:
    layouts = [layout for layout in flat_layouts() if layout.kind == kind]
    fits = [
        layout
        for layout in layouts
        if layout.required <= set(headings)
        and len(set(headings) & layout.known) >= len(set(headings) - layout.known)
    ]
    if fits:
        return max(fits, key=lambda layout: len(layout.required))
    nearest = max(layouts, key=lambda one: len(one.required & set(headings)) / len(one.required))
    missing = sorted(nearest.required - set(headings))
    if missing and 1 - len(missing) / len(nearest.required) >= NEAR_ENOUGH:
        what = f"lacks the columns {', '.join(missing)} of the table '{nearest.name}'"
        raise SourceError(Problem(f"{path.name} [row 1]", what, "download it again"))
    names = "; ".join(layout.name for layout in layouts)
    what = "is not a table that Evenhand knows"
    raise SourceError(Problem(f"{path.name} [row 1]", what, f"known tables: {names}"))


def _csv_rows(
    path: Path,
    headings: list[str],
    rows: list[list[str]],
    layout: FlatLayout,
    digest: str,
    findings: Findings,
) -> Iterator[Observation]:
    at = {heading: index for index, heading in enumerate(headings)}
    for row, cells in enumerate(rows[1:], start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(headings):
            where = f"{path.name} [row {row + 1}]"
            what = f"has {len(cells)} cells, the headings are {len(headings)}"
            findings.error(where, what, "the file may be cut short; download it again")
            continue
        where = f"{path.name} [{cell_address(row, at[layout.period.column])}]"
        label = cells[at[layout.period.column]].strip()
        if any(re.fullmatch(pattern, label) for pattern in layout.period.skip):
            continue
        try:
            period = _period(label, layout)
        except EvenhandError as error:
            findings.error(where, f"'{label}' is not a period", error.problems[0].fix)
            continue
        yield from _values(path, row, cells, at, period, layout, digest, findings)


def _values(
    path: Path,
    row: int,
    cells: list[str],
    at: dict[str, int],
    period: Period,
    layout: FlatLayout,
    digest: str,
    findings: Findings,
) -> Iterator[Observation]:
    named: dict[str, Column] = dict(layout.values)
    source, reliability, note = "", layout.reliability, ""
    if layout.tidy:
        tidy = layout.tidy
        for heading in (tidy.series, tidy.unit, tidy.source):
            if cells[at[tidy.value]].strip() and not cells[at[heading]].strip():
                where = f"{path.name} [{cell_address(row, at[heading])}]"
                findings.error(where, f"the figure has no {heading}", "a figure needs one; add it")
        unit = cells[at[tidy.unit]].strip()
        series = cells[at[tidy.series]].strip().replace("_", "-")
        named = {tidy.value: Column(series=series, unit=layout.units.get(unit, unit))}
        source, note = cells[at[tidy.source]].strip(), cells[at[tidy.note]].strip()
        reliability = cells[at[tidy.reliability]].strip() or layout.reliability
    for heading, column in named.items():
        text = cells[at[heading]].strip()
        if not text:
            continue
        where = f"{path.name} [{cell_address(row, at[heading])}]"
        try:
            value = float(text.replace(",", ""))
        except ValueError:
            findings.error(where, f"'{text[:40]}' is not a number", "compare with the source")
            continue
        if value < 0 or not math.isfinite(value):
            findings.error(where, f"{text} cannot be a count", "compare with the source")
            continue
        yield Observation(
            series=column.series or "",
            period=period.label,
            start=period.start,
            end=period.end,
            place=_place(cells[at[layout.place]]) if layout.place else "US",
            criminality=column.criminality or "all",
            detail=column.detail or (cells[at[layout.detail]].strip() if layout.detail else ""),
            value=value,
            unit=column.unit or "",
            as_of=period.end,
            published=layout.published,
            reliability=reliability,
            edition=f"table-{digest[:8]}",
            file=path.name,
            sheet="",
            cell=cell_address(row, at[heading]),
            note=" | ".join(part for part in (note, source) if part),
        )


def _place(label: str) -> str:
    name = label.strip()
    area = workbook_layout().word("place", name)
    if area is not None:
        return area
    return (name.title().replace(" Of ", " of ") if name.isupper() else name) or UNPLACED


def _period(label: str, layout: FlatLayout) -> Period:
    meaning = layout.period.labels.get(label, label)
    if layout.period.week:
        return week_period(parse_day(meaning))
    found = parse_period(meaning)
    return Period(label, found.start, found.end) if meaning == label else found


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


def _dated(rows: list[Observation], layout: FlatLayout) -> Iterator[Observation]:
    """Date every row by the last day in the table, so that a longer table is a newer one.

    A table of typed figures is dated by its layout: it holds plans for years to come.
    """
    last = layout.published if layout.tidy else max(row.end for row in rows)
    for row in rows:
        yield replace(row, as_of=last, published=max(row.published, last))


def read_parquet_table(path: Path, content: bytes) -> FlatReading:
    """Read the facility-day table, summed over facilities to areas and to the nation.

    Facility rows stay in the file: counts below an area of responsibility are not kept.

    Raises:
        SourceError: when it is damaged or no known table.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        what = f"is a damaged Parquet file ({(str(error).splitlines() or [''])[0][:100]})"
        raise SourceError(Problem(str(path), what, "download it again")) from None
    layout = _recognise(path, frame.columns, "parquet")
    _check_columns(path, frame, layout)
    digest = hashlib.sha256(content).hexdigest()
    day = layout.period.column
    values = list(layout.values)
    national = frame.group_by(day).agg(pl.col(values).sum()).with_columns(place=pl.lit("US"))
    parts = [national]
    if layout.place_from:
        areas = _place_table(layout.place_from.table)
        code = layout.place_from.column
        placed = frame.with_columns(
            place=pl.col(code).replace_strict(areas, default=UNPLACED, return_dtype=pl.String)
        )
        parts.append(
            placed.group_by(day, "place").agg(pl.col(values).sum()).select(national.columns)
        )
    summed = pl.concat(parts).sort(day, "place")
    if summed.is_empty():
        raise SourceError(Problem(str(path), f"holds no value of '{layout.name}'"))
    rows = list(_parquet_rows(path, summed, layout, digest))
    return FlatReading(layout, digest, tuple(_dated(rows, layout)), ())


def _check_columns(path: Path, frame: pl.DataFrame, layout: FlatLayout) -> None:
    """Raise when a column holds other than days, codes or counts."""
    findings = Findings()
    day = frame[layout.period.column]
    if day.dtype != pl.Date or day.has_nulls():
        where = f"{path.name} [column {day.name}]"
        findings.error(where, "holds other than days", "download it again")
    if layout.place_from and frame[layout.place_from.column].dtype != pl.String:
        where = f"{path.name} [column {layout.place_from.column}]"
        findings.error(where, "holds other than text", "download it again")
    for name in layout.values:
        counts = frame[name]
        bad = not counts.dtype.is_numeric()
        if not bad:
            bad = not (counts.is_null() | ((counts >= 0) & counts.is_finite())).all()
        if bad:
            where = f"{path.name} [column {name}]"
            findings.error(where, "holds other than counts", "compare with the source")
    findings.raise_errors(SourceError)


def _parquet_rows(
    path: Path, summed: pl.DataFrame, layout: FlatLayout, digest: str
) -> Iterator[Observation]:
    for row in summed.iter_rows(named=True):
        when: date = row[layout.period.column]
        period = day_period(when)
        for name, column in layout.values.items():
            yield Observation(
                series=column.series or "",
                period=period.label,
                start=when,
                end=when,
                place=row["place"],
                criminality=column.criminality or "all",
                value=float(row[name] or 0),
                unit=column.unit or "",
                as_of=when,
                published=layout.published,
                reliability=layout.reliability,
                edition=f"table-{digest[:8]}",
                file=path.name,
                sheet="",
                cell=f"{name}, summed",
            )


def _place_table(name: str) -> dict[str, str]:
    text = resources.files("evenhand.sources.hand").joinpath(name).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {row["code"]: row["area"] for row in csv.DictReader(lines)}
