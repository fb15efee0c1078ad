"""The benchmarks compare like with like: what they write, read off and refuse; no times."""

import importlib.util

import numpy as np
import pytest

from benchmarks.__main__ import _agreement_text
from benchmarks.national import FILE, by_month_and_class, national, scaled
from benchmarks.outcome import compare, outcomes
from benchmarks.parameters_file import EXITS, parameters, write_parameters
from benchmarks.peer import FOLDER, PEERS
from benchmarks.row import Row, table
from benchmarks.steps import REST, _counting_copy
from evenhand.compiled.compile_network import compile_network
from evenhand.engines.replicates import run_replicates
from evenhand.model.network_files import load_network

SMALL = 0.002


@pytest.fixture(scope="module")
def peers_reader():
    """The module with which the peers read the file."""
    spec = importlib.util.spec_from_file_location("peer_parameters", FOLDER / "parameters.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def few_runs():
    """Outcomes of a few replicates of the national network, made very small, and the runs."""
    network = national(SMALL)
    runs = run_replicates(network, 3, recording=by_month_and_class(network))
    return network, runs, outcomes(network, runs)


def test_the_peers_read_back_exactly_the_numbers_of_the_compiled_network(tmp_path, peers_reader):
    network = national()
    write_parameters(network, 1, tmp_path / "parameters.txt")
    read = peers_reader.read_parameters(str(tmp_path / "parameters.txt"))
    wanted = parameters(network, 1)
    assert list(read) == list(wanted)
    for name, values in wanted.items():
        np.testing.assert_array_equal(read[name], np.ravel(values), err_msg=name)


def test_hazards_in_the_file_are_those_that_the_model_file_states():
    found = parameters(national(), 1)
    detention = found["detention_hazard"]
    assert detention.shape == (3, len(EXITS["detention"]), 11)
    # Convicted and other cases go to the docket half and one and a half times as often.
    np.testing.assert_allclose(detention[:, 2, 0], [0.005, 0.01, 0.015])
    np.testing.assert_allclose(detention[:, 0, -1], 0.008)
    np.testing.assert_allclose(found["docket_hazard"][0, :, 1], [0.0025, 0.0004, 0.0001])
    np.testing.assert_allclose(found["processing"].sum(axis=1), 1)
    np.testing.assert_array_equal(found["detention_bands"][-3:], [91, 181, 366])


def test_exits_are_named_to_the_peers_in_the_order_in_which_they_read_them(peers_reader):
    assert peers_reader.EXITS == EXITS


def test_scale_multiplies_people_and_capacities_and_leaves_stays_alone():
    one, ten = parameters(national(), 1), parameters(national(10), 10)
    for name in ("inflow", "docket_start", "officers", "judges", "seats", "beds"):
        np.testing.assert_allclose(ten[name], 10 * one[name], rtol=1e-12, atol=5, err_msg=name)
    for name in ("docket_hazard", "processing", "handling_hours", "days"):
        np.testing.assert_array_equal(ten[name], one[name], err_msg=name)


def test_a_network_that_the_peers_cannot_run_is_refused():
    network, where = load_network(FILE)
    decision = network.stages["decision"].split
    changed = decision.model_copy(
        update={"exits": {**decision.exits, "papers": {"place": {"place 01": 0.1, "others": 0.2}}}}
    )
    stage = network.stages["decision"].model_copy(update={"split": changed})
    stages = {**network.stages, "decision": stage}
    compiled = compile_network(network.model_copy(update={"stages": stages}), where)
    with pytest.raises(ValueError, match="by class only"):
        parameters(compiled, 1)


def test_a_network_at_its_own_scale_is_not_touched():
    network, _ = load_network(FILE)
    assert scaled(network, 1) is network


def test_cases_are_those_that_ended_and_those_still_there(few_runs):
    _, runs, found = few_runs
    ended = sum(found[name] for name in ("removed", "relief", "closed", "released", "returned"))
    np.testing.assert_array_equal(found["cases"] - ended, runs.stock[:, -1].sum(axis=(1, 2)))


def test_a_replicate_agrees_with_the_others_and_a_shifted_one_does_not(few_runs):
    *_, found = few_runs
    mean = {name: float(values.mean()) for name, values in found.items()}
    assert compare("same", SMALL, found, [mean]).agrees
    off = mean | {"hearing_mean_wait": mean["hearing_mean_wait"] + 1000}
    shifted = compare("shifted", SMALL, found, [off])
    assert not shifted.agrees
    assert shifted.farthest == "hearing_mean_wait"
    assert "shifted at scale 0.002 DISAGREES" in _agreement_text([shifted])


def test_an_outcome_without_any_spread_must_be_met_exactly():
    ours = {"events": np.array([5.0, 5.0])}
    assert compare("peer", 1, ours, [{"events": 5.0}]).agrees
    assert not compare("peer", 1, ours, [{"events": 5.1}]).agrees


def test_an_outcome_that_is_no_number_does_not_agree():
    ours = {"events": np.array([5.0, 6.0])}
    assert not compare("peer", 1, ours, [{"events": float("nan")}]).agrees


def test_a_peer_with_other_outcomes_is_refused():
    with pytest.raises(ValueError, match="wheel reports other outcomes"):
        compare("wheel", 1, {"events": np.array([1.0, 2.0])}, [{"removed": 1.0}])


def test_a_ratio_is_the_median_over_rounds_of_theirs_by_ours():
    row = Row("a run", "a peer", (1.0, 2.0, 10.0), (3.0, 4.0, 10.0))
    assert row.ratio == 2.0
    assert row.seconds == 2.0
    assert row.as_json()["least yardstick seconds"] == 3.0
    assert table([row]).splitlines()[1].split() == ["a", "run,", "against", "a", "peer", "2.000",
                                                    "4.000", "2.00"]  # fmt: skip


def test_every_step_of_a_day_is_counted_in_the_copy_of_the_engine():
    _, names = _counting_copy()
    assert {REST, "leave by chance", "leave in mean", "serve queue", "divide", "count"} <= {*names}


def test_every_peer_has_its_program():
    for peer in PEERS:
        program = "wheel.cpp" if peer.name.startswith("wheel") else None
        stem = peer.name.replace("-", "_")
        assert any((FOLDER / (program or f"{stem}{end}")).exists() for end in (".py", "_model.py"))
