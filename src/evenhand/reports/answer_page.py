"""The page of an answer: one HTML file."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from evenhand.backtests.score_pages import method_errors, wide_scores
from evenhand.backtests.shipped import shipped_forecasts
from evenhand.model.places import AREAS
from evenhand.reports import charts
from evenhand.reports.answer import Answer, Pair
from evenhand.reports.answer_charts import answer_charts
from evenhand.reports.answer_intervals import (
    DIFFERENCE,
    NumberBySource,
    intervals_table,
    numbers_by_source,
)
from evenhand.reports.answer_tables import summary_table
from evenhand.reports.area_charts import area_charts
from evenhand.reports.assumptions import assumptions, weight_words
from evenhand.reports.citation import as_text, cite_run
from evenhand.reports.findings import NOTHING
from evenhand.reports.forecast_charts import record_chart
from evenhand.reports.influence_tables import influence_rows, influence_table, tornado
from evenhand.reports.methods import LIMITS, methods
from evenhand.reports.numbers import (
    amount,
    month,
    percent,
    range_of,
    signed,
    signed_range,
    with_interval,
)
from evenhand.reports.page import render
from evenhand.reports.source_rows import SECTIONS, source_rows
from evenhand.results.grouping import first_as_one, in_groups
from evenhand.results.measures import measure
from evenhand.results.system_tables import binding_table
from evenhand.scenarios.explain import explain_changes
from evenhand.scenarios.files import load_scenario, shipped_scenarios
from evenhand.studies.first_year import MONTHS, quantiles
from evenhand.studies.influence import influence


def answer_page(answer: Answer, record: dict[str, Any]) -> bytes:
    """The page of an answer.

    Args:
        answer: What is reported.
        record: The provenance record, outputs not needed.
    """
    return render("answer.html", **page_content(answer, record))


def page_content(answer: Answer, record: dict[str, Any]) -> dict[str, Any]:
    """Everything that a report shows, by the names of the template.

    Args:
        answer: What is reported.
        record: The provenance record, outputs not needed.
    """
    before = answer.first.run.values if len(answer.scenarios) == 1 else None
    base = before or answer.model.baseline_values(
        answer.first.run.days, answer.scenario.record == "follow"
    )
    known = assumptions(answer)
    leading = [one for one in known if one.weight is not None or one.changed][:LEADING]
    leading = leading or known[:LEADING]
    names = [answer.first.name] + ([] if answer.is_baseline else [answer.second.name, DIFFERENCE])
    return {
        "answer": answer,
        "last_day": answer.second.run.values.last_day,
        "sections": summary_sections(answer),
        "section_sources": SECTIONS,
        "columns": [name.capitalize() for name in names],
        "summary": intervals_table(answer) if answer.drawn else summary_table(answer),
        "interval_words": interval_words(answer),
        "charts": answer_charts(answer),
        "area_charts": area_charts(answer),
        "influence": influence_section(answer),
        "binding": binding_rows(answer),
        "areas": area_rows(answer),
        "explained": [explain_changes(scenario, base) for scenario in answer.scenarios],
        "leading": leading,
        "rest": [one for one in known if one not in leading],
        "weight_words": weight_words(answer),
        "limits": LIMITS,
        "backtest": _backtest(),
        "methods": methods(answer, record),
        "source_rows": source_rows(answer, record),
        "newest": _newest(answer),
        "editions": _editions(record),
        "command": command_of(record["arguments"]),
        "citation": as_text(cite_run(record, "this run")).split("\n")[0],
        "record": record,
    }


LEADING = 12
"""Assumptions that are shown before the others."""


def _editions(record: dict[str, Any]) -> list[dict[str, str]]:
    """The editions used, each once, the newest first."""
    found = {one["edition"]: one for one in record["data"]["editions"]}
    return sorted(found.values(), key=lambda one: (one["published"], one["edition"]), reverse=True)


def command_of(arguments: dict[str, Any]) -> str:
    """The command that asks the same question; nothing where a scenario is not a shipped one.

    Args:
        arguments: What the answer was made from.
    """
    words = ["evenhand", "report" if arguments.get("report") else arguments["verb"]]
    for one in arguments["scenarios"]:
        if one["name"] not in shipped_scenarios():
            return ""
        scenario, _ = load_scenario(one["name"])
        if scenario.model_dump(mode="json", by_alias=True, exclude_none=True) != one["content"]:
            return ""
        words.append(one["name"])
    for name in ("until", "cut_off"):
        if arguments[name]:
            words += [f"--{name.replace('_', '-')}", arguments[name]]
    words += ["--draws", str(arguments.get("draws", 0))]
    words += ["--replicates", str(arguments["replicates"])]
    if arguments["seed"]:
        words += ["--seed", str(arguments["seed"])]
    if arguments.get("influence") is not None:
        words += ["--influence", f'"{arguments["influence"]}"']
    return " ".join([*words, "--out", "out"])


def summary_sections(answer: Answer) -> list[tuple[str, list[tuple[str, ...]]]]:
    """The summary for reading: by section, rows of name, unit, and one cell for each column.

    Args:
        answer: The answer.
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    known = {(one.name, one.run): one for one in numbers_by_source(answer)} if answer.drawn else {}
    for pair in answer.numbers:
        row = _drawn_row(answer, pair, known) if answer.drawn else _row(answer, pair)
        found.setdefault(pair.first.section, []).append(row)
    return list(found.items())


def interval_words(answer: Answer) -> str:
    """What the intervals of the summary are of; nothing where there are none.

    Args:
        answer: The answer.
    """
    chance = answer.second.chance is not None
    if answer.drawn:
        return (
            "of the levers and chance together"
            if chance
            else "of what is not known about the levers"
        )
    return "of the chance alone" if chance else ""


def _drawn_row(
    answer: Answer, pair: Pair, known: dict[tuple[str, str], NumberBySource]
) -> tuple[str, ...]:
    """A row whose cells are medians with 90 percent intervals, from the source that says most."""
    name, unit = pair.first.name, pair.first.unit
    runs = [answer.first.name]
    runs += [] if answer.is_baseline else [answer.second.name, DIFFERENCE]
    cells = []
    for run in runs:
        widest = known[name, run].widest
        if widest is None:  # only chance makes it, and no replicates were asked for
            number = pair.difference if run == DIFFERENCE else (
                pair.first if run == answer.first.name else pair.second
            )  # fmt: skip
            show = signed if run == DIFFERENCE else amount
            cells.append(show(float(number.values), unit))
            continue
        at = widest[1]
        size = abs(float(np.median(pair.first.values)))
        middle = 0.0 if run == DIFFERENCE and abs(at["median"]) <= NOTHING * size else at["median"]
        cells.append(
            with_interval(middle, at["low90"], at["high90"], unit, signs=run == DIFFERENCE)
        )
    return (name, "" if unit in ("share", "ratio", "US$") else unit, *cells)


def influence_section(answer: Answer) -> dict[str, Any] | None:
    """Which levers move the number that was asked for most: a chart and rows; None if not asked.

    Args:
        answer: The answer.
    """
    if answer.swept is None:
        return None
    run = answer.swept.runs[-1]
    place = answer.swept.position(answer.influence)
    unit = answer.swept.numbers[place][1]
    rows = influence(answer.swept, answer.influence, run, answer.posterior, answer.drawn)
    middle = float(answer.swept.middle[-1, place])
    return {
        "chart": tornado(rows, middle, answer.influence, run, unit),
        "rows": influence_rows(rows, unit, run == DIFFERENCE),
        "middle": (signed if run == DIFFERENCE else amount)(middle, unit),
        "table": influence_table(rows),
        "run": run,
    }


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


def _backtest() -> dict[str, Any]:
    forecasts = shipped_forecasts()
    errors = method_errors(forecasts, "conditional", "stock", "all")
    wide = wide_scores(forecasts, "conditional", "stock", "all", "error")
    three = errors.filter(pl.col("horizon") == 3)
    by_method = dict(zip(three["method"], three["error"], strict=True))
    origins = forecasts["origin"].n_unique()
    chart = charts.error_chart(
        errors,
        f"Three months ahead the custody half was off by {by_method['model']:.1f} percent on "
        f"average, the newest snapshot by {by_method['newest snapshot']:.1f}",
        f"Conditional on book-ins as they happened; {origins} monthly origins. "
        "Constant hazard: the exit rate of the last 90 days.",
    )
    return {
        "first": month(str(forecasts["origin"].min())),
        "last": month(str(forecasts["origin"].max())),
        "origins": origins,
        "chart": chart,
        "record": record_chart(forecasts, "conditional", 3),
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
