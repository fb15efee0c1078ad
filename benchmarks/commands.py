"""Whole commands, timed as fresh processes, each beside a yardstick in the same round."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from benchmarks.row import Row, Timed, in_turns

ROOT = Path(__file__).parent.parent
BARE_READING = """
import sys, python_calamine as c
for path in sys.argv[1:]:
    book = c.CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
"""
BARE_IMPORT = "import polars, numpy"


def command(*arguments: str, data: Path) -> Timed:
    """Time a fresh process of this interpreter.

    Args:
        arguments: What follows the interpreter's name.
        data: The folder of the tables.
    """

    def run() -> float:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments],
            check=True,
            cwd=ROOT,
            env={**os.environ, "EVENHAND_DATA": str(data)},
            stdout=subprocess.DEVNULL,
        )
        return time.perf_counter() - started

    return run


def custody_row(rounds: int) -> Row:
    """The custody model's engine and the plain twin on the same run, in one process.

    Args:
        rounds: How often each is timed.
    """
    from datetime import timedelta

    from evenhand.compiled.custody import compile_custody
    from evenhand.engines.cohorts import run_custody
    from evenhand.engines.reference import run_reference
    from evenhand.fitting.custody_fit import fit_custody
    from evenhand.sources.ledger import load_observations

    model = fit_custody(load_observations()).model
    run = compile_custody(model, model.start + timedelta(days=60))
    run_custody(run)  # compiles, or loads what was compiled

    def fast() -> float:
        started = time.perf_counter()
        run_custody(run)
        return time.perf_counter() - started

    def plain() -> float:
        started = time.perf_counter()
        run_reference(run)
        return time.perf_counter() - started

    what = "the custody model for 60 days, in one process"
    return in_turns(what, "its plain twin", fast, plain, rounds)


def command_rows(records: Path, rounds: int, scratch: Path) -> list[Row]:
    """Help, a report, and reading workbooks where there are any.

    Args:
        records: The folder of source files.
        rounds: How often each is timed.
        scratch: A folder to write to.
    """
    books = sorted(str(path) for path in (records / "ice-detention-statistics").glob("*.xlsx"))
    module = ["-m", "evenhand"]
    bare = command("-c", BARE_IMPORT, data=scratch)
    packages = "importing polars and numpy"
    help_ = command(*module, "--help", data=scratch)
    report = command(*module, "run", "beds-100k", "--out", str(scratch / "out"), data=scratch)
    rows = [
        in_turns("--help", packages, help_, bare, rounds),
        in_turns("run a scenario and write its report", packages, report, bare, rounds),
    ]
    if books:
        check = command(*module, "data", "check", *books, data=scratch)
        reading = command("-c", BARE_READING, *books, data=scratch)
        what = f"check all {len(books)} workbooks"
        rows.append(in_turns(what, "reading their cells alone", check, reading, rounds))
        new = _unknown(books[-1], scratch)
        add = command(*module, "data", "add", new, data=scratch / "fresh")
        one = command("-c", BARE_READING, books[-1], data=scratch)
        rows.append(in_turns("add one more edition", "reading its cells alone", add, one, rounds))
    return rows


def _unknown(book: str, scratch: Path) -> str:
    """A copy of a workbook with one number changed, so that it is no duplicate."""
    copy = scratch / "edition.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet"):
                content = re.sub(
                    rb"<v>(\d{5})</v>", lambda m: b"<v>1" + m[1] + b"</v>", content, count=1
                )
            new.writestr(entry, content)
    return str(copy)
