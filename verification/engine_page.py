"""The page of ``engine_known_answers.py``: one file that needs no other."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import Any

from engine_records import CHANCE, EXACT, FALSE_ALARM, TOLERANCE, Record

from evenhand import __version__
from evenhand.reports.charts import Chart

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
STYLE = """body{font:16px/1.5 Helvetica,Arial,sans-serif;max-width:64rem;margin:2rem auto;
padding:0 1rem;color:#1a1a1a}h2{margin-top:2.2rem}h3{margin:1.6rem 0 .4rem;font-size:1.02rem}
table{border-collapse:collapse;font-size:.82rem;width:100%}caption{text-align:left}
td,th{padding:.15rem .5rem;text-align:left;border-bottom:1px solid #ddd;font-weight:normal;
vertical-align:top}thead th{border-bottom:1px solid #767676;font-weight:bold}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.off{font-weight:bold;color:#b00020}svg{max-width:100%;height:auto}
figure{margin:0 0 1.5rem}figcaption{font-size:.85rem;max-width:46rem}"""


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
