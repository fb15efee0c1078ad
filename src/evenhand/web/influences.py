"""Which assumptions move a number of the first year most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from evenhand.model.posterior import shipped_draws
from evenhand.model.priors import priors
from evenhand.reports.answer import BASELINE, SCENARIO
from evenhand.scenarios.schema import Scenario
from evenhand.studies.drawn import Asked, RunsOfDraw
from evenhand.studies.first_year import Number
from evenhand.studies.influence import Sweep, influence, known_number, sweep
from evenhand.web.cache import Cache
from evenhand.web.documents import canonical_text
from evenhand.web.job_queue import Job
from evenhand.web.knowledge import Knowledge
from evenhand.web.lever_list import title_of
from evenhand.web.wire.jobs import (
    InfluenceRequest,
    InfluenceResult,
    InfluenceRow,
    InfluenceTable,
)

FIRST_YEAR = 366
"""Days that are run: the numbers are of the first twelve months."""
MOST, KEPT = 15, 6
"""Levers that are listed, and scenarios whose runs are kept."""


@dataclass
class Influences:
    """Ranks assumptions, and keeps the runs that a ranking is made from: they tell every number.

    Args:
        knowledge: The record and the fitted system.
    """

    knowledge: Knowledge
    _swept: Cache[str, Sweep] = field(default_factory=lambda: Cache(KEPT))

    def work(self, asked: InfluenceRequest) -> Callable[[Job], None]:
        """The work of a job that ranks assumptions.

        Args:
            asked: What was asked for.

        Raises:
            ScenarioError: when the scenario says something wrong.
        """
        scenario = asked.scenario.resolved()
        key = canonical_text(scenario)

        def work(job: Job) -> None:
            # A job that is cancelled must not end another that waits for the same runs.
            if not self._swept.known(key):
                found = self._sweep(scenario, job)
                self._swept.get(key, lambda: found)
            swept = self._swept.get(key, lambda: self._sweep(scenario, job))
            job.show(influence_result(swept, asked.number))

        return work

    def _sweep(self, scenario: Scenario, job: Job) -> Sweep:
        runs = [Asked(BASELINE, None, scenario.record == "follow")]
        runs += [Asked(SCENARIO, scenario, False)] if scenario.changes else []
        central = self.knowledge.model(scenario.start)

        def told(done: int, total: int) -> None:
            job.check()
            job.tell(done, total, "levers one by one")

        work = RunsOfDraw(central, tuple(runs), FIRST_YEAR)
        return sweep(work, shipped_draws(), workers=1, progress=told)


def influence_result(found: Sweep, number: str) -> InfluenceResult:
    """A sweep's ranking for one number, for each run and the difference.

    Args:
        found: The sweep.
        number: The number, or a part of its name.

    Raises:
        EvenhandError: when there is no such number.
    """
    nothing = np.zeros(())
    name = known_number(number, [Number("", one, unit, nothing) for one, unit in found.numbers])
    place = found.position(name)
    unit = found.numbers[place][1]
    tables = []
    for index, run in enumerate(found.runs):
        rows = influence(found, name, run)[:MOST]
        tables.append(
            InfluenceTable(
                run=run, number=name, unit=unit, middle=float(found.middle[index, place]),
                rows=tuple(
                    InfluenceRow(
                        lever=one.lever, title=title_of(one.lever),
                        unit=priors()[one.lever].unit,
                        reliability=priors()[one.lever].reliability, low=one.low, high=one.high,
                        at_low=one.at_low, at_high=one.at_high, share=one.share,
                    )
                    for one in rows
                ),
            )
        )  # fmt: skip
    return InfluenceResult(tables=tuple(tables))
