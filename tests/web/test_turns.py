"""Results are worked out once, a number at a time, and not for those who have gone."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from evenhand.web.cache import Cache
from evenhand.web.failures import RefusedError
from evenhand.web.gate import Gate
from evenhand.web.limits import Limits

PATIENCE = 30.0


def in_a_loop_of_its_own(ask):
    """What a coroutine gives; browser tests before may have left a loop running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(ask())).result()


class Asker:
    """Somebody who asks, and may have gone."""

    def __init__(self, gone=False):
        self.gone = gone

    async def is_disconnected(self):
        return self.gone


def test_a_result_is_made_once_however_many_ask_at_the_same_time():
    cache, made, gate = Cache(4), [], threading.Event()

    def make():
        gate.wait(PATIENCE)
        made.append(1)
        return len(made)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(cache.get, "key", make) for _ in range(8)]
        gate.set()
        assert {one.result(PATIENCE) for one in asked} == {1}
    assert made == [1]


def test_a_failure_is_told_and_not_kept():
    cache, calls = Cache(4), []

    def make():
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("only once")
        return "made"

    with pytest.raises(ValueError, match="only once"):
        cache.get("key", make)
    assert not cache.known("key")
    assert cache.get("key", make) == "made"
    assert cache.known("key")


def test_the_results_used_last_are_kept():
    cache = Cache(2)
    for key in ("a", "b", "a", "c"):
        cache.get(key, lambda key=key: key)
    assert cache.known("a")
    assert cache.known("c")
    assert not cache.known("b")
    assert len(cache) == 2


def test_no_more_are_worked_out_at_the_same_time_than_allowed():
    together, most = [], []
    lock = threading.Lock()

    def work():
        with lock:
            together.append(1)
            most.append(len(together))
        threading.Event().wait(0.02)
        with lock:
            together.pop()

    async def ask():
        gate = Gate(Limits(quick_running=2))
        await asyncio.gather(*(gate.run(Asker(), work) for _ in range(10)))
        gate.close()

    in_a_loop_of_its_own(ask)
    assert len(most) == 10
    assert max(most) <= 2


def test_who_has_gone_is_left_out():
    worked = []

    async def ask():
        gate = Gate(Limits())
        with pytest.raises(RefusedError, match="has gone"):
            await gate.run(Asker(gone=True), lambda: worked.append(1))
        gate.close()

    in_a_loop_of_its_own(ask)
    assert worked == []


def test_one_too_many_is_refused_and_the_others_are_answered():
    async def ask():
        gate = Gate(Limits(quick_running=1, quick_waiting=2))
        begun = threading.Event()
        asked = [asyncio.create_task(gate.run(Asker(), lambda: begun.wait(PATIENCE)))
                 for _ in range(2)]  # fmt: skip
        await asyncio.sleep(0.05)
        with pytest.raises(RefusedError, match="2 answers wait already"):
            await gate.run(Asker(), lambda: True)
        begun.set()
        found = await asyncio.gather(*asked)
        gate.close()
        return found

    assert in_a_loop_of_its_own(ask) == [True, True]
