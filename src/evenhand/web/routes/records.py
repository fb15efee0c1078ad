"""``/api/records``: every series with its cells, editions, revisions and gaps."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import Response

from evenhand.observations.catalogue import DIMENSIONS
from evenhand.web.limits import LIMITS, MOST_CHARACTERS
from evenhand.web.record_pages import (
    COLUMNS,
    checked_series,
    chosen_rows,
    edition_list,
    gap_list,
    record_catalogue,
    revision_list,
    series_page,
)
from evenhand.web.server import Here
from evenhand.web.wire.base import Day
from evenhand.web.wire.records import (
    EditionList,
    GapList,
    RecordCatalogue,
    RevisionList,
    SeriesPage,
)

router = APIRouter(tags=["records"])
Name = Annotated[str, Path(min_length=1, max_length=120)]
Filter = Annotated[str | None, Query(max_length=MOST_CHARACTERS)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=LIMITS.rows)]
CSV = "text/csv"
AS_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {CSV: {"schema": {"type": "string"}}}, "description": "The values."}
}


@router.get("/api/records")
def records(server: Here) -> RecordCatalogue:
    """Every series, in groups."""
    return record_catalogue(server.knowledge)


@router.get("/api/editions")
def editions(server: Here) -> EditionList:
    """Every edition that was read, oldest data first."""
    return edition_list(server.knowledge)


@router.get("/api/records/{series}.csv", response_class=Response, responses=AS_CSV)
def series_csv(
    series: Name, server: Here, place: Filter = None, agency: Filter = None,
    criminality: Filter = None, detail: Filter = None,
    since: Annotated[Day | None, Query()] = None, until: Annotated[Day | None, Query()] = None,
) -> Response:  # fmt: skip
    """The newest values of a series as CSV, all that fit the filters."""
    filters = dict(zip(DIMENSIONS, (place, agency, criminality, detail), strict=True))
    return _as_csv(series, server, filters, since, until)


@router.get("/api/records/{series}", response_model=SeriesPage, responses=AS_CSV)
def series(
    series: Name, server: Here, place: Filter = None, agency: Filter = None,
    criminality: Filter = None, detail: Filter = None,
    since: Annotated[Day | None, Query()] = None, until: Annotated[Day | None, Query()] = None,
    offset: Offset = 0, limit: Limit = 1000,
    accept: Annotated[str | None, Header(max_length=500)] = None,
) -> Any:  # fmt: skip
    """The newest values of a series with edition, file, sheet, cell and reliability.

    Of each dimension the total is shown, one value if it is named, or all with `*`. With
    `Accept: text/csv` the answer is CSV.
    """
    filters = dict(zip(DIMENSIONS, (place, agency, criminality, detail), strict=True))
    if accept is not None and accept.split(",")[0].split(";")[0].strip() == CSV:
        return _as_csv(series, server, filters, since, until)
    checked_series(series, server.knowledge)
    rows = chosen_rows(series, server.knowledge, filters, since, until)
    return series_page(series, server.knowledge, rows, offset, limit)


@router.get("/api/records/{series}/revisions")
def series_revisions(
    series: Name, server: Here, offset: Offset = 0, limit: Limit = 1000
) -> RevisionList:
    """The values of a series that a later edition changed, with every version."""
    checked_series(series, server.knowledge)
    return revision_list(series, server.knowledge, offset, limit)


@router.get("/api/records/{series}/gaps")
def series_gaps(series: Name, server: Here, limit: Limit = 200) -> GapList:
    """Days that no value of a series covers, the longest gaps first."""
    checked_series(series, server.knowledge)
    return gap_list(series, server.knowledge, limit)


def _as_csv(
    series: str, server: Here, filters: dict[str, str | None], since: Any, until: Any
) -> Response:
    checked_series(series, server.knowledge)
    rows = chosen_rows(series, server.knowledge, filters, since, until).select(COLUMNS)
    safe = "".join(letter for letter in series if letter.isalnum() or letter in "-_")
    disposition = f'attachment; filename="{safe}.csv"'
    return Response(rows.write_csv(), media_type=CSV, headers={"Content-Disposition": disposition})
