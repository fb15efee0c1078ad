"""The readers of the benchmark put levers where they can be, and see through a wrong answer."""

import json

import pytest

from benchmarks.web import LEVERS, MOVES, READERS, Load, load_row, moved, position, quantile, wrong
from evenhand.model.levers import levers
from evenhand.scenarios.bounds import bounds
from evenhand.web.documents import scenario_of_json


def test_every_place_where_a_reader_puts_a_lever_is_possible():
    for name, unit, low, high in LEVERS:
        lever = levers()[name]
        assert unit == lever.unit
        assert bounds(lever)[0] <= low < high <= bounds(lever)[1]
    for reader in range(0, READERS, 7):
        for own in (True, False):
            assert scenario_of_json(position(reader, MOVES - 1, own=own)).changes


def test_readers_who_go_their_own_ways_never_meet():
    places = [
        json.dumps(position(reader, move, own=True), sort_keys=True)
        for reader in range(READERS)
        for move in range(MOVES)
    ]
    assert len(set(places)) == len(places)


def test_an_answer_that_is_not_the_library_s_is_found():
    scenario = moved("beds", "people", 60_000.0)
    found = Load(answers={json.dumps(scenario, sort_keys=True): {"summary": "made up"}})
    assert len(wrong(found)) == 1


def test_a_row_tells_rate_late_answers_errors_and_wrong_answers():
    found = Load(seconds=[1.0, 2.0, 3.0, 4.0], wall=2.0, errors=["500: broken"])
    row = load_row("readers", found, ["one"])
    assert row.more["per second"] == pytest.approx(2.0)
    assert row.more["p95 seconds"] == quantile(found.seconds, 0.95)
    assert "1 errors, 1 wrong answers" in row.note
