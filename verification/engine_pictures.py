"""The pictures of ``engine_known_answers.py``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import polars as pl
from engine_records import Record

from evenhand.reports.charts import BLUE, GREEN, GREY, INK, RED, Chart, draw, rows

COLOURS = [INK, BLUE, RED, GREEN]


def _scale(names: Sequence[str]) -> dict[str, Any]:
    """Colours and shapes of named series, with a legend on top."""
    legend = alt.Legend(orient="top", title=None)
    return {
        "color": alt.Color(
            "line:N", legend=legend, scale=alt.Scale(domain=names, range=COLOURS[: len(names)])
        ),
        "shape": alt.Shape("line:N", legend=legend, scale=alt.Scale(domain=names)),
    }


def _loss(data: pl.DataFrame) -> Chart:
    line = data.filter(pl.col("law").str.starts_with("chain")).sort("tick")
    laws = ["constant hazard", "two bands", "fixed"]
    dots = data.filter(pl.col("law").is_in(laws)).with_columns(
        line=pl.col("law"),
        low=pl.col("value") - 2 * pl.col("error"),
        high=pl.col("value") + 2 * pl.col("error"),
        # Side by side, so that their errors can be told apart.
        tick=pl.col("tick") + pl.col("law").replace_strict(laws, [-3e-4, 0.0, 3e-4]),
    )

    def picture(width: int, _: bool) -> alt.TopLevelMixin:
        x = alt.X("tick:Q", title="one tick as a share of the mean stay",
                  axis=alt.Axis(tickCount=6))  # fmt: skip
        y = alt.Y("value:Q", title="share lost", scale=alt.Scale(zero=False))
        style = _scale(laws)
        return alt.layer(
            alt.Chart(rows(line)).mark_line(color=GREY).encode(x=x, y=y),
            alt.Chart(rows(dots)).mark_rule().encode(
                x=x, y=alt.Y("low:Q", title="share lost"), y2="high:Q", color=style["color"]),
            alt.Chart(rows(dots)).mark_point(filled=True, size=45).encode(x=x, y=y, **style),
        ).properties(width=width - 90, height=260)  # fmt: skip

    note = ("10 places, load 5. Grey: the exact chain for a constant hazard; it ends at Erlang's "
            "0.01838 where ticks vanish. Dots: the engine by law of stays, with two standard "
            "errors; for other laws only the limit is known.")  # fmt: skip
    return draw("loss", "As ticks shrink the share lost tends to Erlang's, for any law of stays",
                note, data, picture)  # fmt: skip


def _waits(data: pl.DataFrame) -> Chart:
    shown = data.filter(pl.col("value") > 0)
    names = ["textbook", "chain in ticks", "engine"]

    def picture(width: int, _: bool) -> alt.TopLevelMixin:
        y = alt.Y("value:Q", title="share that waits longer", scale=alt.Scale(type="log"))
        x = alt.X("x:Q", title="wait, in mean services")
        colour = alt.Color("line:N", legend=alt.Legend(orient="top", title=None),
                           scale=alt.Scale(domain=names, range=[GREY, BLUE, RED]))  # fmt: skip
        theory = shown.filter(pl.col("line") != "engine")
        engine = shown.filter(pl.col("line") == "engine")
        return alt.layer(
            alt.Chart(rows(theory)).mark_line(strokeWidth=1.5).encode(x=x, y=y, color=colour),
            alt.Chart(rows(engine)).mark_point(filled=True, size=30).encode(x=x, y=y, color=colour),
        ).properties(width=width - 90, height=260)

    return draw("waits", "Waits for 3 servers with load 2 fall off as theory says",
                "A mean service lasts 50 ticks; the textbook is continuous time.", data,
                picture)  # fmt: skip


def _occupancy(data: pl.DataFrame) -> Chart:
    laws = data["law"].unique(maintain_order=True).to_list()
    ends = [float(data["x"].min()), float(data["x"].max())]  # type: ignore[arg-type]
    diagonal = pl.DataFrame({"x": ends, "y": ends})

    def picture(width: int, _: bool) -> alt.TopLevelMixin:
        free = alt.Scale(zero=False)
        x = alt.X("x:Q", title="quantile of the Poisson law", scale=free)
        y = alt.Y("y:Q", title="people there, engine", scale=free)
        dots = data.with_columns(line=pl.col("law"))
        return alt.layer(
            alt.Chart(rows(diagonal)).mark_line(color=GREY).encode(x=x, y=y),
            alt.Chart(rows(dots)).mark_point(size=22).encode(x=x, y=y, **_scale(laws)),
        ).properties(width=width - 90, height=280)

    return draw("occupancy", "The number there is a Poisson number, whatever the law of stays",
                "100 independent systems by law, mean 30,000; points on the line are Poisson's.",
                data, picture)  # fmt: skip


def _panels(
    name: str, title: str, note: str, data: pl.DataFrame, across: str, unit: str, every: int
) -> Chart:
    """Lines for theory, dots for the engine, a panel for each case."""
    names = [n for n in ("inflow", "textbook", "theory", "engine") if n in data["line"].to_list()]
    panels = data["panel"].unique(maintain_order=True).to_list()
    shade = {"inflow": GREY, "textbook": BLUE, "theory": BLUE, "engine": RED}

    def picture(width: int, phone: bool) -> alt.TopLevelMixin:
        columns = 1 if phone else 3
        x, y = data.columns[0], data.columns[1]
        base = alt.Chart().encode(
            x=alt.X(f"{x}:Q", title=across),
            y=alt.Y(f"{y}:Q", title=unit, scale=alt.Scale(zero=False)),
            color=alt.Color(
                "line:N", legend=alt.Legend(orient="top", title=None),
                scale=alt.Scale(domain=names, range=[shade[n] for n in names])),
        )  # fmt: skip
        layered = alt.layer(
            base.transform_filter(alt.datum.line != "engine").mark_line(strokeWidth=1.5),
            base.transform_filter(alt.datum.line == "engine")
            .transform_filter(f"datum.{x} % {every} == 0")
            .mark_point(filled=True, size=22),
            data=rows(data),
        ).properties(width=(width - 70 * columns) / columns, height=150)
        return layered.facet(alt.Facet("panel:N", sort=panels, title=None), columns=columns)

    return draw(name, title, note, data, picture)


def _gaps(data: pl.DataFrame) -> Chart:
    names = data["line"].unique(maintain_order=True).to_list()

    def picture(width: int, _: bool) -> alt.TopLevelMixin:
        top = float(data["gap"].max())  # type: ignore[arg-type]
        guides = pl.DataFrame([
            (float(s), top * s**-power, f"∝ 1/n^{power}") for power in (0.5, 1.0)
            for s in (1, 1000)
        ], schema=["scale", "gap", "guide"], orient="row")  # fmt: skip
        x = alt.X("scale:Q", title="people, as a multiple", scale=alt.Scale(type="log"))
        y = alt.Y("gap:Q", title="relative gap to mean values", axis=alt.Axis(format=".0e"),
                  scale=alt.Scale(type="log"))  # fmt: skip
        style = _scale(names)
        low = pl.max_horizontal(pl.col("gap") - 2 * pl.col("error"), pl.lit(1e-6))
        reach = data.with_columns(low=low, high=pl.col("gap") + 2 * pl.col("error"))
        base = alt.Chart(rows(reach)).encode(x=x, y=y, **style)
        return alt.layer(
            alt.Chart(rows(reach)).mark_rule(opacity=0.6).encode(
                x=x, y=alt.Y("low:Q", title="relative gap to mean values"), y2="high:Q",
                color=style["color"]),
            alt.Chart(rows(guides)).mark_line(color=GREY, strokeDash=[4, 3], strokeWidth=1)
            .encode(x=x, y=y, detail="guide:N"),
            base.mark_line(strokeWidth=1.5), base.mark_point(filled=True, size=45),
        ).properties(width=width - 90, height=280)  # fmt: skip

    note = ("A chain with a queue, a pool and a limit near their capacity; mean of chance over "
            "replicates and places. Dashed: falling as the root of the number of people, and as "
            "the number. Bars are two standard errors: small gaps are within them.")  # fmt: skip
    return draw("scale", "With more people the average of chance tends to mean values", note, data,
                picture)  # fmt: skip


def _ratios(data: pl.DataFrame) -> Chart:
    names = data["line"].unique(maintain_order=True).to_list()
    order = data.filter(pl.col("line") == names[0]).sort("ratio")["change"].to_list()

    def picture(width: int, phone: bool) -> alt.TopLevelMixin:
        x = alt.X("ratio:Q", title="variance, as a share of that with independent seeds",
                  scale=alt.Scale(domain=[0, 1]))  # fmt: skip
        y = alt.Y("change:N", sort=order, title=None, axis=alt.Axis(grid=True, labelLimit=170))
        dots = alt.Chart(rows(data)).mark_point(filled=True, size=60)
        return dots.encode(x=x, y=y, **_scale(names)).properties(
            width=width - (180 if phone else 200), height=300
        )

    return draw("ratios", "Shared random numbers make differences of scenarios more certain",
                "Variance over replicates of the difference that each change of one number makes "
                "in 80 days, divided by the variance with independent seeds.", data,
                picture)  # fmt: skip


def _p_values(records: Sequence[Record]) -> Chart:
    found = np.sort([r.p for r in records if r.p is not None and not r.control])
    ranks = (np.arange(len(found)) + 0.5) / len(found)
    data = pl.DataFrame({"expected": ranks, "found": found})

    def picture(width: int, _: bool) -> alt.TopLevelMixin:
        x, y = alt.X("expected:Q", title="expected if uniform"), alt.Y("found:Q", title="p, found")
        line = pl.DataFrame({"expected": [0.0, 1.0], "found": [0.0, 1.0]})
        return alt.layer(
            alt.Chart(rows(line)).mark_line(color=GREY).encode(x=x, y=y),
            alt.Chart(rows(data)).mark_point(color=BLUE, filled=True, size=25).encode(x=x, y=y),
        ).properties(width=min(width - 90, 420), height=280)

    note = ("All comparisons by chance. Points on the line are what a right engine gives; those "
            "with an allowance for extrapolation lie above it.")  # fmt: skip
    return draw("p-values", "Gaps to theory are as large as chance makes them", note, data, picture)


def pictures(records: Sequence[Record], tables: dict[str, pl.DataFrame]) -> list[Chart]:
    """The pictures of the page.

    Args:
        records: The judged records.
        tables: Numbers of the cases, by name.
    """
    waves = _panels(
        "waves", "A yearly wave of inflow reaches the stock smaller and later",
        "Shares of the mean over a year; the textbook is M_t/G/∞ in continuous time.",
        tables["waves"], "day of the year", "share of the mean", 9,
    )  # fmt: skip
    ages = _panels(
        "ages", "How long those in a stock have stayed",
        "Share of the stock by elapsed days in windows of five, for stays of 30 days on average; "
        "the engine's come from giving each window of entry its own place.",
        tables["ages"], "days elapsed", "share", 10,
    )  # fmt: skip
    return [
        _p_values(records), _loss(tables["loss"]), _waits(tables["waits"]),
        _occupancy(tables["occupancy"]), waves, ages, _gaps(tables["scale"]),
        _ratios(tables["ratios"]),
    ]  # fmt: skip
