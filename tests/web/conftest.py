"""One server for all tests of the interface, on a port of its own."""

from __future__ import annotations

import httpx
import pytest

from evenhand.web.server import Server
from evenhand.web.serving import serving

PATIENCE = 120.0


def changed(lever="beds", value=60000.0, unit="people", **more):
    """A scenario document that changes one lever."""
    change = {"lever": lever, "value": value, "unit": unit, "because": "A test moved the lever."}
    return {
        "title": "One lever moved", "author": "a test", "source": "tests of the page",
        "why": "to see what follows", "changes": {"moved": change | more},
    }  # fmt: skip


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The server behind the tests."""
    return Server(data_dir=tmp_path_factory.mktemp("nobody"), workers=2)


@pytest.fixture(scope="session")
def address(server):
    """Its address."""
    with serving(server) as place:
        yield place.url


@pytest.fixture(scope="session")
def api(address):
    """A client of it."""
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client
