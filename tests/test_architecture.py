"""What holds for the whole package: length of files, quick help, neutral words."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runs import VERIFICATION

ROOT = VERIFICATION.parent
SOURCES = sorted((ROOT / "src").rglob("*.py")) + sorted(VERIFICATION.glob("*.py"))
HEAVY = (
    "numpy",
    "polars",
    "pydantic",
    "altair",
    "scipy",
    "ruamel",
    "jinja2",
    "vl_convert",
    "numba",
)
VERBS = ("run", "replay", "scenarios", "explain", "check", "backtest", "data", "data add",
         "network", "network run", "network explain", "network example",
         "data check", "data show", "data revisions", "data sources", "data build")  # fmt: skip

LOADED = "[name for name in sys.modules if name.split('.')[0] in HEAVY]"
PROGRAM = f"""
import sys
HEAVY = {HEAVY!r}
from evenhand.cli import app
try:
    app(sys.argv[1:])
except SystemExit as stopped:
    assert not stopped.code, stopped.code
print("loaded:", {LOADED})
"""


def run_python(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_600_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 600


def test_help_loads_no_heavy_library():
    said = run_python("--help")
    assert "Usage" in said
    assert said.rstrip().endswith("loaded: []")


@pytest.mark.parametrize("verb", ["run", "check"])
def test_help_of_a_verb_loads_no_heavy_library(verb):
    loaded = run_python(verb, "--help").rsplit("loaded:", 1)[1]
    heavy = [name for name in HEAVY if name != "pydantic"]  # Typer itself loads pydantic
    assert not [name for name in heavy if f"'{name}" in loaded]


def test_importing_the_package_loads_no_heavy_library():
    code = f"import sys; import evenhand; HEAVY = {HEAVY!r}; print({LOADED})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---------------------------------------------------------------------------------- neutral words

FORBIDDEN = (
    r"illegal aliens?", r"\billegals\b", r"illegal immigrants?", r"\binvasions?\b",
    r"\binvaders?\b",
    r"criminal aliens?", r"\baliens?\b", r"sanctuary (?:cit(?:y|ies)|jurisdictions?|states?)",
    r"catch[- ]and[- ]release", r"anchor bab(?:y|ies)", r"\bkidnap\w*", r"\babduct\w*",
    r"concentration camps?", r"\bgestapo\b", r"\bdisappeared\b", r"\bgulag\b",
)  # fmt: skip
QUOTED = re.compile(r"[\"“‘][^\"”’\n]{0,120}[\"”’]")
"""Words in quotation marks are those of a source."""


def texts() -> list[Path]:
    folders = ("src/evenhand/reports/templates", "src/evenhand/scenarios", "src/evenhand/claims",
               "src/evenhand/cli", "src/evenhand/model", "docs")  # fmt: skip
    found = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    endings = {".html", ".yaml", ".md", ".py", ".csv"}
    return sorted(path for path in [*found, *ROOT.glob("*.md")] if path.suffix in endings)


def slips(text: str) -> list[str]:
    plain = QUOTED.sub("", text)
    found = [re.findall(pattern, plain, re.IGNORECASE) for pattern in FORBIDDEN]
    return [word for words in found for word in words]


@pytest.mark.parametrize("path", texts(), ids=lambda path: str(path.relative_to(ROOT)))
def test_words_are_neutral(path):
    assert slips(path.read_text("utf-8")) == []


def test_the_list_of_words_finds_them_outside_quotation_marks():
    assert slips("Criminal alien arrests in sanctuary cities") == [
        "Criminal alien", "alien", "sanctuary cities"]  # fmt: skip
    assert slips('the table "Criminal Alien Arrests" of ICE') == []


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_is_there_for_every_verb_and_its_words_are_neutral(verb):
    from typer.testing import CliRunner

    from evenhand.cli import app

    shown = CliRunner().invoke(app, [*verb.split(), "--help"])
    assert shown.exit_code == 0
    assert "Usage:" in shown.output
    assert slips(shown.output) == []
