from __future__ import annotations

import sys

import pytest

from evenhand import cli
from tests.reports.conftest import undrawn  # noqa: F401 (a fixture)


@pytest.fixture
def evenhand(monkeypatch, tmp_path, capsys):
    """A function that runs the program in an empty folder; gives status, output and errors."""
    monkeypatch.chdir(tmp_path)

    def command(*words):
        monkeypatch.setattr(sys, "argv", ["evenhand", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        said = capsys.readouterr()
        return stopped.value.code or 0, said.out, said.err

    return command
