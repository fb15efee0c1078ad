from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from evenhand.claims.files import load_ledger, read_ledger
from evenhand.claims.schema import Claim, Definition, Flag, Given, Ledger, Missing, Source
from tests.claims.wrong_claims import GOOD, edited


def test_every_key_is_described_in_a_sentence():
    for schema in (Ledger, Claim, Definition, Missing, Flag, Given, Source):
        for name, field in schema.model_fields.items():
            assert field.description, name
            assert field.description.endswith("."), name


def test_a_period_may_be_written_as_a_day_or_as_text():
    for written in ("2025-01-26", "'2025-01-26'", "2025-W05-not-a-day"):
        text = edited("at: 2025-01-26", f"at: {written}")
        if "not" in written:
            continue
        ledger = read_ledger(text, "c.yaml")
        assert ledger.claims["T01"].definitions[0].compute.at == "2025-01-26"


def test_a_claim_that_was_read_cannot_be_changed():
    claim = read_ledger(GOOD, "c.yaml").claims["T01"]
    with pytest.raises(ValidationError, match=r"frozen"):
        claim.number = 3.0


def test_shipped_claims_name_who_said_it_when_and_where():
    for claim in load_ledger().claims.values():
        assert claim.said_by
        assert claim.sources
        assert date(2024, 1, 1) < claim.said_on < date(2026, 12, 31)
