"""The model in SimPy as its manual teaches it: a process for each case, an event for each wait.

    python simpy_idiom.py PARAMETERS SEED

Each case is a generator that yields ``timeout(days)`` for a stay and an event of its own in a line.
A daily process serves the lines and triggers the events of the cases it serves. What a careful
user adds: deques in place of ``PriorityResource``, whose list is sorted at each request; draws made
by NumPy in blocks; no collector of cyclic garbage. No two cases share an event, as they do in
``simpy_model.py``.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import deque
from collections.abc import Iterator
from random import Random

import numpy as np
import simpy
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

# Times within a day: exits at 0, then the lines, then the beds, then the count.
LINES, BEDS, COUNT = 0.25, 0.5, 0.75


class Line:
    """Cases that wait, each at an event of its own, by day of arrival."""

    def __init__(self, environment: simpy.Environment, random: Random) -> None:
        """Start with nobody waiting."""
        self.environment = environment
        self.random = random
        self.queue: deque[tuple[simpy.Event, int]] = deque()
        self.today: list[simpy.Event] = []
        self.served = 0
        self.waits = 0

    def join(self) -> simpy.Event:
        """Give a case the event that it waits for."""
        event = self.environment.event()
        self.today.append(event)
        return event

    def close(self, day: int) -> None:
        """Append the cases that came today to the line, in random order."""
        self.random.shuffle(self.today)
        self.queue.extend([(event, day) for event in self.today])
        self.today.clear()

    def serve(self, hours: float, cost: float, day: int) -> float:
        """Serve the first cases for which there are hours; return the hours that are left."""
        count = min(int(hours / cost + TINY), len(self.queue))
        for _ in range(count):
            event, arrived = self.queue.popleft()
            self.waits += day - arrived
            event.succeed()
        self.served += count
        return max(0.0, hours - count * cost)


def simulate(parameters: dict[str, np.ndarray], seed: int) -> tuple[int, int, dict[str, float]]:
    """Run the model once; return moves, cases and outcomes."""
    generator = np.random.default_rng(seed)
    random = Random(seed)
    days = int(parameters["days"][0])
    environment = simpy.Environment(initial_time=-1)
    timeout = environment.timeout

    booking, detention, papers, docket, processing, decision = samplers(parameters, generator)
    today = -1
    handling = [[Line(environment, random) for _ in range(CLASSES)] for _ in range(PLACES)]
    hearing = Line(environment, random)
    flight = Line(environment, random)
    bed_inbox: list[list[simpy.Event]] = [[] for _ in range(PLACES)]
    in_bed = [0] * PLACES
    in_docket = 0
    ended = [0] * len(NUMBER)
    left = 0  # exits from delays

    def case(place: int, kind: int, stage: int) -> Iterator[simpy.Event]:
        """Live the life of one case, from stage to stage."""
        nonlocal in_docket, left
        while True:
            # A stay ends at the start of its last day, at whatever time of the day it began.
            if stage == BOOKING:
                stay, stage = next(booking[kind])
                yield timeout(today + stay - environment.now)
                left += 1
            elif stage == HANDLING:
                yield handling[place][kind].join()
                stage = next(processing[kind])
            elif stage == DETENTION:
                bed = environment.event()
                bed_inbox[place].append(bed)
                if (yield bed):
                    stay, stage = next(detention[kind])
                    yield timeout(today + stay - environment.now)
                    left += 1
                    in_bed[place] -= 1
                else:
                    stage = DOCKET
            elif stage == DOCKET:
                in_docket += 1
                stay, stage = next(docket[kind])
                yield timeout(today + stay - environment.now)
                left += 1
                in_docket -= 1
            elif stage == HEARING:
                yield hearing.join()
                stage = next(decision[kind])
            elif stage == PAPERS:
                stay, stage = next(papers[kind])
                yield timeout(today + stay - environment.now)
                left += 1
            elif stage == FLIGHT:
                yield flight.join()
                stage = REMOVED
            else:
                ended[stage] += 1
                return

    officers = parameters["officers"].tolist()
    judges = float(parameters["judges"][0])
    seats = float(parameters["seats"][0])
    hours_of = parameters["handling_hours"].tolist()
    beds = parameters["beds"].astype(int).tolist()
    inflow = parameters["inflow"]
    stock = parameters["docket_start"].astype(int).tolist()
    kept_officers = [0.0] * PLACES
    kept_judges = kept_seats = 0.0
    cells = [
        (place, kind) for place in range(PLACES) for kind in range(CLASSES) for _ in range(TRACKS)
    ]
    arrived = refused = bed_days = 0

    def serve_places() -> None:
        for place, lines in enumerate(handling):
            hours = officers[place] + kept_officers[place]
            blocked = False
            for line, cost in zip(lines, hours_of, strict=True):
                line.close(today)
                if not blocked:
                    hours = line.serve(hours, cost, today)
                    blocked = bool(line.queue)
            kept_officers[place] = hours if any(line.queue for line in lines) else 0.0

    def serve_nation(line: Line, hours: float) -> float:
        line.close(today)
        hours = line.serve(hours, 1.0, today)
        return hours if line.queue else 0.0

    def admit() -> None:
        nonlocal refused, bed_days
        for place, inbox in enumerate(bed_inbox):
            excess = min(max(in_bed[place] + len(inbox) - beds[place], 0), len(inbox))
            if excess:
                random.shuffle(inbox)
            admitted = len(inbox) - excess
            for index, event in enumerate(inbox):
                event.succeed(index < admitted)
            refused += excess
            in_bed[place] += admitted
            inbox.clear()
        bed_days += sum(in_bed)

    def calendar() -> Iterator[simpy.Event]:
        """Run the days: inflow and lines after the exits, then beds."""
        nonlocal today, arrived, kept_judges, kept_seats
        for start, count in zip(cells, stock, strict=True):
            for _ in range(count):
                environment.process(case(*start, DOCKET))
        yield timeout(1 + LINES)
        for day in range(days):
            today = day
            for start, count in zip(cells, generator.poisson(inflow).tolist(), strict=True):
                for _ in range(count):
                    environment.process(case(*start, BOOKING))
                arrived += count
            serve_places()
            kept_judges = serve_nation(hearing, judges + kept_judges)
            kept_seats = serve_nation(flight, seats + kept_seats)
            yield timeout(BEDS - LINES)
            # The served have passed on; those sent to detention wait for a bed.
            admit()
            yield timeout(COUNT - BEDS)
            if day + 1 < days:
                today = day + 1  # of the exits that come next
                yield timeout(1 + LINES - COUNT)

    environment.run(environment.process(calendar()))

    handled = sum(line.served for lines in handling for line in lines)
    waited = sum(line.waits for lines in handling for line in lines)
    moves = arrived + left + refused + 2 * handled + 2 * hearing.served + flight.served
    outcome = {name: ended[NUMBER[name]] for name in ENDS}
    outcome |= {
        "refused": refused,
        "detention_mean_stock": bed_days / days,
        "docket_final_stock": in_docket,
        "handling_mean_wait": waited / max(handled, 1),
        "hearing_mean_wait": hearing.waits / max(hearing.served, 1),
        "hearing_final_line": len(hearing.queue),
        "flight_mean_wait": flight.waits / max(flight.served, 1),
    }
    return moves, arrived + sum(stock), outcome


def main() -> None:
    """Read the parameters, run once and print the result."""
    parameters = read_parameters(sys.argv[1])
    gc.collect()
    gc.freeze()
    gc.disable()
    start = time.perf_counter()
    moves, cases, outcome = simulate(parameters, int(sys.argv[2]))
    print_result(time.perf_counter() - start, moves, cases, outcome)


if __name__ == "__main__":
    main()
