"""A spreadsheet as cells with addresses, whatever its publisher did to it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import python_calamine as calamine

from evenhand.errors import Problem, SourceError

Cell = str | float | int | bool | date | None
LETTERS = 26
ZIP_START = b"PK\x03\x04"
COMPOUND_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST_FILE_BYTES = 50_000_000
LARGEST_UNPACKED_BYTES = 400_000_000


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, whether a reader of the workbook sees it, and its rows from A1 on."""

    name: str
    visible: bool
    rows: list[list[Cell]]

    def cell(self, row: int, column: int) -> Cell:
        """The value at a zero-based row and column; None outside the sheet and for blanks."""
        if row < len(self.rows) and column < len(self.rows[row]):
            value = self.rows[row][column]
            return None if value == "" else value
        return None


@dataclass(frozen=True)
class Workbook:
    """A workbook read whole into memory.

    Args:
        file: Its name as given.
        digest: SHA-256 of its bytes.
        modified: The day on which it was last saved, by its own properties; None if not said.
        sheets: Its sheets in order, hidden ones included.
    """

    file: str
    digest: str
    modified: date | None
    sheets: tuple[Sheet, ...]


def cell_address(row: int, column: int) -> str:
    """The address of a zero-based row and column, such as ``C12``."""
    letters = ""
    left = column + 1
    while left:
        left, remainder = divmod(left - 1, LETTERS)
        letters = chr(ord("A") + remainder) + letters
    return f"{letters}{row + 1}"


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        SourceError: when it is missing, a folder, unreadable, empty or far too large.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST_FILE_BYTES else None
    except IsADirectoryError:
        raise SourceError(Problem(str(path), "is a folder", "name the files in it")) from None
    except FileNotFoundError:
        raise SourceError(Problem(str(path), "does not exist", "check the name")) from None
    except OSError as error:
        raise SourceError(Problem(str(path), f"cannot be read: {error.strerror}")) from None
    if content is None:
        size = f"is larger than {LARGEST_FILE_BYTES // 1_000_000} MB"
        raise SourceError(Problem(str(path), size, "no edition comes near this; check the file"))
    if not content:
        raise SourceError(Problem(str(path), "is empty", "download it again"))
    return content


def open_workbook(path: Path, content: bytes | None = None) -> Workbook:
    """Read a spreadsheet with all its sheets.

    Args:
        path: Where it is.
        content: Its bytes, when they have been read already.

    Raises:
        SourceError: when it is missing, empty, truncated, encrypted or no spreadsheet.
    """
    content = read_bytes(path) if content is None else content
    modified = _check_container(path, content)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = tuple(
            Sheet(
                meta.name,
                meta.visible == calamine.SheetVisibleEnum.Visible,
                book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False),  # type: ignore[arg-type]
            )
            for meta in book.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
        )
    except calamine.PasswordError:
        raise SourceError(_protected(path)) from None
    except (calamine.CalamineError, OSError, ValueError) as error:
        what = f"is a damaged workbook ({_first_line(error)})"
        raise SourceError(Problem(str(path), what, "download it again")) from None
    if not sheets:
        raise SourceError(Problem(str(path), "is a workbook without sheets", "download it again"))
    return Workbook(path.name, hashlib.sha256(content).hexdigest(), modified, sheets)


def _check_container(path: Path, content: bytes) -> date | None:
    """Refuse what is not an Office Open XML package; return the day it was last saved."""
    if content.startswith(COMPOUND_START):
        if "E\0n\0c\0r\0y\0p\0t".encode("latin-1") in content:
            raise SourceError(_protected(path))
        what = "is an old binary Excel file (.xls)"
        raise SourceError(Problem(str(path), what, "save it as .xlsx and try again"))
    if not content.startswith(ZIP_START):
        what = f"is not an Excel workbook (it looks like {_looks_like(content)})"
        raise SourceError(Problem(str(path), what, "give the .xlsx file that ICE published"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
                what = "is a zip file, but not an Excel workbook"
                raise SourceError(Problem(str(path), what, "unpack it and give the .xlsx inside"))
            if sum(entry.file_size for entry in package.infolist()) > LARGEST_UNPACKED_BYTES:
                raise SourceError(Problem(str(path), "unpacks to an absurd size; not read"))
            properties = package.read("docProps/core.xml") if "docProps/core.xml" in names else b""
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        what = f"is damaged or cut short ({_first_line(error)})"
        raise SourceError(Problem(str(path), what, "download it again")) from None
    found = re.search(rb"<dcterms:modified[^>]*>(\d{4}-\d{2}-\d{2})", properties)
    try:
        return date.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None


def _protected(path: Path) -> Problem:
    fix = "open it with its password, save it without one, and try again"
    return Problem(str(path), "is protected by a password", fix)


def _looks_like(content: bytes) -> str:
    start = content[:200].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page, perhaps an error page saved by mistake"
    if start.startswith(b"%pdf"):
        return "a PDF"
    if b"," in start and content[:2000].isascii():
        return "a CSV or text file"
    return "something else"


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
