from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evenhand.sources.flat_layout import FlatLayout, flat_layouts
from evenhand.sources.layout import Column, SumCheck, Table, normalise, workbook_layout
from evenhand.sources.workbook_reader import tables_of


def test_an_unknown_key_in_a_layout_is_refused():
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Column.model_validate({"series": "x", "colour": "red"})


def test_a_layout_cannot_be_changed_once_read():
    with pytest.raises(ValidationError, match="frozen"):
        SumCheck(sum="agency").tolerance = 3


def test_a_table_needs_a_period_of_a_known_kind():
    with pytest.raises(ValidationError, match="period"):
        Table.model_validate(
            {"series": "x", "title": "x", "rows": [], "period": "daily", "columns": "months"}
        )


@given(st.text(max_size=20))
def test_a_label_is_compared_without_case_and_spacing(label):
    once = normalise(label)
    assert normalise(once) == once or once.endswith((":", "*"))
    assert normalise(f"  {label} ") == normalise(label)


@pytest.mark.parametrize(
    "label", ["Convicted Criminal", " convicted  criminal: ", "CONVICTED CRIMINAL**"]
)
def test_a_label_is_known_however_it_is_spaced_or_starred(label):
    assert workbook_layout().word("criminality", label) == "convicted"


def test_no_label_of_a_vocabulary_has_two_meanings():
    for words in workbook_layout().vocabulary.values():
        meanings = [{normalise(alias) for alias in every} for every in words.values()]
        assert sum(map(len, meanings)) == len(set().union(*meanings))


def test_every_declared_table_has_a_unit_for_each_of_its_values():
    for table in tables_of(workbook_layout()):
        columns = list(table.columns.values()) if isinstance(table.columns, dict) else []
        for column in [*columns, *table.row_series.values()]:
            if isinstance(column, Column):
                assert column.unit or table.unit, table.series


def test_every_declared_table_has_source_licence_and_reliability():
    for layout in (*flat_layouts(), workbook_layout()):
        assert layout.source and layout.licence and layout.reliability in {"A", "B", "C", "D"}


def test_flat_tables_have_different_names_and_none_has_all_headings_of_another():
    layouts: tuple[FlatLayout, ...] = flat_layouts()
    assert len({layout.name for layout in layouts}) == len(layouts)
    for one in layouts:
        for other in layouts:
            assert one is other or not one.required <= other.required
