"""How flat tables (CSV and Parquet files) are laid out: declared in YAML, checked here."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field
from ruamel.yaml import YAML

from evenhand.sources.layout import Column
from evenhand.yaml_file import Stated


class PeriodColumn(Stated):
    """Where a row says which period it is about."""

    column: str
    week: bool = False
    """The column holds the first day of seven."""
    labels: dict[str, str] = Field(default_factory=dict)
    """Publisher's own names of periods, and what they mean."""
    skip: tuple[str, ...] = ()
    """Patterns of period labels that cannot be placed in time."""


class TidyColumns(Stated):
    """The columns of a table that names its series in each row."""

    series: str
    value: str
    unit: str
    source: str
    reliability: str
    note: str


class PlaceTable(Stated):
    """A shipped table that says in which area a code lies."""

    column: str
    table: str


class FlatLayout(Stated):
    """How one flat table is laid out."""

    name: str
    kind: Literal["csv", "parquet"]
    publisher: str
    source: str
    licence: str
    reliability: str
    published: date
    period: PeriodColumn
    shape: Literal["wide", "tidy"] = "wide"
    place: str | None = None
    place_from: PlaceTable | None = None
    detail: str | None = None
    sum_days_into: Literal["month"] | None = None
    values: dict[str, Column] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    tidy: TidyColumns | None = None
    units: dict[str, str] = Field(default_factory=dict)

    @property
    def required(self) -> set[str]:
        """The headings without which the table is not this one."""
        headings = {self.period.column, *self.values}
        headings |= {name for name in (self.place, self.detail) if name}
        if self.place_from:
            headings.add(self.place_from.column)
        if self.tidy:
            headings |= set(self.tidy.model_dump().values())
        return headings

    @property
    def known(self) -> set[str]:
        """Every heading that the layout has a meaning for."""
        return self.required | set(self.ignore)


@cache
def flat_layouts() -> tuple[FlatLayout, ...]:
    """The declared layouts of all flat tables, checked."""
    text = resources.files("evenhand.sources.layouts").joinpath("tables.yaml").read_text("utf-8")
    return tuple(FlatLayout.model_validate(one) for one in YAML(typ="safe", pure=True).load(text))
