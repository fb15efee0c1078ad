"""``evenhand report``: a run, a comparison or a check of claims, ready to be published."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenhand.cli.output import DataFolder, announce_compiling, replicate_progress
from evenhand.cli.run import PosteriorOption

if TYPE_CHECKING:
    from evenhand.errors import Problem
    from evenhand.reports.report_source import Source

NONE = "none"


class ReportForm(StrEnum):
    """The form of a report."""

    html = "html"
    markdown = "markdown"
    data = "data"
    all = "all"


def report(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="A shipped scenario or a YAML file; the folder or the provenance.json of a run or "
            "a check; a claims file or a shipped ledger. Two scenarios or runs are compared."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for the report.")],
    form: Annotated[
        ReportForm,
        typer.Option(
            "--format",
            help="One HTML file; Markdown with pictures; data as CSV, Parquet and JSON; or all.",
        ),
    ] = ReportForm.html,
    until: Annotated[
        str | None,
        typer.Option(help="Last day to run, YYYY-MM-DD; of a stored run, its own; else four "
                          "years on."),
    ] = None,
    draws: Annotated[
        str | None,
        typer.Option(help="Joint draws of the levers; of a stored run, its own; else 40."),
    ] = None,
    replicates: Annotated[
        str | None,
        typer.Option(help="Replicates by chance; of a stored run, its own; else 20."),
    ] = None,
    influence: Annotated[
        str | None,
        typer.Option(help="Number of which to say which levers move it most; none for none. If "
                          "not given: of a stored run, its own; else arrests by all channels."),
    ] = None,
    posterior: PosteriorOption = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**63 - 1, help="Seed of the chance.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; as many as cores if not given.")
    ] = None,
    cut_off: Annotated[
        str | None, typer.Option(help="Use only what had been posted by this day, YYYY-MM-DD.")
    ] = None,
    claim: Annotated[
        list[str] | None, typer.Option(help="Of a claims file: only this claim. Repeatable.")
    ] = None,
    data_dir: DataFolder = None,
) -> None:  # fmt: skip
    """Write a report of a run, of a comparison or of a check of claims: one file, or several."""
    from evenhand.cli.run import _draws_of, _number
    from evenhand.errors import EvenhandError, Problem
    from evenhand.reports.report_source import recognise
    from evenhand.results.store import write_files
    from evenhand.timeline import parse_day

    asked: dict[str, Any] = {
        "until": parse_day(until) if until else None,
        "cut_off": parse_day(cut_off) if cut_off else None,
        "draws": None if draws is None else _number("--draws", draws, 100_000),
        "replicates": None if replicates is None else _number("--replicates", replicates, 100_000),
        "influence": influence,
        "seed": seed,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    if posterior is not None:
        given["posterior"] = posterior
        given.setdefault("draws", _number("--draws", _draws_of(posterior), 100_000))
    found = _recognised(sources, recognise)
    if len(found) == 1 and found[0].kind in ("claims", "check"):
        if given:
            options = ", ".join(f"--{name.replace('_', '-')}" for name in given)
            what = f"is a check of claims, which has no {options}"
            raise EvenhandError(Problem(found[0].name, what, "leave them out"))
        files = _of_claims(found[0], claim or [], form, workers, data_dir)
    elif claim:
        what = "is no claims file"
        raise EvenhandError(Problem(found[0].name, what, "leave out --claim"))
    else:
        files = _of_runs(found, given, form, workers, data_dir)
    for words in _changes(found, files):
        typer.echo(f"changed since the stored run: {words}", err=True)
    for path in write_files(out, files):
        typer.echo(f"wrote {path}")


def _changes(found: list[Source], files: dict[str, bytes]) -> list[str]:
    """What is another than when the stored runs were made: data or software, in words."""
    import json

    from evenhand.results.provenance import differences

    now = json.loads(files["provenance.json"])
    said = [differences(one.record, now) for one in found if one.record is not None]
    return list(dict.fromkeys(words for some in said for words in some))


def _recognised(names: list[str], recognise: Any) -> list[Source]:
    """What all names stand for, every one that is nothing told at once."""
    from evenhand.errors import EvenhandError

    found = []
    problems: list[Problem] = []
    for name in names:
        try:
            found.append(recognise(name))
        except EvenhandError as error:
            problems += error.problems
    if problems:
        raise EvenhandError(problems)
    return found


def _of_runs(
    found: list[Source],
    given: dict[str, Any],
    form: ReportForm,
    workers: int | None,
    data_dir: Path | None,
) -> dict[str, bytes]:
    from evenhand.fitting.own_posterior import own_posterior
    from evenhand.reports.answer import answer
    from evenhand.reports.report import ASKED, report_files
    from evenhand.reports.report_source import report_arguments
    from evenhand.sources.ledger import load_observations
    from evenhand.studies.enough import USUAL_DRAWS, USUAL_REPLICATES

    wanted = dict(given)
    if all(one.record is None for one in found):
        wanted = {"draws": USUAL_DRAWS, "replicates": USUAL_REPLICATES, "influence": ""} | wanted
    # A report of a stored run takes what the run was asked for; nothing else is put in its place.
    without = wanted.get("influence") == NONE
    if without:
        wanted["influence"] = None
    observations = load_observations(data_dir)
    if "posterior" in wanted:
        wanted["posterior"] = own_posterior(wanted["posterior"], observations)
    arguments = report_arguments(found, wanted)
    announce_compiling()
    made = answer(observations, arguments, workers=workers, progress=replicate_progress)
    return report_files(made, made.arguments | {ASKED: form.value})


def _of_claims(
    source: Source,
    names: list[str],
    form: ReportForm,
    workers: int | None,
    data_dir: Path | None,
) -> dict[str, bytes]:
    from evenhand.reports.claims_report import claims_report_files
    from evenhand.sources.ledger import load_observations

    given = source.name if source.record is None else source.record["arguments"]
    return claims_report_files(
        load_observations(data_dir), given, names, form.value, workers=workers,
        progress=replicate_progress("runs of the model"),
    )  # fmt: skip
