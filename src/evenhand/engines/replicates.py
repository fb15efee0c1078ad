"""Many replicates of one network, on all cores: the same numbers whatever the number of workers."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np

from evenhand.compiled.network import Array, CompiledNetwork
from evenhand.engines.network_run import Recording, make_room, run_network
from evenhand.engines.state import Output
from evenhand.errors import ModelError, Problem

MOST_BYTES = 4 * 2**30
"""Results larger than this are refused before anything is run: record months or groups instead."""
POLL_SECONDS = 0.2
"""How often the waiting thread looks up, so that Ctrl-C is heard."""
KEPT = ("flow", "stock", "days", "waited", "used", "above")


@dataclass(frozen=True)
class Replicates:
    """What many replicates counted; the first axis is the replicate.

    Args:
        numbers: Number of each replicate ``(replicate,)``.
        flow: People along each arrow ``(replicate, period, arrow, group)``.
        stock: People in holds, then queues, at the period's end
            ``(replicate, period, hold, group)``.
        days: The same summed over its days ``(replicate, period, hold, group)``, person-days.
        waited: Days waited by those served ``(replicate, period, queue, group)``, case-days.
        used: Capacity used ``(replicate, period, capacity, place)``, its unit.
        above: People above limits, summed over days ``(replicate, period, limit, place)``.
        waits: Cases served by days waited, all replicates together ``(queue, class, day)``.
    """

    numbers: tuple[int, ...]
    flow: Array
    stock: Array
    days: Array
    waited: Array
    used: Array
    above: Array
    waits: Array


def run_replicates(
    network: CompiledNetwork,
    replicates: int | Iterable[int],
    *,
    seed: int = 0,
    workers: int | None = None,
    recording: Recording | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Replicates:
    """Run replicates by chance; any of them can be run alone and gives the same numbers.

    Args:
        network: The compiled network.
        replicates: How many, from 0, or the numbers of those to run.
        seed: Seed of the random numbers.
        workers: Threads; as many as there are cores if not given.
        recording: What to keep; every day and cell if not given.
        progress: Told how many are done, and of how many, in the calling thread.

    Raises:
        ModelError: when there are none to run, the results would not fit into memory, or people
            are not conserved.
        KeyboardInterrupt: on Ctrl-C, once every thread has stopped, within a fraction of a second.
    """
    numbers = tuple(range(replicates)) if isinstance(replicates, int) else tuple(replicates)
    if not numbers:
        raise ModelError(Problem("replicates", "are none", "run at least one"))
    threads = max(1, min(workers or os.cpu_count() or 1, len(numbers)))
    rooms = [make_room(network, "chance", recording) for _ in range(threads)]
    results = _empty(rooms[0][1], len(numbers))
    total_waits = [np.zeros_like(output.waits) for _, output in rooms]
    turns, stop = itertools.count(), threading.Event()
    finished: list[int] = []

    def work(mine: int) -> None:
        """Take one replicate after the other until there are none left."""
        while (index := next(turns)) < len(numbers) and not stop.is_set():
            outcome = run_network(
                network,
                "chance",
                seed=seed,
                replicate=numbers[index],
                room=rooms[mine],
                stopped=stop.is_set,
            )
            for name in KEPT:
                results[name][index] = getattr(outcome, name)
            # Sums of whole numbers: the same in whatever order they are added.
            total_waits[mine] += outcome.waits
            finished.append(index)

    with ThreadPoolExecutor(threads) as pool:
        workers_left = {pool.submit(work, mine) for mine in range(threads)}
        try:
            while workers_left:
                ended, workers_left = wait(workers_left, POLL_SECONDS, FIRST_EXCEPTION)
                for worker in ended:
                    worker.result()
                if progress is not None:
                    progress(len(finished), len(numbers))
        except BaseException:
            stop.set()
            raise
    return Replicates(numbers=numbers, waits=np.sum(total_waits, axis=0), **results)


def _empty(output: Output, replicates: int) -> dict[str, Array]:
    """Room for the results of all replicates, refused if it would be too large."""
    shapes = {name: (replicates, *getattr(output, name).shape) for name in KEPT}
    if not len(output.days):  # each day is a period of its own
        shapes["days"] = (replicates, *output.stock.shape)
    size = sum(int(np.prod(shape)) * 8 for shape in shapes.values())
    if size > MOST_BYTES:
        what = f"would take {size / 2**30:.1f} GiB for {replicates} replicates"
        fix = "record months instead of days, or classes instead of cells"
        raise ModelError(Problem("results", what, fix))
    return {name: np.zeros(shape) for name, shape in shapes.items()}


def quantiles(values: Array, levels: Iterable[float]) -> Array:
    """Quantiles over replicates, interpolated between neighbours.

    Args:
        values: Any of the results ``(replicate, ...)``.
        levels: Levels between 0 and 1.

    Returns:
        Quantiles ``(level, ...)``.
    """
    found: Array = np.quantile(values, list(levels), axis=0)
    return found


def wait_quantile(waits: Array, level: float) -> float:
    """The wait that a share of the served did not exceed, in days.

    Args:
        waits: Cases served by days waited ``(day,)``.
        level: The share, between 0 and 1.

    Returns:
        Days; not a number where nobody was served; infinite in the last, open class.
    """
    total = float(waits.sum())
    if total <= 0:
        return float("nan")
    day = int(np.searchsorted(np.cumsum(waits), level * total))
    return float("inf") if day >= len(waits) - 1 else float(day)
