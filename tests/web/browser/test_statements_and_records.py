"""What somebody does with claims, records and the page on trust."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_someone_reads_a_verdict_down_to_the_cell(visit):
    page = visit.go("/claims")
    page.get_by_role("link", name=re.compile("7,300 people in the first week")).click()
    expect(page.locator("[data-verdict]")).to_contain_text("not supported")
    page.get_by_text(re.compile("figures? behind it")).first.click()
    table = page.get_by_role("region", name=re.compile("Figures behind")).first
    expect(table).to_contain_text(re.compile("[A-Z]+[0-9]+"))


def test_someone_types_a_number_and_sees_the_verdict_move(visit):
    page = visit.go("/claims/C02")
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_contain_text("not supported")
    field = page.get_by_role("textbox", name="Another number")
    field.fill("3,150")
    expect(verdict.locator(".verdict")).to_contain_text(re.compile("^. supported"))
    expect(verdict).to_contain_text("was: not supported")
    field.fill("lots")
    expect(page.get_by_text("Write a number")).to_be_visible()
    page.get_by_role("button", name="Back to the ledger").click()
    expect(verdict.locator(".verdict")).to_contain_text("not supported")


def test_someone_tries_another_definition(visit):
    page = visit.go("/claims/C02")
    choice = page.get_by_label("as counted by")
    label = next(
        x for x in choice.locator("option").all_inner_texts() if "removed and returned" in x
    )
    choice.select_option(label=label)
    expect(page.locator("[data-verdict] .verdict")).to_contain_text(re.compile("^. supported"))


def test_the_ledger_is_sifted_by_verdict_and_word(visit):
    page = visit.go("/claims")
    page.get_by_label("Verdict").select_option("not supported")
    for card in page.locator(".claim").all():
        assert "not supported" in card.inner_text()
    page.get_by_label("Find").fill("zebra")
    expect(page.get_by_text("No statement fits")).to_be_visible()


def test_a_claim_that_is_none_is_answered_in_words(visit):
    page = visit.go("/claims/C999")
    expect(page.get_by_role("alert")).to_contain_text("C999")
    visit.forget_errors()  # the refusal itself: 404


def test_someone_follows_a_series_to_its_cells_revisions_and_gaps(visit, api, tmp_path):
    page = visit.go("/records")
    page.get_by_label("Find a series").fill("average-daily-population")
    page.get_by_role("link", name="average-daily-population", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("average-daily-population")
    expect(page.get_by_role("region", name="Table of values and their cells")).to_contain_text(
        ".xlsx"
    )
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("^CSV of all")).click()
    file = tmp_path / "series.csv"
    waiting.value.save_as(file)
    said = api.get("/api/records/average-daily-population").json()["total"]
    assert len(file.read_text("utf-8").splitlines()) == said + 1
    page.get_by_text("Revisions").click()
    expect(page.get_by_role("region", name="Table of revisions")).to_be_visible()
    page.get_by_text("Gaps").click()
    expect(page.locator("details", has_text="Gaps")).to_contain_text(
        re.compile("None between|Days")
    )


def test_the_pages_on_trust_say_how_forecasts_did_and_what_the_record_moved(visit):
    page = visit.go("/trust")
    expect(page.locator("[data-figure=forecast-record] h3")).to_have_text(
        re.compile(r"^\d+ of \d+ outcomes lay inside the interval")
    )
    moved = page.locator("[data-figure=prior-posterior]")
    moved.scroll_into_view_if_needed()
    expect(moved.locator("svg")).to_be_visible()
    for title in ("Limits", "Methods", "Version and provenance"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("button", name="How to cite").click()
    expect(page.get_by_text("@software").or_(page.get_by_text("@misc"))).to_be_visible()


def test_influence_is_begun_and_cancelled(visit):
    page = visit.go("/trust")
    page.get_by_role("button", name="Work it out").click()
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    cancel.click()
    expect(cancel).to_have_count(0)
    expect(page.get_by_role("button", name="Work it out")).to_be_enabled()
