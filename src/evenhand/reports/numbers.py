"""Numbers as they are shown: rounded to what is known, with a unit in words."""

from __future__ import annotations

import math
from datetime import date

SIGNIFICANT = 3


def rounded(value: float, digits: int = SIGNIFICANT) -> float:
    """A number rounded to a number of significant digits."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def people(value: float) -> str:
    """A number of people for reading, such as ``71,500``."""
    return f"{rounded(value):,.0f}"


def change(value: float) -> str:
    """A difference for reading, with its sign in words: ``12,300 more``."""
    shown = rounded(abs(value))
    if shown < 1:
        return "no different"
    return f"{shown:,.0f} {'more' if value > 0 else 'fewer'}"


def percent(value: float, decimals: int = 0) -> str:
    """A share for reading, such as ``47 %``."""
    return f"{100 * value:.{decimals}f} %"


def day(value: date) -> str:
    """A day for reading, such as ``1 March 2026``."""
    return f"{value.day} {value:%B %Y}"


def month(label: str) -> str:
    """A month label for reading, such as ``March 2026``."""
    year, number = label.split("-")
    return f"{date(int(year), int(number), 1):%B %Y}"
