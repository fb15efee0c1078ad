from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from evenhand.errors import DataError
from evenhand.observations.catalogue import TRANSCRIBED, catalogue, descriptions, show
from evenhand.observations.table import Observations, observations_frame
from evenhand.sources.flat_layout import flat_layouts
from evenhand.sources.layout import Column, workbook_layout
from evenhand.sources.workbook_reader import tables_of
from tests.observations.test_table import version


def declared_series() -> set[str]:
    names: set[str | None] = set()
    for table in tables_of(workbook_layout()):
        columns = list(table.columns.values()) if isinstance(table.columns, dict) else []
        found = {c.series for c in [*columns, *table.row_series.values()] if isinstance(c, Column)}
        names |= found | ({None} if table.row_series else {table.series})
    names |= {c.series for layout in flat_layouts() for c in layout.values.values()}
    return {name for name in names if name}


def test_every_declared_series_has_a_description_that_is_a_sentence():
    known = descriptions()
    assert declared_series() <= set(known)
    assert all(text[0].isupper() and text.endswith(".") for text in known.values())


def test_every_description_is_of_a_series_that_ships_or_that_a_table_would_add(shipped):
    from_tables = {c.series for layout in flat_layouts() for c in layout.values.values()}
    assert set(descriptions()) <= set(shipped.names()) | from_tables


def test_the_catalogue_lists_every_series_once_with_span_unit_and_description(shipped):
    listed = catalogue(shipped)
    assert listed["series"].to_list() == shipped.names()
    assert (listed["first"] <= listed["last"]).all()
    assert (listed["values"] > 0).all()
    for name in ("unit", "description"):
        assert (listed[name].str.len_chars() > 0).all()


def test_the_catalogue_says_how_a_series_can_be_broken_down(shipped):
    by = dict(catalogue(shipped).select("series", "by").rows())
    assert by["average-daily-population"] == "agency, criminality"
    assert by["atd-participants"] == "place, detail"


def test_a_series_that_nobody_described_is_said_to_be_transcribed():
    rows = [version(1, 1.0, 1, 1, series="my-own-count")]
    listed = catalogue(Observations(observations_frame(rows)))
    assert listed["description"].to_list() == [TRANSCRIBED]


@pytest.fixture
def some() -> Observations:
    rows = [
        version(1, 10.0, 1, 1),
        version(2, 4.0, 1, 1, agency="ICE"),
        version(3, 6.0, 1, 1, agency="CBP"),
    ]
    later = {"period": "2025-02", "start": date(2025, 2, 1), "end": date(2025, 2, 28)}
    rows += [replace(row, **later, value=row.value * 2) for row in rows]
    return Observations(observations_frame([*rows, version(9, 11.0, 5, 5)]))


def test_only_totals_are_shown_unless_a_breakdown_is_asked_for(some):
    assert show(some, "detained")["value"].to_list() == [11.0, 20.0]
    apart = show(some, "detained", by=["agency"])
    assert apart["agency"].to_list() == ["ALL", "CBP", "ICE"] * 2


def test_values_are_shown_between_two_days(some):
    assert show(some, "detained", since=date(2025, 2, 1))["period"].to_list() == ["2025-02"]
    assert show(some, "detained", until=date(2025, 1, 31))["period"].to_list() == ["2025-01"]


def test_what_was_known_on_a_day_shows_the_value_of_that_day(some):
    known = show(some, "detained", published_by=date(2025, 1, 3))
    assert known["value"].to_list() == [10.0, 20.0]


def test_every_value_is_shown_with_its_unit_reliability_file_and_cell(some):
    assert {"unit", "reliability", "file", "sheet", "cell", "published", "complete"} <= set(
        show(some, "detained").columns
    )


def test_an_unknown_breakdown_is_answered_with_the_nearest(some):
    with pytest.raises(DataError, match=r"--by agncy  is not a dimension\n.*'agency'"):
        show(some, "detained", by=["agncy"])


def test_an_unknown_series_is_answered_with_the_nearest(some):
    with pytest.raises(DataError, match="did you mean 'detained'"):
        show(some, "detaned")


def test_a_series_without_a_total_is_shown_whole(shipped):
    shown = show(shipped, "arrests-by-area")
    assert shown["place"].n_unique() > 20
