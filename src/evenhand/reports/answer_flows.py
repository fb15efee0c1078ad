"""The flow picture of an answer: people a year from jails and streets to removal or release."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from evenhand.reports.answer import Answer
from evenhand.reports.charts import Chart
from evenhand.reports.flow_picture import Band, Stage, flow_svg
from evenhand.reports.numbers import people, percent
from evenhand.results.flows import flow_table
from evenhand.results.grouping import first_as_one, in_groups
from evenhand.studies.course import Course

MONTHS, YEAR_DAYS = 12, 365.25

JAIL, NOT_TAKEN, HANDED = "Asked for in jails", "Not taken over", "Handed over"
SOUGHT, MET, OTHER = "Looked for, found", "Met on the way", "Worksites, local officers"
BORDER, BACK = "Arrested at the border", "Back from prosecution"
ARRESTED, DETAINED, HEARING = "Arrested inside the country", "Booked into detention", "Hearing"
PAPERS, REMOVED, RELEASED = "To be removed", "Removed", "Released"
NO_BED, RELIEF, PROSECUTED = "Released for lack of beds", "Relief or case ended", "Prosecuted"

COLUMNS: tuple[tuple[str, ...], ...] = (
    (JAIL,),
    (NOT_TAKEN, HANDED, SOUGHT, MET, OTHER),
    (ARRESTED, BORDER, BACK),
    (DETAINED,),
    (HEARING,),
    (PAPERS,),
    (RELEASED, NO_BED, PROSECUTED, RELIEF, REMOVED),
)
"""Stages by column, from where people come from to where they end."""
ENDS = (NOT_TAKEN, *COLUMNS[-1])


@dataclass(frozen=True)
class Way:
    """Arrows of the network that make one band: stage, exit (``*`` for all), stage they lead to."""

    source: str
    target: str
    arrows: tuple[tuple[str, str, str], ...]


WAYS = (
    Way(JAIL, NOT_TAKEN, (("detainer outcome", "*", "not taken"), ("jail pickup", "lapsed", "*"))),
    Way(JAIL, HANDED, (
        ("jail pickup", "served", "*"), ("detainer outcome", "taken by local officers", "*"),
    )),
    Way(HANDED, ARRESTED, (
        ("jail pickup", "served", "*"), ("detainer outcome", "taken by local officers", "*"),
    )),
    Way(SOUGHT, ARRESTED, (("docket", "found", "*"),)),
    Way(MET, ARRESTED, (("community", "found", "*"),)),
    Way(OTHER, ARRESTED, (
        ("worksite arrests", "arrivals", "*"), ("task force arrests", "arrivals", "*"),
    )),
    Way(ARRESTED, DETAINED, (("arrest processing", "booked in", "*"),)),
    Way(ARRESTED, RELEASED, (("arrest processing", "released at once", "*"),)),
    Way(ARRESTED, PROSECUTED, (("arrest processing", "prosecuted", "*"),)),
    Way(BORDER, DETAINED, (("border book-ins", "arrivals", "*"),)),
    Way(BACK, DETAINED, (("criminal custody", "returned", "*"),)),
    Way(DETAINED, HEARING, (("detention", "to a hearing", "*"),)),
    Way(DETAINED, PAPERS, (("detention", "to removal", "*"),)),
    Way(DETAINED, RELEASED, (("detention", "*", "released"),)),
    Way(DETAINED, NO_BED, (("beds", "*", "*"),)),
    Way(DETAINED, RELIEF, (("detention", "closed", "*"),)),
    Way(DETAINED, PROSECUTED, (("detention", "transfer", "*"),)),
    Way(HEARING, PAPERS, (("decision", "ordered removed", "*"),)),
    Way(HEARING, RELIEF, (("decision", "relief", "*"),)),
    Way(PAPERS, RELEASED, (("awaiting travel documents", "no document", "*"),)),
    Way(PAPERS, REMOVED, (("route", "by land", "*"), ("air removal", "served", "*"))),
)  # fmt: skip
"""The bands, each once; what is left out (dockets, courts for people not detained) is said."""


def course_flows(course: Course) -> pl.DataFrame:
    """Bands of a run: ``source, target, people``, people a year in the first twelve months.

    Args:
        course: The run.
    """
    counts = first_as_one(in_groups(course.months, "class"), MONTHS)
    table = flow_table(counts)
    to_year = YEAR_DAYS / float(counts.lengths.sum())
    rows = []
    for way in WAYS:
        chosen = pl.any_horizontal(
            [
                pl.all_horizontal(
                    pl.lit(True) if part == "*" else pl.col(name) == part
                    for name, part in zip(("source", "way", "target"), arrow, strict=True)
                )
                for arrow in way.arrows
            ]
        )
        rows.append((way.source, way.target, float(table.filter(chosen)["people"].sum()) * to_year))
    return pl.DataFrame(rows, schema=["source", "target", "people"], orient="row")


def flow_chart(answer: Answer) -> Chart:
    """The flow picture of the reported run; its table holds both runs.

    Args:
        answer: The answer.
    """
    tables = [course_flows(course) for course in answer.courses]
    reported = tables[-1]
    bands = [Band(*row) for row in reported.iter_rows() if row[2] >= LEAST_SHOWN]
    stages = _stages(bands)
    data = tables[0].rename({"people": f"people a year, {answer.courses[0].name}"})
    for course, table in zip(answer.courses[1:], tables[1:], strict=True):
        data = data.with_columns(table["people"].alias(f"people a year, {course.name}"))
    data = data.with_columns(pl.col(pl.Float64).round(0))
    return Chart(
        "flows",
        _title(answer, tables),
        "People a year in the first twelve months of the run, expected values with central levers "
        f"({answer.second.name}). Bars in grey are ends. What comes into detention in a year and "
        "what leaves it differ by how many more are held at its end. Not drawn: cases of people "
        "who are not detained, and removals without detention. How uncertain the totals are is "
        "said in the table of the first year above. Source: Evenhand.",
        flow_svg(stages, bands, phone=False),
        flow_svg(stages, bands, phone=True),
        data,
        ("runs", "arrests", "detention"),
    )


LEAST_SHOWN = 0.5
"""Bands of fewer people than this are left out."""


def _stages(bands: list[Band]) -> list[Stage]:
    found = []
    for column, names in enumerate(COLUMNS):
        for name in names:
            into = sum(band.people for band in bands if band.target == name)
            out = sum(band.people for band in bands if band.source == name)
            if max(into, out) > 0:
                found.append(Stage(name, column, people(max(into, out)), name in ENDS))
    return found


def _title(answer: Answer, tables: list[pl.DataFrame]) -> str:
    """The finding: how many are handed over and removed, against the other run."""

    def of(table: pl.DataFrame, source: str, target: str) -> float:
        row = table.filter(pl.col("source") == source, pl.col("target") == target)
        return float(row["people"].sum())

    def share(table: pl.DataFrame) -> float:
        handed = of(table, JAIL, HANDED)
        asked = handed + of(table, JAIL, NOT_TAKEN)
        return handed / asked if asked else 0.0

    now = tables[-1]
    removed = of(now, PAPERS, REMOVED)
    before = before_removed = ""
    if not answer.is_baseline:
        before = f" ({answer.first.name}: {percent(share(tables[0]))})"
        before_removed = f" ({answer.first.name}: {people(of(tables[0], PAPERS, REMOVED))})"
    return (
        f"{percent(share(now))} of those asked for in jails are handed over{before}; "
        f"{people(removed)} people a year are removed from detention{before_removed}"
    )
