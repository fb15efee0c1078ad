"""``evenhand check``: statements against the record."""

from __future__ import annotations

import textwrap
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
from evenhand.errors import EvenhandError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evenhand.claims.record import Record
    from evenhand.claims.schema import Claim
    from evenhand.claims.verdicts import Verdict

WIDTH = 80
MOST_IN_FULL = 3
"""So many claims are shown with their definitions and sources if nothing else is said."""
FAILED = 1
PROVENANCE = "provenance.json"


class FailOn(StrEnum):
    """Verdicts that can end the command with status 1."""

    not_supported = "not-supported"
    not_checkable = "not-checkable"
    legally_contested = "legally-contested"
    roughly_consistent = "roughly-consistent"
    supported = "supported"


def check(
    file: Annotated[
        str | None,
        typer.Argument(
            help="A claims file or a shipped ledger; that of early 2025 if not given.",
            show_default=False,
        ),
    ] = None,
    claim: Annotated[list[str] | None, typer.Option(help="Only this claim. Repeatable.")] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Show definitions and sources of every claim.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for a page with the proof, and its tables.")
    ] = None,
    form: FormatOption = Format.table,
    fail_on: Annotated[
        list[FailOn] | None,
        typer.Option(help="End with status 1 if a claim has this verdict. Repeatable."),
    ] = None,
    afresh: Annotated[
        bool,
        typer.Option("--afresh", help="Ask the model again, where answers ship with the package."),
    ] = False,
    keep_answers: Annotated[
        Path | None,
        typer.Option(
            help="With --afresh: write the model's answers to this file, in the form that ships.",
            show_default=False,
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option(min=2, max=200, help="Joint draws of the posterior, for the model.")
    ] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Seed of chance, for the model.")] = 0,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes, for the model; all cores.", show_default=False),
    ] = None,
    data_dir: DataFolder = None,
) -> None:
    """Judge statements by what the record says, with definition, value and source cell.

    Status 0: judged. 1: a verdict named with --fail-on was given. 2: the file is wrong.
    """
    from evenhand.claims.files import cautions, load_ledger, only_claims
    from evenhand.claims.record import Record
    from evenhand.claims.tables import verdict_table
    from evenhand.claims.verdicts import judge_all
    from evenhand.sources.ledger import load_observations

    if keep_answers is not None and not afresh:
        what, fix = "answers are kept only where they are made", "add --afresh"
        raise EvenhandError(Problem("--keep-answers", what, fix))
    record = Record(load_observations(data_dir))
    ledger = load_ledger(file, record=record)
    chosen = only_claims(ledger, claim or [])
    for one in cautions(ledger):
        if one.where.rpartition(" ")[2] in chosen:
            typer.echo(f"note: {one}", err=True)
    record = _with_answers(record, chosen, afresh=afresh, draws=draws, seed=seed, workers=workers)
    if keep_answers is not None:
        _keep(record, chosen, keep_answers, draws=draws, seed=seed)
    verdicts = judge_all(record, chosen)
    if form is not Format.table:
        print_table(verdict_table(verdicts), form)
    else:
        _show(verdicts, full=full or len(verdicts) <= MOST_IN_FULL)
    if out is not None:
        from evenhand.reports.claims_report import LEDGER, claims_files
        from evenhand.results.store import write_files

        path = Path(file) if file is not None else None
        text = path.read_text("utf-8") if path is not None and path.exists() else ""
        name = path.name if path is not None else ""
        kept = {LEDGER: {"name": name, "text": text}} if name else {}
        files = claims_files(ledger, verdicts, record, arguments=kept)
        if _is_of_a_run(out / PROVENANCE):
            files[f"claims-{PROVENANCE}"] = files.pop(PROVENANCE)
        for written in write_files(out, files):
            typer.echo(f"wrote {written}", err=form is not Format.table)
    wanted = {one.value.replace("-", " ") for one in fail_on or []}
    if any(one.verdict in wanted for one in verdicts):
        raise typer.Exit(FAILED)


def _keep(
    record: Record, claims: Mapping[str, Claim], path: Path, *, draws: int, seed: int
) -> None:
    from evenhand.claims.answers import answers_text
    from evenhand.claims.model_answers import asked_of_model
    from evenhand.results.store import write_files

    found = {one: record.answers[one] for one in asked_of_model(claims)}
    for written in write_files(
        path.parent, {path.name: answers_text(found, draws=draws, seed=seed)}
    ):
        typer.echo(f"wrote {written}", err=True)


def _is_of_a_run(path: Path) -> bool:
    """Whether a folder holds the record of a run already, which a check must not take away."""
    import json

    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return path.exists()
    arguments = record.get("arguments", {}) if isinstance(record, dict) else {}
    return "claims" not in arguments


def _with_answers(
    record: Record,
    claims: Mapping[str, Claim],
    *,
    afresh: bool,
    draws: int,
    seed: int,
    workers: int | None,
) -> Record:
    """The record with the model's answers to all that the claims ask of it."""
    from evenhand.claims.model_answers import with_answers

    def begin(numbers: int) -> Callable[[int, int], None] | None:
        told = f"asking the model {numbers} numbers under {draws} joint draws: a minute or more"
        typer.echo(told, err=True)
        announce_compiling()
        return replicate_progress("runs")

    return with_answers(
        record, claims, afresh=afresh, draws=draws, seed=seed, workers=workers, begin=begin
    )


def _show(verdicts: Sequence[Verdict], *, full: bool) -> None:
    for one in verdicts:
        flags = f"  [{', '.join(one.flags)}]" if one.flags else ""
        head = f"{one.verdict.upper()}{flags}"
        typer.secho(_wrapped(head, f"{one.name}  ", "     "), bold=True)
        typer.echo(_wrapped(one.claim.statement, "  "))
        typer.echo(_wrapped(f"{one.reason.rstrip('.')}.", "  "))
        if full:
            _show_definitions(one)
        if one.differs and one.claim.given is not None:
            given = one.claim.given
            because = f": {given.difference}" if given.difference else ""
            typer.echo(_wrapped(f"Given before: {given.verdict}, by {given.by}{because}", "  "))
        typer.echo("")
    if len(verdicts) > 1:
        counts: dict[str, int] = {}
        for one in verdicts:
            counts[one.verdict] = counts.get(one.verdict, 0) + 1
        listed = ", ".join(f"{count} {name}" for name, count in counts.items())
        typer.echo(_wrapped(f"{len(verdicts)} claims: {listed}.", ""))
    if not full:
        typer.echo("Definitions and sources: --full, or --claim with a name.")


def _show_definitions(one: Verdict) -> None:
    for each in one.computed:
        typer.echo(_wrapped(f"{each.definition.wording}: {each.definition.name}: {each.told}",
                            "    - ", "      "))  # fmt: skip
        typer.echo(_wrapped(each.definition.what, "      "))
        typer.echo(_wrapped(f"= {each.computation}", "      ", "        "))
        if each.missing_days:
            days = ", ".join(day.isoformat() for day in each.missing_days[:6])
            more = f" and {len(each.missing_days) - 6} more" * (len(each.missing_days) > 6)
            typer.echo(_wrapped(f"no figure covers {days}{more}", "      "))
        if each.used:
            typer.echo(_wrapped(f"{each.sources}, reliability {each.reliability}", "      "))
    for name, because in one.reasons.items():
        typer.echo(_wrapped(f"{name}: {because}", "  ! ", "    "))
    for note in one.claim.notes:
        typer.echo(_wrapped(note, "  "))
    said = f"Said by {one.claim.said_by}, {one.claim.said_on}. Source: {one.claim.source}."
    typer.echo(_wrapped(said, "  "))
    typer.echo(_wrapped(f"What would change it: {one.claim.would_change}", "  "))


def _wrapped(text: str, first: str, rest: str | None = None) -> str:
    """A text in lines of the terminal's usual width."""
    return textwrap.fill(
        " ".join(text.split()), WIDTH, initial_indent=first,
        subsequent_indent=first if rest is None else rest, break_on_hyphens=False,
    )  # fmt: skip
