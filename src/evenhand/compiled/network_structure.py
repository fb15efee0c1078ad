"""What a network's names refer to, checked: targets, capacities, limits, and the order of acts."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from evenhand.errors import Findings, Problem, did_you_mean
from evenhand.model.network import Arrow, Network
from evenhand.model.quantity import OTHERS, Trail, Where

REST = "rest"
INSTANT = ("split", "queue")


@dataclass(frozen=True)
class Exit:
    """One way out of a stage.

    Args:
        source: The stage, or the limit.
        name: What the exit is called.
        target: The stage it leads to.
        cell: Place, class and track that cases move to; None is their own.
        weight: Share or hazard, as the file states it.
        trail: Where the weight stands in the file.
    """

    source: str
    name: str
    target: str
    cell: tuple[str | None, str | None, str | None]
    weight: Any
    trail: Trail


@dataclass
class Structure:
    """A network's stages by kind and its exits, all names known to exist.

    Args:
        kinds: Kind of each stage, ends included as ``end``.
        exits: Exits of each stage.
        limit_exits: Exit of each limit that refuses or releases.
        acts: Stages that act at once, in the order in which they act.
    """

    kinds: dict[str, str]
    exits: dict[str, list[Exit]] = field(default_factory=dict)
    limit_exits: dict[str, Exit] = field(default_factory=dict)
    acts: list[str] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> list[str]:
        """Stages of these kinds, in the order of the file."""
        return [name for name, kind in self.kinds.items() if kind in kinds]


def key_of(name: str) -> int:
    """The identity of a name for random numbers: the same in every network that has the name."""
    return zlib.crc32(name.encode())


def structure_of(network: Network, where: Where, found: Findings) -> Structure:
    """Check what the names of a network refer to.

    Args:
        network: The declared network.
        where: Turns a trail into the place in the file.
        found: Gathers what is wrong; the structure is of use only if nothing is.
    """
    return _Check(network, where, found).structure()


class _Check:
    """One pass over the names of a network."""

    def __init__(self, network: Network, where: Where, found: Findings) -> None:
        self.network, self.where, self.found = network, where, found
        self.kinds: dict[str, str] = {}

    def wrong(self, trail: Trail, what: str, fix: str = "") -> None:
        self.found.errors.append(Problem(self.where(trail), what, fix))

    def structure(self) -> Structure:
        network = self.network
        for axis in ("places", "classes", "tracks", "ends"):
            self._unique(getattr(network, axis), (axis,))
        for name in (*network.places, *network.classes, *network.tracks):
            if name == OTHERS:
                self.wrong(("places",), f"'{OTHERS}' cannot be a name", "choose another word")
        for name, stage in network.stages.items():
            if not stage.kind:
                fix = "give it one of inflow, split, delay, queue, pool"
                self.wrong(("stages", name), f"stage '{name}' is not of exactly one kind", fix)
            self.kinds[name] = stage.kind
        for index, name in enumerate(network.ends):
            if name in self.kinds:
                self.wrong(("ends", index), f"'{name}' is also a stage", "choose another name")
            self.kinds[name] = "end"
        names = [*self.kinds, *network.limits]
        if len({key_of(name) for name in names}) < len(names):
            self.wrong(("limits",), "a limit has the name of a stage", "choose another name")
        found = Structure(self.kinds)
        for name in network.stages:
            found.exits[name] = self._exits(name)
        self._capacities()
        found.limit_exits = self._limits()
        if not self.found.errors:
            found.acts = self._acts(found)
        return found

    def _unique(self, names: Iterable[str], trail: Trail) -> None:
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name in seen:
                self.wrong((*trail, index), f"names '{name}' twice", "keep one")
            seen.add(name)

    def _exits(self, name: str) -> list[Exit]:
        stage = self.network.stages[name]
        base: Trail = ("stages", name, stage.kind)
        if stage.inflow is not None:
            return [self._exit(name, "arrivals", stage.inflow.to, (*base, "to"), None)]
        if stage.queue is not None:
            return [self._exit(name, "served", stage.queue.to, (*base, "to"), None)]
        if stage.split is not None:
            return self._several(name, stage.split.exits, (*base, "exits"), "share")
        if stage.delay is not None:
            return self._several(name, stage.delay.exits, (*base, "exits"), "hazard")
        if stage.pool is not None:
            others = self._several(name, stage.pool.exits, (*base, "exits"), "hazard")
            return [*others, self._exit(name, "found", stage.pool.to, (*base, "to"), None)]
        return []

    def _several(self, name: str, exits: dict[str, Any], base: Trail, weight: str) -> list[Exit]:
        listed = []
        for key, value in exits.items():
            trail = (*base, key)
            if isinstance(value, dict) and "to" in value:
                try:
                    arrow = Arrow.model_validate(value)
                except ValidationError as problems:
                    for one in problems.errors():
                        at = (*trail, *one["loc"])
                        keys = [f.alias or k for k, f in Arrow.model_fields.items()]
                        fix = did_you_mean(str(one["loc"][-1]), keys, noun="keys")
                        self.wrong(at, f"'{one['loc'][-1]}' cannot be used here", fix)
                    continue
                stated = arrow.share if weight == "share" else arrow.hazard
                if stated is None:
                    self.wrong(trail, f"lacks '{weight}'", f"say with which {weight} it happens")
                listed.append(self._exit(name, key, arrow, trail, stated, (*trail, weight)))
            else:
                listed.append(self._exit(name, key, key, trail, value))
        return listed

    def _exit(
        self,
        source: str,
        name: str,
        to: str | Arrow,
        trail: Trail,
        weight: Any,
        weight_trail: Trail | None = None,
    ) -> Exit:
        arrow = to if isinstance(to, Arrow) else Arrow(to=to)
        kinds = self.kinds | {key: stage.kind for key, stage in self.network.stages.items()}
        known = {*kinds, *self.network.ends}
        if arrow.to not in known:
            what = f"leads to '{arrow.to}', which is no stage"
            self.wrong(trail, what, did_you_mean(arrow.to, known, noun="stages and ends"))
        elif kinds.get(arrow.to) == "inflow":
            self.wrong(trail, f"leads to the inflow '{arrow.to}'", "cases come only out of it")
        axes = (("place", "places"), ("class_", "classes"), ("track", "tracks"))
        for attribute, axis in axes:
            wanted, names = getattr(arrow, attribute), getattr(self.network, axis)
            if wanted is not None and wanted not in names:
                word = attribute.rstrip("_")
                what = f"unknown {word} '{wanted}'"
                self.wrong((*trail, word), what, did_you_mean(wanted, names, noun=axis))
        cell = (arrow.place, arrow.class_, arrow.track)
        return Exit(source, name, arrow.to, cell, weight, weight_trail or trail)

    def _capacities(self) -> None:
        network = self.network
        for name, capacity in network.capacities.items():
            base: Trail = ("capacities", name)
            if (capacity.per_day is None) == (capacity.room is None):
                what = "needs either 'per-day' or 'room'"
                self.wrong(base, what, "say how much there is each day, or under which limit")
            if capacity.room is not None and capacity.room not in network.limits:
                fix = did_you_mean(capacity.room, network.limits, noun="limits")
                self.wrong((*base, "room"), f"unknown limit '{capacity.room}'", fix)
            elif capacity.room is not None:
                limit = network.limits[capacity.room]
                if limit.scope != capacity.scope:
                    what = f"has scope '{capacity.scope}', its limit '{limit.scope}'"
                    self.wrong((*base, "room"), what, "give both the same scope")
            self._unique(capacity.serves, (*base, "serves"))
            for index, served in enumerate(capacity.serves):
                stage = network.stages.get(served)
                asks = stage and (stage.queue or stage.pool)
                if not asks:
                    options = [n for n, s in network.stages.items() if s.queue or s.pool]
                    fix = did_you_mean(served, options, noun="queues and pools")
                    what = f"serves '{served}', which is no queue or pool"
                    self.wrong((*base, "serves", index), what, fix)
                elif asks.capacity != name:
                    what = f"serves '{served}', which is served by '{asks.capacity}'"
                    self.wrong((*base, "serves", index), what, "name it in one capacity only")
            if capacity.moves and (capacity.scope != "place" or capacity.room is not None):
                what = "moves between places, but is not kept by place"
                self.wrong((*base, "moves"), what, "give it 'per-day' and scope 'place'")
            for index, move in enumerate(capacity.moves):
                self._move(move, (*base, "moves", index))
        for name, stage in network.stages.items():
            asks = stage.queue or stage.pool
            if not asks:
                continue
            trail: Trail = ("stages", name, stage.kind, "capacity")
            if asks.capacity not in network.capacities:
                fix = did_you_mean(asks.capacity, network.capacities, noun="capacities")
                self.wrong(trail, f"unknown capacity '{asks.capacity}'", fix)
            elif name not in network.capacities[asks.capacity].serves:
                what = f"is not among those that '{asks.capacity}' serves"
                self.wrong(trail, what, "add it there, at its turn")
            if stage.queue is not None:
                self._order(stage.queue.order, ("stages", name, "queue", "order"))

    def _move(self, move: Any, trail: Trail) -> None:
        for attribute, word in (("out_of", "out-of"), ("to", "to")):
            place = getattr(move, attribute)
            if place not in self.network.places:
                fix = did_you_mean(place, self.network.places, noun="places")
                self.wrong((*trail, word), f"unknown place '{place}'", fix)
        if (move.amount is None) == (move.share is None):
            self.wrong(trail, "needs either 'amount' or 'share'", "say how much moves")
        if move.until < move.from_:
            self.wrong((*trail, "until"), "ends before it starts", "write the later day here")
        if move.out_of == move.to:
            self.wrong((*trail, "to"), "moves to where it comes from", "name two places")

    def _order(self, order: tuple[str | tuple[str, ...], ...], trail: Trail) -> None:
        seen: set[str] = set()
        for index, rank in enumerate(order):
            for name in (rank,) if isinstance(rank, str) else rank:
                if name not in self.network.classes:
                    fix = did_you_mean(name, self.network.classes, noun="classes")
                    self.wrong((*trail, index), f"unknown class '{name}'", fix)
                if name in seen:
                    self.wrong((*trail, index), f"names '{name}' twice", "keep one")
                seen.add(name)

    def _limits(self) -> dict[str, Exit]:
        exits = {}
        for name, limit in self.network.limits.items():
            base: Trail = ("limits", name)
            self._unique(limit.of, (*base, "of"))
            for index, hold in enumerate(limit.of):
                if self.kinds.get(hold) not in {"delay", "pool"}:
                    options = [n for n, kind in self.kinds.items() if kind in {"delay", "pool"}]
                    fix = did_you_mean(hold, options, noun="delays and pools")
                    self.wrong((*base, "of", index), f"'{hold}' is no delay or pool", fix)
            self._order(limit.order, (*base, "order"))
            rules = [limit.rule] if isinstance(limit.rule, str) else list(limit.rule.values())
            for rule in rules:
                if rule not in {"refuse", "release", "overflow"}:
                    fix = did_you_mean(rule, ["refuse", "release", "overflow"], noun="rules")
                    self.wrong((*base, "rule"), f"unknown rule '{rule}'", fix)
            if limit.to is None:
                if set(rules) != {"overflow"}:
                    self.wrong(base, "lacks 'to'", "say where those above the limit go")
                continue
            target = limit.to if isinstance(limit.to, str) else limit.to.to
            if self.kinds.get(target) in {"split", "queue"}:
                what = f"sends people to '{target}', which has already acted that day"
                self.wrong((*base, "to"), what, "send them to a delay, a pool or an end")
            elif any(target in other.of for other in self.network.limits.values()):
                what = f"sends people to '{target}', which has a limit"
                self.wrong((*base, "to"), what, "send them to a stage without one, or an end")
            exits[name] = self._exit(name, "above the limit", limit.to, (*base, "to"), None)
        return exits

    def _acts(self, found: Structure) -> list[str]:
        """Stages that act at once, each after those that feed it and before it in a capacity."""
        acting = [name for name, kind in self.kinds.items() if kind in {"split", "queue", "pool"}]
        before: dict[str, set[str]] = {name: set() for name in acting}
        for name in acting:
            for exit_ in found.exits[name]:
                if self.kinds[exit_.target] in INSTANT:
                    before[exit_.target].add(name)
        for capacity in self.network.capacities.values():
            for first, second in zip(capacity.serves, capacity.serves[1:], strict=False):
                before[second].add(first)
        order: list[str] = []
        while len(order) < len(acting):
            ready = next((n for n in acting if n not in order and before[n] <= {*order}), None)
            if ready is None:
                cycle = _cycle(before, {*acting} - {*order})
                what = f"goes round in no time: {' → '.join(cycle)}"
                fix = "put a delay between them, or change what a capacity serves first"
                self.wrong(("stages", cycle[0]), what, fix)
                return order
            order.append(ready)
        return order


def _cycle(before: dict[str, set[str]], left: set[str]) -> list[str]:
    """One cycle among the stages that are left, first and last the same."""
    walk = [min(left)]
    while True:
        step = min(name for name in before[walk[-1]] if name in left)
        if step in walk:
            loop = list(reversed(walk[walk.index(step) :]))
            return [*loop, loop[0]]
        walk.append(step)
