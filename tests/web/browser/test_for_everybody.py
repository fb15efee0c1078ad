"""The page for everybody: rules of accessibility, sizes of window, keyboard, policy of contents."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .conftest import LAPTOP, PHONE, WALL

VIEWS = {
    "explore": "/explore?scenario=full-cooperation&open=jails,detention",
    "area": "/area/New%20York%20City?scenario=full-cooperation",
    "library": "/scenarios",
    "calendar": "/scenarios/edit?scenario=eo50-in-force",
    "compare": "/scenarios/compare?with=full-cooperation,no-cooperation",
    "claims": "/claims",
    "claim": "/claims/C02",
    "records": "/records",
    "series": "/records/average-daily-population",
    "trust": "/trust",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_rule_of_accessibility_is_broken(visiting, view, scheme):
    with visiting(LAPTOP, scheme, bypass_csp=True) as visit:
        page = visit.go(VIEWS[view])
        page.wait_for_timeout(400)
        found = Axe().run(page, options=RULES).response["violations"]
        told = [
            f"{one['id']}: {one['help']}: {[n['target'] for n in one['nodes']][:4]}"
            for one in found
        ]
        assert told == []


@pytest.mark.parametrize("size", [PHONE, WALL])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_sticks_out_of_the_window(visiting, view, size):
    with visiting(size) as visit:
        page = visit.go(VIEWS[view])
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_lever_is_reached_and_moved_without_a_mouse(visit):
    page = visit.go()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.type") == "range":
            break
    assert page.evaluate("document.activeElement?.type") == "range"
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-summary]")).not_to_contain_text("Move a lever")


def test_what_changes_is_read_out_once_the_hand_rests(visit):
    page = visit.go("/explore?scenario=full-cooperation")
    spoken = page.locator("[aria-live=polite]").first
    expect(spoken).to_contain_text("more arrests")


def test_every_view_has_one_heading_of_the_first_level_and_a_title(visit):
    for name, route in VIEWS.items():
        page = visit.go(route)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert re.search(r"· Evenhand$", page.title()), name


def test_the_page_is_read_without_motion_and_printed_without_its_tools(visit):
    page = visit.go("/explore?scenario=full-cooperation")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    expect(page.locator("[data-figure=arrests]")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    figures = page.locator("[data-figure]")
    expect(page.locator("[data-figure]:has(svg)")).to_have_count(figures.count())


def test_the_page_runs_under_a_policy_without_inline_scripts(visit, api):
    policy = api.get("/").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "'unsafe-eval'" not in policy
    html = api.get("/").text
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", html) == []
    visit.go()


def test_the_colours_are_chosen_and_kept(visit):
    page = visit.go()
    button = page.get_by_role("button", name=re.compile("Colours"))
    button.click()
    button.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
