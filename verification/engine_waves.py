"""Stocks that follow their inflow: a yearly wave, and how long those there have stayed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
from engine_records import (
    Result,
    by_chance,
    day,
    declared,
    near,
    network,
    samples,
    steps,
)
from engine_theory import (
    Array,
    Stay,
    fixed_stay,
    geometric_stay,
    lognormal_stay,
    mean_elapsed,
    wave_of_constant_hazard,
    wave_of_fixed_stay,
    wave_textbook,
)

from evenhand.compiled.network import CompiledNetwork
from evenhand.engines.network_run import NetworkOutcome, run_network

YEAR = 365.25
"""Days of the wave of ``season`` in a model file."""
WAVES = {("constant hazard", 10): (0.985505, 9.90), ("constant hazard", 30): (0.888513, 27.69),
         ("constant hazard", 60): (0.695589, 46.56), ("constant hazard", 90): (0.542305, 57.95),
         ("fixed", 30): (0.988925, 15.0), ("fixed", 90): (0.902947, 45.0)}  # fmt: skip
"""Amplitude factor and lag in days by law and mean of stays, for a year of 365 days.
Source: the project's notes on models, 6.1, K4."""


def waves(full: bool) -> Result:
    """K4: a yearly wave of inflow reaches the stock smaller and later."""
    records, points = [], []
    years, swing, rate, places = 4, 0.5, 100.0, 40
    window = round(years * YEAR)
    for (law, mean), (book_factor, book_lag) in WAVES.items():
        fixed = law == "fixed"
        # With this hazard the mean stay is exp(-1/S)'s, whose continuous twin has mean S.
        hazard = -math.expm1(-1 / mean)
        stay = fixed_stay(mean) if fixed else Stay(law, (0,), (hazard,))
        turn = 2 * math.pi / YEAR
        about = f"stays {law}, {mean} days"
        for label, published, value, digits in zip(
            ("amplitude factor", "lag in days"), (book_factor, book_lag),
            wave_textbook(2 * math.pi / 365, mean, fixed=fixed), (1e-6, 0.006), strict=True,
        ):  # fmt: skip
            records.append(near("K4", f"theory: {label}, {about}, formula against published",
                                published, value, digits))  # fmt: skip
        factor, lag = (wave_of_fixed_stay(turn, mean) if fixed
                       else wave_of_constant_hazard(turn, hazard))  # fmt: skip
        text_factor, text_lag = wave_textbook(turn, mean, fixed=fixed)
        loose = (turn**2 + 1 / mean**2) / 12
        begins = 2 * mean if fixed else 20 * mean
        wave = {"times": [rate, {"season": {"swing": swing, "peak": day(100)}}]}
        exits = list(stay.hazards) if fixed else stay.hazards[0]

        def built(noise: str, copies: int, inflow: Any, stay: Stay = stay, exits: Any = exits,
                  days: int = begins + window) -> CompiledNetwork:  # fmt: skip
            stages = {
                "come": {"inflow": {"per-day": inflow, "noise": noise, "to": "stay"}},
                "stay": {"delay": {"bands": list(stay.bands), "exits": {"left": exits}}},
            }
            return network(declared(days, copies, stages))

        compiled = built("none", 1, wave)
        stock = run_network(compiled, "mean").stock[:, 0, 0]
        found = measured_wave(stock[begins:], begins, swing)
        records += [
            near("K4", f"amplitude factor, {about}, in steps of a day", factor, found[0], 1e-6),
            near("K4", f"lag in days, {about}, in steps of a day", lag, found[1], 1e-4),
            near("K4", f"amplitude factor, {about}, textbook", text_factor, found[0],
                 loose * text_factor),
            near("K4", f"lag in days, {about}, textbook", text_lag, found[1], loose * text_lag),
        ]  # fmt: skip
        level, panel = float(stock[begins:].mean()), f"{law}, {mean} days"
        for number in range(0, 366, 3):
            angle = turn * (number - 100)
            points += [
                (number, 1 + swing * math.cos(angle), "inflow", panel),
                (number, 1 + swing * text_factor * math.cos(angle - turn * (text_lag - 0.5)),
                 "textbook", panel),
                (number, stock[begins + (number - begins) % window] / level, "engine", panel),
            ]  # fmt: skip
        for shift in (0, 1) if mean == 30 else (0,):
            # Inflow that peaks a day late is the control: the lag must come out wrong.
            late = {"times": [rate, {"season": {"swing": swing, "peak": day(100 + shift)}}]}
            drawn = samples(
                built("poisson", places, late),
                lambda o, b=begins: measured_wave(o.stock[b:, 0].mean(axis=1), b, swing),
                60 if full else 16, seed=401,
            )  # fmt: skip
            more = ", average of chance" + (", inflow a day late" if shift else "")
            records.append(by_chance("K4", f"lag in days, {about}{more}", lag, drawn[:, 1],
                                     control=bool(shift)))  # fmt: skip
            if not shift:
                records.append(by_chance("K4", f"amplitude factor, {about}{more}", factor,
                                         drawn[:, 0]))  # fmt: skip
    schema = ["day", "value", "line", "panel"]
    return records, {"waves": pl.DataFrame(points, schema=schema, orient="row")}


def measured_wave(stock: Array, first: int, swing: float) -> tuple[float, float]:
    """Amplitude factor and lag of whole years of stock whose inflow peaks on day 100.

    Inflow of a day is that at its middle, and the stock is counted half a day later.
    """
    turn = 2 * math.pi / YEAR
    angle = turn * (first + np.arange(len(stock)) - 100)
    size = 2 * np.mean(stock * np.exp(-1j * angle)) / stock.mean()
    return float(abs(size)) / swing, float(-np.angle(size) / turn + 0.5)


def ages(full: bool) -> Result:
    """K7: in a stock the long stays are over-represented.

    Ages are not reported. In equilibrium the mean rest of the stay equals the mean elapsed: it is
    counted by stopping the inflow. Elapsed stays themselves are counted by giving each window of
    days of entry its own place.
    """
    records, points = [], []
    book = {"constant hazard": (30.0, 10), "fixed": (15.0, 10), "lognormal": (75.0, 2)}
    for name, (published, ticks) in book.items():
        mean = 30 * ticks
        stay = {"constant hazard": geometric_stay(mean), "fixed": fixed_stay(mean),
                "lognormal": lognormal_stay(mean, 2.0, bands=24)}[name]  # fmt: skip
        filled = 17_000 if name == "lognormal" else 6000
        still = stay.still_there(2 * filled)
        ahead = _rest(still, filled)
        exits = list(stay.hazards) if len(stay.hazards) > 1 else stay.hazards[0]
        stages = {
            "come": {"inflow": {"per-day": steps(10_000, {filled: 0}), "to": "stay"}},
            "stay": {"delay": {"bands": list(stay.bands), "exits": {"left": exits}}},
        }
        compiled = network(declared(2 * filled, 1, stages))

        def residual(outcome: NetworkOutcome, filled: int = filled) -> list[float]:
            stock = outcome.stock[:, 0, 0]
            return [stock[filled:].sum() / stock[filled - 1]]

        found = residual(run_network(compiled, "mean"))[0]
        exact_rest = ahead / float(still[:filled].sum())
        about = f"stays of 30 days, {name}"
        records += [
            near("K7", f"mean rest of the stay in ticks, {about}, in ticks exactly", exact_rest,
                 found, 1e-5 * exact_rest),
            near("K7", f"mean elapsed stay in days, {about}, textbook", published,
                 (found + 0.5) / ticks, 0.01 * published),
            near("K7", f"theory: mean elapsed equals mean rest, in ticks, {about}", exact_rest,
                 mean_elapsed(still), 2e-3 * exact_rest),
            by_chance("K7", f"mean rest of the stay in ticks, {about}", exact_rest,
                      samples(compiled, residual, 40 if full else 8, seed=701)[:, 0]),
        ]  # fmt: skip
        elapsed, theory = _elapsed(stay, exits, 5 * ticks, 100)
        records.append(near("K7", f"largest gap in the law of elapsed stays, {about}", 0.0,
                            float(np.abs(elapsed - theory).max()), 1e-6))  # fmt: skip
        for window in range(0, 60):
            points += [(window * 5, float(theory[window]), "theory", name),
                       (window * 5, float(elapsed[window]), "engine", name)]  # fmt: skip
    schema = ["x", "value", "line", "panel"]
    return records, {"ages": pl.DataFrame(points, schema=schema, orient="row")}


def _rest(still: Array, filled: int) -> float:
    """Person-ticks still spent by one arrival a tick after inflow stops ``filled`` ticks on."""
    total = np.concatenate([[0.0], np.cumsum(still)])
    ages_ = np.arange(filled)
    return float((total[ages_ + filled + 1] - total[ages_ + 1]).sum())


def _elapsed(stay: Stay, exits: Any, width: int, windows: int) -> tuple[Array, Array]:
    """Share of a stock by window of elapsed stay, from places that are windows of entry."""
    days = width * windows
    inflow = {
        f"place {number}": steps(0, {days - width * (number + 1): 1024, days - width * number: 0})
        for number in range(windows - 1)
    }
    inflow[f"place {windows - 1}"] = steps(1024, {width: 0})
    inflow["place 0"] = steps(0, {days - width: 1024})
    stages = {
        "come": {"inflow": {"per-day": {"place": inflow}, "to": "stay"}},
        "stay": {"delay": {"bands": list(stay.bands), "exits": {"left": exits}}},
    }
    people = run_network(network(declared(days, windows, stages)), "mean").stock[-1, 0]
    still = stay.still_there(days).reshape(windows, width).sum(axis=1)
    return people / people.sum(), still / still.sum()
