"""Units of computed numbers: which are the same, and which may be added or compared.

A unit has a base and a factor: ``percent`` is a hundredth of ``share``, ``million people`` a
million of ``people``. Words for counts of people (arrests, removals, officers) share one base;
cases, detainers and encounters do not, as one person can be in several.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PURE = "share"
"""The base of numbers without a unit: shares, ratios, multiples."""
ALIASES: dict[str, tuple[str, float]] = {
    **dict.fromkeys(
        ("people", "person", "persons", "individuals", "noncitizens", "arrests", "arrest",
         "removals", "removal", "deportations", "returns", "book-ins", "officers", "officer",
         "agents", "staff", "hires", "employees", "defendants", "members"),
        ("people", 1.0),
    ),
    **dict.fromkeys(("share", "ratio", "times", "multiple", "number", "1", ""), (PURE, 1.0)),
    **dict.fromkeys(("percent", "%", "per cent"), (PURE, 0.01)),
    **dict.fromkeys(("us$", "usd", "$", "dollar", "dollars"), ("US$", 1.0)),
    **dict.fromkeys(("day", "days"), ("days", 1.0)),
    **dict.fromkeys(("hour", "hours"), ("hours", 1.0)),
    **dict.fromkeys(("minute", "minutes"), ("hours", 1 / 60)),
    **dict.fromkeys(("officer-hour", "officer-hours"), ("officer-hours", 1.0)),
    **dict.fromkeys(("officer-minute", "officer-minutes"), ("officer-hours", 1 / 60)),
    **dict.fromkeys(("jurisdiction", "jurisdictions", "entry", "entries"), ("jurisdictions", 1.0)),
    **dict.fromkeys(("year", "years"), ("years", 1.0)),
    **dict.fromkeys(("month", "months"), ("months", 1.0)),
    **dict.fromkeys(("week", "weeks"), ("weeks", 1.0)),
}  # fmt: skip
"""Words for units, with their base and how many of it one is."""
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
LAST_WORD = re.compile(r"^(?P<scale>thousand|million|billion)\s+(?P<rest>.*)$")


SHARE = "share"
"""The unit whose numbers are shown in percent."""


@dataclass(frozen=True)
class Unit:
    """A unit.

    Args:
        base: What is counted, as all words for it share it.
        factor: How many of the base one of the unit is.
    """

    base: str
    factor: float = 1.0


def unit_of(text: str) -> Unit:
    """The unit that a text names; an unknown word is a base of its own.

    Args:
        text: Such as ``people``, ``arrests a day``, ``people/day``, ``percent``,
            ``million people``.
    """
    word = " ".join(text.casefold().split())
    if found := LAST_WORD.match(word):
        inner = unit_of(found["rest"])
        return Unit(inner.base, inner.factor * SCALES[found["scale"]])
    if word in ALIASES:
        return Unit(*ALIASES[word])
    for mark in ("/", " per ", " a ", " an "):
        above, found_mark, below = word.partition(mark)
        if found_mark and above.strip() and below.strip():
            return quotient(unit_of(above.strip()), unit_of(below.strip()))
    return Unit(word if word.endswith("s") else f"{word}s")


def quotient(above: Unit, below: Unit) -> Unit:
    """The unit of one number divided by another.

    Args:
        above: Unit of the dividend.
        below: Unit of the divisor.
    """
    factor = above.factor / below.factor
    if above.base == below.base:
        return Unit(PURE, factor)
    return Unit(above.base if below.base == PURE else f"{above.base}/{below.base}", factor)


def product(one: Unit, other: Unit) -> Unit:
    """The unit of one number times another.

    Args:
        one: Its unit.
        other: The other's unit.
    """
    factor = one.factor * other.factor
    for a, b in ((one.base, other.base), (other.base, one.base)):
        if a == PURE:
            return Unit(b, factor)
        if a.endswith(f"/{b}"):
            return Unit(a.removesuffix(f"/{b}"), factor)
    return Unit("·".join(sorted((one.base, other.base))), factor)


def shown(unit: Unit) -> str:
    """A unit of base size as it is written.

    Args:
        unit: The unit.
    """
    return unit.base.replace("/days", "/day").replace("/hours", "/hour").replace("/years", "/year")


def figure(value: float, unit: str = "") -> str:
    """A number with as many digits as it deserves; shares in percent.

    Args:
        value: The number.
        unit: Its unit.
    """
    if unit == SHARE:
        return f"{100 * value:.3g} %"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def told(value: float, unit: str = "") -> str:
    """A number as somebody stated it, with all its digits; shares in percent.

    Args:
        value: The number.
        unit: Its unit.
    """
    return f"{100 * value:,.10g} %" if unit == SHARE else f"{value:,.10g}"
