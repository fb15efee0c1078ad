"""How publishers' files are laid out: declared in YAML, checked here, read elsewhere."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field, field_validator
from ruamel.yaml import YAML

from evenhand.yaml_file import Stated

PeriodKind = Literal["month", "fiscal-year-to-date", "snapshot", "stated-date", "day"]
ColumnKind = Literal["months", "dated-months", "mid-and-end-of-months"]


def normalise(label: object) -> str:
    """A label as it is compared: single spaces, no trailing colon or star, lower case."""
    text = re.sub(r"\s+", " ", str(label)).strip().rstrip(":*").strip()
    return text.casefold()


class RowLabel(Stated):
    """One column of row labels."""

    heading: tuple[str, ...]
    """What may stand above the labels."""
    dimension: str
    """The vocabulary that the labels come from."""
    then: str | None = None
    """A second vocabulary, for labels that are indented under one of the first."""
    apart: bool = False
    """Whether labels of the first vocabulary stand in rows of their own, without numbers."""
    empty: str | None = None
    """What a blank label means; None means the label above it."""

    @field_validator("heading", mode="before")
    @classmethod
    def _as_tuple(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Column(Stated):
    """What the values under one heading are."""

    series: str | None = None
    unit: str | None = None
    agency: str | None = None
    criminality: str | None = None
    detail: str | None = None


class SumCheck(Stated):
    """A total that must equal the sum of its parts."""

    sum: str
    """The dimension that the total sums over."""
    tolerance: float = 0.5
    """How far total and sum may be apart, in the table's unit."""


class Table(Stated):
    """One table on a sheet."""

    series: str
    title: str
    rows: tuple[RowLabel, ...]
    period: PeriodKind
    unit: str = ""
    columns: ColumnKind | dict[str, Column | Literal["skip"]]
    total_column: str | None = None
    only: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    optional: bool = False
    check: tuple[SumCheck, ...] = ()
    row_series: dict[str, Column | Literal["skip"]] = Field(default_factory=dict)
    zero_is_blank: Literal["column", "value"] | None = None
    """Whether a zero, or a column of nothing but zeros, is the publisher's way to leave it out."""
    dates_the_edition: bool = False
    records: bool = False
    dated_by: str | None = None


class SheetGroup(Stated):
    """Tables that a publisher puts on one sheet, whatever the sheet is called this year."""

    tables: tuple[Table, ...]
    required: bool = False


class WorkbookLayout(Stated):
    """How one publisher's workbooks are laid out."""

    publisher: str
    kind: Literal["workbook"]
    source: str
    licence: str
    reliability: str
    vocabulary: dict[str, dict[str, tuple[str, ...]]]
    footnotes: dict[str, str]
    beside: str
    sheets: dict[str, SheetGroup]

    def word(self, dimension: str, label: object) -> str | None:
        """What a label means in a vocabulary; None when it is unknown."""
        return _index(self, dimension).get(normalise(label))


_INDEXES: dict[tuple[int, str], dict[str, str]] = {}


def _index(layout: WorkbookLayout, dimension: str) -> dict[str, str]:
    key = (id(layout), dimension)
    if key not in _INDEXES:
        words = layout.vocabulary.get(dimension, {})
        _INDEXES[key] = {normalise(alias): word for word, every in words.items() for alias in every}
    return _INDEXES[key]


@cache
def workbook_layout(name: str = "ice-detention-statistics") -> WorkbookLayout:
    """The declared layout of a publisher's workbooks, checked."""
    text = resources.files("evenhand.sources.layouts").joinpath(f"{name}.yaml").read_text("utf-8")
    return WorkbookLayout.model_validate(YAML(typ="safe", pure=True).load(text))
