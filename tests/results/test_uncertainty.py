"""Where an interval comes from, and how well its ends are known."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.results.uncertainty import MOST_PAIRS, by_source, interval, precision

drawn = np.random.default_rng(1).normal(100, 10, (40, 3))
replicates = np.random.default_rng(2).normal(90, 4, (60, 3))


def test_both_sources_together_are_as_wide_as_their_variances_added():
    found = by_source(drawn, replicates)
    assert set(found) == {"parameters", "chance", "both"}
    np.testing.assert_allclose(found["both"].mean(axis=0), drawn.mean(axis=0))
    np.testing.assert_allclose(
        found["both"].var(axis=0), drawn.var(axis=0) + replicates.var(axis=0), rtol=1e-9
    )


def test_with_one_source_there_is_nothing_to_put_together():
    assert set(by_source(drawn, None)) == {"parameters"}
    assert set(by_source(None, replicates)) == {"chance"}
    assert by_source(None, None) == {}


def test_there_are_never_more_pairs_than_stated():
    found = by_source(np.zeros((200, 2)), np.zeros((800, 2)))
    assert len(found["both"]) <= MOST_PAIRS


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_the_ends_of_intervals_are_in_order(values):
    found = interval(np.array(values))
    ends = [found[name] for name in ("low90", "low50", "median", "high50", "high90")]
    assert ends == sorted(ends)


def test_ends_become_more_certain_with_more_values():
    values = np.random.default_rng(3).normal(size=1600)
    shares = [precision(values[:size]).share for size in (25, 100, 400, 1600)]
    assert shares == sorted(shares, reverse=True)
    # Of a bell-shaped number 0.64 over the root of how many: order statistics.
    assert 0.4 < shares[-1] * np.sqrt(1600) < 0.95


def test_where_nothing_varies_the_ends_are_certain():
    assert precision(np.full(40, 3.0)).share == 0.0
