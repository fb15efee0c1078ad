"""``evenhand network``: run and explain any network of stages that a model file declares."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli.output import (
    Format,
    FormatOption,
    announce_compiling,
    print_table,
    replicate_progress,
)

if TYPE_CHECKING:
    from evenhand.compiled.network import CompiledNetwork

app = typer.Typer(help="Run and explain any network of stages that a model file declares.")

EXAMPLE = "example"
NetworkFile = Annotated[
    str, typer.Argument(help=f"A network file, or '{EXAMPLE}' for the one that ships.")
]


class Mode(StrEnum):
    """How a network is run."""

    mean = "mean"
    chance = "chance"


class Per(StrEnum):
    """Length of a period of the table."""

    day = "day"
    week = "week"
    month = "month"
    run = "run"


class By(StrEnum):
    """What the table tells apart."""

    all = "all"
    place = "place"
    class_ = "class"
    track = "track"
    cell = "cell"


@app.command()
def run(
    file: NetworkFile,
    mode: Annotated[Mode, typer.Option(help="Mean values, or whole cases by chance.")] = Mode.mean,
    replicates: Annotated[
        int, typer.Option(min=1, max=100_000, help="Replicates by chance.")
    ] = 100,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Seed of the chance.")] = 0,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Threads; as many as cores if not given.")
    ] = None,
    per: Annotated[Per, typer.Option(help="Length of a period of the table.")] = Per.run,
    by: Annotated[By, typer.Option(help="What the table tells apart.")] = By.all,
    waits: Annotated[
        bool, typer.Option("--waits", help="Waiting times in place of counts.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write the table here: .csv, .json or .parquet.")
    ] = None,
    form: FormatOption = Format.table,
) -> None:
    """Run a network in mean values or by chance, and print what came of it."""
    from evenhand.network_simulation import simulate_network
    from evenhand.results.store import check_table_name, write_table

    if out is not None:
        check_table_name(out)
    network = _compiled(file)
    announce_compiling()
    found = simulate_network(
        network,
        mode.value,
        replicates=replicates,
        seed=seed,
        workers=workers,
        per=per.value,
        by=by.value,
        progress=replicate_progress() if mode is Mode.chance else None,
    )
    table = found.waits if waits else found.counts
    if out is not None:
        write_table(table, out)
        typer.echo(f"wrote {out}", err=True)
    else:
        print_table(table, form, network.title)


@app.command()
def explain(file: NetworkFile) -> None:
    """Check a network file and say its stages, what limits them, and the order of one day."""
    from evenhand.engines.order import ORDER_OF_THE_DAY

    network = _compiled(file)
    cells = f"{len(network.places)} places × {len(network.classes)} classes"
    typer.secho(network.title, bold=True)
    typer.echo(
        f"{network.days} days from {network.first_day}; {cells} × {len(network.tracks)} tracks"
    )
    typer.secho("\nStages:", bold=True)
    arrows = network.arrays.arrows
    ways: dict[str, list[str]] = {}
    for (source, name), target in zip(network.arrows, arrows.to, strict=True):
        to = network.stages[target]
        ways.setdefault(source, []).append(
            to if name in {to, "arrivals", "served"} else f"{name} → {to}"
        )
    for source, exits in ways.items():
        typer.echo(f"- {source}: {', '.join(exits)}")
    typer.secho("\nOne day goes in this order:", bold=True)
    for number, step in enumerate(ORDER_OF_THE_DAY, start=1):
        typer.echo(f"{number}. {step}")


@app.command()
def example() -> None:
    """Print the network file that ships, to begin one of your own with."""
    from evenhand.model.network_files import shipped_network

    typer.echo(shipped_network(), nl=False)


def _compiled(file: str) -> CompiledNetwork:
    from evenhand.compiled.compile_network import compile_network
    from evenhand.model.network_files import load_network, read_network, shipped_network

    if file == EXAMPLE:
        return compile_network(*read_network(shipped_network(), f"{EXAMPLE}.yaml"))
    return compile_network(*load_network(Path(file)))
