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

PeriodForm = Literal["any", "month", "day", "week", "fiscal-year-to-date", "months", "in-name"]


class PeriodColumn(Stated):
    """Where a row says which period it is about, and whether it covers all of it."""

    column: str = ""
    """Empty when only the file's name says it."""
    form: PeriodForm = "any"
    """How a period is written: a week by the first of its seven days, a fiscal year to date by its
    last day, months as ``Oct25-Mar26`` or ``Feb-Aug 2025``."""
    fiscal_year: str | None = None
    """The column with the fiscal year of a value to date."""
    complete: str | None = None
    """The column that says whether the values cover the whole period."""
    through: str | None = None
    """The column with the last day of the data that a row was taken from."""
    until: str | None = None
    """The column with the last day that is known to be covered by a period that is not complete."""
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


class Earlier(Stated):
    """Series that were something else until a day."""

    until: date
    series: dict[str, str]


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
    published: date | None = None
    """The day from which the table as it ships could be known; None when nobody knows."""
    derived: bool = False
    """Whether it repeats what other files say: its values give way to theirs."""
    period: PeriodColumn
    shape: Literal["wide", "tidy"] = "wide"
    place: str | None = None
    state: str | None = None
    """A column that is written behind the place."""
    where: str = "US"
    """The place of a table without a column of places."""
    place_from: PlaceTable | None = None
    detail: str | None = None
    words: dict[str, str] = Field(default_factory=dict)
    """By vocabulary of the workbooks, the column whose labels are of it."""
    only: dict[str, str] = Field(default_factory=dict)
    """By column, the only label whose rows are wanted."""
    note: str | None = None
    """The column that names the file a row was taken from."""
    sum_days_into: Literal["month"] | None = None
    values: dict[str, Column] = Field(default_factory=dict)
    dated: dict[str, str] = Field(default_factory=dict)
    """By value, the column with the day it holds for, in place of the row's period."""
    whole: tuple[str, ...] = ()
    """Values that cover the whole period whatever the column of completeness says."""
    optional: tuple[str, ...] = ()
    """Values whose column may be missing."""
    earlier: Earlier | None = None
    ignore: tuple[str, ...] = ()
    tidy: TidyColumns | None = None
    units: dict[str, str] = Field(default_factory=dict)

    @property
    def required(self) -> set[str]:
        """The headings without which the table is not this one."""
        period = self.period
        headings: set[str | None] = {*self.values, *self.words.values(), *self.only}
        headings |= {period.column, period.fiscal_year, period.complete, period.through}
        headings |= {self.place, self.state, self.detail, *self.dated.values()}
        if self.place_from:
            headings.add(self.place_from.column)
        if self.tidy:
            headings |= set(self.tidy.model_dump().values())
        return {name for name in headings if name} - set(self.optional)

    @property
    def known(self) -> set[str]:
        """Every heading that the layout has a meaning for."""
        others = {self.note, self.period.until, *self.optional, *self.ignore}
        return self.required | {name for name in others if name}


@cache
def flat_layouts() -> tuple[FlatLayout, ...]:
    """The declared layouts of all flat tables, checked."""
    text = resources.files("evenhand.sources.layouts").joinpath("tables.yaml").read_text("utf-8")
    return tuple(FlatLayout.model_validate(one) for one in YAML(typ="safe", pure=True).load(text))
