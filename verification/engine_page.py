"""The pictures and the page of ``engine_known_answers.py``."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import polars as pl
from engine_records import CHANCE, EXACT, FALSE_ALARM, TOLERANCE, Record

from evenhand import __version__
from evenhand.reports.charts import BLUE, GREEN, GREY, INK, RED, Chart, draw, rows

CASES = {
    "K1": "Erlang's loss formula: arrivals are refused when all places are taken",
    "K2": "A queue for servers",
    "K3": "Without limits the number there is a Poisson number",
    "K4": "A yearly wave of inflow",
    "K6": "Two classes and one limit, the low class released first",
    "K7": "Long stays are over-represented in a stock",
    "K8": "Conservation",
    "K9": "Little's law as an identity of counts",
    "K10": "Far above capacity: the fluid limit",
    "K11": "A line that gets more than it can serve",
    "K13": "Nothing in, nothing out; one class or two; the same run twice",
    "K14": "Which way the chain answers when beds bind",
    "mean and chance": "The average of chance tends to mean values as people grow more",
    "common numbers": "Two scenarios share their random numbers",
}
"""What each case is about, in the order of the page."""
COLOURS = [INK, BLUE, RED, GREEN]
STYLE = """body{font:16px/1.5 Helvetica,Arial,sans-serif;max-width:64rem;margin:2rem auto;
padding:0 1rem;color:#1a1a1a}h2{margin-top:2.2rem}h3{margin:1.6rem 0 .4rem;font-size:1.02rem}
table{border-collapse:collapse;font-size:.82rem;width:100%}caption{text-align:left}
td,th{padding:.15rem .5rem;text-align:left;border-bottom:1px solid #ddd;font-weight:normal;
vertical-align:top}thead th{border-bottom:1px solid #767676;font-weight:bold}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.off{font-weight:bold;color:#b00020}svg{max-width:100%;height:auto}
figure{margin:0 0 1.5rem}figcaption{font-size:.85rem;max-width:46rem}"""


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
            "the number. Bars are two standard errors: the smallest gaps are within them.")  # fmt: skip
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


# -------------------------------------------------------------------------------------- page


def _number(value: float) -> str:
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if abs(value) >= 1000:
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return f"{value:,.6f}".rstrip("0").rstrip(".") if abs(value) >= 1e-3 else f"{value:.3e}"


def _allowed(record: Record) -> str:
    if record.basis in (CHANCE, TOLERANCE):
        return f"{'±' if record.basis == TOLERANCE else 's.e.'} {record.error:.1e}"
    return "exact" if record.basis == EXACT else f"found {record.basis} bound"


def table(records: Sequence[Record]) -> str:
    """A table of records."""
    heads = ("Quantity", "Expected or bound", "Found", "Allowed", "p", "Agrees")
    lines = []
    for r in records:
        numbers = (_number(r.expected), _number(r.found), _allowed(r),
                   "" if r.p is None else f"{r.p:.2g}")  # fmt: skip
        cells = "".join(f'<td class="n">{html.escape(cell)}</td>' for cell in numbers)
        verdict = ("yes" if r.agrees else "no") + ("" if r.passed else " (wrong)")
        style = "" if r.passed else ' class="off"'
        lines.append(f'<tr><th scope="row">{html.escape(r.quantity)}</th>{cells}'
                     f"<td{style}>{verdict}</td></tr>")  # fmt: skip
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def figure(chart: Chart) -> str:
    """A chart with its heading and note."""
    return (f"<h3>{html.escape(chart.title)}</h3>\n<figure>{chart.wide}"
            f"<figcaption>{html.escape(chart.note)}</figcaption></figure>")  # fmt: skip


def reference_part(records: Sequence[Any], charts: Sequence[Chart]) -> str:
    """What the comparison with the reference engine, case by case, found.

    Args:
        records: Of ``chance_against_reference``: network, statistic, p, passed, kind.
        charts: Its pictures.
    """
    compared = [r for r in records if getattr(r, "kind", "comparison") == "comparison"]
    lines = []
    for name in dict.fromkeys(r.network for r in compared):
        tests = [r for r in compared if r.network == name]
        least = min(tests, key=lambda r: r.p)
        lines.append((name, len(tests), least, all(r.passed for r in tests)))
    controls = [(r.network, 1, r, r.passed) for r in records if r not in compared]
    body = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th><td class="n">{number:,}</td>'
        f'<td>{html.escape(least.statistic)}</td><td class="n">{least.p:.1e}</td>'
        f"<td>{word if passed else '<span class=off>wrong</span>'}</td></tr>"
        for group, word in ((lines, "same law"), (controls, "control rejected"))
        for name, number, least, passed in group
    )
    return f"""<h2>Chance against the reference engine, case by case</h2>
<p>{len(compared):,} two-sample tests share one chance of a false alarm of {FALSE_ALARM:g}.</p>
<table><thead><tr><th>Network, or network and defect</th><th>Tests</th><th>Smallest p in</th>
<th>Smallest p</th><th>Verdict</th></tr></thead><tbody>{body}</tbody></table>
{"".join(figure(chart) for chart in charts)}"""


def page(records: Sequence[Record], charts: Sequence[Chart], more: str, seconds: float) -> str:
    """The page.

    Args:
        records: The judged records.
        charts: The pictures.
        more: The part on the reference engine, as HTML.
        seconds: How long the cases took.
    """
    answers = [r for r in records if not r.control]
    controls = [r for r in records if r.control]
    drawn = sum(r.p is not None for r in answers)
    parts = [
        f"<h3>{html.escape(f'{name}: {words}' if name.startswith('K') else words)}</h3>"
        + table([r for r in answers if r.id == name])
        for name, words in CASES.items()
    ]
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The engine against theory – Evenhand</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>
<body><h1>The engine against theory</h1>
<p>Evenhand {__version__}. {sum(r.agrees for r in answers)} of {len(answers)} answers agree with
theory; {sum(r.passed for r in controls)} of {len(controls)} wrong models are found out. The cases
took {seconds:.0f} seconds.</p>
<p>{drawn} comparisons by chance share one chance of a false alarm of {FALSE_ALARM:g}: each may
fail at p &lt; {FALSE_ALARM / max(drawn, 1):.1e}. Seeds are fixed. A tick is one day of the engine,
whatever it stands for; rows that begin with “theory” compare formulas with published numbers, or
the exact chain in ticks with continuous time.</p>
<h2>Pictures</h2>
{"".join(figure(chart) for chart in charts)}
<h2>Wrong models, which must not agree</h2>
{table(controls)}
<h2>All answers</h2>
{"".join(parts)}
{more}
</body></html>
"""
