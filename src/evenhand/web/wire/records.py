"""The record: every series, its values with their cells, revisions and gaps."""

from __future__ import annotations

from datetime import date

from evenhand.web.wire.base import Wire


class SeriesSummary(Wire):
    """One series."""

    name: str
    group: str
    description: str
    unit: str
    first: date
    last: date
    values: int
    by: tuple[str, ...]
    """Dimensions along which it is told apart."""


class SeriesGroup(Wire):
    """Series of one kind."""

    id: str
    title: str
    says: str
    series: tuple[SeriesSummary, ...]


class EditionOut(Wire):
    """One edition that was read."""

    edition: str
    kind: str
    file: str
    through: date
    published: date
    published_by: str
    """How the day of posting is known."""
    values: int
    warnings: int
    same_as: str
    digest: str


class RecordCatalogue(Wire):
    """All series."""

    groups: tuple[SeriesGroup, ...]
    editions: int
    newest_edition: str
    suppression: str
    """The rule by which small counts are left out."""


class EditionList(Wire):
    """All editions, oldest data first."""

    editions: tuple[EditionOut, ...]


class ValueOut(Wire):
    """One published value."""

    period: str
    start: date
    end: date
    place: str
    agency: str
    criminality: str
    detail: str
    value: float
    unit: str
    complete: bool
    published: date
    reliability: str
    edition: str
    file: str
    sheet: str
    cell: str
    note: str


class RevisionOut(Wire):
    """One version of a value that was published more than once, and changed."""

    period: str
    place: str
    agency: str
    criminality: str
    detail: str
    value: float
    change: float | None = None
    unit: str
    as_of: date
    published: date
    file: str
    sheet: str
    cell: str


class SeriesPage(SeriesSummary):
    """One series with values."""

    dimensions: dict[str, tuple[str, ...]]
    """What each dimension can be."""
    rows: tuple[ValueOut, ...]
    total: int
    """Rows that fit what was asked for."""
    offset: int
    revisions: int
    """Versions of values that a later edition changed."""


class RevisionList(Wire):
    """The revisions of one series."""

    series: str
    rows: tuple[RevisionOut, ...]
    total: int
    offset: int


class Gap(Wire):
    """Days that no value of a series covers."""

    start: date
    end: date
    days: int
    place: str
    agency: str
    criminality: str
    detail: str


class GapList(Wire):
    """The gaps of one series, between its first and last day."""

    series: str
    says: str
    """How gaps are found, and what they mean."""
    gaps: tuple[Gap, ...]
    total: int
