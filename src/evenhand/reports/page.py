"""Pages from templates: one HTML file, no network, no scripts."""

from __future__ import annotations

from datetime import date
from importlib import resources
from typing import Any

import jinja2

from evenhand.reports import numbers


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
    }
    css = folder.joinpath("page.css").read_text("utf-8")
    return environment.get_template(template).render(css=css, **content).encode()


def plain(value: object) -> str:
    """A value of a chart's table."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)
