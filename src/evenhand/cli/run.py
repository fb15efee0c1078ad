"""``evenhand run``, ``compare`` and ``replay``."""

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
    from collections.abc import Callable, Sequence
    from datetime import date

    import polars as pl

    from evenhand.reports.answer import Answer
    from evenhand.scenarios.schema import Scenario

ScenarioName = Annotated[
    str, typer.Argument(help="A shipped scenario (see `evenhand scenarios`) or a YAML file.")
]


class Per(StrEnum):
    """Length of a period of the table of measures."""

    day = "day"
    week = "week"
    month = "month"
    run = "run"


class By(StrEnum):
    """What the table of measures tells apart."""

    all = "all"
    place = "place"
    class_ = "class"
    both = "place and class"


OutFolder = Annotated[
    Path | None, typer.Option("--out", help="Folder for the report, the tables and their record.")
]
Until = Annotated[
    str | None, typer.Option(help="Last day to run, YYYY-MM-DD; four years on if not given.")
]
CutOff = Annotated[
    str | None, typer.Option(help="Use only what had been posted by this day, YYYY-MM-DD.")
]
ReplicatesOption = Annotated[
    str | None,
    typer.Option(
        help="Replicates by chance; 0 gives expected values alone, auto as many as "
        "make the intervals' ends certain enough. If not given: 20 for run and compare, 0 for try "
        "and wherever --measure is given."
    ),
]
DrawsOption = Annotated[
    str | None,
    typer.Option(
        help="Joint draws of the levers from their posterior, for intervals of "
        "what is not known; 0 gives central values alone, auto as above. If not given: 40 for run "
        "and compare, 0 for try and wherever --measure is given."
    ),
]
PosteriorOption = Annotated[
    Path | None,
    typer.Option(
        "--posterior",
        help="Draw from this folder, which `evenhand fit --out` has written, in place of the "
        "shipped posterior. Gives try its draws too.",
    ),
]
InfluenceOption = Annotated[
    str | None,
    typer.Option(help="Also say which levers move this number of the summary most."),
]
Seed = Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Seed of the chance.")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=256, help="Threads; as many as cores if not given.")
]
PerOption = Annotated[Per, typer.Option(help="Length of a period of the table of measures.")]
ByOption = Annotated[By, typer.Option(help="What the table of measures tells apart.")]
MeasureNames = Annotated[
    list[str] | None,
    typer.Option("--measure", help="Only this measure, printed in place of the summary. "
                                   "Repeatable; 'all' for every one."),
]  # fmt: skip


def run(
    scenario: ScenarioName,
    out: OutFolder = None,
    until: Until = None,
    draws: DrawsOption = None,
    replicates: ReplicatesOption = None,
    seed: Seed = 0,
    workers: Workers = None,
    per: PerOption = Per.month,
    by: ByOption = By.all,
    measure: MeasureNames = None,
    influence: InfluenceOption = None,
    posterior: PosteriorOption = None,
    cut_off: CutOff = None,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """Run a scenario against the baseline, print what follows, and write a report."""
    draws, replicates = _usual(draws, replicates, measure, posterior)
    _answer(
        [scenario], out, until, draws, replicates, seed, workers, per, by, measure, influence,
        posterior, cut_off, form, data_dir,
    )  # fmt: skip


def compare(
    first: ScenarioName,
    second: ScenarioName,
    out: OutFolder = None,
    until: Until = None,
    draws: DrawsOption = None,
    replicates: ReplicatesOption = None,
    seed: Seed = 0,
    workers: Workers = None,
    per: PerOption = Per.month,
    by: ByOption = By.all,
    measure: MeasureNames = None,
    influence: InfluenceOption = None,
    posterior: PosteriorOption = None,
    cut_off: CutOff = None,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """Run two scenarios side by side with the same random numbers, and show how they differ."""
    draws, replicates = _usual(draws, replicates, measure, posterior)
    _answer(
        [first, second], out, until, draws, replicates, seed, workers, per, by, measure,
        influence, posterior, cut_off, form, data_dir,
    )  # fmt: skip


def try_lever(
    lever: Annotated[str, typer.Argument(help="A lever; `evenhand levers` lists them.")],
    value: Annotated[
        str, typer.Argument(help="A number in its unit, or low or high: an end of its evidence.")
    ],
    place: Annotated[list[str] | None, typer.Option(help="Only in this area. Repeatable.")] = None,
    class_: Annotated[
        list[str] | None, typer.Option("--class", help="Only for this class. Repeatable.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="First day of the change, YYYY-MM-DD.")
    ] = None,
    out: OutFolder = None,
    until: Until = None,
    draws: DrawsOption = None,
    replicates: ReplicatesOption = None,
    seed: Seed = 0,
    workers: Workers = None,
    per: PerOption = Per.month,
    by: ByOption = By.all,
    measure: MeasureNames = None,
    influence: InfluenceOption = None,
    posterior: PosteriorOption = None,
    cut_off: CutOff = None,
    form: FormatOption = Format.table,
    data_dir: DataFolder = None,
) -> None:
    """Give one lever one value and nothing else, and show what follows."""
    from evenhand.scenarios.single import single_change

    scenario = single_change(
        lever, value, places=tuple(place or ()), classes=tuple(class_ or ()), begins=_day(from_)
    )
    if draws is None:
        draws = "0" if posterior is None else _draws_of(posterior)
    _answer(
        [(lever, scenario)], out, until, draws, replicates or "0", seed, workers, per, by,
        measure, influence, posterior, cut_off, form, data_dir,
    )  # fmt: skip


def _answer(
    names: Sequence[str | tuple[str, Scenario]],
    out: Path | None,
    until: str | None,
    draws: str,
    replicates: str,
    seed: int,
    workers: int | None,
    per: Per,
    by: By,
    measure: list[str] | None,
    influence: str | None,
    posterior: Path | None,
    cut_off: str | None,
    form: Format,
    data_dir: Path | None,
) -> None:
    from evenhand.fitting.own_posterior import own_posterior
    from evenhand.reports.answer import answer, arguments_of
    from evenhand.results.store import write_files
    from evenhand.sources.ledger import load_observations

    observations = load_observations(data_dir)
    wanted = tuple(name for name in measure or () if name != "all")
    joint = _number("--draws", draws, 100_000)
    if posterior is not None and not joint and influence is None:
        _refuse_unused(posterior)
    arguments = arguments_of(
        names,
        until=_day(until),
        cut_off=_day(cut_off),
        replicates=_number("--replicates", replicates, 100_000),
        draws=joint,
        posterior=None if posterior is None else own_posterior(posterior, observations),
        influence=influence,
        seed=seed,
        per=per.value,
        by=by.value,
        measures=wanted,
    )
    announce_compiling()
    found = answer(observations, arguments, workers=workers, progress=_progress_of_run)
    written = []
    table = None
    if measure:
        from evenhand.reports.answer_tables import measures_table

        table = measures_table(found, found.arguments)
    if out is not None:
        from evenhand.reports.answer_files import answer_files

        # Written before anything is printed: a reader who closes the pipe early loses no file.
        written = write_files(out, answer_files(found, found.arguments))
    _print(found, form, table)
    for path in written:
        typer.echo(f"wrote {path}", err=form is not Format.table)


def _usual(
    draws: str | None, replicates: str | None, measure: list[str] | None, posterior: Path | None
) -> tuple[str, str]:
    """Draws and replicates where they are not given; a table of measures shows no draws."""
    from evenhand.studies.enough import USUAL_DRAWS, USUAL_REPLICATES

    usual = ("0", "0") if measure else (str(USUAL_DRAWS), str(USUAL_REPLICATES))
    if draws is None and posterior is not None:
        draws = _draws_of(posterior)
    return usual[0] if draws is None else draws, usual[1] if replicates is None else replicates


def _draws_of(posterior: Path) -> str:
    """The usual number of draws, or all where a posterior has fewer."""
    from evenhand.model.posterior import read_draws
    from evenhand.studies.enough import USUAL_DRAWS

    return str(min(USUAL_DRAWS, len(read_draws(posterior))))


def _refuse_unused(posterior: Path) -> None:
    """Say that a posterior would not be used.

    Raises:
        EvenhandError: always.
    """
    from evenhand.errors import EvenhandError, Problem

    fix = "leave --draws out or above nought, or ask for --influence"
    raise EvenhandError(Problem(f"--posterior {posterior}", "is given and nothing is drawn", fix))


def _number(option: str, text: str, most: int) -> int | str:
    """A number of draws or replicates, or ``auto``."""
    from evenhand.errors import EvenhandError, Problem
    from evenhand.studies.enough import AUTO

    if text == AUTO:
        return AUTO
    if not text.isdecimal() or int(text) > most:
        fix = f"give a whole number up to {most:,}, or {AUTO}"
        raise EvenhandError(Problem(f"{option} {text}", "is no number of runs", fix))
    return int(text)


def _day(text: str | None) -> date | None:
    from evenhand.timeline import parse_day

    return parse_day(text) if text else None


def _progress_of_run(name: str) -> Callable[[int, int], None] | None:
    return replicate_progress(name)


def _print(answer: Answer, form: Format, table: pl.DataFrame | None) -> None:
    import polars as pl

    from evenhand.reports.answer_page import interval_words, summary_sections

    for words in answer.said:
        typer.echo(words, err=True)
    if form is not Format.table:
        print_table(_summary(answer) if table is None else table, form)
        return
    titles = [scenario.title for scenario in answer.scenarios]
    typer.secho(" / ".join(titles), bold=True)
    for sentence in answer.sentences:
        typer.echo(f"  {sentence}")
    typer.echo("")
    if table is not None:
        print_table(table, form)
        return
    if answer.drawn:
        typer.echo(
            f"Medians and 90 percent intervals {interval_words(answer)}, "
            f"{len(answer.drawn[0].numbers[0].values)} joint draws{_of_folder(answer)}."
        )
    columns = ["first twelve months", "unit", answer.first.name]
    if not answer.is_baseline:
        columns += [answer.second.name, "difference"]
    rows = [row for _, part in summary_sections(answer) for row in part]
    print_table(pl.DataFrame(rows, schema=columns, orient="row"), form)
    print_influence(answer)


def _of_folder(answer: Answer) -> str:
    """Which posterior was drawn from, where it is not the shipped one."""
    named = answer.arguments.get("posterior")
    return f" from {named['folder']}" if named else ""


def _summary(answer: Answer) -> pl.DataFrame:
    """The summary as a table: by source of its intervals where the levers were drawn."""
    from evenhand.reports.answer_intervals import intervals_table
    from evenhand.reports.answer_tables import summary_table

    return intervals_table(answer) if answer.drawn else summary_table(answer)


def print_influence(answer: Answer) -> None:
    """The levers that move the number most that was asked for.

    Args:
        answer: The answer.
    """
    import polars as pl

    from evenhand.reports.answer_page import influence_section

    section = influence_section(answer)
    if section is None:
        return
    typer.secho(
        f"\nWhat moves '{answer.influence}' ({section['run']}) most; {section['middle']} with all "
        "levers at their posterior medians:",
        bold=True,
    )
    columns = ["lever", "from and to", "at its low end", "at its high end", "share of squares"]
    print_table(pl.DataFrame(section["rows"], schema=columns, orient="row"), Format.table)


def replay(
    record: Annotated[Path, typer.Argument(help="The provenance.json of a run, or its folder.")],
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    posterior: Annotated[
        Path | None,
        typer.Option(help="Where the run's own posterior is now, if not where it was."),
    ] = None,
    data_dir: DataFolder = None,
) -> None:
    """Make the files of a run again from its record, and check that the bytes are the same."""
    from evenhand.reports.replay import replay as make_again
    from evenhand.sources.ledger import load_observations

    announce_compiling()
    names = make_again(load_observations(data_dir), record, out, posterior)
    typer.echo(f"the same bytes: {', '.join(names)} in {out}")
