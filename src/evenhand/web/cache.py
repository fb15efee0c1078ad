"""Results kept by what they depend on: bounded, and worked out once however many ask at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Cache(Generic[Key, Value]):
    """The newest results by key; who asks for one in the making waits for it.

    A failure is told to everybody who waits for it and is not kept.

    Args:
        size: How many results are kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Key, Future[Value]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The result of a key, made if it is not known.

        Args:
            key: What the result depends on.
            make: Makes it.
        """
        with self._lock:
            found = self._kept.get(key)
            mine = found is None
            if found is None:
                found = Future()
                self._kept[key] = found
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        if not mine:
            return found.result()
        try:
            found.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._kept.get(key) is found:
                    del self._kept[key]
            found.set_exception(error)
            raise
        return found.result()

    def known(self, key: Key) -> bool:
        """Whether a result is there already, so that asking for it costs nothing."""
        with self._lock:
            found = self._kept.get(key)
        return found is not None and found.done()

    def __len__(self) -> int:
        """How many results there are, those in the making counted."""
        with self._lock:
            return len(self._kept)
