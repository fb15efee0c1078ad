"""The charts of an answer, each with its finding as a title."""

from __future__ import annotations

import numpy as np
import polars as pl

from evenhand.reports import answer_lines, charts
from evenhand.reports.answer import Answer
from evenhand.reports.answer_flows import flow_chart
from evenhand.reports.answer_intervals import numbers_by_source
from evenhand.reports.fan_charts import fan_charts
from evenhand.reports.numbers import amount, money, people, step_of, to_step
from evenhand.results.costs import costs
from evenhand.results.grouping import first_as_one, in_groups

SOURCE = "Source: ICE's published records (record); Evenhand (runs)."
YEAR_DAYS = 365.25
MONTHS = 12
CENTRAL = (
    " The lines are of central levers; the title's numbers are medians over the joint draws, as in "
    "the table of the first year."
)


def middle(answer: Answer, name: str) -> tuple[float, float]:
    """A number of the first year in both runs, the median by chance.

    Args:
        answer: The answer.
        name: The number's name.
    """
    pair = next(pair for pair in answer.numbers if pair.first.name == name)
    return float(np.median(pair.first.values)), float(np.median(pair.second.values))


def versus(answer: Answer, name: str, unit: str = "") -> str:
    """A number of the reported run with that of the other in brackets, as the summary has them.

    Args:
        answer: The answer.
        name: The number's name.
        unit: ``share`` for percent, ``US$`` for money; else a number of people.
    """

    def told(run: str) -> str:
        found = next(
            one for one in numbers_by_source(answer) if one.name == name and one.run == run
        )
        widest = found.widest
        if widest is None:
            values = middle(answer, name)
            value, step = values[0 if run == answer.first.name else 1], 0.0
        else:
            at = widest[1]
            value = at["median"]
            step = step_of(value, at["low90"], at["high90"]) if answer.drawn else 0.0
        if unit in ("share", "US$"):
            return amount(value, unit, step)
        return f"{to_step(value, max(step, 1.0)):,.0f}"

    second = told(answer.second.name)
    if answer.is_baseline:
        return second
    return f"{second} ({answer.first.name}: {told(answer.first.name)})"


def answer_charts(answer: Answer) -> list[charts.Chart]:
    """All charts of an answer, in the order of the page.

    Args:
        answer: The answer.
    """
    shade = " Shaded: 90 percent of the replicates." if answer.second.chance is not None else ""
    if answer.drawn:
        shade += CENTRAL
    return [
        flow_chart(answer),
        stock_picture(answer),
        *fan_charts(answer),
        charts.facet_chart(
            "arrests",
            answer_lines.arrest_lines(answer),
            list(answer_lines.WAYS),
            f"{versus(answer, 'Arrests by all channels')} arrests a day in the first year",
            "People per day, means of whole months. The record does not tell targeted from "
            f"collateral arrests; how they are told apart is assumed.{shade} {SOURCE}",
            "people per day",
            sources=("arrests", "runs"),
        ),
        charts.facet_chart(
            "who",
            answer_lines.class_lines(answer),
            list(answer_lines.CLASS_PANELS.values()),
            "Without a conviction or charge: "
            f"{versus(answer, 'Arrested without conviction or charge', 'share')} of all arrested",
            "Arrests per day by criminality as ICE states it, whole months. The categories are of "
            f"records, not of violence.{shade} {SOURCE}",
            "people per day",
            sources=("arrests", "runs"),
        ),
        charts.facet_chart(
            "effort",
            answer_lines.effort_lines(answer),
            list(answer_lines.EFFORT),
            f"{versus(answer, 'Officer-hours per targeted arrest')} officer-hours per targeted "
            "arrest",
            "Hours of ICE's own officers and of lent ones, in officers' terms; outcomes of the "
            f"run.{shade} Source: Evenhand.",
            "hours",
            shared=False,
            sources=("runs", "levers"),
        ),
        charts.facet_chart(
            "exits",
            answer_lines.exit_lines(answer),
            list(answer_lines.OUT),
            f"{versus(answer, 'Removals from detention')} removals from detention a day",
            f"People per day, means of whole months.{shade} {SOURCE}",
            "people per day",
            sources=("removals", "runs"),
        ),
        charts.facet_chart(
            "use",
            answer_lines.use_lines(answer),
            list(answer_lines.USE),
            _use_title(answer),
            "Percent of what there is, by month. Officers' hours are always used up: what jails "
            f"leave goes to the street.{shade} Source: Evenhand.",
            "percent",
            sources=("runs", "levers"),
        ),
        charts.facet_chart(
            "dockets",
            answer_lines.docket_lines(answer),
            list(answer_lines.STOCKS),
            f"After a year {versus(answer, 'Court docket at the end of it')} cases wait in court, "
            f"and {versus(answer, 'Docket that can be looked for, at the end')} people can be "
            "looked for",
            "Thousands. The first is of cases of people not detained; the second of people with "
            f"an order or a criminal history who are not in prison.{shade} Source: Evenhand.",
            "thousands",
            shared=False,
            sources=("runs", "levers"),
        ),
        _cost_chart(answer),
    ]


def _use_title(answer: Answer) -> str:
    """How far the resources are used in the first year."""
    told = [f"{name} at {versus(answer, name, 'share')}" for name in USED]
    return f"In the first year {', '.join(told[:-1])} and {told[-1]} of what there is"


USED = ("beds", "judges", "air seats")


def stock_picture(answer: Answer) -> charts.Chart:
    """The chart of people in detention: record, runs, beds, past errors.

    Args:
        answer: The answer.
    """
    lines = answer_lines.stock_lines(answer)
    record = lines.filter(pl.col("line") == "record").sort("day")
    latest = float(record["value"][-1])
    end = float(lines.filter(pl.col("line") == answer.second.name)["value"][-1])
    return charts.stock_chart(
        lines,
        answer_lines.past_error_band(answer),
        f"People in detention: {people(latest)} in the newest snapshot, "
        f"{people(end)} at the end of the run",
        "People in ICE detention on a day; where no snapshot was posted, the mean of the month. "
        "Shaded: where at least 80 percent of past outcomes lay around forecasts made with the "
        f"book-ins as they happened, six months ahead. {SOURCE}",
        "people",
        ("detention", "runs", "backtest"),
    )


def _cost_chart(answer: Answer) -> charts.Chart:
    frames = []
    for course in answer.courses:
        counts = first_as_one(in_groups(course.months, "class"), MONTHS)
        bill = costs(counts, course.run.values, course.run.hours)
        frames.append(
            pl.DataFrame(
                {
                    "kind": [line.stage for line in bill],
                    "value": [round(float(x.amount[0]) * YEAR_DAYS / 1e6, 1) for x in bill],
                    "line": [course.name] * len(bill),
                }
            )
        )
    together = money(middle(answer, "All stages, a year")[1])
    hollow = "" if answer.is_baseline else f" Hollow bars: {answer.first.name}."
    drawn = f" Bars: central levers, {together} together; the title: the median over the joint "
    drawn += "draws."
    return charts.bar_chart(
        "cost",
        pl.concat(frames),
        f"All stages cost {versus(answer, 'All stages, a year', 'US$')} a year",
        "First year, million US dollars a year: counts times unit costs of the table of levers. "
        "Detailees are paid by their own agencies, courts by the Justice Department, holds in "
        f"jails by counties.{hollow}{drawn if answer.drawn else ''} Source: Evenhand.",
        "million US$ a year",
        ("levers", "runs"),
    )
