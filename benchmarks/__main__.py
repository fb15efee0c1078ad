"""Run the benchmarks: ``python -m benchmarks [--quick] [--json FILE] [--peers PYTHON]``.

Everything is timed in turns with a yardstick in the same run, so that a noisy machine moves both.
Medians are printed; the JSON holds every round. With the Python of the peers' environment (see
``peers/README.md``) the same model also runs in other engines, and their outcomes must agree with
ours: otherwise nothing was compared, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.commands import command_rows, custody_row
from benchmarks.engine import own_rows, peer_rows, replicate_rows
from benchmarks.fresh_process import ROOT, start_rows
from benchmarks.machine import compiler, load, machine
from benchmarks.outcome import FARTHEST, Agreement
from benchmarks.peer import peer_versions
from benchmarks.row import Row, table
from benchmarks.steps import steps, steps_table
from benchmarks.system import system_rows


def main() -> int:
    """Measure, print, and write JSON when asked; 1 when a peer disagrees."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--records", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller peers")
    parser.add_argument("--json", type=Path, help="file to write to")
    parser.add_argument("--peers", type=Path, help="Python of the peers' environment")
    asked = parser.parse_args()
    on = {**machine(), "load before": load()}
    rounds = 1 if asked.quick else 3
    rows: list[Row] = []
    agreements: list[Agreement] = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if asked.peers is not None:
            _tell("peers")
            on |= {"C++": compiler(), "peers": peer_versions(asked.peers)}
            rows, agreements = peer_rows(
                asked.peers, scratch, quick=asked.quick, replicates=20 if asked.quick else 40
            )
        _tell("the engine against itself")
        rows += own_rows(3 if asked.quick else 7)
        _tell("the whole system")
        rows += system_rows(3 if asked.quick else 7)
        _tell("replicates")
        rows += replicate_rows(20 if asked.quick else 500, 10 if asked.quick else 40, rounds)
        _tell("the first result")
        rows += start_rows(rounds)
        _tell("commands")
        rows += [*command_rows(asked.records, rounds, scratch), custody_row(rounds)]
    _tell("steps")
    shares = {mode: steps(mode, rounds) for mode in ("chance", "mean")}
    on["load after"] = load()
    print(", ".join(f"{name} {what}" for name, what in on.items()), end="\n\n")
    print(table(rows), end="\n\n")
    print("Share of a run's cycles by step", steps_table(shares), sep="\n", end="\n\n")
    print(_agreement_text(agreements))
    if asked.json:
        found = {
            "machine": on,
            "quick": asked.quick,
            "rows": [row.as_json() for row in rows],
            "agreement": [
                {**vars(a), "agrees": a.agrees, "farthest": a.farthest} for a in agreements
            ],
            "steps": shares,
        }
        asked.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return 0 if all(found.agrees for found in agreements) else 1


def _tell(what: str) -> None:
    """Say what is being measured, so that nobody thinks it hangs."""
    print(f"{time.strftime('%H:%M:%S')} measuring {what}", file=sys.stderr)


def _agreement_text(agreements: list[Agreement]) -> str:
    """What is said of the peers' outcomes."""
    if not agreements:
        return "Peers skipped: no --peers PYTHON given."
    lines = []
    for found in agreements:
        score = found.scores[found.farthest]
        verdict = "agrees" if found.agrees else "DISAGREES: the times compare different models"
        lines.append(
            f"{found.peer} at scale {found.scale:g} {verdict}: of {len(found.scores)} outcomes "
            f"{found.farthest} is farthest, {score:+.1f} standard deviations "
            f"(at most {FARTHEST:g}; its runs {found.runs}, our replicates {found.replicates})"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
