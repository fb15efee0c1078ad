from __future__ import annotations

import csv
import io
import json

import pytest

from evenhand.claims.answers import ModelAnswer
from evenhand.claims.files import load_ledger
from tests.claims.wrong_claims import GOOD


def test_the_shipped_statements_are_judged(evenhand):
    status, out, err = evenhand("check")
    assert (status, err) == (0, "")
    assert "C01  SUPPORTED [date-attribution]\n  ICE arrested 956 people in a single day.\n" in out
    assert "C02  NOT SUPPORTED [definition-mismatch]" in out
    assert "C17  LEGALLY CONTESTED" in out
    assert f"{len(load_ledger().claims)} claims:" in out


def test_a_terminal_of_80_columns_holds_every_line(evenhand):
    for words in (("check",), ("check", "--full"), ("check", "feasibility", "--full")):
        _, out, _ = evenhand(*words)
        assert max(len(line) for line in out.splitlines()) <= 80


def test_only_the_named_statement_is_judged_with_its_definitions_and_sources(evenhand):
    _, out, _ = evenhand("check", "--claim", "C02")
    assert "C02  NOT SUPPORTED" in out
    assert "C01" not in out
    assert "no figure covers 2025-01-29, 2025-01-30" in out
    assert "ice_daily_posts_2025.csv [C2, …, C12], reliability B" in out
    assert "= sum of ice-daily-post-arrests, 2025-01-23 to 2025-01-28" in out
    assert "What would change it:" in out


def test_an_unknown_statement_is_refused(evenhand):
    status, _, err = evenhand("check", "--claim", "C99")
    assert status == 2
    assert "C99  is not in the ledger\n    did you mean 'C" in err


def test_a_table_for_programs_has_a_row_for_each_definition(evenhand):
    _, out, _ = evenhand("check", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    expected = [name for name, one in load_ledger().claims.items() for _ in one.definitions]
    assert [row["claim"] for row in rows] == expected
    assert {row["verdict"] for row in rows if row["claim"] == "C02"} == {"not supported"}
    _, out, _ = evenhand("check", "--claim", "C01", "--format", "json")
    assert json.loads(out)[0]["value"] == 956


def test_a_page_with_the_proof_is_written_on_request(evenhand, tmp_path):
    status, out, _ = evenhand("check", "--claim", "C02", "--out", "proof")
    assert status == 0
    written = {path.name for path in (tmp_path / "proof").iterdir()}
    assert {"claims.csv", "claims.html"} <= written
    assert "wrote proof/claims.html" in out
    assert "7,300" in (tmp_path / "proof" / "claims.html").read_text("utf-8")


def test_ones_own_claims_are_judged_from_their_file(evenhand, tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD.replace("956\n", "1050\n"), "utf-8")
    status, out, _ = evenhand("check", "mine.yaml", "--out", "page")
    assert status == 0
    assert "T01  ROUGHLY CONSISTENT" in out
    assert "ICE arrested" in (tmp_path / "page" / "claims.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("claim", "fail_on", "status"),
    [
        ("C02", "not-supported", 1),
        ("C01", "not-supported", 0),
        ("C17", "legally-contested", 1),
        ("C04", "not-checkable", 1),
        ("C26", "roughly-consistent", 1),
        ("C01", "supported", 1),
    ],
)
def test_a_verdict_can_end_the_command_with_status_one(evenhand, claim, fail_on, status):
    assert evenhand("check", "--claim", claim, "--fail-on", fail_on)[0] == status


def test_the_page_is_written_before_the_status_is_given(evenhand, tmp_path):
    status, _, _ = evenhand("check", "--claim", "C02", "--fail-on", "not-supported", "--out", "p")
    assert status == 1
    assert (tmp_path / "p" / "claims.html").exists()


def test_a_wrong_claims_file_is_refused_with_its_lines(evenhand, tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD.replace("number: 956", "number: many"), "utf-8")
    status, out, err = evenhand("check", "mine.yaml", "--out", "page")
    assert (status, out) == (2, "")
    assert "mine.yaml:9:5 in claims › T01 › number  'many' is not a number" in err
    assert not (tmp_path / "page").exists()


def test_a_series_that_is_not_there_is_answered_with_its_line_and_the_nearest(evenhand, tmp_path):
    text = GOOD.replace("ice-daily-post-arrests", "ice-daily-post-arrest")
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    status, _, err = evenhand("check", "mine.yaml")
    assert status == 2
    assert "mine.yaml:15:9" in err
    assert "did you mean 'ice-daily-post-arrests'?" in err


def test_who_said_it_is_cautioned_on_the_error_stream(evenhand, tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD.replace("An office", "Jane Roe"), "utf-8")
    status, out, err = evenhand("check", "mine.yaml")
    assert status == 0
    assert "names no office" in err
    assert "Jane Roe'" not in out


def test_shipped_answers_of_the_model_are_used_and_others_asked_for(
    evenhand, tmp_path, monkeypatch
):
    asked = []

    def answers(observations, wanted, *, draws, seed, workers, progress):
        asked.append((list(wanted), draws, seed))
        return {
            one: ModelAnswer("people/day", (3100.0, 2900.0, 3200.0), one.begins, one.ends, 3000.0)
            for one in wanted
        }

    monkeypatch.setattr("evenhand.claims.model_answers.answers", answers)
    status, out, err = evenhand("check", "feasibility", "--claim", "F01")
    assert (status, err, asked) == (0, "", [])
    assert "F01  NOT SUPPORTED" in out
    status, out, err = evenhand(
        "check", "feasibility", "--claim", "F01", "--afresh", "--draws", "3"
    )
    assert status == 0
    assert "asking the model 3 numbers under 3 joint draws" in err
    assert asked[0][1:] == (3, 0)
    assert "F01  SUPPORTED" in out
    assert "2 of 3 draws agree with the statement" in " ".join(out.split())
    kept = ("--claim", "F01", "--draws", "3", "--keep-answers", "answers.json")
    status, _, err = evenhand("check", "feasibility", *kept)
    assert status == 2
    assert "--keep-answers" in err
    assert "add --afresh" in err
    assert evenhand("check", "feasibility", *kept, "--afresh")[0] == 0
    content = json.loads((tmp_path / "answers.json").read_text("utf-8"))
    assert content["draws"] == 3
    assert [len(one["values"]) for one in content["answers"]] == [3, 3, 3]


def test_the_record_of_a_run_in_the_same_folder_is_left_alone(evenhand, tmp_path):
    (tmp_path / "both").mkdir()
    (tmp_path / "both" / "provenance.json").write_text('{"arguments": {"scenario": 1}}', "utf-8")
    assert evenhand("check", "--claim", "C01", "--out", "both")[0] == 0
    kept = (tmp_path / "both" / "provenance.json").read_text("utf-8")
    assert kept == '{"arguments": {"scenario": 1}}'
    first = (tmp_path / "both" / "claims-provenance.json").read_bytes()
    assert evenhand("check", "--claim", "C01", "--out", "alone")[0] == 0
    assert evenhand("check", "--claim", "C01", "--out", "alone")[0] == 0
    assert (tmp_path / "alone" / "provenance.json").read_bytes() == first
    assert not (tmp_path / "alone" / "claims-provenance.json").exists()
