"""Reports: an answer as one HTML file, as Markdown with pictures, or as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from evenhand.errors import EvenhandError, Problem, did_you_mean
from evenhand.reports.answer import Answer
from evenhand.reports.answer_files import answer_files, answer_tables, data_record
from evenhand.reports.answer_page import page_content
from evenhand.reports.charts import Chart
from evenhand.reports.markdown import answer_markdown
from evenhand.reports.methods import methods_table
from evenhand.reports.page import render
from evenhand.results.provenance import provenance_record, write_record
from evenhand.results.store import csv_bytes, parquet_bytes

HTML, MARKDOWN, DATA, ALL = "html", "markdown", "data", "all"
FORMS = (HTML, MARKDOWN, DATA, ALL)
ASKED = "report"
"""The argument that says in which form a report was asked for."""


def one_file_report(answer: Answer) -> bytes:
    """The report as one HTML file, without files beside it.

    Args:
        answer: The answer.
    """
    record = provenance_record(answer.arguments, data_record(answer), {})
    return render("answer.html", **page_content(answer, record))


def report_files(answer: Answer, arguments: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """The files of a report by name, in the form that its arguments ask for, the record last.

    Args:
        answer: The answer.
        arguments: What it was made from, the form under ``report``; the answer's own and HTML if
            not given.

    Raises:
        EvenhandError: when there is no such form.
    """
    asked = dict(answer.arguments if arguments is None else arguments)
    form = asked.setdefault(ASKED, HTML)
    if form not in FORMS:
        fix = did_you_mean(str(form), FORMS, noun="forms")
        raise EvenhandError(Problem(f"--format {form}", "is no form of a report", fix))
    data = data_record(answer)
    files: dict[str, bytes] = {}
    if form in (DATA, ALL):
        files |= answer_tables(answer, asked)
    content = page_content(answer, provenance_record(asked, data, files))
    if form in (HTML, ALL):
        files["report.html"] = render("answer.html", **content)
    pictures = chart_list(content)
    if form in (MARKDOWN, ALL):
        files["report.md"] = answer_markdown(content)
        files |= {f"chart-{one.name}.svg": picture_file(one) for one in pictures}
    if form != HTML:
        files |= {f"chart-{one.name}.csv": csv_bytes(one.data) for one in pictures}
    if form in (DATA, ALL):
        files |= {f"chart-{one.name}.parquet": parquet_bytes(one.data) for one in pictures}
        files["summary.parquet"] = parquet_bytes(content["summary"])
        files["report.json"] = report_json(content)
    return files | {"provenance.json": write_record(provenance_record(asked, data, files))}


def files_of(answer: Answer, arguments: dict[str, Any]) -> dict[str, bytes]:
    """The files of an answer by name, of a run or of a report as its arguments say.

    Args:
        answer: The answer.
        arguments: What it was made from.

    Raises:
        EvenhandError: when they cannot be made.
    """
    return (report_files if ASKED in arguments else answer_files)(answer, arguments)


def chart_list(content: Mapping[str, Any]) -> list[Chart]:
    """All charts of a report, in the order of the page.

    Args:
        content: What ``page_content`` returned.
    """
    influence = [content["influence"]["chart"]] if content["influence"] else []
    tested = [content["backtest"]["record"], content["backtest"]["chart"]]
    return [*content["charts"], *content["area_charts"], *influence, *tested]


def picture_file(chart: Chart) -> bytes:
    """A chart as a file of its own, on white, with its finding as its title.

    Args:
        chart: The chart.
    """
    head, rest = chart.wide.split(">", 1)
    title = chart.title.replace("&", "&amp;").replace("<", "&lt;")
    head = head.replace('role="presentation" focusable="false"', 'role="img"')
    ground = '<rect width="100%" height="100%" fill="white"/>'
    return f"{head}><title>{title}</title>{ground}{rest}\n".encode()


def report_json(content: Mapping[str, Any]) -> bytes:
    """A report as data: findings, numbers, charts, assumptions, methods, sources, provenance.

    Args:
        content: What ``page_content`` returned.
    """
    answer, record = content["answer"], content["record"]
    found = {
        "title": [scenario.title for scenario in answer.scenarios],
        "question": answer.scenario.why,
        "findings": list(answer.sentences),
        "numbers": _rows(content["summary"]),
        "charts": [
            {"name": one.name, "finding": one.title, "note": one.note, "sources": list(one.sources),
             "data": _rows(one.data)}
            for one in chart_list(content)
        ],
        "assumptions": [vars(one) for one in (*content["leading"], *content["rest"])],
        "limits": list(content["limits"]),
        "methods": _rows(methods_table(answer, record)),
        "sources": [vars(one) for one in content["source_rows"]],
        "citation": content["citation"],
        "provenance": made_from(record),
    }  # fmt: skip
    return (json.dumps(found, indent=1, ensure_ascii=False, default=str) + "\n").encode()


def made_from(record: Mapping[str, Any]) -> dict[str, Any]:
    """A provenance record without its outputs, keys in order, as a file read again has them.

    Args:
        record: The record.
    """
    kept = {name: record[name] for name in ("form", "software", "arguments", "data")}
    found: dict[str, Any] = json.loads(json.dumps(kept, sort_keys=True))
    return found


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows with numbers rounded as in the files beside, no number written as null."""
    numeric = [name for name, kind in frame.schema.items() if kind.is_float()]
    return frame.with_columns(pl.col(numeric).round(6).fill_nan(None)).to_dicts()
