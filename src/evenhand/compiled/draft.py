"""A network on its way to arrays: what every builder of arrays reads, and where it reports."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from evenhand.compiled.arrow_table import ArrowTable
from evenhand.compiled.network_structure import Structure
from evenhand.errors import Findings, ModelError, Problem
from evenhand.model.network import Network, Order
from evenhand.model.quantity import Frame, Trail, Where
from evenhand.yaml_file import in_order

MOST_NUMBERS = 200_000_000
"""The arrays of a network may hold about this many numbers: 1.6 GB."""


class Draft:
    """A declared network, the numbers of its names, its arrows so far, and what is wrong with it.

    Args:
        network: The declared network.
        structure: Its stages by kind and its exits, all names known to exist.
        where: Turns a trail of keys into the place in the file.
        found: Gathers what is wrong.
    """

    def __init__(
        self, network: Network, structure: Structure, where: Where, found: Findings
    ) -> None:
        self.network, self.structure, self.where, self.found = network, structure, where, found
        self.days = network.days
        self.axes = (network.places, network.classes, network.tracks)
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
        self.arrows = ArrowTable(self.number, self.axes)
        self.held = 0

    def wrong(self, trail: Trail, what: str, fix: str = "") -> None:
        """Note a problem, to be told with all others."""
        self.found.errors.append(Problem(self.where(trail), what, fix))

    def make_room(self, numbers: int, trail: Trail) -> None:
        """Refuse a network whose arrays would not fit into memory, before they are made.

        Args:
            numbers: How many numbers are about to be made.
            trail: Where the file asks for them.

        Raises:
            ModelError: if they are too many, with every problem found so far.
        """
        self.held += numbers
        if self.held > MOST_NUMBERS:
            what = f"makes {self.cells:,} cells on {self.days:,} days too much to hold in memory"
            fix = "use fewer days, places, classes, tracks, bands or dates on which values change"
            self.wrong(trail, what, fix)
            raise_in_order(self.found)

    def frame(self, bands: int = 0) -> Frame:
        """The frame in which a quantity is evaluated."""
        names = dict(zip(("place", "class", "track"), self.axes, strict=True))
        return Frame(names, self.network.first_day, self.days, bands)

    def ranks(self, order: Order) -> tuple[list[int], int]:
        """Rank of each class, and the number of ranks; classes not named come last."""
        listed = list(order)
        rest = tuple(n for n in self.network.classes if not any(n in rank for rank in listed))
        listed += [rest] if rest else []
        of = {name: index for index, rank in enumerate(listed) for name in rank}
        return [of[name] for name in self.network.classes], len(listed)

    def bands(self, hold: str) -> tuple[int, ...]:
        """First ages of a hold's bands, days; a pool has one band."""
        delay = self.network.stages[hold].delay
        return (0,) if delay is None else delay.bands

    def since(self, day: int) -> str:
        """From when something is so, in words; nothing where it is so from the first day."""
        return f" from {self.network.first_day + timedelta(days=day)}" if day else ""

    def cell_name(self, cell: int) -> str:
        """Place, class and track of a cell, in words."""
        place, kind, track = np.unravel_index(cell, self.shape)
        network = self.network
        return ", ".join((network.places[place], network.classes[kind], network.tracks[track]))


def raise_in_order(found: Findings) -> None:
    """Raise what was found, each problem once, in the order of lines.

    Raises:
        ModelError: if anything was found.
    """
    if found.errors:
        raise ModelError(in_order(dict.fromkeys(found.errors)))
