from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.reports import answer_flows
from evenhand.reports.answer_flows import COLUMNS, ENDS, WAYS, course_flows, flow_chart
from evenhand.reports.flow_picture import Band, Stage, flow_svg
from evenhand.results.flows import flow_table
from evenhand.results.grouping import first_as_one, in_groups

SVG = "{http://www.w3.org/2000/svg}"


def people(table, source=None, target=None):
    for name, wanted in (("source", source), ("target", target)):
        if wanted is not None:
            table = table.filter(pl.col(name) == wanted)
    return float(table["people"].sum())


@pytest.mark.parametrize("name", ["baseline", "full-cooperation", "eo50"])
def test_whoever_is_arrested_comes_from_somewhere_and_goes_somewhere(answers, name):
    for course in answers[name].courses:
        table = course_flows(course)
        for stage in (answer_flows.HANDED, answer_flows.ARRESTED):
            into, out = people(table, target=stage), people(table, source=stage)
            assert into == pytest.approx(out, rel=1e-6)
            assert into > 0


def test_every_band_is_of_arrows_that_the_network_has(answers):
    course = answers["full-cooperation"].second
    table = flow_table(in_groups(course.months, "class"))
    known = set(table.select("source", "way", "target").iter_rows())
    limits = {("beds", "*", "*"), ("jail pickup", "lapsed", "*")}  # where nothing is short: none
    for way in WAYS:
        for arrow in way.arrows:
            found = [
                one
                for one in known
                if all(part in ("*", mine) for part, mine in zip(arrow, one, strict=True))
            ]
            assert found or arrow in limits, arrow


def test_all_who_are_removed_from_detention_are_in_the_picture(answers):
    course = answers["baseline"].first
    counts = first_as_one(in_groups(course.months, "class"), 12)
    removed = flow_table(counts).filter(
        pl.col("target").is_in(["removed by land", "removed by air"])
    )["people"].sum()  # fmt: skip
    shown = people(course_flows(course), target=answer_flows.REMOVED)
    assert shown == pytest.approx(removed * 365.25 / counts.lengths.sum(), rel=1e-6)


def test_the_title_says_shares_and_people_of_both_runs(answers):
    chart = flow_chart(answers["full-cooperation"])
    assert re.match(r"\d+ % of those asked for in jails are handed over \(baseline: \d+ %\)",
                    chart.title)  # fmt: skip
    assert chart.data.columns == [
        "source", "target", "people a year, baseline", "people a year, scenario",
    ]  # fmt: skip


def test_every_stage_of_the_picture_is_named_once_and_ends_are_ends():
    names = [name for column in COLUMNS for name in column]
    assert len(set(names)) == len(names)
    place = {name: index for index, column in enumerate(COLUMNS) for name in column}
    assert all(place[way.source] < place[way.target] for way in WAYS)
    assert not {way.source for way in WAYS} & set(ENDS)


@given(
    st.lists(st.floats(0.5, 1e6), min_size=3, max_size=9),
    st.booleans(),
)
def test_a_picture_stays_in_its_frame_and_its_labels_apart(amounts, phone):
    middle = [Stage(f"Middle number {n}", 1, f"{x:,.0f}") for n, x in enumerate(amounts[:-1])]
    end = Stage("The end of it", 2 + len(amounts) % 2, "all", ends=True)
    stages = [Stage("Start", 0, "all"), *middle, end]
    bands = [Band("Start", one.name, x) for one, x in zip(middle, amounts, strict=False)]
    bands += [Band(one.name, end.name, x) for one, x in zip(middle, amounts, strict=False)]
    root = ElementTree.fromstring(flow_svg(stages, bands, phone=phone))
    width, height = float(root.get("width")), float(root.get("height"))
    for one in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(one.get(key)) for key in ("x", "y", "width", "height"))
        assert min(x, y) >= -0.5
        assert x + w <= width + 0.5
        assert y + h <= height + 1.5
    assert sum(1 for _ in root.iter(f"{SVG}rect")) == len(stages)
    if len(amounts) <= 6 and not phone:
        tops = sorted(
            float(one.get("y"))
            for one in root.iter(f"{SVG}text")
            if one.text and one.text.startswith("Middle")
        )
        assert all(after - before >= 12 for before, after in pairwise(tops))


def test_wider_bands_are_of_more_people():
    stages = [Stage("A", 0, ""), Stage("B", 1, ""), Stage("C", 1, "")]
    svg = flow_svg(stages, [Band("A", "B", 300.0), Band("A", "C", 100.0)], phone=False)
    heights = [float(h) for h in re.findall(r'<rect [^>]*height="([\d.]+)"', svg)]
    assert heights[1] == pytest.approx(3 * heights[2], rel=0.01)
    assert heights[0] == pytest.approx(heights[1] + heights[2], rel=0.01)
