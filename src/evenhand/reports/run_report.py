"""The files of one run: a page, tidy tables, and the record to make them again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from evenhand.backtests.custody_backtest import error_table, wide_error_table
from evenhand.backtests.shipped import error_band, shipped_forecasts
from evenhand.engines.order import CUSTODY_TIES, ORDER_OF_THE_DAY
from evenhand.errors import EvenhandError, Problem
from evenhand.fitting.custody_fit import fit_custody
from evenhand.fitting.custody_record import SERIES
from evenhand.model.classes import CLASSES, REMOVAL
from evenhand.model.parameters import parameters
from evenhand.observations.table import Observations
from evenhand.reports import charts
from evenhand.reports.first_answer import (
    CLASS_PANELS,
    FLOW_PANELS,
    FirstAnswer,
    class_lines,
    first_answer,
    fitted_facts,
    flow_lines,
    past_error_band,
    stock_lines,
)
from evenhand.reports.numbers import month, people, percent
from evenhand.reports.page import render
from evenhand.results.provenance import differences, provenance_record, read_record, write_record
from evenhand.results.store import csv_bytes, parquet_bytes, write_files
from evenhand.scenarios.files import load_scenario, read_scenario
from evenhand.simulation import simulate

SOURCE = "Source: ICE Detention Statistics workbooks (record); Evenhand (baseline, scenario)."


def answer_scenario(
    observations: Observations,
    scenario: str,
    *,
    cut_off: date | None = None,
    until: date | None = None,
) -> tuple[FirstAnswer, dict[str, Any]]:
    """Fit the model, run the baseline and a scenario, and sum them up.

    Args:
        observations: Everything that was read.
        scenario: Name of a shipped scenario, or path of a file.
        cut_off: Use only what had been posted by this day.
        until: The last day of the run.

    Returns:
        The answer, and the arguments from which it can be made again.

    Raises:
        EvenhandError: when the scenario, the record or the days cannot be used.
    """
    _, text = load_scenario(scenario)
    file = scenario if scenario.endswith((".yaml", ".yml")) else f"{scenario}.yaml"
    arguments = {
        "verb": "run",
        "scenario": {"file": Path(file).name, "text": text},
        "cut_off": cut_off.isoformat() if cut_off else None,
        "until": until.isoformat() if until else None,
    }
    answer = answer_arguments(observations, arguments)
    return answer, arguments | {"cut_off": answer.fit.model.cut_off.isoformat()}


def answer_arguments(observations: Observations, arguments: dict[str, Any]) -> FirstAnswer:
    """The answer to the arguments of a run, as a provenance record keeps them."""
    given = arguments["scenario"]
    scenario = read_scenario(given["text"], given["file"])
    cut_off, until = (
        date.fromisoformat(arguments[name]) if arguments[name] else None
        for name in ("cut_off", "until")
    )
    fit = fit_custody(observations, cut_off)
    baseline = simulate(fit.model, until)
    changed = simulate(fit.model, until, scenario)
    return first_answer(scenario, fit, observations, baseline, changed)


def run_files(answer: FirstAnswer, arguments: dict[str, Any]) -> dict[str, bytes]:
    """The files of a run by name, the provenance record last."""
    both = [("baseline", answer.baseline)]
    if not answer.is_baseline:
        both.append(("scenario", answer.changed))
    daily = pl.concat(s.daily.with_columns(run=pl.lit(name)) for name, s in both)
    monthly = pl.concat(s.monthly.with_columns(run=pl.lit(name)) for name, s in both)
    data = data_record(answer)
    files = {
        "monthly.csv": csv_bytes(monthly.select("run", pl.exclude("run"))),
        "daily.parquet": parquet_bytes(daily.select("run", pl.exclude("run"))),
    }
    record = provenance_record(arguments, data, files)
    files["report.html"] = report_page(answer, record)
    record = provenance_record(arguments, data, files)
    return files | {"provenance.json": write_record(record)}


def data_record(answer: FirstAnswer) -> dict[str, Any]:
    """Digest of the observations a run used, and the editions they came from."""
    cut_off = answer.fit.model.cut_off
    used = (
        answer.observations.frame.filter(
            pl.col("series").is_in(SERIES) & (pl.col("published") <= cut_off)
        )
        .select("edition", "file", "as_of", "published")
        .unique()
        .sort("published", "edition", "file", "as_of")
    )
    editions = used.group_by("edition", "file", "published", maintain_order=True).agg(
        through=pl.col("as_of").max()
    )
    listed = [
        {key: str(value) for key, value in row.items()} for row in editions.iter_rows(named=True)
    ]
    return {"digest": answer.fit.model.editions, "editions": listed}


def report_page(answer: FirstAnswer, record: dict[str, Any]) -> bytes:
    """The page of a run.

    Args:
        answer: What is reported.
        record: The provenance record, outputs not needed.
    """
    forecasts = shipped_forecasts()
    errors = error_table(forecasts)
    wide = wide_error_table(forecasts)
    first, last = forecasts["origin"].min(), forecasts["origin"].max()
    three = errors.filter(pl.col("horizon") == 3)
    by_method = dict(zip(three["method"], three["error"], strict=True))
    backtest = {
        "first": month(str(first)),
        "last": month(str(last)),
        "origins": forecasts["origin"].n_unique(),
        "columns": wide.columns,
        "rows": wide.rows(),
    }
    error_chart = charts.error_chart(
        errors,
        f"Three months ahead the model was off by {by_method['model']:.1f} percent on average, "
        f"last value by {by_method['last value']:.1f}",
        f"Conditional on book-ins as they happened; {backtest['origins']} monthly origins. "
        "Last value: the newest snapshot. Constant hazard: the exit rate of the last 90 days.",
    )
    return render(
        "run.html",
        answer=answer,
        last_day=answer.changed.outcome.first_day
        + timedelta(days=len(answer.changed.outcome.stock) - 1),
        charts=_charts(answer),
        error_chart=error_chart,
        backtest=backtest,
        facts=fitted_facts(answer.fit),
        parameters=list(parameters().values()),
        order=(*ORDER_OF_THE_DAY, *CUSTODY_TIES),
        newest=_newest(answer),
        editions=len({row["edition"] for row in record["data"]["editions"]}),
        record=record,
    )


def stock_picture(answer: FirstAnswer) -> charts.Chart:
    """The chart of people in detention: record, baseline, scenario, beds, past errors."""
    lines = stock_lines(answer)
    record = lines.filter(pl.col("line") == "record").sort("day")
    latest = float(record["value"][-1])
    run = answer.baseline if answer.is_baseline else answer.changed
    end = float(run.outcome.stock[-1].sum())
    return charts.stock_chart(
        lines,
        past_error_band(answer, error_band(shipped_forecasts())),
        f"People in detention: {people(latest)} in the newest snapshot, "
        f"{people(end)} at the end of the run",
        "People in ICE detention on a day; where no snapshot was posted, the mean of the month. "
        "Shaded: where at least 80 percent of past outcomes lay around "
        f"forecasts made with the book-ins as they happened, six months ahead. {SOURCE}",
        "people",
    )


def _charts(answer: FirstAnswer) -> list[charts.Chart]:
    flows = charts.facet_chart(
        "flows",
        flow_lines(answer),
        list(FLOW_PANELS),
        _flow_title(answer),
        "People per day, means of whole months. Exits by reason are published since October 2023. "
        f"Releases of all kinds include releases for lack of beds. {SOURCE}",
        "people per day",
    )
    classes = charts.facet_chart(
        "classes",
        class_lines(answer),
        list(CLASS_PANELS.values()),
        _class_title(answer),
        f"People in ICE detention on a day, by criminality as ICE states it. {SOURCE}",
        "people",
    )
    return [stock_picture(answer), flows, classes]


def _flow_title(answer: FirstAnswer) -> str:
    runs = (answer.baseline, answer.changed)
    book_ins = [float(run.outcome.book_ins[-1].sum()) for run in runs]
    removals = [float(run.outcome.exits[-1, :, :, REMOVAL].sum()) for run in runs]
    if answer.is_baseline:
        return f"About {people(book_ins[0])} booked in and {people(removals[0])} removed a day"
    return (
        f"At the end {people(book_ins[1])} book-ins and {people(removals[1])} removals a day; "
        f"{people(book_ins[0])} and {people(removals[0])} in the baseline"
    )


def _class_title(answer: FirstAnswer) -> str:
    now = answer.fit.model.state.sum(axis=(0, 2))
    end = answer.changed.outcome.stock[-1].sum(axis=0)
    other = CLASSES.index("other")
    return (
        f"Without a conviction or charge: {percent(now[other] / now.sum())} of those detained in "
        f"the newest snapshot, {percent(end[other] / end.sum())} at the end of the run"
    )


def _newest(answer: FirstAnswer) -> dict[str, Any]:
    rows = answer.observations.series("detained", answer.fit.model.cut_off).filter(
        (pl.col("agency") == "ALL") & (pl.col("criminality") == "all")
    )
    row = rows.sort("start").row(-1, named=True)
    return {"through": row["as_of"]} | {
        key: row[key] for key in ("published", "file", "sheet", "cell")
    }


def replay(observations: Observations, record_path: Path, out: Path) -> list[str]:
    """Make the files of a run again from its record, and compare the bytes.

    Args:
        observations: Everything that is known now.
        record_path: The ``provenance.json`` of the run, or its folder.
        out: Where to write.

    Returns:
        The names of the files, all with the same bytes as then.

    Raises:
        EvenhandError: when the bytes differ; the files are written all the same, and the message
            says what else is different.
    """
    then = read_record(record_path)
    try:
        answer = answer_arguments(observations, then["arguments"])
    except (KeyError, TypeError, ValueError) as error:
        what = f"has arguments that no run has had ({type(error).__name__}: {error})"
        raise EvenhandError(Problem(str(record_path), what, "use the record as written")) from None
    files = run_files(answer, then["arguments"])
    write_files(out, files)
    now = read_record(out)
    different = [
        name
        for name in sorted(set(then["outputs"]) | set(now["outputs"]))
        if then["outputs"].get(name) != now["outputs"].get(name)
    ]
    if different:
        causes = differences(then, now)
        fix = "; ".join(causes) or "no difference in software or data was found: please report it"
        what = f"differ from the bytes of then: {', '.join(different)}"
        raise EvenhandError(Problem(str(out), what, fix))
    return sorted(files)
