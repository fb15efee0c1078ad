"""Fans: how wide a run's course is, apart for what is not known, for chance, and for both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import altair as alt
import numpy as np
import polars as pl

from evenhand.fitting.custody_record import custody_record
from evenhand.model.areas import arrest_rates
from evenhand.model.places import AREAS
from evenhand.reports import charts
from evenhand.reports.answer import Answer
from evenhand.reports.answer_intervals import monthly_by_source
from evenhand.reports.answer_lines import RECORD_SINCE, record_months
from evenhand.reports.numbers import amount, range_of, step_of
from evenhand.results.uncertainty import BOTH, CHANCE, PARAMETERS, interval

PANELS = {
    PARAMETERS: "What is not known (levers)",
    CHANCE: "Chance",
    BOTH: "Both together",
}
FANS = (
    ("fan-detained", "detained", "People in detention", "people"),
    ("fan-arrests", "arrests", "Arrests by all channels", "people per day"),
)
"""Name, measure, title and unit of each fan."""


def fan_charts(answer: Answer) -> list[charts.Chart]:
    """One fan of the detained and one of arrests; none without draws.

    Args:
        answer: The answer.
    """
    return [_fan(answer, *one) for one in FANS] if answer.drawn else []


def _fan(answer: Answer, name: str, measure: str, title: str, unit: str) -> charts.Chart:
    values = monthly_by_source(answer.second, answer.drawn[-1], measure)
    whole = [
        first.day == 1 and days >= 28
        for first, days in zip(
            answer.first.months.periods, answer.first.months.lengths, strict=True
        )
    ]
    frames = []
    record = _record(answer, measure)
    for source, part in values.items():
        if not record.is_empty():
            frames.append(record.with_columns(panel=pl.lit(PANELS[source])))
        frame = pl.DataFrame({"day": list(answer.first.months.periods), **interval(part)})
        frames.append(frame.filter(pl.Series(whole)).with_columns(panel=pl.lit(PANELS[source])))
    numeric = ["median", "low50", "high50", "low90", "high90", "record"]
    table = (
        pl.concat(frames, how="diagonal").with_columns(pl.col(numeric).round(1))
        if (not record.is_empty())
        else pl.concat(frames).with_columns(record=pl.lit(None, dtype=pl.Float64))
    )
    table = table.select("day", *numeric, "panel")
    last = {key: float(np.asarray(x)[-1]) for key, x in interval(values[_widest(values)]).items()}
    note = (
        "Dashed: the record, by month. Line and bands: median, 50 and 90 percent, whole months; "
        f"{len(answer.drawn[0].numbers[0].values)} joint draws of the levers from the posterior, "
        "expected values under each."
    )
    if CHANCE in values:
        note += (
            f" Chance: {len(values[CHANCE])} replicates with central values; both: each draw plus "
            "the deviations of the replicates."
        )
    step = step_of(last["median"], last["low90"], last["high90"])
    headline = (
        f"{title} in the last month of the run: {amount(last['median'], unit, step)}, nine in ten "
        f"between {range_of(last['low90'], last['high90'], unit, step)}"
    ).replace(" to ", " and ")
    panels = [PANELS[source] for source in PANELS if source in values]
    return charts.draw(
        name, headline, f"{note} Source: ICE's published records (record); Evenhand (runs).", table,
        lambda width, phone: _picture(table, panels, unit, width, phone),
        sources=("detention" if measure == "detained" else "arrests", "runs", "levers"),
    )  # fmt: skip


def _record(answer: Answer, measure: str) -> pl.DataFrame:
    """The record of a measure by month before the run: ``day, record``."""
    if measure == "detained":
        knots = custody_record(answer.observations, answer.model.custody.cut_off).knots
        rows = pl.DataFrame(
            {
                "day": [one.day for one in knots],
                "record": [float(one.people.sum()) for one in knots],
            },
            schema={"day": pl.Date, "record": pl.Float64},
        )
        by_month = rows.group_by(pl.col("day").dt.truncate("1mo")).agg(pl.col("record").mean())
        return by_month.filter(pl.col("day") >= RECORD_SINCE).sort("day")
    months = record_months(answer)
    values = [float(arrest_rates(month)[: len(AREAS)].sum()) for month in months]
    return pl.DataFrame(
        {"day": months, "record": values}, schema={"day": pl.Date, "record": pl.Float64}
    )


def _widest(values: dict[str, Any]) -> str:
    return BOTH if BOTH in values else PARAMETERS


def _picture(
    table: pl.DataFrame, panels: list[str], unit: str, width: int, phone: bool
) -> alt.TopLevelMixin:
    across = 1 if phone else len(panels)
    days = table["day"]
    form = "%b %Y" if days.max() - days.min() < timedelta(days=730) else "%Y"  # type: ignore[operator]
    size = (width - 75 * across) / across if not phone else width - 80
    x = alt.X(
        "day:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(title=None, format=form, tickCount=3, grid=False),
    )
    axis = alt.Axis(title=unit, format=",d", tickCount=5)

    def value(name: str) -> alt.Y:
        # Not from zero: what is shown is how wide it is, and chance is narrow.
        return alt.Y(f"{name}:Q", axis=axis, scale=alt.Scale(zero=False))

    def band(low: str, high: str, opacity: float) -> alt.Chart:
        area: alt.Chart = alt.Chart().mark_area(color=charts.BLUE, opacity=opacity)
        drawn: alt.Chart = area.encode(x=x, y=value(low), y2=f"{high}:Q")
        return drawn

    line = alt.Chart().mark_line(strokeWidth=2, color=charts.INK).encode(
        x=x, y=value("median")
    )  # fmt: skip
    past = alt.Chart().mark_line(strokeWidth=2, color=charts.INK, strokeDash=[4, 2]).encode(
        x=x, y=value("record")
    )  # fmt: skip
    layers = alt.layer(
        band("low90", "high90", 0.2),
        band("low50", "high50", 0.35),
        line,
        past,
        data=charts.rows(table),
    ).properties(width=size, height=170)
    found = layers.facet(alt.Facet("panel:N", sort=panels, title=None), columns=across)
    assert isinstance(found, alt.FacetChart)
    shared: alt.TopLevelMixin = found.resolve_scale(x="shared", y="shared")
    return shared
