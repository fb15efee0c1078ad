from __future__ import annotations

import json
from datetime import date

import jsonschema
import pytest

from evenhand.claims.files import shipped_ledgers
from evenhand.claims.json_schema import claims_schema
from evenhand.errors import ClaimError
from evenhand.yaml_file import parse_document
from tests.claims.test_starting import examples
from tests.claims.wrong_claims import GOOD, edited

SCHEMA = jsonschema.Draft202012Validator(claims_schema())


def content(text):
    """What a file holds, days being text as JSON has them."""
    document = parse_document(text, "c.yaml", "claims file", ClaimError)

    def plain(value):
        return value.isoformat() if isinstance(value, date) else str(value)

    return json.loads(json.dumps(document.content, default=plain))


def test_a_sound_file_agrees_with_the_schema():
    SCHEMA.validate(content(GOOD))


@pytest.mark.parametrize("ledger", shipped_ledgers())
def test_shipped_ledgers_agree_with_the_schema(ledger):
    from importlib import resources

    folder = resources.files("evenhand.claims.ledgers")
    SCHEMA.validate(content(folder.joinpath(f"{ledger}.yaml").read_text("utf-8")))


@pytest.mark.parametrize("text", examples(), ids=lambda text: text.splitlines()[0][:40])
def test_examples_of_the_manual_agree_with_the_schema(text):
    SCHEMA.validate(content(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [("take: value", "take: summ"), ("wording: stated", "wording: exact"),
     ("series: ice", "serie: ice"), ("number: 956", "number: many")],
)  # fmt: skip
def test_an_editor_is_told_of_what_is_wrong(old, new):
    with pytest.raises(jsonschema.ValidationError, match=r"."):
        SCHEMA.validate(content(edited(old, new)))
