"""The engine against theory: known answers, pictures and one page.

Run: python verification/engine_known_answers.py [--full] [--out FOLDER]. Writes ``engine.html``,
its pictures and ``engine-known-answers.json``; without ``--out`` into verification/out, which git
ignores. It ends with status 1 when an answer is off or a wrong model is not found out. Takes less
than a minute, then the comparison with the reference engine; some minutes with ``--full``.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import polars as pl
from engine_chance import common_numbers, many_people
from engine_exact import conservation, limits_of_sense, little, monotonicity
from engine_loss import erlang_loss, overload, priorities
from engine_page import page, reference_part
from engine_pictures import pictures
from engine_records import Record, judged
from engine_waiting import growing_line, occupancy, waiting
from engine_waves import ages, waves

OUT = Path(__file__).parent / "out"
REFERENCE = "chance_against_reference"
CASES = (
    erlang_loss, waiting, occupancy, waves, priorities, ages, conservation, little, overload,
    growing_line, limits_of_sense, monotonicity, many_people, common_numbers,
)  # fmt: skip


def known_answers(full: bool = False) -> tuple[list[Record], dict[str, pl.DataFrame]]:
    """Every comparison with its verdict, and tables for pictures.

    Args:
        full: Several times as many replicates.
    """
    records: list[Record] = []
    tables: dict[str, pl.DataFrame] = {}
    for case in CASES:
        found, drawn = case(full)
        records += found
        tables |= drawn
    return judged(records), tables


def _reference(full: bool) -> tuple[str, bool]:
    """The part of the page on the reference engine, and whether all of it is as it should be."""
    if importlib.util.find_spec(REFERENCE) is None:
        return "", True
    module = importlib.import_module(REFERENCE)
    records = module.compare(full)
    part = reference_part(records, module.pictures(records))
    return part, all(record.passed for record in records)


def main() -> int:
    """Compare, print, and write the page; 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="several times as many replicates")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the page and pictures")
    asked = parser.parse_args()
    begin = time.perf_counter()
    records, tables = known_answers(asked.full)
    seconds = time.perf_counter() - begin
    asked.out.mkdir(parents=True, exist_ok=True)
    charts = pictures(records, tables)
    for chart in charts:
        (asked.out / f"engine-{chart.name}.svg").write_text(chart.wide, "utf-8")
    listed = json.dumps([asdict(record) for record in records], indent=1, ensure_ascii=False)
    (asked.out / "engine-known-answers.json").write_text(listed, "utf-8")
    more, same = _reference(asked.full)
    (asked.out / "engine.html").write_text(page(records, charts, more, seconds), "utf-8")
    answers = [record for record in records if not record.control]
    controls = [record for record in records if record.control]
    print(f"{sum(r.agrees for r in answers)} of {len(answers)} answers agree, "
          f"{sum(r.passed for r in controls)} of {len(controls)} wrong models found out, in "
          f"{seconds:.0f} s; wrote {asked.out / 'engine.html'}")  # fmt: skip
    for record in records:
        if not record.passed:
            print(f"off: {record}", file=sys.stderr)
    if not same:
        print("the engine and the reference differ: see the page", file=sys.stderr)
    return 0 if same and all(record.passed for record in records) else 1


if __name__ == "__main__":
    sys.exit(main())
