"""What a network's names refer to, checked: targets, capacities, limits, and the order of acts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from evenhand.compiled.grid import stage_key_of
from evenhand.errors import Findings, Problem, did_you_mean
from evenhand.model.network import Arrow, Delay, Network, Order, Pool, Response, Split
from evenhand.model.quantity import OTHERS, Frame, Trail, Where, evaluate, is_banded, shown

REST = "rest"
LONG_FORM_KEYS = frozenset({"to", "share", "hazard"})
"""Keys that tell the long form of an exit from a quantity."""
RULES = ("refuse", "release", "overflow")
INSTANT = ("split", "queue")
COUNTED = ("delay", "pool", "queue")


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


def check_quantities(network: Network, where: Where, found: Findings) -> None:
    """Check every quantity by itself, so that all is told at once where the names are wrong too.

    Args:
        network: The declared network.
        where: Turns a trail into the place in the file.
        found: Gathers what is wrong.
    """
    names = {"place": network.places, "class": network.classes, "track": network.tracks}
    for quantity, trail, bands in _quantities(network):
        frame = Frame(names, network.first_day, network.days, bands)
        evaluate(quantity, frame, [0], where, trail, found)


def _quantities(network: Network) -> Iterator[tuple[Any, Trail, int]]:
    """Every quantity of a network, where it stands, and by how many bands it may differ."""
    for name, stage in network.stages.items():
        kind: Any = getattr(stage, stage.kind, None) if stage.kind else None
        base: Trail = ("stages", name, stage.kind)
        bands = len(kind.bands) if isinstance(kind, Delay) else 1 if isinstance(kind, Pool) else 0
        for key in ("per_day", "cost", "focus", "level", "start"):
            if hasattr(kind, key):
                listed = key == "start" and is_banded(kind.start)
                yield getattr(kind, key), (*base, key.replace("_", "-")), bands if listed else 0
        for key, value in getattr(kind, "exits", {}).items():
            trail, weight = (*base, "exits", key), value
            if isinstance(value, dict) and not LONG_FORM_KEYS.isdisjoint(value):
                word = "share" if isinstance(kind, Split) else "hazard"
                trail, weight = (*trail, word), value.get(word)
            if weight is not None and not (isinstance(kind, Split) and weight == REST):
                yield weight, trail, bands
        for index, response in enumerate(getattr(kind, "responses", ())):
            for key in ("usual", "power"):
                yield getattr(response, key), (*base, "responses", index, key), 0
    for name, capacity in network.capacities.items():
        if capacity.per_day is not None:
            yield capacity.per_day, ("capacities", name, "per-day"), 0
    for name, limit in network.limits.items():
        yield limit.people, ("limits", name, "people"), 0


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
        for axis in ("places", "classes", "tracks"):
            for index, name in enumerate(getattr(network, axis)):
                if name == OTHERS:
                    self.wrong((axis, index), f"'{OTHERS}' cannot be a name", "choose another word")
        for name, stage in network.stages.items():
            if not stage.kind:
                fix = "give it one of inflow, split, delay, queue, pool"
                self.wrong(("stages", name), f"stage '{name}' is not of exactly one kind", fix)
            self.kinds[name] = stage.kind
        for index, name in enumerate(network.ends):
            if self.kinds.get(name, "end") != "end":
                self.wrong(("ends", index), f"'{name}' is also a stage", "choose another name")
            self.kinds[name] = "end"
        self._distinct_keys()
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

    def _distinct_keys(self) -> None:
        """Refuse names that would share random numbers: equal ones, and the rare equal keys."""
        seen: dict[int, str] = {stage_key_of(name): name for name in self.kinds}
        for name in self.network.limits:
            other = seen.setdefault(stage_key_of(name), name)
            if name in self.kinds:
                self.wrong(("limits", name), f"'{name}' is also a stage", "choose another name")
            elif other != name:
                what = f"'{name}' and '{other}' give the same random numbers"
                self.wrong(("limits", name), what, "change one of the names a little")
        for name in self.kinds:
            if seen[stage_key_of(name)] != name:
                what = f"'{name}' and '{seen[stage_key_of(name)]}' give the same random numbers"
                self.wrong(("stages", name), what, "change one of the names a little")

    def _exits(self, name: str) -> list[Exit]:
        stage = self.network.stages[name]
        base: Trail = ("stages", name, stage.kind)
        if not stage.kind:
            return []
        if stage.inflow is not None:
            return [self._exit(name, "arrivals", stage.inflow.to, (*base, "to"), None)]
        if stage.queue is not None:
            served = self._exit(name, "served", stage.queue.to, (*base, "to"), None)
            if (stage.queue.patience_days is None) != (stage.queue.lapse is None):
                what = "needs both 'patience-days' and 'lapse', or neither"
                self.wrong(base, what, "say how long cases wait, and where they then go")
            if stage.queue.lapse is None:
                return [served]
            lapse = self._exit(name, "lapsed", stage.queue.lapse, (*base, "lapse"), None)
            return [served, lapse]
        if stage.split is not None:
            return self._several(name, stage.split.exits, (*base, "exits"), "share")
        if stage.delay is not None:
            bands = stage.delay.bands
            if bands[0] != 0 or list(bands) != sorted(set(bands)):
                what = f"are {', '.join(map(str, bands))}"
                self.wrong((*base, "bands"), what, "begin with 0 and let each be larger")
            self._responses(stage.delay.responses, (*base, "responses"))
            return self._several(name, stage.delay.exits, (*base, "exits"), "hazard")
        if stage.pool is not None:
            self._followed(stage.pool, base)
            others = self._several(name, stage.pool.exits, (*base, "exits"), "hazard")
            return [*others, self._exit(name, "found", stage.pool.to, (*base, "to"), None)]
        return []

    def _followed(self, pool: Pool, base: Trail) -> None:
        """Check that a pool has one source of effort."""
        if (pool.capacity is None) == (pool.follows is None):
            self.wrong(base, "needs either 'capacity' or 'follows'", "say what its effort is")
        if pool.follows is None:
            return
        stages = self.network.stages
        pools = [name for name, stage in stages.items() if stage.pool and stage.pool.capacity]
        if pool.follows not in pools:
            fix = did_you_mean(pool.follows, pools, noun="pools with a capacity")
            what = f"follows '{pool.follows}', which is no pool with a capacity"
            self.wrong((*base, "follows"), what, fix)

    def _responses(self, responses: tuple[Response, ...], base: Trail) -> None:
        holds = [name for name, kind in self.kinds.items() if kind in {"delay", "pool"}]
        inflows = [name for name, kind in self.kinds.items() if kind == "inflow"]
        for number, response in enumerate(responses):
            trail: Trail = (*base, number)
            if bool(response.stock) == (response.inflow is not None):
                self.wrong(trail, "needs either 'stock' or 'inflow'", "name its signal")
            self._unique(response.stock, (*trail, "stock"))
            for index, stock in enumerate(response.stock):
                if stock not in holds:
                    fix = did_you_mean(stock, holds, noun="delays and pools")
                    what = f"'{stock}' is no delay or pool"
                    self.wrong((*trail, "stock", index), what, fix)
            if response.inflow is not None and response.inflow not in inflows:
                fix = did_you_mean(response.inflow, inflows, noun="inflows")
                self.wrong((*trail, "inflow"), f"'{response.inflow}' is no inflow", fix)

    def _several(self, name: str, exits: dict[str, Any], base: Trail, weight: str) -> list[Exit]:
        listed = []
        for key, value in exits.items():
            trail = (*base, key)
            if isinstance(value, dict) and not LONG_FORM_KEYS.isdisjoint(value):
                arrow = self._long_form(value, trail, weight)
                if arrow is None:
                    continue
                stated = arrow.share if weight == "share" else arrow.hazard
                at = (*trail, "to") if "to" in value else trail
                listed.append(self._exit(name, key, arrow, at, stated, (*trail, weight)))
            else:
                if value is None:
                    self.wrong(trail, f"lacks its {weight}", "write a number")
                listed.append(self._exit(name, key, Arrow(to=key), trail, value))
        return listed

    def _long_form(self, value: dict[Any, Any], trail: Trail, weight: str) -> Arrow | None:
        """An exit in its long form, or None if it cannot be used."""
        keys = [f.alias or k for k, f in Arrow.model_fields.items()]
        other = "hazard" if weight == "share" else "share"
        keys.remove(other)
        try:
            arrow = Arrow.model_validate(value)
        except ValidationError as problems:
            for one in problems.errors():
                word = one["loc"][-1] if one["loc"] else ""
                if one["type"] == "missing":
                    self.wrong(trail, f"lacks '{word}'", "say which stage it leads to")
                elif one["type"] == "extra_forbidden":
                    fix = did_you_mean(str(word), keys, noun="keys")
                    self.wrong((*trail, *one["loc"]), f"unknown key '{word}'", fix)
                else:
                    self.wrong((*trail, *one["loc"]), f"'{word}' is not a name", "write a name")
            return None
        if getattr(arrow, other) is not None:
            what = f"gives a {other}, but leaves with a {weight}"
            self.wrong((*trail, other), what, f"write '{weight}'")
        elif getattr(arrow, weight) is None:
            self.wrong(trail, f"lacks '{weight}'", f"say with which {weight} it happens")
        return arrow

    def _exit(
        self,
        source: str,
        name: str,
        arrow: Arrow,
        trail: Trail,
        weight: Any,
        weight_trail: Trail | None = None,
    ) -> Exit:
        """An exit, its names checked; ``trail`` is where its target stands."""
        # The long form of a target stands where its keys 'to', 'place' and so on stand below.
        base = trail[:-1] if weight_trail is not None and trail[-1] == "to" else trail
        known = {*self.kinds, *self.network.ends}
        if arrow.to not in known:
            what = f"leads to '{arrow.to}', which is no stage"
            self.wrong(trail, what, did_you_mean(arrow.to, known, noun="stages and ends"))
        elif self.kinds.get(arrow.to) == "inflow":
            self.wrong(trail, f"leads to the inflow '{arrow.to}'", "cases come only out of it")
        if weight_trail is None:
            for word in ("share", "hazard"):
                if getattr(arrow, word) is not None:
                    what = f"gives a {word} where all go one way"
                    self.wrong((*base, word), what, "leave it out")
        axes = (("place", "places"), ("class_", "classes"), ("track", "tracks"))
        for attribute, axis in axes:
            wanted, names = getattr(arrow, attribute), getattr(self.network, axis)
            if wanted is not None and wanted not in names:
                word = attribute.rstrip("_")
                what = f"unknown {word} '{wanted}'"
                self.wrong((*base, word), what, did_you_mean(wanted, names, noun=axis))
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
            if not asks or not stage.kind or asks.capacity is None:
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

    def _order(self, order: Order, trail: Trail) -> None:
        seen: set[str] = set()
        for index, rank in enumerate(order):
            if not rank:
                self.wrong((*trail, index), "names no class", "leave it out")
            for name in rank:
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
                if self.kinds.get(hold) not in COUNTED:
                    options = [n for n, kind in self.kinds.items() if kind in COUNTED]
                    fix = did_you_mean(hold, options, noun="delays, pools and queues")
                    self.wrong((*base, "of", index), f"'{hold}' is no delay, pool or queue", fix)
            if all(self.kinds.get(hold) == "queue" for hold in limit.of):
                what = "is on queues alone, which nobody can be released from"
                self.wrong((*base, "of"), what, "name a delay or a pool too")
            self._order(limit.order, (*base, "order"))
            counts = self._rules(limit.rule, (*base, "rule"))
            if limit.to is None:
                if not counts:
                    self.wrong(base, "lacks 'to'", "say where those above the limit go")
                continue
            target = limit.to.to
            if self.kinds.get(target) in {"split", "queue"}:
                what = f"sends people to '{target}', which has already acted that day"
                self.wrong((*base, "to"), what, "send them to a delay, a pool or an end")
            elif any(target in other.of for other in self.network.limits.values()):
                what = f"sends people to '{target}', which has a limit"
                self.wrong((*base, "to"), what, "send them to a stage without one, or an end")
            exits[name] = self._exit(name, "above the limit", limit.to, (*base, "to"), None)
        return exits

    def _rules(self, stated: Any, trail: Trail) -> bool:
        """Check the rule of a limit, or its rules by date; says whether it only ever counts."""
        if not isinstance(stated, dict):
            stated, by_date = {None: stated}, False
        else:
            by_date = True
        days: list[date] = []
        for day, rule in stated.items():
            at = (*trail, day) if by_date else trail
            if by_date and type(day) is not date:
                self.wrong(at, f"'{shown(day)}' is not a day", "write it as YYYY-MM-DD")
            elif by_date:
                if days and day <= days[-1]:
                    self.wrong(at, "is not in order", "write the earlier day first")
                days.append(day)
            if not isinstance(rule, str) or rule not in RULES:
                fix = did_you_mean(str(shown(rule)), RULES, noun="rules")
                self.wrong(at, f"unknown rule '{shown(rule)}'", fix)
        first = self.network.first_day
        if by_date and not stated:
            self.wrong(trail, "should hold days and rules", f"write {first}: refuse")
        elif days and days[0] > first:
            what = f"says nothing of the run's first day, {first}"
            self.wrong(trail, what, "begin with that day or an earlier one")
        return all(rule == "overflow" for rule in stated.values())

    def _acts(self, found: Structure) -> list[str]:
        """Stages that act at once, each after those that feed it and before it in a capacity."""
        acting = [name for name, kind in self.kinds.items() if kind in {"split", "queue", "pool"}]
        before: dict[str, set[str]] = {name: set() for name in acting}
        for name in acting:
            for exit_ in found.exits[name]:
                # Who leaves a pool with a hazard has left before anything acts.
                late = self.kinds[name] != "pool" or exit_.weight is None
                if late and self.kinds[exit_.target] in INSTANT:
                    before[exit_.target].add(name)
        for name in acting:
            pool = self.network.stages[name].pool
            if pool is not None and pool.follows is not None:
                before[name].add(pool.follows)
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
