"""Pages from templates: one HTML file, no network, no scripts."""

from __future__ import annotations

import base64
import re
from datetime import date
from importlib import resources
from typing import Any

import jinja2
import polars as pl

from evenhand.reports import charts, numbers
from evenhand.results.store import csv_bytes

MOST_ROWS = 120
"""Rows of a chart's table that are shown; all are in the file beside it."""
THEMED = {
    charts.INK: "ink", charts.BLUE: "blue", charts.RED: "red", charts.GREY: "grey",
    charts.GREEN: "green", "#e3e3e3": "grid", "white": "ground",
}  # fmt: skip
"""Colours of charts that the page's style changes where the reader's screen is dark."""
PAINT = re.compile(f'(fill|stroke)="({"|".join(map(re.escape, THEMED))})"', flags=re.IGNORECASE)


def render(template: str, **content: Any) -> bytes:
    """A page from a template.

    Args:
        template: Name of the template.
        content: What it shows.
    """
    folder = resources.files("evenhand.reports.templates")
    names = ("macros.html", template)
    sources = {name: folder.joinpath(name).read_text("utf-8") for name in names}
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(sources), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {
        "plain": plain,
        "day": numbers.day,
        "themed": themed,
        "data_address": data_address,
    }
    environment.globals["most_rows"] = MOST_ROWS
    css = folder.joinpath("page.css").read_text("utf-8")
    return environment.get_template(template).render(css=css, **content).encode()


def plain(value: object) -> str:
    """A value of a chart's table."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)


def themed(svg: str) -> str:
    """A chart whose colours follow the page's style, light or dark.

    Args:
        svg: The chart.
    """
    by_colour = {colour.lower(): name for colour, name in THEMED.items()}

    def painted(found: re.Match[str]) -> str:
        part, colour = found.group(1), found.group(2)
        return f'{part}="var(--chart-{by_colour[colour.lower()]}, {colour})"'

    return PAINT.sub(painted, svg)


def data_address(frame: pl.DataFrame) -> str:
    """A table as a file inside the page, to be saved with one click.

    Args:
        frame: The table.
    """
    return "data:text/csv;base64," + base64.b64encode(csv_bytes(frame)).decode()
