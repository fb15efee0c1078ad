"""The report of checked statements: a page, Markdown, and the tables behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from evenhand.claims.files import load_ledger, only_claims, read_ledger
from evenhand.claims.model_answers import with_answers
from evenhand.claims.record import Record
from evenhand.claims.schema import Ledger
from evenhand.claims.tables import figure_table, summary_table, verdict_table
from evenhand.claims.verdicts import Progress, Verdict, judge_all
from evenhand.errors import EvenhandError, Problem, did_you_mean
from evenhand.observations.table import Observations
from evenhand.reports.charts import Chart
from evenhand.reports.claims_markdown import claims_markdown
from evenhand.reports.claims_page import claims_content
from evenhand.reports.page import render
from evenhand.reports.report import ALL, ASKED, DATA, FORMS, HTML, MARKDOWN, made_from, picture_file
from evenhand.results.provenance import provenance_record, write_record
from evenhand.results.store import csv_bytes, parquet_bytes

CLAIMS = "claims"
"""The argument that names the claims of a check, by which its record is told from a run's."""
LEDGER = "ledger"
"""The argument that holds the claims file of a check."""
TABLES = {
    "claims": verdict_table,
    "verdicts": summary_table,
    "figures": figure_table,
}
"""Tables of a check: a row for each definition, each claim, each figure that was used."""


def claims_files(
    ledger: Ledger,
    verdicts: Sequence[Verdict],
    record: Record | None = None,
    *,
    form: str = HTML,
    arguments: Mapping[str, Any] | None = None,
) -> dict[str, bytes]:
    """The files of a check by name.

    Args:
        ledger: The claims file, for its title.
        verdicts: The claims, judged.
        record: What they were judged against, for the charts of series and the provenance; the
            page has neither without it.
        form: One of ``report.FORMS``.
        arguments: The claims file's name and text, so that the check can be made again.

    Raises:
        EvenhandError: when there is no such form.
    """
    if form not in FORMS:
        raise EvenhandError(
            Problem(f"--format {form}", "is no form of a report", did_you_mean(form, FORMS))
        )
    asked = {"title": ledger.title, CLAIMS: [one.name for one in verdicts], ASKED: form}
    asked |= dict(arguments or {})
    data = data_of(verdicts)
    kept = provenance_record(asked, data, {})
    content = claims_content(ledger, verdicts, record, kept)
    files = {f"{name}.csv": csv_bytes(make(verdicts), 6) for name, make in TABLES.items()}
    if form in (HTML, ALL):
        files["claims.html"] = render("claims.html", **content)
    pictures: list[Chart] = [chart for one in content["claims"] for chart in one.charts]
    if form in (MARKDOWN, ALL):
        files["claims.md"] = claims_markdown(content)
        files |= {f"chart-{one.name}.svg": picture_file(one) for one in pictures}
    if form != HTML:
        files |= {f"chart-{one.name}.csv": csv_bytes(one.data, 6) for one in pictures}
    if form in (DATA, ALL):
        files |= {f"{name}.parquet": parquet_bytes(make(verdicts)) for name, make in TABLES.items()}
        files["claims.json"] = _json(content, verdicts)
    return files | {"provenance.json": write_record(provenance_record(asked, data, files))}


def claims_report_files(
    observations: Observations,
    source: str | Mapping[str, Any],
    names: Sequence[str] = (),
    form: str = HTML,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """The files of a report of a claims file; the model is asked where no answer ships.

    Args:
        observations: Everything that was read.
        source: A claims file, a shipped ledger, or the arguments of a check's record.
        names: The claims to report; all if none is named.
        form: One of ``report.FORMS``.
        workers: Processes, where the model is asked; as many as cores if not given.
        progress: Told the number of runs done and the number in all.

    Raises:
        ClaimError: with everything that is wrong in the file.
        EvenhandError: when a claim or the form is unknown.
    """
    record = Record(observations)
    if isinstance(source, str):
        ledger = load_ledger(source, record=record)
        text = Path(source).read_text("utf-8") if Path(source).exists() else ""
        kept = {LEDGER: {"name": Path(source).name, "text": text}}
    else:
        ledger, kept = _kept_ledger(source, record)
        names = names or source[CLAIMS]
    chosen = only_claims(ledger, list(names))
    record = with_answers(record, chosen, workers=workers, begin=lambda _: progress)
    verdicts = judge_all(record, chosen)
    return claims_files(ledger, verdicts, record, form=form, arguments=kept)


def _kept_ledger(arguments: Mapping[str, Any], record: Record) -> tuple[Ledger, dict[str, Any]]:
    """The claims file of a check's record.

    Raises:
        EvenhandError: when the record does not hold it.
    """
    kept = arguments.get(LEDGER)
    usual = load_ledger(record=record)
    if kept is None and arguments.get("title") == usual.title:
        return usual, {}  # a check of the usual ledger does not name it
    if not isinstance(kept, dict) or not isinstance(kept.get("name"), str):
        fix = "name the claims file itself"
        raise EvenhandError(Problem("the record", "does not hold the claims file", fix))
    if kept.get("text"):
        return read_ledger(str(kept["text"]), kept["name"], record=record), {LEDGER: kept}
    return load_ledger(kept["name"], record=record), {LEDGER: kept}


def data_of(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Digest of the figures that were used, and the editions they came from.

    Args:
        verdicts: The judged claims.
    """
    figures = figure_table(verdicts)
    used = figures.filter(pl.col("kind") == "observation").select(
        "edition", "file", "published"
    ).unique().sort("published", "edition", "file")  # fmt: skip
    listed = [{key: str(value) for key, value in row.items()} for row in used.to_dicts()]
    digest = hashlib.sha256(csv_bytes(figures, 6)).hexdigest()
    return {"digest": digest, "editions": listed}


def _json(content: Mapping[str, Any], verdicts: Sequence[Verdict]) -> bytes:
    """A check as data: verdicts, definitions, figures and provenance."""
    found = {
        "title": content["ledger"].title,
        "verdicts": summary_table(verdicts).to_dicts(),
        "definitions": verdict_table(verdicts).to_dicts(),
        "figures": figure_table(verdicts).to_dicts(),
        "charts": [
            {"claim": one.name, "name": chart.name, "finding": chart.title, "note": chart.note,
             "data": chart.data.to_dicts()}
            for one in content["claims"] for chart in one.charts
        ],
        "provenance": made_from(content["record"]),
    }  # fmt: skip
    return (json.dumps(found, indent=1, ensure_ascii=False, default=str) + "\n").encode()
