"""The ledger of editions and the folders that observations live in.

Two folders hold data of one form: the one that ships inside the package, which is never written
to, and the user's own. Each holds ``observations.parquet`` and ``editions.csv``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import resources
from pathlib import Path

import polars as pl

from evenhand.errors import EvenhandError, Problem, SourceError
from evenhand.observations.table import DERIVED, SCHEMA, Observations, keep_changes
from evenhand.sources.derived import beyond_the_record
from evenhand.sources.door import FileReading, read_file
from evenhand.sources.flat_dates import day_changed

if sys.platform != "win32":  # there, two processes must not add at the same moment
    import fcntl

OBSERVATIONS_FILE = "observations.parquet"
EDITIONS_FILE = "editions.csv"
DATA_VARIABLE = "EVENHAND_DATA"
BELOW_AREAS = ("facility-", "metro-", "minnesota-")
"""How the names of series begin that count below an area of responsibility."""
COUNTED = ("people", "detainers")
SMALLEST_SHOWN_COUNT = 11
"""Counts below this are not kept below an area of responsibility. Source: design of the project;
the usual small-cell rule of federal health statistics."""

EDITION_SCHEMA: dict[str, pl.DataType] = {
    "edition": pl.String(),
    "kind": pl.String(),
    "file": pl.String(),
    "through": pl.Date(),
    "published": pl.Date(),
    "published_by": pl.String(),
    "values": pl.Int64(),
    "warnings": pl.Int64(),
    "same_as": pl.String(),
    "digest": pl.String(),
    "signature": pl.String(),
}


@dataclass
class Added:
    """What came of adding files."""

    added: list[FileReading] = field(default_factory=list)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    new_values: int = 0
    repeated: dict[str, int] = field(default_factory=dict)
    """By digest of a derived table, how many of its values only repeat what is known."""


def user_folder(chosen: Path | None = None) -> Path:
    """The user's data folder: the one chosen, else EVENHAND_DATA, else the platform's usual one.

    Raises:
        EvenhandError: when none is chosen and there is no home folder.
    """
    if chosen is not None:
        return chosen
    if os.environ.get(DATA_VARIABLE):
        return Path(os.environ[DATA_VARIABLE])
    try:
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError:
        fix = f"name one with --data-dir or {DATA_VARIABLE}"
        raise EvenhandError(Problem("data folder", "there is no home folder", fix)) from None
    return home / "evenhand"


def shipped_folder() -> Path:
    """The folder of observations inside the package."""
    return Path(str(resources.files("evenhand.observations"))) / "shipped"


def load_observations(folder: Path | None = None) -> Observations:
    """Everything known: the shipped observations and the user's own.

    Args:
        folder: The user's data folder; None for the usual one.

    Raises:
        EvenhandError: when a data folder's file is damaged.
    """
    frames = [_read_frame(place) for place in (shipped_folder(), user_folder(folder))]
    return Observations(pl.concat(frames))


def load_editions(folder: Path | None = None) -> pl.DataFrame:
    """The ledger: every edition read, shipped ones first."""
    frames = [_read_editions(place) for place in (shipped_folder(), user_folder(folder))]
    return pl.concat(frames)


def _read_frame(folder: Path) -> pl.DataFrame:
    path = folder / OBSERVATIONS_FILE
    if not path.exists():
        return pl.DataFrame(schema=SCHEMA)
    try:
        return pl.read_parquet(path).select(list(SCHEMA)).match_to_schema(SCHEMA)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise EvenhandError(_damaged(path, error)) from None


def _damaged(path: Path, error: Exception) -> Problem:
    what = f"is damaged ({(str(error).splitlines() or [''])[0][:80]})"
    return Problem(str(path), what, "remove the folder and add your files again")


def _read_editions(folder: Path) -> pl.DataFrame:
    path = folder / EDITIONS_FILE
    if not path.exists():
        return pl.DataFrame(schema=EDITION_SCHEMA)
    try:
        return pl.read_csv(path, schema=EDITION_SCHEMA)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise EvenhandError(_damaged(path, error)) from None


def add_files(
    paths: Iterable[Path],
    folder: Path,
    *,
    known: pl.DataFrame,
    progress: Callable[[Path], None] = lambda _: None,
    keep_facilities: bool = True,
    published: date | None = None,
) -> Added:
    """Read files and add them to a data folder; bad files are reported and change nothing.

    Args:
        paths: The files.
        folder: The data folder to write to.
        known: The ledger of editions that are known already.
        progress: Called with each path once it is done.
        keep_facilities: Whether facility-level series are kept.
        published: The day on which the tables among them were published, if that is known.

    Raises:
        EvenhandError: when the folder cannot be written.
    """
    outcome = Added()
    by_digest = dict(zip(known["digest"], known["edition"], strict=True))
    by_signature = dict(zip(known["signature"], known["edition"], strict=True))
    ledger: list[dict[str, object]] = []
    for path in paths:
        try:
            reading = _dated_anew(read_file(path, published), path, known)
        except SourceError as error:
            outcome.refused.extend(error.problems)
            progress(path)
            continue
        twin = by_digest.get(reading.digest)
        same_values = by_signature.get(reading.signature)
        if twin is not None:
            outcome.duplicates.append((reading.file, f"already in the ledger as {twin}"))
        elif same_values is not None:
            what = f"a copy of {same_values} with the same values, saved again"
            outcome.duplicates.append((reading.file, what))
            ledger.append(_entry(reading, same_values))
        else:
            outcome.added.append(reading)
            ledger.append(_entry(reading, ""))
            by_signature[reading.signature] = reading.edition
        by_digest[reading.digest] = reading.edition
        progress(path)
    if ledger:
        _write(outcome, ledger, folder, keep_facilities=keep_facilities)
    return outcome


def _dated_anew(reading: FileReading, path: Path, known: pl.DataFrame) -> FileReading:
    """Date a table by its file when its layout's day is that of another table.

    The layout knows when the table that is in the ledger came out. One with other values came out
    later, however old the days it is about: typed figures are added to any year.
    """
    same_kind = known.filter(pl.col("kind") == reading.kind)
    other = same_kind.height > 0 and reading.signature not in set(same_kind["signature"])
    changed = day_changed(path)
    if reading.published_by != "layout" or not other or changed <= reading.published:
        return reading
    frame = reading.frame.with_columns(published=pl.lit(changed))
    return replace(reading, published=changed, published_by="file", frame=frame)


def _entry(reading: FileReading, same_as: str) -> dict[str, object]:
    return {
        "edition": reading.edition,
        "kind": reading.kind,
        "file": reading.file,
        "through": reading.through,
        "published": reading.published,
        "published_by": reading.published_by,
        "values": reading.frame.height,
        "warnings": len(reading.warnings),
        "same_as": same_as,
        "digest": reading.digest,
        "signature": reading.signature,
    }


def _write(
    outcome: Added, ledger: list[dict[str, object]], folder: Path, *, keep_facilities: bool
) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            before = _read_frame(folder)
            frames = [
                _suppressed(frame, keep=keep_facilities) for frame in _new_frames(outcome, before)
            ]
            after = keep_changes(pl.concat([before, *frames]))
            outcome.new_values = after.height - before.height
            new = pl.DataFrame(ledger, schema=EDITION_SCHEMA)
            _replace(folder / OBSERVATIONS_FILE, after.write_parquet)
            _replace(folder / EDITIONS_FILE, pl.concat([_read_editions(folder), new]).write_csv)
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        raise EvenhandError(Problem(str(folder), what, "choose another with --data-dir")) from None


def _new_frames(outcome: Added, before: pl.DataFrame) -> list[pl.DataFrame]:
    """What every added file said, derived tables without what they only repeat."""
    frames = [one.frame for one in outcome.added]
    if not any((frame["trust"] == DERIVED).any() for frame in frames):
        return frames
    held = pl.concat([_read_frame(shipped_folder()), before, *frames])
    new = [beyond_the_record(frame, held) for frame in frames]
    for reading, frame in zip(outcome.added, new, strict=True):
        if frame.height < reading.frame.height:
            outcome.repeated[reading.digest] = reading.frame.height - frame.height
    return new


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time change a data folder; the others wait."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _suppressed(frame: pl.DataFrame, *, keep: bool) -> pl.DataFrame:
    """Drop facility rows, or the counts below areas that are too small to keep."""
    series = pl.col("series").str
    if not keep:
        return frame.filter(~series.starts_with(BELOW_AREAS[0]))
    below = pl.any_horizontal([series.starts_with(start) for start in BELOW_AREAS])
    small = pl.col("unit").is_in(COUNTED) & (pl.col("value") < SMALLEST_SHOWN_COUNT)
    return frame.filter(~(below & small))


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place and move it there, so that it is never half-written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
