"""The pages in a browser: accessible, readable on a phone, printable, light and dark."""

from __future__ import annotations

import os
import shutil

import pytest

CHROMIUM = (
    os.environ.get("CHROMIUM", ""), "/usr/bin/chromium", "chromium", "chromium-browser",
    "google-chrome",
)  # fmt: skip
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, LAPTOP, PAPER = 360, 1366, 816
KINDS = ("full-cooperation", "eo50", "claims")
LEAST_TEXT = 10.0
"""The smallest letters of a chart on a phone, pixels."""


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next((found for name in CHROMIUM if name and (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium was found; set CHROMIUM to its path, or install it")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def written(files, checked, tmp_path_factory):
    """The pages as files."""
    folder = tmp_path_factory.mktemp("pages")
    pages = {name: content["report.html"] for name, content in files.items()}
    pages["claims"] = checked["claims.html"]
    for name, page in pages.items():
        (folder / f"{name}.html").write_bytes(page)
    return folder


@pytest.fixture
def opened(browser, written):
    """A function that opens a page; what it asks of the network is kept."""
    contexts = []

    def open_page(name, width=LAPTOP, dark=False):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light",
            java_script_enabled=True, bypass_csp=True,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto((written / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_rule_of_accessibility_is_broken(opened, name, dark):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(name, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = axe.Axe().run(page)
    said = [
        (one["id"], one["help"], one["nodes"][0]["html"][:120])
        for one in found.response["violations"]
    ]
    assert said == []


@pytest.mark.parametrize("name", KINDS)
def test_a_page_asks_nothing_of_the_network(opened, written, name):
    page = opened(name)
    assert page.asked == [(written / f"{name}.html").as_uri()]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_a_page_is_as_wide_as_the_screen_and_no_wider(opened, name, width):
    page = opened(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", KINDS)
def test_charts_of_a_phone_are_drawn_for_it_and_have_letters_that_can_be_read(opened, name):
    page = opened(name, PHONE)
    shown = page.evaluate(
        "[...document.querySelectorAll('figure svg')]"
        ".filter(one => one.getBoundingClientRect().width > 0)"
        ".map(one => [one.getBoundingClientRect().width, Math.min(...[...one.querySelectorAll("
        "'text')].filter(text => text.textContent).map(text => parseFloat(getComputedStyle(text)"
        ".fontSize) * one.getBoundingClientRect().width / one.viewBox.baseVal.width))])"
    )
    assert shown
    assert all(width <= PHONE for width, _ in shown)
    assert min(letters for _, letters in shown) >= LEAST_TEXT * 0.85


@pytest.mark.parametrize("name", KINDS)
def test_no_label_of_a_chart_is_cut_off(opened, name):
    page = opened(name, PHONE)
    cut = page.evaluate(
        "[...document.querySelectorAll('figure svg')]"
        ".filter(one => one.getBoundingClientRect().width > 0)"
        ".flatMap(one => { const frame = one.getBoundingClientRect();"
        " return [...one.querySelectorAll('text')].filter(text => text.textContent)"
        ".map(text => [text.textContent, text.getBoundingClientRect()])"
        ".filter(([_, box]) => box.left < frame.left - 4 || box.right > frame.right + 4"
        " || box.bottom > frame.bottom + 4).map(([text, _]) => text) })"
    )
    assert cut == []


@pytest.mark.parametrize("name", KINDS)
def test_on_paper_nothing_is_wider_than_the_page_and_the_ink_is_dark(opened, name):
    page = opened(name, PAPER - 106, dark=True)  # a sheet less its margins
    page.emulate_media(media="print")
    wide = page.evaluate(
        "[...document.querySelectorAll('figure, table, pre, p')]"
        ".filter(one => one.getBoundingClientRect().right > innerWidth + 1)"
        ".map(one => one.tagName + ' ' + one.textContent.slice(0, 60))"
    )
    assert wide == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    breaks = page.evaluate(
        "[...document.querySelectorAll('figure')].map(one => getComputedStyle(one).breakInside)"
    )
    assert set(breaks) == {"avoid"}


@pytest.mark.parametrize("name", KINDS)
def test_a_figure_is_two_clicks_from_its_source(opened, name):
    page = opened(name)
    links = page.evaluate(
        '[...document.querySelectorAll(\'a[href^="#source-"], a[href^="#figures-"]\')]'
        ".map(one => one.getAttribute('href'))"
    )
    assert links
    for link in dict.fromkeys(links):
        page.evaluate(f"location.hash = '{link}'")
        row = page.evaluate(f"document.querySelector('{link}').closest('section, tr').textContent")
        assert any(word in row for word in (".csv", ".xlsx", ".parquet", "code ", ".json")), link


def test_colours_of_a_dark_screen_are_others_and_the_lines_stay_told_apart(opened):
    seen = {}
    for dark in (False, True):
        page = opened("full-cooperation", dark=dark)
        seen[dark] = page.evaluate(
            "[...new Set([...document.querySelectorAll('figure .wide path[stroke]')]"
            ".map(one => getComputedStyle(one).stroke))]"
        )
    edges = "rgb(140, 140, 140)"  # of the tiles, which stand out on both grounds
    assert set(seen[True]) & set(seen[False]) <= {"none", edges}
    assert len(seen[True]) == len(seen[False])
