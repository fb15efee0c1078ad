from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.compiled.compile_network import MOST_CELLS, compile_network
from evenhand.compiled.custody_network import custody_network
from evenhand.compiled.grid import cell_key_of, grid_of, stage_key_of
from evenhand.model.network_files import read_network
from tests.model.wrong_networks import GOOD, edited
from tests.runs import known_runs

NAMES = st.text(min_size=1)
FIRST_DAY = date(2021, 1, 1)


@given(name=NAMES)
def test_keys_stay_within_the_bits_that_random_numbers_leave_them(name):
    assert 0 <= stage_key_of(name) < 2**32
    assert 0 <= cell_key_of(name) < 2**62


def test_keys_of_cells_use_all_their_bits():
    keys = np.array([cell_key_of(f"P{n}/x/all") for n in range(200)])
    assert np.bitwise_or.reduce(keys) == 2**62 - 1
    assert np.bitwise_and.reduce(keys) == 0


def test_keys_are_the_same_on_every_machine():
    # The check value that catalogues of CRC-32 give, and what the program b2sum -l 64 prints.
    assert stage_key_of("123456789") == 0xCBF43926
    assert (
        cell_key_of("123456789") == int.from_bytes(bytes.fromhex("7e73edbfe1aa9531"), "little") >> 2
    )


def test_the_largest_number_of_cells_and_places_all_have_keys_of_their_own():
    places = [f"County {n}" for n in range(MOST_CELLS)]
    grid = grid_of(["stage"], (places, ["all"], ["all"]), FIRST_DAY, 1)
    assert len(np.unique(grid.cell_key)) == len(np.unique(grid.place_key)) == MOST_CELLS


def test_a_cell_keeps_its_keys_when_others_come_before_it():
    few = grid_of(["s"], (["B"], ["y"], ["inner"]), FIRST_DAY, 2)
    many = grid_of(["r", "s"], (["A", "B"], ["x", "y"], ["outer", "inner"]), FIRST_DAY, 3)
    assert few.cell_key[0] == many.cell_key[7]
    assert few.place_key[0] == many.place_key[1]
    assert few.stage_key[0] == many.stage_key[1]
    assert few.day_key.tolist() == many.day_key[:2].tolist()
    assert many.class_of.tolist() == [0, 0, 1, 1, 0, 0, 1, 1]


def test_places_that_share_a_check_sum_of_32_bits_are_told_apart():
    one, other = "plumless", "buckeroo"
    assert stage_key_of(one) == stage_key_of(other)
    text = edited("places: [A, B]", f"places: [A, B, {one}, {other}]")
    text = text.replace("B: 30.5}", "others: 1}").replace("B: 150}", "others: 9}")
    grid = compile_network(*read_network(text, "n.yaml")).arrays.grid
    assert len(np.unique(grid.place_key)) == 4
    assert len(np.unique(grid.cell_key)) == 16


def test_networks_from_files_and_the_custody_model_take_their_keys_from_names():
    networks = (
        compile_network(*read_network(GOOD, "n.yaml")),
        custody_network(known_runs.plain_run(5, 0.1, 1.0)),
    )
    for network in networks:
        grid = network.arrays.grid
        cells = [f"{p}/{c}/{t}" for p in network.places for c in network.classes
                 for t in network.tracks]  # fmt: skip
        assert grid.cell_key.tolist() == [cell_key_of(name) for name in cells]
        assert grid.place_key.tolist() == [cell_key_of(name) for name in network.places]
        named = (*network.stages, *network.limits)
        assert grid.stage_key.tolist() == [stage_key_of(name) for name in named]
