"""Whatever a claims file holds: it is read, or refused with what to do; nothing else happens."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.claims.files import claim_of, definition_of, read_ledger
from evenhand.claims.forms import FORMS, OPERATIONS
from evenhand.claims.verdicts import judge
from evenhand.errors import EvenhandError
from tests.claims.test_files import CLAIM, LARGEST_POST
from tests.claims.wrong_claims import GOOD, edited

NAMES = [*FORMS, *OPERATIONS, *(key.name for one in FORMS.values() for key in one.keys), "from",
         "to", "tolerance", "by"]  # fmt: skip
WORDS = ["arrests", "value", "sum", "2025-01", "FY2025", "eo50", "void", "yes", "count", "said-on",
         "denver-raid-detained", "section-1373-binds", "doj-2025-08-05", "US", "mean",
         ""]  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(WORDS),
    st.dates(),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
        st.dictionaries(st.text(max_size=6), inner, max_size=2),
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ANYTHING)
def test_any_computation_is_read_or_refused_with_what_to_do(record, node):
    try:
        one = definition_of(LARGEST_POST | {"compute": node}, record)
    except EvenhandError as error:
        assert error.problems
        return
    assert one.compute is not None or node is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from([*CLAIM, "says", "to", "kind", "flags", "as-of"]), ANYTHING,
                       max_size=3))  # fmt: skip
def test_any_claim_is_judged_or_refused(record, changes):
    try:
        verdict = judge(record, "x", claim_of(CLAIM | changes, record))
    except EvenhandError as error:
        assert error.problems
        return
    assert verdict.reason


@given(st.text(max_size=200))
def test_any_text_is_refused_as_a_claims_file_or_read(text):
    with pytest.raises(EvenhandError, match=r"."):
        read_ledger(text, "c.yaml")


@given(st.integers(0, len(GOOD) - 1), st.characters(codec="utf-8"))
def test_a_file_with_one_letter_changed_is_read_or_refused(place, letter):
    text = GOOD[:place] + letter + GOOD[place + 1 :]
    try:
        assert read_ledger(text, "c.yaml").claims
    except EvenhandError as error:
        assert all("c.yaml" in one.where for one in error.problems)


def test_a_file_of_thousands_of_parts_is_read_or_refused_quickly():
    inside = "{series: ice-daily-post-arrests, take: value, at: 2025-01-26}"
    many = "{add: [" + ", ".join(["1"] * 5000) + "]}"
    start = time.monotonic()
    with pytest.raises(EvenhandError, match=r"'add' takes at most 200 parts, not 5000"):
        read_ledger(edited(inside, many), "c.yaml")
    assert time.monotonic() - start < 10
