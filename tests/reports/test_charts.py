from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import polars as pl
import pytest

from evenhand.reports.charts import LINES, Chart, error_chart, facet_chart, stock_chart

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(40)]
VALUES = [float(n) for n in range(40)]
BAND = pl.DataFrame({"day": DAYS[:3], "low": [1.0, 2.0, 3.0], "high": [4.0, 5.0, 6.0]})


def lines(*names):
    parts = [
        pl.DataFrame(
            {"day": DAYS, "value": [float(n) for n in range(40)], "line": name, "panel": "One"}
        )
        for name in names
    ]
    return pl.concat(parts)


@pytest.fixture(scope="module")
def charts() -> list[Chart]:
    errors = pl.DataFrame({"method": ["model", "last value"] * 2, "horizon": [1, 1, 2, 2],
                           "error": [3.0, 5.0, 4.0, 7.0]})  # fmt: skip
    return [
        stock_chart(lines("record", "baseline", "scenario"), BAND, "A finding", "A note", "people"),
        facet_chart("flows", lines("record", "baseline"), ["One"], "A finding", "A note", "people"),
        error_chart(errors, "A finding", "A note."),
    ]


def test_a_chart_is_svg_that_can_be_read_for_both_widths(charts):
    for chart in charts:
        for svg in (chart.wide, chart.narrow):
            assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
            assert 'role="presentation"' in svg
        assert chart.wide != chart.narrow


def test_a_picture_for_phones_is_narrow(charts):
    for chart in charts:
        width = re.search(r'<svg[^>]*width="([\d.]+)"', chart.narrow)
        assert float(width[1]) <= 360


def test_a_chart_has_no_scripts_and_fetches_nothing(charts):
    for chart in charts:
        assert "<script" not in chart.wide
        assert "href=" not in chart.wide.replace("xlink:href=", "")
        assert "<image" not in chart.wide


def test_the_same_data_give_the_same_bytes():
    one, other = (
        stock_chart(lines("record", "baseline"), BAND, "A finding", "A note", "people")
        for _ in range(2)
    )
    assert one.wide == other.wide
    assert one.narrow == other.narrow


def test_lines_are_told_apart_by_colour_and_by_dash():
    assert len({colour for colour, _ in LINES.values()}) == len(LINES)
    assert len({tuple(dash) for name, (_, dash) in LINES.items() if name != "scenario"}) >= 3
    drawn = stock_chart(lines("record", "baseline"), BAND, "A", "B", "people").wide
    assert LINES["baseline"][0] in drawn
    assert 'stroke-dasharray="6,3"' in drawn


def test_axes_name_their_unit(charts):
    assert "people" in charts[0].wide
    assert "mean absolute error, %" in charts[2].wide


def test_a_chart_keeps_the_numbers_it_was_drawn_from(charts):
    assert charts[0].data.height == 3 * 40
