"""Several scenarios side by side, in expected values."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

import numpy as np

from evenhand.errors import EvenhandError, Problem
from evenhand.reports.numbers import amount
from evenhand.results.counts import Array
from evenhand.results.resources import resources
from evenhand.scenarios.schema import Scenario
from evenhand.web.differences import headlines, summary
from evenhand.web.quick import Made, Quick, bindings, rounded_values, told_window
from evenhand.web.wire.runs import (
    CompareAnswer,
    ComparedBinding,
    ComparedNumber,
    ComparedRun,
    ComparedSeries,
    CompareRequest,
)

BASELINE = "baseline"


def compared(asked: CompareRequest, quick: Quick) -> CompareAnswer:
    """Runs of all scenarios and of their baseline.

    Args:
        asked: The request.
        quick: Makes runs.

    Raises:
        EvenhandError: when one cannot be run, or they do not begin on the same day.
    """
    begun = time.perf_counter()
    scenarios = [one.scenario.resolved() for one in asked.scenarios]
    _check_alike([one.name for one in asked.scenarios], scenarios)
    pairs = [quick.made(one, asked.until) for one in scenarios]
    baseline = pairs[0][1]
    made = [baseline, *(pair[0] for pair in pairs)]
    lines = [one.lines(asked.areas, asked.classes) for one in made]
    told = [ComparedRun(name=BASELINE, title="Baseline", summary="")]
    for given, (scenario, ground) in zip(asked.scenarios, pairs, strict=True):
        words = _summary(scenario, ground, asked)
        told.append(ComparedRun(name=given.name, title=given.scenario.title, summary=words))
    return CompareAnswer(
        first_day=baseline.run.first_day,
        last_day=baseline.run.values.last_day,
        months=baseline.counts.periods,
        days=tuple(int(one) for one in baseline.counts.lengths),
        runs=tuple(told),
        series=tuple(
            ComparedSeries.model_construct(
                id=line.id, chart=line.chart, name=line.name, unit=line.unit, scope=line.scope,
                values=tuple(rounded_values(run[index][1]) for run in lines),
            )
            for index, (line, _) in enumerate(lines[0])
        ),
        numbers=tuple(_numbers(made)),
        binding=tuple(_binding(made)),
        milliseconds=round(1000 * (time.perf_counter() - begun), 2),
    )  # fmt: skip


def _check_alike(given: Sequence[str], scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that begin on different days, or two of the same name.

    Raises:
        EvenhandError: when they do.
    """
    starts = {(one.start, one.record) for one in scenarios}
    if len(starts) > 1:
        said = ", ".join(sorted({str(start or "the newest snapshot") for start, _ in starts}))
        what = f"begin on different days ({said}) or take the record differently"
        fix = "compare scenarios with the same 'start' and 'record'"
        raise EvenhandError(Problem("scenarios", what, fix))
    names = [BASELINE, *given]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise EvenhandError(Problem("scenarios", f"two are called '{twice}'", "rename one"))


def _summary(scenario: Made, baseline: Made, asked: CompareRequest) -> str:
    lines = scenario.lines(asked.areas, asked.classes)
    ground = baseline.lines(asked.areas, asked.classes)
    nothing = all(np.array_equal(a, b, equal_nan=True)
                  for (_, a), (_, b) in zip(lines, ground, strict=True))  # fmt: skip
    chosen = [one.part(asked.areas, asked.classes) for one in (scenario, baseline)]
    costs = (_cost(scenario), _cost(baseline))
    window = told_window(lines, ground)
    words = headlines(chosen[0], chosen[1], costs, window)
    return summary(words, bindings(scenario, baseline), window, nothing)


def _cost(one: Made) -> Array:
    return next(values for line, values in one.nation if line.id == "cost")


def _numbers(made: Sequence[Made]) -> list[ComparedNumber]:
    found = []
    for some in zip(*(one.numbers for one in made), strict=True):
        values = [float(one.values) for one in some]
        first = some[0]
        found.append(
            ComparedNumber(
                section=first.section, name=first.name, unit=first.unit,
                values=tuple(value if np.isfinite(value) else None for value in values),
                shown=tuple(amount(value, first.unit) for value in values),
            )
        )  # fmt: skip
    return found


def _binding(made: Sequence[Made]) -> list[ComparedBinding]:
    by_run = [resources(one.by_class, one.run.values) for one in made]
    found = []
    for some in zip(*by_run, strict=True):
        since: list[date | None] = []
        for one, run in zip(some, made, strict=True):
            binds = np.flatnonzero(one.binds)
            since.append(run.counts.periods[int(binds[0])] if len(binds) else None)
        found.append(ComparedBinding(resource=some[0].name, since=tuple(since)))
    return found
