from __future__ import annotations

import pytest

from evenhand.errors import ModelError
from evenhand.model.parameters import defaults, parameters

ROWS = [row for table in ("custody", "system_fit") for row in parameters(table).values()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.attribute)
def test_a_parameter_has_unit_source_reliability_and_a_sentence(row):
    assert row.unit
    assert row.source
    assert row.reliability in set("ABCDE")
    assert row.description.endswith(".")
    assert row.description[0].isupper()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.attribute)
def test_a_parameter_has_a_default_within_its_range_and_a_basis(row):
    assert row.low <= row.default <= row.high
    assert row.basis in {"assumption", "derived", "measured", "published"}
    assert (row.basis == "assumption") <= (row.reliability in set("DE"))


def test_defaults_may_be_changed_within_their_range():
    assert defaults()["level_days_ice"] == 91
    assert defaults(level_days_ice=60)["level_days_ice"] == 60


def test_every_wrong_change_is_told_at_once():
    with pytest.raises(ModelError, match=r"cannot be 5\n    give 45 to 270 days") as caught:
        defaults(level_days_ice=5, base_stey=40)
    assert len(caught.value.problems) == 2
    assert "did you mean 'base_stay'?" in str(caught.value)


def test_a_table_whose_default_lies_outside_its_range_is_refused(monkeypatch, tmp_path):
    table = (
        "attribute,unit,default,low,high,basis,source,reliability,description\n"
        "wrong,days,9,1,5,assumption,none,E,A wrong one.\n"
    )
    (tmp_path / "wrong.csv").write_text(table, "utf-8")
    monkeypatch.setattr("evenhand.model.parameters.resources.files", lambda _: tmp_path)
    with pytest.raises(ModelError, match=r"wrong\.csv wrong  has a default outside low to high"):
        parameters("wrong")
