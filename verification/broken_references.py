"""The reference with one defect each: what a comparison must reject, or it is worth nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

from evenhand.engines.network_reference import Case, NetworkReference


class AnyOrder(NetworkReference):
    """Serves whoever waits in random order, not by day of joining."""

    def _turn(self, queue: int, case: Case) -> tuple[float, ...]:
        rank, _, lot = super()._turn(queue, case)
        return rank, lot


class NothingKept(NetworkReference):
    """Forgets the hours into which the next case did not fit."""

    def _open_capacities(self, day: int) -> None:
        self.kept = [[0.0] * len(row) for row in self.kept]
        super()._open_capacities(day)


class _Banded(NetworkReference):
    """Finds people by hold, band and cell."""

    def groups(self) -> dict[tuple[int, int, int], list[Case]]:
        """People of the holds by what they share a hazard with."""
        found = defaultdict(list)
        for hold, cases in enumerate(self.people):
            for case in cases:
                band = bisect_right(self.first_ages[hold], case.age) - 1
                found[hold, band, case.cell].append(case)
        return found


class DaysForgotten(_Banded):
    """Reassigns the people of a band at random to its days, each day anew."""

    def _count(self, day: int) -> None:
        for (hold, band, _), cases in self.groups().items():
            if band + 1 < len(self.first_ages[hold]):
                first, end = self.first_ages[hold][band : band + 2]
                for case in cases:
                    case.age = self.random.randrange(first, end)
        super()._count(day)


class OldestLeave(_Banded):
    """Takes those who leave a band out of its oldest days, not at random."""

    def _leave(self, day: int) -> None:
        before = {key: sorted(case.age for case in cases) for key, cases in self.groups().items()}
        bands = {id(case): key for key, cases in self.groups().items() for case in cases}
        super()._leave(day)
        stayed = defaultdict(list)
        for case in (case for cases in self.people for case in cases):
            stayed[bands[id(case)]].append(case)
        for key, cases in stayed.items():
            for case, age in zip(cases, before[key], strict=False):
                case.age = age + 1


BROKEN = (
    ("served in any order", "queue by place", AnyOrder),
    ("rest of the hours forgotten", "queue by place", NothingKept),
    ("days of entry forgotten", "release", DaysForgotten),
    ("the oldest leave first", "bands and dates", OldestLeave),
)
"""What the defect is, the network that shows it, and the reference that has it."""
