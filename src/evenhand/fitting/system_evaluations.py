"""Many draws worked on side by side, with a log from which an interrupted fit goes on.

What comes back is in the order of the draws, so that the number of workers changes nothing.
"""

from __future__ import annotations

import json
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from evenhand.errors import EvenhandError, Problem
from evenhand.model.levers import Array

In = TypeVar("In")
Out = TypeVar("Out")
CHUNK = 8
"""Draws that a worker takes at a time."""
FEWEST = 24
"""Fewer draws than this are not worth the start of other processes."""

_work: dict[str, Callable[[Any], Any]] = {}


def _begin(make: Callable[[], Callable[[Any], Any]]) -> None:
    end_with_parent()
    _work["function"] = make()


def end_with_parent() -> None:
    """Let this process end when the one that started it does, however that ends.

    Whoever is ended by a signal cannot tell its workers, which would wait for more work for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    multiprocessing.connection.wait([parent.sentinel])
    os._exit(1)


def _call(item: Any) -> Any:
    return _work["function"](item)


@contextmanager
def workers_for(
    make: Callable[[], Callable[[In], Out]], workers: int | None = None, items: int | None = None
) -> Iterator[Callable[[list[In]], Iterator[Out]]]:
    """A function from many items to their results, in order.

    Args:
        make: Makes the work of one item; called once in each worker, so that what is costly to
            set up is set up there. It must be possible to send it to another process.
        workers: How many processes; as many as cores if not given, one works right here.
        items: How many items there will be, if that is known.
    """
    count = workers or os.cpu_count() or 1
    if count == 1 or (items is not None and items < FEWEST):
        function = make()
        yield lambda some: map(function, some)
        return
    # Fresh processes: a copy of this one could inherit locks that threads of other libraries hold.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, initializer=_begin, initargs=(make,)) as pool:
        try:
            yield lambda some: pool.map(_call, some, chunksize=CHUNK)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class EvaluationLog:
    """Results in the order in which they were asked for, kept in a file as they come.

    A fit is a fixed sequence of evaluations. One that goes on after an interruption asks for the
    same ones again and is given those that the file holds.

    Args:
        path: The file; None keeps nothing.
        key: What the results depend on; a file with another key is refused.
        width: Numbers of one result.
    """

    def __init__(self, path: Path | None, key: Mapping[str, object], width: int) -> None:
        self.path, self.width = path, width
        self.known: Array = np.empty((0, width))
        self.used = 0
        if path is None:
            return
        head = json.dumps(key, sort_keys=True).encode() + b"\n"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(head)
            return
        content = path.read_bytes()
        if not content.startswith(head):
            what = "holds evaluations of another record, table, code, seed or size"
            raise EvenhandError(Problem(str(path), what, "remove it, or choose another --out"))
        size = 8 * width
        whole = (len(content) - len(head)) // size
        numbers = content[len(head) : len(head) + whole * size]
        if len(head) + whole * size != len(content):
            path.write_bytes(head + numbers)  # a result that was cut off
        self.known = np.frombuffer(numbers, dtype="<f8").reshape(-1, width)

    def take(self, wanted: int) -> Array:
        """The next results that are known, as many as there are of those wanted."""
        found = self.known[self.used : self.used + wanted]
        self.used += len(found)
        return found

    def add(self, result: Array) -> None:
        """Keep one more result."""
        if self.path is not None:
            with self.path.open("ab") as file:
                file.write(np.asarray(result, dtype="<f8").tobytes())
