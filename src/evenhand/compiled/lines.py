"""Lines as arrays: the queues and pools that wait for a capacity, and the capacities."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from evenhand.compiled.dated_values import amounts_by_scope, dated_values, start_values
from evenhand.compiled.draft import Draft
from evenhand.compiled.grid import stage_key_of
from evenhand.compiled.network import (
    Array,
    Capacities,
    Index,
    Pools,
    Queues,
    whole_grains,
    whole_people,
)
from evenhand.compiled.rows import Rows, numbers, whole
from evenhand.model.quantity import Trail, is_banded

TOLERANCE = 1e-9
SMALLEST_COST = 1e-9


def queue_arrays(draft: Draft) -> Queues:
    """The arrays of all queues; registers their arrows.

    Args:
        draft: The network.
    """
    rows, row_of, arrows, counts, waiting = Rows(draft.cells), [], [], [], []
    orders: list[Index] = []
    firsts: list[Index] = []
    served_by, patience, lapses = [], [], []
    for name in draft.queues:
        stated = draft.network.stages[name].queue
        assert stated is not None
        capacity = draft.network.capacities[stated.capacity]
        served_by.append(draft.capacities.index(stated.capacity))
        index, table = dated_values(draft, stated.cost, ("stages", name, "queue", "cost"))
        row_of.append(rows.add(table[:, 0]) + index)
        if capacity.room is not None and (table != 1).any():
            what = "costs other than 1 of a room"
            draft.wrong(("stages", name, "queue", "cost"), what, "a case takes one place")
        exits = draft.structure.exits[name]
        arrows.append(draft.arrows.add(exits[0]))
        lapses.append(draft.arrows.add(exits[1]) if len(exits) > 1 else -1)
        patience.append(-1 if stated.patience_days is None else stated.patience_days)
        of, number = draft.ranks(stated.order)
        order, first = _by_rank(draft, of, number, capacity.scope)
        orders.append(order)
        firsts.append(first)
        counts.append(number)
        start = start_values(draft, stated.start, ("stages", name, "queue", "start"))
        waiting.append(start[0])
    people = numbers(waiting, draft.cells)
    return Queues(
        stage=whole([draft.number[name] for name in draft.queues]),
        arrow=whole(arrows),
        capacity=whole(served_by),
        order=whole(orders, draft.cells),
        first=whole(firsts, 1),
        ranks=whole(counts),
        cost_row=whole(row_of, draft.days),
        cost=rows.table(),
        start=numbers(whole_grains(people), draft.cells),
        start_whole=numbers(whole_people(people), draft.cells),
        patience=whole(patience),
        lapse=whole(lapses),
    )


def pool_arrays(draft: Draft) -> Pools:
    """The arrays of all pools; registers the arrows of those found.

    Args:
        draft: The network.
    """
    cost, focus = Rows(draft.cells), Rows(draft.cells)
    cost_row, focus_row, arrows, starts, thins, capacities = [], [], [], [], [], []
    follows, national = [], []
    for name in draft.pools:
        stated = draft.network.stages[name].pool
        assert stated is not None
        base: Trail = ("stages", name, "pool")
        index, table = dated_values(draft, stated.cost, (*base, "cost"))
        if (table < SMALLEST_COST).any():
            draft.wrong((*base, "cost"), "is zero somewhere", "finding someone takes something")
        cost_row.append(cost.add(table[:, 0]) + index)
        index, table = dated_values(draft, stated.focus, (*base, "focus"))
        focus_row.append(focus.add(table[:, 0]) + index)
        arrows.append(draft.arrows.add(draft.structure.exits[name][-1]))
        listed = is_banded(stated.start)
        start = start_values(draft, stated.start, (*base, "start"), int(listed))
        by_place = start[0].reshape(draft.shape[0], -1).sum(axis=1)
        source = stated.capacity or _capacity_followed(draft, stated.follows)
        capacity = draft.network.capacities[source]
        if capacity.scope == "all":
            by_place = np.array([by_place.sum(), *np.zeros(draft.shape[0] - 1)])
        if stated.thins and by_place.sum() <= 0:
            draft.wrong((*base, "start"), "is empty", "a pool that thins has a start")
        if capacity.room is not None:
            draft.wrong((*base, "capacity"), "is a room", "effort needs an amount per day")
        starts.append(by_place)
        thins.append(stated.thins)
        capacities.append(-1 if stated.capacity is None else draft.capacities.index(source))
        follows.append(-1 if stated.follows is None else draft.pools.index(stated.follows))
        national.append(int(capacity.scope == "all"))
    followed = [-1 if index < 0 else arrows[index] for index in follows]
    return Pools(
        hold=whole([draft.holds.index(name) for name in draft.pools]),
        stage=whole([draft.number[name] for name in draft.pools]),
        arrow=whole(arrows),
        capacity=whole(capacities),
        follows=whole(followed),
        national=whole(national),
        thins=numbers(thins),
        start=numbers(starts, draft.shape[0]),
        cost_row=whole(cost_row, draft.days),
        cost=cost.table(),
        focus_row=whole(focus_row, draft.days),
        focus=focus.table(),
    )


def _capacity_followed(draft: Draft, name: str | None) -> str:
    """The capacity of the pool that another follows; its scope is theirs too."""
    pool = draft.network.stages[str(name)].pool
    assert pool is not None and pool.capacity is not None
    return pool.capacity


def capacity_arrays(draft: Draft) -> Capacities:
    """The arrays of all capacities.

    Args:
        draft: The network.
    """
    amounts, national, rooms = [], [], []
    for name in draft.capacities:
        stated = draft.network.capacities[name]
        shared = stated.scope == "all"
        quantity = 0 if stated.per_day is None else stated.per_day
        table = amounts_by_scope(draft, quantity, ("capacities", name, "per-day"), shared)
        if stated.moves:
            table = _moved(draft, name, table)
        amounts.append(table)
        national.append(int(shared))
        rooms.append(-1 if stated.room is None else draft.limits.index(stated.room))
    return Capacities(
        national=whole(national),
        room=whole(rooms),
        amount=numbers(amounts, draft.days, draft.shape[0]),
        spread=numbers([draft.network.capacities[name].spread for name in draft.capacities]),
        shared=whole(
            [int(draft.network.capacities[name].shared == "all") for name in draft.capacities]
        ),
        key=whole([stage_key_of(f"capacity: {name}") for name in draft.capacities]),
    )


def _by_rank(draft: Draft, ranks: list[int], number: int, scope: str) -> tuple[Index, Index]:
    """Cells by scope and rank ``(C,)``, and where each begins ``(P * class + 1,)``."""
    place, kind, _ = np.indices(draft.shape).reshape(3, -1)
    group = np.array(ranks)[kind] + (place * number if scope == "place" else 0)
    order: Index = np.argsort(group, kind="stable")
    first = np.full(draft.shape[0] * draft.shape[1] + 1, draft.cells)
    groups = number * (draft.shape[0] if scope == "place" else 1)
    first[:groups] = np.searchsorted(group[order], np.arange(groups))
    return order, first


def _moved(draft: Draft, name: str, table: Array) -> Array:
    """Amounts ``(T, P)`` after the moves; no place gives more than it has."""
    network = draft.network
    before, table = table, table.copy()
    for number, move in enumerate(network.capacities[name].moves):
        first = max(0, (move.from_ - network.first_day).days)
        last = min(draft.days, (move.until - network.first_day).days + 1)
        if first >= last:
            continue
        out, into = (network.places.index(place) for place in (move.out_of, move.to))
        share = before[first:last, out] * (move.share or 0.0)
        amount = share if move.amount is None else np.full(last - first, move.amount)
        left = table[first:last, out] - amount
        if (left < -TOLERANCE).any():
            day = network.first_day + timedelta(days=first + int(np.argmin(left)))
            what = f"takes {amount.max():g} where {table[first:last, out].min():g} are left"
            trail: Trail = ("capacities", name, "moves", number)
            draft.wrong(trail, f"{what} ({move.out_of}, {day})", "move less")
        table[first:last, out] = np.maximum(0.0, left)
        table[first:last, into] += amount
    return table
