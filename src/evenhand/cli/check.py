"""``evenhand check``: statements against the record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.output import DataFolder, Format, FormatOption, print_table


def check(
    file: Annotated[
        Path | None, typer.Argument(help="A claims file; the shipped ledger if not given.")
    ] = None,
    claim: Annotated[list[str] | None, typer.Option(help="Only this claim. Repeatable.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for a page with the proof.")] = None,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """Judge statements by what the record says, with definition, value and source cell."""
    from evenhand.claims.files import load_ledger, only_claims
    from evenhand.claims.record import Record
    from evenhand.claims.tables import verdict_table
    from evenhand.claims.verdicts import judge_all
    from evenhand.reports.claims_report import claims_files
    from evenhand.results.store import write_files
    from evenhand.sources.ledger import load_observations

    record = Record(load_observations(data_dir))
    ledger = load_ledger(file, record=record)
    verdicts = judge_all(record, only_claims(ledger, claim or []))
    if form is not Format.table:
        print_table(verdict_table(verdicts), form)
    else:
        for one in verdicts:
            flags = f"  [{', '.join(one.flags)}]" if one.flags else ""
            typer.secho(f"{one.name}  {one.verdict.upper()}{flags}", bold=True)
            typer.echo(f"  {one.claim.statement}\n  {one.reason}")
            table = verdict_table([one])
            print_table(
                table.select("definition", "wording", "value", "missing days", "reliability",
                             "source"), form
            )  # fmt: skip
            typer.echo("")
    if out is not None:
        for path in write_files(out, claims_files(ledger, verdicts)):
            typer.echo(f"wrote {path}", err=form is not Format.table)
