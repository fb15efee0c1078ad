"""``evenhand backtest``: past forecasts against what came."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.output import (
    DataFolder,
    Format,
    FormatOption,
    announce_compiling,
    print_table,
    with_progress,
)


def backtest(
    origins: Annotated[
        str, typer.Option(help="First and last month at whose ends forecasts are made.")
    ] = "2023-10..2025-10",
    horizon: Annotated[int, typer.Option(min=1, max=24, help="Months ahead.")] = 6,
    group: Annotated[
        str, typer.Option(help="Whose population: all, ICE, CBP, convicted, pending, other.")
    ] = "all",
    out: Annotated[
        Path | None, typer.Option(help="CSV file for every single forecast with what came.")
    ] = None,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """Forecast from past months with what had been posted by then, and show the errors.

    Conditional: book-ins are taken as they happened, so this judges the custody half alone.
    """
    from evenhand.backtests.custody_backtest import (
        GROUPS,
        backtest_custody,
        error_table,
        monthly_origins,
        wide_error_table,
    )
    from evenhand.errors import EvenhandError, Problem, did_you_mean
    from evenhand.results.store import csv_bytes, write_files
    from evenhand.sources.ledger import load_observations
    from evenhand.timeline import parse_month

    if group not in GROUPS:
        raise EvenhandError(Problem(f"--group {group}", "is unknown", did_you_mean(group, GROUPS)))
    first, _, last = origins.partition("..")
    months = monthly_origins(parse_month(first), parse_month(last or first))
    announce_compiling()
    forecasts = backtest_custody(
        load_observations(data_dir), with_progress(months, "judging"), horizon
    )
    if forecasts.is_empty():
        what = "has no later month whose population has been published"
        raise EvenhandError(Problem(f"--origins {origins}", what, "choose earlier months"))
    title = "mean absolute error of the detained population, percent (conditional on book-ins)"
    table = (
        wide_error_table(forecasts, group)
        if form is Format.table
        else error_table(forecasts, group)
    )
    if out is not None:
        write_files(out.parent, {out.name: csv_bytes(forecasts, decimals=1)})
        typer.echo(f"wrote {out}", err=True)
    print_table(table, form, title)
