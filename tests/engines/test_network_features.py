"""Patience in queues, pools that follow others, queues under limits, noise of capacities."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evenhand.compiled.compile_network import compile_network
from evenhand.engines.network_run import make_room, run_network
from evenhand.engines.replicates import run_replicates
from evenhand.errors import ModelError
from evenhand.model.network import Network


def network(**parts):
    stated = {
        "title": "A small network",
        "source": "A test",
        "first_day": date(2025, 1, 1),
        "days": 40,
        "places": ["A", "B"],
        "ends": ["out", "gone"],
    }
    return compile_network(Network.model_validate(stated | parts))


def flow(found, compiled, stage, name):
    return found.flow[:, compiled.arrows.index((stage, name))].sum(axis=1)


def queue_with_patience(hours, patience):
    return network(
        capacities={"officers": {"per_day": hours, "serves": ["line"]}},
        stages={
            "cases": {"inflow": {"per_day": 10, "noise": "none", "to": "line"}},
            "line": {
                "queue": {
                    "capacity": "officers",
                    "to": "out",
                    "patience_days": patience,
                    "lapse": "gone",
                }
            },
        },
    )


@pytest.mark.parametrize("mode", ["mean", "chance"])
def test_nobody_waits_longer_than_the_patience(mode):
    compiled = queue_with_patience(0, 2)
    found = run_network(compiled, mode)
    lapsed = flow(found, compiled, "line", "lapsed")
    assert lapsed[:2].sum() == 0
    assert (lapsed[2:] == 20).all()


@pytest.mark.parametrize("mode", ["mean", "chance"])
def test_who_is_served_in_time_does_not_lapse(mode):
    compiled = queue_with_patience(10, 0)
    found = run_network(compiled, mode)
    assert flow(found, compiled, "line", "lapsed").sum() == 0
    assert flow(found, compiled, "line", "served").sum() == 20 * 40


def test_half_the_capacity_serves_half_and_the_rest_lapse():
    compiled = queue_with_patience(5, 3)
    found = run_network(compiled, "chance")
    assert (flow(found, compiled, "line", "served") == 10).all()
    assert (flow(found, compiled, "line", "lapsed")[10:] == 10).all()


def followed(cost, hours=100):
    return network(
        capacities={"officers": {"per_day": hours, "serves": ["docket"]}},
        stages={
            "docket": {
                "pool": {"capacity": "officers", "cost": 10, "to": "out", "start": 1_000_000}
            },
            "community": {
                "pool": {"follows": "docket", "cost": cost, "to": "gone", "start": 10_000_000}
            },
        },
    )


def test_a_following_pool_finds_in_proportion_to_the_other():
    compiled = followed(cost=2)
    found = run_network(compiled, "mean")
    first = flow(found, compiled, "docket", "found")
    second = flow(found, compiled, "community", "found")
    np.testing.assert_allclose(second, first / 2, rtol=1e-3)


def test_by_chance_a_following_pool_finds_as_many_on_average():
    compiled = followed(cost=2)
    runs = run_replicates(compiled, 200, seed=3)
    index = compiled.arrows.index(("community", "found"))
    total = runs.flow[:, :, index].sum(axis=(1, 2))
    # 40 days, two places, ten found a day each: 400 met, standard deviation a little above 20.
    assert abs(total.mean() - 400) < 4 * 25 / np.sqrt(200)


def test_a_following_pool_finds_nobody_where_the_other_finds_nobody():
    compiled = followed(cost=2, hours=0)
    found = run_network(compiled, "chance")
    assert flow(found, compiled, "community", "found").sum() == 0


def test_a_pool_needs_one_source_of_effort():
    with pytest.raises(ModelError, match="needs either 'capacity' or 'follows'"):
        network(stages={"docket": {"pool": {"cost": 1, "to": "out", "start": 5}}})


def test_a_pool_follows_only_a_pool_with_a_capacity():
    with pytest.raises(ModelError, match="which is no pool with a capacity"):
        network(
            stages={"docket": {"pool": {"follows": "nobody", "cost": 1, "to": "out", "start": 5}}}
        )


def test_a_lapse_needs_a_patience():
    with pytest.raises(ModelError, match="needs both 'patience-days' and 'lapse'"):
        network(
            capacities={"officers": {"per_day": 1, "serves": ["line"]}},
            stages={"line": {"queue": {"capacity": "officers", "to": "out", "lapse": "gone"}}},
        )


@pytest.mark.parametrize("mode", ["mean", "chance"])
def test_people_in_a_queue_take_room_under_a_limit(mode):
    compiled = network(
        capacities={"judges": {"per_day": 0, "scope": "all", "serves": ["hearings"]}},
        limits={
            "beds": {
                "of": ["detention", "hearings"],
                "people": 100,
                "scope": "all",
                "rule": "release",
                "to": "gone",
            }
        },
        stages={
            "detention": {"delay": {"exits": {"hearings": 0.1}, "start": 50}},
            "hearings": {"queue": {"capacity": "judges", "to": "out"}},
            "cases": {"inflow": {"per_day": 5, "noise": "none", "to": "detention"}},
        },
    )
    found = run_network(compiled, mode)
    inside = found.stock.sum(axis=(1, 2))
    assert inside.max() <= 100
    assert flow(found, compiled, "beds", "detention: released").sum() > 0


def test_the_noise_of_a_capacity_keeps_its_mean_and_has_its_variance():
    compiled = network(
        days=400,
        places=["A"],
        capacities={"officers": {"per_day": 100, "spread": 0.25, "serves": ["docket"]}},
        stages={
            "docket": {"pool": {"capacity": "officers", "cost": 1, "to": "out", "start": 10**7}}
        },
    )
    used = run_network(compiled, "chance", seed=5).used[:, 0, 0] / 100
    # Standard errors over 400 gamma days: 0.025 of the mean, about 0.03 of the variance.
    assert abs(used.mean() - 1) < 0.1
    assert abs(used.var() - 0.25) < 0.12
    assert (run_network(compiled, "mean").used[:, 0, 0] == 100).all()


def test_without_patience_those_of_the_start_leave_on_the_first_day():
    compiled = network(
        capacities={"officers": {"per_day": 0, "serves": ["line"]}},
        stages={
            "line": {
                "queue": {
                    "capacity": "officers", "to": "out", "start": 7,
                    "patience_days": 0, "lapse": "gone",
                }
            }
        },
    )  # fmt: skip
    for mode in ("mean", "chance"):
        lapsed = flow(run_network(compiled, mode), compiled, "line", "lapsed")
        assert lapsed[0] == 14
        assert lapsed[1:].sum() == 0


@pytest.mark.parametrize("mode", ["mean", "chance"])
def test_a_line_with_patience_is_right_when_arrays_are_used_again(mode):
    # On the first 20 days nobody comes, later more than are served: rows of days are used again.
    compiled = network(
        capacities={"officers": {"per_day": 3, "serves": ["line"]}},
        stages={
            "cases": {
                "inflow": {
                    "per_day": {"from": {date(2025, 1, 1): 0, date(2025, 1, 21): 5}},
                    "noise": "none", "to": "line",
                }
            },
            "line": {
                "queue": {
                    "capacity": "officers", "to": "out", "patience_days": 3, "lapse": "gone",
                }
            },
        },
    )  # fmt: skip
    room = make_room(compiled, mode)
    for _ in range(2):
        found = run_network(compiled, mode, room=room)
        assert flow(found, compiled, "line", "served")[:20].sum() == 0
        assert (flow(found, compiled, "line", "served")[20:] == 6).all()
        assert flow(found, compiled, "line", "lapsed").sum() + found.stock[-1].sum() == 4 * 20
        assert found.waits[0, 0, 4:].sum() == 0


@pytest.mark.parametrize("mode", ["mean", "chance"])
def test_a_delay_answers_to_yesterdays_stock_of_another_whichever_comes_first(mode):
    first = {"delay": {"exits": {"out": 0.3}, "start": 400}}
    response = {"stock": ["first"], "within": "place", "usual": 400, "power": 1}
    second = {"delay": {"exits": {"gone": 0.1}, "responses": [response], "start": 1000}}
    stages = {"first": first, "second": second}
    one = network(stages=stages)
    other = network(stages=dict(reversed(stages.items())))
    left = [flow(run_network(each, mode), each, "second", "gone") for each in (one, other)]
    assert left[0].tolist() == left[1].tolist()
    if mode == "mean":
        assert left[0][0] == pytest.approx(2 * 1000 * 0.1, abs=1e-5)
