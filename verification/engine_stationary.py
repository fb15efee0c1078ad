"""Systems in equilibrium with known answers: loss, waiting, occupancy, priorities, overload."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from engine_records import Record, after, arrow, by_chance, declared, near, network, samples, steps
from engine_theory import (
    Array,
    Stay,
    erlang_b,
    fixed_stay,
    geometric_stay,
    lognormal_stay,
    loss_in_ticks,
    queue_in_ticks,
    queue_textbook,
    richardson,
    two_band_stay,
)
from scipy import stats

from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_run import NetworkOutcome, run_network

Result = tuple[list[Record], dict[str, pl.DataFrame]]
LOSS = {(10, 5): 0.0183845703, (10, 10): 0.2145823431, (20, 15): 0.0455932156,
        (100, 100): 0.0757004527, (1000, 1000): 0.0248119176}  # fmt: skip
"""Share lost by servers and offered load. Source: the project's notes on models, 6.1, K1."""


def loss_network(
    limit: int, load: float, stay: Stay, mean: float, *, places: int, days: int, factor: float = 1.0
) -> CompiledNetwork:
    """Arrivals that are refused when a delay is full.

    Args:
        limit: People that the delay holds.
        load: Mean number that would be there without a limit.
        stay: Law of stays.
        mean: Mean stay, ticks.
        places: Number of independent systems.
        days: Number of ticks.
        factor: Factor on the hazards, to make them wrong.
    """
    hazards = [min(1.0, hazard * factor) for hazard in stay.hazards]
    exits = hazards if len(hazards) > 1 else hazards[0]
    # The start holds the people who would be there in equilibrium, at age 0 of the first band.
    stages = {
        "come": {"inflow": {"per-day": load / mean, "to": "stay"}},
        "stay": {"delay": {"bands": list(stay.bands), "exits": {"left": exits}, "start": 0}},
    }
    limits = {"beds": {"of": ["stay"], "people": limit, "rule": "refuse", "to": "lost"}}
    return network(declared(days, places, stages, limits=limits))


def loss_samples(compiled: CompiledNetwork, first: int, replicates: int, seed: int) -> Array:
    """Share lost and mean number there from a tick on ``(replicate, 2)``."""
    come, lost = arrow(compiled, "come", "arrivals"), arrow(compiled, "beds", "stay: refused")
    ticks = compiled.days - first

    def found(outcome: NetworkOutcome) -> tuple[float, float]:
        came, refused = outcome.flow[1, come].sum(), outcome.flow[1, lost].sum()
        return refused / came, outcome.days[1, 0].mean() / ticks

    return samples(compiled, found, replicates, seed=seed, recording=after(compiled, first))


def erlang_loss(full: bool) -> Result:
    """K1: Erlang's loss formula, in ticks exactly, and for any law of stays in the limit."""
    records, points = [], []
    replicates = 60 if full else 24
    for (limit, load), book in LOSS.items():
        name = f"{limit} places, load {load}"
        records.append(near("K1", f"theory: share lost, {name}, recursion against published",
                            book, erlang_b(limit, load), 5e-11))  # fmt: skip
        lowest = 0 if limit < 1000 else 700
        fine = 400 if limit < 1000 else 8000
        chain = {s: loss_in_ticks(limit, load / s, 1 / s, lowest)[0]
                 for s in (fine, 2 * fine, 4 * fine)}  # fmt: skip
        limit_found = richardson(*chain.values())
        records.append(near("K1", f"theory: share lost, {name}, chain in ticks as ticks shrink",
                            book, limit_found, 2e-4 * book))  # fmt: skip
        for mean in (25, 100):
            lost, there = loss_in_ticks(limit, load / mean, 1 / mean, lowest)
            places = max(4, min(64, 3200 // limit))
            compiled = loss_network(limit, load, geometric_stay(mean), mean,
                                    places=places, days=60 * mean)  # fmt: skip
            drawn = loss_samples(compiled, 15 * mean, replicates, seed=101)
            about = f"{name}, mean stay {mean} ticks"
            records += [by_chance("K1", f"share lost, {about}", lost, drawn[:, 0]),
                        by_chance("K1", f"mean number there, {about}", there, drawn[:, 1])]  # fmt: skip
    return records + _insensitive(points, replicates) + _loss_controls(replicates), {
        "loss": pl.DataFrame(points, schema=["tick", "value", "error", "law"], orient="row")
    }


def _insensitive(points: list[tuple[float, float, float, str]], replicates: int) -> list[Record]:
    """Erlang's formula does not ask how stays are spread: three laws, two ticks each."""
    limit, load, records = 10, 5, []
    book = erlang_b(limit, load)
    chain = [loss_in_ticks(limit, load / mean, 1 / mean)[0] for mean in (50, 100)]
    allowance = 2 * abs(richardson(*chain) - book)
    for mean in np.geomspace(20, 2000, 25):
        lost, _ = loss_in_ticks(limit, load / mean, 1 / mean)
        points.append((1 / mean, lost, 0.0, "chain, constant hazard"))
    points.append((0.0, book, 0.0, "chain, constant hazard"))
    for make in (geometric_stay, two_band_stay, fixed_stay):
        drawn = {}
        for number, mean in enumerate((50, 100)):
            stay = make(mean)
            compiled = loss_network(limit, load, stay, mean, places=100, days=60 * mean)
            drawn[mean] = loss_samples(compiled, 15 * mean, replicates, seed=111 + number)[:, 0]
            error = drawn[mean].std(ddof=1) / math.sqrt(replicates)
            points.append((1 / mean, float(drawn[mean].mean()), float(error), stay.name))
        limit_found = 2 * drawn[100] - drawn[50]
        about = f"share lost, 10 places, load 5, stays {stay.name}, extrapolated to no tick"
        records.append(by_chance("K1", about, book, limit_found, allowance=allowance))
    return records


def _loss_controls(replicates: int) -> list[Record]:
    """Wrong models that must not agree: a place too many, and hazards 2 % too high."""
    mean, limit, load = 25, 10, 5
    lost, there = loss_in_ticks(limit, load / mean, 1 / mean)
    wrong = loss_network(limit + 1, load, geometric_stay(mean), mean, places=64, days=60 * mean)
    drawn = loss_samples(wrong, 15 * mean, replicates, seed=121)
    fast = loss_network(limit, load, geometric_stay(mean), mean, places=256, days=60 * mean,
                        factor=1.02)  # fmt: skip
    quick = loss_samples(fast, 15 * mean, replicates, seed=122)
    return [
        by_chance("K1", "share lost with one place too many", lost, drawn[:, 0], control=True),
        by_chance("K1", "mean number there with hazards × 1.02", there, quick[:, 1], control=True),
    ]


# ----------------------------------------------------------------------------------- waiting


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
             (100, 90.0, (25, 50), 1, 100, (0.21694048, 1.952464, 0.02169405)))  # fmt: skip
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
        limits = [queue_in_ticks(servers, load / s, 1 / s, 1, most) for s in (fine, 2 * fine, 4 * fine)]
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
    recording = type(kept)(period, kept.group)

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
    mean, places, days, replicates = 30_000.0, 300, 1500, 60 if full else 24
    top = 30_402.0
    share = float(stats.poisson.cdf(top, mean))
    records.append(near("K3", "theory: 99 % quantile of a Poisson number of mean 30,000",
                        30_402.9, float(stats.poisson.ppf(0.99, mean)), 2.0))  # fmt: skip
    for stay in (geometric_stay(30), fixed_stay(30), lognormal_stay(30, 2.0)):
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


# ------------------------------------------------------------------- priorities and overload


def priorities(full: bool) -> Result:
    """K6: two classes share 100 places; whoever is above them is released, the low class first."""
    records, mean, load, limit = [], 100, 60.0, 100
    book = {"all": 96.447601, "high": 59.999963, "low": 36.447638}
    both, high = (1 - erlang_b(limit, 2 * load)) * 2 * load, (1 - erlang_b(limit, load)) * load
    for label, value in (("all", both), ("high", high), ("low", both - high)):
        records.append(near("K6", f"theory: {label} there, formula against published",
                            book[label], value, 5e-7))  # fmt: skip
    _, all_there = loss_in_ticks(limit, 2 * load / mean, 1 / mean)
    _, high_there = loss_in_ticks(limit, load / mean, 1 / mean)
    fine = [loss_in_ticks(limit, 2 * load / s, 1 / s)[1] for s in (800, 1600, 3200)]
    records.append(near("K6", "theory: all there, chain in ticks as ticks shrink", both,
                        richardson(*fine), 1e-4 * both))  # fmt: skip
    expected = {"all": all_there, "high": high_there, "low": all_there - high_there}
    for order, control in ((["low", "high"], False), (["high", "low"], True)):
        stages = {
            "come": {"inflow": {"per-day": load / mean, "to": "stay"}},
            "stay": {"delay": {"exits": {"left": 1 / mean}, "start": limit / 2}},
        }
        limits = {"beds": {"of": ["stay"], "people": limit, "rule": "release", "to": "lost",
                           "order": order}}  # fmt: skip
        compiled = network(declared(60 * mean, 20, stages, classes=["high", "low"], limits=limits))

        def found(outcome: NetworkOutcome) -> list[float]:
            there = outcome.days[1, 0].reshape(20, 2).mean(axis=0) / (50 * mean)
            return [there.sum(), there[0], there[1]]

        drawn = samples(compiled, found, 60 if full else 24, seed=601,
                        recording=after(compiled, 10 * mean))  # fmt: skip
        for number, label in enumerate(expected):
            if control and label == "all":
                continue
            about = f"{label} there, mean stay {mean} ticks"
            about += ", priorities swapped" if control else ""
            records.append(by_chance("K6", about, expected[label], drawn[:, number],
                                     control=control))  # fmt: skip
    return records, {}


def overload(full: bool) -> Result:
    """K10 and K11: far above capacity, what is lost and how a line grows."""
    limit, load, mean = 21_000, 27_600.0, 100
    book = erlang_b(limit, load)
    records = [near("K10", "theory: share lost, 21,000 places, load 27,600, recursion against "
                    "published", 0.2392455724, book, 5e-11)]  # fmt: skip
    fine = [loss_in_ticks(limit, load / s, 1 / s, limit - 250)[0] for s in (10**5, 2 * 10**5, 4 * 10**5)]
    records.append(near("K10", "theory: share lost, chain in ticks as ticks shrink", book,
                        richardson(*fine), 1e-4 * book))  # fmt: skip
    lost, there = loss_in_ticks(limit, load / mean, 1 / mean, limit - 500)
    compiled = loss_network(limit, load, geometric_stay(mean), mean, places=2, days=40 * mean)
    drawn = loss_samples(compiled, 20 * mean, 60 if full else 24, seed=1001)
    records += [
        by_chance("K10", "share lost, mean stay 100 ticks", lost, drawn[:, 0]),
        by_chance("K10", "mean number there, mean stay 100 ticks", there, drawn[:, 1]),
        by_chance("K10", "share lost, mean stay 100 ticks, against the fluid limit 1 − c/a",
                  1 - limit / load, drawn[:, 0], allowance=abs(lost - (1 - limit / load))),
    ]  # fmt: skip
    lossy = run_network(compiled, "mean", recording=after(compiled, 20 * mean))
    came = lossy.flow[1, arrow(compiled, "come", "arrivals")].sum()
    refused = lossy.flow[1, arrow(compiled, "beds", "stay: refused")].sum()
    records.append(near("K10", "share lost in mean values: the fluid limit 1 − c/a",
                        1 - limit / load, refused / came, 1e-9))  # fmt: skip
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
        records += [near("K11", f"growth of the line per day, {label}, mean values", slope,
                         mean_slope, 1e-6),
                    by_chance("K11", f"growth of the line per day, {label}", slope, drawn)]  # fmt: skip
    return records, {}
