"""Where a run's time goes: a copy of ``run_days`` that counts cycles around each step.

The copy is made from the engine's own source text, so that it cannot fall behind it: after every
statement of the day that calls a compiled function, the cycles since the last such statement are
added to that function's count.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core.dispatcher import Dispatcher
from numba.extending import intrinsic

from benchmarks.national import by_month_and_class, national
from evenhand.engines import day
from evenhand.engines.native import HOW
from evenhand.engines.network_run import Mode, make_room
from evenhand.engines.random_numbers import replicate_key
from evenhand.engines.state import clear

MARK = "_now = _cycles(); _spent[{step}] += _now - _last; _last = _now"
REST = "between the steps"


@intrinsic
def cycles(context: Any) -> Any:  # noqa: ARG001 (Numba hands it over)
    """The processor's counter of cycles."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
        kind = ir.FunctionType(ir.IntType(64), [])
        counter = builder.module.declare_intrinsic("llvm.readcyclecounter", (), kind)
        return builder.call(counter, [])

    return types.int64(), generate


def steps(mode: Mode, runs: int) -> dict[str, float]:
    """Share of a run's cycles by step, largest first.

    Args:
        mode: ``mean`` or ``chance``.
        runs: Replicates that are counted, after one that is not.
    """
    counted, names = _counting_copy()
    network = national()
    room = make_room(network, mode, by_month_and_class(network))
    spent = np.zeros(len(names), dtype=np.int64)
    chance = mode == "chance"
    for replicate in range(runs + 1):
        if replicate == 1:
            spent[:] = 0  # the first run compiled
        clear(*room)
        base = np.uint64(replicate_key(0, replicate))
        fault = counted(0, network.days, chance, base, network.arrays, *room, spent)
        if fault != day.CONSERVED:
            raise RuntimeError("the copy of run_days does not conserve people")
    shares = {name: float(share) for name, share in zip(names, spent / spent.sum(), strict=True)}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


_copy: tuple[Any, list[str]] | None = None


def _counting_copy() -> tuple[Any, list[str]]:
    """The compiled copy, made once, and the names of the steps it counts."""
    global _copy  # noqa: PLW0603 (compiling takes many seconds)
    if _copy is None:
        text = textwrap.dedent(inspect.getsource(day.run_days.py_func))
        tree = ast.parse(text)
        function = tree.body[0]
        assert isinstance(function, ast.FunctionDef)
        function.decorator_list, function.returns = [], None
        function.args.args.append(ast.arg("_spent"))
        for argument in function.args.args:
            argument.annotation = None
        names = [REST]
        loop = next(part for part in function.body if isinstance(part, ast.For))
        _mark(loop.body, names)
        loop.body[:0] = ast.parse(MARK.format(step=0)).body
        function.body[:0] = ast.parse("_last = _cycles()").body
        space = {**vars(day), "_cycles": cycles}
        exec(compile(ast.fix_missing_locations(tree), "steps", "exec"), space)
        _copy = numba.njit(**HOW)(space["run_days"]), names
    return _copy


def _mark(body: list[ast.stmt], names: list[str]) -> None:
    """Add a mark after every statement that calls compiled functions, inside loops and choices."""
    at = 0
    while at < len(body):
        part = body[at]
        called = _compiled(part.test if isinstance(part, ast.If) else part)
        if isinstance(part, ast.For) or (isinstance(part, ast.If) and not called):
            _mark(part.body, names)
            _mark(part.orelse, names)
        elif called:
            name = " and ".join(each.replace("_", " ").strip() for each in called)
            if name not in names:
                names.append(name)
            marks = ast.parse(MARK.format(step=names.index(name))).body
            body[at + 1 : at + 1] = marks
            at += len(marks)
        at += 1


def _compiled(part: ast.AST) -> list[str]:
    """Names of the compiled functions called in a part of the program."""
    called = [node.func for node in ast.walk(part) if isinstance(node, ast.Call)]
    names = [name.id for name in called if isinstance(name, ast.Name)]
    return [name for name in names if isinstance(vars(day).get(name), Dispatcher)]


def steps_table(shares: dict[str, dict[str, float]], least: float = 0.005) -> str:
    """Shares of the steps as plain text, one column for each mode.

    Args:
        shares: Shares by mode and step.
        least: Steps below this share in every mode are left out.
    """
    names = list(dict.fromkeys(name for found in shares.values() for name in found))
    shown = [n for n in names if max(found.get(n, 0.0) for found in shares.values()) >= least]
    lines = [" " * 36 + "".join(mode.rjust(9) for mode in shares)]
    for name in shown:
        cells = [f"{found.get(name, 0.0):9.1%}" for found in shares.values()]
        lines.append(name.ljust(36) + "".join(cells))
    return "\n".join(lines)
