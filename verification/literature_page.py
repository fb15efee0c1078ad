"""The pages of ``literature.py``: one HTML file that needs no other, and the manual's page."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence

from engine_page import STYLE, figure
from literature_rows import NOT_DUE, NOT_MODELLED, OUTSIDE, TESTS, WITHIN, Row, number

from evenhand import __version__
from evenhand.reports.charts import Chart

SUBJECTS = {
    "P1": "Beds and staff of a mass removal (American Action Forum 2016)",
    "P2": "Cost per person as a sum of stages (Center for American Progress 2010)",
    "P3": "One million removals a year (American Immigration Council 2024)",
    "P4": "Range of cost over twenty years (American Action Forum 2015)",
    "P5": "What an error in the bed rate costs (GAO-18-343)",
    "P6": "Judges and the backlog (CRS R47637)",
    "P7": "Receipts, completions and pending cases (GAO 2017, EOIR)",
    "P8": "Arrivals, stay and the number detained",
    "P9": "The law of stays, and the ages of those detained",
    "P10": "Detainers, refusals and custody (TRAC)",
    "P11": "How detainers are spread (TRAC)",
    "P12": "Counties that stop handing over (Hausman 2020)",
    "P13": "Fugitive operations teams",
    "P14": "Surges in cities",
    "P15": "Targeted and collateral arrests",
    "P16": "Caseloads (OIG-17-51)",
    "P17": "Hiring (OIG-17-98-SR)",
    "P18": "What became of people met at the border (OHSS)",
    "P19": "Cost of a removal by definition (ICE, DHS)",
    "P20": "Removals by air",
    "P21": "Dated forecasts",
    "P22": "The daily population of FY2019 (GAO-21-149)",
    "P23": "Beds needed (Liu and Wein 2008)",
}
"""What each comparison is about, in order."""
MADE = "<!-- Made by verification/literature.py; do not edit. -->\n\n"
INTRODUCTION = (
    "Published figures of others beside what the model says to the same question. Each range has a "
    "reason and none follows from the answer; nothing in the model was changed to meet one. A row "
    "outside its range comes with an explanation. Rows marked *arithmetic* cannot fail by the "
    "model, and rows marked *in sample* had a lever set with the figure: neither is evidence."
)


def in_order(found: Sequence[Row]) -> list[Row]:
    """Rows by number of the comparison, otherwise as they come."""
    return sorted(found, key=lambda r: int(r.id[1:]))


def counts(found: Sequence[Row]) -> str:
    """How many rows came out how, in a sentence."""
    kept = [r for r in found if not r.control]
    independent = [r for r in kept if r.tests in ("system", "part")]
    said = Counter(r.verdict for r in kept)
    good = sum(r.verdict == WITHIN for r in independent)
    wrong = [r for r in found if r.control]
    return (f"{said[WITHIN]} of {len(kept)} rows are within their range, {said[OUTSIDE]} outside, "
            f"{said[NOT_DUE]} not due and {said[NOT_MODELLED]} not modelled. Of the "
            f"{len(independent)} in which the model or a part of it answers and no lever was set "
            f"with the figure, {good} are within. {sum(r.passed for r in wrong)} of {len(wrong)} "
            "wrong set-ups are found out.")  # fmt: skip


def span(row: Row) -> str:
    """The accepted range, as text."""
    if row.verdict == NOT_MODELLED:
        return ""
    return number(row.low) + " to " + number(row.high)


def verdict(row: Row) -> str:
    """The verdict, as text."""
    if row.due:
        return f"not due ({row.due})"
    word = row.verdict
    return word + (", as it must be" if row.control and word == OUTSIDE else "")


def _html_table(found: Sequence[Row]) -> str:
    heads = ("Quantity", "Published", "Model", "Accepted", "Puts to the test", "Verdict")
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    lines, before = [], ""
    for r in found:
        unit = f" ({r.unit})"
        figures = (number(r.figure), number(r.found), span(r))
        cells = "".join(f'<td class="n">{html.escape(one)}</td>' for one in figures)
        style = ' class="off"' if not r.passed else ""
        notes = [] if r.published == before else [f"Published: {r.published}."]
        notes, before = [*notes, f"Here: {r.setup}."], r.published
        notes += [f"Range: {r.why}."] if r.why else []
        notes += [r.note] if r.note else []
        lines.append(f'<tr><th scope="row">{html.escape(r.quantity + unit)}<br>'
                     f"<small>{html.escape(r.source)}</small></th>{cells}"
                     f"<td>{'wrong set-up' if r.control else r.tests}</td>"
                     f"<td{style}>{html.escape(verdict(r))}</td></tr>"
                     '<tr class="notes"><td colspan="6">'
                     f"{html.escape(' '.join(notes))}</td></tr>")  # fmt: skip
    return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def page(found: Sequence[Row], charts: Sequence[Chart], seconds: float) -> str:
    """The page in HTML.

    Args:
        found: All rows.
        charts: The pictures.
        seconds: How long the rows took.
    """
    parts = [
        f"<h3>{name}: {html.escape(words)}</h3>" + _html_table([r for r in found if r.id == name])
        for name, words in SUBJECTS.items()
    ]
    kinds = "".join(
        f"<dt>{kind}</dt><dd>{html.escape(words)}</dd>" for kind, words in TESTS.items()
    )
    more = ("tr.notes td{font-size:.95em;color:#444;border-bottom:1px solid #767676;padding-bottom:"
            ".5rem}tbody th{border-bottom:0}tbody tr:not(.notes) td{border-bottom:0}"
            "dt{font-weight:bold;float:left;clear:left;width:6rem}dd{margin:0 0 0 6.5rem}"
            "small{color:#555}table{table-layout:fixed}thead th:first-child{width:29%}"
            "thead th:nth-child(4){width:22%}"
            "thead th:nth-child(-n+4):not(:first-child){text-align:right}")  # fmt: skip
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<title>The model against the literature – Evenhand</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{STYLE}{more}</style></head>
<body><h1>The model against the literature</h1>
<p>Evenhand {__version__}. {counts(found)} The rows took {seconds:.0f} seconds.</p>
<p>{INTRODUCTION.replace("*", "")}</p>
<dl>{kinds}</dl>
<h2>Pictures</h2>
{"".join(figure(chart) for chart in charts)}
<h2>All rows</h2>
{"".join(parts)}
</body></html>
"""


def manual_page(found: Sequence[Row]) -> str:
    """The page of the manual, in Markdown, numbers with three significant digits."""

    def cell(text: str) -> str:
        return text.replace("|", "\\|")

    text = [MADE, "# The model against the literature\n\n", INTRODUCTION, "\n\n", counts(found),
            "\n\n", "Computed and drawn by [`verification/literature.py`]"
            "(../../verification/literature.py).\n\n",
            *(f"- *{kind}*: {words}.\n" for kind, words in TESTS.items())]  # fmt: skip
    head = "| quantity | unit | published | model | accepted | puts to the test | verdict |\n"
    rule = "| --- | --- | ---: | ---: | --- | --- | --- |\n"
    for name, words in SUBJECTS.items():
        here = [r for r in found if r.id == name]
        text += [f"\n## {name}: {words}\n\n", head, rule]
        for r in here:
            tests = "wrong set-up" if r.control else r.tests
            cells = (r.quantity, r.unit, number(r.figure), number(r.found), span(r), tests,
                     verdict(r))  # fmt: skip
            text.append("| " + " | ".join(cell(one) for one in cells) + " |\n")
        text.append("\n")
        before = ""
        for r in here:
            said = "as above" if r.published == before else r.published
            before = r.published
            notes = f"**{r.quantity}.** {r.source}: {said}. Here: {r.setup}."
            notes += f" Range: {r.why}." if r.why else ""
            text.append(f"- {notes}{' ' + r.note if r.note else ''}\n")
    return "".join(text)
