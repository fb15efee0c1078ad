"""The rows of a page's sources: what a figure leads to, with file, cell, day and reliability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from evenhand.backtests.shipped import BACKTEST_FILE
from evenhand.model.levers import levers
from evenhand.observations.table import Observations
from evenhand.reports.answer import Answer
from evenhand.reports.citation import publisher_of
from evenhand.reports.numbers import day
from evenhand.sources.ledger import OBSERVATIONS_FILE, shipped_folder

AREA_FILES = "model/areas/arrests.csv"


@dataclass(frozen=True)
class SourceRow:
    """One source of a page.

    Args:
        name: Its short name, to which figures lead.
        title: What it is.
        publisher: Who published it.
        where: File, sheet and cell, or table of the package.
        when: Days: data through, posted.
        reliability: A to E.
        address: Where it can be had; empty for what ships with Evenhand.
        note: What else should be known.
    """

    name: str
    title: str
    publisher: str
    where: str
    when: str
    reliability: str
    address: str = ""
    note: str = ""


SECTIONS = {
    "arrests": ("arrests", "runs"),
    "who": ("arrests", "runs"),
    "jails": ("levers", "runs"),
    "officers": ("levers", "runs"),
    "detention": ("detention", "runs"),
    "removals": ("removals", "runs"),
    "courts": ("levers", "runs"),
    "docket": ("levers", "runs"),
    "use of resources": ("levers", "runs"),
    "cost": ("levers", "runs"),
}
"""Sources of the numbers of the first year by section."""


def source_rows(answer: Answer, record: dict[str, Any]) -> list[SourceRow]:
    """All sources of the page of an answer.

    Args:
        answer: The answer.
        record: Its provenance record.
    """
    cut_off = answer.model.custody.cut_off
    software = record["software"]
    drawn = len(answer.drawn[0].numbers[0].values) if answer.drawn else 0
    first, last = answer.second.run.first_day, answer.second.run.values.last_day
    return [
        _observed(
            answer, "detention", "People in detention, the newest count used", "detained",
            lambda frame: frame.filter(
                (pl.col("agency") == "ALL") & (pl.col("criminality") == "all")
            ),
            "Every edition used is listed below the table.",
        ),
        _observed(
            answer, "removals", "People who left detention, removals among them",
            "final-book-outs",
            lambda frame: frame.filter(pl.col("detail").str.to_lowercase().str.contains("remov")),
            "By month and reason.",
        ),
        _observed(
            answer, "arrests", "Arrests by month, area, class and way", "arrests-joined-release",
            lambda frame: frame,
            f"Totals by month as in this file; spread over areas, classes and ways by "
            f"{AREA_FILES}, which the package's own code derives from it and from the tables of "
            f"arrests by area and method of the same publisher. The cut-off of {day(cut_off)} is "
            "not applied to it: releases came later.",
            shipped=True,
        ),
        SourceRow(
            "levers", f"Table of levers, {len(levers())} rows, and their posterior", "Evenhand",
            "model/parameters/system.csv; model/posterior",
            f"as of Evenhand {software['evenhand']}", "by row",
            note="Each lever names its own source and reliability in the table of "
            "assumptions above.",
        ),
        SourceRow(
            "backtest", "Forecasts of past months with what came", "Evenhand",
            f"backtests/{BACKTEST_FILE}", "made once, from the editions as they were posted", "C",
        ),
        SourceRow(
            "runs", "The runs of this report", "Evenhand",
            f"code {software['code'][:12]}, seed {record['arguments'].get('seed', 0)}, "
            f"{drawn} joint draws, "
            f"{answer.arguments.get('replicates', record['arguments'].get('replicates', 0))} "
            "replicates",
            f"run from {day(first)} to {day(last)}; record through "
            f"{day(answer.model.custody.start)}",
            "C", note="Made again byte for byte with the command at the end of the page.",
        ),
    ]  # fmt: skip


@cache
def _shipped() -> Observations:
    """The observations inside the package."""
    return Observations(pl.read_parquet(shipped_folder() / OBSERVATIONS_FILE))


def _observed(
    answer: Answer,
    name: str,
    title: str,
    series: str,
    choose: Callable[[pl.DataFrame], pl.DataFrame],
    note: str,
    shipped: bool = False,
) -> SourceRow:
    """The source of the newest value of a series: of those used, or of those that ship.

    What ships is the source of the package's own tables, whatever was added since.
    """
    observations = _shipped() if shipped else answer.observations
    by = None if shipped else answer.model.custody.cut_off
    if series not in observations.names():
        where = f"series {series}, which is not in the record used"
        return SourceRow(name, title, "", where, "", "", note=note)
    frame = choose(observations.series(series, by)).sort("start")
    if frame.is_empty():
        return SourceRow(name, title, "", f"series {series}, of which nothing is used", "", "")
    row = frame.row(-1, named=True)
    publisher, address = publisher_of(row)
    where = row["file"] + (f", sheet “{row['sheet']}”" if row["sheet"] else "")
    return SourceRow(
        name, title, publisher, f"{where}, cell {row['cell']} (series {series}, {row['period']})",
        f"data through {day(row['as_of'])}, posted {day(row['published'])}", row["reliability"],
        address, note,
    )  # fmt: skip
