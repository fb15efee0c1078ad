"""Write the generated pages and the picture: ``python docs/generate.py [--check]``.

Each page is made from what the program itself says, so that the manual cannot drift; a test runs
this with ``--check``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import typer

from evenhand.backtests.custody_backtest import GROUPS, wide_error_table
from evenhand.backtests.shipped import shipped_forecasts
from evenhand.cli import app
from evenhand.model.parameters import parameters
from evenhand.observations.catalogue import catalogue
from evenhand.reports.run_report import answer_scenario, stock_picture
from evenhand.scenarios.files import read_scenario, shipped_scenarios
from evenhand.scenarios.schema import LEVERS, UNITS, Change, Scenario
from evenhand.sources.ledger import load_observations
from evenhand.yaml_file import Stated

FOLDER = Path(__file__).parent
README = FOLDER.parent / "README.md"
MADE = "<!-- Made by docs/generate.py; do not edit. -->\n\n"


def markdown(frame: pl.DataFrame) -> str:
    """A table in Markdown."""
    numeric = {name for name, kind in frame.schema.items() if kind.is_numeric()}
    head = "| " + " | ".join(frame.columns) + " |"
    rule = "|" + "|".join(" ---: " if name in numeric else " --- " for name in frame.columns) + "|"
    rows = ["| " + " | ".join(_cell(value) for value in row) + " |" for row in frame.iter_rows()]
    return "\n".join([head, rule, *rows]) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.1f}"
    return str(value).replace("|", "\\|")


def command_line() -> str:
    """The help of every verb."""
    group = typer.main.get_command(app)
    parts = [
        MADE,
        "# Command line\n\nEvery verb that prints a table takes `--format table|csv|json`.\n",
    ]
    pending = [(["evenhand"], group)]
    while pending:
        path, command = pending.pop(0)
        commands = getattr(command, "commands", None)
        if commands:
            pending.extend(([*path, name], inner) for name, inner in sorted(commands.items()))
            continue
        parts.append(f"\n## `{' '.join(path)}`\n\n{(command.help or '').strip()}\n")
        rows = []
        for parameter in command.params:
            names = ", ".join(f"`{name}`" for name in parameter.opts)
            if parameter.param_type_name == "argument":
                names = f"`{str(parameter.name).upper()}`"
            default = parameter.default
            shown = "" if default in (None, False, ()) or callable(default) else f"`{default}`"
            rows.append((names, getattr(parameter, "help", "") or "", shown))
        parts.append(
            "\n" + markdown(pl.DataFrame(rows, ["name", "meaning", "default"], orient="row"))
        )
    return "".join(parts)


def parameter_page() -> str:
    """The parameter table."""
    rows = [
        (p.attribute, p.description, f"{p.default:g}", f"{p.low:g}–{p.high:g}", p.unit, p.basis,
         p.source, p.reliability)
        for p in parameters().values()
    ]  # fmt: skip
    names = ["attribute", "description", "default", "low–high", "unit", "basis", "source",
             "reliability"]  # fmt: skip
    text = (
        "# Parameters of the custody model\n\nOnly what is not fitted to the record. Reliability: "
        "A government file read here; B official or peer statement; C backtest, press or derived; "
        "D weak; E assumption.\n\n"
    )
    return MADE + text + markdown(pl.DataFrame(rows, schema=names, orient="row"))


def series_page() -> str:
    """Every series that ships."""
    frame = catalogue(load_observations()).select(
        "series", "description", "unit", "by", pl.col("first").cast(pl.String),
        pl.col("last").cast(pl.String), "values",
    )  # fmt: skip
    text = (
        "# Series of observations\n\nWhat ships with the package. `evenhand data show SERIES` "
        "prints the values, each with its file, sheet and cell.\n\n"
    )
    return MADE + text + markdown(frame)


def scenario_page() -> str:
    """The form of scenario files, from the schema itself."""
    parts = [MADE, "# Scenario files\n\nYAML 1.2. Dates are written `2026-02-01`.\n"]
    for title, kind in (("The file", Scenario), ("One change", Change)):
        parts.append(f"\n## {title}\n\n" + markdown(_fields(kind)))
    levers = [(name, text, ", ".join(UNITS[name])) for name, text in LEVERS.items()]
    frame = pl.DataFrame(levers, schema=["lever", "meaning", "unit of values"], orient="row")
    parts.append("\n## Levers\n\nWith `multiply` the unit is always `ratio`.\n\n" + markdown(frame))
    parts.append("\n## Shipped scenarios\n\n")
    shipped = [
        (name, read_scenario(text, name).title, read_scenario(text, name).why)
        for name, text in shipped_scenarios().items()
    ]
    parts.append(
        markdown(pl.DataFrame(shipped, schema=["name", "title", "question"], orient="row"))
    )
    return "".join(parts)


def _fields(kind: type[Stated]) -> pl.DataFrame:
    rows = [
        (
            f"`{field.alias or name}`",
            "yes" if field.is_required() else "no",
            field.description or "",
        )
        for name, field in kind.model_fields.items()
    ]
    return pl.DataFrame(rows, schema=["key", "required", "meaning"], orient="row")


def backtest_page() -> str:
    """The shipped backtest, by group."""
    forecasts = shipped_forecasts()
    parts = [
        MADE,
        "# Errors of past forecasts\n\n"
        "Mean absolute error in percent of the average daily population "
        f"by months ahead, over the monthly origins {forecasts['origin'].min()} to "
        f"{forecasts['origin'].max()} (22 of them at six months: the record ends in January 2026). "
        "Each forecast was fitted only to what had been posted by the end of its origin month, and "
        "is conditional on book-ins as they happened. How it is done and what it does not show: "
        "[judging](../explanation/judging.md).\n",
    ]
    for group in GROUPS:
        parts.append(f"\n## {group}\n\n" + markdown(wide_error_table(forecasts, group)))
    return "".join(parts)


def readme() -> str:
    """The README with its first answer and its error table made anew."""
    answer, _ = answer_scenario(load_observations(), "beds-100k")
    said = "\n".join(f"  {sentence}" for sentence in answer.sentences)
    block = f"```\n$ evenhand run beds-100k --out out/\n{answer.scenario.title}\n{said}\n```\n"
    text = _between(README.read_text("utf-8"), "answer", block)
    return _between(text, "backtest", markdown(wide_error_table(shipped_forecasts())))


def _between(text: str, name: str, content: str) -> str:
    """The text with what stands between two marks replaced."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, rest = text.split(start)
    return f"{before}{start}\n{content}{end}{rest.split(end)[1]}"


def picture() -> str:
    """The picture of the README: the first chart of the first answer."""
    answer, _ = answer_scenario(load_observations(), "beds-100k")
    return stock_picture(answer).wide


PAGES: dict[Path, Callable[[], str]] = {
    FOLDER / "reference" / "command-line.md": command_line,
    FOLDER / "reference" / "parameters.md": parameter_page,
    FOLDER / "reference" / "series.md": series_page,
    FOLDER / "reference" / "scenario-files.md": scenario_page,
    FOLDER / "reference" / "forecast-errors.md": backtest_page,
    FOLDER / "images" / "first-answer.svg": picture,
    README: readme,
}


def main() -> int:
    """Write the pages, or say which are out of date."""
    with tempfile.TemporaryDirectory() as nothing:
        os.environ["EVENHAND_DATA"] = nothing
        stale = []
        for path, make in PAGES.items():
            text = make()
            if not path.exists() or path.read_text("utf-8") != text:
                stale.append(path)
                if "--check" not in sys.argv:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, "utf-8")
    said = "out of date" if "--check" in sys.argv else "written"
    for path in stale:
        print(f"{path.relative_to(FOLDER.parent)}: {said}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
