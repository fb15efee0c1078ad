"""The tidy tables of an answer: each run, and their difference, below each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from evenhand.errors import EvenhandError, Problem, did_you_mean
from evenhand.model.levers import levers
from evenhand.model.places import PLACES
from evenhand.reports.answer import Answer
from evenhand.results.counts import Array, Counts
from evenhand.results.daily_post import daily_posts
from evenhand.results.flows import flow_table
from evenhand.results.grouping import in_groups
from evenhand.results.measures import measures
from evenhand.results.system_tables import (
    binding_table,
    difference_table,
    measure_table,
    rows_table,
)
from evenhand.studies.course import Course
from evenhand.studies.first_year import quantiles
from evenhand.system_simulation import run_chance, run_mean

Rows = dict[tuple[str, str, str], Array]
MOST_ROWS = 6_000_000
"""More rows than this in a table of measures are refused."""
DIFFERENCE = "difference"


def measures_table(answer: Answer, arguments: dict[str, Any]) -> pl.DataFrame:
    """Measures of both runs and their difference, by the period and groups asked for.

    Args:
        answer: The answer.
        arguments: What was asked for.

    Raises:
        EvenhandError: when a measure is unknown, or the table would be too long.
    """
    names = arguments["measures"] or list(measures())
    unknown = [name for name in names if name not in measures()]
    if unknown:
        raise EvenhandError(
            [
                Problem(f"--measure '{name}'", "is unknown", did_you_mean(name, measures()))
                for name in unknown
            ]
        )
    per, by = arguments["per"], arguments["by"]
    parts = {"day": answer.first.run.days, "week": answer.first.run.days // 7 + 1, "run": 1}
    groups = len(PLACES) ** ("place" in by) * 3 ** ("class" in by)
    size = len(names) * parts.get(per, len(answer.first.months.periods)) * groups * 3
    if size > MOST_ROWS:
        what = f"would have about {size:,} rows"
        fix = "name measures with --measure, or choose longer periods or larger groups"
        raise EvenhandError(Problem("the table of measures", what, fix))

    def counts(course: Course) -> Counts:
        if course.chance is None:
            return run_mean(course.run, per, by)
        if per == "month" and by in ("all", "class"):
            return in_groups(course.chance, by)
        return run_chance(course.run, arguments["replicates"], arguments["seed"], per, by)

    return of_both(
        answer,
        counts,
        lambda x: measure_table(x, names),
        lambda a, b: difference_table(a, b, names),
    )


def of_both(
    answer: Answer,
    counts: Callable[[Course], Counts],
    table: Callable[[Counts], pl.DataFrame],
    difference: Callable[[Counts, Counts], pl.DataFrame],
) -> pl.DataFrame:
    """A table of each run, and of their difference, below each other."""
    found = [counts(course) for course in answer.courses]
    frames = [
        table(one).with_columns(run=pl.lit(course.name))
        for course, one in zip(answer.courses, found, strict=True)
    ]
    if len(found) > 1:
        frames.append(difference(found[0], found[1]).with_columns(run=pl.lit(DIFFERENCE)))
    return pl.concat(frames).select("run", pl.exclude("run"))


def monthly_rows(
    answer: Answer, rows: Callable[[Course, Counts], Rows], *names: str
) -> pl.DataFrame:  # fmt: skip
    """The same for rows that differ by month alone."""
    found = [(course, in_groups(course.best, "class")) for course in answer.courses]
    made = [rows(course, counts) for course, counts in found]
    frames = [
        rows_table(counts, one).with_columns(run=pl.lit(course.name))
        for (course, counts), one in zip(found, made, strict=True)
    ]
    if len(made) > 1:
        less = {key: made[1][key] - made[0][key] for key in made[0] if key in made[1]}
        frames.append(rows_table(found[0][1], less).with_columns(run=pl.lit(DIFFERENCE)))
    table = pl.concat(frames).select("run", pl.exclude("run"))
    return table.rename(dict(zip(("table", "name"), names, strict=False)))


def summary_table(answer: Answer) -> pl.DataFrame:
    """The numbers of the first year: ``section, number, unit, run``, then the values."""
    rows = []
    for pair in answer.numbers:
        parts = [(answer.first.name, pair.first)]
        if not answer.is_baseline:
            parts += [(answer.second.name, pair.second), (DIFFERENCE, pair.difference)]
        rows += [
            {"section": one.section, "number": one.name, "unit": one.unit, "run": run,
             **quantiles(one)}
            for run, one in parts
        ]  # fmt: skip
    return pl.DataFrame(rows)


def binding(answer: Answer) -> pl.DataFrame:
    """Since when and how often each resource binds, by run."""
    return pl.concat(
        binding_table(in_groups(course.best, "class"), course.run.values).with_columns(
            run=pl.lit(course.name)
        )
        for course in answer.courses
    ).select("run", pl.exclude("run"))


def flows(answer: Answer) -> pl.DataFrame:
    """People from stage to stage over the whole run, by run."""
    return pl.concat(
        flow_table(course.months).with_columns(run=pl.lit(course.name)) for course in answer.courses
    ).select("run", pl.exclude("run"))


def posts(answer: Answer) -> pl.DataFrame:
    """Daily totals by definition: mean values, and one replicate of the first year by chance."""
    frames = []
    for course in answer.courses:
        for kind, counts, values in (
            ("mean", course.days, course.run.values),
            ("one replicate", course.posts, course.short.values),
        ):
            for name, posts in daily_posts(counts, values).items():
                day = posts if posts.ndim == 1 else posts[0]
                frames.append(
                    pl.DataFrame(
                        {
                            "run": [course.name] * len(day),
                            "kind": [kind] * len(day),
                            "definition": [name] * len(day),
                            "day": list(counts.periods),
                            "people": pl.Series(day, dtype=pl.Float64).fill_nan(None),
                        }
                    )
                )
    return pl.concat(frames)


def changed_levers(answer: Answer) -> pl.DataFrame:
    """Levers that differ between the runs: where, since when, from what to what at the end."""
    first, second = answer.first.run.values, answer.second.run.values
    rows = []
    for name, lever in levers().items():
        before, after = first.full(name), second.full(name)
        if first[name] is second[name] or (before == after).all():
            continue
        differs = before != after
        day = int(np.flatnonzero(differs.any(axis=(1, 2)))[0])
        cells = np.flatnonzero(differs.any(axis=(0, 2)))
        for place in cells if len(cells) < len(PLACES) - 1 else [None]:
            where = PLACES[place] if place is not None else "everywhere"
            chosen = slice(None) if place is None else place
            rows.append(
                (name, lever.unit, where, first.first_day + timedelta(days=day),
                 float(before[-1, chosen].mean()), float(after[-1, chosen].mean()))
            )  # fmt: skip
    schema = {"lever": pl.String, "unit": pl.String, "place": pl.String, "since": pl.Date,
              "before": pl.Float64, "after": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")
