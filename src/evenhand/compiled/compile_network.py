"""From a declared network to its arrays; whatever cannot be run is refused here, with its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from evenhand.compiled.answers import answer_arrays
from evenhand.compiled.block_layout import block_layout
from evenhand.compiled.draft import Draft, raise_in_order
from evenhand.compiled.entries import entry_arrays
from evenhand.compiled.grid import cell_names, grid_of
from evenhand.compiled.holds import hold_arrays, with_people
from evenhand.compiled.inflows import inflow_arrays
from evenhand.compiled.limits import limit_arrays
from evenhand.compiled.lines import capacity_arrays, pool_arrays, queue_arrays
from evenhand.compiled.network import (
    POOL,
    QUEUE,
    SPLIT,
    Acts,
    CompiledNetwork,
    Grid,
    Holds,
    Index,
    Inflows,
    NetworkArrays,
    Queues,
)
from evenhand.compiled.network_structure import check_quantities, structure_of
from evenhand.compiled.rows import whole
from evenhand.compiled.splits import split_arrays
from evenhand.errors import Findings
from evenhand.model.network import Network
from evenhand.model.quantity import Trail, Where

__all__ = ["compile_network", "plain_trail"]

MOST_PEOPLE = 2_000_000_000
"""A run may hold no more people than this: blocks of entries are counted in 32 bits."""
MOST_CELLS = 100_000


def plain_trail(trail: Trail) -> str:
    """The place of something in a network that comes from no file."""
    return " › ".join(map(str, trail))


def compile_network(network: Network, where: Where = plain_trail) -> CompiledNetwork:
    """Turn a declared network into arrays.

    Args:
        network: The declared network.
        where: Turns a trail of keys into the place in the file.

    Raises:
        ModelError: with every problem found, each with its place.
    """
    found = Findings()
    structure = structure_of(network, where, found)
    if found.errors:
        check_quantities(network, where, found)
    raise_in_order(found)
    draft = Draft(network, structure, where, found)
    _check_size(draft)
    arrays = _arrays(draft)
    _check_people(draft, arrays.inflows, arrays.holds, arrays.queues)
    _check_keys(draft, arrays.grid)
    raise_in_order(found)
    return CompiledNetwork(
        title=network.title,
        first_day=network.first_day,
        places=network.places,
        classes=network.classes,
        tracks=network.tracks,
        stages=tuple(draft.stages),
        arrows=tuple(draft.arrows.names),
        holds=tuple(draft.holds),
        queues=tuple(draft.queues),
        capacities=tuple((n, network.capacities[n].unit) for n in draft.capacities),
        limits=tuple(draft.limits),
        arrays=arrays,
    )


def _arrays(draft: Draft) -> NetworkArrays:
    """All arrays, each kind of thing in its turn: arrows are numbered in this order."""
    first_day = draft.network.first_day
    grid = grid_of([*draft.stages, *draft.limits], draft.axes, first_day, draft.days)
    inflows = inflow_arrays(draft)
    holds = hold_arrays(draft)
    answers = answer_arrays(draft)
    splits = split_arrays(draft)
    queues = queue_arrays(draft)
    pools = pool_arrays(draft)
    capacities = capacity_arrays(draft)
    limits = limit_arrays(draft)
    return NetworkArrays(
        grid=grid,
        arrows=draft.arrows.arrays(),
        inflows=inflows,
        holds=with_people(draft, holds),
        entries=entry_arrays(draft, holds, answers, limits),
        blocks=block_layout(holds.width.tolist()),
        answers=answers,
        splits=splits,
        queues=queues,
        pools=pools,
        capacities=capacities,
        limits=limits,
        acts=_act_arrays(draft),
    )


def _act_arrays(draft: Draft) -> Acts:
    """The stages that act at once, in order."""
    groups = {"split": draft.splits, "queue": draft.queues, "pool": draft.pools}
    numbers = {"split": SPLIT, "queue": QUEUE, "pool": POOL}
    kinds = [draft.structure.kinds[name] for name in draft.structure.acts]
    acts = zip(kinds, draft.structure.acts, strict=True)
    return Acts(
        kind=whole([numbers[kind] for kind in kinds]),
        number=whole([groups[kind].index(name) for kind, name in acts]),
    )


def _check_size(draft: Draft) -> None:
    """Refuse a network that is too large, before any of its arrays is made."""
    if draft.cells > MOST_CELLS:
        fix = f"use at most {MOST_CELLS:,} in all: places × classes × tracks"
        draft.wrong(("places",), f"make {draft.cells:,} cells", fix)
        raise_in_order(draft.found)
    last = draft.network.first_day.toordinal() + draft.days - 1
    if last > date.max.toordinal():
        draft.wrong(("days",), "run past the last day of the calendar", "run fewer")
        raise_in_order(draft.found)
    draft.make_room(draft.days * draft.cells * (1 + len(draft.queues)), ("days",))
    for name in draft.holds:
        # Days of entry: a ring of them, blocks of them, and the start.
        draft.make_room(6 * draft.bands(name)[-1] * draft.cells, ("stages", name))


def _check_people(draft: Draft, inflows: Inflows, holds: Holds, queues: Queues) -> None:
    """Refuse a run whose people could not be counted exactly."""
    total = float(holds.start.sum()) + float(queues.start.sum())
    trail: Trail = ("stages",)
    for inflow, name in enumerate(draft.inflows):
        spread = float(inflows.spread[inflow])
        # A gamma factor is larger than this with a probability below 1e-15.
        largest = 1 + 40 * spread + 12 * spread**0.5
        came = float(inflows.mean.sum(axis=1)[inflows.row[inflow]].sum()) * largest
        if total <= MOST_PEOPLE < total + came:
            trail = ("stages", name, "inflow", "per-day")
        total += came
    if not total <= MOST_PEOPLE:
        what = f"can bring people up to {total:.3g} in all, more than {MOST_PEOPLE:,}"
        draft.wrong(trail, what, "lower the starts or inflows, or run fewer days")


def _check_keys(draft: Draft, grid: Grid) -> None:
    """Refuse names of places, classes and tracks that would share random numbers."""
    tables: tuple[tuple[Index, Sequence[str]], ...] = (
        (grid.cell_key, cell_names(*draft.axes)),
        (grid.place_key, draft.network.places),
    )
    for keys, names in tables:
        seen: dict[int, str] = {}
        for key, name in zip(keys.tolist(), names, strict=True):
            if key in seen:
                what = f"'{name}' and '{seen[key]}' give the same random numbers"
                draft.wrong(("places",), what, "change a name a little; leave out '/'")
                return
            seen[key] = name
