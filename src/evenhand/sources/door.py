"""The one door for published files: a file is recognised by its content and read whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from evenhand.errors import Problem, SourceError
from evenhand.observations.table import KEY, observations_frame
from evenhand.sources.facility_days import read_parquet_table
from evenhand.sources.flat_reader import read_csv_table
from evenhand.sources.layout import workbook_layout
from evenhand.sources.workbook import COMPOUND_START, ZIP_START, read_bytes
from evenhand.sources.workbook_reader import read_workbook

PARQUET_START = b"PAR1"
JSON_STARTS = {b"{", b"["}
WORKBOOK_ENDINGS = {".xlsx", ".xlsm", ".xlsb", ".xls"}


@dataclass(frozen=True)
class FileReading:
    """What one file said, ready for the ledger.

    Args:
        edition: Its short name.
        kind: The publisher's table or workbook.
        file: The file's name.
        digest: SHA-256 of its bytes.
        signature: SHA-256 of its values; equal for a copy that was only saved again.
        through: Last day of its data.
        published: Day on which it was posted.
        published_by: How that day is known.
        frame: Its observations.
        warnings: What could not be read or does not add up, with the cell.
    """

    edition: str
    kind: str
    file: str
    digest: str
    signature: str
    through: date
    published: date
    published_by: str
    frame: pl.DataFrame
    warnings: tuple[Problem, ...]


def read_file(path: Path, published: date | None = None) -> FileReading:
    """Read a published file of any known kind.

    Args:
        path: Where it is; its ending does not matter.
        published: The day on which a table was published, if that is known. Workbooks say it
            themselves.

    Raises:
        SourceError: when it is missing, damaged or of no known kind, or its data go beyond the
            day on which it is said to have been published.
    """
    content = read_bytes(path)
    if content.startswith(PARQUET_START):
        return _flat(path, content, published, parquet=True)
    compound = content.startswith((ZIP_START, COMPOUND_START))
    if compound or path.suffix.casefold() in WORKBOOK_ENDINGS:
        reading = read_workbook(path, workbook_layout(), content)
        edition = reading.edition
        frame = observations_frame(reading.observations)
        return FileReading(
            edition.name,
            workbook_layout().publisher,
            path.name,
            edition.digest,
            signature_of(frame),
            edition.through,
            edition.published,
            edition.published_by,
            frame,
            reading.warnings,
        )
    if content.lstrip()[:1] in JSON_STARTS:
        known = "Evenhand reads ICE's workbooks, CSV tables and Parquet files"
        raise SourceError(Problem(str(path), "is JSON, not a table", known))
    return _flat(path, content, published, parquet=False)


def _flat(path: Path, content: bytes, published: date | None, *, parquet: bool) -> FileReading:
    read = read_parquet_table if parquet else read_csv_table
    reading = read(path, content, published)
    frame = observations_frame(reading.observations)
    through = max(row.as_of for row in reading.observations)
    return FileReading(
        reading.observations[0].edition,
        reading.layout.name,
        path.name,
        reading.digest,
        signature_of(frame),
        through,
        reading.observations[0].published,
        reading.published_by,
        frame,
        reading.warnings,
    )


def signature_of(frame: pl.DataFrame) -> str:
    """SHA-256 over keys and values alone: the same for a copy that was only saved again."""
    ordered = frame.select([*KEY, "value"]).sort([*KEY, "value"])
    return hashlib.sha256(ordered.write_csv(float_precision=6).encode()).hexdigest()
