from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.compiled.compile_network import compile_network
from evenhand.compiled.entries import alias_table
from evenhand.engines.network_run import run_network
from evenhand.engines.replicates import run_replicates
from evenhand.errors import ModelError
from evenhand.model.network_files import read_network

TEXT = """
title: one delay drawn at entry
source: made up
first-day: 2025-01-01
days: 60
places: [A, B]
classes: [x, y]
capacities: {hours: {per-day: {from: {2025-01-01: 9, CHANGE: NEW}}, serves: [line]}}
LIMITS
stages:
  arrivals: {inflow: {per-day: 5, to: line}}
  line: {queue: {capacity: hours, to: stay}}
  stay:
    delay:
      draws: entry
      bands: [0, 3, 10]
      exits: {home: EXITS, away: {class: {x: 0.1, y: 0.02}}}
      start: [4, 9, 20]
      MORE
ends: [home, away]
"""


def network(exits="[0.2, 0.05, 0.1]", limits="", more="", change="2025-01-31", new="9"):
    text = TEXT.replace("EXITS", exits).replace("LIMITS", limits).replace("MORE", more)
    text = text.replace("CHANGE", change).replace("NEW", new)
    return compile_network(*read_network(text, "delay.yaml"))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40).filter(lambda law: sum(law) > 0.01))
def test_an_alias_table_gives_every_outcome_its_probability(weights):
    law = np.array(weights) / np.sum(weights)
    kept, other = alias_table(law)
    found = kept.copy()
    np.add.at(found, other, 1 - kept)
    assert found / len(law) == pytest.approx(law, abs=1e-12)


def test_the_law_of_a_stay_is_survival_times_hazard_times_share():
    entries = network().arrays.entries
    size = int(entries.outcomes[0])
    start = int(entries.first[entries.law[0, 1]])  # place A, class y
    kept, other = entries.accept[start : start + size], entries.alias[start : start + size]
    found = kept.copy()
    np.add.at(found, other, 1 - kept)
    found /= size
    staying, expected = 1.0, []
    for age in range(60):
        home = 0.2 if age < 3 else 0.05 if age < 10 else 0.1
        expected += [staying * home, staying * 0.02]
        staying *= 1 - home - 0.02
    assert found == pytest.approx([*expected, staying], abs=1e-12)


def test_cells_with_one_law_share_its_table():
    entries = network().arrays.entries
    assert len(entries.first) == 2
    assert entries.law[0, 0] == entries.law[0, 2] != entries.law[0, 1]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"exits": "{from: {2025-01-01: 0.1, 2025-02-01: 0.2}}"},
         "has hazards that change by date"),
        ({"more": "level: {season: {swing: 0.2, peak: 2025-02-01}}"},
         "has hazards that change by date"),
        ({"more": "responses: [{stock: [stay], usual: 9, power: 1}]"}, "has responses"),
        ({"limits": "limits: {beds: {of: [stay], people: 9, rule: release, to: home}}"},
         "has a limit that releases people"),
    ],
)  # fmt: skip
def test_what_could_change_a_stay_later_is_refused(changed, words):
    where = rf"delay\.yaml:1[45]:7 in stages › stay › delay › draws  {words}\n\s+use 'daily'"
    with pytest.raises(ModelError, match=where):
        network(**changed)


def test_limits_that_refuse_or_count_are_allowed():
    for rule in ("refuse", "overflow"):
        limits = f"limits: {{beds: {{of: [stay], people: 25, rule: {rule}, to: away}}}}"
        found = run_network(network(limits=limits), "chance")
        assert found.stock[-1, 0].sum() > 0
        assert (found.flow == np.floor(found.flow)).all()


def test_drawn_at_entry_or_daily_the_law_is_the_same():
    at_entry = network()
    daily = compile_network(
        *read_network(
            TEXT.replace("draws: entry", "draws: daily")
            .replace("EXITS", "[0.2, 0.05, 0.1]").replace("LIMITS", "").replace("MORE", "")
            .replace("CHANGE", "2025-01-31").replace("NEW", "9"), "daily.yaml",
        )
    )  # fmt: skip
    one, other = (run_replicates(net, 1500, seed=11) for net in (at_entry, daily))
    for day in (2, 20, 59):
        for arrow in range(one.flow.shape[2]):
            a, b = (ran.flow[:, : day + 1, arrow].sum(axis=(1, 2)) for ran in (one, other))
            spread = np.sqrt((a.var() + b.var()) / len(a))
            assert abs(a.mean() - b.mean()) <= 5 * spread + 1e-12
            assert 0.8 < (a.std() + 1e-9) / (b.std() + 1e-9) < 1.25


def test_networks_that_agree_until_a_day_give_the_same_numbers_until_it():
    one, other = (run_network(network(new=new), "chance", seed=4) for new in ("9", "1"))
    assert (one.flow[:30] == other.flow[:30]).all()
    assert (one.flow[30:] != other.flow[30:]).any()


def test_workers_change_nothing():
    one, two = (run_replicates(network(), 5, seed=3, workers=workers) for workers in (1, 2))
    assert one.flow.tobytes() == two.flow.tobytes()
