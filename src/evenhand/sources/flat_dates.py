"""How new the data of a flat table are, and when the table came out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from evenhand.errors import Problem, SourceError
from evenhand.observations.table import Observation
from evenhand.sources.editions import USUAL_POSTING_LAG
from evenhand.sources.flat_layout import FlatLayout


@dataclass(frozen=True)
class FlatReading:
    """Everything one flat table said."""

    layout: FlatLayout
    digest: str
    observations: tuple[Observation, ...]
    warnings: tuple[Problem, ...]
    published_by: str
    """How the day of publication is known: ``option``, ``layout``, ``file`` or ``estimate``."""


def dated(
    path: Path, rows: list[Observation], layout: FlatLayout, published: date | None
) -> tuple[tuple[Observation, ...], str]:
    """Say of every row how new its data are and when the table came out.

    A table without days of its own is dated by its last day, so that a longer one is newer. One of
    typed figures is dated by its layout: it holds plans for years to come.
    """
    last = max(max(row.end, row.as_of) for row in rows)
    if layout.tidy and layout.published:
        last = layout.published
    day, basis = _published(path, last, layout, published)
    rows_then = (
        replace(row, as_of=last if row.as_of == date.min else row.as_of, published=day)
        for row in rows
    )
    return tuple(rows_then), basis


def _published(path: Path, last: date, layout: FlatLayout, stated: date | None) -> tuple[date, str]:
    """The day of publication, never before the last day of the data, and how it is known.

    What is stated comes first. A layout knows the day of its table as it ships, and so of any that
    holds no later data. Of others the day on which the file was last changed is believed.

    Raises:
        SourceError: when a day is stated that lies before the last day of the data.
    """
    if stated is not None:
        if stated < last:
            what = f"cannot have been published on {stated}: its data go to {last}"
            raise SourceError(Problem(path.name, what, "state a later day, or none"))
        return stated, "option"
    if layout.published and layout.published >= last:
        return layout.published, "layout"
    changed = day_changed(path)
    if changed >= last:
        return changed, "file"
    return last + USUAL_POSTING_LAG, "estimate"


def day_changed(path: Path) -> date:
    """The day on which a file was last changed; the first of all days when there is none."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    except OSError:
        return date.min
