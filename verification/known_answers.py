"""Theory against the engine: one page with pictures and a table of expected and computed.

Run: python verification/known_answers.py   (some seconds; writes verification/out, which git
ignores). It ends with status 1 when an answer is further off than theory allows.
"""

from __future__ import annotations

import html
import sys
from pathlib import Path

import altair as alt
import numpy as np
import polars as pl
from known_runs import (
    FIRST_DAY,
    TEXTBOOK_SINUSOID,
    Answer,
    hump_hazard,
    known_answers,
    stationary_run,
    survival,
    wave_run,
)

from evenhand import __version__
from evenhand.model.classes import AGE_DAYS
from evenhand.reports.charts import BLUE, RED, Chart, draw, rows

PAGE = Path(__file__).parent / "out" / "known-answers.html"
THEORY, ENGINE = "theory", "engine"


def lines_chart(
    name: str, title: str, note: str, data: pl.DataFrame, across: str, unit: str = "people"
) -> Chart:
    """Theory as a line, the engine as dots on it, one panel each."""

    def picture(width: int, phone: bool) -> alt.TopLevelMixin:
        panels = data["panel"].unique(maintain_order=True).to_list()
        kinds = alt.Scale(domain=[THEORY, ENGINE], range=[BLUE, RED])
        base = alt.Chart().encode(
            x=alt.X("x:Q", title=across),
            y=alt.Y("value:Q", title=unit, scale=alt.Scale(zero=False)),
            color=alt.Color("kind:N", scale=kinds, legend=alt.Legend(orient="top", title=None)),
        )
        drawn = alt.layer(
            base.transform_filter(alt.datum.kind == THEORY).mark_line(strokeWidth=2),
            base.transform_filter(alt.datum.kind == ENGINE).mark_point(size=30, filled=True),
            data=rows(data),
        ).properties(width=(width - 90 * len(panels)) / len(panels) if not phone else width - 80,
                     height=220)  # fmt: skip
        faceted = drawn.facet(alt.Facet("panel:N", sort=panels, title=None),
                              columns=1 if phone else len(panels))  # fmt: skip
        return faceted.resolve_scale(y="independent")

    return draw(name, title, note, data, picture)


def both(x: np.ndarray, theory: np.ndarray, engine: np.ndarray, panel: str, every: int):
    """Rows of a chart: theory at every point, the engine at every few."""
    parts = [
        pl.DataFrame({"x": x[::step], "value": y[::step], "kind": kind, "panel": panel})
        for kind, y, step in ((THEORY, theory, 2), (ENGINE, engine, every))
    ]
    return pl.concat(parts)


def charts() -> list[Chart]:
    """The pictures of the page."""
    waves = []
    for stay in TEXTBOOK_SINUSOID:
        ends, stock, expected = wave_run(stay)
        day = ends - ends[0] + 1
        waves.append(both(day, expected, stock, f"mean stay {stay} days", every=14))
    ages = []
    for name, hazard in (
        ("constant hazard, 30 days", np.full(AGE_DAYS, 1 / 30)),
        ("hazard high at first, then flat", hump_hazard()),
    ):
        found = stationary_run(hazard).age_state[0, 0, :150]
        expected = 1000 * survival(hazard, 150)
        ages.append(both(np.arange(150.0), expected, found, name, every=6))
    return [
        lines_chart(
            "wave", "A yearly wave of book-ins reaches the stock smaller and later",
            "People in detention of one origin and class when book-ins swing by half around 1,000 "
            "a day with the year; the line is the textbook's M_t/M/∞ in continuous time.",
            pl.concat(waves), "day of the year",
        ),
        lines_chart(
            "ages", "Under constant book-ins the ages of stay are the survival function",
            "People by days of stay after 3,000 days with 1,000 book-ins a day; the line is 1,000 "
            "times the share still there (M/G/∞).",
            pl.concat(ages), "days of stay",
        ),
    ]  # fmt: skip


def figure(chart: Chart) -> str:
    """A chart with its heading and note."""
    return (
        f"<h2>{html.escape(chart.title)}</h2>\n<figure>{chart.wide}"
        f"<figcaption>{html.escape(chart.note)}</figcaption></figure>"
    )


def row(answer: Answer) -> str:
    """One line of the table."""
    cells = (
        f"{answer.expected:,.6f}", f"{answer.computed:,.6f}", f"{answer.gap:.1e}",
        f"{answer.tolerance:.1e}" if answer.tolerance else "exact", html.escape(answer.basis),
        "yes" if answer.agrees else "NO",
    )  # fmt: skip
    listed = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{html.escape(answer.name)}</th>{listed}</tr>'


def page(answers: list[Answer]) -> str:
    """The page.

    Args:
        answers: The comparisons.
    """
    heads = ("Answer", "Expected", "Computed", "Relative gap", "Allowed", "Because of", "Agrees")
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Known answers – Evenhand</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.5 Helvetica,Arial,sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem}}
table{{border-collapse:collapse;font-size:.85rem}}td,th{{padding:.2rem .6rem;text-align:left;
border-bottom:1px solid #ddd}}td{{font-variant-numeric:tabular-nums}}
svg{{max-width:100%;height:auto}}
figure{{margin:0}}figcaption{{font-size:.85rem}}</style></head>
<body><h1>Known answers: theory against the engine</h1>
<p>Evenhand {__version__}, runs from {FIRST_DAY}. {sum(a.agrees for a in answers)} of {len(answers)}
answers agree within what theory allows.</p>
{"".join(figure(chart) for chart in charts())}
<h2>Expected and computed</h2>
<table><thead><tr>{"".join(f'<th scope="col">{head}</th>' for head in heads)}</tr></thead>
<tbody>{"".join(row(answer) for answer in answers)}</tbody></table>
</body></html>
"""


def main() -> int:
    """Write the page; 1 when an answer is off."""
    answers = list(known_answers())
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(answers), "utf-8")
    wrong = [answer.name for answer in answers if not answer.agrees]
    print(f"{len(answers) - len(wrong)} of {len(answers)} answers agree; wrote {PAGE}")
    for name in wrong:
        print(f"off: {name}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
