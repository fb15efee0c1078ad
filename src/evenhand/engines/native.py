"""Compiling the engine's functions to machine code, once, into a folder of the user's.

Numba keys its cache on a function's own source file, so a change in another file of the engine
would load stale code: the folder's name therefore holds a digest of all files that are compiled.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


ROOM = Path(__file__).parent
ALSO_COMPILED = (ROOM / "native.py", ROOM / "state.py", ROOM.parent / "compiled" / "network.py")
"""Files whose constants or types go into compiled functions, beside those that ask. The order of
a group's fields is part of the code, but not of what Numba tells types apart by."""


def cache_folder() -> Path:
    """Where compiled code is kept: ``EVENHAND_CACHE``, or the user's cache folder.

    Where neither can be written to, it is a folder among the temporary files.
    """
    digest = hashlib.sha256(f"{numba.__version__}".encode())
    for file in sorted({*ROOM.glob("*.py"), *ALSO_COMPILED}):
        text = file.read_bytes()
        if b"engines.native import" in text or file in ALSO_COMPILED:
            digest.update(file.name.encode() + b"\0" + text)
    name = f"engine-{digest.hexdigest()[:16]}"
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    wanted = [os.environ.get("EVENHAND_CACHE"), os.path.join(caches, "evenhand")]  # noqa: PTH118
    for base in filter(None, wanted):
        folder = Path(base) / name
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    return Path(tempfile.gettempdir()) / f"evenhand-{os.getuid()}" / name


CACHE = cache_folder()
numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]
compile_with: Any = numba.njit  # its types lack the options below
HOW = {"nogil": True, "error_model": "numpy", "_nrt": False}


def native(function: Function) -> Function:
    """Compile a function: no Python objects, no lock held, nothing allocated, kept on disk.

    ``_nrt=False`` drops the counting of references, which costs five times the run time where
    functions pass many arrays; it fails loudly at compile time if anything allocates.
    """
    compiled: Function = compile_with(cache=True, no_cfunc_wrapper=True, **HOW)(function)
    return compiled


def inner(function: Function) -> Function:
    """As ``native``, for functions that only compiled functions call: a third less to compile."""
    compiled: Function = compile_with(no_cpython_wrapper=True, no_cfunc_wrapper=True, **HOW)(
        function
    )
    return compiled


def small(function: Function) -> Function:
    """As ``inner``, copied into its callers: handing on arrays costs more than these do."""
    compiled: Function = compile_with(
        no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True, **HOW
    )(function)
    return compiled


def is_compiled() -> bool:
    """Whether the engine's code has been compiled on this machine before."""
    return any(CACHE.rglob("*run_days*.nbi"))
