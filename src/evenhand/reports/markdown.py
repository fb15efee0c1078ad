"""Reports as Markdown: the same content as the page, pictures as files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evenhand.reports.charts import Chart
from evenhand.reports.numbers import day


def answer_markdown(content: Mapping[str, Any]) -> bytes:
    """The report of an answer.

    Args:
        content: What the page shows, by the names of its template.
    """
    answer = content["answer"]
    titles = [escaped(scenario.title) for scenario in answer.scenarios]
    title = titles[0] if len(titles) == 1 else f"{titles[1]}, against: {titles[0]}"
    parts = [
        f"# {title}\n",
        f"Evenhand report. Record through {day(answer.model.custody.start)}, run through "
        f"{day(content['last_day'])}.\n",
        f"{escaped(answer.scenario.why)}\n",
        "## The answer\n",
        bullets(answer.sentences),
    ]
    heads = ["Number", "Unit", *content["columns"]]
    for section, rows in content["sections"]:
        sources = ", ".join(
            f"[{one}](#source-{one})" for one in content["section_sources"][section]
        )
        parts += [f"### {section.capitalize()}\n", f"Sources: {sources}\n", table(heads, rows)]
    heads = ["Resource"]
    for course in answer.courses:
        heads += [f"Used, {course.name}", f"At its limit, {course.name}"]
    parts += ["## Which resource is at its limit, and when\n", table(heads, content["binding"])]
    parts.append("## The system in pictures\n")
    parts += [figure(chart) for chart in content["charts"]]
    parts.append("## By area\n")
    parts += [figure(chart) for chart in content["area_charts"]]
    if content["influence"]:
        parts += ["## Which assumptions move it most\n", figure(content["influence"]["chart"])]
        heads = ["Lever", "From and to", "At its low end", "At its high end", "Share of squares"]
        parts.append(table(heads, content["influence"]["rows"]))
    parts += _assumed(content)
    parts += ["## How far to trust this\n", bullets(content["limits"])]
    tested = content["backtest"]
    parts += [figure(tested["record"]), figure(tested["chart"])]
    parts.append("## Methods\n")
    for section, items in content["methods"]:
        parts.append(f"### {section}\n")
        parts.append(
            bullets(f"**{item.number} {item.name}.** {escaped(' '.join(item.says))}"
                    for item in items)
        )  # fmt: skip
    parts += ["## Sources\n", source_table(content["source_rows"])]
    parts += [
        "## Reproduce and cite\n",
        "```sh\nevenhand replay provenance.json --out again\n```\n",
    ]
    if content["command"]:
        parts.append(f"The same question is asked with\n\n```sh\n{content['command']}\n```\n")
    parts.append(f"> {content['citation']}\n")
    return "\n".join(parts).encode()


def _assumed(content: Mapping[str, Any]) -> list[str]:
    answer = content["answer"]
    parts = ["## What was assumed\n"]
    for scenario, explained in zip(answer.scenarios, content["explained"], strict=True):
        if scenario.changes:
            parts += [
                f"### The changes of “{escaped(scenario.title)}”\n",
                f"Written by {escaped(scenario.author)}. Source: {escaped(scenario.source)}\n",
                bullets(escaped(words).replace("\n  ", "\n  - ") for words in explained),
            ]
    rows = [
        (f"{escaped(one.description)} `{one.name}`",
         f"{one.central:.4g} ({one.low:.4g}–{one.high:.4g}) {one.unit}",
         "–" if one.weight is None else f"{one.weight:.0%}",
         f"{one.basis}; {escaped(one.source)} ({one.reliability})")
        for one in content["leading"]
    ]  # fmt: skip
    heads = ["Lever", "Central (low–high)", "Weight", "Basis, source, reliability"]
    return [*parts, f"### Assumptions\n\n{content['weight_words']}\n", table(heads, rows)]


def figure(chart: Chart) -> str:
    """A chart: its finding, the picture, the note and the file with its numbers.

    Args:
        chart: The chart.
    """
    sources = ", ".join(f"[{one}](#source-{one})" for one in chart.sources)
    said = f" Sources: {sources}." if sources else ""
    return (
        f"### {escaped(chart.title)}\n\n"
        f"![{escaped(chart.title)}](chart-{chart.name}.svg)\n\n"
        f"{escaped(chart.note)}{said} Numbers: [chart-{chart.name}.csv](chart-{chart.name}.csv).\n"
    )


def source_table(rows: Iterable[Any]) -> str:
    """The rows of sources, each with an anchor.

    Args:
        rows: Rows of sources.
    """
    cells = [
        (f'<a id="source-{row.name}"></a>{row.name}: {escaped(row.title)}',
         escaped(row.publisher) + (f", <{row.address}>" if row.address else ""),
         escaped(row.where) + (f". {escaped(row.note)}" if row.note else ""), row.when,
         row.reliability)
        for row in rows
    ]  # fmt: skip
    return table(["Source", "Publisher", "Where", "When", "Reliability"], cells)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown.

    Args:
        heads: The names of its columns.
        rows: Its cells.
    """
    lines = [heads, ["---"] * len(heads), *rows]
    told = [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines
    ]
    return "\n".join(told) + "\n"


def bullets(items: Iterable[str]) -> str:
    """A list in Markdown.

    Args:
        items: Its items.
    """
    return "".join(f"- {item}\n" for item in items)


def escaped(text: str) -> str:
    """Words of people, which are never taken for Markdown's HTML.

    Args:
        text: The words.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
