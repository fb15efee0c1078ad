"""What the tests of the sources share: all published workbooks, read once, and a small one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from evenhand.sources.layout import workbook_layout
from evenhand.sources.workbook_reader import WorkbookReading, read_workbook
from tests.sources.synthetic import make_workbook


@pytest.fixture(scope="session")
def readings(workbooks) -> dict[str, WorkbookReading]:
    """Every published workbook by its name, read."""
    layout = workbook_layout()
    return {path.name: read_workbook(path, layout) for path in sorted(workbooks.glob("*.xlsx"))}


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    """The small workbook, unchanged; not to be written to."""
    return make_workbook(tmp_path_factory.mktemp("small"))


@pytest.fixture
def read_small(tmp_path):
    """A function that reads the small workbook after a change."""

    def read(change=None, **options) -> WorkbookReading:
        path = make_workbook(tmp_path, change=change, **options)
        return read_workbook(path, workbook_layout())

    return read


@pytest.fixture
def state_of():
    """A function that says what is in a folder: every file with the digest of its bytes."""

    def state(folder: Path) -> dict[str, str]:
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    return state
