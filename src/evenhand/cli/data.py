"""``evenhand data``: the records, their editions and revisions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.output import DataFolder, Format, FormatOption, print_table, with_progress

app = typer.Typer(
    name="data",
    help="The records: add editions, check files, show series, revisions and sources.",
    no_args_is_help=True,
)
Files = Annotated[list[Path], typer.Argument(help="Published files: .xlsx, .csv or .parquet.")]
Published = Annotated[
    str | None,
    typer.Option(
        "--published",
        help="Day on which the tables among the files were published, YYYY-MM-DD; if not given, "
        "the day on which a file was last changed. Workbooks say it themselves.",
        show_default=False,
    ),
]
SeriesName = Annotated[str, typer.Argument(help="Name of a series; `data sources` lists them.")]


@app.command()
def add(files: Files, published: Published = None, data_dir: DataFolder = None) -> None:
    """Read published files and add them to your data folder.

    A file that cannot be read is reported and changes nothing; the others are added.
    """
    from evenhand.sources.ledger import add_files, load_editions, user_folder
    from evenhand.timeline import parse_day

    day = parse_day(published) if published else None
    folder = user_folder(data_dir)
    bar = with_progress(list(files), "reading")
    outcome = add_files(bar, folder, known=load_editions(folder), published=day)
    for reading in outcome.added:
        typer.echo(
            f"{reading.file}: {reading.kind}, data through {reading.through}, posted "
            f"{reading.published} (by {reading.published_by}), {reading.frame.height:,} values"
            + _repeats(outcome.repeated.get(reading.digest, 0))
        )
        for warning in reading.warnings:
            typer.echo(f"  warning  {warning}", err=True)
    for file, why in outcome.duplicates:
        typer.echo(f"{file}: {why}; nothing added")
    for problem in outcome.refused:
        typer.echo(f"error  {problem}", err=True)
    typer.echo(
        f"{len(outcome.added)} added, {len(outcome.duplicates)} known already, "
        f"{len(outcome.refused)} refused; {outcome.new_values:,} new or revised values "
        f"in {folder}"
    )
    if outcome.refused:
        raise typer.Exit(2)


def _repeats(number: int) -> str:
    """What is said of values that a derived table only repeats."""
    return f", of which {number:,} only repeat what is known and are left out" if number else ""


@app.command()
def check(files: Files, published: Published = None, form: FormatOption = Format.table) -> None:
    """Read published files without adding them, and list all that looks wrong."""
    import polars as pl

    from evenhand.errors import SourceError
    from evenhand.sources.door import read_file
    from evenhand.timeline import parse_day

    day = parse_day(published) if published else None
    rows: list[tuple[str, str, str, str]] = []
    for path in with_progress(list(files), "checking"):
        try:
            reading = read_file(path, day)
        except SourceError as error:
            rows.extend(("error", p.where, p.what, p.fix) for p in error.problems)
            continue
        said = f"{reading.frame.height:,} values through {reading.through}"
        rows.append(("read", reading.file, said, f"posted {reading.published}"))
        rows.extend(("warning", p.where, p.what, p.fix) for p in reading.warnings)
    print_table(pl.DataFrame(rows, schema=["kind", "where", "what", "then"], orient="row"), form)
    if any(kind == "error" for kind, *_ in rows):
        raise typer.Exit(2)


@app.command()
def show(
    series: SeriesName,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", help="Show apart: place, agency, criminality, detail. Repeatable."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD.")] = None,
    published_by: Annotated[
        str | None, typer.Option(help="Only what had been posted by this day.")
    ] = None,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """Show the newest values of a series, each with its file, sheet and cell."""
    from evenhand.observations import catalogue
    from evenhand.sources.ledger import load_observations
    from evenhand.timeline import parse_day

    days = {
        name: parse_day(text) if text else None
        for name, text in (("since", since), ("until", until), ("published_by", published_by))
    }
    frame = catalogue.show(load_observations(data_dir), series, by=by or (), **days)
    print_table(frame, form, f"{series}: {catalogue.descriptions().get(series, '')}")


@app.command()
def revisions(
    series: SeriesName, form: FormatOption = Format.table, data_dir: DataFolder = None
) -> None:
    """List every value of a series that a later edition changed."""
    from evenhand.sources.ledger import load_observations

    frame = load_observations(data_dir).revisions(series)
    print_table(frame.drop("series"), form, f"{series}: published values that changed")


@app.command()
def sources(
    editions: Annotated[
        bool, typer.Option("--editions", help="List the editions instead of the series.")
    ] = False,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """List the series there are, or the editions they were read from."""
    from evenhand.observations.catalogue import catalogue
    from evenhand.sources.ledger import load_editions, load_observations

    if editions:
        listed = load_editions(data_dir).drop("signature")
        if form is Format.table:
            listed = listed.drop("digest")
        print_table(listed.sort("kind", "through"), form, "editions, oldest data first")
    else:
        print_table(catalogue(load_observations(data_dir)), form, "series")


@app.command()
def build(
    source: Annotated[Path, typer.Argument(help="Folder with the published files.")],
    target: Annotated[
        Path | None, typer.Option(help="Where to write; the package itself if not given.")
    ] = None,
) -> None:
    """Rebuild the observations that ship with the package (for maintainers)."""
    from evenhand.sources.build import build_shipped

    outcome = build_shipped(source, target)
    typer.echo(f"{len(outcome.added)} files read, {outcome.new_values:,} values kept")
