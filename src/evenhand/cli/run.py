"""``evenhand run``, ``replay``, ``explain`` and ``scenarios``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli.output import DataFolder, Format, FormatOption, announce_compiling, print_table

if TYPE_CHECKING:
    from datetime import date

    from evenhand.reports.first_answer import FirstAnswer

ScenarioName = Annotated[
    str, typer.Argument(help="A shipped scenario (see `evenhand scenarios`) or a YAML file.")
]
CutOff = Annotated[
    str | None, typer.Option(help="Use only what had been posted by this day, YYYY-MM-DD.")
]


def _day(text: str | None) -> date | None:
    from evenhand.timeline import parse_day

    return parse_day(text) if text else None


def run(
    scenario: ScenarioName,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the report, the tables and their record.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Last day to run, YYYY-MM-DD.")] = None,
    cut_off: CutOff = None,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """Run a scenario against the baseline, print what follows, and write a report."""
    from evenhand.reports.run_report import answer_scenario, run_files
    from evenhand.results.store import write_files
    from evenhand.sources.ledger import load_observations

    announce_compiling()
    observations = load_observations(data_dir)
    answer, arguments = answer_scenario(
        observations, scenario, cut_off=_day(cut_off), until=_day(until)
    )
    # Written before anything is printed: a reader who closes the pipe early loses no file.
    written = write_files(out, run_files(answer, arguments)) if out is not None else []
    _print(answer, form)
    for path in written:
        typer.echo(f"wrote {path}", err=form is not Format.table)


def _print(answer: FirstAnswer, form: Format) -> None:
    import polars as pl

    from evenhand.reports.page import amount, signed

    if form is Format.table:
        typer.secho(answer.scenario.title, bold=True)
        for sentence in answer.sentences:
            typer.echo(f"  {sentence}")
        typer.echo("")
        rows = [
            (line.measure, amount(line.baseline, line.unit), amount(line.scenario, line.unit),
             signed(line.difference, line.unit))
            for line in answer.summary
        ]  # fmt: skip
    else:
        rows = [(x.measure, x.baseline, x.scenario, x.difference, x.unit) for x in answer.summary]  # type: ignore[misc]
    names = ["measure", "baseline", "scenario", "difference", "unit"][: len(rows[0])]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    if answer.is_baseline:
        frame = frame.drop("scenario", "difference")
    print_table(frame, form)


def replay(
    record: Annotated[Path, typer.Argument(help="The provenance.json of a run, or its folder.")],
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    data_dir: DataFolder = None,
) -> None:
    """Make the files of a run again from its record, and check that the bytes are the same."""
    from evenhand.reports.run_report import replay as make_again
    from evenhand.sources.ledger import load_observations

    announce_compiling()
    names = make_again(load_observations(data_dir), record, out)
    typer.echo(f"the same bytes: {', '.join(names)} in {out}")


def scenarios(form: FormatOption = Format.table) -> None:
    """List the scenarios that ship with the package."""
    import polars as pl

    from evenhand.scenarios.files import read_scenario, shipped_scenarios

    rows = []
    for name, text in shipped_scenarios().items():
        scenario = read_scenario(text, f"{name}.yaml")
        rows.append((name, scenario.title, len(scenario.changes), scenario.why))
    frame = pl.DataFrame(rows, schema=["name", "title", "changes", "question"], orient="row")
    print_table(frame, form, "scenarios")


def explain(scenario: ScenarioName) -> None:
    """Say in words what a scenario changes, its file, and the order of one day."""
    from evenhand.engines.order import CUSTODY_TIES, ORDER_OF_THE_DAY
    from evenhand.reports.page import change_words
    from evenhand.scenarios.files import load_scenario

    read, text = load_scenario(scenario)
    typer.secho(read.title, bold=True)
    typer.echo(f"{read.why}\nSource: {read.source}\n")
    for name, change in read.changes.items():
        typer.echo(f"- {name}: {change_words(change)}\n    because: {change.because}")
    typer.secho("\nOne day goes in this order:", bold=True)
    for number, step in enumerate(ORDER_OF_THE_DAY, start=1):
        typer.echo(f"{number}. {step}")
    for tie in CUSTODY_TIES:
        typer.echo(f"   {tie}")
    typer.secho("\nThe file:", bold=True)
    typer.echo(text)
