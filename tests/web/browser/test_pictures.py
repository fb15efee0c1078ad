"""The main views look as they did: take them anew with EVENHAND_PICTURES=again, and look."""

from __future__ import annotations

import pytest

from .conftest import LAPTOP, PHONE
from .pictures import FOLDER, MOST, difference, kept, small, taking_again

SCENES = {
    "explore": ("/explore?scenario=full-cooperation", LAPTOP, "light"),
    "explore-dark": ("/explore?scenario=full-cooperation", LAPTOP, "dark"),
    "explore-phone": ("/explore?scenario=full-cooperation", PHONE, "light"),
    "calendar": ("/scenarios/edit?scenario=eo50-in-force", LAPTOP, "light"),
    "compare": ("/scenarios/compare?with=full-cooperation,no-cooperation", LAPTOP, "light"),
    "trust": ("/trust", LAPTOP, "light"),
}


@pytest.fixture
def desk(browser):
    """A page beside the page, for reading pictures."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", SCENES)
def test_a_view_looks_as_it_did(visiting, desk, name):
    route, size, scheme = SCENES[name]
    with visiting(size, scheme) as visit:
        page = visit.go(route)
        page.locator("[data-figure] svg, .timeline .block").first.wait_for()
        page.wait_for_timeout(600)
        found = small(desk, page.screenshot(animations="disabled", caret="hide"))
    if taking_again():
        FOLDER.mkdir(exist_ok=True)
        kept(name).write_bytes(found)
    assert kept(name).is_file(), "there is no picture yet: EVENHAND_PICTURES=again takes it"
    assert difference(desk, kept(name).read_bytes(), found) <= MOST


def test_another_view_is_told_apart(desk):
    one, other = (kept(name).read_bytes() for name in ("explore", "trust"))
    assert difference(desk, one, one) == 0
    assert difference(desk, one, other) > MOST
    assert difference(desk, one, kept("explore-dark").read_bytes()) > MOST
