"""What the peers report of a run, from the engine's replicates, and whether they agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.replicates import Replicates

FARTHEST = 4.0
"""A peer's outcomes must lie within this many standard deviations of ours."""
Outcomes = dict[str, np.ndarray]


@dataclass(frozen=True)
class Agreement:
    """How far a peer's outcomes are from ours.

    Args:
        peer: The peer.
        scale: Scale of both.
        runs: Runs of the peer, of which the mean is compared.
        replicates: Replicates of ours.
        scores: Standard deviations between the two, by outcome.
    """

    peer: str
    scale: float
    runs: int
    replicates: int
    scores: dict[str, float]

    @property
    def farthest(self) -> str:
        """The outcome that is farthest off."""
        return max(self.scores, key=lambda name: abs(self.scores[name]))

    @property
    def agrees(self) -> bool:
        """Whether all outcomes are near enough; one that is no number is not."""
        return all(abs(score) <= FARTHEST for score in self.scores.values())


def outcomes(network: CompiledNetwork, runs: Replicates) -> Outcomes:
    """What a peer would report, of each replicate ``(replicate,)``.

    Args:
        network: The national network.
        runs: Its replicates, recorded in any periods and groups.
    """
    numbers = {stage: number for number, stage in enumerate(network.holds + network.queues)}
    flow = runs.flow.sum(axis=(1, 3))

    def along(*arrows: tuple[str, str]) -> np.ndarray:
        return sum((flow[:, network.arrows.index(arrow)] for arrow in arrows), np.zeros(1))

    def wait(queue: str) -> np.ndarray:
        days = runs.waited[:, :, network.queues.index(queue)].sum(axis=(1, 2))
        return days / np.maximum(along((queue, "served")), 1)

    person_days = runs.days.sum(axis=(1, 3))
    last = runs.stock[:, -1].sum(axis=2)
    return {
        "events": flow.sum(axis=1),
        "cases": along(("encounters", "arrivals")) + network.arrays.holds.start_whole.sum(),
        "removed": along(("flight", "served")),
        "relief": along(("decision", "relief")),
        "closed": along(("docket", "closed")),
        "released": along(("booking", "released"), ("detention", "released")),
        "returned": along(("processing", "returned")),
        "refused": along(("beds", "detention: refused")),
        "detention_mean_stock": person_days[:, numbers["detention"]] / network.days,
        "docket_final_stock": last[:, numbers["docket"]],
        "handling_mean_wait": wait("handling"),
        "hearing_mean_wait": wait("hearing"),
        "hearing_final_line": last[:, numbers["hearing"]],
        "flight_mean_wait": wait("flight"),
    }


def compare(peer: str, scale: float, ours: Outcomes, theirs: list[dict[str, float]]) -> Agreement:
    """How far the mean of a peer's runs is from the mean of ours.

    The scale is the standard deviation of that difference, from the spread of our replicates: with
    one run of the peer it is nearly that of a single run.

    Args:
        peer: The peer.
        scale: Scale of both.
        ours: Outcomes of the replicates.
        theirs: Outcomes of the peer's runs.

    Raises:
        ValueError: when the outcomes do not have the same names.
    """
    if any(set(run) != set(ours) for run in theirs):
        raise ValueError(f"{peer} reports other outcomes")
    scores = {}
    replicates = len(ours["events"])
    for name, values in ours.items():
        off = float(np.mean([run[name] for run in theirs]) - values.mean())
        spread = float(values.std(ddof=1)) * (1 / replicates + 1 / len(theirs)) ** 0.5
        scores[name] = off / spread if spread > 0 else 0.0 if off == 0 else float("inf")
    return Agreement(peer, scale, len(theirs), replicates, scores)
