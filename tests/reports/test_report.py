"""Reports: what each form holds, and that all say the same."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from datetime import date

import polars as pl
import pytest

from evenhand.errors import EvenhandError
from evenhand.model.levers import levers
from evenhand.model.places import AREAS
from evenhand.reports.answer import answer, arguments_of
from evenhand.reports.answer_files import data_record
from evenhand.reports.answer_page import command_of, page_content
from evenhand.reports.area_charts import arrests_by_area, tiles
from evenhand.reports.assumptions import assumptions
from evenhand.reports.page import MOST_ROWS, data_address, themed
from evenhand.reports.report import chart_list, one_file_report, report_files
from evenhand.results.provenance import provenance_record
from evenhand.studies.first_year import SECTIONS
from tests.reports.pages import Page

STRESS = {
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4", "4.1",
    "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
}  # fmt: skip
"""The twenty items of the checklist, STRESS-DES."""


@pytest.fixture(scope="module")
def drawn(shipped):
    """A short answer with draws."""
    asked = arguments_of(["full-cooperation"], until=date(2026, 5, 31), draws=20, replicates=4)
    return answer(shipped, asked, workers=1)


@pytest.fixture(scope="module")
def made(drawn):
    """All files of its report, charts without pictures."""
    empty = '<svg xmlns="http://www.w3.org/2000/svg" role="presentation" focusable="false"></svg>'
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("evenhand.reports.charts._svg", lambda _: empty)
        return report_files(drawn, drawn.arguments | {"report": "all"})


@pytest.fixture(scope="module")
def content(drawn):
    record = provenance_record(drawn.arguments, data_record(drawn), {})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("evenhand.reports.charts._svg", lambda _: "<svg></svg>")
        return page_content(drawn, record)


def test_every_form_says_the_same_findings(made, drawn):
    page = " ".join(Page(made["report.html"]).text().split())
    text = made["report.md"].decode()
    data = json.loads(made["report.json"])
    for sentence in drawn.sentences:
        assert " ".join(sentence.split()) in page
        assert sentence in text
        assert sentence in data["findings"]


def test_every_chart_is_in_every_form_with_its_numbers(made, content):
    data = {one["name"]: one for one in json.loads(made["report.json"])["charts"]}
    text = made["report.md"].decode()
    for chart in chart_list(content):
        assert f"](chart-{chart.name}.svg)" in text
        assert f"chart-{chart.name}.svg" in made
        assert data[chart.name]["finding"] == chart.title
        frame = pl.read_parquet(io.BytesIO(made[f"chart-{chart.name}.parquet"]))
        assert frame.height == chart.data.height == len(data[chart.name]["data"])
        rows = made[f"chart-{chart.name}.csv"].decode().splitlines()
        assert len(rows) == chart.data.height + 1


def test_every_chart_states_its_unit_source_and_uncertainty_and_leads_to_sources(content):
    known = {row.name for row in content["source_rows"]}
    for chart in chart_list(content):
        assert re.search(r"\d|wait|as in|moved|change", chart.title), chart.title
        assert len(chart.note) > 60, chart.name
        assert chart.sources, chart.name
        assert set(chart.sources) <= known, chart.name


def test_long_tables_of_the_page_are_cut_and_the_file_beside_them_is_whole(made):
    html = made["report.html"].decode()
    assert f"The first {MOST_ROWS} of" in html
    part = html.split('id="detained"')[1].split("</details>")[0]
    assert part.count("<tr>") == MOST_ROWS + 1


def test_methods_fill_in_every_item_of_the_checklist(content):
    items = [item for _, part in content["methods"] for item in part]
    assert {item.number for item in items} == STRESS
    assert all(item.says and all(words.strip() for words in item.says) for item in items)
    told = " ".join(words for item in items for words in item.says)
    assert f"{len(levers())} levers" in told
    assert "20 joint draws" in told
    assert "4 replicates" in told


def test_methods_follow_the_tables(content, monkeypatch, drawn):
    from evenhand.reports import methods

    fewer = dict(list(levers().items())[:50])
    monkeypatch.setattr(methods, "levers", lambda: fewer)
    told = str(methods.methods(drawn, content["record"]))
    assert "50 levers" in told


def test_assumptions_are_ranked_and_none_is_left_out(content, drawn):
    found = assumptions(drawn)
    weights = [one.weight for one in found if one.weight is not None]
    assert weights == sorted(weights, reverse=True)
    assert weights
    assert {one.name for one in found} >= set(levers())
    assert Counter(one.name for one in found).most_common(1)[0][1] == 1
    shown = [one.name for one in (*content["leading"], *content["rest"])]
    assert sorted(shown) == sorted(one.name for one in found)
    assert any(one.changed and one.name == "cooperation" for one in found)


def test_without_draws_the_weakest_evidence_comes_first(answers):
    found = assumptions(answers["baseline"])
    assert all(one.weight is None for one in found)
    grades = [one.reliability for one in found]
    assert grades == sorted(grades, reverse=True)


def test_every_part_of_the_summary_names_its_sources(content):
    known = {row.name for row in content["source_rows"]}
    for section in SECTIONS:
        assert set(content["section_sources"][section]) <= known


def test_sources_name_file_cell_day_and_reliability(content, shipped):
    rows = {row.name: row for row in content["source_rows"]}
    for name in ("detention", "removals", "arrests"):
        row = rows[name]
        assert "cell " in row.where
        assert "posted" in row.when
        assert row.reliability in "AB"
        assert row.address.startswith("https://")


def test_one_file_is_all_that_a_page_needs(drawn, undrawn):
    page = Page(one_file_report(drawn))
    assert page.named("link", "script", "img") == []
    assert "evenhand run full-cooperation --until 2026-05-31 --draws 20" in page.text()


def test_the_command_is_that_of_shipped_scenarios_alone(drawn):
    asked = drawn.arguments
    assert command_of(asked).startswith("evenhand run full-cooperation ")
    changed = json.loads(json.dumps(asked))
    changed["scenarios"][0]["content"]["title"] = "Another"
    assert command_of(changed) == ""
    changed["scenarios"][0]["name"] = "my-own"
    assert command_of(changed) == ""


def test_an_unknown_form_is_refused(drawn):
    with pytest.raises(EvenhandError, match="did you mean 'markdown'"):
        report_files(drawn, drawn.arguments | {"report": "markdwn"})


def test_the_map_has_a_tile_of_its_own_for_every_area():
    found = tiles()
    assert [tile.area for tile in found] == list(AREAS)
    assert len({(tile.column, tile.row) for tile in found}) == len(AREAS)
    assert len({tile.code for tile in found}) == len(AREAS)
    assert all(re.fullmatch("[A-Z]{3}", tile.code) for tile in found)
    west = {tile.area: tile.column for tile in found}
    assert west["Seattle"] < west["Denver"] < west["Chicago"] < west["Boston"]
    south = {tile.area: tile.row for tile in found}
    assert south["Seattle"] < south["Los Angeles"] < south["San Diego"]


def test_arrests_by_area_add_up_to_those_of_the_nation(answers):
    course = answers["eo50"].second
    by_area = arrests_by_area(course.months).sum(axis=-1)
    from evenhand.results.measures import measure

    whole = measure(course.months, "arrests").sum(axis=-1)
    border = whole - by_area
    assert (border >= -1e-6).all()
    assert border.max() < 0.2 * whole.max()


def test_themed_colours_fall_back_to_those_of_the_chart():
    assert themed('<path stroke="#0072B2"/>') == '<path stroke="var(--chart-blue, #0072B2)"/>'
    assert themed('<text fill="#1A1A1A">') == '<text fill="var(--chart-ink, #1A1A1A)">'
    assert themed('<rect fill="#123456"/>') == '<rect fill="#123456"/>'


def test_a_table_in_the_page_is_the_csv_of_it():
    import base64

    frame = pl.DataFrame({"a": [1, 2], "b": ["x", "y,z"]})
    head, body = data_address(frame).split(",", 1)
    assert head == "data:text/csv;base64"
    assert pl.read_csv(io.BytesIO(base64.b64decode(body))).equals(frame)
