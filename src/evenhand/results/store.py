"""Writing a result's files into a folder: all of them, or none."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

import polars as pl

from evenhand.errors import EvenhandError, Problem


def csv_bytes(frame: pl.DataFrame, decimals: int = 3) -> bytes:
    """A table as CSV, numbers rounded to a fixed number of decimals."""
    return frame.write_csv(float_precision=decimals).encode()


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """A table as Parquet."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _move_in(staging: Path, folder: Path, names: list[str]) -> None:
    """Move files to their places; when one cannot be moved, put back what was there before."""
    kept = Path(tempfile.mkdtemp(dir=staging, prefix="before-"))
    moved: list[str] = []
    try:
        for name in names:
            if (folder / name).exists():
                shutil.copy2(folder / name, kept / name)
            (staging / name).replace(folder / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            if (kept / name).exists():
                (kept / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
        raise


def write_files(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write files into a folder; when one cannot be written, none is changed.

    Args:
        folder: Where; made if missing. Other files in it are left alone.
        files: Contents by name.

    Raises:
        EvenhandError: when the folder cannot be written.
    """
    staging: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=folder, prefix=".unfinished-"))
        for name, content in files.items():
            (staging / name).write_bytes(content)
        _move_in(staging, folder, list(files))
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        raise EvenhandError(Problem(str(folder), what, "choose another with --out")) from None
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
    return [folder / name for name in files]


TABLE_ENDINGS = (".csv", ".json", ".parquet")


def check_table_name(path: Path) -> None:
    """Refuse a name for a table whose ending says no form, before anything is computed.

    Raises:
        EvenhandError: when the ending is none of those known.
    """
    if path.suffix not in TABLE_ENDINGS:
        fix = f"end the name in {', '.join(TABLE_ENDINGS)}"
        raise EvenhandError(Problem(str(path), "says no form of a table", fix))


def write_table(frame: pl.DataFrame, path: Path) -> Path:
    """Write one table as CSV, JSON or Parquet, by the ending of its name; whole or not at all.

    Args:
        frame: The table.
        path: Where.

    Raises:
        EvenhandError: when the ending is none of those known, or it cannot be written.
    """
    check_table_name(path)
    if path.suffix == ".parquet":
        content = parquet_bytes(frame)
    elif path.suffix == ".csv":
        content = frame.write_csv().encode()
    else:
        content = frame.write_json().encode()
    return write_files(path.parent, {path.name: content})[0]
