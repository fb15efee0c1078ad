"""A network case by case, in plain Python, to be read: what the engine does by chance.

One object for each case, one random number for each thing that may happen to it. The engine, which
counts, must give the same probabilities for every number it reports; not the same numbers, because
its random numbers are others. All that a network states is read from its compiled arrays, in whose
words (hold, arrow, cell) this is written. The steps are those of a day, in their order.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np

from evenhand.compiled.network import QUEUE, REFUSE, RELEASE, SPLIT, CompiledNetwork
from evenhand.engines.network_run import NetworkOutcome

NEARLY = 1e-9
"""What sums of decimal fractions may be off by: an owed case, or a share of a case's cost."""
LARGEST_FACTOR = 1e9
"""Hazards grow no more than this where a signal is nothing and its exponent negative."""


class Case:
    """One person: the cell, days in the hold, and the day of joining a line (-1: before)."""

    __slots__ = ("age", "came", "cell")

    def __init__(self, cell: int, age: int = 0) -> None:
        self.cell, self.age, self.came = cell, age, -1


class NetworkReference:
    """Runs a network case by case.

    Args:
        network: The compiled network.
    """

    def __init__(self, network: CompiledNetwork) -> None:
        # Plain lists: nothing below computes with arrays.
        groups: Any = network.arrays
        plain = [type(group)(*(part.tolist() for part in group)) for group in groups]
        self.a: Any = type(groups)(*plain)
        self.network = network
        places, cells = len(network.places), range(network.cells)
        # What shares a capacity or a limit with a cell: its place, or where national all.
        self.scope = [[cell * places // network.cells for cell in cells], [0 for _ in cells]]
        self.scopes = [range(places), range(1)]
        # Rank of each cell in each queue: they are listed by scope, and by rank within it.
        queues = self.a.queues
        self.rank = [[0 for _ in cells] for _ in queues.ranks]
        for queue, ranks in enumerate(queues.ranks):
            for group, (first, end) in enumerate(pairwise(queues.first[queue])):
                for cell in queues.order[queue][first:end]:
                    self.rank[queue][cell] = group % ranks
        # First age of each band of each hold.
        width, band = self.a.holds.width, self.a.holds.band
        self.first_ages = [
            [sum(width[first:row]) for row in range(first, end)] for first, end in pairwise(band)
        ]

    def run(self, seed: int) -> NetworkOutcome:
        """One run; the same seed gives the same run.

        Args:
            seed: Seed of the random numbers.
        """
        self.random = Random(seed)
        self._begin()
        for day in range(self.network.days):
            self._draw_inflows(day)  # step 1
            self._leave(day)  # step 2
            self._open_capacities(day)  # step 3
            self._arrive(day)  # step 4
            for kind, number in zip(*self.a.acts, strict=True):  # step 5
                act = {SPLIT: self._divide, QUEUE: self._serve}.get(kind, self._find)
                act(number, day)
            self._apply_limits(day, REFUSE)  # step 6
            self._enter()  # step 7
            self._apply_limits(day, RELEASE)
            self._enter()
            self._count(day)  # step 8
        counted = (self.flow, self.stock, self.stock, self.waited, self.used, self.above)
        return NetworkOutcome(seed, *(np.array(one) for one in (*counted, self.waits)))

    def _begin(self) -> None:
        """The end of the day before the first, and empty tables."""
        a, cells, days = self.a, self.network.cells, self.network.days
        holds, queues = len(a.holds.stage), len(a.queues.stage)
        capacities, limits = len(a.capacities.national), len(a.limits.national)
        self.people: list[list[Case]] = [[] for _ in range(holds)]
        self.lines: list[list[Case]] = [[] for _ in range(queues)]
        self.inbox: list[list[Case]] = [[] for _ in self.network.stages]
        for hold, (first, end) in enumerate(pairwise(a.holds.start_row)):
            for age, row in enumerate(a.holds.start_whole[first:end]):
                for cell, number in enumerate(row):
                    self.people[hold] += [Case(cell, age) for _ in range(int(number))]
        for queue in range(queues):
            for cell, number in enumerate(a.queues.start_whole[queue]):
                self.lines[queue] += [Case(cell) for _ in range(int(number))]
        self.owed = _zeros(len(a.inflows.arrow), cells)
        self.arrived = _zeros(len(a.inflows.arrow), cells)
        self.running = [list(row) for row in a.answers.start]
        self.kept = _zeros(capacities, len(self.scopes[0]))
        self.flow = _zeros(days, len(a.arrows.to), cells)
        self.stock, self.waited = _zeros(days, holds + queues, cells), _zeros(days, queues, cells)
        self.used = _zeros(days, capacities, len(self.scopes[0]))
        self.above = _zeros(days, limits, len(self.scopes[0]))
        self.waits = _zeros(queues, len(self.network.classes), days + 1)

    def _send(self, arrow: int, case: Case, day: int) -> None:
        """Along an arrow, which may change the cell, into the next stage's inbox."""
        self.flow[day][arrow][case.cell] += 1
        if self.a.arrows.map[arrow] >= 0:
            case.cell = self.a.arrows.maps[self.a.arrows.map[arrow]][case.cell]
        self.inbox[self.a.arrows.to[arrow]].append(case)

    def _take_inbox(self, stage: int) -> list[Case]:
        """Empty a stage's inbox."""
        cases, self.inbox[stage] = self.inbox[stage], []
        return cases

    def _choose(self, cumulative: list[list[float]], cell: int) -> int:
        """Which exit, by cumulative shares ``(exit, cell)``."""
        lot = self.random.random()
        return next(exit_ for exit_, share in enumerate(cumulative) if lot < share[cell])

    def _draw_inflows(self, day: int) -> None:
        """Step 1: today's inflow is drawn, not yet sent."""
        inflows = self.a.inflows
        for inflow in range(len(inflows.arrow)):
            spread, shared = inflows.spread[inflow], inflows.shared[inflow]
            factors: dict[int, float] = {}
            for cell, mean in enumerate(inflows.mean[inflows.row[inflow][day]]):
                if not inflows.noise[inflow]:  # whole cases; what is owed stays owed
                    owed = self.owed[inflow][cell] + mean
                    self.arrived[inflow][cell] = math.floor(owed + NEARLY)
                    self.owed[inflow][cell] = owed - self.arrived[inflow][cell]
                    continue
                sharers = (cell, self.scope[0][cell], 0)[shared]
                if spread > 0 and sharers not in factors:
                    factors[sharers] = self.random.gammavariate(1 / spread, spread)
                # How many steps of a Poisson process with rate one fit into the mean.
                number, clock = 0, self.random.expovariate(1.0)
                while clock < mean * factors.get(sharers, 1.0):
                    number, clock = number + 1, clock + self.random.expovariate(1.0)
                self.arrived[inflow][cell] = number

    def _factors(self, hold: int, day: int) -> list[float]:
        """Step 1: the factor on a hold's hazards in each cell, from level and responses."""
        holds, answers, cells = self.a.holds, self.a.answers, range(self.network.cells)
        level = holds.level_row[hold][day]
        factor = [holds.level[level][cell] if level >= 0 else 1.0 for cell in cells]
        for r in (r for r, one in enumerate(answers.hold) if one == hold):
            signal, group, inflow = [0.0 for _ in cells], answers.group[r], answers.inflow[r]
            for other in (other for other, counts in enumerate(answers.of[r]) if counts):
                for case in self.people[other]:
                    signal[group[case.cell]] += 1
            for cell in cells if inflow >= 0 else ():
                signal[group[cell]] += self.arrived[inflow][cell]
            for cell in cells:
                now, power = signal[group[cell]], answers.power[r][cell]
                if inflow >= 0:
                    self.running[r][cell] += (now - self.running[r][cell]) * answers.memory[r]
                    now = self.running[r][cell]
                if now > 0 or power >= 0:
                    factor[cell] *= (now / answers.usual[r][cell]) ** power
                else:
                    factor[cell] *= LARGEST_FACTOR
        return [min(LARGEST_FACTOR, one) for one in factor]

    def _leave(self, day: int) -> None:
        """Step 2: everyone in a hold leaves with the hazard of his age, or grows a day older."""
        holds = self.a.holds
        # All answer to the stocks of the day before: nobody has left yet.
        factors = [self._factors(hold, day) for hold in range(len(self.people))]
        for hold, cases in enumerate(self.people):
            arrow, self.people[hold] = holds.arrow[hold], []
            exits = holds.arrow[hold + 1] - arrow
            for case in cases:
                band = bisect_right(self.first_ages[hold], case.age) - 1
                hazard = holds.leave[holds.leave_row[hold][day] + band][case.cell]
                hazard = min(holds.most[hold], hazard * factors[hold][case.cell])
                if self.random.random() < hazard:
                    row = holds.share_row[hold][day]
                    row += band * exits if holds.share_by_band[hold][day] else 0
                    exit_ = self._choose(holds.share[row : row + exits], case.cell)
                    self._send(arrow + exit_, case, day)
                else:
                    case.age += 1
                    self.people[hold].append(case)

    def _under(self, limit: int, scope: int, boxes: list[list[Case]]) -> list[tuple[int, Case]]:
        """The cases in the boxes of a limit's holds, with the hold."""
        scope_of = self.scope[self.a.limits.national[limit]]
        of = [hold for hold, counts in enumerate(self.a.limits.of[limit]) if counts]
        return [(hold, c) for hold in of for c in boxes[hold] if scope_of[c.cell] == scope]

    def _there(self, limit: int, scope: int) -> int:
        """How many count towards a limit: people in its holds, and in its queues."""
        scope_of = self.scope[self.a.limits.national[limit]]
        of = [queue for queue, counts in enumerate(self.a.limits.of_queue[limit]) if counts]
        waiting = [c for queue in of for c in self.lines[queue] if scope_of[c.cell] == scope]
        return len(self._under(limit, scope, self.people)) + len(waiting)

    def _open_capacities(self, day: int) -> None:
        """Step 3: today's amount and what was kept, or the free places under a limit."""
        capacities, places = self.a.capacities, len(self.scopes[0])
        self.left = _zeros(len(capacities.room), places)
        self.stopped = _zeros(len(capacities.room), places)
        for capacity, room in enumerate(capacities.room):
            spread, factor = capacities.spread[capacity], 1.0
            for scope in self.scopes[capacities.national[capacity]]:
                if spread > 0 and (scope == 0 or not capacities.shared[capacity]):
                    factor = self.random.gammavariate(1 / spread, spread)
                amount = capacities.amount[capacity][day][scope] * factor
                amount += self.kept[capacity][scope]
                if room >= 0:
                    there = self._there(room, scope)
                    amount = max(0.0, self.a.limits.people[room][day][scope] - there)
                self.left[capacity][scope] = amount
        self.had = [list(row) for row in self.left]

    def _arrive(self, day: int) -> None:
        """Step 4: today's inflow comes."""
        for inflow, arrow in enumerate(self.a.inflows.arrow):
            for cell, number in enumerate(self.arrived[inflow]):
                for _ in range(int(number)):
                    self._send(arrow, Case(cell), day)

    def _divide(self, split: int, day: int) -> None:
        """Step 5: everyone in a split's inbox takes an exit by its share."""
        splits = self.a.splits
        arrow, row = splits.arrow[split], splits.row[split][day]
        shares = splits.share[row : row + splits.arrow[split + 1] - arrow]
        for case in self._take_inbox(splits.stage[split]):
            self._send(arrow + self._choose(shares, case.cell), case, day)

    def _turn(self, queue: int, case: Case) -> tuple[float, ...]:
        """Who is served first: by rank, then day of joining, then lot, drawn anew each day."""
        return self.rank[queue][case.cell], case.came, self.random.random()

    def _serve(self, queue: int, day: int) -> None:
        """Step 5: serve until a case does not fit, which stops the capacity for today.

        Then those leave whose patience has ended.
        """
        queues, capacity = self.a.queues, self.a.queues.capacity[queue]
        scope_of = self.scope[self.a.capacities.national[capacity]]
        left, stopped = self.left[capacity], self.stopped[capacity]
        for case in self._take_inbox(queues.stage[queue]):
            case.came = day
            self.lines[queue].append(case)
        turns = sorted(self.lines[queue], key=lambda case: self._turn(queue, case))
        self.lines[queue] = []
        for case in turns:
            scope, cost = scope_of[case.cell], queues.cost[queues.cost_row[queue][day]][case.cell]
            if stopped[scope] or cost > left[scope] + NEARLY * cost:
                stopped[scope] = True
                self.lines[queue].append(case)
                continue
            left[scope] = max(0.0, left[scope] - cost)
            self.waited[day][queue][case.cell] += day - case.came
            self.waits[queue][self.a.grid.class_of[case.cell]][day - case.came] += 1
            self._send(queues.arrow[queue], case, day)
        waiting, self.lines[queue] = self.lines[queue], []
        for case in waiting:
            if 0 <= queues.patience[queue] <= day - case.came:
                self._send(queues.lapse[queue], case, day)
            else:
                self.lines[queue].append(case)

    def _effort(self, pool: int, scope: int, day: int) -> float:
        """What is left of a pool's capacity; or the number found today in the pool it follows."""
        capacity, followed = self.a.pools.capacity[pool], self.a.pools.follows[pool]
        if followed >= 0:
            scope_of = self.scope[self.a.pools.national[pool]]
            found = enumerate(self.flow[day][followed])
            return float(sum(number for cell, number in found if scope_of[cell] == scope))
        return 0.0 if self.stopped[capacity][scope] else float(self.left[capacity][scope])

    def _find(self, pool: int, day: int) -> None:
        """Step 5: all effort that is left finds people of a pool, each by chance."""
        pools, hold, capacity = self.a.pools, self.a.pools.hold[pool], self.a.pools.capacity[pool]
        national = pools.national[pool]
        cost, focus = pools.cost[pools.cost_row[pool][day]], pools.focus[pools.focus_row[pool][day]]
        people, self.people[hold] = self.people[hold], []
        for scope in self.scopes[national]:
            there = [case for case in people if self.scope[national][case.cell] == scope]
            effort = self._effort(pool, scope, day)
            hours, rate = sum(focus[case.cell] * cost[case.cell] for case in there), 0.0
            if effort > 0 and hours > 0:
                rate = effort / hours
                if pools.follows[pool] < 0:
                    self.left[capacity][scope] = 0.0
                if pools.thins[pool] > 0 and pools.start[pool][scope] > 0:
                    rate *= (len(there) / pools.start[pool][scope]) ** pools.thins[pool]
            for case in there:
                if self.random.random() < 1 - math.exp(-rate * focus[case.cell]):
                    self._send(pools.arrow[pool], case, day)
                else:
                    self.people[hold].append(case)

    def _apply_limits(self, day: int, rule: int) -> None:
        """Steps 6 and 7: above a limit refuse who comes, or release who is there."""
        limits, boxes, arrows = self.a.limits, self.people, self.a.limits.released
        if rule == REFUSE:
            boxes, arrows = [self.inbox[stage] for stage in self.a.holds.stage], limits.refused

        def turn(one: tuple[int, Case]) -> tuple[int, float]:
            """By rank, then lot, whatever the hold and the age."""
            rank = limits.rank[limit][self.a.grid.class_of[one[1].cell]]
            return rank, self.random.random()

        for limit in (n for n, rules in enumerate(limits.rule) if rules[day] == rule):
            for scope in self.scopes[limits.national[limit]]:
                able = self._under(limit, scope, boxes)
                number = self._there(limit, scope)
                number -= math.floor(limits.people[limit][day][scope])
                if rule == REFUSE:
                    number += len(able)
                for hold, case in sorted(able, key=turn)[: max(0, number)]:
                    boxes[hold].remove(case)
                    self._send(arrows[limit][hold], case, day)

    def _enter(self) -> None:
        """Step 7: holds take their inboxes in, at age 0."""
        for hold, stage in enumerate(self.a.holds.stage):
            for case in self._take_inbox(stage):
                case.age = 0
                self.people[hold].append(case)

    def _count(self, day: int) -> None:
        """Step 8: count, and keep the rest of a capacity where a case was too large for it."""
        capacities, limits = self.a.capacities, self.a.limits
        for row, cases in enumerate((*self.people, *self.lines)):
            for case in cases:
                self.stock[day][row][case.cell] += 1
        for limit, national in enumerate(limits.national):
            for scope in self.scopes[national]:
                above = self._there(limit, scope) - limits.people[limit][day][scope]
                self.above[day][limit][scope] = max(0.0, above)
        for capacity, national in enumerate(capacities.national):
            for scope in self.scopes[national] if capacities.room[capacity] < 0 else ():
                rest = self.left[capacity][scope]
                self.used[day][capacity][scope] = self.had[capacity][scope] - rest
                self.kept[capacity][scope] = rest if self.stopped[capacity][scope] else 0.0


def _zeros(*shape: int) -> Any:
    return np.zeros(shape).tolist()
