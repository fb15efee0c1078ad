"""The model against the literature: published figures, what the model says, and why they differ.

Run: python verification/literature.py [--docs] [--out FOLDER]. Writes ``literature.html``, its
pictures, ``literature.csv`` and ``literature.json``; without ``--out`` into verification/out, which
git ignores; with ``--docs`` also the page of the manual. It ends with status 1 when a difference
has no explanation or a wrong set-up is not found out. Takes less than half a minute.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from dataclasses import asdict
from pathlib import Path

import literature_costs
import literature_courts
import literature_detention
import literature_jails
import literature_officers
import literature_removals
from literature_page import in_order, manual_page, page
from literature_pictures import pictures
from literature_rows import OUTSIDE, WITHIN, Case, Row, frame

OUT = Path(__file__).parent / "out"
MANUAL = Path(__file__).parents[1] / "docs" / "reference" / "literature.md"
CASES: tuple[Case, ...] = (
    *literature_costs.CASES, *literature_courts.CASES, *literature_detention.CASES,
    *literature_jails.CASES, *literature_officers.CASES, *literature_removals.CASES,
)  # fmt: skip


def literature() -> list[Row]:
    """Every row, in order of the comparisons."""
    return in_order([row for case in CASES for row in case()])


def _as_json(rows: list[Row]) -> str:
    listed = [
        {k: None if isinstance(v, float) and not math.isfinite(v) else v
         for k, v in asdict(row).items()} | {"verdict": row.verdict}
        for row in rows
    ]  # fmt: skip
    return json.dumps(listed, indent=1, ensure_ascii=False)


def main() -> int:
    """Compare, print, and write the pages; 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", action="store_true", help="write the page of the manual too")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the page and pictures")
    asked = parser.parse_args()
    begin = time.perf_counter()
    rows = literature()
    seconds = time.perf_counter() - begin
    asked.out.mkdir(parents=True, exist_ok=True)
    charts = pictures(rows)
    for chart in charts:
        (asked.out / f"literature-{chart.name}.svg").write_text(chart.wide, "utf-8")
    (asked.out / "literature.json").write_text(_as_json(rows), "utf-8")
    frame(rows).write_csv(asked.out / "literature.csv")
    (asked.out / "literature.html").write_text(page(rows, charts, seconds), "utf-8")
    if asked.docs:
        MANUAL.write_text(manual_page(rows), "utf-8")
    kept = [row for row in rows if not row.control]
    wrong = [row for row in rows if row.control]
    print(f"{sum(r.verdict == WITHIN for r in kept)} of {len(kept)} rows within their range, "
          f"{sum(r.verdict == OUTSIDE and r.passed for r in kept)} outside and explained, "
          f"{sum(r.passed for r in wrong)} of {len(wrong)} wrong set-ups found out, in "
          f"{seconds:.0f} s; wrote {asked.out / 'literature.html'}")  # fmt: skip
    for row in rows:
        if not row.passed:
            print(f"not explained, or not found out: {row}", file=sys.stderr)
    return 0 if all(row.passed for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
