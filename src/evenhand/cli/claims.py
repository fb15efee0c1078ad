"""``evenhand claims``: what can be checked, with what, and how a claims file is started."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli.output import DataFolder, Format, FormatOption, print_table
from evenhand.errors import EvenhandError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import polars as pl

    from evenhand.claims.record import Record

app = typer.Typer(help="Claims files: list, start and describe them.", no_args_is_help=True)
Word = Annotated[str | None, typer.Argument(help="Only rows with this word.", show_default=False)]


@app.command("list")
def list_claims(
    file: Annotated[
        str | None,
        typer.Argument(help="A claims file or a shipped ledger; all shipped.", show_default=False),
    ] = None,
    form: FormatOption = Format.table,
) -> None:
    """List claims, by file."""
    import polars as pl

    from evenhand.claims.files import load_ledger, shipped_ledgers

    rows = [
        (source, name, one.kind, one.claimed, one.statement)
        for source in ([file] if file is not None else shipped_ledgers())
        for name, one in load_ledger(source).claims.items()
    ]
    names = ["ledger", "claim", "kind", "claimed", "statement"]
    print_table(pl.DataFrame(rows, schema=names, orient="row"), form)


@app.command()
def schema() -> None:
    """Print the JSON Schema of claims files, for editors."""
    import json

    from evenhand.claims.json_schema import claims_schema

    typer.echo(json.dumps(claims_schema(), indent=2, ensure_ascii=False))


@app.command()
def forms(form: FormatOption = Format.table) -> None:
    """List what can be computed, with an example of each."""
    import polars as pl

    from evenhand.claims.forms import FORMS, OPERATIONS, Form, OperationForm

    listed: list[Form | OperationForm] = [*FORMS.values(), *OPERATIONS.values()]
    rows = [(one.name, one.says.split(";")[0].rstrip("."), one.example) for one in listed]
    print_table(pl.DataFrame(rows, schema=["form", "gives", "example"], orient="row"), form)


@app.command()
def statements(word: Word = None, form: FormatOption = Format.table) -> None:
    """List the register of published statements."""
    import polars as pl

    from evenhand.registers.published_statements import published_statements

    rows = [
        (one.id, one.quantity, one.low, one.high, one.unit, f"{one.begins}/{one.ends}",
         one.publisher, one.published, one.reliability, one.source, one.note)
        for one in published_statements().values()
    ]  # fmt: skip
    names = ["statement", "quantity", "low", "high", "unit", "period", "publisher", "published",
             "reliability", "source", "note"]  # fmt: skip
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    shown = _with_word(frame, word)
    if form is Format.table:
        shown = shown.select("statement", "quantity", "low", "high", "unit", "reliability")
    print_table(shown, form)


@app.command()
def findings(word: Word = None, form: FormatOption = Format.table) -> None:
    """List the register of findings of law: statutes and rulings by proposition."""
    import polars as pl

    from evenhand.registers.findings_of_law import findings_of_law

    rows = [
        (one.proposition, one.says, one.kind, one.title, one.forum, one.date, one.holds,
         one.standing, one.reliability, one.source, one.note)
        for one in sorted(findings_of_law(), key=lambda row: (row.proposition, row.date))
    ]  # fmt: skip
    names = ["proposition", "says", "kind", "title", "forum", "date", "holds", "standing",
             "reliability", "source", "note"]  # fmt: skip
    shown = _with_word(pl.DataFrame(rows, schema=names, orient="row"), word)
    if form is Format.table:
        shown = shown.select("proposition", "kind", "title", "forum", "date", "holds", "standing")
    print_table(shown, form)


def _with_word(frame: pl.DataFrame, word: str | None) -> pl.DataFrame:
    """The rows in which a word stands anywhere."""
    import polars as pl

    if word is None:
        return frame
    text = pl.concat_str(pl.col(pl.String), separator=" ", ignore_nulls=True)
    return frame.filter(text.str.to_lowercase().str.contains(word.casefold(), literal=True))


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    statement: Annotated[
        str | None, typer.Option(help="The statement in your own words.", show_default=False)
    ] = None,
    said_by: Annotated[
        str | None, typer.Option(help="The office or kind of outlet.", show_default=False)
    ] = None,
    said_on: Annotated[
        str | None, typer.Option(help="When, as 2025-01-27.", show_default=False)
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Where it can be read.", show_default=False)
    ] = None,
    number: Annotated[
        float | None, typer.Option(min=0, help="The number in it.", show_default=False)
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Its unit.", show_default=False)] = None,
    says: Annotated[
        str, typer.Option(help="about, exactly, at-least, more-than, at-most or less-than.")
    ] = "about",
    definition: Annotated[
        str | None,
        typer.Option(help="What exactly is counted, where and when.", show_default=False),
    ] = None,
    series: Annotated[
        str | None, typer.Option(help="The series that counts it.", show_default=False)
    ] = None,
    take: Annotated[
        str, typer.Option(help="value of one period, or sum, mean, largest … of some days.")
    ] = "value",
    period: Annotated[
        str | None, typer.Option(help="The period or days, as 2025-02.", show_default=False)
    ] = None,
    missing: Annotated[
        str | None,
        typer.Option(help="If nothing counts it: which record is missing.", show_default=False),
    ] = None,
    settled_by: Annotated[
        str | None, typer.Option(help="And what would settle it.", show_default=False)
    ] = None,
    would_change: Annotated[
        str | None, typer.Option(help="What would change the verdict.", show_default=False)
    ] = None,
    name: Annotated[str, typer.Option("--id", help="The claim's id.")] = "S1",
    title: Annotated[str | None, typer.Option(help="Title.", show_default=False)] = None,
    author: Annotated[str | None, typer.Option(help="Author.", show_default=False)] = None,
    ask: Annotated[
        bool | None,
        typer.Option(
            "--ask/--no-ask",
            help="Ask for what is not given; if a terminal, yes.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataFolder = None,
) -> None:
    """Start a claims file by asking for the definition; what is left open is marked FILL IN."""
    from evenhand.claims.record import Record
    from evenhand.claims.starting import Start, claims_text
    from evenhand.sources.ledger import load_observations

    if file.exists():
        fix = "choose another name; nothing is ever overwritten"
        raise EvenhandError(Problem(str(file), "is there already", fix))
    asking = sys.stdin.isatty() if ask is None else ask
    record = Record(load_observations(data_dir))

    def wanted(given: str | None, question: str) -> str:
        if given is not None or not asking:
            return given or ""
        answer: str = typer.prompt(question, default="", show_default=False)
        return answer.strip()

    said = wanted(statement, "The statement, in your own words")
    by = wanted(said_by, "Said by (the public office, or the kind of outlet)")
    day = _day(wanted(said_on, "Said on (2025-01-27)"))
    where = wanted(source, "Where it can be read")
    if number is None and asking:
        number = _number(wanted(None, "The number in it (nothing if it has none)"))
    if number is not None:
        unit = wanted(unit, "Its unit (people, people/day, share, times …)")
    counted = wanted(definition, "What exactly is counted, where and when")
    if series is None and missing is None and asking:
        series = _series(record, said, wanted)
        if not series:
            missing = wanted(None, "Then which record is missing")
            settled_by = wanted(settled_by, "What would settle it, and who could publish it")
    if series and not missing:
        period = wanted(period, "Which period of it (2025-01-26, 2025-02, FY2025, 2025-01-20/7)")
    by_whom = wanted(author, "Your name or office, as author of the file")
    change = wanted(would_change, "What would change the verdict")
    start = Start(
        claim=name, title=title or said[:60], author=by_whom, statement=said, said_by=by,
        said_on=day, source=where, number=number, unit=unit or "", says=says, definition=counted,
        series=series or "", take=take, period=period or "", missing=missing or "",
        settled_by=settled_by or "", would_change=change,
    )  # fmt: skip
    text = claims_text(start)
    _write_new(file, text)
    _say_what_is_open(file, text, record)


def _day(text: str) -> date | None:
    from evenhand.timeline import parse_day

    return parse_day(text) if text else None


def _number(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", ""))
    except ValueError:
        fix = "write digits, such as 7300"
        raise EvenhandError(Problem(text, "is not a number", fix)) from None


def _series(record: Record, statement: str, wanted: Callable[[str | None, str], str]) -> str:
    """The series that counts it, with suggestions until it is one or nothing."""
    from evenhand.claims.starting import suggest_series

    words = statement
    while True:
        found = suggest_series(record, words)
        if found:
            typer.echo("Series that may count it:")
        for name, says in found:
            typer.echo(f"  {name}: {says}")
        answer = wanted(None, "Which series (a name, other words to search, or nothing: none does)")
        if not answer or answer in record.names():
            return answer
        words = answer


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise EvenhandError(Problem(str(file), what, "choose another place")) from None


def _say_what_is_open(file: Path, text: str, record: Record) -> None:
    from evenhand.claims.files import FILL_IN, read_ledger
    from evenhand.errors import ClaimError

    typer.echo(f"wrote {file}")
    open_lines = [n for n, line in enumerate(text.splitlines(), start=1) if FILL_IN in line]
    if open_lines:
        lines = ", ".join(map(str, open_lines))
        typer.echo(f"to be filled in, marked {FILL_IN}: lines {lines}")
        return
    try:
        read_ledger(text, file.name, record=record)
    except ClaimError as error:
        typer.echo(f"to be put right before it can be judged:\n{error}")
        return
    typer.echo(f"it can be judged: evenhand check {file}")
