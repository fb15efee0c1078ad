"""``evenhand scenarios`` and ``explain``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.output import Format, FormatOption, print_table


def scenarios(
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of scenario files, for editors.")
    ] = False,
    form: FormatOption = Format.table,
) -> None:
    """List the scenarios that ship with the package."""
    import json

    import polars as pl

    from evenhand.scenarios.files import load_scenario, shipped_scenarios
    from evenhand.scenarios.json_schema import scenario_schema

    if schema:
        typer.echo(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
        return
    rows = []
    for name in shipped_scenarios():
        scenario, _ = load_scenario(name)
        start = scenario.start.isoformat() if scenario.start else "newest snapshot"
        rows.append((name, scenario.title, start, len(scenario.changes), scenario.why))
    names = ["name", "title", "start", "changes", "question"]
    print_table(pl.DataFrame(rows, schema=names, orient="row"), form, "scenarios")


def levers(
    row: Annotated[
        int | None, typer.Option(min=1, max=22, help="Only this part of the strategy.")
    ] = None,
    form: FormatOption = Format.table,
) -> None:
    """List the levers, by part of the strategy, with unit, range, source and a command."""
    import polars as pl

    from evenhand.model.strategy import STRATEGY

    rows = [
        (part.row, one.attribute, one.unit, one.default, one.low, one.high, one.reliability,
         one.description, one.source, part.command)
        for part in STRATEGY
        if row in (None, part.row)
        for one in part.levers
    ]  # fmt: skip
    names = ["part", "lever", "unit", "default", "low", "high", "reliability", "what it is",
             "source", "try"]  # fmt: skip
    frame = pl.DataFrame(rows, schema=names, orient="row")
    if form is Format.table:
        frame = frame.drop("source", "try")
        for part in STRATEGY:
            if row == part.row:
                typer.echo(f"{part.row}. {part.says}\n   {part.command}\n")
    print_table(frame, form, "levers")


def explain(
    name: Annotated[
        str, typer.Argument(help="A shipped scenario, a YAML file, or the name of a lever.")
    ],
    until: Annotated[
        str | None, typer.Option(help="Last day of the run, YYYY-MM-DD; four years on.")
    ] = None,
    order: Annotated[
        bool, typer.Option("--order", help="Also the order in which things happen on one day.")
    ] = False,
    text: Annotated[bool, typer.Option("--text", help="Also the text of the file.")] = False,
    influence: Annotated[
        str | None,
        typer.Option(
            help="Also which levers move this number of the summary most, a part of its "
            "name being enough; runs each lever at both ends of its posterior."
        ),
    ] = None,
) -> None:
    """Say what a scenario changes before running it, or what is known of a lever."""
    from evenhand.model.levers import levers as known_levers
    from evenhand.model.priors import priors

    if name in known_levers() or name in priors():
        _explain_lever(name)
        return
    scenario = name
    from evenhand.engines.order import ORDER_OF_THE_DAY
    from evenhand.fitting.system_fit import fit_system
    from evenhand.scenarios.explain import explain_changes
    from evenhand.scenarios.files import load_scenario
    from evenhand.sources.ledger import load_observations
    from evenhand.system_simulation import default_days
    from evenhand.timeline import parse_day

    read, written = load_scenario(scenario)
    last = parse_day(until) if until else None
    model = fit_system(load_observations(None), read.start)
    days = default_days(model) if last is None else _days(model.first_day, last, Path(scenario))
    before = model.baseline_values(days, read.record == "follow")
    typer.secho(read.title, bold=True)
    typer.echo(f"{read.why}\nWritten by {read.author}. Source: {read.source}")
    typer.echo(f"The run goes from {before.first_day} to {before.last_day}.\n")
    for words in explain_changes(read, before):
        typer.echo(f"- {words}")
    if order:
        typer.secho("\nOne day goes in this order:", bold=True)
        for number, step in enumerate(ORDER_OF_THE_DAY, start=1):
            typer.echo(f"{number}. {step}")
    if text:
        typer.secho("\nThe file:", bold=True)
        typer.echo(written)
    if influence is not None:
        _print_influence(scenario, last, influence)


def _print_influence(scenario: str, last: date | None, number: str) -> None:
    from evenhand.cli.output import announce_compiling, replicate_progress
    from evenhand.cli.run import print_influence
    from evenhand.reports.answer import answer, arguments_of
    from evenhand.sources.ledger import load_observations

    announce_compiling()
    arguments = arguments_of([scenario], until=last, influence=number)
    print_influence(answer(load_observations(None), arguments, progress=replicate_progress))


def _explain_lever(name: str) -> None:
    """Prior, posterior, evidence of a lever, and what it moves in the baseline."""
    import polars as pl

    from evenhand.cli.output import announce_compiling
    from evenhand.fitting.system_fit import fit_system
    from evenhand.model.priors import priors
    from evenhand.reports.lever_words import lever_effects, lever_words
    from evenhand.sources.ledger import load_observations

    typer.secho(name, bold=True)
    for words in lever_words(name):
        typer.echo(words)
    if name not in priors():
        return
    announce_compiling()
    rows = lever_effects(fit_system(load_observations(None)), name)
    typer.echo("\nWhat it moves most in the first year of the baseline, the others at the medians "
               "of the posterior:")  # fmt: skip
    columns = ["number", "unit", "at its low end", "at its high end", "change"]
    print_table(pl.DataFrame(rows, schema=columns, orient="row"), Format.table)


def _days(first: date, last: date, file: Path) -> int:
    from evenhand.errors import EvenhandError, Problem

    days = (last - first).days + 1
    if days < 1:
        what = f"ends before it begins ({first})"
        raise EvenhandError(Problem(str(file), what, "choose a later day"))
    return days
