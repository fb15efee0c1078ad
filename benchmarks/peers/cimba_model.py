"""The model in Cimba: a record for each case, whose stays are scheduled events.

    python cimba_model.py PARAMETERS SEED

The event style: a case is a spawned model without a process, since one process for each case (a
stack of its own) ends at some 32,700 cases alive. A stay is one scheduled event, drawn on entry; a
stay that outlasts the run is not scheduled. Lines are linked lists through the cases themselves.
The events of one day come in random order, by a random priority, so a first-in, first-out line
already has the random order of the cases that join it on one day. Records of ended cases are used
again. All service is done by one event a day. Compiling is not in the seconds printed.
"""

from __future__ import annotations

import sys
import time

import cimba as cb
import numpy as np
from cimba import random
from numba import njit
from parameters import (
    CELLS,
    CLASSES,
    EXITS,
    PLACES,
    TINY,
    TRACKS,
    print_result,
    read_parameters,
    stay_table,
)

BOOKING, DETENTION, PAPERS, DOCKET = range(4)  # the delays, in the order of the tables
HANDLING, HEARING, FLIGHT, RELEASED, CLOSED = range(4, 9)
NUMBER = {
    "papers": PAPERS,
    "docket": DOCKET,
    "handling": HANDLING,
    "hearing": HEARING,
    "flight": FLIGHT,
    "released": RELEASED,
    "closed": CLOSED,
}
TARGETS = 16  # an outcome is stay * TARGETS + target
SPREAD = float(1 << 30)  # random priorities below this


class Case(cb.Model):
    """One case."""

    world: cb.Ref[World]
    behind: cb.Ref[Case]  # the next in its line
    place: int = 0
    kind: int = 0
    stage: int = 0
    target: int = 0
    came: int = 0

    @cb.event
    def leave(self):
        """End a stay: join a line, enter another delay, or end."""
        world = self.world
        world.moves += 1
        stage = self.stage
        target = self.target
        if stage == DETENTION:
            world.in_bed[self.place] -= 1
        elif stage == DOCKET:
            world.in_docket -= 1
        if target == HANDLING:
            join(world.handling[self.place * CLASSES + self.kind], self, world.today)
        elif target == HEARING:
            join(world.hearing, self, world.today)
        elif target == FLIGHT:
            join(world.flight, self, world.today)
        elif target in (PAPERS, DOCKET):
            enter(world, self, target)
        elif target == RELEASED:
            world.released += 1
            join(world.spare, self, 0)
        else:
            world.closed += 1
            join(world.spare, self, 0)


class Line(cb.Model):
    """A line of cases, first in, first out."""

    head: cb.Ref[Case]
    tail: cb.Ref[Case]
    waiting: int = 0


@njit
def join(line, case, today):
    """Append a case to a line."""
    case.came = today
    if line.waiting == 0:
        line.head = case
    else:
        line.tail.behind = case
    line.tail = case
    line.waiting += 1


@njit
def take(line):
    """Take the first case of a line."""
    case = line.head
    line.head = case.behind
    line.waiting -= 1
    return case


@njit
def enter(world, case, stage):
    """Draw the stay of a case in a delay, day and exit together, and schedule its end."""
    row = stage * CLASSES + case.kind
    size = world.row_size[row]
    draw = random.uniform(0.0, 1.0) * size
    position = int(draw)
    entry = world.row_start[row] + position
    outcome = world.first[entry] if draw - position < world.keep[entry] else world.second[entry]
    stay = outcome // TARGETS
    case.stage = stage
    case.target = outcome % TARGETS
    if stage == DOCKET:
        world.in_docket += 1
    if world.today + stay < world.days:
        priority = 1 + int(random.uniform(0.0, 1.0) * SPREAD)
        cb.schedule(case.leave, float(stay), priority)


class World(cb.Model):
    """The stages, their capacities and the counts."""

    nobody: Case  # what an empty line points at
    hearing: Line
    flight: Line
    spare: Line  # records to use again
    handling: list[Line]  # by place and class
    beds_wanted: list[Line]  # the inbox of detention, by place

    days: int = 0
    judges: float = 0.0
    seats: float = 0.0
    inflow: cb.Array[float]
    docket_start: cb.Array[int]
    officers: cb.Array[float]
    beds: cb.Array[int]
    hours: cb.Array[float]
    processing: cb.Array[float]
    decision: cb.Array[float]
    row_start: cb.Array[int]
    row_size: cb.Array[int]
    keep: cb.Array[float]
    first: cb.Array[int]
    second: cb.Array[int]

    today: int = -1
    in_docket: int = 0
    in_bed: cb.Array[int]
    kept_officers: cb.Array[float]
    kept_judges: float = 0.0
    kept_seats: float = 0.0
    released: int = 0
    closed: int = 0

    moves: int = 0
    cases: cb.Output[float] = 0.0
    events: cb.Output[float] = 0.0
    removed: cb.Output[float] = 0.0
    relief: cb.Output[float] = 0.0
    closed_total: cb.Output[float] = 0.0
    released_total: cb.Output[float] = 0.0
    returned: cb.Output[float] = 0.0
    refused: cb.Output[float] = 0.0
    bed_days: cb.Output[float] = 0.0
    docket_final: cb.Output[float] = 0.0
    handled: cb.Output[float] = 0.0
    handling_waits: cb.Output[float] = 0.0
    heard: cb.Output[float] = 0.0
    hearing_waits: cb.Output[float] = 0.0
    hearing_line: cb.Output[float] = 0.0
    flight_waits: cb.Output[float] = 0.0

    @cb.on_start
    def begin(self):
        """Put the stock into the docket, on the day before the first."""
        for cell in range(CELLS):
            create(self, cell, self.docket_start[cell], DOCKET)
        self.today = 0
        if self.days > 0:
            cb.schedule(self.day, 1.0, 0)

    @cb.event
    def day(self):
        """Do all of a day but the exits of delays, which come first by their priority."""
        for cell in range(CELLS):
            arrived = random.poisson(self.inflow[cell])
            create(self, cell, arrived, BOOKING)
            self.moves += arrived
        serve_places(self)
        count = hear(self)
        self.moves += 2 * count
        self.heard += count
        count = fly(self)
        self.moves += count
        self.removed += count
        admit(self)
        in_bed = 0
        for place in range(PLACES):
            in_bed += self.in_bed[place]
        self.bed_days += in_bed
        self.today += 1
        if self.today < self.days:
            cb.schedule(self.day, 1.0, 0)

    @cb.on_end
    def finish(self):
        """Hand over the counts kept as whole numbers."""
        self.events = float(self.moves)
        self.released_total = float(self.released)
        self.closed_total = float(self.closed)
        self.docket_final = float(self.in_docket)
        self.hearing_line = float(self.hearing.waiting)


@njit
def create(world, cell, count, stage):
    """Create new cases of one cell."""
    for _ in range(count):
        if world.spare.waiting > 0:
            case = take(world.spare)
        else:
            case = cb.spawn(Case, world=world, behind=world.nobody)
        case.place = cell // (CLASSES * TRACKS)
        case.kind = (cell // TRACKS) % CLASSES
        enter(world, case, stage)
    world.cases += count


@njit
def serve_places(world):
    """Let the officers of each place serve, and process each served case at once."""
    for place in range(PLACES):
        hours = world.officers[place] + world.kept_officers[place]
        blocked = False
        waiting = 0
        for kind in range(CLASSES):
            line = world.handling[place * CLASSES + kind]
            if not blocked and line.waiting > 0:
                cost = world.hours[kind]
                count = min(int(hours / cost + TINY), line.waiting)
                for _ in range(count):
                    case = take(line)
                    world.handling_waits += world.today - case.came
                    draw = random.uniform(0.0, 1.0)
                    to_bed = world.processing[kind * 3]
                    if draw < to_bed:
                        join(world.beds_wanted[place], case, world.today)
                    elif draw < to_bed + world.processing[kind * 3 + 1]:
                        enter(world, case, DOCKET)
                    else:
                        world.returned += 1
                        join(world.spare, case, 0)
                world.handled += count
                world.moves += 2 * count
                hours = max(0.0, hours - count * cost)
                blocked = line.waiting > 0
            waiting += line.waiting
        world.kept_officers[place] = hours if waiting > 0 else 0.0


@njit
def hear(world):
    """Let the judges hear cases and decide each at once; return their number."""
    hours = world.judges + world.kept_judges
    count = min(int(hours + TINY), world.hearing.waiting)
    for _ in range(count):
        case = take(world.hearing)
        world.hearing_waits += world.today - case.came
        draw = random.uniform(0.0, 1.0)
        to_papers = world.decision[case.kind * 3]
        if draw < to_papers:
            enter(world, case, PAPERS)
        elif draw < to_papers + world.decision[case.kind * 3 + 1]:
            enter(world, case, DOCKET)
        else:
            world.relief += 1
            join(world.spare, case, 0)
    world.kept_judges = max(0.0, hours - count) if world.hearing.waiting > 0 else 0.0
    return count


@njit
def fly(world):
    """Fill the seats; return the number removed."""
    hours = world.seats + world.kept_seats
    count = min(int(hours + TINY), world.flight.waiting)
    for _ in range(count):
        case = take(world.flight)
        world.flight_waits += world.today - case.came
        join(world.spare, case, 0)
    world.kept_seats = max(0.0, hours - count) if world.flight.waiting > 0 else 0.0
    return count


@njit
def admit(world):
    """Admit to detention up to the beds; the refused, drawn at random, go to the docket."""
    for place in range(PLACES):
        line = world.beds_wanted[place]
        left = line.waiting
        over = min(max(world.in_bed[place] + left - world.beds[place], 0), left)
        world.in_bed[place] += left - over
        world.refused += over
        world.moves += over
        while left > 0:
            case = take(line)
            # Sampling in sequence: refuse with probability (still to refuse) / (still to see).
            if over > 0 and random.uniform(0.0, 1.0) * left < over:
                over -= 1
                enter(world, case, DOCKET)
            else:
                enter(world, case, DETENTION)
            left -= 1


def alias_row(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Build Walker's alias table: the share kept, and the other outcome, of each entry."""
    size = len(weights)
    share = (weights * (size / weights.sum())).tolist()
    keep, other = np.ones(size), np.arange(size)
    small = [i for i in range(size) if share[i] < 1]
    large = [i for i in range(size) if share[i] >= 1]
    while small and large:
        low, high = small.pop(), large[-1]
        keep[low], other[low] = share[low], high
        share[high] -= 1 - share[low]
        if share[high] < 1:
            small.append(large.pop())
    return keep, other


def build(parameters: dict[str, np.ndarray], days: int) -> World:
    """Give a model with the capacities and tables of the parameters; without days, an empty one."""
    world = World()
    world.nobody = Case()
    world.nobody.world = world
    world.nobody.behind = world.nobody

    def line() -> Line:
        made = Line()
        made.head = made.tail = world.nobody
        return made

    world.hearing, world.flight, world.spare = line(), line(), line()
    world.handling = [line() for _ in range(PLACES * CLASSES)]
    world.beds_wanted = [line() for _ in range(PLACES)]
    world.days = days
    world.judges = float(parameters["judges"][0])
    world.seats = float(parameters["seats"][0])
    world.inflow = cb.Array(parameters["inflow"].tolist())
    stock = parameters["docket_start"].astype(int) * (days > 0)
    world.docket_start = cb.Array(stock.tolist())
    world.officers = cb.Array(parameters["officers"].tolist())
    world.beds = cb.Array(parameters["beds"].astype(int).tolist())
    world.hours = cb.Array(parameters["handling_hours"].tolist())
    world.processing = cb.Array(parameters["processing"].tolist())
    world.decision = cb.Array(parameters["decision"].tolist())
    world.in_bed = cb.Array(PLACES)
    world.kept_officers = cb.Array(PLACES)

    sizes, keeps, firsts, seconds = [], [], [], []
    for stage in ("booking", "detention", "papers", "docket"):
        targets = np.array([NUMBER[name] for name in EXITS[stage]])
        for kind in range(CLASSES):
            stays, exits, weights = stay_table(parameters, stage, kind)
            outcomes = stays * TARGETS + targets[exits]
            keep, other = alias_row(weights)
            sizes.append(len(weights))
            keeps.append(keep)
            firsts.append(outcomes)
            seconds.append(outcomes[other])
    world.row_size = cb.Array(sizes)
    world.row_start = cb.Array((np.cumsum(sizes) - sizes).tolist())
    world.keep = cb.Array(np.concatenate(keeps).tolist())
    world.first = cb.Array(np.concatenate(firsts).tolist())
    world.second = cb.Array(np.concatenate(seconds).tolist())
    return world


def run(world: World, days: int, seed: int) -> cb.Results:
    """Run a model once."""
    experiment = cb.Experiment(world, window=cb.Window(duration=days + 0.5), seed=seed)
    return experiment.run(workers=1, on_failure="raise")


def main() -> None:
    """Read the parameters, compile, run once and print the result."""
    parameters = read_parameters(sys.argv[1])
    days = int(parameters["days"][0])
    seed = int(sys.argv[2])
    run(build(parameters, 0), 0, seed)  # compiles
    start = time.perf_counter()
    world = build(parameters, days)
    results = run(world, days, seed)[world]
    seconds = time.perf_counter() - start

    def value(name: str) -> float:
        return float(getattr(results, name).values[0, 0])

    outcome = {
        "removed": value("removed"),
        "relief": value("relief"),
        "closed": value("closed_total"),
        "released": value("released_total"),
        "returned": value("returned"),
        "refused": value("refused"),
        "detention_mean_stock": value("bed_days") / days,
        "docket_final_stock": value("docket_final"),
        "handling_mean_wait": value("handling_waits") / max(value("handled"), 1),
        "hearing_mean_wait": value("hearing_waits") / max(value("heard"), 1),
        "hearing_final_line": value("hearing_line"),
        "flight_mean_wait": value("flight_waits") / max(value("removed"), 1),
    }
    print_result(seconds, int(value("events")), int(value("cases")), outcome)


if __name__ == "__main__":
    main()
