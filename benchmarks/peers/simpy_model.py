"""The model in SimPy: one process for each case.

    python simpy_model.py PARAMETERS SEED

The idiom is SimPy's own, a generator for each case which yields what it waits for. What makes it
quick: all cases that leave a delay on one day wait for one event of that day, in place of a timeout
each, so that the heap of events stays tiny; the cases that join a line on one day wait for one
event too, and when only a part of them is served, that part is drawn at random and moved to an
event of its own; draws are made by NumPy in blocks; the collector of cyclic garbage is off.
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


class Line:
    """A line of batches, each an event for which the cases that came on one day wait."""

    def __init__(self, environment: simpy.Environment, random: Random) -> None:
        """Start with nobody waiting."""
        self.environment = environment
        self.random = random
        self.batches: deque[tuple[int, simpy.Event]] = deque()
        self.today = environment.event()
        self.waiting = 0
        self.served = 0
        self.waits = 0

    def close(self, day: int) -> None:
        """Append the cases that came today to the line."""
        if arrived := len(self.today.callbacks):
            self.batches.append((day, self.today))
            self.waiting += arrived
            self.today = self.environment.event()

    def serve(self, count: int, day: int) -> None:
        """Serve the first cases of the line."""
        self.waiting -= count
        self.served += count
        while count:
            arrived, batch = self.batches[0]
            callbacks = batch.callbacks
            if len(callbacks) <= count:
                self.batches.popleft()
            else:  # a part of a batch, at random
                self.random.shuffle(callbacks)
                part = self.environment.event()
                part.callbacks.extend(callbacks[-count:])
                del callbacks[-count:]
                batch = part
            here = len(batch.callbacks)
            count -= here
            self.waits += here * (day - arrived)
            batch.succeed()


def simulate(parameters: dict[str, np.ndarray], seed: int) -> tuple[int, int, dict[str, float]]:
    """Run the model once; return moves, cases and outcomes."""
    generator = np.random.default_rng(seed)
    random = Random(seed)
    days = int(parameters["days"][0])
    environment = simpy.Environment()

    booking, detention, papers, docket, processing, decision = samplers(parameters, generator)

    # One event for each day; a stay that outlasts the run waits for the last, never triggered.
    leaving = [environment.event() for _ in range(days + 1)]
    today = -1
    handling = [[Line(environment, random) for _ in range(CLASSES)] for _ in range(PLACES)]
    hearing = Line(environment, random)
    flight = Line(environment, random)
    bed_inbox = [environment.event() for _ in range(PLACES)]
    in_bed = [0] * PLACES
    in_docket = 0
    ended = [0] * len(NUMBER)

    def case(place: int, kind: int, stage: int) -> Iterator[simpy.Event]:
        """Live the life of one case, from stage to stage."""
        nonlocal in_docket
        while True:
            if stage == BOOKING:
                stay, stage = next(booking[kind])
                yield leaving[min(today + stay, days)]
            elif stage == HANDLING:
                yield handling[place][kind].today
                stage = next(processing[kind])
            elif stage == DETENTION:
                if (yield bed_inbox[place]):
                    stay, stage = next(detention[kind])
                    yield leaving[min(today + stay, days)]
                    in_bed[place] -= 1
                else:
                    stage = DOCKET
            elif stage == DOCKET:
                in_docket += 1
                stay, stage = next(docket[kind])
                yield leaving[min(today + stay, days)]
                in_docket -= 1
            elif stage == HEARING:
                yield hearing.today
                stage = next(decision[kind])
            elif stage == PAPERS:
                stay, stage = next(papers[kind])
                yield leaving[min(today + stay, days)]
            elif stage == FLIGHT:
                yield flight.today
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
    cases = moves = refused = bed_days = 0

    def serve_places() -> None:
        for place, lines in enumerate(handling):
            hours = officers[place] + kept_officers[place]
            blocked = False
            for line, cost in zip(lines, hours_of, strict=True):
                line.close(today)
                if line.waiting and not blocked:
                    count = min(int(hours / cost + TINY), line.waiting)
                    line.serve(count, today)
                    hours = max(0.0, hours - count * cost)
                    blocked = line.waiting > 0
            kept_officers[place] = hours if any(line.waiting for line in lines) else 0.0

    def serve_nation(line: Line, hours: float) -> float:
        line.close(today)
        count = min(int(hours + TINY), line.waiting)
        line.serve(count, today)
        return max(0.0, hours - count) if line.waiting else 0.0

    def admit() -> None:
        nonlocal refused, bed_days, moves
        for place, batch in enumerate(bed_inbox):
            arrived = len(batch.callbacks)
            if not arrived:
                continue
            bed_inbox[place] = environment.event()
            excess = min(max(in_bed[place] + arrived - beds[place], 0), arrived)
            if excess:
                random.shuffle(batch.callbacks)
                turned = environment.event()
                turned.callbacks.extend(batch.callbacks[-excess:])
                del batch.callbacks[-excess:]
                turned.succeed(False)
                refused += excess
                moves += excess
            in_bed[place] += arrived - excess
            batch.succeed(True)
        bed_days += sum(in_bed)

    def calendar() -> Iterator[simpy.Event]:
        """Run the days: exits, inflow and queues, then beds and intake."""
        nonlocal today, cases, moves, kept_judges, kept_seats
        for start, count in zip(cells, stock, strict=True):
            for _ in range(count):
                environment.process(case(*start, DOCKET))
            cases += count
        yield environment.timeout(1)
        for day in range(days):
            today = day
            moves += len(leaving[day].callbacks)
            leaving[day].succeed()
            yield environment.timeout(0.25)
            # All who leave a delay today have joined their lines by now.
            for start, count in zip(cells, generator.poisson(inflow).tolist(), strict=True):
                for _ in range(count):
                    environment.process(case(*start, BOOKING))
                cases += count
                moves += count
            serve_places()
            kept_judges = serve_nation(hearing, judges + kept_judges)
            kept_seats = serve_nation(flight, seats + kept_seats)
            yield environment.timeout(0.25)
            # The served have passed on; those sent to detention wait for a bed.
            admit()
            yield environment.timeout(0.5)

    environment.run(environment.process(calendar()))

    handled = sum(line.served for lines in handling for line in lines)
    waited = sum(line.waits for lines in handling for line in lines)
    moves += 2 * handled + 2 * hearing.served + flight.served
    outcome = {name: ended[NUMBER[name]] for name in ENDS}
    outcome |= {
        "refused": refused,
        "detention_mean_stock": bed_days / days,
        "docket_final_stock": in_docket,
        "handling_mean_wait": waited / max(handled, 1),
        "hearing_mean_wait": hearing.waits / max(hearing.served, 1),
        "hearing_final_line": hearing.waiting,
        "flight_mean_wait": flight.waits / max(flight.served, 1),
    }
    return moves, cases, outcome


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
