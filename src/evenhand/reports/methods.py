"""The methods part of a report, written from the model's own tables, by the STRESS checklist.

Source: the checklist of items is STRESS-DES (Monks et al. 2019, Journal of Simulation 13:55); what
is said under each is computed from the tables and the record of the run.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import polars as pl

from evenhand.engines.order import ORDER_OF_THE_DAY
from evenhand.model.classes import CLASSES
from evenhand.model.levers import levers
from evenhand.model.places import AREAS
from evenhand.model.priors import priors
from evenhand.reports.answer import Answer
from evenhand.reports.numbers import day
from evenhand.results.measures import measures
from evenhand.scenarios.explain import explain_changes
from evenhand.studies.first_year import SECTIONS


@dataclass(frozen=True)
class Item:
    """One item of the checklist.

    Args:
        number: Its number there.
        name: What it asks for.
        says: Sentences.
    """

    number: str
    name: str
    says: tuple[str, ...]


def methods(answer: Answer, record: dict[str, Any]) -> list[tuple[str, list[Item]]]:
    """The checklist by section, each item filled in.

    Args:
        answer: The answer.
        record: Its provenance record.
    """
    return [
        ("Objectives", _objectives(answer)),
        ("Logic", _logic(answer)),
        ("Data", _data(answer, record)),
        ("Experimentation", _experimentation(answer)),
        ("Implementation", _implementation(record)),
        ("Access to the code", _access(record)),
    ]


def _objectives(answer: Answer) -> list[Item]:
    question = answer.scenario.why or answer.scenario.title
    return [
        Item("1.1", "Purpose", (
            "To say how arrests, detention, courts and removals follow from staff, beds, seats, "
            "judges and from what local jails do, and how sure that is. It works on counts of "
            "people; no person is in it.",
        )),
        Item("1.2", "Outputs", (
            f"{len(answer.numbers)} numbers of the first twelve months in {len(SECTIONS)} parts of "
            f"the system, and {len(measures())} measures by month, place and class.",
        )),
        Item("1.3", "Question of this run", (f"“{question}”",)),
    ]  # fmt: skip


def _logic(answer: Answer) -> list[Item]:
    counts = answer.first.months
    ends = sorted({target for target in counts.targets if target not in counts.stocks})
    changes = [
        words.split("\n")[0]
        for scenario in answer.scenarios
        for words in explain_changes(scenario, answer.first.run.values)
    ]
    return [
        Item("2.1", "Overview", (
            f"A network of stages with {len(counts.arrows)} ways between them. "
            f"{len(counts.stocks)} stages hold people: {', '.join(counts.stocks)}. Of them "
            f"{len(counts.queues)} are queues: {', '.join(counts.queues)}. Limits of amount: "
            f"{', '.join(counts.capacities)}, and beds.",
            f"Other stages act at once or are ends: {', '.join(ends)}.",
        )),
        Item("2.2", "Base logic", (
            "Officers' hours first take over people in jails; what is left goes to the street. Who "
            "is detained leaves by hazards of the length of stay; who needs a judge, a travel "
            "document or a seat waits for it. Above the beds people are released or refused, by "
            "rule.",
        )),
        Item("2.3", "Scenario logic", tuple(changes) or (
            "The baseline: every lever at its central value, dated where the record dates it.",
        )),
        Item("2.4", "Order of one day", tuple(
            f"{number}. {step}" for number, step in enumerate(ORDER_OF_THE_DAY, start=1)
        )),
        Item("2.5", "Components", (
            f"Places: {len(AREAS)} areas of responsibility and the border. Classes: "
            f"{', '.join(CLASSES)}, as ICE states them; they are of records, not of violence. "
            f"Resources: {', '.join(counts.capacities)}, beds. Queues serve by rank of class, then "
            "by day of arrival.",
        )),
    ]  # fmt: skip


def _data(answer: Answer, record: dict[str, Any]) -> list[Item]:
    rows = levers().values()
    basis = Counter(one.basis for one in rows)
    grade = Counter(one.reliability for one in rows)
    editions = record["data"]["editions"]
    told = ", ".join(f"{count} {name}" for name, count in basis.most_common())
    graded = ", ".join(f"{grade[letter]} {letter}" for letter in "ABCDE")
    fixed = [name for name in levers() if name not in priors()]
    cut_off = answer.model.custody.cut_off
    return [
        Item("3.1", "Sources", (
            f"{len({one['edition'] for one in editions})} editions of ICE's detention statistics "
            f"that had been posted by {day(cut_off)}, and the other sources below.",
        )),
        Item("3.2", "Parameters", (
            f"{len(levers())} levers, each with unit, range, source and reliability ({told}; "
            f"reliability: {graded}). {len(priors())} have a prior; {len(fixed)} have none, as the "
            "fit computes them or their range is a choice to try.",
        )),
        Item("3.3", "Preparation of data", (
            "Of two values of the same thing the newer edition wins and the older stays as a "
            "revision. Months' arrests are spread over areas, classes and ways by iterative "
            "proportional fitting. Cells of fewer than eleven people are left out below areas.",
        )),
        Item("3.4", "Assumptions", (
            f"{basis['assumption']} of the levers are assumptions outright; all are listed above, "
            "those first that the numbers rest on most.",
        )),
    ]  # fmt: skip


def _experimentation(answer: Answer) -> list[Item]:
    course = answer.second
    values = course.run.values
    drawn = len(answer.drawn[0].numbers[0].values) if answer.drawn else 0
    replicates = len(course.chance.flow) if course.chance is not None else 0
    says = [
        f"{drawn} joint draws of {len(answer.posterior.levers)} levers from the posterior, the "
        "start fitted again under each." if drawn else
        "No joint draws of the levers: central values alone.",
        f"{replicates} replicates by chance with central values, the same random numbers in both "
        "runs." if replicates else "No replicates by chance: expected values alone.",
    ]  # fmt: skip
    return [
        Item("4.1", "Start", (
            f"The people in detention on {day(answer.model.custody.start)} by area, class and "
            "length of stay, fitted to the record; no warm-up is needed.",
        )),
        Item("4.2", "Length", (
            f"{course.run.days} days, {day(course.run.first_day)} to {day(values.last_day)}, in "
            "steps of a day. The numbers of the summary are of the first twelve months.",
        )),
        Item("4.3", "Uncertainty", tuple(says)),
    ]  # fmt: skip


def _implementation(record: dict[str, Any]) -> list[Item]:
    software = record["software"]
    libraries = ", ".join(f"{name} {number}" for name, number in software["libraries"].items())
    return [
        Item("5.1", "Software", (
            f"Evenhand {software['evenhand']} (code {software['code'][:12]}) on Python "
            f"{software['python']}; {libraries}.",
        )),
        Item("5.2", "Random numbers", (
            f"Keyed by the names of stages and by the day, seed {record['arguments']['seed']}: the "
            "same whatever the number of processes, and shared by runs that are compared.",
        )),
        Item("5.3", "Execution", (
            "People are counted in multiples of 2⁻²⁰, so that what is conserved is conserved "
            "exactly; a run that loses anybody stops.",
        )),
        Item("5.4", "Hardware", ("A common computer is enough; a run takes seconds.",)),
    ]  # fmt: skip


def _access(record: dict[str, Any]) -> list[Item]:
    return [
        Item("6.1", "Code and data", (
            "Open under the MIT licence, with the record that it was fitted to. What made this "
            f"page is in provenance.json: form {record['form']}, every argument, the digest of the "
            "data and of each file.",
        )),
    ]  # fmt: skip


LIMITS = (
    "A difference between two runs says what follows if the changes happen and nothing else does; "
    "nobody in the model reacts unless the scenario says so.",
    "Officers by area are not published: where they stand follows from arrests, with the same "
    "effort everywhere.",
    "Targeted and collateral arrests, the work of lent officers, and hours per transfer from a "
    "jail are assumed within ranges; the ratio of their hours moves with them.",
    "Criminality is as ICE states it: convicted, charged, or neither, of any offence. It says "
    "nothing about violence or danger.",
    "Legal status enters as dated events; whether something is lawful is not judged here.",
    "Law, policy and people's reactions can change; no lever stands for what has not been thought "
    "of.",
)
"""What the model cannot say, in plain words."""


def methods_table(answer: Answer, record: dict[str, Any]) -> pl.DataFrame:
    """The checklist as a table: ``section, item, name, says``.

    Args:
        answer: The answer.
        record: Its provenance record.
    """
    rows = [
        (section, item.number, item.name, " ".join(item.says))
        for section, items in methods(answer, record)
        for item in items
    ]
    return pl.DataFrame(rows, schema=["section", "item", "name", "says"], orient="row")
