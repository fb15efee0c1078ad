"""The charts of a claim: its definitions beside the claimed number, and the series behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

import altair as alt
import polars as pl

from evenhand.claims.judging import Computed
from evenhand.claims.proof import ProofSeries, definition_bars, proof_series
from evenhand.claims.record import Record
from evenhand.claims.verdicts import Verdict
from evenhand.reports import charts
from evenhand.reports.charts import BLUE, FONT, GREY, INK, NARROW, RED, WIDE
from evenhand.reports.numbers import with_interval

FEWEST_POINTS, MOST_SERIES = 3, 2
ROW, TOP, BOTTOM, LETTER, SIZE = 42, 30, 26, 6.1, 12
LOG_FROM = 50.0
"""Ratio of the largest to the smallest number from which the scale is logarithmic."""


def claim_charts(record: Record, verdict: Verdict) -> list[charts.Chart]:
    """The charts of a claim; none where nothing was counted.

    Args:
        record: What it was judged against.
        verdict: The judged claim.
    """
    found = []
    bars = definition_chart(verdict)
    if bars is not None:
        found.append(bars)
    series = [one for one in proof_series(record, verdict) if one.points.height >= FEWEST_POINTS]
    found += [
        series_chart(verdict, one, number) for number, one in enumerate(series[:MOST_SERIES], 1)
    ]
    return found


def definition_chart(verdict: Verdict) -> charts.Chart | None:
    """What each definition counts, beside the number of the statement.

    Args:
        verdict: A judged claim.
    """
    table, claim = definition_bars(verdict), verdict.claim
    number = claim.number
    if table.is_empty() or number is None:
        return None
    shown = {one.definition.name: value_words(one) for one in verdict.computed}
    best = verdict.deciding if verdict.deciding is not None else _first(verdict.computed)
    title = f"{verdict.name}: {claim.claimed} in the statement"
    if best is not None and best.value is not None:
        unit = "" if claim.unit == "share" else f" {claim.unit}"
        title += f", {value_words(best)}{unit} counted as “{best.definition.name}”"
    if verdict.matching:
        title += (
            f"; “{verdict.matching[0].definition.name}” gives {value_words(verdict.matching[0])}"
        )
    note = (
        f"In {claim.unit}. Dots: what is counted under each definition, filled where it is what "
        "the sentence says; bars: the range of public figures, or 90 percent of a model's draws. "
        "The line is the number in the statement. Sources: the figures listed below."
    )
    return charts.Chart(
        f"bars-{verdict.name}", title, note,
        _dots(table, shown, number, claim.to, phone=False),
        _dots(table, shown, number, claim.to, phone=True), table,
    )  # fmt: skip


def _first(computed: Sequence[Computed]) -> Computed | None:
    return next((one for one in computed if one.value is not None), None)


def _dots(
    table: pl.DataFrame, shown: dict[str, str], claimed: float, upper: float | None, *, phone: bool
) -> str:
    width = NARROW if phone else WIDE
    left, right = 8.0, width - 12.0
    numbers = [claimed, *([upper] if upper is not None else [])]
    for name in ("value", "low", "high"):
        numbers += [value for value in table[name].to_list() if value is not None]
    most, least = max(numbers), min(numbers)
    logarithmic = least > 0 and most / least > LOG_FROM

    def x(value: float) -> float:
        if logarithmic:
            low, high = math.log(least) - 0.1, math.log(most) + 0.1
            return left + (right - left) * (math.log(max(value, least)) - low) / (high - low)
        low, high = min(0.0, least), most * 1.04 or 1.0
        return left + (right - left) * (value - low) / (high - low)

    height = TOP + ROW * table.height + BOTTOM
    parts = []
    for index, row in enumerate(table.iter_rows(named=True)):
        y = TOP + ROW * index
        name, said = row["definition"], shown[row["definition"]]
        room = int((width - 16) / LETTER) - len(said) - 3
        short = name if len(name) <= room else name[: room - 1] + "…"
        parts.append(
            f'<text x="{left:.0f}" y="{y + 14}" font-size="{SIZE}" fill="{INK}">{escape(short)}: '
            f'<tspan font-weight="bold">{escape(said)}</tspan></text>'
        )
        base = y + 27
        parts.append(
            f'<line x1="{left:.0f}" x2="{right:.0f}" y1="{base}" y2="{base}" stroke="#e3e3e3"/>'
        )
        low, high = x(row["low"]), x(row["high"])
        if high - low > 1:
            parts.append(
                f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{base}" y2="{base}" stroke="{BLUE}" '
                'stroke-width="6" stroke-opacity="0.45"/>'
            )
        fill = BLUE if row["wording"] == "stated" else "white"
        parts.append(
            f'<circle cx="{x(row["value"]):.1f}" cy="{base}" r="5.5" fill="{fill}" '
            f'stroke="{BLUE}" stroke-width="2"/>'
        )
    for number in numbers[: 2 if upper is not None else 1]:
        at = x(number)
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP - 6}" y2="{height - BOTTOM}" '
            f'stroke="{RED}" stroke-width="2" stroke-dasharray="6,3"/>'
        )
    middle = x(claimed)
    label = f"statement: {claimed:,.10g}" + (f" to {upper:,.10g}" if upper is not None else "")
    half = len(label) * LETTER / 2
    at = min(max(middle, left + half), right - half)
    parts.append(
        f'<text x="{at:.1f}" y="{TOP - 12}" font-size="{SIZE}" fill="{RED}" font-weight="bold" '
        f'text-anchor="middle">{escape(label)}</text>'
    )
    scale = "logarithmic scale" if logarithmic else "scale from zero" if least >= 0 else ""
    parts.append(
        f'<text x="{left:.0f}" y="{height - 8}" font-size="11" fill="{GREY}">{scale}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="presentation" focusable="false" '
        f'font-family="{FONT}">' + "".join(parts) + "</svg>"
    )


def series_chart(verdict: Verdict, one: ProofSeries, number: int) -> charts.Chart:
    """A series around the days counted, with the claimed number as a line where it can stand.

    Args:
        verdict: The judged claim.
        one: The series.
        number: Which of the claim's series it is, from 1.
    """
    counted = one.points.filter(pl.col("counted"))
    named = one.series + (f" ({one.parts})" if one.parts else "")
    if counted.height == 1:
        said = f"{counted['value'][0]:,.10g} {one.unit} in {counted['period'][0]}"
    else:
        said = (
            f"{counted.height} values counted, {counted['period'][0]} to {counted['period'][-1]}, "
            f"together {counted['value'].sum():,.10g} {one.unit}"
        )
    title = f"{named}: {said}"
    if one.line is not None:
        title += f"; the statement: {one.line:,.10g}"
    weakest = max(counted["reliability"].to_list())
    files = ", ".join(counted["file"].unique(maintain_order=True).to_list()[:2])
    note = (
        f"In {one.unit}, one point for each period; filled: what the definition "
        f"“{one.definition}” counts. Published counts carry no interval, and may be "
        f"revised. Source: {files}, reliability {weakest}."
    )
    return charts.draw(
        f"series-{number}-{verdict.name}", title, note, one.points, lambda w, p: _series(one, w, p)
    )


MANY = 20


def form_of(data: pl.DataFrame) -> str:
    """How numbers of an axis are written: whole where they are many, else three digits."""
    return ",d" if max(data["value"].to_list()) >= MANY else ".3~g"


def value_words(one: Computed) -> str:
    """The value of a definition; of a model's draws with digits by the width of their interval.

    Args:
        one: The definition with its value.
    """
    if one.value_found.draws is None or one.value is None or one.low is None or one.high is None:
        return one.shown
    return with_interval(one.value, one.low, one.high, one.unit, signs=False)


def _series(one: ProofSeries, width: int, phone: bool) -> alt.TopLevelMixin:
    data = one.points.select("start", "value", "counted")
    base = alt.Chart(charts.rows(data))
    days = data["start"]
    span = (days.max() - days.min()).days  # type: ignore[operator,union-attr]
    form = "%d %b %Y" if span < 150 else "%b %Y"
    x = alt.X(
        "start:T",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(title=None, format=form, tickCount=3 if phone else 7, grid=False,
                      labelOverlap=True),
    )  # fmt: skip
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(zero=True),
        axis=alt.Axis(title=one.unit, format=form_of(data), tickCount=6),
    )
    line = base.mark_line(strokeWidth=1.5, color=charts.BLUE).encode(x=x, y=y)
    others = base.transform_filter("!datum.counted").mark_point(
        size=36, filled=True, fill="white", stroke=charts.BLUE, opacity=1
    ).encode(x=x, y=y)  # fmt: skip
    counted = base.transform_filter("datum.counted").mark_point(
        size=60, filled=True, color=charts.BLUE, opacity=1
    ).encode(x=x, y=y)  # fmt: skip
    layers = [line, others, counted]
    if one.line is not None:
        rule = alt.Chart(alt.Data(values=[{"at": one.line}])).mark_rule(  # type: ignore[no-untyped-call]
            color=charts.RED, strokeWidth=2, strokeDash=[6, 3]
        ).encode(y="at:Q")  # fmt: skip
        layers.append(rule)
    drawn: alt.TopLevelMixin = alt.layer(*layers).properties(
        width=width - 80, height=180 if phone else 220
    )
    return drawn
