from __future__ import annotations

import json

import pytest

from tests.reports.pages import Page

QUICK = ("--until", "2026-04-30", "--draws", "0", "--replicates", "0", "--influence", "none")
GOOD = "title: A scenario\nauthor: Somebody\nsource: none\nwhy: To see.\n"


@pytest.fixture
def stored(evenhand, undrawn):
    """A function that makes a stored run."""

    def run(name, folder, until="2026-04-30"):
        status, _, err = evenhand(
            "run", name, "--until", until, "--draws", "0", "--replicates", "0", "--out", folder
        )
        assert status == 0, err

    return run


def test_a_scenario_is_reported_in_one_file_and_its_record(evenhand, tmp_path, undrawn):
    status, out, err = evenhand("report", "beds-100k", *QUICK, "--out", "r")
    assert (status, err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "r").iterdir()) == [
        "provenance.json", "report.html",
    ]  # fmt: skip
    assert "wrote r/report.html" in out
    assert "scenario report" in Page((tmp_path / "r/report.html").read_bytes()).text()


def test_all_forms_come_together_and_can_be_made_again(evenhand, tmp_path, undrawn):
    evenhand("report", "beds-100k", *QUICK, "--format", "all", "--out", "r")
    names = {path.name for path in (tmp_path / "r").iterdir()}
    assert {
        "report.html", "report.md", "report.json", "summary.csv", "summary.parquet",
        "chart-flows.svg", "chart-flows.csv", "chart-flows.parquet", "provenance.json",
    } <= names  # fmt: skip
    status, out, err = evenhand("replay", "r", "--out", "again")
    assert (status, err) == (0, "")
    assert "the same bytes" in out


def test_a_stored_run_is_reported_as_it_was_asked_for(evenhand, tmp_path, stored):
    stored("beds-100k", "run", until="2026-05-31")
    status, _, err = evenhand("report", "run", "--out", "r", "--format", "markdown")
    assert (status, err) == (0, "")
    kept = json.loads((tmp_path / "r/provenance.json").read_text("utf-8"))["arguments"]
    then = json.loads((tmp_path / "run/provenance.json").read_text("utf-8"))["arguments"]
    assert kept == then | {"report": "markdown"}
    text = (tmp_path / "r/report.md").read_text("utf-8")
    assert "run through 31 May 2026" in text


def test_two_stored_runs_are_compared(evenhand, tmp_path, stored):
    stored("beds-100k", "one")
    stored("seats-doubled", "two/")
    status, _, err = evenhand("report", "one", "two/provenance.json", "--out", "r")
    assert (status, err) == (0, "")
    kept = json.loads((tmp_path / "r/provenance.json").read_text("utf-8"))["arguments"]
    assert kept["verb"] == "compare"
    assert [one["name"] for one in kept["scenarios"]] == ["beds-100k", "seats-doubled"]
    assert kept["until"] == "2026-04-30"


def test_two_runs_that_differ_in_a_setting_are_not_compared_unless_it_is_given(
    evenhand, tmp_path, stored
):
    stored("beds-100k", "one")
    stored("seats-doubled", "two", until="2026-03-31")
    status, _, err = evenhand("report", "one", "two", "--out", "r")
    assert status == 2
    assert "differ in until: 2026-04-30 in one, 2026-03-31 in two" in err
    assert "give --until" in err
    assert not (tmp_path / "r").exists()


def test_a_changed_program_is_said_and_the_report_made_all_the_same(evenhand, tmp_path, stored):
    stored("beds-100k", "run")
    path = tmp_path / "run/provenance.json"
    record = json.loads(path.read_text("utf-8"))
    record["software"]["code"] = "0" * 64
    path.write_text(json.dumps(record), "utf-8")
    status, _, err = evenhand("report", "run", "--out", "r")
    assert status == 0
    assert "changed since the stored run: software code" in err
    assert (tmp_path / "r/report.html").exists()


def test_the_record_of_a_check_is_recognised_and_reported_again(evenhand, tmp_path, undrawn):
    evenhand("report", "early-2025", "--claim", "C01", "--claim", "C02", "--out", "check")
    status, _, err = evenhand("report", "check", "--claim", "C01", "--out", "r")
    assert status == 0
    assert "Traceback" not in err
    page = Page((tmp_path / "r/claims.html").read_bytes())
    assert len([one for one in page.named("section") if one[1].get("class") == "claim"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["beds-10k"], ["is no scenario, no claims file", "did you mean 'beds-100k'"]),
        (["nowhere/"], ["is no scenario, no claims file"]),
        (["one", "two"], ["one", "two", "2 problems"]),
        (["baseline", "beds-100k", "seats-doubled"], ["are 3 sources", "name one"]),
        (["baseline", "early-2025"], ["compared with nothing", "report it by itself"]),
        (["early-2025", "--draws", "4"], ["check of claims", "--draws"]),
        (["early-2025", "--claim", "C999"], ["is not in the ledger"]),
        (["baseline", "--claim", "C01"], ["is no claims file", "--claim"]),
        (["baseline", "--draws", "many"], ["--draws many", "whole number"]),
        (["baseline", "--until", "soon"], ["soon"]),
        (["baseline", "--until", "2025-01-01"], ["is before the run begins"]),
        (["empty.json"], ["is not a record of a run"]),
        (["broken.json"], ["is not JSON"]),
        (["odd.json"], ["has arguments that no run has had", "as it was written"]),
        (["check.json"], ["does not hold the claims file"]),
        (["neither.yaml"], ["neither.yaml"]),
        (["baseline", "--influence", "wether"], ["--influence 'wether'", "is no number"]),
    ],
)
def test_what_cannot_be_reported_is_refused_with_what_to_do(evenhand, tmp_path, words, said):
    record = {"form": 1, "software": {}, "data": {}, "outputs": {}, "arguments": {"scenarios": []}}
    (tmp_path / "empty.json").write_text("{}", "utf-8")
    (tmp_path / "broken.json").write_text("{", "utf-8")
    (tmp_path / "odd.json").write_text(json.dumps(record), "utf-8")
    check = record | {"arguments": {"claims": ["C01"], "title": "Something"}}
    (tmp_path / "check.json").write_text(json.dumps(check), "utf-8")
    (tmp_path / "neither.yaml").write_text("a: [\n", "utf-8")
    quick = [] if any(word.startswith("--") for word in words) else ["--draws", "0"]
    quick = [] if any("early" in word or "check" in word for word in words) else quick
    status, _, err = evenhand("report", *words, *quick, "--out", "r")
    assert status == 2
    for part in said:
        assert part in err
    assert "Traceback" not in err
    assert not (tmp_path / "r").exists()
