"""The pages of claims: the form of their files, and the shipped ledgers with their verdicts."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from evenhand.claims.files import load_ledger, shipped_ledgers
from evenhand.claims.forms import FORMS, OPERATIONS, Form, OperationForm
from evenhand.claims.record import Record
from evenhand.claims.schema import Claim, Definition, Flag, Given, Ledger, Missing, Source
from evenhand.claims.tables import summary_table
from evenhand.claims.units import ALIASES
from evenhand.claims.verdicts import Verdict, judge_ledger
from evenhand.registers.findings_of_law import findings_of_law
from evenhand.registers.published_statements import published_statements
from evenhand.sources.ledger import load_observations
from evenhand.yaml_file import Stated

Table = Callable[[pl.DataFrame], str]
Fields = Callable[[type[Stated]], pl.DataFrame]
PARTS: tuple[tuple[str, type[Stated]], ...] = (
    ("The file", Ledger),
    ("One claim", Claim),
    ("One of `sources`", Source),
    ("One of `definitions`", Definition),
    ("`missing`", Missing),
    ("One of `flags`", Flag),
    ("`given`", Given),
)


def claims_files_page(table: Table, fields: Fields) -> str:
    """The form of claims files, from the schema and the tables of forms.

    Args:
        table: Makes a table in Markdown.
        fields: Makes a table of the keys of a part.
    """
    parts = [
        "# Claims files\n\nYAML 1.2. Dates are written `2026-02-01`. How to write one, with "
        "examples: [check a statement](../how-to/check-a-statement.md); by which rule it is "
        "judged: [claims](../explanation/claims.md). `evenhand claims schema` prints the JSON "
        "Schema for editors.\n\nOne source may be written `source: text`, and `at-least: true` "
        "stands for `says: at-least`; claims may be a list as well, each with its `id`.\n"
    ]
    for title, kind in PARTS:
        keys = fields(kind).with_columns(pl.col("meaning").str.replace_all(r"\s+", " "))
        parts.append(f"\n## {title}\n\n" + table(keys))
    parts.append(
        "\n## What can be computed\n\nBelow `compute`, and wherever a computation is a part of "
        "another, stands a plain number, one of these values, or an operation on computations. "
        "Nothing in a file is executed. Periods: a day (`2025-01-26`), a month (`2025-01`), a week "
        "(`2025-01-20/7`), `FY2025`, `CY2025`, `FY2025Q2`, or two of these (`2025-01/2025-07`).\n"
    )
    for form in FORMS.values():
        parts.append(_form(form, table))
    parts.append("\n## Operations\n\n")
    rows = [
        (f"`{one.name}`", one.says + _option(one), _takes(one), "yes or no" if one.truth else
         "number", f"`{one.example}`")
        for one in OPERATIONS.values()
    ]  # fmt: skip
    names = ["operation", "what it gives", "takes", "gives", "example"]
    parts.append(table(pl.DataFrame(rows, schema=names, orient="row")))
    parts.append(_units())
    return "".join(parts)


def _form(form: Form, table: Table) -> str:
    rows = [
        (
            f"`{key.name}`",
            "yes" if key.required else "no",
            key.says + (f" One of {', '.join(f'`{o}`' for o in key.options)}." * bool(key.options)),
        )
        for key in form.keys
    ]
    gives = "yes or no" if form.truth else "a number"
    gives = "yes or no; a number for a count or share" if form.name == "findings" else gives
    head = f"\n### `{form.name}`\n\n{form.says} Gives {gives}.\n\n```yaml\n{form.example}\n```\n\n"
    return head + table(pl.DataFrame(rows, schema=["key", "required", "meaning"], orient="row"))


def _takes(one: OperationForm) -> str:
    what = "yes or no" if one.takes_truths else "numbers"
    if one.by_name:
        return "numbers, named `from` and `to`"
    if one.most == one.least:
        return f"{one.least} of {what}"
    return f"{one.least} or more of {what}"


def _option(one: OperationForm) -> str:
    return "" if one.option is None else f" `{one.option[0]}`: {one.option[1]}"


def _units() -> str:
    bases: dict[str, list[str]] = {}
    for word, (base, _) in ALIASES.items():
        if word and word != base:
            bases.setdefault(base, []).append(word)
    lines = [f"- `{base}`: {', '.join(words)}" for base, words in bases.items() if words]
    return (
        "\n## Units\n\nNumbers of one unit are added and compared; people are not added to cases. "
        "These words share a unit; any other word is a unit of its own. `a day`, `per day` and "
        "`/day` are the same, and `thousand`, `million` and `billion` may stand before a unit.\n\n"
        + "\n".join(lines)
        + "\n"
    )


def ledger_page(table: Table) -> str:
    """The shipped ledgers with given and computed verdicts, and the registers they use.

    Args:
        table: Makes a table in Markdown.
    """
    record = Record(load_observations())
    parts = [
        "# The shipped claims and their verdicts\n\n`evenhand check --full` prints them with every "
        "definition, value and cell. By which rule they are judged: "
        "[claims](../explanation/claims.md).\n"
    ]
    for name in shipped_ledgers():
        ledger = load_ledger(name, record=record)
        verdicts = judge_ledger(record, ledger)
        parts.append(f"\n## {ledger.title}\n\n{ledger.about} (`evenhand check {name}`)\n\n")
        parts.append(table(_summary(verdicts)))
        differing = [one for one in verdicts if one.differs]
        if any(one.claim.given for one in verdicts):
            parts.append(_differences(differing, verdicts))
        for one in verdicts:
            parts.append(_claim(one))
    parts.append("\n## Published statements\n\nFigures and words that no series holds.\n\n")
    rows = [
        (one.id, one.quantity, _range(one.low, one.high), one.unit, f"{one.begins}/{one.ends}",
         one.publisher, one.reliability)
        for one in published_statements().values()
    ]  # fmt: skip
    names = ["statement", "quantity", "figure", "unit", "period", "publisher", "reliability"]
    parts.append(table(pl.DataFrame(rows, schema=names, orient="row")))
    parts.append("\n## Findings of law\n\nWhat statutes say and courts held, by proposition.\n\n")
    found = sorted(findings_of_law(), key=lambda one: (one.proposition, one.date))
    law = [
        (one.proposition, one.says, one.title, one.forum, one.date.isoformat(), one.holds,
         one.standing, one.note)
        for one in found
    ]  # fmt: skip
    names = ["proposition", "in words", "text or case", "forum", "date", "holds", "standing",
             "note"]  # fmt: skip
    parts.append(table(pl.DataFrame(law, schema=names, orient="row")))
    return "".join(parts)


def _summary(verdicts: list[Verdict]) -> pl.DataFrame:
    frame = summary_table(verdicts).select("claim", "statement", "given", "verdict", "flags")
    frame = frame.with_columns(
        claim=pl.format("[{}](#{})", "claim", pl.col("claim").str.to_lowercase())
    )
    return frame if frame["given"].is_not_null().any() else frame.drop("given")


def _differences(differing: list[Verdict], verdicts: list[Verdict]) -> str:
    given = sum(one.claim.given is not None for one in verdicts)
    if not differing:
        return f"\nAll {given} verdicts agree with those given before.\n"
    listed = "".join(
        f"- {one.name}: {one.verdict}; given before: {one.claim.given.verdict}. "
        f"{one.claim.given.difference or ''}\n"
        for one in differing if one.claim.given is not None
    )  # fmt: skip
    return f"\nDifferences from the verdicts given before:\n\n{listed}"


def _claim(one: Verdict) -> str:
    claim = one.claim
    lines = [
        f"\n### {one.name}\n",
        f"**{claim.statement}** {claim.said_by}, {claim.said_on}.\n",
        f"*{one.verdict}*: {one.reason.rstrip('.')}.\n",
    ]
    for each in one.computed:
        words = f"{each.definition.wording}, {each.definition.name}: {each.told}"
        source = f" {each.sources}, reliability {each.reliability}." if each.used else ""
        lines.append(f"- {words}. {each.definition.what} `{each.computation}`.{source}")
    lines += [f"- {name}: {because}" for name, because in one.reasons.items()]
    lines += [f"- {note}" for note in claim.notes]
    lines.append(f"- What would change it: {claim.would_change}")
    return "\n".join(lines) + "\n"


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "words"
    return f"{low:,.10g}" if low == high else f"{low:,.10g} to {high:,.10g}"
