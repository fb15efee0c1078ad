"""The wheel, installed in a clean environment without Node, serves the page.

Building and installing take minutes and the registry of packages, so this runs where
``EVENHAND_WHEEL`` is set: to 1, or to a folder of wheels to install from.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import venv
import zipfile

import httpx
import pytest

from tests.conftest import PROJECT

PATIENCE = 900.0
ASKED = os.environ.get("EVENHAND_WHEEL", "")
NEEDED = (
    "evenhand/web/openapi.json", "evenhand/web/lever_groups.csv", "evenhand/web/lever_titles.csv",
    "evenhand/web/series_groups.csv", "evenhand/web/static/index.html",
)  # fmt: skip

pytestmark = pytest.mark.skipif(not ASKED, reason="set EVENHAND_WHEEL=1 to build and install")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from this clone."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", folder, PROJECT]
    subprocess.run(command, check=True, timeout=PATIENCE)
    return next(folder.glob("evenhand-*.whl"))


def test_the_wheel_holds_the_page_and_its_tables_and_nothing_of_its_making(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert set(NEEDED) <= names
    assert any(re.fullmatch(r"evenhand/web/static/assets/.*\.js", name) for name in names)
    assert not [name for name in names if "node_modules" in name or name.endswith((".ts", ".map"))]


def test_the_installed_wheel_serves_the_page_without_node_and_answers(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    program = tmp_path / "env" / "bin"
    known = [] if ASKED == "1" else ["--no-index", "--find-links", ASKED]
    command = [program / "python", "-m", "pip", "install", "-q", *known, wheel]
    subprocess.run(command, check=True, timeout=PATIENCE)
    path = str(program)  # no other programs, so no Node
    assert shutil.which("node", path=path) is None
    process = subprocess.Popen(
        [program / "evenhand", "serve", "--no-open", "--port", "0"], cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={"PATH": path, "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        with httpx.Client(base_url=found[0], timeout=PATIENCE) as client:
            page = client.get("/")
            assert page.status_code == 200
            for asset in re.findall(r'(?:src|href)="(/?[^"]+)"', page.text):
                assert client.get(f"/{asset.lstrip('./')}").status_code == 200
            deadline = time.monotonic() + PATIENCE  # the engine is compiled once on a machine
            while client.get("/api/about").json()["state"] == "warming":
                assert time.monotonic() < deadline
                time.sleep(1)
            body = {"scenario": {
                "title": "Fewer beds", "author": "a test", "source": "a test", "why": "to see",
                "changes": {"beds": {"lever": "beds", "value": 60000, "unit": "people",
                                     "because": "A round figure for a test."}},
            }}  # fmt: skip
            answer = client.post("/api/run/quick", json=body)
            assert answer.status_code == 200
            assert "fewer people in detention" in answer.json()["summary"]
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
