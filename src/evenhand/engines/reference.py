"""The custody model once more, in plain Python, to be read: the definition of its behaviour.

One dictionary entry per origin, class and age; no arrays, no tricks. The fast engine must give
the same numbers. Read it beside ``order``.
"""

from __future__ import annotations

import math

from evenhand.compiled.custody import LARGEST_HAZARD, OVERFLOW_RULES, RELEASE_ORDER, CompiledCustody
from evenhand.compiled.network import GRAIN
from evenhand.model.classes import AGE_DAYS, CLASSES, EXITS, ORIGINS, REMOVAL

Cell = tuple[int, int, int]


def whole(people: float) -> float:
    """A number of people rounded down to whole grains."""
    return math.floor(people / GRAIN) * GRAIN


def run_reference(run: CompiledCustody) -> list[dict[tuple[str, ...], float]]:
    """Run the custody model in plain Python.

    Args:
        run: The compiled run.

    Returns:
        For each day: people by ``("stock", origin, class)``, and the day's flows by
        ``("exit", origin, class, reason)``, ``("short", origin, class)`` and
        ``("refused", origin, class)``.
    """
    origins, classes = range(len(ORIGINS)), range(len(CLASSES))
    people: dict[Cell, float] = {
        (o, c, a): float(run.state[o, c, a])
        for o in origins for c in classes for a in range(AGE_DAYS)
    }  # fmt: skip
    recent = [float(value) for value in run.recent_book_ins]
    told = []
    for day in range(run.days):
        said: dict[tuple[str, ...], float] = {}
        stock = [sum(n for (o, _, _), n in people.items() if o == origin) for origin in origins]
        rule = OVERFLOW_RULES[int(run.overflow[day])]
        beds = float(run.beds[day])

        # Levels.
        factors = []
        for o in origins:
            planned = math.fsum(run.book_ins[day, o, c] for c in classes)
            recent[o] = recent[o] + (planned - recent[o]) * run.inflow_memory
            factor = float(run.level[day, o])
            own = stock[o] / max(float(run.stock_reference[o]), GRAIN)
            inflow = recent[o] / max(float(run.usual_book_ins[o]), GRAIN)
            everyone = sum(stock) / max(math.fsum(run.stock_reference), GRAIN)
            factor *= own ** float(run.own_stock[o])
            factor *= everyone ** float(run.all_stock[o])
            factor *= inflow ** float(run.inflow[o])
            factors.append(factor)

        # Exits and their reasons; ageing of those who stay.
        older: dict[Cell, float] = dict.fromkeys(people, 0.0)
        for o in origins:
            for c in classes:
                weights = [float(share) for share in run.reason_shares[c]]
                weights[REMOVAL] *= float(run.removal_speed[day])
                speed = math.fsum(weights)
                leaving_all = 0.0
                for a in range(AGE_DAYS):
                    hazard = factors[o] * float(run.base_hazard[o, a]) * speed
                    leaving = whole(people[o, c, a] * min(LARGEST_HAZARD, hazard))
                    leaving_all += leaving
                    older[o, c, min(a + 1, AGE_DAYS - 1)] += people[o, c, a] - leaving
                left = leaving_all
                for reason, weight in zip(EXITS, weights, strict=True):
                    part = whole(leaving_all * (weight / max(speed, GRAIN)))
                    part = left if reason == EXITS[-1] else part
                    said["exit", ORIGINS[o], CLASSES[c], reason] = part
                    left -= part
        people = older

        # Book-ins, refused in proportion where the rule is to refuse.
        wanted = {(o, c): whole(float(run.book_ins[day, o, c])) for o in origins for c in classes}
        free = max(0.0, beds - sum(people.values()))
        total = sum(wanted.values())
        cut = free / total if rule == "refuse" and total > free else None
        for (o, c), number in wanted.items():
            entering = number if cut is None else whole(number * cut)
            people[o, c, 0] = entering
            said["refused", ORIGINS[o], CLASSES[c]] = number - entering

        # Releases above the beds, class by class.
        if rule == "release":
            for name in RELEASE_ORDER:
                c = CLASSES.index(name)
                excess = sum(people.values()) - beds
                there = sum(n for (_, kind, _), n in people.items() if kind == c)
                if excess <= 0 or there <= 0:
                    continue
                share = min(1.0, excess / there)
                for o in origins:
                    key = ("short", ORIGINS[o], name)
                    for a in range(AGE_DAYS):
                        there_now = people[o, c, a]
                        out = min(there_now, math.ceil(there_now * share / GRAIN) * GRAIN)
                        people[o, c, a] -= out
                        said[key] = said.get(key, 0.0) + out

        # Counting.
        for o in origins:
            for c in classes:
                said["stock", ORIGINS[o], CLASSES[c]] = sum(
                    people[o, c, a] for a in range(AGE_DAYS)
                )
        told.append(said)
    return told
