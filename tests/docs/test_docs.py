"""The manual agrees with the program."""

import importlib.util
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from evenhand.compiled.compile_network import compile_network
from evenhand.engines.network_run import run_network
from evenhand.errors import Findings, ModelError
from evenhand.model.network import KINDS, Network
from evenhand.model.quantity import FORMS, Frame, change_days, evaluate
from evenhand.yaml_file import parse_document

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


NETWORK_PAGE = ROOT / "docs" / "how-to" / "write-a-network.md"


def snippets(page: Path) -> list[dict]:
    """What the YAML blocks of a page say, each read as a file is."""
    blocks = re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return [parse_document(block, page.name, "network", ModelError).content for block in blocks]


def place_of(trail: tuple[str | int, ...]) -> str:
    return " › ".join(map(str, trail))


def joined(parts: list[dict]) -> dict:
    """Network snippets as one file; none says again what another has said."""
    whole: dict = {}
    for part in parts:
        for key, value in part.items():
            if key in ("capacities", "limits", "stages"):
                assert not whole.setdefault(key, {}).keys() & value.keys()
                whole[key].update(value)
            else:
                assert key not in whole
                whole[key] = value
    return whole


@pytest.fixture(scope="module")
def page_network() -> Network:
    parts = [part for part in snippets(NETWORK_PAGE) if "quantities" not in part]
    return Network.model_validate(joined(parts))


def test_the_snippets_of_the_network_page_use_every_kind_of_stage(page_network):
    assert {stage.kind for stage in page_network.stages.values()} == set(KINDS)


@pytest.mark.parametrize("mode", ["mean", "chance"])
def test_the_snippets_of_the_network_page_are_one_network_that_runs(page_network, mode):
    network = compile_network(page_network)
    found = run_network(network, mode, seed=1)
    passed = dict(zip(network.arrows, found.flow.sum(axis=(0, 2)), strict=True))
    never = [arrow for arrow, people in passed.items() if people == 0]
    assert never == []


def test_every_form_of_a_quantity_on_the_network_page_can_be_read(page_network):
    parts = [part["quantities"] for part in snippets(NETWORK_PAGE) if "quantities" in part]
    names = {"place": page_network.places, "class": page_network.classes,
             "track": page_network.tracks}  # fmt: skip
    frame = Frame(names, page_network.first_day, page_network.days, bands=3)
    found = Findings()
    assert len(parts) == 1
    for name, quantity in parts[0].items():
        days = change_days(quantity, frame)
        values = evaluate(quantity, frame, days, place_of, (name,), found)
        assert np.all(values > 0), name
    assert found.errors == []


def test_the_page_of_network_files_has_an_example_of_every_form_of_a_quantity_that_can_be_read(
    monkeypatch,
):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))  # the program imports its neighbour
    place = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert place is not None
    assert place.loader is not None
    generate = importlib.util.module_from_spec(place)
    place.loader.exec_module(generate)
    assert set(generate.QUANTITY_FORMS) == set(FORMS)
    names = {"place": ("North", "South"), "class": ("convicted", "other"),
             "track": ("interior", "border")}  # fmt: skip
    for form, (example, _) in generate.QUANTITY_FORMS.items():
        text = f"value: {example.strip('`')}"
        document = parse_document(text, "example", "quantity", ModelError)
        quantity = document.content["value"]
        frame = Frame(names, date(2030, 1, 1), 3)
        found = Findings()
        evaluate(quantity, frame, [0, 1, 2], place_of, (form,), found)
        assert list(quantity) == [form]
        assert found.errors == []
