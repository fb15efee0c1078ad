"""The manual agrees with the program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")

pytestmark = pytest.mark.docs


def test_generated_pages_are_what_the_program_writes():
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run: python docs/generate.py\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_of_the_project_leads_somewhere(page):
    for target, _ in LINK.findall(page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_readme_names_as_many_series_as_ship(shipped):
    named = re.search(r"(\d+) series from", (ROOT / "README.md").read_text("utf-8"))
    assert named is not None
    assert int(named[1]) == len(shipped.names())


def test_the_readme_begins_with_what_it_is_a_picture_and_two_commands():
    text = (ROOT / "README.md").read_text("utf-8")
    picture, block = text.index("!["), text.index("```sh")
    assert picture < block < 1800
    commands = text[block:].split("```")[1].splitlines()[1:]
    assert [line.split()[0] for line in commands if line] == [
        "scripts/first-answers",
        "scripts/test",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_page_names_a_machine_path_or_a_registry_host(page):
    text = page.read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(work|tmp|opt|root)/", text)
    assert "pypi.org" not in text
    assert "pythonhosted" not in text
