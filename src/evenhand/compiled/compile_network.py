"""From a declared network to its arrays; whatever cannot be run is refused here, with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, get_type_hints

import numpy as np

from evenhand.compiled.network import (
    GRAIN,
    LIMIT_RULES,
    OWN_CELL,
    POOL,
    QUEUE,
    SPLIT,
    Array,
    CompiledNetwork,
    Index,
    NetworkArrays,
    whole_grains,
    whole_people,
)
from evenhand.compiled.network_structure import (
    REST,
    Exit,
    Structure,
    check_quantities,
    key_of,
    structure_of,
)
from evenhand.errors import Findings, ModelError, Problem
from evenhand.model.network import Delay, Network, Order, Pool
from evenhand.model.quantity import Frame, Trail, Where, change_days, evaluate
from evenhand.yaml_file import in_order

TOLERANCE = 1e-9
SHARES_TOLERANCE = 1e-6
"""Shares may miss one by this much, as rounded numbers do; they are then scaled."""
MOST_PEOPLE = 2_000_000_000
"""A run may hold no more people than this: blocks of entries are counted in 32 bits."""
MOST_CELLS = 100_000
MOST_NUMBERS = 200_000_000
"""The arrays of a network may hold about this many numbers: 1.6 GB."""
SMALLEST_SPREAD = 1e-9
SMALLEST_COST = 1e-9
MOST_BLOCK_LEVEL = 16
OPEN_END = 0


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
    _raise_in_order(found)
    compiled = _Compiler(network, structure, where, found).compiled()
    _raise_in_order(found)
    return compiled


def _raise_in_order(found: Findings) -> None:
    """Raise what was found, each problem once, in the order of lines."""
    if found.errors:
        raise ModelError(in_order(dict.fromkeys(found.errors)))


class _Rows:
    """A growing table of rows for cells, and for each day the number of a row."""

    def __init__(self, cells: int) -> None:
        self.cells = cells
        self.parts: list[Array] = []
        self.length = 0

    def add(self, rows: Array) -> int:
        """Append rows ``(row, C)``; returns the number of the first."""
        first = self.length
        self.parts.append(np.ascontiguousarray(rows, dtype=np.float64))
        self.length += len(rows)
        return first

    def table(self) -> Array:
        return np.concatenate(self.parts) if self.parts else np.zeros((1, self.cells))


class _Compiler:
    """Builds the arrays of one network."""

    def __init__(
        self, network: Network, structure: Structure, where: Where, found: Findings
    ) -> None:
        self.network, self.structure, self.where, self.found = network, structure, where, found
        self.days = network.days
        self.shape = (len(network.places), len(network.classes), len(network.tracks))
        self.cells = int(np.prod(self.shape))
        self.stages = [*network.stages, *network.ends]
        self.number = {name: index for index, name in enumerate(self.stages)}
        self.holds = [n for n in network.stages if structure.kinds[n] in {"delay", "pool"}]
        self.queues = structure.of_kind("queue")
        self.pools = structure.of_kind("pool")
        self.splits = structure.of_kind("split")
        self.inflows = structure.of_kind("inflow")
        self.limits = list(network.limits)
        self.capacities = list(network.capacities)
        self.arrow_names: list[tuple[str, str]] = []
        self.arrow_to: list[int] = []
        self.arrow_map: list[int] = []
        self.maps: list[Index] = []
        self.numbers = 0

    # Small helpers.

    def wrong(self, trail: Trail, what: str, fix: str = "") -> None:
        self.found.errors.append(Problem(self.where(trail), what, fix))

    def frame(self, bands: int = 0) -> Frame:
        network = self.network
        names = {"place": network.places, "class": network.classes, "track": network.tracks}
        return Frame(names, network.first_day, self.days, bands)

    def make_room(self, numbers: int, trail: Trail) -> None:
        """Refuse a network whose arrays would not fit into memory, before they are made."""
        self.numbers += numbers
        if self.numbers > MOST_NUMBERS:
            what = f"makes {self.cells:,} cells on {self.days:,} days too much to hold in memory"
            fix = "use fewer days, places, classes, tracks, bands or dates on which values change"
            self.wrong(trail, what, fix)
            _raise_in_order(self.found)

    def start_values(self, quantity: Any, trail: Trail, bands: int = 0) -> Array:
        """People at the start ``(band, C)``."""
        _, table = self.values(quantity, trail, bands)
        if len(table) > 1:
            self.wrong(trail, "differs by date", "give the people of the day before the first")
        first: Array = table[0]
        return first

    def values(self, quantity: Any, trail: Trail, bands: int = 0) -> tuple[Index, Array]:
        """Values that a quantity takes: the row of each day ``(T,)`` and rows ``(row, band, C)``.

        Without bands the rows have one band.
        """
        frame = self.frame(bands)
        days = change_days(quantity, frame)
        self.make_room(len(days) * self.cells * max(bands, 1), trail)
        rows = evaluate(quantity, frame, days, self.where, trail, self.found)
        wide = np.broadcast_to(rows, (len(days), *self.shape, max(bands, 1)))
        flat = wide.reshape(len(days), self.cells, -1).transpose(0, 2, 1)
        return np.searchsorted(days, np.arange(self.days), side="right") - 1, flat

    def together(self, stated: list[tuple[Any, Trail]], bands: int) -> tuple[Index, list[Array]]:
        """Several quantities on the union of the days on which any of them changes."""
        frame = self.frame(bands)
        days = sorted({day for quantity, _ in stated for day in change_days(quantity, frame)})
        tables = []
        for quantity, trail in stated:
            # Hazards and shares are held as they are, added up, and cumulated.
            self.make_room(2 * len(days) * self.cells * max(bands, 1), trail)
            rows = evaluate(quantity, frame, days, self.where, trail, self.found)
            wide = np.broadcast_to(rows, (len(days), *self.shape, max(bands, 1)))
            tables.append(wide.reshape(len(days), self.cells, -1).transpose(0, 2, 1))
        return np.searchsorted(days, np.arange(self.days), side="right") - 1, tables

    def by_scope(self, quantity: Any, trail: Trail, national: bool) -> Array:
        """Amounts ``(T, P)`` of a place, or of all in column 0."""
        frame = self.frame()
        days = change_days(quantity, frame)
        rows = evaluate(quantity, frame, days, self.where, trail, self.found)
        if rows.shape[2:] != (1, 1, 1) or (national and rows.shape[1] != 1):
            axes = "date" if national else "place and date"
            self.wrong(trail, f"differs by more than {axes}", "leave the others out")
            rows = rows[:, :1, :1, :1, :1]
        table = np.zeros((len(days), self.shape[0]))
        table[:, : 1 if national else None] = rows[:, :, 0, 0, 0]
        row = np.searchsorted(days, np.arange(self.days), side="right") - 1
        full: Array = table[row]
        return full

    def arrow(self, exit_: Exit) -> int:
        """Register an arrow; returns its number."""
        self.arrow_names.append((exit_.source, exit_.name))
        self.arrow_to.append(self.number[exit_.target])
        if exit_.cell == (None, None, None):
            self.arrow_map.append(OWN_CELL)
        else:
            cells = np.indices(self.shape).reshape(3, -1)
            names = (self.network.places, self.network.classes, self.network.tracks)
            for axis, wanted in enumerate(exit_.cell):
                if wanted is not None:
                    cells[axis] = names[axis].index(wanted)
            self.arrow_map.append(len(self.maps))
            self.maps.append(np.asarray(np.ravel_multi_index(tuple(cells), self.shape)))
        return len(self.arrow_to) - 1

    def ranks(self, order: Order) -> tuple[list[int], int]:
        """Rank of each class, and the number of ranks; classes not named come last."""
        listed = list(order)
        rest = tuple(n for n in self.network.classes if not any(n in rank for rank in listed))
        listed += [rest] if rest else []
        of = {name: index for index, rank in enumerate(listed) for name in rank}
        return [of[name] for name in self.network.classes], len(listed)

    def compiled(self) -> CompiledNetwork:
        """The network's arrays; of use only if nothing was found wrong."""
        network, (_, classes, tracks) = self.network, self.shape
        if self.cells > MOST_CELLS:
            fix = f"use at most {MOST_CELLS:,} in all: places × classes × tracks"
            self.wrong(("places",), f"make {self.cells:,} cells", fix)
            _raise_in_order(self.found)
        last = network.first_day.toordinal() + self.days - 1
        if last > date.max.toordinal():
            self.wrong(("days",), "run past the last day of the calendar", "run fewer")
            _raise_in_order(self.found)
        self.make_room(self.days * self.cells * (1 + len(self.queues)), ("days",))
        for name in self.holds:
            # Days of entry: a ring of them, blocks of them, and the start.
            self.make_room(6 * self._bands(name)[-1] * self.cells, ("stages", name))
        cells = [f"{p}/{c}/{t}" for p in network.places for c in network.classes
                 for t in network.tracks]  # fmt: skip
        parts: dict[str, Any] = {
            "shape": np.array(self.shape),
            "grid.stage_key": _keys([*self.stages, *self.limits]),
            "grid.cell_key": _keys(cells),
            "grid.place_key": _keys(network.places),
            "grid.day_key": network.first_day.toordinal() + np.arange(self.days),
            "grid.class_of": np.arange(self.cells) // tracks % classes,
        }
        builders: tuple[Callable[[], dict[str, Any]], ...] = (
            self._inflow_parts, self._hold_parts, self._response_parts, self._split_parts,
            self._queue_parts, self._pool_parts, self._capacity_parts, self._limit_parts,
            self._act_parts, self._start_parts,
        )  # fmt: skip
        for build in builders:
            parts |= build()
        parts["arrows.to"], parts["arrows.map"] = _whole(self.arrow_to), _whole(self.arrow_map)
        parts["arrows.maps"] = np.array(self.maps) if self.maps else np.zeros((1, self.cells))
        self._bound_people(parts)
        self._distinct_cells(parts, cells)
        return CompiledNetwork(
            title=network.title,
            first_day=network.first_day,
            places=network.places,
            classes=network.classes,
            tracks=network.tracks,
            stages=tuple(self.stages),
            arrows=tuple(self.arrow_names),
            holds=tuple(self.holds),
            queues=tuple(self.queues),
            capacities=tuple((n, network.capacities[n].unit) for n in self.capacities),
            limits=tuple(self.limits),
            arrays=_grouped(parts),
        )

    # One method for each kind of thing.

    def _inflow_parts(self) -> dict[str, Any]:
        rows, row_of, arrows, noise, spread, shared = _Rows(self.cells), [], [], [], [], []
        for name in self.inflows:
            stated = self.network.stages[name].inflow
            assert stated is not None
            index, table = self.values(stated.per_day, ("stages", name, "inflow", "per-day"))
            row_of.append(rows.add(table[:, 0]) + index)
            arrows.append(self.arrow(self.structure.exits[name][0]))
            noise.append(int(stated.noise == "poisson"))
            if stated.spread and stated.noise == "none":
                trail: Trail = ("stages", name, "inflow", "spread")
                self.wrong(trail, "spreads an inflow without noise", "use noise: poisson")
            elif 0 < stated.spread < SMALLEST_SPREAD:
                trail = ("stages", name, "inflow", "spread")
                self.wrong(trail, f"{stated.spread} is too small", "write 0")
            spread.append(stated.spread)
            shared.append(("cell", "place", "all").index(stated.shared))
        return {
            "inflows.arrow": arrows,
            "inflows.row": _by_day(row_of, self.days),
            "inflows.mean": rows.table(),
            "inflows.noise": noise,
            "inflows.spread": spread,
            "inflows.shared": shared,
            "inflows.stage": [self.number[name] for name in self.inflows],
        }

    def _bands(self, name: str) -> tuple[int, ...]:
        """First ages of a hold's bands."""
        delay = self.network.stages[name].delay
        return (0,) if delay is None else delay.bands

    def _hold_parts(self) -> dict[str, Any]:
        leave, share, level = _Rows(self.cells), _Rows(self.cells), _Rows(self.cells)
        leave_row, share_row, by_band, level_row = [], [], [], []
        first_band, first_arrow, widths, most = [0], [], [], []
        for name in self.holds:
            stage = self.network.stages[name]
            stated: Delay | Pool | None = stage.delay or stage.pool
            assert stated is not None
            bands = self._bands(name)
            widths += [*np.diff(bands).tolist(), OPEN_END]
            first_band.append(len(widths))
            exits = [e for e in self.structure.exits[name] if e.weight is not None]
            first_arrow.append(len(self.arrow_to))
            for exit_ in exits:
                self.arrow(exit_)
            listed = [(exit_.weight, exit_.trail) for exit_ in exits]
            index, tables = self.together(listed or [(0, ())], len(bands))
            # (exit, regime, band, cell)
            hazards = np.array(tables)
            total = hazards.sum(axis=0)
            stated_level = stage.delay.level if stage.delay is not None else 1
            trail: Trail = ("stages", name, stage.kind, "level")
            level_index, level_table = self.values(stated_level, trail)
            plain = bool((level_table == 1).all())
            level_row.append(
                np.full(self.days, -1) if plain else level.add(level_table[:, 0]) + level_index
            )
            self._check_hazards(name, total, index, level_table[:, 0], level_index)
            self.make_room(2 * total.size * (len(tables) + 1), trail)
            most.append(stage.delay.most if stage.delay is not None else 1.0)
            regimes = len(total)
            leave_row.append(leave.add(total.reshape(-1, self.cells)) + index * len(bands))
            rows_of, flags = [], []
            for regime in range(regimes):
                first, flag = self._shares(hazards[:, regime], share)
                rows_of.append(first)
                flags.append(flag)
            share_row.append(np.array(rows_of)[index])
            by_band.append(np.array(flags)[index])
        arrows_end = len(self.arrow_to)
        ring = np.concatenate([[0], np.cumsum(widths)])
        slots, masks, tops = block_layout(widths)
        return {
            "holds.stage": [self.number[name] for name in self.holds],
            "holds.band": first_band,
            "holds.width": widths,
            "holds.ring": ring,
            "blocks.slot": slots,
            "blocks.mask": masks,
            "blocks.top": tops,
            "holds.arrow": [*first_arrow, arrows_end],
            "holds.leave_row": _by_day(leave_row, self.days),
            "holds.leave": leave.table(),
            "holds.share_row": _by_day(share_row, self.days),
            "holds.share_by_band": _by_day(by_band, self.days),
            "holds.share": share.table(),
            "holds.level_row": _by_day(level_row, self.days),
            "holds.level": level.table(),
            "holds.most": most,
        }

    def _check_hazards(
        self, name: str, total: Array, index: Index, level: Array, level_index: Index
    ) -> None:
        """Refuse hazards, levels applied, that add up to more than one."""
        both = index * len(level) + level_index
        pairs, first_days = np.unique(both, return_index=True)
        stage = self.network.stages[name]
        base: Trail = ("stages", name, stage.kind, "exits")
        for pair, day in sorted(zip(pairs.tolist(), first_days.tolist(), strict=True)):
            row, level_of = divmod(pair, len(level))
            daily = total[row] * level[level_of]
            if (daily > 1 + TOLERANCE).any():
                band, cell = (int(axis[0]) for axis in np.nonzero(daily > 1 + TOLERANCE))
                what = (
                    f"has hazards that add up to {daily[band, cell]:.6g} in band {band + 1} "
                    f"for {self.cell_name(cell)}{self.since(day)}"
                )
                self.wrong(base, what, "a day's probability is at most 1")
                return

    def since(self, day: int) -> str:
        """From when something is so, in words; nothing where it is so from the first day."""
        return f" from {self.network.first_day + timedelta(days=day)}" if day else ""

    def cell_name(self, cell: int) -> str:
        """Place, class and track of a cell, in words."""
        place, kind, track = np.unravel_index(cell, self.shape)
        names = (
            self.network.places[place],
            self.network.classes[kind],
            self.network.tracks[track],
        )
        return ", ".join(names)

    def _shares(self, hazards: Array, share: _Rows) -> tuple[int, int]:
        """Cumulative shares of exits from hazards ``(exit, band, C)``."""
        _, bands, cells = hazards.shape
        total = hazards.sum(axis=0)
        even = np.zeros_like(hazards)
        even[-1] = 1.0  # where nobody leaves, shares mean nothing, but must still be shares
        parts = np.where(total > 0, hazards / np.where(total > 0, total, 1.0), even)
        cumulative = np.cumsum(parts, axis=0)
        cumulative[-1] = 1.0
        alike = True
        for band in range(1, bands):
            both = (total[band] > 0) & (total[0] > 0)
            alike &= bool(np.allclose(parts[:, band, both], parts[:, 0, both], atol=1e-12))
            alike &= bool((total[0] > 0).all() or not (total[band] > 0)[total[0] <= 0].any())
        if alike:
            return share.add(cumulative[:, 0]), 0
        return share.add(cumulative.transpose(1, 0, 2).reshape(-1, cells)), 1

    def _response_parts(self) -> dict[str, Any]:
        holds: list[int] = []
        inflows: list[int] = []
        members, groups, usual, power, starts, memory = [], [], [], [], [], []
        for name in self.holds:
            delay = self.network.stages[name].delay
            for number, response in enumerate(delay.responses if delay is not None else ()):
                trail: Trail = ("stages", name, "delay", "responses", number)
                holds.append(self.holds.index(name))
                signal = response.inflow
                inflows.append(-1 if signal is None else self.inflows.index(signal))
                members.append([int(hold in response.stock) for hold in self.holds])
                groups.append(self._groups(response.within))
                rows = []
                for key in ("usual", "power"):
                    _, table = self.values(getattr(response, key), (*trail, key))
                    if len(table) > 1:
                        self.wrong((*trail, key), "differs by date", "give one value")
                    rows.append(table[0, 0])
                if (rows[0] < SMALLEST_COST).any():
                    self.wrong((*trail, "usual"), "is zero somewhere", "give the usual signal")
                usual.append(rows[0])
                power.append(-rows[1] if response.falls else rows[1])
                starts.append(rows[0])
                memory.append(1.0 / response.memory_days)
        empty = np.zeros((0, self.cells))
        return {
            "answers.hold": holds,
            "answers.inflow": inflows,
            "answers.of": members if members else np.zeros((0, len(self.holds))),
            "answers.group": groups if groups else empty,
            "answers.usual": usual if usual else empty,
            "answers.power": power if power else empty,
            "answers.start": starts if starts else empty,
            "answers.memory": memory,
        }

    def _groups(self, within: str) -> Index:
        place, kind, track = np.indices(self.shape).reshape(3, -1)
        cells = np.arange(self.cells)
        groups: dict[str, Index] = {
            "cell": cells, "place": place, "class": kind, "track": track, "all": cells * 0,
        }  # fmt: skip
        return groups[within]

    def _split_parts(self) -> dict[str, Any]:
        rows, row_of, first = _Rows(self.cells), [], []
        for name in self.splits:
            exits = self.structure.exits[name]
            first.append(len(self.arrow_to))
            for exit_ in exits:
                self.arrow(exit_)
            rest = [n for n, exit_ in enumerate(exits) if exit_.weight == REST]
            if len(rest) > 1:
                self.wrong(exits[rest[1]].trail, f"is a second '{REST}'", "keep one")
            stated = [(0 if e.weight == REST else e.weight, e.trail) for e in exits]
            index, tables = self.together(stated, 0)
            shares = np.array(tables)[:, :, 0]
            total = shares.sum(axis=0)
            off = np.where(total > 1 + SHARES_TOLERANCE, total - 1, 0.0)
            if not rest:
                off += np.where(total < 1 - SHARES_TOLERANCE, 1 - total, 0.0)
            if off.any():
                row, cell = (int(axis[0]) for axis in np.nonzero(off))
                what = (
                    f"has shares that add up to {total[row, cell]:.6g} "
                    f"for {self.cell_name(cell)}{self.since(int(np.argmax(index == row)))}"
                )
                fix = f"let them add up to 1, or make one '{REST}'"
                self.wrong(("stages", name, "split", "exits"), what, fix)
            if rest:
                shares[rest[0]] = np.maximum(0.0, 1 - total)
            summed = np.maximum(shares.sum(axis=0), GRAIN)
            cumulative = np.cumsum(shares / summed, axis=0)
            cumulative[-1] = 1.0
            first_row = rows.add(cumulative.transpose(1, 0, 2).reshape(-1, self.cells))
            row_of.append(first_row + index * len(exits))
        return {
            "splits.stage": [self.number[name] for name in self.splits],
            "splits.arrow": [*first, len(self.arrow_to)],
            "splits.row": _by_day(row_of, self.days),
            "splits.share": rows.table(),
        }

    def _queue_parts(self) -> dict[str, Any]:
        rows, row_of, arrows, counts, waiting = _Rows(self.cells), [], [], [], []
        orders: list[Index] = []
        firsts: list[Index] = []
        for name in self.queues:
            stated = self.network.stages[name].queue
            assert stated is not None
            index, table = self.values(stated.cost, ("stages", name, "queue", "cost"))
            row_of.append(rows.add(table[:, 0]) + index)
            room = self.network.capacities[stated.capacity].room
            if room is not None and (table != 1).any():
                what = "costs other than 1 of a room"
                self.wrong(("stages", name, "queue", "cost"), what, "a case takes one place")
            arrows.append(self.arrow(self.structure.exits[name][0]))
            of, number = self.ranks(stated.order)
            scope = self.network.capacities[stated.capacity].scope
            order, first = self._by_rank(of, number, scope)
            orders.append(order)
            firsts.append(first)
            counts.append(number)
            start = self.start_values(stated.start, ("stages", name, "queue", "start"))
            waiting.append(start[0])
        lines = np.array(waiting) if waiting else np.zeros((0, self.cells))
        return {
            "queues.stage": [self.number[name] for name in self.queues],
            "queues.arrow": arrows,
            "queues.capacity": [
                self.capacities.index(self.network.stages[n].queue.capacity)  # type: ignore[union-attr]
                for n in self.queues
            ],
            "queues.order": orders if orders else np.zeros((0, self.cells)),
            "queues.first": firsts if firsts else np.zeros((0, 1)),
            "queues.ranks": counts,
            "queues.cost_row": _by_day(row_of, self.days),
            "queues.cost": rows.table(),
            "queues.start": whole_grains(lines),
            "queues.start_whole": whole_people(lines),
        }

    def _by_rank(self, ranks: list[int], number: int, scope: str) -> tuple[Index, Index]:
        """Cells by scope and rank ``(C,)``, and where each begins ``(P * class + 1,)``."""
        place, kind, _ = np.indices(self.shape).reshape(3, -1)
        group = np.array(ranks)[kind] + (place * number if scope == "place" else 0)
        order: Index = np.argsort(group, kind="stable")
        first = np.full(self.shape[0] * self.shape[1] + 1, self.cells)
        groups = number * (self.shape[0] if scope == "place" else 1)
        first[:groups] = np.searchsorted(group[order], np.arange(groups))
        return order, first

    def _pool_parts(self) -> dict[str, Any]:
        cost, focus = _Rows(self.cells), _Rows(self.cells)
        cost_row, focus_row, arrows, starts, thins, capacities = [], [], [], [], [], []
        for name in self.pools:
            stated = self.network.stages[name].pool
            assert stated is not None
            base: Trail = ("stages", name, "pool")
            index, table = self.values(stated.cost, (*base, "cost"))
            if (table < SMALLEST_COST).any():
                self.wrong((*base, "cost"), "is zero somewhere", "finding someone takes something")
            cost_row.append(cost.add(table[:, 0]) + index)
            index, table = self.values(stated.focus, (*base, "focus"))
            focus_row.append(focus.add(table[:, 0]) + index)
            arrows.append(self.arrow(self.structure.exits[name][-1]))
            listed = isinstance(stated.start, list)
            start = self.start_values(stated.start, (*base, "start"), int(listed))
            by_place = start[0].reshape(self.shape[0], -1).sum(axis=1)
            capacity = self.network.capacities[stated.capacity]
            if capacity.scope == "all":
                by_place = np.array([by_place.sum(), *np.zeros(self.shape[0] - 1)])
            if stated.thins and (by_place[: 1 if capacity.scope == "all" else None] <= 0).any():
                self.wrong((*base, "start"), "is empty somewhere", "a pool that thins has a start")
            if capacity.room is not None:
                self.wrong((*base, "capacity"), "is a room", "effort needs an amount per day")
            starts.append(by_place)
            thins.append(stated.thins)
            capacities.append(self.capacities.index(stated.capacity))
        return {
            "pools.hold": [self.holds.index(name) for name in self.pools],
            "pools.stage": [self.number[name] for name in self.pools],
            "pools.arrow": arrows,
            "pools.capacity": capacities,
            "pools.thins": thins,
            "pools.start": starts if starts else np.zeros((0, self.shape[0])),
            "pools.cost_row": _by_day(cost_row, self.days),
            "pools.cost": cost.table(),
            "pools.focus_row": _by_day(focus_row, self.days),
            "pools.focus": focus.table(),
        }

    def _capacity_parts(self) -> dict[str, Any]:
        amounts, national, rooms = [], [], []
        for name in self.capacities:
            stated = self.network.capacities[name]
            shared = stated.scope == "all"
            quantity = 0 if stated.per_day is None else stated.per_day
            table = self.by_scope(quantity, ("capacities", name, "per-day"), shared)
            if stated.moves:
                table = self._moved(name, table)
            amounts.append(table)
            national.append(int(shared))
            rooms.append(-1 if stated.room is None else self.limits.index(stated.room))
        return {
            "capacities.national": national,
            "capacities.room": rooms,
            "capacities.amount": amounts if amounts else np.zeros((0, self.days, self.shape[0])),
        }

    def _moved(self, name: str, table: Array) -> Array:
        """Amounts ``(T, P)`` after the moves; no place gives more than it has."""
        before, table = table, table.copy()
        for number, move in enumerate(self.network.capacities[name].moves):
            first = max(0, (move.from_ - self.network.first_day).days)
            last = min(self.days, (move.until - self.network.first_day).days + 1)
            if first >= last:
                continue
            out, into = (self.network.places.index(place) for place in (move.out_of, move.to))
            share = before[first:last, out] * (move.share or 0.0)
            amount = share if move.amount is None else np.full(last - first, move.amount)
            left = table[first:last, out] - amount
            if (left < -TOLERANCE).any():
                day = self.network.first_day + timedelta(days=first + int(np.argmin(left)))
                what = f"takes {amount.max():g} where {table[first:last, out].min():g} are left"
                trail: Trail = ("capacities", name, "moves", number)
                self.wrong(trail, f"{what} ({move.out_of}, {day})", "move less")
            table[first:last, out] = np.maximum(0.0, left)
            table[first:last, into] += amount
        return table

    def _limit_parts(self) -> dict[str, Any]:
        holds = len(self.holds)
        people, national, rules, members, ranks, counts = [], [], [], [], [], []
        refused = np.full((len(self.limits), holds), -1)
        released = np.full((len(self.limits), holds), -1)
        for number, name in enumerate(self.limits):
            stated = self.network.limits[name]
            shared = stated.scope == "all"
            people.append(self.by_scope(stated.people, ("limits", name, "people"), shared))
            national.append(int(shared))
            rules.append(self._rules(name))
            members.append([int(hold in stated.of) for hold in self.holds])
            of, count = self.ranks(stated.order)
            ranks.append(of)
            counts.append(count)
            exit_ = self.structure.limit_exits.get(name)
            if exit_ is None:
                continue
            for hold in (self.holds.index(h) for h in stated.of):
                for table, word in ((refused, "refused"), (released, "released")):
                    label = f"{self.holds[hold]}: {word}"
                    table[number, hold] = self.arrow(
                        Exit(name, label, exit_.target, exit_.cell, None, exit_.trail)
                    )
        return {
            "limits.national": national,
            "limits.rule": _by_day(rules, self.days),
            "limits.people": people if people else np.zeros((0, self.days, self.shape[0])),
            "limits.of": members if members else np.zeros((0, holds)),
            "limits.rank": ranks if ranks else np.zeros((0, self.shape[1])),
            "limits.ranks": counts,
            "limits.refused": refused,
            "limits.released": released,
        }

    def _rules(self, name: str) -> Index:
        rule = self.network.limits[name].rule
        if isinstance(rule, str):
            return np.full(self.days, LIMIT_RULES.index(rule))
        steps = [(day - self.network.first_day).days for day in rule]
        numbers = np.array([LIMIT_RULES.index(word) for word in rule.values()])
        chosen: Index = numbers[np.searchsorted(steps, np.arange(self.days), side="right") - 1]
        return chosen

    def _act_parts(self) -> dict[str, Any]:
        kinds, numbers = [], []
        for name in self.structure.acts:
            kind = self.structure.kinds[name]
            group = {"split": self.splits, "queue": self.queues, "pool": self.pools}[kind]
            kinds.append({"split": SPLIT, "queue": QUEUE, "pool": POOL}[kind])
            numbers.append(group.index(name))
        return {"acts.kind": kinds, "acts.number": numbers}

    def _start_parts(self) -> dict[str, Any]:
        """People at the start by day of age; a band's people are spread evenly over its days."""
        rows, first = [], [0]
        for name in self.holds:
            stage = self.network.stages[name]
            stated: Delay | Pool | None = stage.delay or stage.pool
            assert stated is not None
            bands = self._bands(name)
            listed = isinstance(stated.start, list)
            trail: Trail = ("stages", name, stage.kind, "start")
            table = self.start_values(stated.start, trail, len(bands) if listed else 0)
            widths = [*np.diff(bands).tolist(), 1]
            if not listed:
                widths = [1]
            for band, width in enumerate(widths):
                rows += [table[band] / width] * width
            first.append(len(rows))
        people = np.array(rows) if rows else np.zeros((1, self.cells))
        whole = np.concatenate([whole_people(people[a:b]) for a, b in pairwise(first)] or [people])
        return {
            "holds.start_row": first,
            "holds.start": whole_grains(people),
            "holds.start_whole": whole,
        }

    def _bound_people(self, parts: dict[str, Any]) -> None:
        """Refuse a run whose people could not be counted exactly."""
        means, rows = np.asarray(parts["inflows.mean"]), np.asarray(parts["inflows.row"])
        total = float(np.sum(parts["holds.start"])) + float(np.sum(parts["queues.start"]))
        trail: Trail = ("stages",)
        for inflow, name in enumerate(self.inflows):
            spread = float(parts["inflows.spread"][inflow])
            # A gamma factor is larger than this with a probability below 1e-15.
            largest = 1 + 40 * spread + 12 * spread**0.5
            came = float(means.sum(axis=1)[rows[inflow]].sum()) * largest
            if total <= MOST_PEOPLE < total + came:
                trail = ("stages", name, "inflow", "per-day")
            total += came
        if not total <= MOST_PEOPLE:
            what = f"can bring people up to {total:.3g} in all, more than {MOST_PEOPLE:,}"
            self.wrong(trail, what, "lower the starts or inflows, or run fewer days")

    def _distinct_cells(self, parts: dict[str, Any], cells: list[str]) -> None:
        """Refuse names of places, classes and tracks that would share random numbers."""
        for keys, names in (
            (parts["grid.cell_key"], cells),
            (parts["grid.place_key"], self.network.places),
        ):
            seen: dict[int, str] = {}
            for key, name in zip(keys.tolist(), names, strict=True):
                if key in seen:
                    what = f"'{name}' and '{seen[key]}' give the same random numbers"
                    self.wrong(("places",), what, "change a name a little; leave out '/'")
                    return
                seen[key] = name


def _keys(names: list[str] | tuple[str, ...]) -> Index:
    return np.array([key_of(name) for name in names], dtype=np.int64)


def _whole(numbers: Any) -> Index:
    return np.asarray(numbers, dtype=np.int64)


def _by_day(rows: list[Any], days: int) -> Array | Index:
    return np.array(rows) if rows else np.zeros((0, days))


def block_layout(widths: list[int]) -> tuple[Index, Index, list[int]]:
    """Where the blocks of each band lie: days of entry in rings, one for each power of two.

    A band of width w keeps blocks of 1, 2, 4, … days as long as one fits into it; each level is
    a ring of a power of two, long enough for all blocks that touch the band.

    Returns:
        First slots ``(band, level)``, ring masks ``(band, level)``, top level of each band.
    """
    slots = np.zeros((len(widths), MOST_BLOCK_LEVEL), dtype=np.int64)
    masks = np.zeros((len(widths), MOST_BLOCK_LEVEL), dtype=np.int64)
    tops, free = [], 0
    for band, width in enumerate(widths):
        top = max(0, int(width).bit_length() - 1) if width > 1 else 0
        tops.append(top)
        for level in range(top + 1 if width > 1 else 0):
            length = 1 << ((width >> level) + 2).bit_length()
            slots[band, level], masks[band, level] = free, length - 1
            free += length
    return slots, masks, tops


def _grouped(parts: dict[str, Any]) -> NetworkArrays:
    """Arrays by the group and name before and after the dot, each of its declared kind."""
    groups = {}
    for group, kind in get_type_hints(NetworkArrays).items():
        kinds = get_type_hints(kind)
        arrays = {
            name: np.ascontiguousarray(
                parts[f"{group}.{name}"], dtype=np.float64 if kinds[name] == Array else np.int64
            )
            for name in kind._fields
        }
        groups[group] = kind(**arrays)
    return NetworkArrays(**groups)


def block_slots(arrays: NetworkArrays) -> int:
    """Number of block slots of a cell, over all bands."""
    if not arrays.blocks.mask.size:
        return 1
    return int((arrays.blocks.slot + arrays.blocks.mask).max()) + 1
