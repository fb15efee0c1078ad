"""Answers while a hand is on the lever: expected values of a run, beside its baseline.

Everything is kept by what it depends on: runs by scenario and days, lines by what was chosen.
The numbers are those of ``run_mean``; nothing is approximated.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import date
from math import isnan

import numpy as np

from evenhand.reports.answer import BASELINE, SCENARIO, Pair
from evenhand.reports.findings import findings
from evenhand.reports.numbers import amount, signed
from evenhand.results.counts import Array, Counts
from evenhand.results.grouping import in_groups
from evenhand.results.resources import resources
from evenhand.scenarios.schema import Scenario
from evenhand.studies.first_year import Number, numbers_of
from evenhand.system_simulation import SystemRun, prepare, run_mean
from evenhand.web.area_values import area_map, known
from evenhand.web.cache import Cache
from evenhand.web.chart_lines import Found, chart_lines, part_of
from evenhand.web.differences import (
    Window,
    binding,
    first_year,
    headlines,
    last_year,
    summary,
)
from evenhand.web.documents import canonical_text, digest_of
from evenhand.web.flow_links import flow_links
from evenhand.web.knowledge import Knowledge
from evenhand.web.wire.runs import (
    BindingOut,
    NumberOut,
    QuickAnswer,
    QuickRequest,
    Series,
)

RUNS, ANSWERS = 12, 800
"""Runs with all their counts (some 8 MB each), and answers as text (70 kB each), that are kept."""
DECIMALS = 4
"""Digits after the point of shares; of other values that are shown less would do."""


@dataclass(frozen=True, eq=False)
class Made:
    """One run in expected values.

    Args:
        name: ``baseline`` or ``scenario``.
        run: What was run.
        counts: What it counted by month, place and class.
        by_class: The same with places added up.
        numbers: Numbers of its first year.
        nation: The lines of all charts for the nation.
    """

    name: str
    run: SystemRun
    counts: Counts
    by_class: Counts
    numbers: tuple[Number, ...]
    nation: Found

    @property
    def best(self) -> Counts:
        """What sentences are made from."""
        return self.by_class

    def part(self, areas: tuple[str, ...], classes: tuple[str, ...]) -> Counts:
        """What was counted in some areas and of some classes, by class.

        Args:
            areas: Only these areas.
            classes: Only these classes.
        """
        if not areas and not classes:
            return self.by_class
        return part_of(self.counts, areas, classes)

    def lines(self, areas: tuple[str, ...], classes: tuple[str, ...]) -> Found:
        """The lines of all charts.

        Args:
            areas: Only these areas.
            classes: Only these classes.
        """
        if not areas and not classes:
            return self.nation
        return chart_lines(self.part(areas, classes), self.by_class, self.run)


@dataclass
class Quick:
    """Makes answers in expected values and keeps them.

    Args:
        knowledge: The record and the fitted system.
    """

    knowledge: Knowledge
    _runs: Cache[str, Made] = field(default_factory=lambda: Cache(RUNS))
    _baselines: Cache[str, Made] = field(default_factory=lambda: Cache(RUNS))
    _answers: Cache[str, str] = field(default_factory=lambda: Cache(ANSWERS))

    def made(self, scenario: Scenario, until: date | None) -> tuple[Made, Made]:
        """A run and its baseline.

        Args:
            scenario: The changes.
            until: The last day; four years on if not given.

        Raises:
            EvenhandError: when it cannot be run.
        """
        model = self.knowledge.model(scenario.start)
        days = self.knowledge.days(model, until)
        follow = scenario.record == "follow"
        ground = f"{scenario.start} {days} {follow}"
        baseline = self._baselines.get(
            ground, lambda: _made(BASELINE, prepare(model, days, follow=follow))
        )
        if not scenario.changes:
            return replace(baseline, name=SCENARIO), baseline
        key = f"{days} {canonical_text(scenario)}"
        found = self._runs.get(
            key, lambda: _made(SCENARIO, prepare(model, days, scenario=scenario))
        )
        return found, baseline

    def text(self, asked: QuickRequest) -> str:
        """The answer to one request as JSON; the same request is worked out once.

        Args:
            asked: The request.

        Raises:
            EvenhandError: when it cannot be run.
        """
        key = digest_of(asked.scenario, asked)
        return self._answers.get(key, lambda: self.answer(asked).model_dump_json())

    def known(self, asked: QuickRequest) -> bool:
        """Whether the answer to a request is there already.

        Args:
            asked: The request.
        """
        return self._answers.known(digest_of(asked.scenario, asked))

    def answer(self, asked: QuickRequest) -> QuickAnswer:
        """The answer to one request, worked out.

        Args:
            asked: The request.

        Raises:
            EvenhandError: when it cannot be run.
        """
        start = time.perf_counter()
        scenario, baseline = self.made(asked.scenario.resolved(), asked.until)
        counts = scenario.counts
        lines = scenario.lines(asked.areas, asked.classes)
        ground = baseline.lines(asked.areas, asked.classes)
        nothing = all(np.array_equal(a, b, equal_nan=True)
                      for (_, a), (_, b) in zip(lines, ground, strict=True))  # fmt: skip
        binds = bindings(scenario, baseline)
        chosen = [one.part(asked.areas, asked.classes) for one in (scenario, baseline)]
        costs = (_line(lines, "cost"), _line(ground, "cost"))
        year = first_year(len(counts.periods))
        told = headlines(chosen[0], chosen[1], costs, year)
        window = told_window(lines, ground)
        words = told if window == year else headlines(chosen[0], chosen[1], costs, window)
        return QuickAnswer(
            key=digest_of(asked.scenario, asked),
            first_day=scenario.run.first_day,
            last_day=scenario.run.values.last_day,
            months=counts.periods,
            days=tuple(int(one) for one in counts.lengths),
            changes_nothing=nothing,
            summary=summary(words, binds, window, nothing),
            sentences=tuple(sentences(scenario, baseline)),
            series=tuple(_series(lines, ground)),
            headlines=told,
            binding=binds,
            flows=flow_links(scenario.by_class, baseline.by_class),
            numbers=tuple(number_rows(scenario, baseline)),
            map=area_map(asked, scenario.counts, baseline.counts),
            milliseconds=_milliseconds(start),
        )


def _milliseconds(start: float) -> float:
    return round(1000 * (time.perf_counter() - start), 2)


def _made(name: str, run: SystemRun) -> Made:
    counts = run_mean(run, per="month", by="place and class")
    by_class = in_groups(counts, "class")
    numbers = tuple(numbers_of(by_class, run))
    return Made(name, run, counts, by_class, numbers, chart_lines(by_class, by_class, run))


def told_window(lines: Found, ground: Found) -> Window:
    """The months that the summary is about: the first year, or the last where that is the same.

    Args:
        lines: The run's lines.
        ground: The baseline's.
    """
    months = len(lines[0][1])
    year = first_year(months)
    some = slice(year.first, year.last)
    same = all(
        np.allclose(a[some], b[some], equal_nan=True)
        for (_, a), (_, b) in zip(lines, ground, strict=True)
    )
    return last_year(months) if same else year


def bindings(scenario: Made, baseline: Made) -> tuple[BindingOut, ...]:
    """When each resource binds in a run and in its baseline.

    Args:
        scenario: The run.
        baseline: Its baseline.
    """
    pairs = [resources(one.by_class, one.run.values)
             for one in (scenario, baseline)]  # fmt: skip
    return tuple(
        binding(a.name, a.unit, a.binds.astype(np.float64), b.binds.astype(np.float64),
                scenario.counts.periods)
        for a, b in zip(*pairs, strict=True)
    )  # fmt: skip


def sentences(scenario: Made, baseline: Made) -> list[str]:
    """What a run says, in the sentences of reports.

    Args:
        scenario: The run.
        baseline: Its baseline.
    """
    pairs = [Pair(a, b) for a, b in zip(baseline.numbers, scenario.numbers, strict=True)]
    return findings(baseline, scenario, pairs)


def number_rows(scenario: Made, baseline: Made) -> list[NumberOut]:
    """Numbers of the first year in both runs.

    Args:
        scenario: The run.
        baseline: Its baseline.
    """
    found = []
    for a, b in zip(scenario.numbers, baseline.numbers, strict=True):
        one, other = float(a.values), float(b.values)
        found.append(
            NumberOut(
                section=a.section, name=a.name, unit=a.unit, scenario=known(one),
                baseline=known(other), difference=known(one - other),
                shown=amount(one, a.unit), shown_baseline=amount(other, a.unit),
                shown_difference=signed(one - other, a.unit),
            )
        )  # fmt: skip
    return found


def _line(found: Found, name: str) -> Array:
    return next(values for line, values in found if line.id == name)


def rounded_rows(values: Array) -> list[tuple[float | None, ...]]:
    """Rows of values for the wire; None where there is none.

    Args:
        values: Values ``(row, month)``.
    """
    rows = np.round(values, DECIMALS).tolist()
    return [tuple(None if isnan(one) else one for one in row) for row in rows]


def rounded_values(values: Array) -> tuple[float | None, ...]:
    """Values by month for the wire; None where there is none.

    Args:
        values: Values ``(month,)``.
    """
    return rounded_rows(values[None])[0]


def _series(lines: Found, ground: Found) -> list[Series]:
    pairs = (rounded_rows(np.array([values for _, values in some])) for some in (lines, ground))
    return [
        Series.model_construct(
            id=line.id, chart=line.chart, name=line.name, unit=line.unit, scope=line.scope,
            scenario=values, baseline=before,
        )
        for (line, _), values, before in zip(lines, *pairs, strict=True)
    ]  # fmt: skip
