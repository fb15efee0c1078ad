"""The files of an answer: a page, tidy tables, and the record to make them again."""

from __future__ import annotations

from typing import Any

import polars as pl

from evenhand.fitting.custody_record import SERIES
from evenhand.reports.answer import Answer
from evenhand.reports.answer_intervals import intervals_table, measure_intervals
from evenhand.reports.answer_page import answer_page, influence_section
from evenhand.reports.answer_tables import (
    binding,
    changed_levers,
    flows,
    measures_table,
    monthly_rows,
    of_both,
    posts,
    summary_table,
)
from evenhand.results.grouping import first_as_one
from evenhand.results.provenance import provenance_record, write_record
from evenhand.results.store import csv_bytes, parquet_bytes
from evenhand.results.system_tables import (
    backlog_rows,
    cost_rows,
    difference_table,
    measure_table,
    officer_rows,
    resource_rows,
)
from evenhand.studies.first_year import MONTHS

MOST_CSV_ROWS = 500_000
"""Tables with more rows are written as Parquet alone."""


def answer_files(answer: Answer, arguments: dict[str, Any]) -> dict[str, bytes]:
    """The files of an answer by name, the provenance record last.

    Args:
        answer: The answer.
        arguments: What it was made from.

    Raises:
        EvenhandError: when the table of measures that was asked for cannot be made.
    """
    files = answer_tables(answer, arguments)
    data = data_record(answer)
    record = provenance_record(arguments, data, files)
    files["report.html"] = answer_page(answer, record)
    record = provenance_record(arguments, data, files)
    return files | {"provenance.json": write_record(record)}


def answer_tables(answer: Answer, arguments: dict[str, Any]) -> dict[str, bytes]:
    """The tables of an answer by name.

    Args:
        answer: The answer.
        arguments: What it was made from.

    Raises:
        EvenhandError: when the table of measures that was asked for cannot be made.
    """
    wanted = measures_table(answer, arguments)
    files = {"measures.parquet": parquet_bytes(wanted)}
    if wanted.height <= MOST_CSV_ROWS:
        files["measures.csv"] = csv_bytes(wanted)
    areas = of_both(
        answer, lambda c: first_as_one(c.months, MONTHS), measure_table, difference_table
    )
    files |= {
        "summary.csv": csv_bytes(summary_table(answer)),
        "areas.csv": csv_bytes(areas),
        "officers.csv": csv_bytes(
            monthly_rows(answer, lambda c, x: officer_rows(x, c.run.values, c.run.hours), "about")
        ),
        "resources.csv": csv_bytes(
            monthly_rows(answer, lambda c, x: resource_rows(x, c.run.values), "resource")
        ),
        "binding.csv": csv_bytes(binding(answer)),
        "costs.csv": csv_bytes(
            monthly_rows(
                answer, lambda c, x: cost_rows(x, c.run.values, c.run.hours), "payer", "stage"
            )
        ),
        "docket.csv": csv_bytes(monthly_rows(answer, lambda _, x: backlog_rows(x), "class")),
        "flows.csv": csv_bytes(flows(answer), decimals=1),
        "daily_posts.csv": csv_bytes(posts(answer), decimals=1),
        "levers.csv": csv_bytes(changed_levers(answer), decimals=6),
    }
    if answer.drawn:
        files["intervals.csv"] = csv_bytes(intervals_table(answer))
        files["measures_intervals.csv"] = csv_bytes(measure_intervals(answer))
    section = influence_section(answer)
    if section is not None:
        files["influence.csv"] = csv_bytes(section["table"], decimals=6)
    return files


def data_record(answer: Answer) -> dict[str, Any]:
    """Digest of the observations a run used, and the editions they came from."""
    cut_off = answer.model.custody.cut_off
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
    return {"digest": answer.model.custody.editions, "editions": listed}
