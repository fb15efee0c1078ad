from __future__ import annotations

import numpy as np
import pytest

from evenhand.compiled.compile_network import compile_network
from evenhand.engines.ages import people_by_age
from evenhand.engines.network_run import make_room, run_network
from evenhand.model.network import Network

HAZARDS = (0.2, 0.1, 0.05, 0.02)
BANDS = (0, 1, 4, 11)


def run(days: int, start: list[float]):
    network = compile_network(
        Network.model_validate(
            {
                "title": "one delay",
                "source": "made up",
                "first-day": "2025-01-01",
                "days": days,
                "places": ["A"],
                "stages": {
                    "in": {"inflow": {"per-day": 1000, "to": "stay"}},
                    "stay": {
                        "delay": {"bands": BANDS, "exits": {"out": list(HAZARDS)}, "start": start}
                    },
                },
                "ends": ["out"],
            },
            strict=False,
        )
    )
    room = make_room(network, "mean")
    run_network(network, "mean", room=room)
    return people_by_age(network, room[0], 0, 40), room[0]


@pytest.mark.parametrize("days", [1, 3, 11, 25])
def test_ages_are_entries_times_survival(days):
    found, _ = run(days, [0, 0, 0, 0])
    hazard = np.array([HAZARDS[np.searchsorted(BANDS, age, side="right") - 1] for age in range(40)])
    survival = np.concatenate([[1.0], np.cumprod(1 - hazard)[:-1]])
    expected = np.where(np.arange(40) < min(days, 11), 1000 * survival, 0.0)
    assert found[:11, 0] == pytest.approx(expected[:11], abs=1e-3)
    beyond = 1000 * survival[11:days].sum() if days > 11 else 0.0
    assert found[11:, 0].sum() == pytest.approx(beyond, abs=1e-2)


def test_ages_of_a_band_add_up_to_the_band_exactly():
    found, state = run(9, [30.0, 60.0, 70.0, 10.0])
    for first, last, band in ((0, 1, 0), (1, 4, 1), (4, 11, 2), (11, 40, 3)):
        assert found[first:last].sum() == state.people.people[band, 0]
    assert (found >= 0).all()
