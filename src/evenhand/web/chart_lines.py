"""The lines of the main charts: what each shows, from what a run counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evenhand.model.classes import CLASSES
from evenhand.results.costs import costs
from evenhand.results.counts import Array, Counts
from evenhand.results.measures import measure
from evenhand.results.officer_hours import hours_by_use, hours_per_arrest
from evenhand.results.periods import mean_by_period
from evenhand.results.resources import resources
from evenhand.results.suppression import small_cells
from evenhand.studies.first_year import CHANNELS, YEAR_DAYS
from evenhand.system_simulation import SystemRun

CHOSEN, NATION = "chosen", "nation"


@dataclass(frozen=True)
class Line:
    """One line of a chart.

    Args:
        id: Its name.
        chart: The chart it belongs to.
        name: What the reader calls it.
        unit: Its unit.
        scope: ``chosen`` if it is of the chosen areas and classes, ``nation`` if known for the
            nation alone.
    """

    id: str
    chart: str
    name: str
    unit: str
    scope: str


MEASURED = (
    *CHANNELS,
    ("arrests", "all channels", "arrests"),
    ("detained", "people in detention", "detained"),
    ("removals", "by air from detention", "removals: air"),
    ("removals", "by land from detention", "removals: land"),
    ("removals", "without detention", "removals: not detained"),
    ("removals", "all removals", "removals"),
    ("releases", "on bond", "releases: bond"),
    ("releases", "on recognizance", "releases: recognizance"),
    ("releases", "under supervision", "releases: supervision"),
    ("releases", "on parole", "releases: parole"),
    ("releases", "relief or case ended", "releases: relief or termination"),
    ("releases", "for lack of beds", "releases: lack of beds"),
    ("releases", "other releases", "releases: other"),
    ("courts", "cases of people not detained that wait", "court docket"),
    ("courts", "people in detention who wait for a hearing",
     "waiting for a hearing in detention"),
    ("courts", "cases of people not detained decided", "docket decisions"),
    ("docket", "people who can be looked for", "docket"),
    ("docket", "new", "docket: new"),
    ("docket", "left without arrest", "docket: left without arrest"),
    ("detainers", "asked for", "detainers issued"),
    ("detainers", "custody followed", "detainers: custody followed"),
    ("detainers", "recorded as refused", "detainers: refused"),
    ("detainers", "neither refused nor collected", "detainers: not collected"),
)  # fmt: skip
"""Chart, name and measure of the lines that are measures of the model."""
WHO = {
    "convicted": "with a conviction",
    "pending": "with a pending charge",
    "other": "with neither",
}
UNITS = {"docket": "people", "court docket": "cases", "detained": "people",
         "waiting for a hearing in detention": "people"}  # fmt: skip

Found = list[tuple[Line, Array]]


def chart_lines(some: Counts, nation: Counts, run: SystemRun) -> Found:
    """All lines by month ``(..., month)``; not a number where too few people are behind a value.

    Args:
        some: Counts of what was chosen, by class.
        nation: Counts of the nation, of any grouping.
        run: The run.
    """
    return [*measured_lines(some), *who_lines(some), *nation_lines(nation, run)]


def part_of(counts: Counts, areas: tuple[str, ...], classes: tuple[str, ...]) -> Counts:
    """Counts of some areas and classes, by class.

    A group is named by its class, and by ``chosen`` where areas were chosen, so that small cells
    below the level of an area can be told.

    Args:
        counts: What the run counted by place and class.
        areas: The areas; all places if none is named.
        classes: The classes; all if none is named.
    """
    kept = [
        index
        for index, (place, kind) in enumerate(counts.groups)
        if (not areas or place in areas) and (not classes or kind in classes)
    ]
    names = tuple(kind for kind in CLASSES if not classes or kind in classes)

    def added(values: Array) -> Array:
        parts = [
            values[..., [i for i in kept if counts.groups[i][1] == kind]].sum(axis=-1)
            for kind in names
        ]
        return np.stack(parts, axis=-1)

    place = CHOSEN if areas else ""
    return replace(
        counts,
        groups=tuple((place, kind) for kind in names),
        flow=added(counts.flow),
        stock=added(counts.stock),
        person_days=added(counts.person_days),
        waited=added(counts.waited),
    )


def measured_lines(some: Counts) -> Found:
    """The lines that are measures, of all groups together.

    Args:
        some: Counts of what was chosen, by class.
    """
    by_class = len(some.groups) < len(CLASSES)
    found = []
    for chart, name, key in MEASURED:
        values = measure(some, key).sum(axis=-1)
        if by_class and some.groups[0][0]:
            few = small_cells(some, key).any(axis=-1)
            values = np.where(few, np.nan, values)
        unit = UNITS.get(key, "people/day")
        found.append((Line(key, chart, name, unit, CHOSEN), values))
    return found


def who_lines(some: Counts) -> Found:
    """Arrests by class.

    Args:
        some: Counts of what was chosen, by class.
    """
    values = np.where(small_cells(some, "arrests"), np.nan, measure(some, "arrests"))
    return [
        (Line(f"arrests of {kind}", "who", WHO[kind], "people/day", CHOSEN), values[..., index])
        for index, (_, kind) in enumerate(some.groups)
    ]


def nation_lines(counts: Counts, run: SystemRun) -> Found:
    """The lines that are known for the nation alone: beds, hours, use of resources, cost.

    Args:
        counts: What the run counted, of any grouping.
        run: The run.
    """
    nothing = measure(counts, "detained").sum(axis=-1) * 0
    beds = mean_by_period(counts, run.values.by_day("beds"))
    found = [(Line("beds", "detained", "beds", "beds", NATION), beds + nothing)]
    use = hours_by_use(counts, run.values, run.hours)
    for name, hours in use.items():
        line = Line(f"hours: {name}", "hours", name, "officer-hours/day", NATION)
        found.append((line, hours + nothing))
    per_arrest = hours_per_arrest(counts, run.values, run.hours)
    for name in ("jail", "at-large targeted", "worksite"):
        line = Line(f"hours per arrest: {name}", "hours_per_arrest", name, "officer-hours", NATION)
        found.append((line, per_arrest[name]))
    for one in resources(counts, run.values):
        line = Line(f"use: {one.name}", "use", one.name, "share", NATION)
        found.append((line, one.use + nothing))
    return found + cost_lines(counts, run)


def cost_lines(counts: Counts, run: SystemRun) -> Found:
    """Cost by payer and in all, at the pace of a year.

    Args:
        counts: What the run counted, of any grouping.
        run: The run.
    """
    bill = costs(counts, run.values, run.hours)
    payers = dict.fromkeys(line.payer for line in bill)
    found = []
    for payer in payers:
        amount = np.sum([one.amount for one in bill if one.payer == payer], axis=0) * YEAR_DAYS
        found.append((Line(f"cost: {payer}", "cost", payer, "US$/year", NATION), amount))
    total = np.sum([one.amount for one in bill], axis=0) * YEAR_DAYS
    return [*found, (Line("cost", "cost", "all payers", "US$/year", NATION), total)]
