"""Which assumptions move a number of the first year most."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evenhand.model.posterior import shipped_draws
from evenhand.model.priors import priors
from evenhand.studies.drawn import Asked, RunsOfDraw
from evenhand.studies.first_year import Number
from evenhand.studies.influence import Sweep, influence, known_number, sweep
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
MOST = 15
BASELINE, SCENARIO = "baseline", "scenario"


def influence_work(asked: InfluenceRequest, knowledge: Knowledge) -> Callable[[Job], None]:
    """The work of a job that ranks assumptions.

    Args:
        asked: What was asked for.
        knowledge: The record and the fitted system.
    """
    scenario = asked.scenario.resolved()

    def work(job: Job) -> None:
        follow = scenario.record == "follow"
        runs = [Asked(BASELINE, None, follow)]
        runs += [Asked(SCENARIO, scenario, False)] if scenario.changes else []
        central = knowledge.model(scenario.start)

        def told(done: int, total: int) -> None:
            job.check()
            job.tell(done, total, "levers one by one")

        found = sweep(
            RunsOfDraw(central, tuple(runs), FIRST_YEAR), shipped_draws(), workers=1, progress=told
        )
        job.show(influence_result(found, asked.number))

    return work


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
