"""A real browser in front of the real server; whatever the console calls an error fails a test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LAPTOP, PHONE, WALL = (1366, 768), (360, 740), (2560, 1300)
PATIENCE = 30_000
"""Milliseconds that a test waits for what must come: the machine may be busy."""
NO_INTERVALS = (
    "localStorage.getItem('evenhand-intervals') ?? localStorage.setItem('evenhand-intervals', 'no')"
)
STATIC = Path(__file__).parents[3] / "src" / "evenhand" / "web" / "static"


@dataclass
class Visit:
    """One browser window on the page.

    Args:
        page: The window.
        address: Where the server is.
        wrong: What the console or the network called an error.
    """

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def go(self, route: str = "/explore") -> Page:
        """Open a view and wait until it is there."""
        self.page.goto(f"{self.address}/#{route}")
        expect(self.page.locator("main")).to_be_visible(timeout=PATIENCE)
        expect(self.page.locator("main .loading")).to_have_count(0, timeout=2 * PATIENCE)
        return self.page

    def forget_errors(self) -> None:
        """For tests in which something fails on purpose."""
        self.wrong.clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        pytest.skip("no Chromium on this machine; install one to test the page in a browser")
    if not (STATIC / "index.html").is_file():
        pytest.fail("the built page is missing: cd frontend && npm ci && npm run build")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visiting(browser, address, api):
    """Opens windows; checks at the end that none of them met an error."""
    assert api.get("/api/map").status_code == 200  # waits until the model is fitted
    visits: list[Visit] = []
    contexts = []

    @contextmanager
    def opened(size: tuple[int, int] = LAPTOP, scheme: str = "light", **more):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme,
            reduced_motion="reduce", accept_downloads=True, **more,
        )  # fmt: skip
        contexts.append(context)
        context.add_init_script(NO_INTERVALS)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        visit = Visit(page, address)
        visits.append(visit)
        page.on("console", lambda line: visit.wrong.append(line.text)
                if line.type in {"error", "warning"} else None)  # fmt: skip
        page.on("pageerror", lambda error: visit.wrong.append(str(error)))
        page.on("request", lambda asked: visit.wrong.append(f"asked elsewhere: {asked.url}")
                if not asked.url.startswith((address, "data:", "blob:")) else None)  # fmt: skip
        try:
            yield visit
        finally:
            context.close()

    yield opened
    for visit in visits:
        assert visit.wrong == []


@pytest.fixture
def visit(visiting) -> Iterator[Visit]:
    """A window of a laptop."""
    with visiting() as one:
        yield one
