"""Write the generated pages and the picture: ``python docs/generate.py [--check]``.

Each page is made from what the program itself says, so that the manual cannot drift; a test runs
this with ``--check``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import polars as pl
import typer
from api_page import api_page
from area_pages import area_page
from claims_pages import claims_files_page, ledger_page
from forecast_pages import forecast_page, readme_scores, record_picture, sources_picture
from posterior_page import posterior_page
from scenario_pages import INTERVALS, lever_page, scenario_index
from scenario_pages import scenario_page as shipped_page

from evenhand.cli import app
from evenhand.compiled.network import LIMIT_RULES
from evenhand.engines.order import ORDER_OF_THE_DAY
from evenhand.model.levers import DATED, Lever, levers
from evenhand.model.network import (
    Arrow,
    Capacity,
    Delay,
    Inflow,
    Limit,
    Move,
    Network,
    Pool,
    Queue,
    Response,
    Split,
)
from evenhand.model.parameters import parameters
from evenhand.model.quantity import FORMS
from evenhand.observations.catalogue import catalogue
from evenhand.reports.answer import Answer, answer, arguments_of
from evenhand.reports.answer_charts import stock_picture
from evenhand.scenarios.checks import known_levers
from evenhand.scenarios.files import load_scenario, shipped_scenarios
from evenhand.scenarios.schema import PLANS, Change, Condition, Scenario
from evenhand.sources.ledger import load_observations
from evenhand.yaml_file import Stated

FOLDER = Path(__file__).parent
README = FOLDER.parent / "README.md"
FIRST = "full-cooperation"
"""The scenario of the README."""
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
    """The parameter tables of the custody model and of the fit of the whole system."""
    names = ["attribute", "description", "default", "low–high", "unit", "basis", "source",
             "reliability"]  # fmt: skip
    parts = [
        MADE, "# Parameters of the custody model\n\nOnly what is not fitted to the record. "
        "Reliability: A government file read here; B official or peer statement; C backtest, press "
        "or derived; D weak; E assumption.\n\n",
    ]  # fmt: skip
    for table in ("custody", "system_fit"):
        rows = [
            (p.attribute, p.description, f"{p.default:g}", f"{p.low:g}–{p.high:g}", p.unit,
             p.basis, p.source, p.reliability)
            for p in parameters(table).values()
        ]  # fmt: skip
        parts.append(markdown(pl.DataFrame(rows, schema=names, orient="row")))
        if table == "custody":
            parts.append(
                "\n## Bounds in the fit of the whole system\n\nThey keep shares apart from zero "
                "and one; the levers have a page of their own.\n\n"
            )
    return "".join(parts)


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
    parts = [
        MADE,
        "# Scenario files\n\nYAML 1.2. Dates are written `2026-02-01`. How to write one, step by "
        "step: [write a scenario](../how-to/write-a-scenario.md).\n",
    ]
    kinds = {"The file": Scenario, "One change": Change, "`while`, `unless`": Condition}
    for title, kind in kinds.items():
        parts.append(f"\n## {title}\n\n" + markdown(_fields(kind)))
    known = [levers()[name] for name in known_levers() if name in levers()]
    rows = [
        (f"`{one.attribute}`", one.description, one.unit, _differs(one), f"{one.default:g}",
         f"{one.low:g}–{one.high:g}", one.reliability, one.source)
        for one in known
    ]  # fmt: skip
    names = ["lever", "meaning", "unit", "may differ by", "central", "evidence", "reliability",
             "source"]  # fmt: skip
    parts.append(
        "\n## Levers\n\nWith `multiply` the unit is always `ratio`. Where the baseline has a table "
        "by place or class, the central value is its national mean or total. Values outside the "
        "range of the evidence are allowed and marked. Reliability: A a government file read here; "
        "B official or peer statement; C backtest, press or derived; D weak; E assumption.\n\n"
    )
    parts.append(markdown(pl.DataFrame(rows, schema=names, orient="row")))
    parts.append("\n## Plans\n\nLevers that are no single number.\n\n")
    plans = [(f"`{name}`", text) for name, text in PLANS.items()]
    parts.append(markdown(pl.DataFrame(plans, schema=["lever", "meaning"], orient="row")))
    parts.append("\n## Shipped scenarios\n\n")
    shipped = [(name, load_scenario(name)[0]) for name in shipped_scenarios()]
    frame = pl.DataFrame(
        [(name, one.title, one.why) for name, one in shipped],
        schema=["name", "title", "question"], orient="row",
    )  # fmt: skip
    parts.append(markdown(frame))
    return "".join(parts)


def _differs(lever: Lever) -> str:
    """What the values of a lever may differ by."""
    return ", ".join([*(["day"] if lever.kind == DATED else []), *lever.by]) or "nothing"


def _fields(kind: type[Stated]) -> pl.DataFrame:
    rows = [
        (
            f"`{field.alias or name}`",
            "yes" if field.is_required() else "no",
            " ".join((field.description or "").split()),
        )
        for name, field in kind.model_fields.items()
    ]
    return pl.DataFrame(rows, schema=["key", "required", "meaning"], orient="row")


NETWORK_PARTS: tuple[tuple[str, type[Stated], str], ...] = (
    ("The file", Network, ""),
    ("Inflow", Inflow, "A stage is exactly one of `inflow`, `split`, `delay`, `queue` and `pool`."),
    ("Split", Split, "Below `exits`: a share by name of a stage or end, or the long form."),
    ("Delay", Delay, "Below `exits`: a hazard by name of a stage or end, or the long form."),
    ("Response of a delay", Response, "Either `stock` or `inflow` is the signal."),
    ("Queue", Queue, ""),
    ("Pool", Pool, ""),
    ("Long form of a target", Arrow, "Where a target is all that is said, the name of a stage or "
     "end will do. Below `exits` the key is the target, unless this form names another."),
    ("Capacity", Capacity, "Either `per-day` or `room`."),
    ("Move of a capacity", Move, "Either `amount` or `share`."),
    ("Limit", Limit, f"`rule` is one of {', '.join(f'`{rule}`' for rule in LIMIT_RULES)}, or "
     "holds days and rules."),
)  # fmt: skip
QUANTITY_FORMS = {
    "place": ("`{place: {North: 120, others: 60}}`",
              "One for each place; `others` stands for those not named."),
    "class": ("`{class: {convicted: 3, others: 4}}`", "One for each class."),
    "track": ("`{track: {interior: 1, border: 0}}`", "One for each track."),
    "from": ("`{from: {2030-01-01: 14, 2030-10-01: 20}}`",
             "Steps; each holds from its day on. The first day of the run or an earlier one is "
             "among them."),
    "series": ("`{series: [3, 5, 4]}`", "One number for each day of the run."),
    "times": ("`{times: [20, {place: {North: 0.5, others: 0.25}}]}`", "A product."),
    "season": ("`{season: {swing: 0.3, peak: 2030-05-01}}`",
               "A wave of one year around 1: up to 1.3 on the day of the peak."),
}  # fmt: skip
"""An example and the meaning of each form of a quantity; a test holds them to be all there are."""


def network_page() -> str:
    """The form of network files, from the schema itself."""
    parts = [
        MADE,
        "# Network files\n\nYAML 1.2. Dates are written `2030-02-01`. Numbers are never negative. "
        "How to write one, step by step: [write a network](../how-to/write-a-network.md); what "
        "runs it: [the engine](../explanation/engine.md).\n",
    ]
    for title, kind, remark in NETWORK_PARTS:
        parts.append(f"\n## {title}\n\n" + (f"{remark}\n\n" if remark else ""))
        parts.append(markdown(_fields_with_values(kind)))
    rows = [("a number", "`40`", "The same for all."),
            ("a list", "`[0.1, 0.2, 0.4]`", "One for each band of ages, where ages mean something: "
             "hazards and starts. In a start the list stands outermost; without a list all are on "
             "the first day of their stay.")]  # fmt: skip
    rows += [(f"`{form}`", *QUANTITY_FORMS[form]) for form in FORMS]
    parts.append(
        "\n## Quantities\n\nWhere a key takes a quantity it takes any of these forms, and forms "
        "nest freely. How far a quantity may differ depends on the key: the amount of a capacity "
        "and the people of a limit by place and date, a start by everything but the date.\n\n"
    )
    parts.append(markdown(pl.DataFrame(rows, ["form", "example", "meaning"], orient="row")))
    parts.append("\n## The order of one day\n\n")
    parts += [f"{number}. {step}\n" for number, step in enumerate(ORDER_OF_THE_DAY, start=1)]
    return "".join(parts)


def _fields_with_values(kind: type[Stated]) -> pl.DataFrame:
    """The keys of a part of a file, with what each takes and what holds if it is left out."""
    rows = []
    for name, field in kind.model_fields.items():
        default = "" if field.is_required() else field.get_default(call_default_factory=True)
        plain = default in (None, "", (), {})
        shown = "" if plain else f"`{_as_yaml(default)}`"
        key = f"`{field.alias or name}`"
        takes = _takes(field.annotation)
        required = "yes" if field.is_required() else "no"
        rows.append((key, takes, required, shown, field.description or ""))
    names = ["key", "takes", "required", "default", "meaning"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _as_yaml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_as_yaml(part) for part in value)}]"
    return str(value).lower() if isinstance(value, bool) else f"{value}".removesuffix(".0")


def _takes(annotation: Any) -> str:
    """In words, what a key takes."""
    plain: dict[Any, str] = {
        Any: "quantity", str: "text", int: "whole number", float: "number", date: "day",
        bool: "`true`, `false`", Arrow: "name or long form",
    }  # fmt: skip
    if annotation in plain:
        return plain[annotation]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner)
    if origin is Annotated:
        return _takes(inner[0])
    if origin in (Union, UnionType):
        kinds = dict.fromkeys(_takes(one) for one in inner if one is not type(None))
        return " or ".join(kinds)
    if origin is tuple:
        return "list"
    if origin is dict:
        return "by day" if inner[0] is date else "by name"
    return "part"


@cache
def first_answer() -> Answer:
    """The answer that the README shows."""
    return answer(load_observations(), arguments_of([FIRST], **INTERVALS))


def readme() -> str:
    """The README with its first answer and its error table made anew."""
    found = first_answer()
    said = "\n".join(f"  {sentence}" for sentence in found.sentences)
    block = f"```\n$ evenhand run {FIRST} --out out/\n{found.scenario.title}\n{said}\n```\n"
    text = _between(README.read_text("utf-8"), "answer", block)
    return _between(text, "backtest", readme_scores())


def _between(text: str, name: str, content: str) -> str:
    """The text with what stands between two marks replaced."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, rest = text.split(start)
    return f"{before}{start}\n{content}{end}{rest.split(end)[1]}"


def picture() -> str:
    """The picture of the README: the first chart of the first answer."""
    return stock_picture(first_answer()).wide


PAGES: dict[Path, Callable[[], str]] = {
    FOLDER / "reference" / "command-line.md": command_line,
    FOLDER / "reference" / "parameters.md": parameter_page,
    FOLDER / "reference" / "series.md": series_page,
    FOLDER / "reference" / "scenario-files.md": scenario_page,
    FOLDER / "reference" / "network-files.md": network_page,
    FOLDER / "reference" / "api.md": lambda: MADE + api_page(),
    FOLDER / "reference" / "claims-files.md": lambda: (
        MADE + claims_files_page(markdown, _fields_with_values)
    ),
    FOLDER / "reference" / "claims.md": lambda: MADE + ledger_page(markdown),
    FOLDER / "reference" / "areas.md": lambda: MADE + area_page(),
    FOLDER / "reference" / "forecasts.md": lambda: MADE + forecast_page(),
    FOLDER / "reference" / "levers.md": lambda: MADE + lever_page(),
    FOLDER / "reference" / "posterior.md": lambda: MADE + posterior_page(),
    FOLDER / "scenarios" / "README.md": lambda: MADE + scenario_index(),
    **{
        FOLDER / "scenarios" / f"{name}.md": lambda name=name: MADE + shipped_page(name)
        for name in shipped_scenarios()
    },
    FOLDER / "images" / "first-answer.svg": picture,
    FOLDER / "images" / "forecast-record.svg": record_picture,
    FOLDER / "images" / "forecast-sources.svg": sources_picture,
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
