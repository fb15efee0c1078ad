"""The pictures of ``literature.py``."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl
from literature_rows import OUTSIDE, TESTS, WITHIN, Row

from evenhand.reports.charts import BLUE, GREY, INK, RED, Chart, draw, rows

ROW_HEIGHT = 15
LEAST, MOST = 0.1, 20.0
"""Ends of the axis of ratios; what lies beyond is drawn at the end."""


def _with_ratio(found: Sequence[Row]) -> pl.DataFrame:
    """Model over published and the accepted range in the same terms, where a ratio means anything.

    Shares and levels whose published value is zero have no ratio.
    """
    shown = [
        r for r in found
        if r.verdict in (WITHIN, OUTSIDE) and not r.control and r.figure and r.tests != "arithmetic"
    ]  # fmt: skip

    def inside(value: float) -> float:
        return min(max(value, LEAST), MOST)

    lines = [
        {
            "row": f"{r.id}  {r.quantity}",
            "ratio": inside(r.found / r.figure),
            "low": inside(min(r.low / r.figure, r.high / r.figure)),
            "high": inside(max(r.low / r.figure, r.high / r.figure)),
            "verdict": r.verdict,
        }
        for r in shown
    ]
    return pl.DataFrame(lines)


def _ratios(found: Sequence[Row]) -> Chart:
    data = _with_ratio(found)
    order = data["row"].to_list()

    def picture(width: int, phone: bool) -> alt.TopLevelMixin:
        scale = alt.Scale(type="log", domain=[LEAST, MOST])
        axis = alt.Axis(values=[0.1, 0.2, 0.5, 1, 2, 5, 10, 20], format="~g")
        title = "model over published"
        y = alt.Y("row:N", sort=order, title=None,
                  axis=alt.Axis(labelLimit=150 if phone else 330, labelFontSize=11))  # fmt: skip
        names, legend = [WITHIN, OUTSIDE], alt.Legend(orient="top", title=None)
        colour = alt.Color(
            "verdict:N", legend=legend, scale=alt.Scale(domain=names, range=[BLUE, RED])
        )
        shape = alt.Shape("verdict:N", legend=legend, scale=alt.Scale(domain=names))
        one = alt.Chart(rows(pl.DataFrame({"x": [1.0]})))
        return alt.layer(
            alt.Chart(rows(data)).mark_bar(color="#d9d9d9", height=8).encode(
                x=alt.X("low:Q", scale=scale, axis=axis, title=title), x2="high:Q", y=y),
            one.mark_rule(color=INK).encode(x=alt.X("x:Q", scale=scale, title=title)),
            alt.Chart(rows(data)).mark_point(filled=True, size=45).encode(
                x=alt.X("ratio:Q", scale=scale, title=title), y=y, color=colour, shape=shape),
        ).properties(
            width=width - (190 if phone else 370), height=ROW_HEIGHT * len(order)
        )  # fmt: skip

    note = ("Grey: the accepted range. Rows that only add up published numbers, "
            "and those whose published value is zero, are "
            f"left out; ratios beyond {LEAST:g} and {MOST:g} are drawn at the end.")  # fmt: skip
    return draw("ratios", "Where the model agrees with publications, and where not", note, data,
                picture)  # fmt: skip


def _verdicts(found: Sequence[Row]) -> Chart:
    kept = [r for r in found if not r.control]
    kinds = [kind for kind in TESTS if any(r.tests == kind for r in kept)]
    counted = pl.DataFrame(
        [{"tests": r.tests, "verdict": r.verdict} for r in kept]
    ).group_by("tests", "verdict", maintain_order=True).len()  # fmt: skip
    names = [WITHIN, OUTSIDE, "not due", "not modelled"]

    def picture(width: int, _: bool) -> alt.TopLevelMixin:
        colour = alt.Color(
            "verdict:N", legend=alt.Legend(orient="top", title=None),
            scale=alt.Scale(domain=names, range=[BLUE, RED, "#b3b3b3", GREY]),
        )  # fmt: skip
        bars = alt.Chart(rows(counted)).encode(
            y=alt.Y("tests:N", sort=kinds, title=None),
            x=alt.X("len:Q", title="rows", axis=alt.Axis(tickCount=8, tickMinStep=1)),
            color=colour, order=alt.Order("place:Q"),
        ).transform_calculate(place=f"indexof({names}, datum.verdict)")  # fmt: skip
        return bars.mark_bar().properties(width=width - 110, height=26 * len(kinds))

    return draw("verdicts", "What was put to the test", "Wrong set-ups are left out.", counted,
                picture)  # fmt: skip


def pictures(found: Sequence[Row]) -> list[Chart]:
    """The pictures of the page.

    Args:
        found: All rows.
    """
    return [_ratios(found), _verdicts(found)]
