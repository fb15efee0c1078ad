from __future__ import annotations

import csv
import io

from tests.claims.wrong_claims import GOOD


def test_the_shipped_statements_are_judged(evenhand):
    status, out, _ = evenhand("check")
    assert status == 0
    assert "C01  SUPPORTED" in out
    assert "C02  NOT SUPPORTED  [definition-mismatch]" in out
    assert "C08  ROUGHLY CONSISTENT" in out
    assert "2025-01-29, 2025-01-30" in out


def test_only_the_named_statement_is_judged(evenhand):
    _, out, _ = evenhand("check", "--claim", "C08")
    assert "C08  ROUGHLY CONSISTENT" in out
    assert "C01" not in out


def test_an_unknown_statement_is_refused(evenhand):
    status, _, err = evenhand("check", "--claim", "C99")
    assert status == 2
    assert "C99  is not in the ledger\n    C01, C02, C08" in err


def test_a_table_for_programs_has_a_row_for_each_definition(evenhand):
    _, out, _ = evenhand("check", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["claim"] for row in rows] == ["C01"] * 2 + ["C02"] * 4 + ["C08"] * 2
    assert {row["verdict"] for row in rows if row["claim"] == "C02"} == {"not supported"}


def test_a_page_with_the_proof_is_written_on_request(evenhand, tmp_path):
    status, out, _ = evenhand("check", "--out", "proof")
    assert status == 0
    assert sorted(path.name for path in (tmp_path / "proof").iterdir()) == [
        "claims.csv", "claims.html"]  # fmt: skip
    assert "wrote proof/claims.html" in out


def test_ones_own_claims_are_judged_from_their_file(evenhand, tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD.replace("956\n", "1050\n"), "utf-8")
    status, out, _ = evenhand("check", "mine.yaml")
    assert status == 0
    assert "T01  ROUGHLY CONSISTENT" in out


def test_a_wrong_claims_file_is_refused_with_its_lines(evenhand, tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD.replace("number: 956", "number: many"), "utf-8")
    status, _, err = evenhand("check", "mine.yaml")
    assert status == 2
    assert "mine.yaml:9:5 in claims › T01 › number  'many' is not a number" in err


def test_a_series_that_is_not_there_is_answered_with_the_nearest(evenhand, tmp_path):
    text = GOOD.replace("ice-daily-post-arrests", "ice-daily-post-arrest")
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    status, _, err = evenhand("check", "mine.yaml")
    assert status == 2
    assert "did you mean 'ice-daily-post-arrests'?" in err
