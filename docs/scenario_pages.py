"""Pages made from runs: one for each shipped scenario, and the levers of the strategy."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from evenhand.model.levers import levers
from evenhand.model.strategy import STRATEGY, Part
from evenhand.observations.table import Observations
from evenhand.reports.answer import Answer, answer, arguments_of
from evenhand.reports.answer_intervals import DIFFERENCE, NumberBySource, numbers_by_source
from evenhand.reports.answer_page import binding_rows, summary_sections
from evenhand.reports.answer_tables import summary_table
from evenhand.reports.numbers import amount, with_interval
from evenhand.results.daily_post import DEFINITIONS
from evenhand.scenarios.explain import explain_changes
from evenhand.scenarios.files import load_scenario, shipped_scenarios
from evenhand.scenarios.single import single_change
from evenhand.sources.ledger import load_observations
from evenhand.studies.enough import USUAL_DRAWS, USUAL_REPLICATES

INTERVALS: dict[str, Any] = {"draws": USUAL_DRAWS, "replicates": USUAL_REPLICATES}
"""What the command line uses where nothing is said."""
UNTIL = {None: date(2027, 12, 31), date(2025, 1, 20): date(2026, 12, 31)}
"""Last day of the runs of the pages, by the start of the scenario."""
LEGEND = (
    "Reliability: A a government file read here; B official or peer statement; C back-test, press "
    "or derived; D weak; E assumption."
)


@cache
def _record() -> Observations:
    return load_observations()


@cache
def scenario_answer(name: str) -> Answer:
    """What a shipped scenario gives against its baseline."""
    scenario, _ = load_scenario(name)
    until = UNTIL[scenario.start]
    return answer(_record(), arguments_of([name], until=until, **INTERVALS))


def scenario_page(name: str) -> str:
    """The page of one shipped scenario."""
    found = scenario_answer(name)
    scenario = found.scenario
    first, last = found.first.run.first_day, found.first.run.values.last_day
    heads = ["Number", "Unit", "Baseline"] + ([] if found.is_baseline else
                                              ["Scenario", "Difference"])  # fmt: skip
    parts = [
        f"# {scenario.title}\n\n{scenario.why}\n\nAuthor: {scenario.author}. "
        f"Source: {scenario.source}.\n\n```sh\nevenhand run {name} --out out/{name}"
        "\n```\n",
        f"\n## The answer\n\nMade with {USUAL_DRAWS} joint draws of the levers and "
        f"{USUAL_REPLICATES} replicates, from {first} to {last}.\n\n",
        "".join(f"- {sentence}\n" for sentence in found.sentences),
        "\n## What is changed\n\n",
        "".join(
            "- " + words.replace("\n  ", "\n  - ") + "\n"
            for words in explain_changes(scenario, found.first.run.values)
        ),
        "\n## The first twelve months\n\nMedians, with 90 percent intervals in brackets of what is "
        "not known about the levers and of chance together. Differences are taken draw by draw and "
        "replicate by replicate, under the same random numbers.\n",
    ]
    for title, rows in summary_sections(found):
        parts.append(f"\n### {title.capitalize()}\n\n{_table(heads, rows)}")
    heads = ["Resource"]
    for course in found.courses:
        heads += [f"Used, {course.name}", f"At its limit, {course.name}"]
    parts.append(
        "\n## Which resource is at its limit, and when\n\n"
        + _table(heads, binding_rows(found))
        + "\nOver the whole run. Officers' hours are used up on every day: what jails leave goes "
        "to the street; they count as at their limit where people handed over are not collected.\n"
    )
    return "".join(parts)


def _table(heads: list[str], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def scenario_index() -> str:
    """All shipped scenarios with what they change most."""
    rows = []
    for name in shipped_scenarios():
        scenario, _ = load_scenario(name)
        found = scenario_answer(name)
        run = found.first.name if found.is_baseline else DIFFERENCE
        numbers = {one.name: one for one in numbers_by_source(found) if one.run == run}
        cells = [_with_interval(numbers[number], signs=not found.is_baseline) for number in SHOWN]
        start = str(scenario.start or "newest snapshot")
        rows.append((f"[{name}]({name}.md)", scenario.title, start, *cells))
    heads = ["Scenario", "Title", "Start", *SHOWN]
    return (
        "# Shipped scenarios\n\nDifferences from the baseline of the same start in the first "
        "twelve months (for the baseline itself, its numbers): medians, with 90 percent intervals "
        "of what is not known about the levers and of chance. Each page says what is changed, by "
        "how much, from which source, and how all numbers differ.\n\n" + _table(heads, rows)
    )


SHOWN = (
    "Arrests by all channels", "Arrested without conviction or charge",
    "Officer-hours per targeted arrest", "In detention at the end of it", "Removals from detention",
    "Released for lack of beds", "All stages, a year",
)  # fmt: skip


def _with_interval(one: NumberBySource, *, signs: bool) -> str:
    """A median with its 90 percent interval, which is left out where it has no width."""
    if one.widest is None:
        raise ValueError(f"{one.name} has neither draws nor replicates")
    at = one.widest[1]
    return with_interval(at["median"], at["low90"], at["high90"], one.unit, signs=signs)


@cache
def part_answer(row: int) -> Answer | None:
    """What the command of a part of the strategy gives; None where it runs nothing."""
    part = STRATEGY[row - 1]
    verb, *words = part.words
    if verb == "run":
        return scenario_answer(words[0])
    if verb == "compare":
        until = UNTIL[load_scenario(words[0])[0].start]
        return answer(_record(), arguments_of(words, until=until, **INTERVALS))
    if verb == "try":
        asked = [(words[0], single_change(words[0], words[1]))]
        return answer(_record(), arguments_of(asked, until=date(2027, 2, 28)))
    return None


def _shown(part: Part) -> str:
    found = part_answer(part.row)
    if found is None or not part.number:
        return "what happened and what is assumed instead, before running"
    if found.drawn:
        both = [one for one in numbers_by_source(found) if one.name == part.number]
        unit, runs = both[0].unit, [one for one in both if one.run != DIFFERENCE]
        before, after = (_with_interval(one, signs=False) for one in runs)
    else:
        rows = {
            row["run"]: row
            for row in summary_table(found).iter_rows(named=True)
            if row["number"] == part.number
        }
        unit = rows["difference"]["unit"]
        before, after = (amount(rows[c.name]["value"], unit) for c in found.courses)
    shown = "" if unit in ("share", "ratio", "US$") else f" {unit}"
    return f"{part.number}: {before} → {after}{shown}"


def lever_page() -> str:
    """The 22 parts of the strategy, their levers, and a command that shows each."""
    parts = [
        "# The strategy and its levers\n\nEvery part of the strategy is a lever or stage that a "
        "scenario file can move. `evenhand try LEVER VALUE` gives one lever one value; `low` and "
        "`high` are the ends of its evidence. Numbers are of the first twelve months, from the "
        "baseline to the change: of `try` with all other levers as in their table, of `run` and "
        "`compare` medians with 90 percent intervals. "
        f"{LEGEND}\n\n",
        _table(
            ["Part", "What the strategy says", "Command", "What it shows"],
            [(str(part.row), part.says, f"`{part.command}`", _shown(part)) for part in STRATEGY],
        ),
    ]
    for part in STRATEGY:
        parts.append(f"\n## {part.row}. {part.says}\n\n")
        rows = [
            (f"`{one.attribute}`", one.description, one.unit, f"{one.default:g}",
             f"{one.low:g}–{one.high:g}", one.basis, one.date, one.reliability, one.source)
            for one in part.levers
        ]  # fmt: skip
        heads = ["Lever", "What it is", "Unit", "Default", "Low–high", "Basis", "Date",
                 "Reliability", "Source"]  # fmt: skip
        if rows:
            parts.append(_table(heads, [tuple(_plain(cell) for cell in row) for row in rows]))
        if part.row in REMARKS:
            parts.append(("\n" if rows else "") + REMARKS[part.row] + "\n")
    parts.append(f"\n{len(levers())} levers in all.\n")
    return "".join(parts)


def _plain(cell: str) -> str:
    return cell.replace("|", "\\|")


REMARKS = {
    4: "The order is an event of the register of legal events; a change hangs on its status with "
    "`while`, and `events: {eo50: {in force: 2025-04-08}}` is the counterfactual.",
    8: "The plan `surge.rotation` of scenario files: places, order, places at a time, days of a "
    "visit, teams, and the share of officers who are missing where they came from.",
    20: "Any change may hang on the status of a legal event with `while` or `unless`; an `events:` "
    "line says what if the ruling had gone the other way.",
    21: "`daily_posts.csv` of a run has the definitions side by side: " + ", ".join(DEFINITIONS)
    + ".",
}  # fmt: skip
