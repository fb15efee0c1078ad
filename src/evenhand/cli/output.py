"""How verbs print tables and progress, the same way everywhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import polars as pl

LONGEST_TABLE = 2000


class Format(StrEnum):
    """How a table is printed."""

    table = "table"
    csv = "csv"
    json = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print the table.")]
DataFolder = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Folder for editions you add; the package itself is never written to.",
        envvar="EVENHAND_DATA",
        show_default=False,
    ),
]


def print_table(frame: pl.DataFrame, form: Format, title: str = "") -> None:
    """Print a table for people, or as CSV or JSON for programs.

    Args:
        frame: The table.
        form: How.
        title: A line above the table, for people only.
    """
    if form is Format.csv:
        typer.echo(frame.write_csv(), nl=False)
    elif form is Format.json:
        typer.echo(frame.write_json())
    else:
        _print_for_people(frame, title)


def _print_for_people(frame: pl.DataFrame, title: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", header_style="bold", box=None)
    numeric = {name for name, kind in frame.schema.items() if kind.is_numeric()}
    for name in frame.columns:
        table.add_column(name, justify="right" if name in numeric else "left", overflow="fold")
    for row in frame.head(LONGEST_TABLE).iter_rows():
        # Text, not markup: '[signed, in force]' is no style.
        table.add_row(*(Text(_cell(value)) for value in row))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table)
    if frame.height > LONGEST_TABLE:
        console.print(f"… and {frame.height - LONGEST_TABLE:,} more rows; use --format csv for all")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


Item = TypeVar("Item")


def with_progress(items: Sequence[Item], label: str) -> Iterator[Item]:
    """Yield items with a progress bar on the error stream when it is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    if len(items) < 3 or not console.is_terminal:
        yield from items
    else:
        yield from track(items, description=label, console=console)


def replicate_progress(label: str = "replicates") -> Callable[[int, int], None] | None:
    """A progress bar on the error stream when it is a terminal; told how many are done of all.

    Args:
        label: What is counted.
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        return None
    bar = Progress(console=console, transient=True)
    task = bar.add_task(label)
    bar.start()

    def told(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if done == total:
            bar.stop()

    return told


@contextmanager
def stage_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Progress of work in stages, on the error stream: a bar, or a line for each stage."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _say_stage
        return
    with Progress(console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done)

        yield told


def _say_stage(what: str, done: int, total: int) -> None:
    if done == total:
        typer.echo(f"{what}: {total} done", err=True)


def announce_compiling() -> None:
    """Say why the first run on a machine takes longer, on the error stream."""
    from evenhand.engines.native import is_compiled

    if not is_compiled():
        typer.echo("compiling the engine: once on this machine, some 20 seconds", err=True)
