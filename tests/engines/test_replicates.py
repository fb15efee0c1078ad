from __future__ import annotations

import math
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from evenhand.compiled.compile_network import compile_network
from evenhand.engines.network_run import Recording, run_network
from evenhand.engines.replicates import quantiles, run_replicates, wait_quantile
from evenhand.errors import ModelError
from evenhand.model.network_files import read_network, shipped_network

NETWORK = compile_network(*read_network(shipped_network(), "example.yaml"))
YEAR = Recording(np.zeros(NETWORK.days, dtype=np.int64), np.zeros(NETWORK.cells, dtype=np.int64))


def test_the_number_of_workers_and_the_order_of_replicates_change_nothing():
    one = run_replicates(NETWORK, 6, seed=5, workers=1, recording=YEAR)
    two = run_replicates(NETWORK, 6, seed=5, workers=2, recording=YEAR)
    back = run_replicates(NETWORK, reversed(range(6)), seed=5, workers=2, recording=YEAR)
    assert one.flow.tobytes() == two.flow.tobytes() == back.flow[::-1].tobytes()
    assert one.waits.tobytes() == two.waits.tobytes() == back.waits.tobytes()


def test_one_replicate_can_be_run_again_alone():
    many = run_replicates(NETWORK, 4, seed=5, recording=YEAR)
    alone = run_network(NETWORK, "chance", seed=5, replicate=3, recording=YEAR)
    assert many.flow[3].tobytes() == alone.flow.tobytes()
    assert many.flow[2].tobytes() != alone.flow.tobytes()


def test_progress_is_told_up_to_the_end():
    told = []
    run_replicates(NETWORK, 5, recording=YEAR, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (5, 5)
    assert told == sorted(told)


def test_an_interruption_stops_all_workers_at_once():
    def interrupt(_done, _of):
        raise KeyboardInterrupt("asked for")

    began = time.perf_counter()
    with pytest.raises(KeyboardInterrupt, match="asked for"):
        run_replicates(NETWORK, 100_000, recording=YEAR, progress=interrupt)
    assert time.perf_counter() - began < 30  # 100,000 would take many minutes


def test_ctrl_c_ends_the_command_with_status_130_and_leaves_no_file(tmp_path):
    out = tmp_path / "never.csv"
    command = [sys.executable, "-m", "evenhand", "network", "run", "example", "--mode", "chance"]
    subprocess.run([*command, "--replicates", "1"], check=True, stdout=subprocess.DEVNULL)
    command += ["--replicates", "100000", "--per", "run", "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(5)
        process.send_signal(signal.SIGINT)
        try:
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "nothing was left half-written" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("period", "group", "words"),
    [
        (np.zeros(NETWORK.days - 1), YEAR.group, r"period  does not fit the days"),
        (np.arange(NETWORK.days) * 2, YEAR.group, r"period  does not fit the days"),
        (np.arange(NETWORK.days)[::-1], YEAR.group, r"period  does not fit the days"),
        (YEAR.period, np.zeros(NETWORK.cells + 1), r"group  does not fit the cells"),
        (YEAR.period, np.full(NETWORK.cells, 3), r"group  does not fit the cells"),
        (YEAR.period, np.arange(NETWORK.cells)[::-1], r"group  gives every cell another's"),
    ],
)
def test_a_recording_that_does_not_fit_is_refused(period, group, words):
    recording = Recording(period.astype(np.int64), group.astype(np.int64))
    with pytest.raises(ModelError, match=words):
        run_network(NETWORK, "mean", recording=recording)


def test_no_replicates_are_refused():
    with pytest.raises(ModelError, match=r"are none\n\s+run at least one"):
        run_replicates(NETWORK, 0)


def test_results_that_would_not_fit_into_memory_are_refused_before_anything_is_run():
    with pytest.raises(ModelError, match=r"GiB for 100000 replicates\n\s+record months"):
        run_replicates(NETWORK, 100_000)


def test_quantiles_are_those_of_the_replicates():
    values = np.arange(101.0)[:, None] * np.ones((1, 3))
    assert quantiles(values, [0.05, 0.5]).tolist() == [[5.0] * 3, [50.0] * 3]


def test_a_quantile_of_waits_is_the_first_day_that_reaches_it():
    waits = np.array([5.0, 3.0, 0.0, 2.0, 0.0])
    assert [wait_quantile(waits, level) for level in (0.5, 0.51, 0.8, 0.9)] == [0, 1, 1, 3]
    assert math.isnan(wait_quantile(np.zeros(5), 0.5))
    assert wait_quantile(np.array([0.0, 0.0, 1.0]), 0.5) == math.inf
