"""Fans: how wide a run's course is, apart for what is not known, for chance, and for both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import altair as alt
import numpy as np
import polars as pl

from evenhand.reports import charts
from evenhand.reports.answer import Answer
from evenhand.reports.answer_intervals import monthly_by_source
from evenhand.reports.numbers import amount, range_of
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
    for source, part in values.items():
        frame = pl.DataFrame({"day": list(answer.first.months.periods), **interval(part)})
        frames.append(frame.filter(pl.Series(whole)).with_columns(panel=pl.lit(PANELS[source])))
    numeric = ["median", "low50", "high50", "low90", "high90"]
    table = pl.concat(frames).with_columns(pl.col(numeric).round(1))
    if table.is_empty():  # a run within one month has no whole month to show
        table = pl.concat(frames)
    last = {key: float(np.asarray(x)[-1]) for key, x in interval(values[_widest(values)]).items()}
    note = (
        f"Median, 50 and 90 percent, whole months; {len(answer.drawn[0].numbers[0].values)} joint "
        "draws of the levers from the posterior, expected values under each."
    )
    if CHANCE in values:
        note += (
            f" Chance: {len(values[CHANCE])} replicates with central values; both: each draw plus "
            "the deviations of the replicates."
        )
    headline = (
        f"{title} in the last month of the run: {amount(last['median'], unit)}, nine in ten "
        f"between {range_of(last['low90'], last['high90'], unit)}"
    ).replace(" to ", " and ")
    panels = [PANELS[source] for source in PANELS if source in values]
    return charts.draw(
        name, headline, f"{note} Source: Evenhand.", table,
        lambda width, phone: _picture(table, panels, unit, width, phone),
    )  # fmt: skip


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
    layers = alt.layer(
        band("low90", "high90", 0.2), band("low50", "high50", 0.35), line, data=charts.rows(table)
    ).properties(width=size, height=170)
    found = layers.facet(alt.Facet("panel:N", sort=panels, title=None), columns=across)
    assert isinstance(found, alt.FacetChart)
    shared: alt.TopLevelMixin = found.resolve_scale(x="shared", y="shared")
    return shared
