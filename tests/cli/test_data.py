from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from datetime import date

import pytest
from typer.testing import CliRunner

from evenhand import cli
from evenhand.sources.ledger import DATA_VARIABLE, shipped_folder
from tests.sources.synthetic import NAME, make_workbook
from tests.sources.wrong_files.makers import raw

LATER = "FY26_detentionStats03022026.xlsx"


@pytest.fixture
def run(monkeypatch, tmp_path, evenhand):
    """A function that runs the program with a data folder of its own; gives status and output."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    return evenhand


@pytest.fixture
def later(tmp_path):
    """An edition newer than any that ships."""
    return make_workbook(tmp_path, LATER, through=date(2026, 2, 21))


def package_state():
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in shipped_folder().iterdir()}


def test_an_added_edition_is_shown_and_the_package_is_not_written_to(run, later, tmp_path):
    before = package_state()
    status, out, _ = run("data", "add", later)
    assert status == 0
    assert f"{LATER}: ICE Detention Statistics, data through 2026-02-21" in out
    assert "1 added, 0 known already, 0 refused" in out
    status, out, _ = run("data", "show", "initial-book-ins", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert rows[-1]["period"] == "2026-02"
    assert (rows[-1]["file"], rows[-1]["complete"]) == (LATER, "false")
    assert package_state() == before
    assert (tmp_path / "data" / "observations.parquet").exists()


def test_adding_the_same_edition_twice_adds_nothing(run, later):
    run("data", "add", later)
    status, out, _ = run("data", "add", later)
    assert status == 0
    assert "already in the ledger" in out
    assert "0 added, 1 known already, 0 refused; 0 new or revised values" in out


def test_a_bad_file_among_three_is_told_and_the_others_are_added(run, later, tmp_path):
    bad = raw("b.csv", b"month,usbp_encounters\n2025-13,4\n2025-03,many\n")(tmp_path)
    good = raw("g.csv", b"month,usbp_encounters\n2026-03,4\n")(tmp_path)
    status, out, err = run("data", "add", later, bad, good)
    assert status == 2
    assert "b.csv [A2]  '2025-13' is not a month" in err
    assert "b.csv [B3]  'many' is not a number" in err
    assert "2 added, 0 known already" in out
    _, out, _ = run("data", "show", "border-encounters", "--since", "2026-03-01", "--format", "csv")
    assert "g.csv" in out


def test_warnings_go_to_the_error_stream_and_do_not_change_the_status(run, tmp_path):
    def negative(book):
        book["Detention FY26"]["J21"] = -300

    doubtful = make_workbook(tmp_path, LATER, negative, date(2026, 2, 21))
    status, out, err = run("data", "add", doubtful)
    assert status == 0
    assert f"warning  {LATER} [Detention FY26!J21]  negative value -300; left out" in err
    assert "negative value" not in out


def test_checking_a_file_lists_errors_and_warnings_and_writes_nothing(run, later, tmp_path):
    bad = raw("b.csv", b"month,usbp_encounters\n2025-13,4\n")(tmp_path)
    status, out, _ = run("data", "check", later, bad, tmp_path / "gone.xlsx", "--format", "json")
    rows = json.loads(out)
    assert status == 2
    assert [row["kind"] for row in rows] == ["read", "error", "error"]
    assert "gone.xlsx" in rows[2]["where"]
    assert not (tmp_path / "data").exists()
    status, out, _ = run("data", "check", later, "--format", "csv")
    assert status == 0
    assert next(iter(csv.DictReader(io.StringIO(out))))["kind"] == "read"


@pytest.mark.parametrize(
    "words",
    [
        ("show", "average-daily-population", "--by", "agency"),
        ("revisions", "initial-book-ins"),
        ("sources",),
        ("sources", "--editions"),
    ],
    ids=" ".join,
)
def test_every_listing_comes_as_table_csv_and_json_with_the_same_rows(run, words):
    status, text, _ = run("data", *words, "--format", "csv")
    assert status == 0
    from_csv = list(csv.DictReader(io.StringIO(text)))
    _, text, _ = run("data", *words, "--format", "json")
    from_json = json.loads(text)
    assert len(from_csv) == len(from_json) > 0
    assert list(from_csv[0]) == list(from_json[0])
    _, text, _ = run("data", *words)
    first = next(value for value in from_json[0].values() if isinstance(value, str) and value)
    assert first[:6] in text


def test_a_series_is_shown_as_it_was_known_on_a_day(run):
    words = ("data", "show", "average-daily-population", "--format", "json")
    known = json.loads(run(*words, "--published-by", "2025-06-30")[1])
    assert max(row["published"] for row in known) <= "2025-06-30"
    later = json.loads(run(*words)[1])
    assert max(row["period"] for row in known) < max(row["period"] for row in later)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "detaned"), "did you mean 'detained'?"),
        (("revisions", "initial-bookins"), "did you mean 'initial-book-ins'?"),
        (("show", "detained", "--by", "agncy"), "did you mean 'agency'?"),
        (("show", "detained", "--since", "2/1/2025"), "write it as YYYY-MM-DD"),
    ],
)
def test_a_mistake_ends_with_status_two_and_a_way_out(run, words, said):
    status, _, err = run("data", *words)
    assert status == 2
    assert said in err
    assert "Traceback" not in err


def test_a_damaged_data_folder_ends_with_status_two(run, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "observations.parquet").write_bytes(b"half")
    status, _, err = run("data", "show", "detained")
    assert status == 2
    assert "is damaged" in err


def test_the_data_folder_can_be_named_on_the_command_line(run, later, tmp_path):
    status, _, _ = run("data", "add", later, "--data-dir", tmp_path / "mine")
    assert status == 0
    assert (tmp_path / "mine" / "editions.csv").exists()
    assert not (tmp_path / "data").exists()


def test_building_from_an_empty_folder_is_refused_and_writes_nothing(run, tmp_path):
    before = package_state()
    status, _, err = run("data", "build", tmp_path)
    assert status == 2
    assert "holds no published files" in err
    assert package_state() == before


def test_building_from_a_small_folder_writes_to_the_target_alone(run, tmp_path):
    before = package_state()
    (tmp_path / "in" / "ice-detention-statistics").mkdir(parents=True)
    make_workbook(tmp_path / "in" / "ice-detention-statistics", NAME)
    status, out, _ = run("data", "build", tmp_path / "in", "--target", tmp_path / "out")
    assert status == 0
    assert out.startswith("2 files read")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "observations.parquet",
        "editions.csv",
    }
    assert package_state() == before


def test_help_names_every_verb():
    text = CliRunner().invoke(cli.app, ["data", "--help"]).output
    for verb in ("add", "check", "show", "revisions", "sources", "build"):
        assert verb in text


def modules_loaded_by(code):
    """The packages that a program loads, as Python itself reports them; it must end well."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}


@pytest.mark.parametrize("words", [["--help"], ["data", "--help"], ["data", "show", "--help"]])
def test_asking_for_help_loads_no_heavy_library(words):
    code = f"import sys; sys.argv = ['evenhand', *{words}]; import evenhand.cli as c; c.main()"
    loaded = modules_loaded_by(code)
    assert "typer" in loaded
    assert not loaded & {"polars", "numpy", "scipy", "python_calamine", "ruamel"}


def test_the_command_line_itself_loads_no_schemas():
    # Typer 0.29 loads pydantic on its own when it parses a command; Evenhand's code must not.
    loaded = modules_loaded_by("import evenhand.cli")
    assert "typer" in loaded
    assert "pydantic" not in loaded
