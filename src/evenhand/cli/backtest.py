"""``evenhand backtest`` and ``evenhand judge``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli.output import (
    DataFolder,
    Format,
    FormatOption,
    announce_compiling,
    print_table,
    replicate_progress,
)

if TYPE_CHECKING:
    import polars as pl


class Kind(StrEnum):
    """What is given of the months ahead."""

    conditional = "conditional"
    unconditional = "unconditional"


class Score(StrEnum):
    """What the table shows."""

    error = "error"
    wis = "wis"
    skill = "skill"
    bias = "bias"
    coverage50 = "coverage50"
    coverage80 = "coverage80"
    coverage90 = "coverage90"


def backtest(
    origins: Annotated[
        str, typer.Option(help="First and last month at whose ends forecasts are made.")
    ] = "2023-10..2025-12",
    horizon: Annotated[int, typer.Option(min=1, max=12, help="Months ahead.")] = 6,
    kind: Annotated[
        Kind, typer.Option(help="Given the book-ins that came, or given nothing.")
    ] = Kind.conditional,
    target: Annotated[
        str, typer.Option(help="stock, book-ins, book-outs, removals or arrests.")
    ] = "stock",
    group: Annotated[
        str, typer.Option(help="all; of the stock ICE, CBP, convicted, pending, other; removal.")
    ] = "all",
    score: Annotated[Score, typer.Option(help="What the table shows.")] = Score.error,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="Show the backtest that ships; run nothing.")
    ] = False,
    simple: Annotated[
        bool,
        typer.Option(
            "--simple/--no-simple",
            help="Run the simple methods too (needs the extra 'baselines').",
        ),
    ] = True,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; as many as cores if not given.")
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(help="Folder that keeps each origin's forecasts; a run goes on from there."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File for every forecast with what came: .csv or .parquet.")
    ] = None,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """Forecast from past months with what had been posted by then, and score the forecasts.

    Every target is forecast, given the book-ins that came (conditional) and given nothing
    (unconditional), by the model and by simple methods; options choose which scores are shown.
    """
    from evenhand.backtests.score_pages import SCORES, wide_scores
    from evenhand.errors import EvenhandError, Problem

    _check(target, group)
    forecasts = (
        _shipped() if shipped else _forecasts(origins, horizon, simple, workers, work, data_dir)
    )
    if out is not None:
        _write(out, forecasts)
    table = wide_scores(forecasts, kind.value, target, group, score.value)
    if table.is_empty():
        what = "holds no such forecast"
        fix = "choose another kind, target or group; book-ins and arrests are given, if conditional"
        raise EvenhandError(Problem(f"{kind.value} {target} {group}", what, fix))
    title = f"{kind.value} forecasts of {target} ({group}): {SCORES[score.value]}"
    print_table(table, form, title)


def _shipped() -> pl.DataFrame:
    from evenhand.backtests.shipped import shipped_forecasts

    return shipped_forecasts()


def _forecasts(
    origins: str,
    horizon: int,
    simple: bool,
    workers: int | None,
    work: Path | None,
    data_dir: Path | None,
) -> pl.DataFrame:
    from evenhand.backtests.rolling import rolling_forecasts
    from evenhand.errors import EvenhandError, Problem
    from evenhand.sources.ledger import load_observations
    from evenhand.timeline import parse_month

    first, _, last = origins.partition("..")
    span = parse_month(first), parse_month(last or first)
    announce_compiling()
    forecasts = rolling_forecasts(
        load_observations(data_dir),
        *span,
        horizon,
        baselines=simple,
        workers=workers,
        folder=work,
        progress=replicate_progress("origins"),
    )
    if forecasts.is_empty():
        what = "has no later month of which anything has been published"
        raise EvenhandError(Problem(f"--origins {origins}", what, "choose earlier months"))
    return forecasts


def _check(target: str, group: str) -> None:
    from evenhand.backtests.forecasts import TARGETS
    from evenhand.errors import EvenhandError, Problem, did_you_mean

    if target not in TARGETS:
        fix = did_you_mean(target, TARGETS)
        raise EvenhandError(Problem(f"--target {target}", "is unknown", fix))
    if group not in TARGETS[target]:
        fix = did_you_mean(group, TARGETS[target])
        raise EvenhandError(Problem(f"--group {group}", f"is unknown for {target}", fix))


def _write(out: Path, forecasts: pl.DataFrame) -> None:
    from evenhand.results.store import csv_bytes, parquet_bytes, write_files

    rounded = forecasts.with_columns(_rounded())
    data = parquet_bytes(rounded) if out.suffix == ".parquet" else csv_bytes(rounded, decimals=2)
    write_files(out.parent, {out.name: data})
    typer.echo(f"wrote {out}", err=True)


def _rounded() -> pl.Expr:
    import polars.selectors as cs

    return cs.float().round(2)


def judge(
    publish: Annotated[
        bool,
        typer.Option(
            "--publish", help="Write the forecast that is to be judged, in place of judging it."
        ),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="File for every forecast with what came and its scores.")
    ] = None,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """Score the published forecast (made from the record up to January 2026) with what came.

    Add newer records first, with `evenhand data add`. Nothing is fitted again.
    """
    import json

    from evenhand.backtests.judging import judge_published
    from evenhand.results.store import csv_bytes, write_files
    from evenhand.sources.ledger import load_observations

    observations = load_observations(data_dir)
    announce_compiling()
    if publish:
        from evenhand.backtests.publishing import forecast_now
        from evenhand.backtests.shipped import shipped_forecasts

        fresh = forecast_now(observations, shipped_forecasts())
        data = csv_bytes(fresh, decimals=2)
        if out is None:
            typer.echo(data.decode(), nl=False)
        else:
            write_files(out.parent, {out.name: data})
            typer.echo(f"wrote {out}", err=True)
        return
    found = judge_published(observations)
    if out is not None:
        write_files(out.parent, {out.name: csv_bytes(found.forecasts, decimals=4)})
        typer.echo(f"wrote {out}", err=True)
    if form is Format.json:
        said = {
            "through": found.through.isoformat(),
            "scores": found.scores.to_dicts(),
            "forecasts": found.forecasts.to_dicts(),
        }
        typer.echo(json.dumps(said, indent=1, ensure_ascii=False))
        return
    title = f"the published forecast against what came, through {found.through}"
    print_table(found.scores if form is Format.table else found.forecasts, form, title)
