"""The record for readers: series in groups, values with their cells, revisions, gaps."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import polars as pl

from evenhand.errors import did_you_mean
from evenhand.observations.catalogue import DIMENSIONS, TOTALS
from evenhand.observations.table import KEY
from evenhand.sources.ledger import BELOW_AREAS, COUNTED, SMALLEST_SHOWN_COUNT
from evenhand.web.failures import not_found
from evenhand.web.knowledge import Knowledge
from evenhand.web.wire.records import (
    EditionList,
    EditionOut,
    Gap,
    GapList,
    RecordCatalogue,
    RevisionList,
    RevisionOut,
    SeriesGroup,
    SeriesPage,
    SeriesSummary,
    ValueOut,
)

OTHER = ("other", "Other", "Series that belong to no other group.")
ALL = "*"
"""A filter that lets every value of a dimension through."""
COLUMNS = ("period", "start", "end", *DIMENSIONS, "value", "unit", "complete", "published",
           "reliability", "edition", "file", "sheet", "cell", "note")  # fmt: skip
SUPPRESSION = (
    f"Counts of fewer than {SMALLEST_SHOWN_COUNT} people below the level of an area are left out."
)
GAPS_SAY = (
    "Days between the first and the last value of a series that no value covers, for each thing "
    "that it counts on its own. Series of single days, such as snapshots, are not expected to "
    "cover every day: there, stretches of more than 45 days are told."
)
LONGEST_STEP = 45
"""Days between two single days that are no gap: publishers post every two weeks or every month."""


@cache
def series_groups() -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Group, title, what it is, and how the names of its series begin.

    Source: ``series_groups.csv``, written for this page.
    """
    text = resources.files("evenhand.web").joinpath("series_groups.csv").read_text("utf-8")
    return tuple(
        (row["group"], row["title"], row["says"], tuple(row["begins"].split()))
        for row in csv.DictReader(text.splitlines(), strict=True)
    )


def group_of(series: str) -> str:
    """The group of a series: the one with the longest beginning that its name has.

    Args:
        series: Its name.
    """
    found = [
        (len(begin), group)
        for group, _, _, begins in series_groups()
        for begin in begins
        if series.startswith(begin)
    ]
    return max(found)[1] if found else OTHER[0]


def summary_of(row: dict[str, Any]) -> SeriesSummary:
    """A series with its span, unit and number of values.

    Args:
        row: Its row of the catalogue.
    """
    return SeriesSummary(
        name=row["series"], group=group_of(row["series"]), description=row["description"],
        unit=row["unit"], first=row["first"], last=row["last"], values=row["values"],
        by=tuple(part for part in row["by"].split(", ") if part),
    )  # fmt: skip


def record_catalogue(knowledge: Knowledge) -> RecordCatalogue:
    """All series in groups.

    Args:
        knowledge: The record.
    """
    known = [summary_of(row) for row in knowledge.series.values()]
    heads = [*((group, title, says) for group, title, says, _ in series_groups()), OTHER]
    groups = []
    for group, title, says in heads:
        some = tuple(one for one in known if one.group == group)
        if some:
            groups.append(SeriesGroup(id=group, title=title, says=says, series=some))
    return RecordCatalogue(
        groups=tuple(groups),
        editions=knowledge.editions.height,
        newest_edition=str(knowledge.newest_edition["edition"]),
        suppression=SUPPRESSION,
    )


def edition_list(knowledge: Knowledge) -> EditionList:
    """All editions, oldest data first.

    Args:
        knowledge: The record.
    """
    rows = knowledge.editions.sort("through", "published", "edition").drop("signature")
    return EditionList(
        editions=tuple(EditionOut.model_validate(_texts(row)) for row in rows.iter_rows(named=True))
    )


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    return {key: "" if value is None and key == "same_as" else value for key, value in row.items()}


def checked_series(name: str, knowledge: Knowledge) -> SeriesSummary:
    """A series by its name.

    Args:
        name: Its name.
        knowledge: The record.

    Raises:
        RefusedError: when there is none.
    """
    known = knowledge.series
    if name not in known:
        raise not_found(f"series {name[:60]}", did_you_mean(name, known, noun="series"))
    return summary_of(known[name])


def chosen_rows(
    name: str, knowledge: Knowledge, filters: dict[str, str | None], since: date | None,
    until: date | None,
) -> pl.DataFrame:  # fmt: skip
    """The newest values of a series that fit some filters, small counts left out.

    Args:
        name: The series.
        knowledge: The record.
        filters: By dimension a value, ``*`` for all; None for the total where there is one.
        since: Only values of periods that end on this day or later.
        until: Only values of periods that start on this day or earlier.
    """
    frame = knowledge.values_of(name)
    for dimension, wanted in filters.items():
        if wanted == ALL:
            continue
        total = TOTALS[dimension]
        if wanted is not None:
            frame = frame.filter(pl.col(dimension) == wanted)
        elif (frame[dimension] == total).any():
            frame = frame.filter(pl.col(dimension) == total)
    if since is not None:
        frame = frame.filter(pl.col("end") >= since)
    if until is not None:
        frame = frame.filter(pl.col("start") <= until)
    return without_small(frame)


def without_small(frame: pl.DataFrame) -> pl.DataFrame:
    """Values without the counts of so few people that they are shown nowhere.

    Args:
        frame: Values of one series.
    """
    below = pl.any_horizontal([pl.col("series").str.starts_with(one) for one in BELOW_AREAS])
    small = pl.col("unit").is_in(COUNTED) & (pl.col("value") < SMALLEST_SHOWN_COUNT)
    return frame.filter(~(below & small))


def series_page(
    name: str, knowledge: Knowledge, rows: pl.DataFrame, offset: int, limit: int
) -> SeriesPage:
    """One series with some of its values.

    Args:
        name: The series.
        knowledge: The record.
        rows: The values that fit what was asked for.
        offset: The first that is shown.
        limit: How many are shown at most.
    """
    whole = knowledge.values_of(name)
    some = rows.slice(offset, limit).select(COLUMNS)
    return SeriesPage(
        **dict(checked_series(name, knowledge)),
        dimensions={
            dimension: tuple(sorted(whole[dimension].unique().to_list()))
            for dimension in DIMENSIONS
        },
        rows=tuple(ValueOut.model_validate(row) for row in some.iter_rows(named=True)),
        total=rows.height,
        offset=offset,
        revisions=knowledge.revisions_of(name).height,
    )


def revision_list(name: str, knowledge: Knowledge, offset: int, limit: int) -> RevisionList:
    """The values of a series that a later edition changed.

    Args:
        name: The series.
        knowledge: The record.
        offset: The first that is shown.
        limit: How many are shown at most.
    """
    frame = knowledge.revisions_of(name).drop("series")
    rows = frame.slice(offset, limit)
    return RevisionList(
        series=name,
        rows=tuple(RevisionOut.model_validate(row) for row in rows.iter_rows(named=True)),
        total=frame.height,
        offset=offset,
    )


def gap_list(name: str, knowledge: Knowledge, limit: int) -> GapList:
    """Days that no value of a series covers.

    Args:
        name: The series.
        knowledge: The record.
        limit: How many gaps are shown at most, the longest.
    """
    frame = knowledge.values_of(name)
    keys = [column for column in KEY if column not in ("series", "period")]
    found: list[Gap] = []
    for values, part in frame.sort("start", "end").group_by(keys, maintain_order=True):
        named = dict(zip(keys, values, strict=True))
        found += [
            Gap(start=start, end=end, days=(end - start).days + 1,
                **{key: str(value) for key, value in named.items()})
            for start, end in gaps(part["start"].to_list(), part["end"].to_list())
        ]  # fmt: skip
    found.sort(key=lambda gap: (-gap.days, gap.start, gap.place, gap.detail))
    return GapList(series=name, says=GAPS_SAY, gaps=tuple(found[:limit]), total=len(found))


def gaps(starts: list[date], ends: list[date]) -> list[tuple[date, date]]:
    """Stretches of days between values that none of them covers.

    Args:
        starts: First days of the values, in order.
        ends: Their last days.
    """
    found = []
    single = all(start == end for start, end in zip(starts, ends, strict=True))
    shortest = LONGEST_STEP if single else 0
    covered = ends[0] if ends else None
    for start, end in zip(starts, ends, strict=True):
        assert covered is not None
        first = covered + timedelta(days=1)
        if (start - first).days > shortest:
            found.append((first, start - timedelta(days=1)))
        covered = max(covered, end)
    return found
