"""Pictures by area of responsibility: a map of tiles, and a small picture for each area.

The map is of equal tiles, laid by hand: an area of many states would hide the others on a map of
land, and what is shown are numbers of people, not of square miles. No outlines are needed either.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import altair as alt
import numpy as np
import polars as pl

from evenhand.model.areas import arrest_rates
from evenhand.model.places import AREAS
from evenhand.reports import charts
from evenhand.reports.answer import Answer
from evenhand.reports.answer_lines import record_months
from evenhand.reports.numbers import amount, percent, signed
from evenhand.results.counts import Array, Counts
from evenhand.results.grouping import first_as_one, in_groups
from evenhand.results.measures import measure

MONTHS = 12
LIGHT, DARK = "#deebf7", "#08519c"
"""Ends of the shades, light for few (ColorBrewer Blues)."""
ON_LIGHT, ON_DARK = "#0a0a0a", "#fefefe"
LESS, SAME, MORE = "#b35806", "#f7f7f7", "#2166ac"
"""Shades of fewer and more: told apart by the colour-blind, and each tile says its sign."""
NARROW_ACROSS, WIDE_ACROSS = 3, 5


@dataclass(frozen=True)
class Tile:
    """Where an area stands on the map of tiles.

    Args:
        area: The area.
        code: ICE's own code for it.
        column: Column, from the west.
        row: Row, from the north.
    """

    area: str
    code: str
    column: int
    row: int


@cache
def tiles() -> tuple[Tile, ...]:
    """All tiles, in the order of the areas."""
    text = resources.files("evenhand.reports").joinpath("area_tiles.csv").read_text("utf-8")
    found = {
        row["area"]: Tile(row["area"], row["code"], int(row["column"]), int(row["row"]))
        for row in csv.DictReader(text.splitlines())
    }
    return tuple(found[area] for area in AREAS)


def area_charts(answer: Answer) -> list[charts.Chart]:
    """The pictures by area, in the order of the page.

    Args:
        answer: The answer.
    """
    return [area_map(answer), area_multiples(answer)]


def arrests_by_area(counts: Counts) -> Array:
    """Arrests by ICE of all channels by area ``(period, 25)``, people/day.

    Args:
        counts: What a run counted, areas told apart.
    """
    grouped = in_groups(counts, "place")
    places = [place for place, _ in grouped.groups]
    found = measure(grouped, "arrests")
    picked: Array = found[..., [places.index(area) for area in AREAS]]
    return picked


def area_map(answer: Answer) -> charts.Chart:
    """Arrests a day by area in the first year; where two runs are compared, the difference.

    Args:
        answer: The answer.
    """
    values = [arrests_by_area(first_as_one(one.months, MONTHS))[0] for one in answer.courses]
    data = pl.DataFrame({"area": AREAS, "code": [tile.code for tile in tiles()]})
    for course, one in zip(answer.courses, values, strict=True):
        data = data.with_columns(pl.Series(f"arrests a day, {course.name}", one.round(1)))
    shown = values[-1]
    if not answer.is_baseline:
        shown = (values[1] - values[0]).round(3)
        data = data.with_columns(pl.Series("difference", shown.round(1)))
    order = np.argsort(-np.abs(shown), kind="stable")[:3]
    if answer.is_baseline:
        part = shown[order].sum() / shown.sum() if shown.sum() else 0.0
        names = ", ".join(AREAS[index] for index in order)
        title = f"{percent(float(part))} of arrests are in three of the 25 areas: {names}"
    elif not (np.abs(shown) >= LEAST_DIFFERENCE).any():
        title = f"Arrests by area are as in the {answer.first.name}"
    else:
        some = [index for index in order if abs(shown[index]) >= LEAST_DIFFERENCE]
        told = ", ".join(f"{AREAS[i]} {signed(float(shown[i]), '', 1.0)}" for i in some)
        title = f"Arrests a day change most in: {told}"
    note = (
        "Arrests by ICE through all channels, people per day, mean of the first twelve months, "
        "expected values with central levers. One tile for each area of responsibility, set out "
        "roughly as on a map. Areas' shares follow from the record of arrests; officers by area "
        "are not published. Source: Evenhand."
    )
    return charts.draw(
        "area-map", title, note, data, lambda w, p: _tiles(shown, not answer.is_baseline, w, p),
        sources=("runs", "arrests"),
    )  # fmt: skip


LEAST_DIFFERENCE = 0.05
"""Differences of fewer arrests a day than this are not told."""


def _tiles(shown: Array, difference: bool, width: int, phone: bool) -> alt.TopLevelMixin:
    most = max(float(np.abs(shown).max()), 1e-9)
    say = signed if difference else amount
    step = 1.0 if most >= 10 else 0.1
    rows = [
        {
            "column": tile.column, "row": tile.row, "value": float(value),
            "name": tile.code if phone else tile.area, "said": say(float(value), "", step),
            "dark": bool(abs(value) > most * (0.72 if difference else 0.62)),
        }
        for tile, value in zip(tiles(), shown, strict=True)
    ]  # fmt: skip
    size = (width - 12) / (max(tile.column for tile in tiles()) + 1)
    scale = (
        alt.Scale(domain=[-most, 0, most], range=[LESS, SAME, MORE])
        if difference
        else alt.Scale(domain=[0, most], range=[LIGHT, DARK])
    )
    base = alt.Chart(alt.Data(values=rows)).encode(  # type: ignore[no-untyped-call]
        x=alt.X("column:O", axis=None, scale=alt.Scale(padding=0.04)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(padding=0.04)),
    )
    colour = alt.condition("datum.dark", alt.value(ON_DARK), alt.value(ON_LIGHT))
    squares = base.mark_rect(stroke="#8c8c8c", strokeWidth=0.5).encode(
        color=alt.Color("value:Q", scale=scale, legend=None)
    )
    names = base.mark_text(dy=-8, fontSize=11 if phone else 11.5).encode(
        text="name:N", color=colour
    )
    numbers = base.mark_text(dy=8, fontSize=11 if phone else 14, fontWeight="bold").encode(
        text="said:N", color=colour
    )
    drawn: alt.TopLevelMixin = alt.layer(squares, names, numbers).properties(
        width=alt.Step(size), height=alt.Step(size if phone else size * 0.7)
    )
    return drawn


def area_lines(answer: Answer) -> pl.DataFrame:
    """Arrests by area and month: the record, and the runs: ``day, value, line, panel``."""
    frames = []
    for month in record_months(answer):
        rates = arrest_rates(month).sum(axis=(1, 2))[: len(AREAS)]
        frames.append(
            pl.DataFrame({"day": [month] * len(AREAS), "value": rates, "panel": list(AREAS)})
            .with_columns(line=pl.lit("record"))
        )  # fmt: skip
    for course in answer.courses:
        counts = course.months
        values = arrests_by_area(counts)
        for period, days, row in zip(counts.periods, counts.lengths, values, strict=True):
            if period.day == 1 and days >= 28 and _shown(period, course.run.first_day):
                frames.append(
                    pl.DataFrame({"day": [period] * len(AREAS), "value": row, "panel": list(AREAS)})
                    .with_columns(line=pl.lit(course.name))
                )  # fmt: skip
    if not frames:
        return pl.DataFrame(
            schema={"day": pl.Date, "value": pl.Float64, "line": pl.String, "panel": pl.String}
        )
    lines = pl.concat(frames).with_columns(pl.col("value").round(2))
    return lines.select("day", "value", "line", "panel")


def _shown(period: date, first: date) -> bool:
    """Every third month of a run is enough for small pictures."""
    return (12 * (period.year - first.year) + period.month - first.month) % 3 == 1


def area_multiples(answer: Answer) -> charts.Chart:
    """A small picture of arrests for each area, the record and the runs.

    Args:
        answer: The answer.
    """
    lines = area_lines(answer)
    table = _by_year(answer, lines)
    record = lines.filter(pl.col("line") == "record")
    title = "Arrests by area, the record and the runs"
    if not record.is_empty():
        begins, ends = _ends(record)
        latest = record.filter(pl.col("day") == ends)
        first = record.filter(pl.col("day") == begins)
        pairs = first.join(latest, on="panel", suffix="_now")
        grown = int((pairs["value_now"] > pairs["value"]).sum())
        title = (
            f"Arrests rose in {grown} of {len(AREAS)} areas between {begins:%B %Y} and {ends:%B %Y}"
        )
    note = (
        "Arrests by ICE, people per day: the record by month, the runs every third month, expected "
        "values with central levers. Each picture has its own scale from zero. Months' areas in "
        "the record are fitted to totals by month and by area. Source: Deportation Data Project "
        "(record); Evenhand (runs)."
    )
    return charts.draw(
        "areas-small", title, note, lines, lambda w, p: _small(lines, w, p),
        sources=("arrests", "runs"), table=table,
    )  # fmt: skip


def _ends(record: pl.DataFrame) -> tuple[date, date]:
    """The first and the last day of a table that has any."""
    days: list[date] = record["day"].to_list()
    return min(days), max(days)


def _by_year(answer: Answer, lines: pl.DataFrame) -> pl.DataFrame:
    """A row for each area: the record's last month, and each run's first year."""
    record = lines.filter(pl.col("line") == "record")
    table = pl.DataFrame({"area": AREAS})
    if not record.is_empty():
        ends = _ends(record)[1]
        last = record.filter(pl.col("day") == ends)
        found = dict(zip(last["panel"], last["value"], strict=True))
        name = f"record, {ends:%B %Y}"
        table = table.with_columns(pl.Series(name, [found[area] for area in AREAS]))
    for course in answer.courses:
        year = arrests_by_area(first_as_one(course.months, MONTHS))[0]
        table = table.with_columns(pl.Series(f"{course.name}, first year", year.round(1)))
    return table


def _small(lines: pl.DataFrame, width: int, phone: bool) -> alt.TopLevelMixin:
    across = NARROW_ACROSS if phone else WIDE_ACROSS
    names = charts.line_names(lines)
    size = (width - 10) / across - 34
    x = alt.X(
        "day:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(title=None, format="%y", tickCount="year", grid=False, labelFontSize=10),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(title=None, format="~s", tickCount=3, labelFontSize=10),
    )
    style = charts.line_style(names)
    drawn = alt.Chart(charts.rows(lines)).mark_line(strokeWidth=1.8).encode(x=x, y=y, **style)
    panels = drawn.properties(width=size, height=62).facet(
        alt.Facet("panel:N", sort=list(AREAS), title=None,
                  header=alt.Header(labelFontSize=11, labelLimit=size + 20)),
        columns=across, spacing=12,
    )  # fmt: skip
    assert isinstance(panels, alt.FacetChart)
    found: alt.TopLevelMixin = panels.resolve_scale(x="shared", y="independent")
    return found
