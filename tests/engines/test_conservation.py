"""A run in which people are lost or made stops, wherever it happens."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evenhand.compiled.compile_network import compile_network
from evenhand.engines.day import CONSERVED, LOST, run_days
from evenhand.engines.network_run import Recording, make_room, run_network
from evenhand.errors import ModelError
from evenhand.model.network import Network

NETWORK = compile_network(
    Network.model_validate(
        {
            "title": "A small network",
            "source": "A test",
            "first_day": date(2025, 1, 1),
            "days": 40,
            "places": ["A", "B"],
            "ends": ["out"],
            "capacities": {"officers": {"per_day": 3, "serves": ["line"]}},
            "stages": {
                "cases": {"inflow": {"per_day": 5, "to": "sorting"}},
                "sorting": {"split": {"exits": {"stay": 0.5, "line": "rest"}}},
                "line": {"queue": {"capacity": "officers", "to": "stay"}},
                "stay": {
                    "delay": {"bands": [0, 2, 5], "exits": {"out": [0.1, 0.1, 0.2]}, "start": 20}
                },
            },
        }
    )
)
BY_WEEK = Recording(np.arange(40) // 7, np.zeros(2, dtype=np.int64))


def band(room):
    return room[0].people.people[-1]


def youngest_band(room):
    return room[0].people.people[0]


def flow_out_of_a_delay(room):
    return room[0].traffic.flow[NETWORK.arrows.index(("stay", "out"))]


def flow_out_of_a_queue(room):
    return room[0].traffic.flow[NETWORK.arrows.index(("line", "served"))]


def waiting(room):
    return room[0].lines.waiting[0]


def stock(room):
    return room[0].people.stock[0]


@pytest.mark.parametrize("mode", ["mean", "chance"])
@pytest.mark.parametrize(
    ("where", "stage"),
    [
        (band, "stay"),
        (youngest_band, "stay"),
        (stock, "stay"),
        (flow_out_of_a_delay, "stay"),
        (flow_out_of_a_queue, "line"),
        (waiting, "line"),
    ],
)
def test_one_person_too_many_stops_the_run_on_that_day(mode, where, stage):
    room = make_room(NETWORK, mode, BY_WEEK)
    base, chance = np.uint64(1), mode == "chance"
    assert run_days(0, 10, chance, base, NETWORK.arrays, *room) == CONSERVED
    where(room)[1] += 1.0
    assert run_days(10, 40, chance, base, NETWORK.arrays, *room) == LOST
    day, found, cell, size = room[0].fault
    assert (day, NETWORK.stages[int(found)], cell) == (10, stage, 1)
    assert abs(size) == 1.0


def test_the_message_says_where_and_how_many(monkeypatch):
    def fail(_first, _end, _chance, _base, _arrays, state, _output):
        state.fault[:] = 10, NETWORK.stages.index("stay"), 1, -1
        return LOST

    monkeypatch.setattr("evenhand.engines.network_run.run_days", fail)
    with pytest.raises(
        ModelError, match=r"day 10 .* stay, cell 1  people are not conserved: -1\.0"
    ):
        run_network(NETWORK, "mean")
