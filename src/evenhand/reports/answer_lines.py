"""The lines of an answer's charts: the record, and the runs by month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl

from evenhand.backtests.shipped import error_band, shipped_forecasts
from evenhand.fitting.custody_record import custody_record
from evenhand.model.areas import arrest_rates
from evenhand.model.classes import CLASSES, REMOVAL
from evenhand.reports.answer import Answer
from evenhand.results.counts import Array, Counts
from evenhand.results.grouping import in_groups
from evenhand.results.measures import measure
from evenhand.results.officer_hours import hours_per_arrest
from evenhand.results.resources import resources
from evenhand.studies.course import Course
from evenhand.timeline import month_end, next_month

Pick = Callable[[Counts, Course], Array]
"""A number by month of what a course counted ``(..., period)``."""
RECORD_SINCE = date(2024, 10, 1)
WAYS = ("In jails", "At large, all kinds", "At large, targeted", "At large, collateral")
OUT = ("Removals from detention", "Releases of all kinds", "Released for lack of beds")
CLASS_PANELS = {
    "convicted": "With a conviction",
    "pending": "With a pending charge",
    "other": "With neither",
}
EFFORT = ("Officer-hours per targeted arrest", "Officer-hours on the street, thousands a day")
USE = ("Beds, share in use", "Judges, share in use", "Seats, share in use")
STOCKS = ("Court docket, thousands", "People who can be looked for, thousands")


def of(name: str) -> Pick:
    """Pick one measure of the whole nation.

    Args:
        name: The measure.
    """
    return lambda counts, _: measure(counts, name).sum(axis=-1)


def run_lines(answer: Answer, panels: dict[str, Pick]) -> pl.DataFrame:
    """Runs by whole month: ``day, value, line, panel``, and ``low, high`` where there is chance.

    Args:
        answer: The answer.
        panels: What each panel shows.
    """
    frames = [
        _line(course, panel, pick) for panel, pick in panels.items() for course in answer.courses
    ]
    return pl.concat(frames)


def _line(course: Course, panel: str, pick: Pick) -> pl.DataFrame:
    counts = course.best
    values = pick(counts, course)
    low = high = middle = values
    if counts.mode == "chance":
        low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], axis=0)
    whole = [
        first.day == 1 and days >= 28
        for first, days in zip(counts.periods, counts.lengths, strict=True)
    ]
    frame = pl.DataFrame(
        {
            "day": list(counts.periods),
            "value": middle,
            "low": low,
            "high": high,
            "line": [course.name] * len(whole),
            "panel": [panel] * len(whole),
        }
    )
    return frame.filter(pl.Series(whole)).with_columns(pl.col("value", "low", "high").round(3))


def _recorded(rows: list[tuple[date, float, str]]) -> pl.DataFrame:
    days, values, panels = zip(*rows, strict=True) if rows else ((), (), ())
    number = pl.Series("value", values, dtype=pl.Float64).round(1)
    return pl.DataFrame(
        {
            "day": pl.Series(days, dtype=pl.Date),
            "value": number,
            "low": number,
            "high": number,
            "line": ["record"] * len(days),
            "panel": pl.Series(panels, dtype=pl.String),
        }
    )


def arrest_lines(answer: Answer) -> pl.DataFrame:
    """Arrests by way and month, with the record of arrests in jails and outside."""
    rows = []
    for month in record_months(answer):
        jail, large = arrest_rates(month).sum(axis=(0, 1))
        rows += [(month, float(jail), WAYS[0]), (month, float(large), WAYS[1])]
    picks: dict[str, Pick] = {
        WAYS[0]: of("arrests: jail"),
        WAYS[1]: of("arrests: at-large"),
        WAYS[2]: of("arrests: at-large targeted"),
        WAYS[3]: of("arrests: at-large collateral"),
    }
    return pl.concat([_recorded(rows), run_lines(answer, picks)])


def class_lines(answer: Answer) -> pl.DataFrame:
    """Arrests by criminality and month, with the record."""
    rows = []
    for month in record_months(answer):
        arrests = arrest_rates(month).sum(axis=(0, 2))
        rows += [(month, float(arrests[i]), CLASS_PANELS[kind]) for i, kind in enumerate(CLASSES)]

    def pick(index: int) -> Pick:
        return lambda counts, _: measure(in_groups(counts, "class"), "arrests")[..., index]

    picks = {CLASS_PANELS[kind]: pick(index) for index, kind in enumerate(CLASSES)}
    return pl.concat([_recorded(rows), run_lines(answer, picks)])


def record_months(answer: Answer) -> list[date]:
    """Whole months of the record of arrests up to the start, from ``RECORD_SINCE`` on.

    Args:
        answer: The answer.
    """
    months, day = [], RECORD_SINCE
    while month_end(day.year, day.month) <= answer.model.first_day + timedelta(days=7):
        months.append(day)
        day = date(*next_month(day.year, day.month), 1)
    return months


def exit_lines(answer: Answer) -> pl.DataFrame:
    """Removals and releases by month, with the record of removals."""
    record = custody_record(answer.observations, answer.model.custody.cut_off)
    rows = [
        (one.first, float(one.people[:, REMOVAL].sum()) / ((one.last - one.first).days + 1), OUT[0])
        for one in record.exits
        if one.first >= RECORD_SINCE and one.with_removals
    ]
    picks = {
        OUT[0]: of("removals: from detention"),
        OUT[1]: of("releases"),
        OUT[2]: of("releases: lack of beds"),
    }
    return pl.concat([_recorded(rows), run_lines(answer, picks)])


def effort_lines(answer: Answer) -> pl.DataFrame:
    """Officer-hours per targeted arrest, and on the street, by month."""

    def per_arrest(counts: Counts, course: Course) -> Array:
        found = hours_per_arrest(counts, course.run.values, course.run.hours)
        return found["at-large targeted"]

    def street(counts: Counts, _: Course) -> Array:
        return counts.capacity("officer hours")[0] / counts.lengths / 1000

    return run_lines(answer, {EFFORT[0]: per_arrest, EFFORT[1]: street})


def use_lines(answer: Answer) -> pl.DataFrame:
    """Share of beds, judges and seats in use by month, percent."""

    def pick(name: str) -> Pick:
        def share(counts: Counts, course: Course) -> Array:
            found = resources(counts, course.run.values)
            return 100 * next(one.use for one in found if one.name == name)

        return share

    names = ("beds", "judges", "air seats")
    return run_lines(answer, dict(zip(USE, map(pick, names), strict=True)))


def docket_lines(answer: Answer) -> pl.DataFrame:
    """The two dockets by month, thousands."""

    def pick(name: str) -> Pick:
        return lambda counts, _: measure(counts, name).sum(axis=-1) / 1000

    return run_lines(answer, {STOCKS[0]: pick("court docket"), STOCKS[1]: pick("docket")})


def stock_lines(answer: Answer) -> pl.DataFrame:
    """People in detention: ``day, value, line`` for the record, the runs, and the beds."""
    record = custody_record(answer.observations, answer.model.custody.cut_off)
    knots = pl.DataFrame(
        {
            "day": [knot.day for knot in record.knots],
            "value": [float(knot.people.sum()) for knot in record.knots],
        }
    ).with_columns(line=pl.lit("record"))
    frames = [knots]
    for course in answer.courses:
        values = measure(course.days, "detained").sum(axis=-1)
        frames.append(_weekly(course.run.first_day, values, course.name))
    values = answer.second.run.values
    frames.append(_weekly(values.first_day, values.by_day("beds"), "beds"))
    return pl.concat(frames)


def _weekly(first: date, values: Array, line: str) -> pl.DataFrame:
    picked = values[::7].round()
    days = [first + timedelta(days=7 * index) for index in range(len(picked))]
    return pl.DataFrame({"day": days, "value": picked}).with_columns(line=pl.lit(line))


def past_error_band(answer: Answer) -> pl.DataFrame:
    """The first run's detained with the spread of past forecast errors: ``day, low, high``."""
    stock = measure(answer.first.days, "detained").sum(axis=-1)
    first = answer.first.run.first_day
    days, low, high = [first], [float(stock[0])], [float(stock[0])]
    for horizon, below, above in error_band(shipped_forecasts()).iter_rows():
        index = min(len(stock) - 1, round(30.4 * (horizon - 0.5)))
        days.append(first + timedelta(days=index))
        low.append(float(stock[index] * below))
        high.append(float(stock[index] * above))
    return pl.DataFrame({"day": days, "low": low, "high": high})
