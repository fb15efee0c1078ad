"""What somebody does with the levers."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

from playwright.sync_api import expect

SUMMARY = "[data-summary]"


def lever(page, name):
    """A lever's row; its group is opened by a search."""
    page.get_by_role("searchbox", name="Find a lever").fill(name)
    return page.locator(f"[data-lever='{name}']")


def slide(row, share):
    """Put a lever's slider to a share of its way, as a hand does: one event per step."""
    row.locator("input[type=range]").evaluate(
        """(input, share) => {
            const [low, high] = [Number(input.min), Number(input.max)]
            input.value = String(low + share * (high - low))
            input.dispatchEvent(new Event('input', { bubbles: true }))
        }""",
        share,
    )


def ticked(box):
    """Tick a box from the keyboard: charts drawn as they come into view move a mouse's aim."""
    box.press(" ")
    expect(box).to_be_checked()


def test_a_newcomer_sees_the_baseline_with_its_sources(visit):
    page = visit.go()
    expect(page.get_by_role("heading", level=1)).to_have_text("The baseline")
    expect(page.locator(SUMMARY)).to_contain_text("Move a lever")
    for chart in ("arrests", "detained", "removals", "who", "courts", "cost", "hours", "binding"):
        figure = page.locator(f"[data-figure={chart}]")
        figure.scroll_into_view_if_needed()
        expect(figure.locator("svg").first).to_be_visible()
        expect(figure).to_contain_text("Source: Evenhand")


def test_a_newcomer_starts_from_a_question(visit):
    page = visit.go()
    page.get_by_role("link", name="every jail hands over?").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Every jail hands over")
    expect(page.locator(SUMMARY)).to_contain_text("more arrests")


def test_someone_lowers_beds_and_sees_removals_change(visit, api):
    page = visit.go()
    row = lever(page, "beds")
    slide(row, 0)
    expect(page.locator(SUMMARY)).to_contain_text("fewer people in detention")
    document = page.evaluate("fetch('/api/levers').then(r => r.json())")
    beds = next(x for group in document["groups"] for x in group["levers"] if x["name"] == "beds")
    asked = {
        "title": "the same", "author": "a test", "source": "a test", "why": "to compare",
        "changes": {"a": {"lever": "beds", "value": beds["slider_low"], "unit": beds["unit"],
                          "because": "the slider's low end"}},
    }  # fmt: skip
    answer = api.post("/api/run/quick", json={"scenario": asked}).json()
    expect(page.locator(SUMMARY)).to_have_text(answer["summary"])
    expect(page.locator("[data-figure=removals] h3")).to_contain_text("Removals")


def test_a_lever_moves_by_the_keyboard_and_is_reset(visit):
    page = visit.go()
    row = lever(page, "cooperation")
    slider = row.locator("input[type=range]")
    before = row.locator("output").inner_text()
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(row.locator("output")).not_to_have_text(before)
    expect(page.locator(SUMMARY)).to_contain_text("more arrests")
    assert "as in the baseline" not in slider.get_attribute("aria-valuetext")
    row.get_by_role("button", name="Reset").click()
    expect(row.locator("output")).to_have_text(before)
    expect(page.locator(SUMMARY)).to_contain_text("This is the baseline")


def test_an_exact_value_is_typed_and_a_wrong_one_is_answered_in_words(visit):
    page = visit.go()
    row = lever(page, "beds")
    row.locator("summary").click()
    field = row.get_by_label("Exact value")
    field.fill("many")
    row.get_by_role("button", name="Set", exact=True).click()
    expect(row).to_contain_text("Give a number.")
    field.fill("50,000")
    row.get_by_role("button", name="Set", exact=True).click()
    expect(row.locator("output")).to_contain_text("50,000")
    expect(row).to_contain_text("outside the evidence")


def test_a_lever_says_how_it_is_known(visit):
    page = visit.go()
    row = lever(page, "beds")
    row.locator("summary").click()
    for words in ("Evidence", "Source", "Baseline", "In files"):
        expect(row).to_contain_text(words)
    expect(row.locator(".badge").first).to_contain_text(re.compile("reliability [A-E]"))


def test_a_search_without_a_hit_says_what_to_do(visit):
    page = visit.go()
    page.get_by_role("searchbox", name="Find a lever").fill("zebra")
    expect(page.get_by_text("No lever fits")).to_be_visible()


def test_someone_chooses_areas_and_classes_and_the_address_keeps_them(visit):
    page = visit.go()
    page.get_by_text("Areas: the nation").click()
    ticked(page.get_by_role("checkbox", name="Chicago"))
    expect(page.locator("[data-figure=arrests] .unit")).to_contain_text("Chicago")
    assert "areas=Chicago" in page.url
    page.reload()
    expect(page.locator("[data-figure=arrests] .unit")).to_contain_text("Chicago")


def test_someone_clicks_an_area_and_comes_to_its_own_page(visit):
    page = visit.go("/explore?scenario=full-cooperation")
    tile = page.get_by_role("link", name=re.compile("^Denver: "))
    tile.scroll_into_view_if_needed()
    tile.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Denver: Every jail"))
    expect(page.locator("[data-figure=arrests] .unit")).to_contain_text("Denver")
    expect(page.locator("[data-figure=arrests] svg")).to_be_visible()


def test_an_area_that_is_none_is_answered_in_words(visit):
    page = visit.go("/area/Atlantis")
    expect(page.get_by_text("There is no area “Atlantis”")).to_be_visible()


def test_the_map_shows_another_measure_and_the_difference(visit):
    page = visit.go("/explore?scenario=full-cooperation")
    figure = page.locator("[data-figure=map]")
    figure.get_by_label("Measure").select_option("detainers issued")
    expect(figure.locator("h3")).to_have_text("Detainers issued by area")
    ticked(figure.get_by_label("difference"))
    expect(figure.locator("h3")).to_contain_text("difference from the baseline")
    assert len(figure.locator("svg a").all()) == 25
    ticked(figure.get_by_label("tiles with numbers"))
    expect(figure.locator("svg text", has_text="CHI")).to_be_visible()
    assert "measure=detainers+issued" in page.url
    assert "shape=tiles" in page.url


def test_a_chart_is_taken_away_as_csv_svg_and_png(visit, tmp_path):
    page = visit.go("/explore?scenario=full-cooperation")
    figure = page.locator("[data-figure=arrests]")
    figure.locator("summary", has_text="Data and downloads").click()
    got = {}
    for kind in ("CSV", "SVG", "PNG"):
        with page.expect_download() as waiting:
            figure.get_by_role("button", name=kind).click()
        got[kind] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(got[kind])
    lines = got["CSV"].read_text("utf-8").splitlines()
    assert lines[0].startswith("# Arrests rise")
    assert "Source" not in lines[1]
    rows = list(csv.reader(io.StringIO("\n".join(lines[1:]))))
    assert rows[0][0] == "Month"
    assert len(rows) > 40
    drawing = got["SVG"].read_text("utf-8")
    assert ElementTree.fromstring(drawing).tag.endswith("svg")
    assert "var(" not in drawing
    assert "Evenhand" in drawing
    assert got["PNG"].read_bytes().startswith(b"\x89PNG")


def test_the_table_behind_a_chart_has_every_month(visit):
    page = visit.go()
    figure = page.locator("[data-figure=detained]")
    figure.locator("summary", has_text="Data and downloads").click()
    expect(figure.locator("tbody tr")).to_have_count(48)


def test_intervals_come_when_the_lever_rests_and_again_after_a_reload(visit):
    page = visit.go("/explore?scenario=judges-plus-300")
    page.get_by_label("90 % intervals").check()
    expect(page.locator("[data-figure=detained] .note")).to_contain_text(
        "90 % interval", timeout=180_000
    )
    page.reload()
    expect(page.locator("[data-figure=detained] .note")).to_contain_text(
        "90 % interval", timeout=180_000
    )
    page.get_by_label("90 % intervals").uncheck()


def test_someone_has_the_one_file_report_made(visit, tmp_path):
    page = visit.go("/explore?scenario=judges-plus-300")

    def quicker(route):
        asked = route.request.post_data_json | {"draws": 0, "replicates": 0}
        route.continue_(post_data=json.dumps(asked))

    page.route("**/api/report", quicker)
    page.get_by_role("button", name="Report").click()
    link = page.get_by_role("link", name=re.compile("html$"))
    expect(link).to_be_visible(timeout=180_000)
    with page.expect_download() as waiting:
        link.click()
    file = tmp_path / "report.html"
    waiting.value.save_as(file)
    assert file.read_text("utf-8").lstrip().lower().startswith("<!doctype html>")


def test_someone_cites_what_they_see(visit):
    page = visit.go("/explore?scenario=judges-plus-300")
    page.get_by_role("button", name="Cite").click()
    expect(page.get_by_text("evenhand run judges-plus-300")).to_be_visible()


def test_a_server_that_is_gone_is_answered_in_words_and_the_page_lives_on(visit):
    page = visit.go()
    row = lever(page, "beds")
    page.route("**/api/run/quick", lambda route: route.abort())
    slide(row, 0)
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    visit.forget_errors()
    page.unroute("**/api/run/quick")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(SUMMARY)).to_contain_text("fewer people in detention")
    visit.forget_errors()


def test_a_saved_page_opens_without_a_server_and_shows_the_same(visit, browser, tmp_path):
    page = visit.go("/explore?scenario=full-cooperation")
    words = page.locator(SUMMARY).inner_text()
    titles = page.locator("[data-figure] h3").all_inner_texts()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save page").click()
    file = tmp_path / "saved.html"
    waiting.value.save_as(file)
    context = browser.new_context(offline=True, reduced_motion="reduce")
    other, wrong = context.new_page(), []
    other.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    other.on("pageerror", lambda error: wrong.append(str(error)))
    other.on("request", lambda asked: wrong.append(asked.url) if "http" in asked.url else None)
    other.goto(file.as_uri())
    expect(other.get_by_role("heading", level=1)).to_contain_text("Every jail hands over")
    expect(other.get_by_text(words)).to_be_visible()
    shown = other.locator("[data-figure] h3").all_inner_texts()
    assert set(titles) - set(shown) == {"Arrests by area"}
    for figure in ("arrests", "binding", "flow"):
        drawn = other.locator(f"[data-figure={figure}]")
        drawn.scroll_into_view_if_needed()
        expect(drawn.locator("svg").first).to_be_visible()
    other.screenshot(path=tmp_path / "saved.png")
    context.close()
    assert wrong == []
