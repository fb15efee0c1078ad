"""Makers of files that are wrong in one way each."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import polars as pl
from openpyxl.workbook import Workbook

from tests.sources.synthetic import NAME, Change, make_workbook, rewrite, save

Maker = Callable[[Path], Path]

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
CENTRAL_DIRECTORY_ENTRY = b"PK\x01\x02"
UNPACKED_SIZE_AT = 24


def no_file(name: str) -> Maker:
    """A name under which nothing is."""
    return lambda folder: folder / name


def a_folder(name: str) -> Maker:
    """A folder."""

    def make(folder: Path) -> Path:
        (folder / name).mkdir()
        return folder / name

    return make


def raw(name: str, content: bytes) -> Maker:
    """A file with given bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def large(name: str, size: int) -> Maker:
    """A file of zeros that takes no room on the disk."""

    def make(folder: Path) -> Path:
        path = folder / name
        with path.open("wb") as file:
            file.truncate(size)
        return path

    return make


def edited(change: Change, name: str = NAME) -> Maker:
    """The small workbook after a change to its cells."""
    return lambda folder: make_workbook(folder, name, change)


def cells(sheet: str, values: dict[str, object], name: str = NAME) -> Maker:
    """The small workbook with other values in some cells."""

    def change(book: Workbook) -> None:
        for address, value in values.items():
            book[sheet][address] = value

    return edited(change, name)


def parts(changes: dict[str, Callable[[bytes], bytes | None]]) -> Maker:
    """The small workbook with some parts of its zip file changed or dropped."""

    def make(folder: Path) -> Path:
        content = make_workbook(folder).read_bytes()
        return rewrite(content, folder / NAME, changes)

    return make


def bytes_of(change: Callable[[bytes], bytes], name: str = NAME) -> Maker:
    """The small workbook with its bytes changed."""

    def make(folder: Path) -> Path:
        path = make_workbook(folder, name)
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def cut(share: float) -> Maker:
    """The first part of the small workbook."""
    return bytes_of(lambda content: content[: int(len(content) * share)])


def claims_to_unpack_to(size: int) -> Callable[[bytes], bytes]:
    """A change of a zip file: its directory says that its first part is enormous."""

    def change(content: bytes) -> bytes:
        at = content.index(CENTRAL_DIRECTORY_ENTRY) + UNPACKED_SIZE_AT
        return content[:at] + struct.pack("<I", size) + content[at + 4 :]

    return change


def scrambled_properties(content: bytes) -> bytes:
    """A change of a zip file: the compressed properties no longer unpack."""
    name = b"docProps/core.xml"
    start = content.index(name) + len(name)
    return content[:start] + b"\xff" * 12 + content[start + 12 :]


def other_workbook(lines: Iterable[Iterable[object]], sheet: str = "Sales") -> Maker:
    """A workbook of another publisher."""

    def make(folder: Path) -> Path:
        book = Workbook()
        book.active.title = sheet
        for line in lines:
            book.active.append(list(line))
        return save(book, folder / NAME)

    return make


def without_sheet(word: str) -> Maker:
    """The small workbook without the sheet whose name starts with a word."""

    def change(book: Workbook) -> None:
        book.remove(next(sheet for sheet in book if sheet.title.startswith(word)))

    return edited(change)


def compound_file(streams: Iterable[str]) -> bytes:
    """A whole compound file (the container of .xls and of encrypted workbooks).

    One sector of allocation table, one or more of directory, and one page of content per stream.
    """
    names = ["Root Entry", *streams]
    directory_sectors = -(-len(names) * 128 // SECTOR)
    size, first = 4096, 1 + directory_sectors
    table = [FAT, *range(2, 1 + directory_sectors), END]
    entries = b""
    for index, name in enumerate(names):
        root = index == 0
        start = END if root else first + (index - 1) * size // SECTOR
        text = name.encode("utf-16-le") + b"\0\0"
        right = index + 1 if 0 < index < len(names) - 1 else FREE
        child = 1 if root and len(names) > 1 else FREE
        entries += text.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ",
            *(len(text), 5 if root else 2, 1, FREE, right, child, b"", 0, 0, 0),
            *(start, 0 if root else size),
        )
        if not root:
            table += [*range(start + 1, start + size // SECTOR), END]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b""),
        *(0, 1, 1, 0, 4096, END, 0, END, 0, 0),
    ) + struct.pack("<108I", *([FREE] * 108))
    allocation = struct.pack("<128I", *(table + [FREE] * (128 - len(table))))
    directory = entries.ljust(directory_sectors * SECTOR, b"\0")
    return header + allocation + directory + b"\xa5" * size * (len(names) - 1)


def facility_days(**changes: pl.Expr | pl.Series) -> pl.DataFrame:
    """A small table of people detained by facility and day, with some columns changed."""
    frame = pl.DataFrame(
        {
            "date": [date(2025, 1, 1), date(2025, 1, 1), date(2025, 1, 2)],
            "detention_facility_code": ["ABIRJVA", "ABRXSPA", "UNHEARD"],
            "n_detained_at_midnight": [12, 20, 30],
            "n_detained_convicted_criminal": [5, 6, 7],
            "n_detained": [13, 21, 31],
        }
    )
    return frame.with_columns(**changes)


def parquet(frame: pl.DataFrame, name: str = "facilities.parquet", share: float = 1.0) -> Maker:
    """A Parquet file, or the first part of one."""

    def make(folder: Path) -> Path:
        path = folder / name
        frame.write_parquet(path)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])
        return path

    return make
