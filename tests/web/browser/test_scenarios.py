"""What somebody does with scenarios."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from playwright.sync_api import expect

from evenhand.scenarios.files import load_scenario

from .test_explore import SUMMARY, lever, slide


def test_someone_starts_from_a_shipped_scenario(visit):
    page = visit.go("/scenarios")
    page.get_by_role("button", name="Open: Every jail hands over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Every jail hands over"))
    expect(page.locator(SUMMARY)).to_contain_text("more arrests")
    assert "scenario=full-cooperation" in page.url


def test_a_shared_link_opens_the_same_scenario(visit, visiting):
    page = visit.go("/explore?scenario=full-cooperation")
    row = lever(page, "beds")
    slide(row, 0)
    expect(page.locator(SUMMARY)).to_contain_text("fewer removals")
    words, value = page.locator(SUMMARY).inner_text(), row.locator("output").inner_text()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text(re.compile("carries the whole scenario"))).to_be_visible()
    assert re.search(r"[?&]s=[A-Za-z0-9_-]{40,}", page.url)
    with visiting() as other:
        other.page.goto(page.url)
        expect(other.page.locator(SUMMARY)).to_have_text(words)
        assert lever(other.page, "beds").locator("output").inner_text() == value


def test_a_link_that_was_cut_says_so_and_shows_the_baseline(visit):
    page = visit.go("/explore?s=q1YqSy0qzszPU7JSUE")
    expect(page.get_by_role("alert")).to_contain_text("may have been cut")


def test_downloaded_yaml_is_accepted_by_evenhand_run(visit, tmp_path):
    page = visit.go("/explore?scenario=beds-100k")
    slide(lever(page, "cooperation"), 1)
    expect(page.locator(SUMMARY)).to_contain_text("more arrests")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="YAML").click()
    file = tmp_path / "mine.yaml"
    waiting.value.save_as(file)
    scenario, _ = load_scenario(str(file))
    assert {change.lever for change in scenario.changes.values()} == {"beds", "cooperation"}
    options = ["--draws", "0", "--replicates", "0", "--until", "2026-06-30"]
    command = [sys.executable, "-m", "evenhand", "run", str(file), *options]
    command += ["--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "provenance.json").is_file()


def test_someone_keeps_a_scenario_and_finds_it_again(visit):
    page = visit.go("/explore?scenario=judges-plus-300")
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Kept in this browser")).to_be_visible()
    page.get_by_role("button", name="Back to the baseline").click()
    page.get_by_role("link", name="Scenarios").click()
    page.get_by_role("button", name=f"Open: {title}").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_someone_opens_a_file_of_their_own(visit, tmp_path):
    file = tmp_path / "mine.json"
    document = {
        "title": "Half the beds", "author": "a test", "source": "a test", "why": "to open a file",
        "changes": {"half": {"lever": "beds", "multiply": 0.5, "unit": "ratio",
                             "because": "half of them closed"}},
    }  # fmt: skip
    file.write_text(json.dumps(document), "utf-8")
    page = visit.go("/scenarios")
    page.get_by_label("A scenario file").set_input_files(file)
    expect(page.get_by_role("heading", level=1)).to_have_text("Half the beds")
    expect(page.locator(SUMMARY)).to_contain_text("fewer people in detention")


def test_a_wrong_file_is_told_by_line_and_changes_nothing(visit, tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(
        "title: Wrong\nauthor: a test\nsource: a test\nwhy: to see\n"
        "changes:\n  a:\n    lever: bedz\n    value: 1\n    because: it is misspelt\n", "utf-8"
    )  # fmt: skip
    page = visit.go("/scenarios?scenario=beds-100k")
    page.get_by_label("A scenario file").set_input_files(file)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("wrong.yaml cannot be used")
    expect(alert).to_contain_text("beds")
    assert "scenario=beds-100k" in page.url


def test_someone_drags_a_change_to_later_days(visit):
    page = visit.go("/scenarios/edit?scenario=beds-100k")
    end = page.get_by_role("slider", name=re.compile("first day"))
    before = int(end.get_attribute("aria-valuenow"))
    box = end.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 104, box["y"] + 8, steps=5)
    page.mouse.up()
    expect(end).not_to_have_attribute("aria-valuenow", str(before))
    assert int(end.get_attribute("aria-valuenow")) > before + 30


def test_a_change_moves_by_the_keyboard_too(visit):
    page = visit.go("/scenarios/edit?scenario=beds-100k")
    end = page.get_by_role("slider", name=re.compile("first day"))
    before = int(end.get_attribute("aria-valuenow"))
    end.focus()
    page.keyboard.press("ArrowRight")
    expect(end).to_have_attribute("aria-valuenow", str(before + 1))
    page.keyboard.press("PageUp")
    expect(end).to_have_attribute("aria-valuenow", str(before + 31))


def test_someone_switches_an_order_as_if_it_had_stood(visit):
    page = visit.go("/scenarios/edit?scenario=eo50-as-happened")
    choice = page.get_by_label(re.compile("Take New York City Executive Order 50"))
    expect(page.locator(SUMMARY)).to_contain_text(re.compile("differs from the baseline"))
    label = next(x for x in choice.locator("option").all_inner_texts() if "in force" in x)
    choice.select_option(label=label)
    expect(page.locator(SUMMARY)).to_contain_text("more arrests")
    choice.select_option(label="as it happened")
    expect(page.locator(SUMMARY)).to_contain_text(re.compile("differs from the baseline"))


def test_someone_writes_a_change_with_dates_and_places(visit):
    page = visit.go("/scenarios/edit")
    page.get_by_label("Add a change of").select_option("cooperation")
    form = page.locator("[data-change=cooperation]")
    form.get_by_role("textbox", name="Amount").fill("0.9")
    form.get_by_label("From", exact=True).fill("2026-06-01")
    form.get_by_text("Areas: all").click()
    form.get_by_role("checkbox", name="New York City").check()
    expect(page.locator(SUMMARY)).to_contain_text("more arrests")
    said = page.locator("section", has_text="What it says, in words")
    expect(said.first).to_contain_text("New York City")
    expect(said.first).to_contain_text("1 June 2026")


def test_what_cannot_be_is_told_and_the_last_answer_stays(visit):
    page = visit.go("/scenarios/edit")
    page.get_by_label("Add a change of").select_option("cooperation")
    form = page.locator("[data-change=cooperation]")
    form.get_by_role("textbox", name="Amount").fill("7")
    form.get_by_role("textbox", name="Amount").press("Tab")
    expect(page.get_by_role("alert").first).to_contain_text("cooperation")
    visit.forget_errors()  # the refusal itself: 422
    form.get_by_role("textbox", name="Amount").fill("0.6")
    form.get_by_role("textbox", name="Amount").press("Tab")
    expect(page.get_by_role("alert")).to_have_count(0)
    visit.forget_errors()


def test_someone_compares_three_scenarios_and_no_more_than_four(visit):
    page = visit.go("/scenarios/compare")
    expect(page.get_by_text("Nothing is chosen yet")).to_be_visible()
    names = ("100,000 beds", "300 more immigration judges", "No jail hands anyone over",
             "Twice as many removal flights")  # fmt: skip
    for name in names:
        page.get_by_role("checkbox", name=re.compile(name)).check()
    expect(page.get_by_text("Four is the most")).to_be_visible()
    expect(page.get_by_role("checkbox", name=re.compile("Every jail"))).to_be_disabled()
    expect(
        page.locator("[data-figure=compare-arrests] svg text", has_text="no-cooperation")
    ).to_be_visible()
    page.reload()
    expect(
        page.locator("[data-figure=compare-arrests] svg text", has_text="no-cooperation")
    ).to_be_visible()
