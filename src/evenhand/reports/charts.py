"""Charts as SVG text, by Vega-Lite: no network, no scripts, the same bytes for the same data.

Each chart is drawn twice, for wide pages and for phones. Colours are told apart by people with
any common colour vision (Okabe and Ito, 2008), and never carry meaning alone: lines are labelled
or dashed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl
import vl_convert

INK, BLUE, RED, GREY, GREEN = "#1a1a1a", "#0072B2", "#D55E00", "#767676", "#00795c"
LINES = {
    "record": (INK, [1, 0]),
    "baseline": (BLUE, [6, 3]),
    "scenario": (RED, [1, 0]),
    "beds": (GREY, [2, 3]),
}
WIDE, NARROW = 700, 330
FONT = "Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class Chart:
    """One chart, ready for a page.

    Args:
        name: A short name, used in addresses on the page.
        title: The finding, in one sentence.
        note: Units, source and uncertainty, in a sentence or two.
        wide: SVG for wide pages.
        narrow: SVG for phones.
        data: The numbers drawn.
        sources: Names of the rows of the page's sources that the numbers rest on.
        table: A shorter table for reading where the numbers drawn are many; None for those.
    """

    name: str
    title: str
    note: str
    wide: str
    narrow: str
    data: pl.DataFrame
    sources: tuple[str, ...] = ()
    table: pl.DataFrame | None = None

    @property
    def shown(self) -> pl.DataFrame:
        """The table for reading."""
        return self.data if self.table is None else self.table


Draw = Callable[[int, bool], alt.TopLevelMixin]


def draw(
    name: str,
    title: str,
    note: str,
    data: pl.DataFrame,
    picture: Draw,
    *,
    sources: tuple[str, ...] = (),
    table: pl.DataFrame | None = None,
) -> Chart:
    """Draw a chart for wide pages and for phones.

    Args:
        name: A short name.
        title: The finding.
        note: Units, source, uncertainty.
        data: The numbers drawn.
        picture: Makes the picture from a width in pixels and whether it is for a phone.
        sources: Names of the rows of the page's sources that the numbers rest on.
        table: A shorter table for reading, where the numbers drawn are many.
    """
    wide, narrow = (_svg(picture(width, width == NARROW)) for width in (WIDE, NARROW))
    return Chart(name, title, note, wide, narrow, data, sources, table)


def _svg(picture: alt.TopLevelMixin) -> str:
    configured = (
        picture.configure(font=FONT, padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelColor=INK,
            titleColor=INK, gridColor="#e3e3e3", domainColor=GREY, tickColor=GREY,
        )
        .configure_header(labelFontSize=13, labelFontWeight="bold", labelAnchor="start",
                          labelColor=INK, title=None)
        .configure_legend(labelFontSize=12, titleFontSize=12, labelColor=INK, symbolSize=300)
    )  # fmt: skip
    svg = str(vl_convert.vegalite_to_svg(configured.to_dict(validate=False)))
    head, rest = svg.split(">", 1)
    return f'{head} role="presentation" focusable="false">{rest}'


def rows(frame: pl.DataFrame) -> alt.Data:
    """A table as inline chart data; days are written as text."""
    dates = [name for name, kind in frame.schema.items() if kind == pl.Date]
    text = frame.with_columns(pl.col(name).dt.to_string("%Y-%m-%d") for name in dates)
    return alt.Data(values=text.to_dicts())  # type: ignore[no-untyped-call]


def line_names(lines: pl.DataFrame) -> list[str]:
    """Names of lines in the order of a legend: the record, runs as they come, the beds."""
    found = lines["line"].unique(maintain_order=True).to_list()
    return sorted(found, key=lambda name: (name != "record", name == "beds"))


def looks(names: list[str]) -> list[tuple[str, list[int]]]:
    """Colour and dash of each of the named lines.

    Runs that have names of their own look like the baseline and the scenario, as they come.

    Args:
        names: The lines.
    """
    runs = [name for name in names if name not in ("record", "beds")]
    known = LINES | dict(zip(runs, (LINES["baseline"], LINES["scenario"]), strict=False))
    return [known[name] for name in names]


def line_style(names: list[str]) -> dict[str, Any]:
    """Colour and dash of the named lines, with a legend on top.

    Args:
        names: The lines.
    """
    found = looks(names)
    colours = alt.Scale(domain=names, range=[colour for colour, _ in found])
    dashes = alt.Scale(domain=names, range=[dash for _, dash in found])
    legend = alt.Legend(
        orient="top", title=None, symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1
    )
    return {
        "color": alt.Color("line:N", scale=colours, legend=legend),
        "strokeDash": alt.StrokeDash("line:N", scale=dashes, legend=legend),
    }


def years_axis() -> alt.Axis:
    """A time axis that labels years and quarters."""
    return alt.Axis(title=None, format="%b %Y", labelOverlap=True, tickCount=8, grid=False)


def stock_chart(
    lines: pl.DataFrame,
    band: pl.DataFrame,
    title: str,
    note: str,
    unit: str,
    sources: tuple[str, ...] = (),
) -> Chart:
    """People in detention over time: record, baseline, scenario, beds, and past forecast errors.

    Args:
        lines: ``day, value, line``.
        band: ``day, low, high`` around the baseline.
        title: The finding.
        note: Units, source, uncertainty.
        unit: Title of the value axis.
        sources: Rows of the page's sources.
    """
    names = line_names(lines)

    def picture(width: int, phone: bool) -> alt.TopLevelMixin:
        x = alt.X("day:T", axis=years_axis(), scale=alt.Scale(type="utc"))
        y = alt.Y("value:Q", axis=alt.Axis(title=unit, format=",d", tickCount=6),
                  scale=alt.Scale(zero=True))  # fmt: skip
        shade = (
            alt.Chart(rows(band))
            .mark_area(color=BLUE, opacity=0.18)
            .encode(x=x, y=alt.Y("low:Q", title=unit), y2="high:Q")
        )
        drawn = (
            alt.Chart(rows(lines)).mark_line(strokeWidth=2).encode(x=x, y=y, **line_style(names))
        )
        return alt.layer(shade, drawn).properties(
            width=width - 80, height=300 if not phone else 240
        )

    return draw("detained", title, note, lines, picture, sources=sources)


def facet_chart(
    name: str,
    lines: pl.DataFrame,
    panels: list[str],
    title: str,
    note: str,
    unit: str,
    *,
    shared: bool = True,
    sources: tuple[str, ...] = (),
) -> Chart:
    """Small pictures of one kind, one per panel, all lines in the same styles.

    Args:
        name: A short name.
        lines: ``day, value, line, panel``, and ``low, high`` for the shade around a line.
        panels: The panels in order.
        title: The finding.
        note: Units, source, uncertainty.
        unit: Title of the value axes.
        shared: Whether the panels have the same value axis.
        sources: Rows of the page's sources.
    """
    names = line_names(lines)
    number = ",d" if float(lines["value"].max() or 0) >= MANY else ",.3~g"  # type: ignore[arg-type]

    def picture(width: int, phone: bool) -> alt.TopLevelMixin:
        across = 1 if phone else min(len(panels), 2 if len(panels) != PANELS_IN_A_ROW else 3)
        size = (width - 75 * across) / across if not phone else width - 80
        x = alt.X(
            "day:T",
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(title=None, format="%Y", tickCount="year", grid=False),
        )
        style = line_style(names)
        axis = alt.Axis(title=unit, format=number, tickCount=5)
        line = alt.Chart().mark_line(strokeWidth=2).encode(
            x=x, y=alt.Y("value:Q", axis=axis), **style
        )  # fmt: skip
        layers = [line]
        if "low" in lines.columns:
            shade = alt.Chart().mark_area(opacity=0.2).encode(
                x=x, y=alt.Y("low:Q", axis=axis), y2="high:Q", color=style["color"]
            )  # fmt: skip
            layers.insert(0, shade)
        drawn = alt.layer(*layers, data=rows(lines)).properties(width=size, height=170)
        facet = alt.Facet("panel:N", sort=panels, title=None)
        return _faceted(drawn, facet, across, shared)

    return draw(name, title, note, lines, picture, sources=sources)


MANY, PANELS_IN_A_ROW = 20, 3


def _faceted(drawn: Any, facet: alt.Facet, across: int, shared: bool) -> alt.TopLevelMixin:
    panels = drawn.facet(facet, columns=across)
    assert isinstance(panels, alt.FacetChart)
    found: alt.TopLevelMixin = panels.resolve_scale(
        x="shared", y="shared" if shared else "independent"
    )
    return found


def bar_chart(
    name: str,
    bars: pl.DataFrame,
    title: str,
    note: str,
    unit: str,
    sources: tuple[str, ...] = (),
) -> Chart:
    """Bars by kind, one for each run.

    Args:
        name: A short name.
        bars: ``kind, value, line`` in the order to be shown.
        title: The finding.
        note: Units, source.
        unit: Title of the value axis.
        sources: Rows of the page's sources.
    """
    names = line_names(bars)
    kinds = bars["kind"].unique(maintain_order=True).to_list()

    def picture(width: int, phone: bool) -> alt.TopLevelMixin:
        legend = alt.Legend(orient="top", title=None, symbolType="square", symbolOpacity=1)
        colours = alt.Scale(domain=names, range=[colour for colour, _ in looks(names)])
        # The first of two runs is hollow, so that colour alone does not tell them apart.
        full = alt.value(1) if len(names) == 1 else alt.FillOpacity(
            "line:N", legend=None, scale=alt.Scale(domain=names, range=[0.25, 1])
        )  # fmt: skip
        wide = 150 if phone else 190
        drawn: alt.TopLevelMixin = (
            alt.Chart(rows(bars))
            .mark_bar(strokeWidth=1)
            .encode(
                y=alt.Y("kind:N", sort=kinds, title=None, axis=alt.Axis(labelLimit=wide)),
                yOffset=alt.YOffset("line:N", sort=names),
                x=alt.X("value:Q", axis=alt.Axis(title=unit, format=",d", tickCount=5)),
                color=alt.Color("line:N", scale=colours, legend=legend),
                stroke=alt.Stroke("line:N", legend=None, scale=colours),
                fillOpacity=full,
            )
            .properties(width=width - wide - 30, height=alt.Step(14 if len(names) > 1 else 20))
        )
        return drawn

    return draw(name, title, note, bars, picture, sources=sources)


def error_chart(errors: pl.DataFrame, title: str, note: str) -> Chart:
    """Mean absolute errors of past forecasts by horizon, one line per method.

    Args:
        errors: ``method, horizon, error``.
        title: The finding.
        note: How it was measured.
    """
    methods = errors["method"].unique(maintain_order=True).to_list()
    styles = [(RED, [1, 0]), (BLUE, [6, 3]), (GREY, [2, 3]), (GREEN, [8, 2, 2, 2])][: len(methods)]

    def picture(width: int, phone: bool) -> alt.TopLevelMixin:
        legend = alt.Legend(
            orient="top", title=None, columns=2 if phone else 4, symbolType="stroke"
        )
        base = alt.Chart(rows(errors)).encode(
            x=alt.X("horizon:O", axis=alt.Axis(title="months ahead", labelAngle=0)),
            y=alt.Y("error:Q", axis=alt.Axis(title="mean absolute error, %", tickCount=6)),
            color=alt.Color(
                "method:N", legend=legend,
                scale=alt.Scale(domain=methods, range=[style[0] for style in styles]),
            ),
            strokeDash=alt.StrokeDash(
                "method:N", legend=legend,
                scale=alt.Scale(domain=methods, range=[style[1] for style in styles]),
            ),
        )  # fmt: skip
        drawn: alt.TopLevelMixin = base.mark_line(
            strokeWidth=2, point=alt.OverlayMarkDef(size=40)
        ).properties(width=width - 80, height=240)
        return drawn

    return draw("errors", title, note, errors, picture, sources=("backtest",))
