"""The runs of an answer under joint draws of the levers, in expected values.

Under each draw the start is fitted again to the same record, and all runs of the answer are made
with it: differences are taken draw by draw.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.fitting.system_evaluations import workers_for
from evenhand.fitting.system_fit import system_under
from evenhand.model.system import SystemModel
from evenhand.results.counts import Counts
from evenhand.results.grouping import joined, stacked
from evenhand.scenarios.schema import Scenario
from evenhand.studies.first_year import Number, numbers_of
from evenhand.system_simulation import prepare, run_mean

Progress = Callable[[int, int], None]
One = tuple[Counts, list[Number]]


@dataclass(frozen=True)
class Asked:
    """One run that is made under every draw.

    Args:
        name: What the reader calls it.
        scenario: Its changes; None for the baseline.
        follow: Whether the levers follow the record.
    """

    name: str
    scenario: Scenario | None
    follow: bool


@dataclass(frozen=True)
class Drawn:
    """What came of one run under every draw.

    Args:
        name: What the reader calls it.
        months: Expected values by month and class, the first axis being the draws.
        numbers: The numbers of the first year, one value for each draw; the largest day of the
            year, which only chance makes, is not among them.
    """

    name: str
    months: Counts
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class RunsOfDraw:
    """Makes the runs of one draw: what is sent to workers.

    Args:
        central: The system fitted with central values.
        asked: The runs.
        days: Number of days; four years if not given.
    """

    central: SystemModel
    asked: tuple[Asked, ...]
    days: int | None

    def __call__(self) -> Callable[[dict[str, float]], list[One]]:
        """The function from a draw to the counts and numbers of each run."""
        return self.of_draw

    def of_draw(self, draw: dict[str, float]) -> list[One]:
        """Counts and numbers of each run under one draw.

        Args:
            draw: Drawn values by lever; empty for central values.
        """
        model = system_under(draw, self.central) if draw else self.central
        found = []
        for one in self.asked:
            run = prepare(model, self.days, scenario=one.scenario, follow=one.follow)
            counts = run_mean(run, per="month", by="class")
            found.append((counts, numbers_of(counts, run)))
        return found


def run_draws(
    work: RunsOfDraw,
    draws: Sequence[dict[str, float]],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Drawn, ...]:
    """Make all runs under all draws; the result does not depend on the number of workers.

    Args:
        work: The runs.
        draws: Drawn values by lever.
        workers: Processes; as many as cores if not given.
        progress: Told the number of draws done and the number in all.
    """
    found: list[list[One]] = []
    with workers_for(work, workers, len(draws)) as each:
        for one in each(list(draws)):
            found.append(one)
            if progress is not None:
                progress(len(found), len(draws))
    return tuple(
        Drawn(asked.name, stacked([one[index][0] for one in found]), _joined(found, index))
        for index, asked in enumerate(work.asked)
    )


def _joined(found: list[list[One]], index: int) -> tuple[Number, ...]:
    """Numbers of one run with a value for each draw."""
    lists = [one[index][1] for one in found]
    return tuple(
        Number(some[0].section, some[0].name, some[0].unit, np.array([x.values for x in some]))
        for some in zip(*lists, strict=True)
    )


def more(first: tuple[Drawn, ...], second: tuple[Drawn, ...]) -> tuple[Drawn, ...]:
    """Two sets of draws of the same runs as one.

    Args:
        first: The earlier draws.
        second: The later ones.
    """
    if not first:
        return second
    return tuple(
        Drawn(
            a.name,
            joined([a.months, b.months]),
            tuple(
                Number(x.section, x.name, x.unit, np.concatenate([x.values, y.values]))
                for x, y in zip(a.numbers, b.numbers, strict=True)
            ),
        )
        for a, b in zip(first, second, strict=True)
    )
