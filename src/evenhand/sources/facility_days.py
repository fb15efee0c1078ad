"""The table of people by facility and day (Parquet), summed to areas and to the nation."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path

import polars as pl

from evenhand.errors import Findings, Problem, SourceError
from evenhand.observations.table import Observation
from evenhand.sources.flat_dates import FlatReading, dated
from evenhand.sources.flat_headings import recognise
from evenhand.sources.flat_layout import FlatLayout
from evenhand.sources.flat_reader import UNPLACED
from evenhand.timeline import day_period


def read_parquet_table(path: Path, content: bytes, published: date | None = None) -> FlatReading:
    """Read the facility-day table, summed over facilities to areas and to the nation.

    Facility rows stay in the file: counts below an area of responsibility are not kept.

    Args:
        path: Where it is, for messages.
        content: Its bytes.
        published: The day on which it was published, if that is known.

    Raises:
        SourceError: when it is damaged or no known table.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        what = f"is a damaged Parquet file ({(str(error).splitlines() or [''])[0][:100]})"
        raise SourceError(Problem(str(path), what, "download it again")) from None
    findings = Findings()
    layout = recognise(path.name, frame.columns, "parquet", findings).layout
    findings.raise_errors(SourceError)
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
    observations, basis = dated(path, rows, layout, published)
    return FlatReading(layout, digest, observations, (), basis)


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
                as_of=date.min,
                published=date.min,
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
