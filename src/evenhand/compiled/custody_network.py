"""The custody model as a network: book-ins, detention with its ways out, and a limit of beds.

There is one place; tracks are the origins. Ages are cut into bands wherever the hazard changes.
"""

from __future__ import annotations

import numpy as np

from evenhand.compiled.block_layout import block_layout
from evenhand.compiled.custody import LARGEST_HAZARD, OVERFLOW_RULES, RELEASE_ORDER, CompiledCustody
from evenhand.compiled.entries import no_entries
from evenhand.compiled.grid import grid_of
from evenhand.compiled.network import (
    GRAIN,
    LIMIT_RULES,
    OWN_CELL,
    Acts,
    Answers,
    Array,
    Arrows,
    Capacities,
    CompiledNetwork,
    Holds,
    Index,
    Inflows,
    Limits,
    NetworkArrays,
    Pools,
    Queues,
    Splits,
    parts_of_rest,
    whole_grains,
    whole_people,
)
from evenhand.model.classes import AGE_DAYS, CLASSES, EXITS, LACK_OF_BEDS, ORIGINS, REMOVAL

REFUSED = "book-ins refused for lack of beds"
STAGES = ("book-ins", "detention", *EXITS, LACK_OF_BEDS, REFUSED)
DETENTION = STAGES.index("detention")
PLACES = ("national",)
LIMITS = ("beds: refuse", "beds: release")
CELLS = len(CLASSES) * len(ORIGINS)
BOOK_IN_ARROW, FIRST_EXIT = 0, 1
REFUSED_ARROW, RELEASED_ARROW = FIRST_EXIT + len(EXITS), FIRST_EXIT + len(EXITS) + 1


def by_cell(values: Array) -> Array:
    """Values ``(..., origin, class)`` as ``(..., C)``."""
    swapped = np.moveaxis(values, -2, -1)
    flat: Array = swapped.reshape(*values.shape[:-2], CELLS)
    return flat


def by_origin(values: Array) -> Array:
    """Values ``(..., C)`` as ``(..., origin, class)``."""
    apart = values.reshape(*values.shape[:-1], len(CLASSES), len(ORIGINS))
    return np.moveaxis(apart, -1, -2)


def custody_network(run: CompiledCustody) -> CompiledNetwork:
    """The network that a compiled custody run describes.

    Args:
        run: The compiled run.
    """
    days = run.days
    speeds, regime = np.unique(run.removal_speed, return_inverse=True)
    bands = _bands(run.base_hazard)
    widths = np.append(np.diff(bands), 0)
    leave, share, part = _hazards(run, bands, speeds)
    levels, level_row = np.unique(run.level, axis=0, return_inverse=True)
    start = by_cell(np.moveaxis(run.state, -1, 0))
    people = np.where(np.isfinite(run.beds), run.beds, np.inf)
    rank = [RELEASE_ORDER.index(name) for name in CLASSES]
    rules = np.array([_rules(run.overflow, "refuse"), _rules(run.overflow, "release")])
    places, cells = len(PLACES), CELLS
    none, nothing = np.zeros((0, cells)), np.zeros(0, dtype=np.int64)
    never = np.zeros((0, days), dtype=np.int64)
    arrays = NetworkArrays(
        grid=grid_of((*STAGES, *LIMITS), (PLACES, CLASSES, ORIGINS), run.first_day, days),
        arrows=Arrows(
            to=np.array([DETENTION, *range(DETENTION + 1, len(STAGES) - 2),
                         STAGES.index(REFUSED), STAGES.index(LACK_OF_BEDS)]),
            map=np.full(RELEASED_ARROW + 1, OWN_CELL),
            maps=np.zeros((1, cells), dtype=np.int64),
        ),
        inflows=Inflows(
            arrow=np.array([BOOK_IN_ARROW]),
            row=np.arange(days)[None],
            mean=np.ascontiguousarray(by_cell(run.book_ins)),
            noise=np.ones(1, dtype=np.int64),
            spread=np.zeros(1),
            shared=np.zeros(1, dtype=np.int64),
            stage=np.zeros(1, dtype=np.int64),
        ),
        holds=Holds(
            stage=np.array([DETENTION]),
            band=np.array([0, len(bands)]),
            width=widths,
            ring=np.concatenate([[0], np.cumsum(widths)]),
            arrow=np.array([FIRST_EXIT, FIRST_EXIT + len(EXITS)]),
            leave_row=regime[None] * len(bands),
            leave=leave,
            share_row=regime[None] * len(EXITS),
            share_by_band=np.zeros((1, days), dtype=np.int64),
            share=share,
            part=part,
            level_row=level_row[None],
            level=np.ascontiguousarray(by_cell(np.repeat(levels[:, :, None], len(CLASSES), 2))),
            most=np.array([LARGEST_HAZARD]),
            start_row=np.array([0, AGE_DAYS]),
            start=np.ascontiguousarray(whole_grains(start)),
            start_whole=np.ascontiguousarray(whole_people(start)),
        ),
        entries=no_entries(1, CELLS),
        blocks=block_layout(widths.tolist()),
        answers=_answers(run),
        splits=Splits(
            stage=nothing, arrow=np.zeros(1, dtype=np.int64), row=never,
            share=np.zeros((1, cells)), part=np.zeros((1, cells)),
        ),
        queues=Queues(
            stage=nothing, arrow=nothing, capacity=nothing,
            order=np.zeros((0, cells), dtype=np.int64), first=np.zeros((0, 1), dtype=np.int64),
            ranks=nothing, cost_row=never, cost=np.zeros((1, cells)), start=none, start_whole=none,
            patience=nothing, lapse=nothing,
        ),
        pools=Pools(
            hold=nothing, stage=nothing, arrow=nothing, capacity=nothing, follows=nothing,
            national=nothing,
            thins=np.zeros(0),
            start=np.zeros((0, places)), cost_row=never, cost=np.zeros((1, cells)),
            focus_row=never, focus=np.zeros((1, cells)),
        ),
        capacities=Capacities(
            national=nothing, room=nothing, amount=np.zeros((0, days, places)),
            spread=np.zeros(0), shared=nothing, key=nothing,
        ),
        limits=Limits(
            national=np.ones(2, dtype=np.int64),
            rule=rules,
            people=np.repeat(people[None, :, None], 2, axis=0),
            of=np.ones((2, 1), dtype=np.int64),
            of_queue=np.zeros((2, 0), dtype=np.int64),
            # Book-ins are refused alike; people are released by class.
            rank=np.array([[0] * len(CLASSES), rank]),
            ranks=np.array([1, len(CLASSES)]),
            refused=np.array([[REFUSED_ARROW], [-1]]),
            released=np.array([[-1], [RELEASED_ARROW]]),
        ),
        acts=Acts(kind=nothing, number=nothing),
    )  # fmt: skip
    exits = (*(("detention", name) for name in EXITS), ("beds", REFUSED), ("beds", LACK_OF_BEDS))
    return CompiledNetwork(
        title="custody",
        first_day=run.first_day,
        places=PLACES,
        classes=CLASSES,
        tracks=ORIGINS,
        stages=STAGES,
        arrows=(("book-ins", "arrivals"), *exits),
        holds=("detention",),
        queues=(),
        capacities=(),
        limits=LIMITS,
        arrays=arrays,
    )


def _bands(hazard: Array) -> Index:
    """First ages of bands: wherever the hazard of an origin changes, and the oldest age."""
    changes = (np.diff(hazard, axis=1) != 0).any(axis=0)
    return np.unique([0, *(np.flatnonzero(changes) + 1), AGE_DAYS - 1])


def _hazards(run: CompiledCustody, bands: Index, speeds: Array) -> tuple[Array, Array, Array]:
    """Hazards ``(speed, band, C)``, cumulative shares and parts ``(speed, exit, C)``, as rows."""
    leave, share, part = [], [], []
    for speed in speeds:
        weights = run.reason_shares.copy()
        weights[:, REMOVAL] *= speed
        factor = weights.sum(axis=1)
        base = run.base_hazard[:, None, :] * factor[None, :, None]
        leave.append(by_cell(np.moveaxis(base[:, :, bands], -1, 0)))
        parts = np.cumsum(weights / np.maximum(factor, GRAIN)[:, None], axis=1)
        parts[:, -1] = 1.0
        share.append(np.repeat(parts.T, len(ORIGINS), axis=1))
        part.append(parts_of_rest(share[-1]))
    return np.concatenate(leave), np.concatenate(share), np.concatenate(part)


def _rules(overflow: Array, rule: str) -> Index:
    """A rule on the days on which it holds, and to count on the others."""
    chosen = overflow == OVERFLOW_RULES.index(rule)
    return np.where(chosen, LIMIT_RULES.index(rule), LIMIT_RULES.index("overflow"))


def _answers(run: CompiledCustody) -> Answers:
    """The responses to the origin's own stock, to all beds in use, and to recent book-ins."""
    origin = np.arange(CELLS) % len(ORIGINS)
    own = np.maximum(run.stock_reference, GRAIN)[origin]
    everyone = np.full(CELLS, max(float(run.stock_reference.sum()), GRAIN))
    usual = np.maximum(run.usual_book_ins, GRAIN)[origin]
    return Answers(
        hold=np.zeros(3, dtype=np.int64),
        inflow=np.array([-1, -1, 0]),
        of=np.ones((3, 1), dtype=np.int64),
        group=np.array([origin, np.zeros(CELLS), origin], dtype=np.int64),
        usual=np.array([own, everyone, usual]),
        power=np.array([run.own_stock[origin], run.all_stock[origin], run.inflow[origin]]),
        start=np.array([own, everyone, run.recent_book_ins[origin]]),
        memory=np.array([1.0, 1.0, run.inflow_memory]),
    )
