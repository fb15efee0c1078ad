"""The engine by chance against the reference, which runs case by case: the same probabilities?

Run: python verification/chance_against_reference.py [--full] [--out FOLDER]. Small networks that
together use every kind of stage are run many times by both; many numbers of each run are compared
by two-sample tests. All tests share one chance of a false alarm. Controls, each with one known
defect, must be rejected by the same tests. It ends with status 1 when anything is not as it should
be. Needs half a minute; with --full about five minutes.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import altair as alt
import numpy as np
import polars as pl
from broken_references import BROKEN
from chance_networks import CONTROLS, NETWORKS, network_of
from chance_statistics import Array, sample, tests

from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_reference import NetworkReference
from evenhand.engines.network_run import NetworkOutcome, Recording, make_room, run_network
from evenhand.reports.charts import BLUE, INK, RED, Chart, draw, rows

OUT = Path(__file__).parent / "out"
FALSE_ALARM = 1e-3
"""Chance, over all tests together, that a right engine is found wrong (Bonferroni's bound)."""
ENGINE_SEED, REFERENCE_SEED = 11, 23
RUNS = {False: (300, 5_000), True: (2_000, 25_000)}
"""Runs of the reference and of the engine, quick and full."""
CONTROL_RUNS = {False: 2_500, True: 10_000}
"""Runs of the engine for a control."""
HIGHEST = 40
"""Pictures show no smaller p than ten to the power of minus this."""
COMPARISON, CONTROL = "comparison", "control"


@dataclass(frozen=True)
class Record:
    """One test of one number; for a control, the test that speaks most clearly.

    Args:
        network: The network; for a control, its defect too.
        statistic: The number that was compared, and the test.
        p: Probability of so large a difference if both had the same distribution.
        passed: No difference found; for a control, its defect found.
        kind: ``comparison`` or ``control``.
    """

    network: str
    statistic: str
    p: float
    passed: bool
    kind: str = COMPARISON


def by_engine(network: CompiledNetwork, seed: int = ENGINE_SEED) -> Callable[[int], NetworkOutcome]:
    """Runs of the engine by number; each outcome is overwritten by the next.

    Args:
        network: The compiled network.
        seed: Seed of the random numbers.
    """
    kept = Recording(np.arange(network.days), np.arange(network.cells), network.days)
    room = make_room(network, "chance", kept)

    def run(number: int) -> NetworkOutcome:
        return run_network(
            network, "chance", seed=seed, replicate=number, recording=kept, room=room
        )

    return run


def by_reference(
    network: CompiledNetwork, kind: type[NetworkReference] = NetworkReference, first: int = 0
) -> Callable[[int], NetworkOutcome]:
    """Runs of the reference, or of a broken one, by number.

    Args:
        network: The compiled network.
        kind: The reference, or one with a defect.
        first: Number that seeds are counted from.
    """
    reference = kind(network)
    return lambda number: reference.run((REFERENCE_SEED << 40) + (first << 20) + number)


@cache
def _samples(name: str, full: bool) -> tuple[dict[str, Array], dict[str, Array]]:
    """Statistics of a network's runs by the reference and by the engine."""
    network = network_of(NETWORKS[name], name)
    few, many = RUNS[full]
    seeds = list(NETWORKS).index(name)
    reference = sample(network, by_reference(network, first=seeds), few)
    return reference, sample(network, by_engine(network), many)


@cache
def compare(full: bool = False) -> list[Record]:
    """Compare the engine with the reference on all networks, and try the controls.

    Args:
        full: More runs.

    Returns:
        A record for each test of each network, then one for each control.
    """
    found = [(name, *one) for name in NETWORKS for one in tests(*_samples(name, full))]
    limit = FALSE_ALARM / len(found)
    compared = [
        Record(name, f"{statistic} ({test})", p, p >= limit) for name, statistic, test, p in found
    ]
    return [*compared, *_controls(full, limit)]


def _controls(full: bool, limit: float) -> list[Record]:
    """For each control, the smallest of all p of its network."""
    records = []
    for defect, name, words, instead in CONTROLS:
        if words not in NETWORKS[name]:
            raise ValueError(f"control '{defect}': {name} does not say '{words}'")
        wrong = network_of(NETWORKS[name].replace(words, instead), name)
        engine = sample(wrong, by_engine(wrong), CONTROL_RUNS[full])
        records.append(_control(defect, name, _samples(name, full)[0], engine, limit))
    for number, (defect, name, kind) in enumerate(BROKEN, start=len(NETWORKS)):
        network = network_of(NETWORKS[name], name)
        broken = sample(network, by_reference(network, kind, number), RUNS[full][0])
        records.append(_control(defect, name, broken, _samples(name, full)[1], limit))
    return records


def _control(
    defect: str, name: str, one: dict[str, Array], other: dict[str, Array], limit: float
) -> Record:
    statistic, test, p = min(tests(one, other), key=lambda found: found[2])
    return Record(f"{name}: {defect}", f"{statistic} ({test})", p, p < limit, CONTROL)


def _height(p: float) -> float:
    """Where a picture shows a p."""
    return -math.log10(max(p, 10.0**-HIGHEST))


def pictures(records: list[Record]) -> list[Chart]:
    """The distribution of p, and the controls.

    Args:
        records: What ``compare`` returned.
    """
    compared = sorted(r.p for r in records if r.kind == COMPARISON)
    number, limit = len(compared), FALSE_ALARM / len(compared)
    # All of the smallest, every tenth of the others: there are thousands.
    chosen = [i for i in range(number) if i < 300 or i % 10 == 0]
    points = pl.DataFrame(
        {
            "expected": [-math.log10((i + 0.5) / number) for i in chosen],
            "found": [_height(compared[i]) for i in chosen],
        }
    )
    far = -math.log10(0.5 / number) + 0.2
    high = max(_height(compared[0]), -math.log10(limit)) + 0.5
    controls = pl.DataFrame(
        [(r.network.split(": ")[1], _height(r.p)) for r in records if r.kind == CONTROL],
        schema=["control", "found"],
        orient="row",
    ).sort("found")

    def uniform(width: int, _: bool) -> alt.TopLevelMixin:
        line = pl.DataFrame({"expected": [0.0, far], "found": [0.0, far]})
        reach = pl.DataFrame({"found": [-math.log10(limit)]})
        y = alt.Y(
            "found:Q",
            title=f"−log₁₀ p, found (at most {HIGHEST})",
            scale=alt.Scale(domain=[0, high]),
        )
        x = alt.X(
            "expected:Q", title="−log₁₀ p, expected if uniform", scale=alt.Scale(domain=[0, far])
        )
        return alt.layer(
            alt.Chart(rows(line)).mark_line(color=INK, strokeWidth=1, clip=True).encode(x=x, y=y),
            alt.Chart(rows(reach)).mark_rule(color=RED, strokeDash=[6, 3]).encode(y=y),
            alt.Chart(rows(points)).mark_point(color=BLUE, size=14, filled=True).encode(x=x, y=y),
        ).properties(width=width - 80, height=320)

    def rejected(width: int, phone: bool) -> alt.TopLevelMixin:
        reach = pl.DataFrame({"found": [-math.log10(limit)]})
        x = alt.X("found:Q", title=f"−log₁₀ of the smallest p (at most {HIGHEST})")
        y = alt.Y(
            "control:N",
            title=None,
            sort=controls["control"].to_list(),
            axis=alt.Axis(labelLimit=150 if phone else 260),
        )
        return alt.layer(
            alt.Chart(rows(controls)).mark_point(color=BLUE, size=60, filled=True).encode(x=x, y=y),
            alt.Chart(rows(reach)).mark_rule(color=RED, strokeDash=[6, 3]).encode(x=x),
        ).properties(width=width - (190 if phone else 290), height=24 * len(controls))

    note = f"The dashed line is {limit:.1e}: {FALSE_ALARM:g} shared by {number:,} tests."
    return [
        draw(
            "uniform",
            "The engine's numbers are distributed like the reference's",
            "Each point is one test of one number; were both distributions the same, points "
            f"would lie on the line. Tests of one network depend on each other. {note}",
            points,
            uniform,
        ),
        draw(
            "controls",
            "The same tests reject engines with one defect",
            f"The smallest p of each control. {note}",
            controls,
            rejected,
        ),
    ]


def main() -> int:
    """Compare, print, and write records and pictures; 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="more runs")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for records and pictures")
    asked = parser.parse_args()
    begin = time.perf_counter()
    records = compare(asked.full)
    asked.out.mkdir(parents=True, exist_ok=True)
    listed = json.dumps([asdict(record) for record in records], indent=1, ensure_ascii=False)
    (asked.out / "chance-against-reference.json").write_text(listed, "utf-8")
    for chart in pictures(records):
        (asked.out / f"chance-{chart.name}.svg").write_text(chart.wide, "utf-8")
    compared = [record for record in records if record.kind == COMPARISON]
    least = min(compared, key=lambda record: record.p)
    print(f"{len(compared)} tests in {time.perf_counter() - begin:.0f} s; each may miss at "
          f"{FALSE_ALARM / len(compared):.1e}; smallest p {least.p:.1e}: {least.network}, "
          f"{least.statistic}")  # fmt: skip
    for record in (record for record in records if record.kind == CONTROL):
        verdict = "rejected" if record.passed else "NOT REJECTED"
        print(f"control {verdict}: {record.network}: p {record.p:.1e}, {record.statistic}")
    wrong = [record for record in compared if not record.passed]
    for record in sorted(wrong, key=lambda record: record.p):
        print(f"differs: {record.network}: {record.statistic}: p {record.p:.1e}", file=sys.stderr)
    return 0 if all(record.passed for record in records) else 1


if __name__ == "__main__":
    sys.exit(main())
