from __future__ import annotations

from datetime import date

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evenhand.compiled.compile_network import compile_network
from evenhand.engines.blocks import find_blocks, slot_of
from evenhand.engines.day import CONSERVED, run_days
from evenhand.engines.holds import DAY_SHIFT
from evenhand.engines.network_run import make_room, run_network
from evenhand.engines.random_numbers import replicate_key
from evenhand.model.network import Network

FIRST = date(2021, 1, 1)


def delay_network(bands, early, late, per_day, start=0, *, days, limit=None, noise="none"):
    """A delay whose people leave early, by a hazard for each band, or late, from the last."""
    early = [early] * (len(bands) - 1) if isinstance(early, float) else early
    exits = {"early": [*early, 0], "late": [0] * (len(bands) - 1) + [late]}
    limits = {}
    if limit is not None:
        limits = {"beds": {"of": ["stay"], "people": limit, "rule": "release", "to": "freed"}}
    return compile_network(
        Network.model_validate(
            {
                "title": "One delay", "source": "A test", "first-day": FIRST, "days": days,
                "places": ["A"], "classes": ["x", "y", "z"], "ends": ["early", "late", "freed"],
                "limits": limits,
                "stages": {
                    "come": {"inflow": {"per-day": per_day, "noise": noise, "to": "stay"}},
                    "stay": {"delay": {"bands": bands, "exits": exits, "start": start}},
                },
            }
        )
    )  # fmt: skip


@numba.njit
def people_in_blocks(blocks, band, today):
    """People of each cell in the blocks in use at the end of a day."""
    count = find_blocks(blocks, band, today - blocks.width[band] + 1, today - 1)
    people = blocks.people[slot_of(blocks, band, 0, today)].astype(np.int64)
    for index in range(count):
        people += blocks.people[blocks.active[index]]
    return people


@settings(max_examples=60)
@given(
    widths=st.lists(st.integers(1, 70), min_size=1, max_size=3),
    hazards=st.lists(st.sampled_from([0.0, 0.01, 0.3, 0.6, 1.0]), min_size=3, max_size=3),
    arrivals=st.lists(st.sampled_from([0, 0, 1, 7, 90]), min_size=100, max_size=100),
    start=st.integers(0, 300),
    limit=st.one_of(st.none(), st.integers(0, 900)),
    seed=st.integers(0, 2**30),
)
def test_the_blocks_in_use_always_hold_the_people_of_their_band(
    widths, hazards, arrivals, start, limit, seed
):
    bands = [0, *np.cumsum(widths).tolist()]
    network = delay_network(
        bands, hazards[: len(widths)], 0.3, {"series": arrivals}, [start] * len(bands),
        days=100, limit=limit, noise="poisson",
    )  # fmt: skip
    state, output = make_room(network, "chance")
    key = np.uint64(replicate_key(seed, 0))
    for day in range(100):
        assert run_days(day, day + 1, True, key, network.arrays, state, output) == CONSERVED
        for band, width in enumerate(widths):
            if width > 1:
                found = people_in_blocks(state.blocks, band, day + DAY_SHIFT)
                assert found.tolist() == state.people.people[band].tolist()
        assert (state.blocks.people >= 0).all()


@pytest.mark.parametrize("widths", [[1], [2], [3], [8], [37], [5, 1, 9], [1, 1, 2]])
def test_without_hazards_those_grow_out_who_came_as_many_days_ago_as_the_bands_are_wide(widths):
    rng = np.random.default_rng(5)
    days, total = 90, sum(widths)
    arrivals = rng.integers(0, 200, days)
    start = [4 * width for width in widths] + [0]
    bands = [0, *np.cumsum(widths).tolist()]
    network = delay_network(bands, 0.0, 1, {"series": arrivals.tolist()}, start, days=days)
    late = run_network(network, "chance").flow[:, network.arrows.index(("stay", "late"))]
    # Whoever comes today leaves the bands after their days, and the last band on the day after.
    expected = np.concatenate([[0], np.full(total, 4), arrivals])[:days]
    assert (late == expected[:, None]).all()


def test_every_cohort_survives_by_itself_and_by_a_binomial_law():
    hazard, replicates = 0.07, 4000
    arrivals = [12, 0, 5, 12, 30, 1, 12, 80, 3, 12, 12, 2, 0, 40, 12, 6]
    failures = []
    for width in (2, 3, 7, 16):
        days = len(arrivals) + width + 2
        series = arrivals + [0] * (width + 2)
        network = delay_network([0, width], hazard, 1, {"series": series}, days=days)
        arrow = network.arrows.index(("stay", "late"))
        room = make_room(network, "chance")
        late = np.array(
            [
                run_network(network, "chance", seed=3, replicate=number, room=room)
                .flow[width + 1 : width + 1 + len(arrivals), arrow].copy()
                for number in range(replicates)
            ]
        )  # fmt: skip
        survival = (1 - hazard) ** width
        came = np.array(arrivals)
        assert not late[:, came == 0].any()
        for cohort in np.nonzero(came)[0]:
            counts = late[:, cohort].ravel().astype(int)
            law = stats.binom(came[cohort], survival)
            observed = np.bincount(counts, minlength=came[cohort] + 1)
            expected = law.pmf(np.arange(came[cohort] + 1)) * len(counts)
            common = expected >= 5
            seen = np.append(observed[common], observed[~common].sum())
            wanted = np.append(expected[common], expected[~common].sum())
            seen, wanted = seen[wanted > 1e-9], wanted[wanted > 1e-9]
            statistic = ((seen - wanted) ** 2 / wanted).sum()
            failures.append(stats.chi2.sf(statistic, len(seen) - 1))
        # All pairs of cohorts, and all pairs of cells, are independent.
        flat = late[:, came > 0].reshape(replicates, -1)
        z = np.corrcoef(flat, rowvar=False) * np.sqrt(replicates)
        pairs = np.abs(z[np.triu_indices(len(z), 1)])
        failures.append(min(1.0, 2 * stats.norm.sf(pairs.max()) * len(pairs)))
    # Chance of a false alarm: one in a thousand for all tests together.
    assert min(failures) > 1e-3 / len(failures)


def test_who_is_released_is_anyone_whatever_the_day_he_came():
    """Three cohorts and a limit that halves them: who is left is hypergeometric."""
    series = [20, 10, 30] + [0] * 12
    limit = {"from": {FIRST: 1e6, date(2021, 1, 6): 45}}
    network = delay_network([0, 9], 0.0, 1, {"series": series}, days=15, limit=limit)
    # Three classes with 20, 10 and 30 each are 180 people; 45 stay.
    room = make_room(network, "chance")
    arrow = network.arrows.index(("stay", "late"))
    late = np.array(
        [
            run_network(network, "chance", seed=6, replicate=number, room=room)
            .flow[10:13, arrow].copy()
            for number in range(4000)
        ]
    )  # fmt: skip
    assert (late.sum(axis=(1, 2)) == 45).all()
    p_values = []
    for cohort, people in enumerate(series[:3]):
        for cell in range(3):
            counts = late[:, cohort, cell].astype(int)
            law = stats.hypergeom(180, people, 45)
            expected = law.pmf(np.arange(people + 1)) * len(counts)
            observed = np.bincount(counts, minlength=people + 1)
            common = expected >= 5
            seen = np.append(observed[common], observed[~common].sum())
            wanted = np.append(expected[common], expected[~common].sum())
            statistic = ((seen - wanted) ** 2 / wanted).sum()
            p_values.append(stats.chi2.sf(statistic, len(seen) - 1))
    assert min(p_values) > 1e-3 / 9
