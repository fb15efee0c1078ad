"""``evenhand serve`` says where the page is, keeps strangers out, and stops cleanly."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from evenhand.cli import serve
from evenhand.web.serving import USUAL_PORT

PATIENCE = 120.0


@contextmanager
def running(folder, *options):
    """A process that serves, and the line that says where."""
    process = subprocess.Popen(
        [sys.executable, "-m", "evenhand", "serve", "--no-open", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "EVENHAND_DATA": str(folder), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        line = process.stdout.readline()
        yield process, line
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def address(line):
    found = re.search(r"http://\S+", line)
    assert found, line
    return found[0]


def answer(url):
    """The answer, once the server is there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return httpx.get(url, timeout=PATIENCE)
        except httpx.ConnectError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def children(number):
    """Numbers of the processes that a process has started."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(number)], capture_output=True, text=True, check=False
    )
    return [int(part) for part in found.stdout.split()]


def alive(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_says_where_it_is_and_ctrl_c_ends_it_with_all_its_processes(tmp_path):
    with running(tmp_path, "--port", "0") as (process, line):
        url = address(line)
        told = answer(f"{url}/api/about").json()
        deadline = time.monotonic() + PATIENCE
        while told["state"] == "warming" and time.monotonic() < deadline:
            time.sleep(0.2)
            told = answer(f"{url}/api/about").json()
        assert told["state"] == "ready"
        while len(started := children(process.pid)) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)  # the workers of intervals
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 130
        assert "stopped" in said
        assert "Traceback" not in said
        while any(map(alive, started)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(map(alive, started))


def test_the_next_free_port_is_taken_and_said_where_the_usual_one_is_taken(tmp_path):
    try:
        held = socket.create_server(("127.0.0.1", USUAL_PORT))
    except OSError:
        held = None  # somebody else has it, which will do
    try:
        with running(tmp_path) as (process, line):
            url = address(line)
            assert not url.endswith(f":{USUAL_PORT}")
            assert answer(f"{url}/api/about").status_code == 200
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=PATIENCE)
            assert f"port {USUAL_PORT} is taken; using " in said
    finally:
        if held is not None:
            held.close()


def test_a_port_that_was_asked_for_and_is_taken_is_an_error_that_says_what_to_do(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = str(held.getsockname()[1])
        with running(tmp_path, "--port", port) as (process, line):
            _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert line == ""
    assert f"127.0.0.1 port {port}" in said
    assert "--port" in said


def test_another_address_needs_a_token_which_is_made_and_printed(tmp_path):
    with running(tmp_path, "--host", "0.0.0.0", "--port", "0") as (_, line):
        url = address(line).replace("0.0.0.0", "127.0.0.1")
        bare, _, token = url.partition("/?token=")
        assert len(token) >= 32
        assert answer(f"{bare}/api/about").status_code == 401
        assert answer(url).status_code == 303


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--token", "short"], "too short to be safe"),
        (["--host", "192.0.2.1", "--port", "0"], "an address of this machine"),
        (["--port", "70000"], "65535"),
    ],
)
def test_what_cannot_be_served_is_an_error_with_a_reason(tmp_path, options, words):
    with running(tmp_path, *options) as (process, _):
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert words in said
    assert "Traceback" not in said


def test_the_browser_is_opened_a_moment_later_with_the_token(monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    serve._open_soon("http://127.0.0.1:8000/?token=x")
    deadline = time.monotonic() + PATIENCE
    while not opened and time.monotonic() < deadline:
        time.sleep(0.05)
    assert opened == ["http://127.0.0.1:8000/?token=x"]
