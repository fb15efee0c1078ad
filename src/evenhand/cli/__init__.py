"""The command line: thin doors to public functions. Heavy libraries load inside the verbs."""

from __future__ import annotations

import io
import os
import sys

import typer

from evenhand import __version__
from evenhand.cli import (
    backtest,
    check,
    cite,
    claims,
    data,
    fit,
    network,
    report,
    run,
    scenarios,
    serve,
)
from evenhand.errors import EvenhandError

STOPPED = 130
"""The status of a command that Ctrl-C ended, as shells have it."""

app = typer.Typer(
    name="evenhand",
    help=(
        "An open, calibrated model of US interior immigration enforcement. "
        "It works on counts, never on persons."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(run.run)
app.command()(run.compare)
app.command("try")(run.try_lever)
app.command()(scenarios.levers)
app.command()(scenarios.explain)
app.command()(scenarios.scenarios)
app.command()(run.replay)
app.command()(fit.fit)
app.command()(check.check)
app.command()(report.report)
app.command()(cite.cite)
app.command()(backtest.backtest)
app.command()(backtest.judge)
app.command()(serve.serve)
app.add_typer(claims.app, name="claims")
app.add_typer(network.app, name="network")
app.add_typer(data.app, name="data")


@app.callback(invoke_without_command=True)
def version(
    show: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    """Say which version this is."""
    if show:
        typer.echo(f"evenhand {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; problems a user can put right end with status 2, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without some letters shows the rest
    try:
        app(standalone_mode=True)
    except EvenhandError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        count = len(error.problems)
        if count > 1:
            typer.echo(f"{count} problems", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader has closed the pipe; what is left unwritten must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        _say_stopped()
        sys.exit(STOPPED)
    except SystemExit as ending:
        if ending.code == STOPPED:  # the library turns Ctrl-C into this, without a word
            _say_stopped()
        raise


def _say_stopped() -> None:
    typer.echo("stopped; nothing was left half-written", err=True)
