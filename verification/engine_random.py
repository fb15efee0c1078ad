"""Networks that use every kind of stage: one to change from a day on, and random ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from engine_records import day, declared, steps

CHANGED = 40
"""The day on which the changes of ``CHANGES`` begin."""
DAYS = 120
CHANGES: dict[str, tuple[Any, Any]] = {
    "inflow": (3.0, 3.6),
    "split": (0.75, 0.6),
    "hazard": (0.04, 0.06),
    "level": (1.0, 0.8),
    "capacity": (20.0, 16.0),
    "cost in the queue": (1.6, 2.1),
    "court days": (4.0, 3.0),
    "free beds": (105, 90),
    "limit that refuses": (260, 210),
    "limit that releases": (110, 85),
    "rule of a limit": ("overflow", "refuse"),
    "cost in the pool": (5.0, 3.5),
    "focus in the pool": (1.0, 2.0),
    "moved capacity": (0, 4),
}
"""What may change, and its value before and after. Each kind of stage has at least one."""


def content(changed: str = "", *, places: int = 2, scale: float = 1.0) -> dict[str, Any]:
    """A model with every kind of stage, one of its numbers changed from a day on.

    Args:
        changed: A name in ``CHANGES``, or nothing.
        places: Number of places.
        scale: Factor on all numbers of people and on what serves them.
    """

    def value(name: str, factor: float = 1.0, *, by: str = "") -> Any:
        before, later = CHANGES[name]
        if isinstance(before, str):
            start = {day(0): before}
            return start | ({day(CHANGED): later} if name == changed else {})
        quantities = [
            {"class": {by: x * factor, "others": factor}} if by else x * factor
            for x in (before, later)
        ]
        return steps(quantities[0], {CHANGED: quantities[1]} if name == changed else {})

    stages: dict[str, Any] = {
        "arrests": {"inflow": {"per-day": value("inflow", scale), "spread": 0.1, "to": "handling"}},
        "handling": {"queue": {
            "capacity": "officers", "order": ["serious"], "start": 8 * scale, "to": "triage",
            "cost": value("cost in the queue", by="serious")}},
        "triage": {"split": {"exits": {"bed": value("split"), "docket": "rest"}}},
        "bed": {"queue": {"capacity": "free", "order": ["serious"], "to": "detention"}},
        "detention": {"delay": {
            "bands": [0, 4, 20], "level": value("level"),
            "start": [12 * scale, 20 * scale, 12 * scale],
            "exits": {"removed": [0.02, 0.05, 0.05], "docket": [0.03, value("hazard"), 0.01]}}},
        "docket": {"delay": {
            "exits": {"hearing": 0.02, "left": 0.004}, "start": 110 * scale,
            "responses": [{"stock": ["detention"], "usual": 90 * scale * places, "power": 0.5,
                           "falls": True}]}},
        "hearing": {"queue": {"capacity": "court", "start": 5 * scale, "to": "ordered"}},
        "ordered": {"split": {"exits": {
            "shelter": 0.5, "at large": {"to": "at large", "share": 0.3}, "left": "rest"}}},
        "shelter": {"delay": {"exits": {"removed": 0.03}, "start": 30 * scale}},
        "jail": {"delay": {
            "bands": [0, 9], "exits": {"handling": [0, 1]}, "start": [15 * scale, 0]}},
        "crossings": {"inflow": {"per-day": 1.5 * scale, "to": "jail"}},
        "at large": {"pool": {
            "capacity": "officers", "cost": value("cost in the pool"), "thins": 1.0,
            "focus": value("focus in the pool", by="serious"), "start": 250 * scale,
            "to": "triage", "exits": {"left": 0.001}}},
    }  # fmt: skip
    capacities: dict[str, Any] = {
        "officers": {"per-day": value("capacity", scale), "unit": "hours",
                     "serves": ["handling", "at large"]},
        "free": {"room": "beds", "serves": ["bed"]},
        "court": {"per-day": value("court days", scale * places), "scope": "all",
                  "serves": ["hearing"]},
    }  # fmt: skip
    if changed == "moved capacity":
        capacities["officers"]["moves"] = [
            {"from": day(CHANGED), "until": day(DAYS), "out-of": "place 0", "to": "place 1",
             "amount": CHANGES[changed][1] * scale},
        ]  # fmt: skip
    limits: dict[str, Any] = {
        "beds": {"of": ["detention"], "people": value("free beds", scale), "rule": "overflow"},
        "budget": {"of": ["docket"], "people": value("limit that refuses", scale), "rule": "refuse",
                   "to": "left", "order": ["usual", "serious"]},
        "room": {"of": ["shelter", "jail"], "people": value("limit that releases", scale * places),
                 "rule": "release", "to": "left", "scope": "all"},
        "hearings": {"of": ["docket"], "people": 230 * scale, "rule": value("rule of a limit"),
                     "to": "left"},
    }  # fmt: skip
    built = declared(DAYS, places, stages, classes=["serious", "usual"], capacities=capacities,
                     limits=limits)  # fmt: skip
    return built | {"ends": ["removed", "left"]}


def random_content(seed: int) -> dict[str, Any]:
    """A random model: the stages of ``content`` with random numbers, ranks, ages and limits.

    Args:
        seed: Seed of the model.
    """
    draw = np.random.default_rng(seed)
    built = content(places=int(draw.integers(2, 4)), scale=float(draw.uniform(0.3, 3)))

    def number(low: float, high: float) -> float:
        return round(float(draw.uniform(low, high)), 4)

    stages, limits, capacities = built["stages"], built["limits"], built["capacities"]
    stages["arrests"]["inflow"]["spread"] = number(0, 1)
    stages["arrests"]["inflow"]["shared"] = str(draw.choice(["cell", "place", "all"]))
    costs = {"serious": number(0, 3), "usual": number(1, 3)}
    stages["handling"]["queue"]["cost"] = {"class": costs}
    stages["handling"]["queue"]["order"] = [["serious", "usual"]] if draw.random() < 0.5 else []
    bands = [0, *sorted({int(day_) for day_ in draw.integers(1, 40, draw.integers(1, 6))})]
    stages["detention"]["delay"] |= {
        "bands": bands, "start": [number(0, 30) for _ in bands], "most": 0.9,
        "exits": {"removed": [number(0, 0.2) for _ in bands], "docket": number(0, 0.2),
                  "second": {"to": "shelter", "class": "usual", "hazard": number(0, 0.1)},
                  "moved": {"to": "jail", "place": "place 1", "hazard": number(0, 0.1)}},
    }  # fmt: skip
    stages["at large"]["pool"]["thins"] = number(0, 2)
    share = number(0, 0.9)
    stages["triage"]["split"]["exits"] = {"bed": share, "docket": "rest"}
    for name in ("budget", "room", "hearings"):
        limits[name]["rule"] = str(draw.choice(["refuse", "release", "overflow"]))
        limits[name]["order"] = [["usual"], ["serious"]] if draw.random() < 0.5 else []
    if draw.random() < 0.5:
        capacities["officers"]["moves"] = [
            {"from": day(int(draw.integers(0, 30))), "until": day(60), "out-of": "place 0",
             "to": "place 1", "share": number(0, 1)}
        ]  # fmt: skip
    return built
