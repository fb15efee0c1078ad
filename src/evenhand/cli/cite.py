"""``evenhand cite``: where a number or a run comes from, ready for a bibliography."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.output import DataFolder


class CitationForm(StrEnum):
    """How a citation is written."""

    text = "text"
    bibtex = "bibtex"
    csl_json = "csl-json"


def cite(
    target: Annotated[
        str,
        typer.Argument(
            help="A series (`evenhand data sources` lists them), or a run: its folder or its "
            "provenance.json."
        ),
    ],
    period: Annotated[
        str | None,
        typer.Argument(help="Of a series: the period, such as 2026-01; the newest if not given."),
    ] = None,
    place: Annotated[str | None, typer.Option(help="Place; the nation if not given.")] = None,
    agency: Annotated[str | None, typer.Option(help="Arresting agency; all if not given.")] = None,
    criminality: Annotated[
        str | None, typer.Option(help="Criminality as ICE states it; all if not given.")
    ] = None,
    detail: Annotated[str | None, typer.Option(help="The series' own further label.")] = None,
    published_by: Annotated[
        str | None, typer.Option(help="The value as it had been posted by this day, YYYY-MM-DD.")
    ] = None,
    form: Annotated[
        CitationForm, typer.Option("--format", help="How to write it.")
    ] = CitationForm.text,
    data_dir: DataFolder = None,
) -> None:
    """Print the citation of a number, down to file and cell, or of a run."""
    from evenhand.errors import EvenhandError, Problem, did_you_mean
    from evenhand.reports.citation import WRITERS, cite_number, cite_run, find_number
    from evenhand.results.provenance import read_record
    from evenhand.sources.ledger import load_editions, load_observations
    from evenhand.timeline import parse_day

    path = Path(target)
    chosen = {"place": place, "agency": agency, "criminality": criminality, "detail": detail}
    if path.suffix == ".json" or path.is_dir():
        given = [f"--{name}" for name, value in chosen.items() if value is not None]
        given += ["--published-by"] * (published_by is not None) + ["PERIOD"] * (period is not None)
        if given:
            what = f"is a run, which has no {', '.join(given)}"
            raise EvenhandError(Problem(target, what, "leave them out, or name a series"))
        citation = cite_run(read_record(path), target)
    else:
        observations = load_observations(data_dir)
        names = observations.names()
        if target not in names:
            what = "is neither a series nor a run's folder"
            fix = did_you_mean(target, names, noun="series")
            raise EvenhandError(Problem(target, what, fix))
        row = find_number(
            observations, target, period, **chosen,
            published_by=parse_day(published_by) if published_by else None,
        )  # fmt: skip
        editions = load_editions(data_dir)
        citation = cite_number(row, dict(zip(editions["edition"], editions["kind"], strict=True)))
    typer.echo(WRITERS[form.value](citation), nl=False)
