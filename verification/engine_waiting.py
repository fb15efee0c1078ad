"""Systems that make people wait or hold them without a limit: waits, lines, occupancy."""

from __future__ import annotations

import numpy as np
import polars as pl
from engine_records import (
    Result,
    after,
    by_chance,
    declared,
    near,
    network,
    samples,
    steps,
)
from engine_theory import (
    Array,
    fixed_stay,
    geometric_stay,
    lognormal_stay,
    queue_in_ticks,
    queue_textbook,
    richardson,
)
from scipy import stats

from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_run import NetworkOutcome, Recording, run_network


def queue_network(
    servers: int, load: float, stay: int, *, places: int, days: int, first: int, last: int
) -> CompiledNetwork:
    """A line for the free places of a delay.

    Those who come from ``first`` on are of another class, so that waits in equilibrium are told
    apart; from ``last`` on nobody comes and the line empties (whom first come first served makes
    wait does not depend on who comes later).
    """
    rate = load / stay
    inflow = {"class": {"early": steps(rate, {first: 0}),
                        "counted": steps(0, {first: rate, last: 0})}}  # fmt: skip
    stages = {
        "come": {"inflow": {"per-day": inflow, "to": "line"}},
        "line": {"queue": {"capacity": "free", "order": [["early", "counted"]], "to": "service"}},
        "service": {"delay": {"exits": {"left": 1 / stay}}},
    }
    return network(declared(
        days, places, stages, classes=["early", "counted"],
        capacities={"free": {"room": "servers", "serves": ["line"]}},
        limits={"servers": {"of": ["service"], "people": servers, "rule": "overflow"}},
    ))  # fmt: skip


def waiting(full: bool) -> Result:
    """K2: a queue for servers: who waits, how many, how long."""
    records, tails = [], []
    replicates = 60 if full else 24
    cases = ((3, 2.0, (25, 50), 40, 300, (0.444444, 0.888889, 4.444444 / 10)),
             (100, 90.0, (25, 50), 4, 250, (0.21694048, 1.952464, 0.02169405)))  # fmt: skip
    for servers, load, stays, places, long, book in cases:
        name = f"{servers} servers, load {load:g}"
        text = queue_textbook(servers, load, 1.0, 1)
        for label, published, value in zip(("share that waits", "mean number waiting", "mean wait"),
                                           book, (text.wait, text.waiting, text.days),
                                           strict=True):  # fmt: skip
            records.append(near("K2", f"theory: {label}, {name}, formula against published",
                                published, value, 2e-6 * max(1.0, published)))  # fmt: skip
        most = servers + 300
        fine = 400 if servers < 10 else 3200
        limits = [queue_in_ticks(servers, load / s, 1 / s, 1, most)
                  for s in (fine, 2 * fine, 4 * fine)]  # fmt: skip
        records += [
            near("K2", f"theory: share that waits, {name}, chain in ticks as ticks shrink",
                 text.wait, richardson(*(law.wait for law in limits)), 1e-4 * text.wait),
            near("K2", f"theory: mean number waiting, {name}, chain in ticks as ticks shrink",
                 text.waiting, richardson(*(law.waiting for law in limits)), 1e-4 * text.waiting),
        ]  # fmt: skip
        kept = {}
        for stay in stays:
            law = queue_in_ticks(servers, load / stay, 1 / stay, 12 * stay, most)
            drawn = _queue_samples(servers, load, stay, places, long, replicates)
            kept[stay] = drawn
            about = f"{name}, mean service {stay} ticks"
            records += [
                by_chance("K2", f"share that waits, {about}", law.wait, drawn[:, 0]),
                by_chance("K2", f"mean wait in ticks, {about}", law.days, drawn[:, 1]),
                by_chance("K2", f"mean number waiting, {about}", law.waiting, drawn[:, 2]),
                by_chance("K2", f"share that waits longer than half a mean service, {about}",
                          law.tail[stay // 2], drawn[:, 4 + stay // 2]),
                near("K2", f"people above the servers, {about}", 0.0, drawn[:, 3].max(), 0.0),
            ]  # fmt: skip
            if servers == 3 and stay == stays[-1]:
                book_law = queue_textbook(servers, load, stay, 6 * stay)
                found = drawn[:, 4:].mean(axis=0)
                for tick in range(0, 6 * stay, 6):
                    time = tick / stay
                    tails += [(time, float(law.tail[tick]), "chain in ticks"),
                              (time, float(book_law.tail[tick]), "textbook"),
                              (time, float(found[tick]), "engine")]  # fmt: skip
        first, second = (kept[stay][:, 0] for stay in stays)
        coarse, half = (queue_in_ticks(servers, load / s, 1 / s, 1, most).wait for s in stays)
        records.append(by_chance(
            "K2", f"share that waits, {name}, extrapolated to no tick", text.wait,
            2 * second - first, allowance=2 * abs(richardson(coarse, half) - text.wait),
        ))  # fmt: skip
    return records, {"waits": pl.DataFrame(tails, schema=["x", "value", "line"], orient="row")}


def _queue_samples(
    servers: int, load: float, stay: int, places: int, long: int, replicates: int
) -> Array:
    """Share that waits, mean wait, mean number waiting, people above, tail ``(replicate, …)``."""
    first = 60 * stay
    last = first + long * stay
    compiled = queue_network(servers, load, stay, places=places, days=last + 60 * stay,
                             first=first, last=last)  # fmt: skip
    kept = after(compiled, first)
    period = kept.period.copy()
    period[last:] = 2
    recording = Recording(period, kept.group)

    def found(outcome: NetworkOutcome) -> list[float]:
        counted = outcome.waits[0, 1]
        served = counted.sum()
        tail = 1 - np.cumsum(counted) / served
        days = (counted * np.arange(len(counted))).sum() / served
        line = outcome.days[1, 1].sum() / (places * (last - first))
        assert outcome.stock[-1, 1].sum() == 0, "the line must be empty at the end"
        return [tail[0], days, line, outcome.above.sum(), *tail[: 12 * stay]]

    return samples(compiled, found, replicates, seed=201, recording=recording)


# --------------------------------------------------------------------------------- occupancy


def occupancy(full: bool) -> Result:
    """K3: without limits the number there is a Poisson number, whatever the law of stays."""
    records, points = [], []
    mean, places, days, replicates = 30_000.0, 100, 400, 60 if full else 24
    top = 30_402.0
    share = float(stats.poisson.cdf(top, mean))
    records.append(near("K3", "theory: 99 % quantile of a Poisson number of mean 30,000",
                        30_402.9, float(stats.poisson.ppf(0.99, mean)), 2.0))  # fmt: skip
    for stay in (geometric_stay(30), fixed_stay(30), lognormal_stay(30, 2.0, bands=16)):
        rate = mean / float(stay.still_there(days).sum())
        exits = list(stay.hazards) if len(stay.hazards) > 1 else stay.hazards[0]
        for factor, control in ((1.0, False), (1.02, True)):
            if control and stay.name != "lognormal":
                continue
            hazards = exits if not control else [h * factor for h in stay.hazards]
            stages = {
                "come": {"inflow": {"per-day": rate, "to": "stay"}},
                "stay": {"delay": {"bands": list(stay.bands), "exits": {"left": hazards}}},
            }
            compiled = network(declared(days, places, stages))

            def found(outcome: NetworkOutcome) -> tuple[float, float, float]:
                people = outcome.stock[-1, 0]
                return people.mean(), people.var(ddof=1), float((people <= top).mean())

            drawn = samples(compiled, found, 6 if control else replicates, seed=301,
                            recording=after(compiled, days - 1))  # fmt: skip
            about = f"stays {stay.name}"
            if control:
                records.append(by_chance("K3", f"mean number there, {about}, hazards × 1.02", mean,
                                         drawn[:, 0], control=True))  # fmt: skip
                continue
            records += [
                by_chance("K3", f"mean number there, {about}", mean, drawn[:, 0]),
                by_chance("K3", f"variance of the number there, {about}", mean, drawn[:, 1]),
                by_chance("K3", f"share of the time at most 30,402, {about}", share, drawn[:, 2]),
            ]
            people = run_network(compiled, "chance", seed=302,
                                 recording=after(compiled, days - 1)).stock[-1, 0]  # fmt: skip
            ranks = stats.poisson.ppf((np.arange(places) + 0.5) / places, mean)
            points += [(float(x), float(y), stay.name)
                       for x, y in zip(ranks, np.sort(people), strict=True)]  # fmt: skip
    return records, {"occupancy": pl.DataFrame(points, schema=["x", "y", "law"], orient="row")}


def growing_line(full: bool) -> Result:
    """K11: a line that gets more than it can serve grows by the difference."""
    records = []
    servers, rate, days = 40, 1.5, 1200
    for label, service, capacity, slope in (
        ("judges with cases of 50 days each",
         {"delay": {"exits": {"left": 1 / 50}, "start": servers}},
         {"room": "judges", "serves": ["line"]}, rate - servers / 50),
        ("a capacity of 0.8 cases a day",
         {"split": {"exits": {"left": 1}}}, {"per-day": 0.8, "serves": ["line"]}, rate - 0.8),
    ):  # fmt: skip
        stages = {"come": {"inflow": {"per-day": rate, "to": "line"}},
                  "line": {"queue": {"capacity": "court", "to": "service", "start": 50}},
                  "service": service}  # fmt: skip
        more = {"limits": {"judges": {"of": ["service"], "people": servers, "rule": "overflow"}}}
        built = network(declared(days, 40, stages, capacities={"court": capacity},
                                 **(more if "delay" in service else {})))  # fmt: skip
        kept = after(built, days - 1000)
        line = len(built.holds)

        def growth(outcome: NetworkOutcome, line: int = line) -> list[float]:
            return [float((outcome.stock[1, line] - outcome.stock[0, line]).mean()) / 1000]

        mean_slope = growth(run_network(built, "mean", recording=kept))[0]
        drawn = samples(built, growth, 60 if full else 24, seed=1101, recording=kept)[:, 0]
        about = f"growth of the line per day, {label}"
        records += [
            near("K11", f"{about}, mean values", slope, mean_slope, 1e-5),
            by_chance("K11", about, slope, drawn),
        ]
    return records, {}
