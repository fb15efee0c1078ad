from __future__ import annotations

import pytest

import evenhand as eh
from evenhand.errors import ClaimError
from tests.claims.wrong_claims import GOOD, edited


def test_the_shipped_ledger_is_judged_from_python(shipped):
    check = eh.check_claims(observations=shipped)
    assert check["C01"].verdict == "supported"
    assert check.table().height == len(check.verdicts) == len(check.ledger.claims)
    assert check.definitions().height > check.table().height
    assert set(check.figures()["claim"]) <= set(check.ledger.claims)


def test_a_page_of_ones_own_claims_is_one_file(shipped, tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD, "utf-8")
    check = eh.check_claims(tmp_path / "mine.yaml", observations=shipped)
    page = check.to_html(tmp_path / "page" / "mine.html")
    assert page == tmp_path / "page" / "mine.html"
    assert [path.name for path in page.parent.iterdir()] == ["mine.html"]
    assert "ICE arrested 956 people in a single day." in page.read_text("utf-8")


def test_only_named_claims_are_judged_and_unknown_ones_refused(shipped):
    check = eh.check_claims(claims=["C02"], observations=shipped)
    assert [one.name for one in check.verdicts] == ["C02"]
    with pytest.raises(ClaimError, match=r"C77  is not in the ledger"):
        eh.check_claims(claims=["C77"], observations=shipped)


def test_shipped_answers_serve_claims_of_the_model(shipped):
    check = eh.check_claims("feasibility", claims=["F01"], observations=shipped)
    assert check["F01"].verdict == "not supported"


def test_a_wrong_file_is_told_with_its_lines(shipped, tmp_path):
    (tmp_path / "mine.yaml").write_text(edited("number: 956", "number: many"), "utf-8")
    with pytest.raises(ClaimError, match=r"mine\.yaml:9:5"):
        eh.check_claims(tmp_path / "mine.yaml", observations=shipped)
