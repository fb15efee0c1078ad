from __future__ import annotations

import polars as pl
import pytest

from evenhand.compiled.compile_network import compile_network
from evenhand.model.network_files import read_network, shipped_network
from evenhand.network_simulation import group_names, recording_of, simulate_network

NETWORK = compile_network(*read_network(shipped_network(), "example.yaml"))
PER_RUN = simulate_network(NETWORK, per="run", by="all").counts


@pytest.mark.parametrize("by", ["place", "class", "track", "cell"])
@pytest.mark.parametrize("per", ["week", "month"])
def test_periods_and_groups_add_up_to_the_run(per, by):
    parts = simulate_network(NETWORK, per=per, by=by).counts
    keys = ["measure", "stage", "exit"]
    summed = (
        parts.filter(pl.col("measure") != "stock at the end")
        .group_by(keys)
        .agg(pl.col("mean").sum())
        .sort(keys)
    )
    whole = (
        PER_RUN.filter(pl.col("measure") != "stock at the end")
        .group_by(keys)
        .agg(pl.col("mean").sum())
        .sort(keys)
    )
    assert summed.select(keys).equals(whole.select(keys))
    assert summed["mean"].to_list() == pytest.approx(whole["mean"].to_list(), rel=1e-9, abs=1e-6)


def test_months_begin_on_their_first_day_and_the_run_with_its_own():
    starts = simulate_network(NETWORK, per="month").counts["period"].unique().sort().to_list()
    assert starts[0] == NETWORK.first_day
    assert all(day.day == 1 for day in starts[1:])


def test_what_all_places_share_is_one_row_for_all():
    used = PER_RUN.filter(pl.col("measure") == "capacity used")
    shared = {
        name
        for (name, _), national in zip(
            NETWORK.capacities, NETWORK.arrays.capacities.national, strict=True
        )
        if national
    }
    assert shared
    for name in shared:
        assert used.filter(pl.col("stage") == name)["group"].to_list() == ["all"]


def test_chance_has_quantiles_around_the_mean():
    found = simulate_network(NETWORK, "chance", replicates=20, per="run", by="all").counts
    flows = found.filter(pl.col("measure") == "flow")
    assert (flows["q05"] <= flows["q50"]).all()
    assert (flows["q50"] <= flows["q95"]).all()
    assert (flows["q05"] < flows["q95"]).any()


def test_groups_are_named_in_the_order_of_their_numbers():
    for by in ("all", "place", "class", "track", "cell"):
        groups = recording_of(NETWORK, "run", by).group
        assert sorted(set(groups.tolist())) == list(range(len(group_names(NETWORK, by))))
