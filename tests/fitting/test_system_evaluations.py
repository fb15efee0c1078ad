"""Workers of a fit: none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import os, sys, time
from evenhand.fitting.system_evaluations import workers_for

def pid(item):
    time.sleep(0.2)
    return os.getpid()

def make():
    return pid

if __name__ == "__main__":
    with workers_for(make, 2) as each:
        for one in each(list(range(100_000))):
            print(one, flush=True)
"""
PATIENCE = 60.0


def runs(pid: int) -> bool:
    """Whether a process is there and no mere entry that nobody has asked about."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are not in /proc")
@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_process_that_started_them(tmp_path, signal_):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, "utf-8")
    with subprocess.Popen(
        [sys.executable, str(file)], stdout=subprocess.PIPE, text=True
    ) as started:
        workers = {int(started.stdout.readline()) for _ in range(3)}
        assert workers and started.pid not in workers
        assert all(runs(one) for one in workers)
        os.kill(started.pid, signal_)
        started.wait(PATIENCE)
    until = time.monotonic() + PATIENCE
    while any(runs(one) for one in workers) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(runs(one) for one in workers)
