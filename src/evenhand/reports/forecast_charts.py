"""Pictures of forecasts: what was said and what came, and what makes a forecast uncertain."""

from __future__ import annotations

import altair as alt
import polars as pl

from evenhand.backtests.rolling import MODEL
from evenhand.reports import charts

SHADES = ("#08306b", "#2171b5", "#6baed6", "#c6dbef")
"""Dark to light, for one source of uncertainty more at a time (ColorBrewer Blues: told apart in
print and by the colour-blind)."""


def _days(phone: bool) -> alt.X:
    axis = alt.Axis(title=None, format="%b %Y", tickCount=4 if phone else 8, grid=False)
    return alt.X("day:T", scale=alt.Scale(type="utc"), axis=axis)


def record_chart(forecasts: pl.DataFrame, kind: str, horizon: int) -> charts.Chart:
    """Past forecasts of everyone detained so many months ahead, beside what came.

    Args:
        forecasts: A backtest.
        kind: Conditional or unconditional.
        horizon: Months ahead.
    """
    rows = (
        forecasts.filter(
            pl.col("kind") == kind,
            pl.col("target") == "stock",
            pl.col("group") == "all",
            pl.col("method") == MODEL,
            pl.col("horizon") == horizon,
        )
        .with_columns(day=pl.format("{}-15", "month").str.to_date())
        .sort("day")
        .select("day", "q05", "q25", "q50", "q75", "q95", "actual")
    )
    off = (rows["q50"] / rows["actual"] - 1).abs().to_numpy()
    error = 100 * float(off.mean())
    held = int(((rows["actual"] >= rows["q05"]) & (rows["actual"] <= rows["q95"])).sum())
    title = (
        f"{horizon} months ahead the forecasts were off by {error:.1f} percent on average; "
        f"{held} of {rows.height} outcomes lay inside the 90 percent interval"
    )
    given = "given the book-ins that came" if kind == "conditional" else "given nothing later"
    note = (
        f"Average daily population. Line: as ICE published it. Dots: median of the forecast made "
        f"{horizon} months before, {given}; bars: its 50 and 90 percent intervals."
    )
    return charts.draw(
        f"record-{kind}", title, note, rows, lambda w, p: _record(rows, w, p),
        sources=("backtest", "detention"),
    )  # fmt: skip


def _record(rows: pl.DataFrame, width: int, phone: bool) -> alt.TopLevelMixin:
    base = alt.Chart(charts.rows(rows))
    x = _days(phone)
    axis = alt.Axis(title="people", format=",d", tickCount=6)

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", axis=axis, scale=alt.Scale(zero=False))

    wide = base.mark_rule(strokeWidth=1.5, color=charts.BLUE, opacity=0.7).encode(
        x=x, y=y("q05"), y2="q95:Q"
    )
    narrow = base.mark_rule(strokeWidth=5, color=charts.BLUE, opacity=0.5).encode(
        x=x, y=y("q25"), y2="q75:Q"
    )
    dots = base.mark_point(size=30, filled=True, color=charts.BLUE, opacity=1).encode(
        x=x, y=y("q50")
    )
    line = base.mark_line(strokeWidth=2, color=charts.INK).encode(x=x, y=y("actual"))
    drawn: alt.TopLevelMixin = alt.layer(wide, narrow, line, dots).properties(
        width=width - 90, height=280
    )
    return drawn


def source_fan(by_source: pl.DataFrame, record: pl.DataFrame) -> charts.Chart:
    """The published forecast of everyone detained, one source of uncertainty more at a time.

    Args:
        by_source: ``source, month`` and quantiles, as ``publishing.stock_by_source`` has them.
        record: ``day, people``: monthly averages as published.
    """
    sources = by_source["source"].unique(maintain_order=True).to_list()
    bands = by_source.with_columns(day=pl.col("month").dt.offset_by("14d"))
    last = bands.filter(pl.col("source") == sources[-1]).sort("day")
    whole = bands.filter(pl.col("day") == last["day"][-1]).with_columns(
        width=(pl.col("q95") / pl.col("q05")).log()
    )
    before = dict(zip(whole["source"], whole["width"], strict=True))
    share = 1 - before[sources[-2]] / before[sources[-1]]
    title = (
        f"Twelve months ahead, not knowing later book-ins makes up {share:.0%} of the width of the "
        "interval"
    )
    note = (
        "Average daily population; line: as published, then the median. Bands: 90 percent "
        "intervals with one source of uncertainty more at a time, widths on the logarithm. Before "
        "intervals answer to past misses."
    )
    table = bands.select(
        "source", "day", *((pl.col(name) / 100).round() * 100 for name in ("q05", "q50", "q95"))
    )
    return charts.draw(
        "forecast-by-source", title, note, table,
        lambda width, phone: _fan(table, record, sources, width, phone),
    )  # fmt: skip


def _fan(
    table: pl.DataFrame, record: pl.DataFrame, sources: list[str], width: int, phone: bool
) -> alt.TopLevelMixin:
    x = _days(phone)
    axis = alt.Axis(title="people", format=",d", tickCount=6)

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", axis=axis, scale=alt.Scale(zero=False))

    legend = alt.Legend(orient="top", title="not known:", columns=1 if phone else 2)
    colour = alt.Color(
        "source:N", legend=legend, scale=alt.Scale(domain=sources, range=list(SHADES))
    )
    # The widest first, so that the narrower ones lie on it.
    layers = [
        alt.Chart(charts.rows(table.filter(pl.col("source") == source)))
        .mark_area(opacity=0.9)
        .encode(x=x, y=y("q05"), y2="q95:Q", color=colour)
        for source in reversed(sources)
    ]
    middle = (
        alt.Chart(charts.rows(table.filter(pl.col("source") == sources[-1])))
        .mark_line(strokeWidth=2, strokeDash=[5, 3], color="white")
        .encode(x=x, y=y("q50"))
    )
    past = (
        alt.Chart(charts.rows(record))
        .mark_line(strokeWidth=2, color=charts.INK)
        .encode(x=x, y=y("people"))
    )
    drawn: alt.TopLevelMixin = alt.layer(*layers, middle, past).properties(
        width=width - 90, height=300
    )
    return drawn
