"""Intervals a moment later: the same lines under more and more joint draws of the levers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.reports.numbers import with_interval
from evenhand.results.counts import Array
from evenhand.results.grouping import in_groups
from evenhand.results.uncertainty import ORDER, by_source
from evenhand.scenarios.schema import Scenario
from evenhand.studies.first_year import numbers_of
from evenhand.system_simulation import By, prepare, run_chance
from evenhand.web.chart_lines import Line, chart_lines, part_of
from evenhand.web.documents import digest_of
from evenhand.web.draw_workers import Case, DrawWorkers, Values
from evenhand.web.job_queue import Job
from evenhand.web.quick import Made, Quick, rounded_values
from evenhand.web.wire.jobs import (
    Band,
    BandSeries,
    IntervalRequest,
    IntervalResult,
    NumberSpread,
    Spread,
)

STEPS = (8, 16, 40, 80, 120, 160, 200)
"""Numbers of draws after which intervals are shown; the last is what was asked for."""
POINTS = (0.05, 0.25, 0.5, 0.75, 0.95)
TOLD = ("Arrests by all channels", "Removals by ICE of all kinds",
        "In detention at the end of it", "All stages, a year")  # fmt: skip
"""Numbers of the first year that the sentence tells."""


@dataclass(frozen=True, eq=False)
class Under:
    """Values of both runs under some draws, and by chance where replicates were asked for.

    Args:
        drawn: By run, values under each draw: lines ``(draw, line, month)``, numbers
            ``(draw, number)``.
        chance: The same over replicates; None without.
    """

    drawn: tuple[Values, Values]
    chance: tuple[Values, Values] | None

    def of(self, pick: Callable[[Values], Array]) -> tuple[Array, Array, Array]:
        """Values of scenario, baseline and difference, from the source that says most.

        Args:
            pick: Takes lines or numbers.
        """
        drawn = [pick(one) for one in self.drawn]
        chance = None if self.chance is None else [pick(one) for one in self.chance]
        pairs = [
            (drawn[0], None if chance is None else chance[0]),
            (drawn[1], None if chance is None else chance[1]),
            (drawn[0] - drawn[1], None if chance is None else chance[0] - chance[1]),
        ]
        found = [_widest(*pair) for pair in pairs]
        return found[0], found[1], found[2]


def _widest(drawn: Array, chance: Array | None) -> Array:
    known = by_source(drawn, chance)
    return next(known[source] for source in ORDER if source in known)


def interval_work(
    asked: IntervalRequest, quick: Quick, workers: DrawWorkers
) -> Callable[[Job], None]:
    """The work of a job that finds intervals.

    Args:
        asked: What was asked for.
        quick: Makes runs with central values.
        workers: Make runs under draws.
    """
    scenario = asked.scenario.resolved()

    def work(job: Job) -> None:
        job.tell(0, asked.draws, "joint draws of the levers")
        central, _ = quick.made(scenario, asked.until)
        case = Case(scenario, scenario.start, central.run.days, asked.areas, asked.classes)
        lines = [line for line, _ in central.lines(asked.areas, asked.classes)]
        parts: list[tuple[Values, Values]] = []
        steps = [*(step for step in STEPS if step < asked.draws), asked.draws]
        chance = _chance(asked, scenario, quick, job) if asked.replicates else None
        for one in workers.run(case, range(asked.draws), job):
            parts.append(one)
            job.tell(len(parts), asked.draws, "joint draws of the levers")
            if len(parts) in steps:
                under = Under(_stacked(parts), chance)
                job.show(_result(asked, central, under, lines, len(parts)))

    return work


def _stacked(parts: Sequence[tuple[Values, Values]]) -> tuple[Values, Values]:
    first, second = (
        Values(np.stack([part[run].lines for part in parts]),
               np.stack([part[run].numbers for part in parts]))
        for run in (0, 1)
    )  # fmt: skip
    return first, second


def _chance(
    asked: IntervalRequest, scenario: Scenario, quick: Quick, job: Job
) -> tuple[Values, Values]:
    """Both runs with central values, replicate by replicate with the same random numbers."""
    model = quick.knowledge.model(scenario.start)
    days = quick.knowledge.days(model, asked.until)
    follow = scenario.record == "follow"
    by: By = "place and class" if asked.areas else "class"
    found = []
    for run in (
        prepare(model, days, scenario=scenario), prepare(model, days, follow=follow),
    ):  # fmt: skip

        def told(done: int, total: int) -> None:
            job.check()
            job.tell(done, total, "replicates by chance")

        counts = run_chance(
            run, asked.replicates, asked.seed, per="month", by=by, workers=1, progress=told
        )
        by_class = in_groups(counts, "class")
        lines = chart_lines(part_of(counts, asked.areas, asked.classes), by_class, run)
        numbers = np.stack([one.values + np.zeros(asked.replicates)
                            for one in numbers_of(by_class, run)], axis=1)  # fmt: skip
        found.append(Values(np.stack([_full(x, asked.replicates) for _, x in lines], 1), numbers))
    return found[0], found[1]


def _full(values: Array, replicates: int) -> Array:
    full: Array = np.broadcast_to(values, (replicates, values.shape[-1]))
    return full


def _result(
    asked: IntervalRequest, central: Made, under: Under, lines: list[Line], draws: int
) -> IntervalResult:
    by_run = under.of(lambda one: one.lines)
    series = tuple(
        BandSeries.model_construct(
            id=line.id, chart=line.chart, name=line.name, unit=line.unit, scope=line.scope,
            scenario=_band(by_run[0][:, index]), baseline=_band(by_run[1][:, index]),
            difference=_band(by_run[2][:, index]),
        )
        for index, line in enumerate(lines)
    )  # fmt: skip
    numbers = _numbers(under, [(x.section, x.name, x.unit) for x in central.numbers])
    return IntervalResult(
        key=digest_of(asked.scenario, asked),
        draws=draws,
        wanted=asked.draws,
        replicates=asked.replicates,
        final=draws == asked.draws,
        first_day=central.run.first_day,
        last_day=central.run.values.last_day,
        months=central.counts.periods,
        days=tuple(int(one) for one in central.counts.lengths),
        series=series,
        numbers=numbers,
        summary=_summary(numbers),
        says=_says(draws, asked.replicates),
    )


def _band(values: Array) -> Band:
    some = np.quantile(values, POINTS, axis=0)
    low, low50, median, high50, high = (rounded_values(one) for one in some)
    return Band.model_construct(low=low, low50=low50, median=median, high50=high50, high=high)


def _numbers(under: Under, names: list[tuple[str, str, str]]) -> tuple[NumberSpread, ...]:
    by_run = under.of(lambda one: one.numbers)
    found = []
    for index, (section, name, unit) in enumerate(names):
        one, other, more = (_spread(values[:, index], unit, signs=place == 2)
                            for place, values in enumerate(by_run))  # fmt: skip
        found.append(NumberSpread(section=section, name=name, unit=unit, scenario=one,
                                  baseline=other, difference=more))  # fmt: skip
    return tuple(found)


def _spread(values: Array, unit: str, *, signs: bool) -> Spread:
    if not np.isfinite(values).all():
        return Spread(low=None, median=None, high=None, shown="–")
    low, middle, high = (float(one) for one in np.quantile(values, [0.05, 0.5, 0.95]))
    shown = with_interval(middle, low, high, unit, signs=signs)
    return Spread(low=low, median=middle, high=high, shown=shown)


def _summary(numbers: Sequence[NumberSpread]) -> str:
    """The differences of the first year with their intervals, in one sentence."""
    by_name = {one.name: one for one in numbers}
    told = [by_name[name] for name in TOLD if name in by_name]
    parts = [f"{one.name}: {one.difference.shown}{_unit(one.unit)}" for one in told
             if one.difference.shown not in ("0", "–")]  # fmt: skip
    if not parts:
        return "Nothing differs from the baseline."
    words = "; ".join(parts)
    return f"Against the baseline, first year, medians with 90 percent intervals. {words}."


def _unit(unit: str) -> str:
    """A unit after a number; amounts that carry theirs need none."""
    return "" if unit in ("US$", "share", "ratio") else f" {unit}"


def _says(draws: int, replicates: int) -> str:
    what = f"{draws} joint draws of the levers from the posterior, expected values under each"
    if replicates:
        what += f", with the spread of {replicates} replicates by chance added"
    return f"Medians, 50 and 90 percent intervals: {what}."
