"""The page of an answer: one HTML file."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from evenhand.backtests.custody_backtest import error_table, wide_error_table
from evenhand.backtests.shipped import shipped_forecasts
from evenhand.model.levers import levers
from evenhand.model.places import AREAS
from evenhand.reports import charts
from evenhand.reports.answer import Answer, Pair
from evenhand.reports.answer_charts import answer_charts
from evenhand.reports.findings import NOTHING
from evenhand.reports.first_year import MONTHS, quantiles
from evenhand.reports.numbers import amount, month, percent, range_of, signed, signed_range
from evenhand.reports.page import render
from evenhand.results.grouping import first_as_one, in_groups
from evenhand.results.measures import measure
from evenhand.results.system_tables import binding_table
from evenhand.scenarios.explain import explain_changes


def answer_page(answer: Answer, record: dict[str, Any]) -> bytes:
    """The page of an answer.

    Args:
        answer: What is reported.
        record: The provenance record, outputs not needed.
    """
    before = answer.first.run.values if len(answer.scenarios) == 1 else None
    base = before or answer.model.baseline_values(
        answer.first.run.days, answer.scenario.record == "follow"
    )
    return render(
        "answer.html",
        answer=answer,
        last_day=answer.second.run.values.last_day,
        sections=summary_sections(answer),
        with_intervals=answer.second.chance is not None,
        charts=answer_charts(answer),
        binding=binding_rows(answer),
        areas=area_rows(answer),
        explained=[explain_changes(scenario, base) for scenario in answer.scenarios],
        weak=weak_levers(answer),
        backtest=_backtest(),
        newest=_newest(answer),
        editions=len({row["edition"] for row in record["data"]["editions"]}),
        record=record,
    )


def summary_sections(answer: Answer) -> list[tuple[str, list[tuple[str, ...]]]]:
    """The summary for reading: by section, rows of name, unit, and one cell for each column.

    Args:
        answer: The answer.
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    for pair in answer.numbers:
        found.setdefault(pair.first.section, []).append(_row(answer, pair))
    return list(found.items())


def _row(answer: Answer, pair: Pair) -> tuple[str, ...]:
    unit = pair.first.unit
    cells = []
    for one in (pair.first,) if answer.is_baseline else (pair.first, pair.second):
        quantile = quantiles(one)
        shown = amount(quantile.get("value", quantile.get("median", 0.0)), unit)
        if "low90" in quantile:
            shown += f" ({range_of(quantile['low90'], quantile['high90'], unit)})"
        cells.append(shown)
    if not answer.is_baseline:
        quantile = quantiles(pair.difference)
        middle = quantile.get("value", quantile.get("median", 0.0))
        size = abs(float(np.median(pair.first.values)))
        shown = signed(middle if abs(middle) > NOTHING * size else 0.0, unit)
        if "low90" in quantile:
            shown += f" ({signed_range(quantile['low90'], quantile['high90'], unit)})"
        cells.append(shown)
    unit = "" if unit in ("share", "ratio", "US$") else unit
    return (pair.first.name, unit, *cells)


def binding_rows(answer: Answer) -> list[tuple[str, ...]]:
    """Resources with their use and since when they bind, one row for each, by run."""
    tables = [
        binding_table(in_groups(course.best, "class"), course.run.values)
        for course in answer.courses
    ]
    rows = []
    for index in range(tables[0].height):
        cells: list[str] = [str(tables[0]["resource"][index])]
        for table in tables:
            first, share = table["first"][index], float(table["share"][index])
            binds = f"from {first:%B %Y}, {percent(share)} of months" if first else "never"
            cells += [percent(float(table["used"][index])), binds]
        rows.append(tuple(cells))
    return rows


def area_rows(answer: Answer) -> list[tuple[str, ...]]:
    """Arrests, transfers from jails and people in detention by area, first year, alphabetical."""
    found = []
    tables = [first_as_one(in_groups(course.months, "place"), MONTHS) for course in answer.courses]
    names = ("arrests: jail", "arrests: at-large", "detained")
    for area in AREAS:
        cells = [area]
        for name in names:
            for counts in tables:
                group = counts.groups.index((area, ""))
                cells.append(f"{float(measure(counts, name)[0, group]):,.1f}")
        found.append(tuple(cells))
    return found


def weak_levers(answer: Answer) -> list[Any]:
    """Levers that are no more than assumed or weakly known, with their ranges.

    Args:
        answer: The answer.
    """
    chosen = {change.lever for scenario in answer.scenarios for change in scenario.changes.values()}
    return [one for one in levers().values() if one.reliability in "DE" or one.attribute in chosen]


def _backtest() -> dict[str, Any]:
    forecasts = shipped_forecasts()
    errors, wide = error_table(forecasts), wide_error_table(forecasts)
    three = errors.filter(pl.col("horizon") == 3)
    by_method = dict(zip(three["method"], three["error"], strict=True))
    origins = forecasts["origin"].n_unique()
    chart = charts.error_chart(
        errors,
        f"Three months ahead the custody half was off by {by_method['model']:.1f} percent on "
        f"average, last value by {by_method['last value']:.1f}",
        f"Conditional on book-ins as they happened; {origins} monthly origins. "
        "Last value: the newest snapshot. Constant hazard: the exit rate of the last 90 days.",
    )
    return {
        "first": month(str(forecasts["origin"].min())),
        "last": month(str(forecasts["origin"].max())),
        "origins": origins,
        "chart": chart,
        "columns": wide.columns,
        "rows": wide.rows(),
    }


def _newest(answer: Answer) -> dict[str, Any]:
    rows = answer.observations.series("detained", answer.model.custody.cut_off).filter(
        (pl.col("agency") == "ALL") & (pl.col("criminality") == "all")
    )
    row = rows.sort("start").row(-1, named=True)
    return {"through": row["as_of"]} | {
        key: row[key] for key in ("published", "file", "sheet", "cell")
    }
