"""Reading a register: a table inside the package, every problem named with its line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from importlib import resources
from typing import TypeVar

from evenhand.errors import DataError, Problem

RELIABILITIES = ("A", "B", "C", "D", "E")
Kind = TypeVar("Kind")


def read_register(
    file: str, make: Callable[[dict[str, str]], Kind], text: str | None = None
) -> list[Kind]:
    """Rows of a register, checked.

    Args:
        file: The table's name.
        make: Makes one row; raises ``ValueError`` with what is wrong.
        text: The table's text; the shipped one if not given.

    Raises:
        DataError: with every row that cannot be used, by line.
    """
    if text is None:
        text = resources.files("evenhand.registers").joinpath(file).read_text("utf-8")
    rows, problems = [], []
    reader = csv.DictReader(text.splitlines())
    for row in reader:
        try:
            rows.append(make({key: value or "" for key, value in row.items() if key}))
        except (KeyError, ValueError) as error:
            problems.append(Problem(f"{file}:{reader.line_num}", f"cannot be read: {error}"))
    if problems:
        raise DataError(problems)
    return rows


def day(text: str) -> date:
    """A day of a register."""
    return date.fromisoformat(text)


def reliability(text: str) -> str:
    """A reliability of a register.

    Raises:
        ValueError: when it is none.
    """
    if text not in RELIABILITIES:
        raise ValueError(f"reliability '{text}' is none of {', '.join(RELIABILITIES)}")
    return text
