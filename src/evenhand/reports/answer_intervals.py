"""The intervals of an answer, by what they come from: levers, chance, or both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from evenhand.reports.answer import Answer
from evenhand.results.counts import Array, Counts
from evenhand.results.grouping import in_groups
from evenhand.results.measures import measure, measures
from evenhand.results.uncertainty import BOTH, CHANCE, ORDER, PARAMETERS, by_source, interval
from evenhand.studies.course import Course
from evenhand.studies.drawn import Drawn
from evenhand.studies.first_year import Number

DIFFERENCE = "difference"


@dataclass(frozen=True)
class NumberBySource:
    """One number of the first year in one run, or the difference of two.

    Args:
        section: The part of the system it belongs to.
        name: What it is.
        unit: Its unit.
        run: Which run.
        values: Values by source ``(value,)``.
    """

    section: str
    name: str
    unit: str
    run: str
    values: dict[str, Array]

    @property
    def widest(self) -> tuple[str, dict[str, float]] | None:
        """The source that says most, and its interval by column; None without any."""
        for source in ORDER:
            if source in self.values:
                found = interval(self.values[source])
                return source, {name: float(part) for name, part in found.items()}
        return None


def numbers_by_source(answer: Answer) -> list[NumberBySource]:
    """All numbers of the first year, run by run, and their differences.

    Args:
        answer: The answer.
    """
    drawn = {
        index: {one.name: one for one in run.numbers} for index, run in enumerate(answer.drawn)
    }
    last = len(answer.drawn) - 1
    found = []
    for pair in answer.numbers:
        one = pair.first
        runs = [(answer.first.name, pair.first, _of(drawn, 0, one.name))]
        if not answer.is_baseline:
            second = _of(drawn, last, one.name)
            less = None
            if runs[0][2] is not None and second is not None:
                less = second - runs[0][2]
            runs.append((answer.second.name, pair.second, second))
            runs.append((DIFFERENCE, pair.difference, less))
        for run, number, values in runs:
            chance = number.values if number.values.ndim else None
            found.append(
                NumberBySource(one.section, one.name, one.unit, run, by_source(values, chance))
            )
    return found


def _of(drawn: dict[int, dict[str, Number]], run: int, name: str) -> Array | None:
    """Values of a number under each draw of a run; None where it is not counted under draws."""
    number = drawn.get(run, {}).get(name)
    return None if number is None else number.values


def intervals_table(answer: Answer) -> pl.DataFrame:
    """Intervals of the first year: ``section, number, unit, run, source``, then the values.

    Args:
        answer: The answer.
    """
    rows = [
        {"section": one.section, "number": one.name, "unit": one.unit, "run": one.run,
         "source": source, "values": len(values),
         **{name: float(part) for name, part in interval(values).items()}}
        for one in numbers_by_source(answer)
        for source, values in one.values.items()
    ]  # fmt: skip
    return pl.DataFrame(rows)


def measure_intervals(answer: Answer) -> pl.DataFrame:
    """Intervals of every measure of the nation by month: the same columns, by period.

    Args:
        answer: The answer.
    """
    frames = []
    for name, one in measures().items():
        runs = _monthly(answer, name)
        if len(runs) > 1:
            first, second = runs[0][1], runs[-1][1]
            less = {s: second[s] - first[s] for s in second if s != BOTH}
            runs.append((DIFFERENCE, by_source(less.get(PARAMETERS), less.get(CHANCE))))
        for run, values in runs:
            for source, part in values.items():
                frames.append(_frame(answer, name, one.unit, run, source, part))
    return pl.concat(frames)


def _frame(
    answer: Answer, name: str, unit: str, run: str, source: str, values: Array
) -> pl.DataFrame:
    counts = answer.first.months
    size = len(counts.periods)
    head = pl.DataFrame(
        {
            "measure": [name] * size,
            "period": pl.Series(counts.periods, dtype=pl.Date),
            "days": pl.Series(counts.lengths, dtype=pl.Int64),
            "unit": [unit] * size,
            "run": [run] * size,
            "source": [source] * size,
        }
    )
    parts = interval(values)
    return head.with_columns(
        pl.Series(column, part, dtype=pl.Float64).fill_nan(None) for column, part in parts.items()
    )


def _monthly(answer: Answer, name: str) -> list[tuple[str, dict[str, Array]]]:
    """A measure of the nation by source ``(value, month)``, for each run."""
    return [
        (course.name, monthly_by_source(course, drawn, name))
        for course, drawn in zip(answer.courses, answer.drawn, strict=True)
    ]


def monthly_by_source(course: Course, drawn: Drawn, name: str) -> dict[str, Array]:
    """A measure of the nation by source ``(value, month)``.

    Args:
        course: The run with central values.
        drawn: The same under draws.
        name: The measure.
    """
    chance = None if course.chance is None else _national(course.chance, name)
    return by_source(_national(drawn.months, name), chance)


def _national(counts: Counts, name: str) -> Array:
    """A measure of all groups together ``(value, month)``; a ratio is taken of the sums."""
    found: Array = np.asarray(measure(in_groups(counts, "all"), name)[..., 0])
    return found
