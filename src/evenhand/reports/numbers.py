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


def step_of(middle: float, low: float, high: float) -> float:
    """What a number is rounded to, by how wide its interval is; zero where it has no width.

    The distance from the median to the nearer end keeps two digits, so that no digit is shown which
    the interval leaves open, and two numbers that nearly agree are not driven apart.

    Args:
        middle: The median.
        low: The lower end.
        high: The upper end.

    Source: at most two digits of an uncertainty, JCGM 100:2008 (GUM), 7.2.6.
    """
    sides = [side for side in (middle - low, high - middle) if side > 0]
    if not sides or not all(map(math.isfinite, sides)):
        return 0.0
    return float(10.0 ** (math.floor(math.log10(min(sides))) - 1))


def to_step(value: float, step: float) -> float:
    """A number rounded to a step, and to three digits at most.

    Args:
        value: The number.
        step: What to round to; zero for three digits alone.
    """
    if step <= 0 or value == 0 or not math.isfinite(value):
        return rounded(value)
    three = math.floor(math.log10(abs(value))) - 2
    # In one go: rounded to three digits first, 345,000,001 would become 340 million.
    return round(value, -max(three, math.floor(math.log10(step) + 0.5)))


def amount(value: float, unit: str, step: float = 0.0) -> str:
    """A number with its unit's way of showing it: percent, dollars, or three digits.

    Args:
        value: The number.
        unit: Its unit.
        step: What to round to; zero for three digits.
    """
    if not math.isfinite(value):
        return "–"
    if unit == "share":
        points = 1 if step <= 0 else min(1, max(0, -math.floor(math.log10(100 * step) + 0.5)))
        return percent(value, points)
    value = to_step(value, step)
    if unit == "US$":
        return money(value)
    shown = round(value, SMALLEST)
    return f"{shown:,.0f}" if abs(shown) >= 100 or shown == 0 else f"{shown:,.10g}"


def signed(value: float, unit: str, step: float = 0.0) -> str:
    """A difference with its sign.

    Args:
        value: The difference.
        unit: Its unit.
        step: What to round to; zero for three digits.
    """
    if not math.isfinite(value):
        return "–"
    if unit == "share":
        points = 1 if step <= 0 else min(1, max(0, -math.floor(math.log10(100 * step) + 0.5)))
        least = 0.5 * 10.0 ** -(points + 2)
        if abs(value) < least:
            return "0"
        return f"{100 * value:+.{points}f} points".replace("-", "−")
    shown = amount(abs(value), unit, step)
    if shown.split(" ")[0] == "0":
        return "0"
    return f"{'+' if value > 0 else '−'}{shown}"


def range_of(low: float, high: float, unit: str, step: float = 0.0) -> str:
    """Two ends of an interval.

    Args:
        low: The lower end.
        high: The upper end.
        unit: The unit of both.
        step: What to round to; zero for three digits.
    """
    return _joined(amount(low, unit, step), amount(high, unit, step))


def signed_range(low: float, high: float, unit: str, step: float = 0.0) -> str:
    """Two ends of the interval of a difference.

    Args:
        low: The lower end.
        high: The upper end.
        unit: The unit of both.
        step: What to round to; zero for three digits.
    """
    return _joined(signed(low, unit, step), signed(high, unit, step))


def with_interval(middle: float, low: float, high: float, unit: str, *, signs: bool) -> str:
    """A median with its interval in parentheses, which is left out where it has no width.

    How many digits are shown is decided by the width of the interval.

    Args:
        middle: The median.
        low: The lower end.
        high: The upper end.
        unit: The unit of all three.
        signs: Whether it is a difference.
    """
    show, between = (signed, signed_range) if signs else (amount, range_of)
    step = step_of(middle, low, high)
    shown = show(middle, unit, step)
    if show(middle, unit) == show(low, unit) == show(high, unit):
        return show(middle, unit)
    return f"{shown} ({between(low, high, unit, step)})"


def _joined(low: str, high: str) -> str:
    """Two amounts as a range; a unit that both have is said once."""
    first, _, unit = low.partition(" ")
    same = unit and high.partition(" ")[2] == unit
    return f"{first if same else low} to {high}"
