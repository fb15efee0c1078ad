"""The model in salabim: one component for each case.

    python salabim_model.py PARAMETERS SEED

Written as the model in SimPy where salabim allows it: generators, a hold for each stay, cases that
wait are passive and are activated one by one. Traces and monitors are off, and the components of
ended cases are used again, since to create one is dear. Meant for a small scale.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import deque
from collections.abc import Iterator
from random import Random

import numpy as np
import salabim as sim
from parameters import (
    BOOKING,
    CLASSES,
    DETENTION,
    DOCKET,
    ENDS,
    FLIGHT,
    HANDLING,
    HEARING,
    NUMBER,
    PAPERS,
    PLACES,
    REMOVED,
    TINY,
    TRACKS,
    print_result,
    read_parameters,
    samplers,
)


class Line:
    """A line of batches of passive cases, by the day they came."""

    def __init__(self, random: Random) -> None:
        """Start with nobody waiting."""
        self.random = random
        self.batches: deque[tuple[int, list[Case]]] = deque()
        self.today: list[Case] = []
        self.waiting = 0
        self.served = 0
        self.waits = 0

    def close(self, day: int) -> None:
        """Append the cases that came today to the line."""
        if self.today:
            self.batches.append((day, self.today))
            self.waiting += len(self.today)
            self.today = []

    def serve(self, count: int, day: int) -> None:
        """Activate the first cases of the line."""
        self.waiting -= count
        self.served += count
        while count:
            arrived, batch = self.batches[0]
            if len(batch) <= count:
                self.batches.popleft()
                part = batch
            else:  # a part of a batch, at random
                self.random.shuffle(batch)
                part = batch[-count:]
                del batch[-count:]
            count -= len(part)
            self.waits += len(part) * (day - arrived)
            for case in part:
                case.activate()


class World:
    """The stages, their capacities and the counts."""

    def __init__(self, parameters: dict[str, np.ndarray], seed: int) -> None:
        """Prepare the draws and the empty lines."""
        self.generator = np.random.default_rng(seed)
        self.random = Random(seed)
        self.parameters = parameters
        (
            self.booking,
            self.detention,
            self.papers,
            self.docket,
            self.processing,
            self.decision,
        ) = samplers(parameters, self.generator)
        self.days = int(parameters["days"][0])
        self.today = -1
        self.handling = [[Line(self.random) for _ in range(CLASSES)] for _ in range(PLACES)]
        self.hearing = Line(self.random)
        self.flight = Line(self.random)
        self.bed_inbox: list[list[Case]] = [[] for _ in range(PLACES)]
        self.in_bed = [0] * PLACES
        self.in_docket = 0
        self.ended = [0] * len(NUMBER)
        self.spare: list[Case] = []
        self.cases = self.moves = self.refused = self.bed_days = 0
        self.kept_officers = [0.0] * PLACES
        self.kept_judges = self.kept_seats = 0.0

    def serve_places(self) -> None:
        """Let the officers of each place serve."""
        costs = self.parameters["handling_hours"].tolist()
        for place, lines in enumerate(self.handling):
            hours = float(self.parameters["officers"][place]) + self.kept_officers[place]
            blocked = False
            for line, cost in zip(lines, costs, strict=True):
                line.close(self.today)
                if line.waiting and not blocked:
                    count = min(int(hours / cost + TINY), line.waiting)
                    line.serve(count, self.today)
                    hours = max(0.0, hours - count * cost)
                    blocked = line.waiting > 0
            self.kept_officers[place] = hours if any(line.waiting for line in lines) else 0.0

    def serve_nation(self, line: Line, hours: float) -> float:
        """Serve a national line of cost 1; return the hours kept."""
        line.close(self.today)
        count = min(int(hours + TINY), line.waiting)
        line.serve(count, self.today)
        return max(0.0, hours - count) if line.waiting else 0.0

    def admit(self) -> None:
        """Admit to detention up to the beds, the refused drawn at random."""
        for place, batch in enumerate(self.bed_inbox):
            over = self.in_bed[place] + len(batch) - int(self.parameters["beds"][place])
            excess = min(max(over, 0), len(batch))
            if excess:
                self.random.shuffle(batch)
            for number, case in enumerate(batch):
                case.admitted = number >= excess
                case.activate()
            self.refused += excess
            self.moves += excess
            self.in_bed[place] += len(batch) - excess
            self.bed_inbox[place] = []
        self.bed_days += sum(self.in_bed)


class Case(sim.Component):
    """One case."""

    world: World
    place: int
    kind: int
    stage: int
    admitted: bool

    def setup(self) -> None:
        """Record nothing."""
        self.status.monitor(False)
        self.mode.monitor(False)

    def wait_out(self, stay: int) -> None:
        """Hold for a stay that began today; for ever if it outlasts the run."""
        world = self.world
        if world.today + stay < world.days:
            world.moves += 1
            return self.hold(till=world.today + stay + 1)
        return self.passivate()

    def process(self) -> Iterator[None]:
        """Live the life of one case, from stage to stage."""
        world, place, kind, stage = self.world, self.place, self.kind, self.stage
        while True:
            if stage == BOOKING:
                stay, stage = next(world.booking[kind])
                yield self.wait_out(stay)
            elif stage == HANDLING:
                world.handling[place][kind].today.append(self)
                yield self.passivate()
                stage = next(world.processing[kind])
            elif stage == DETENTION:
                world.bed_inbox[place].append(self)
                yield self.passivate()
                if self.admitted:
                    stay, stage = next(world.detention[kind])
                    yield self.wait_out(stay)
                    world.in_bed[place] -= 1
                else:
                    stage = DOCKET
            elif stage == DOCKET:
                world.in_docket += 1
                stay, stage = next(world.docket[kind])
                yield self.wait_out(stay)
                world.in_docket -= 1
            elif stage == HEARING:
                world.hearing.today.append(self)
                yield self.passivate()
                stage = next(world.decision[kind])
            elif stage == PAPERS:
                stay, stage = next(world.papers[kind])
                yield self.wait_out(stay)
            elif stage == FLIGHT:
                world.flight.today.append(self)
                yield self.passivate()
                stage = REMOVED
            else:
                world.ended[stage] += 1
                world.spare.append(self)
                return


class Calendar(sim.Component):
    """Runs the days: day `n` begins at time `n + 1`, with the exits of delays."""

    def setup(self, world: World) -> None:
        """Keep the world; record nothing."""
        self.status.monitor(False)
        self.mode.monitor(False)
        self.world = world

    def create(self, counts: list[int], stage: int) -> None:
        """Create cases by cell."""
        world = self.world
        for cell, count in enumerate(counts):
            place, kind = cell // (CLASSES * TRACKS), cell // TRACKS % CLASSES
            for _ in range(count):
                if world.spare:
                    case = world.spare.pop()
                    case.activate(process="process")
                else:
                    case = Case()
                case.world, case.place, case.kind, case.stage = world, place, kind, stage
        world.cases += sum(counts)

    def process(self) -> Iterator[None]:
        """Let inflow and queues follow the exits of each day, then beds and intake."""
        world = self.world
        parameters = world.parameters
        self.create(parameters["docket_start"].astype(int).tolist(), DOCKET)
        yield self.hold(0.75)
        for day in range(world.days):
            world.today = day
            yield self.hold(0.5)
            # All who leave a delay today have joined their lines by now.
            counts = world.generator.poisson(parameters["inflow"]).tolist()
            self.create(counts, BOOKING)
            world.moves += sum(counts)
            world.serve_places()
            world.kept_judges = world.serve_nation(
                world.hearing, float(parameters["judges"][0]) + world.kept_judges
            )
            world.kept_seats = world.serve_nation(
                world.flight, float(parameters["seats"][0]) + world.kept_seats
            )
            yield self.hold(0.25)
            # The served have passed on; those sent to detention wait for a bed.
            world.admit()
            yield self.hold(0.25)
        self.env.main().activate()


def main() -> None:
    """Read the parameters, run once and print the result."""
    parameters = read_parameters(sys.argv[1])
    gc.collect()
    gc.freeze()
    gc.disable()
    start = time.perf_counter()
    sim.yieldless(False)
    environment = sim.Environment(trace=False)
    world = World(parameters, int(sys.argv[2]))
    Calendar(world=world)
    environment.run()
    seconds = time.perf_counter() - start
    lines = [line for lines in world.handling for line in lines]
    handled = sum(line.served for line in lines)
    hearing, flight = world.hearing, world.flight
    moves = world.moves + 2 * handled + 2 * hearing.served + flight.served
    outcome = {name: world.ended[NUMBER[name]] for name in ENDS}
    outcome |= {
        "refused": world.refused,
        "detention_mean_stock": world.bed_days / world.days,
        "docket_final_stock": world.in_docket,
        "handling_mean_wait": sum(line.waits for line in lines) / max(handled, 1),
        "hearing_mean_wait": hearing.waits / max(hearing.served, 1),
        "hearing_final_line": hearing.waiting,
        "flight_mean_wait": flight.waits / max(flight.served, 1),
    }
    print_result(seconds, moves, world.cases, outcome)


if __name__ == "__main__":
    main()
