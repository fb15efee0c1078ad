"""The built page that ships: whole, small enough, licensed, and asking nothing of anybody else."""

from __future__ import annotations

import gzip
import re

import pytest

from evenhand.web.static_files import static_folder

MOST_JAVASCRIPT = 400_000
"""Bytes, gzipped, of all scripts together."""


@pytest.fixture(scope="module")
def folder():
    return static_folder()


@pytest.fixture(scope="module")
def index(folder):
    return (folder / "index.html").read_text("utf-8")


def test_everything_that_the_page_names_is_there(folder, index):
    named = re.findall(r'(?:src|href)="\./([^"]+)"', index)
    assert any(name.endswith(".js") for name in named)
    assert any(name.endswith(".css") for name in named)
    assert [name for name in named if not (folder / name).is_file()] == []


def test_every_part_that_a_script_asks_for_is_there(folder):
    """Parts stand beside the script that loads them, or at the top for those the page fetches."""
    for script in (folder / "assets").glob("*.js"):
        asked = re.findall(r'["`\']\./([\w.-]+\.(?:js|css))["`\']', script.read_text("utf-8"))
        places = (script.parent, folder)
        assert [x for x in asked if not any((place / x).is_file() for place in places)] == []


def test_the_scripts_are_small_enough(folder):
    size = sum(len(gzip.compress(one.read_bytes(), 9)) for one in folder.rglob("*.js"))
    assert 0 < size <= MOST_JAVASCRIPT


def test_nothing_is_loaded_from_elsewhere(folder, index):
    assert re.findall(r'(?:src|href)="(?!\./)[^"#]+"', index) == []
    for style in folder.rglob("*.css"):
        assert re.findall(r"@import|url\((?![\"']?data:)", style.read_text("utf-8")) == []
    for script in folder.rglob("*.js"):
        text = script.read_text("utf-8")
        assert re.findall(r'(?:import|fetch)\(["`\']https?:', text) == []


def test_the_page_has_no_script_or_handler_of_its_own(index):
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", index) == []
    assert re.findall(r"\son\w+=", index) == []


def test_the_licences_of_its_parts_ship_with_it(folder):
    text = (folder / "licences.txt").read_text("utf-8")
    for part in ("@observablehq/plot", "d3-sankey", "svelte", "us-atlas"):
        assert part in text
