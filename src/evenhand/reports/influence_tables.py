"""Influence as a table and as a chart: the ten levers that move an outcome most."""

from __future__ import annotations

import altair as alt
import polars as pl

from evenhand.model.priors import priors
from evenhand.reports import charts
from evenhand.reports.numbers import amount, range_of, signed
from evenhand.studies.influence import Influence

MOST = 10


def influence_table(rows: list[Influence]) -> pl.DataFrame:
    """Levers by influence: ``lever, unit, low, high, at_low, at_high, span, share, ranks``.

    Args:
        rows: What each lever does, the largest first.
    """
    return pl.DataFrame(
        {
            "lever": [one.lever for one in rows],
            "unit": [priors()[one.lever].unit for one in rows],
            "low": [one.low for one in rows],
            "high": [one.high for one in rows],
            "at_low": [one.at_low for one in rows],
            "at_high": [one.at_high for one in rows],
            "span": [one.span for one in rows],
            "share": [one.share for one in rows],
            "rank_correlation_squared": [one.ranks for one in rows],
            "reliability": [priors()[one.lever].reliability for one in rows],
        }
    ).with_columns(pl.col("rank_correlation_squared").fill_nan(None))


def influence_rows(rows: list[Influence], unit: str, difference: bool) -> list[tuple[str, ...]]:
    """The same for reading: lever, its ends, the outcomes there, share.

    Args:
        rows: What each lever does.
        unit: Unit of the outcome.
        difference: Whether the outcome is a difference.
    """
    show = signed if difference else amount
    return [
        (
            one.lever,
            f"{range_of(one.low, one.high, '')} {priors()[one.lever].unit}",
            show(one.at_low, unit),
            show(one.at_high, unit),
            f"{one.share:.0%}",
        )
        for one in rows[:MOST]
    ]


def tornado(rows: list[Influence], middle: float, number: str, run: str, unit: str) -> charts.Chart:
    """Bars from the outcome at a lever's low end to that at its high end.

    Args:
        rows: What each lever does, the largest first.
        middle: The outcome with all levers at their medians.
        number: What the outcome is called.
        run: Which run, or ``difference``.
        unit: Its unit.
    """
    some = rows[:MOST]
    names = [one.lever for one in some]
    data = pl.DataFrame(
        {
            "lever": [name for name in names for _ in range(2)],
            "end": ["lever low", "lever high"] * len(some),
            "outcome": [x for one in some for x in (one.at_low, one.at_high)],
            "middle": [middle] * (2 * len(some)),
        },
        schema={
            "lever": pl.String, "end": pl.String, "outcome": pl.Float64, "middle": pl.Float64
        },
    )  # fmt: skip

    def picture(width: int, phone: bool) -> alt.TopLevelMixin:
        wide = 150 if phone else 220
        x = alt.X("middle:Q", scale=alt.Scale(zero=False),
                  axis=alt.Axis(title=unit, format="~s", tickCount=5))  # fmt: skip
        colour = alt.Color(
            "end:N",
            scale=alt.Scale(domain=["lever low", "lever high"], range=[charts.BLUE, charts.RED]),
            legend=alt.Legend(orient="top", title=None),
        )
        y = alt.Y("lever:N", sort=names, title=None, axis=alt.Axis(labelLimit=wide))
        base = alt.Chart(charts.rows(data))
        bars = base.mark_bar(size=9).encode(y=y, x=x, x2="outcome:Q", color=colour)
        # The end of a bar says by its shape, not only by its colour, which end of the lever it is.
        ends = base.mark_point(filled=True, size=120, opacity=1).encode(
            y=y,
            x=alt.X("outcome:Q", scale=alt.Scale(zero=False)),
            shape=alt.Shape(
                "end:N",
                scale=alt.Scale(
                    domain=["lever low", "lever high"], range=["triangle-down", "triangle-up"]
                ),
                legend=alt.Legend(orient="top", title=None),
            ),
            color=colour,
        )
        drawn: alt.TopLevelMixin = alt.layer(bars, ends).properties(
            width=width - wide - 30, height=alt.Step(20)
        )
        return drawn

    first = ", ".join(names[:3])
    return charts.draw(
        "influence",
        f"{number} ({run}): moved most by {first}" if some else f"{number} ({run}): nothing moves",
        "Each lever alone at the 5 and 95 percent points of its posterior, the others at their "
        "medians; the bar's root is the outcome with all at their medians. Triangles point up at "
        "the high end of a lever, down at its low end. Source: Evenhand.",
        data,
        picture,
        sources=("runs", "levers"),
    )
