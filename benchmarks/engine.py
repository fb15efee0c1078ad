"""The engine on the national network: rows for chance, mean values, scale, and replicates."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.fresh_process import fresh
from benchmarks.national import Draws, by_month_and_class, national
from benchmarks.outcome import Agreement, Outcomes, compare, outcomes
from benchmarks.parameters_file import write_parameters
from benchmarks.peer import PEERS, PeerRun, run_peer
from benchmarks.row import Row, Timed, in_turns
from evenhand.engines.network_run import Mode, Recording, make_room, run_network
from evenhand.engines.replicates import run_replicates

ALONE = "The simulation alone, memory included; ours after compiling and loading, theirs likewise."
SMALLER = "Our time falls less with the scale than theirs, so the ratio is smaller than at scale 1."
WARM = "Arrays used again, as in replicates."
DRAWS: tuple[Draws, Draws] = ("daily", "entry")
SCALES = (10.0, 100.0)
ENOUGH_CORES = 1.8
"""Two workers that were given fewer cores than this shared them with other programs."""


def timed_run(
    scale: float,
    mode: Mode,
    recording: Recording | None = None,
    *,
    warm: bool = False,
    draws: Draws = "daily",
) -> Timed:
    """A run of the engine to be timed again and again, each time another replicate.

    Args:
        scale: Scale of the network.
        mode: ``mean`` or ``chance``.
        recording: What to keep; every day and cell if not given.
        warm: Whether the arrays are used again.
        draws: When exits are drawn.
    """
    network = national(scale, draws)
    room = make_room(network, mode, recording) if warm else None
    count = 0

    def run() -> float:
        nonlocal count
        count += 1
        started = time.perf_counter()
        run_network(network, mode, replicate=count, recording=recording, room=room)
        return time.perf_counter() - started

    run()  # compiles, or loads what was compiled
    return run


def own_rows(rounds: int) -> list[Row]:
    """The engine against itself: mean values against chance, and one scale against another.

    Args:
        rounds: How often each is timed.
    """
    monthly = by_month_and_class(national())
    rows = []
    for what, recording in (("every day and cell kept", None), ("by month and class", monthly)):
        mean = timed_run(1, "mean", recording, warm=True)
        chance = timed_run(1, "chance", recording, warm=True)
        rows.append(
            in_turns(f"a run in mean values, {what}", "one by chance", mean, chance, rounds, WARM)
        )
    daily, entry = (timed_run(1, "chance", monthly, warm=True, draws=draws) for draws in DRAWS)
    against = "drawn daily"
    rows.append(in_turns("a run by chance, drawn at entry", against, entry, daily, rounds, WARM))
    for scale in SCALES:
        one = timed_run(1, "chance", monthly, warm=True)
        many = timed_run(scale, "chance", monthly, warm=True)
        against = f"scale {scale:g}"
        rows.append(
            in_turns("a run by chance, drawn daily, at scale 1", against, one, many, rounds, WARM)
        )
    return rows


def replicate_rows(replicates: int, shared: int, rounds: int) -> list[Row]:
    """Many replicates with quantiles, and two workers against one.

    Args:
        replicates: How many in the large run.
        shared: How many in the comparison of workers.
        rounds: How often workers are compared.
    """
    network = national()
    monthly = by_month_and_class(network)
    received: list[float] = []

    def workers(number: int) -> Timed:
        def run() -> float:
            started, worked = time.perf_counter(), time.process_time()
            run_replicates(network, shared, workers=number, recording=monthly)
            seconds = time.perf_counter() - started
            if number == 2:
                received.append((time.process_time() - worked) / seconds)
            return seconds

        return run

    said = fresh("replicates", str(replicates), "2")
    large = Row(
        f"{replicates} replicates with quantiles by month and class, 2 workers",
        "",
        (said["seconds"],),
        note=f"Peak memory of the whole process: {said['rss_mib']:.0f} MiB. "
        + _cores(said["cores received"]),
        more=said,
    )
    pair = in_turns(f"{shared} replicates by 2 workers", "1 worker", workers(2), workers(1), rounds)
    # The ratio means nothing where other programs took the second core.
    got = statistics.median(received)
    two = replace(pair, note=_cores(got), more={"cores received": received})
    return [large, two]


def _cores(received: float) -> str:
    """How much of two cores two workers were given."""
    said = f"The machine gave the 2 workers {received:.1f} cores"
    enough = "." if received >= ENOUGH_CORES else ": it was BUSY, so this row says little."
    return said + enough


def peer_rows(
    python: Path, scratch: Path, *, quick: bool, replicates: int
) -> tuple[list[Row], list[Agreement]]:
    """Chance against each peer, and how far each peer's outcomes are from ours.

    Args:
        python: The Python of the peers' environment.
        scratch: A folder for the files of parameters.
        quick: Whether slow peers run once, at a smaller scale.
        replicates: Replicates of ours for the comparison of outcomes.
    """
    plans = [
        (peer, peer.quick_scale, peer.quick_rounds) if quick else (peer, peer.scale, peer.rounds)
        for peer in PEERS
    ]
    files, runs = {}, {}
    outcome: dict[float, Outcomes] = {}
    for scale in {scale for _, scale, _ in plans}:
        network = national(scale, "entry")
        monthly = by_month_and_class(network)
        files[scale] = scratch / f"parameters-{scale:g}.txt"
        write_parameters(network, scale, files[scale])
        runs[scale] = timed_run(scale, "chance", monthly, draws="entry")
        outcome[scale] = outcomes(network, run_replicates(network, replicates, recording=monthly))
    theirs: dict[str, list[PeerRun]] = {peer.name: [] for peer in PEERS}
    seconds: dict[str, list[float]] = {peer.name: [] for peer in PEERS}
    for turn in range(max(rounds for *_, rounds in plans)):
        for peer, scale, rounds in plans:
            if turn < rounds:
                seconds[peer.name].append(runs[scale]())
                theirs[peer.name].append(run_peer(python, peer.name, files[scale], turn + 1))
    rows, agreements = [], []
    for peer, scale, _ in plans:
        ran = theirs[peer.name]
        events = sum(run.outcome["events"] for run in ran) / len(ran)
        times = tuple(run.seconds for run in ran)
        name, note = "a run by chance, drawn at entry", ALONE
        if scale != 1:
            once = ", ONCE" if len(ran) == 1 else ""
            name, note = f"{name} AT SCALE {scale:g}{once}", f"{ALONE} {SMALLER}"
        more = {
            "scale": scale,
            "moves": events,
            "rss MiB": max(run.rss_mib for run in ran),
            "rounds": len(ran),
        }
        rows.append(Row(name, peer.title, tuple(seconds[peer.name]), times, note, more))
        agreements.append(compare(peer.name, scale, outcome[scale], [run.outcome for run in ran]))
    return rows, agreements
