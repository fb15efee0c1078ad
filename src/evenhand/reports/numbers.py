"""Numbers as they are shown: rounded to what is known, with a unit in words."""

from __future__ import annotations

import math
from datetime import date

SIGNIFICANT = 3
SMALLEST = 3
"""Digits after the point that anything is shown with at most."""


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


def money(value: float) -> str:
    """An amount in US dollars for reading, such as ``9.7 billion US$``."""
    for size, name in ((1e9, "billion "), (1e6, "million ")):
        if abs(value) >= size:
            return f"{rounded(value / size):,.10g} {name}US$"
    return f"{rounded(value):,.0f} US$"


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


def amount(value: float, unit: str) -> str:
    """A number with its unit's way of showing it: percent, dollars, or three digits.

    Args:
        value: The number.
        unit: Its unit.
    """
    if not math.isfinite(value):
        return "–"
    if unit == "share":
        return percent(value, 1)
    if unit == "US$":
        return money(value)
    shown = round(rounded(value), SMALLEST)
    return f"{shown:,.0f}" if abs(shown) >= 100 or shown == 0 else f"{shown:,.10g}"


def signed(value: float, unit: str) -> str:
    """A difference with its sign.

    Args:
        value: The difference.
        unit: Its unit.
    """
    if not math.isfinite(value):
        return "–"
    if unit == "share":
        return f"{100 * value:+.1f} points".replace("-", "−") if abs(value) >= 0.0005 else "0"
    shown = amount(abs(value), unit)
    if shown.split(" ")[0] == "0":
        return "0"
    return f"{'+' if value > 0 else '−'}{shown}"


def range_of(low: float, high: float, unit: str) -> str:
    """Two ends of an interval.

    Args:
        low: The lower end.
        high: The upper end.
        unit: The unit of both.
    """
    return _joined(amount(low, unit), amount(high, unit))


def signed_range(low: float, high: float, unit: str) -> str:
    """Two ends of the interval of a difference.

    Args:
        low: The lower end.
        high: The upper end.
        unit: The unit of both.
    """
    return _joined(signed(low, unit), signed(high, unit))


def with_interval(middle: float, low: float, high: float, unit: str, *, signs: bool) -> str:
    """A median with its interval in parentheses, which is left out where it has no width.

    Args:
        middle: The median.
        low: The lower end.
        high: The upper end.
        unit: The unit of all three.
        signs: Whether it is a difference.
    """
    show, between = (signed, signed_range) if signs else (amount, range_of)
    shown = show(middle, unit)
    if shown == show(low, unit) == show(high, unit):
        return shown
    return f"{shown} ({between(low, high, unit)})"


def _joined(low: str, high: str) -> str:
    """Two amounts as a range; a unit that both have is said once."""
    first, _, unit = low.partition(" ")
    same = unit and high.partition(" ")[2] == unit
    return f"{first if same else low} to {high}"
