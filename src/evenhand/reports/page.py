"""Pages from templates: one HTML file, no network, no scripts."""

from __future__ import annotations

from datetime import date
from importlib import resources
from typing import Any

import jinja2

from evenhand.reports import numbers
from evenhand.scenarios.schema import Change


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
        "amount": amount,
        "signed": signed,
        "plain": plain,
        "day": numbers.day,
        "change_words": change_words,
    }
    css = folder.joinpath("page.css").read_text("utf-8")
    return environment.get_template(template).render(css=css, **content).encode()


def amount(value: float, unit: str) -> str:
    """A value of the summary for reading."""
    return numbers.percent(value) if unit == "share" else numbers.people(value)


def signed(value: float, unit: str) -> str:
    """A difference of the summary for reading, with its sign."""
    if unit == "share":
        return f"{100 * value:+.0f} points"
    shown = numbers.rounded(value)
    return "0" if abs(shown) < 1 else f"{shown:+,.0f}"


def plain(value: object) -> str:
    """A value of a chart's table."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)


def change_words(change: Change) -> str:
    """A change of a scenario in words."""
    if change.series is not None:
        steps = ", ".join(f"{value:g} from {day}" for day, value in sorted(change.series.items()))
        how = f"{steps} ({change.unit})"
    elif change.multiply is not None:
        how = f"times {change.multiply:g}"
    else:
        how = f"{change.value:,.10g} {change.unit}"
    whom = f" of {' and '.join(change.origins)}" if change.lever == "book-ins" else ""
    if len(change.origins) > 1 and change.lever == "book-ins" and change.multiply is None:
        whom += ", each"
    ramp = f", reached over {change.ramp_days} days" if change.ramp_days else ""
    until = f" until {numbers.day(change.until)}" if change.until else ""
    rule = f"; above that: {change.overflow}" if change.overflow else ""
    return f"{change.lever}{whom} {how} from {numbers.day(change.from_)}{until}{ramp}{rule}"
