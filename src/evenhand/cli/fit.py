"""``evenhand fit``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli.output import DataFolder, announce_compiling, stage_progress

if TYPE_CHECKING:
    import polars as pl

LOG_FILE = "fit.log"


def fit(
    out: Annotated[
        Path, typer.Option(help="Folder for the draws, their table, and how they were made.")
    ],
    draws: Annotated[int, typer.Option(min=20, max=2000, help="Joint draws to keep.")] = 200,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the sampling.")] = 0,
    points: Annotated[
        int, typer.Option(min=32, max=8192, help="Points of the sample, a power of two.")
    ] = 512,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; as many as cores if not given.")
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume/--afresh", help="Go on from the log of an interrupted fit in --out, or not."
        ),
    ] = True,
    data_dir: DataFolder = None,
) -> None:
    """Fit the levers of the whole system to the record, and write joint draws of them."""
    from evenhand.fitting.custody_fit import record_digest
    from evenhand.fitting.system_hindcast import hindcast
    from evenhand.fitting.system_posterior import YearUnderDraws, fit_posterior, table_digests
    from evenhand.fitting.system_tables import posterior_files, posterior_table
    from evenhand.results.provenance import code_digest
    from evenhand.results.store import write_files
    from evenhand.sources.ledger import load_observations

    _check_power(points)
    announce_compiling()
    observations = load_observations(data_dir)
    digest = record_digest(observations, None)
    log = out / LOG_FILE
    if not resume:
        log.unlink(missing_ok=True)
    arguments = {"draws": draws, "seed": seed, "points": points}
    key = {"data": digest, "code": code_digest(), "tables": table_digests()}
    with stage_progress() as told:
        found = fit_posterior(
            YearUnderDraws(hindcast(observations)),
            draws=draws, seed=seed, size=points, workers=workers, log=log, key=key, progress=told,
        )  # fmt: skip
    written = write_files(out, posterior_files(found, arguments, digest))
    log.unlink(missing_ok=True)
    _print(posterior_table(found))
    for path in written:
        typer.echo(f"wrote {path}")


def _check_power(points: int) -> None:
    from evenhand.errors import EvenhandError, Problem

    if points & (points - 1):
        fix = "choose 256, 512 or 1024"
        raise EvenhandError(Problem(f"--points {points}", "is no power of two", fix))


def _print(table: pl.DataFrame) -> None:
    """Which levers the record moves, by how much they shrank."""
    import polars as pl

    from evenhand.cli.output import Format, print_table

    moved = table.filter(pl.col("moved") == "yes").sort("shrinkage", descending=True)
    print_table(moved.drop("source", "moved"), Format.table, "moved by the record")
    rest = table.filter(pl.col("moved") == "no")["lever"].to_list()
    none = table.filter(~pl.col("moved").is_in(["yes", "no"]))["lever"].to_list()
    typer.echo(f"tested and not moved: {', '.join(rest)}")
    typer.echo(f"no target responds: {', '.join(none)}\n")
