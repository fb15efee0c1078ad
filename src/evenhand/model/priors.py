"""What is believed of each lever before the record is looked at: a distribution through its range.

The rule: the low and the high of the table of levers are the points with 5 percent of the
probability below and above, the default is the median. Between and beyond them the distribution
is a normal one in two pieces, which meet at the median, on a scale that the unit asks for:

- ``logit`` for shares whose low, default and high lie inside zero and one;
- ``log`` for amounts whose low is above zero;
- ``natural`` for the rest, where what would fall beyond zero (or a share beyond one) is put there;
- days and rules are rounded.

A side on which the default is the end of the range has no width: half of the probability is there.
Levers whose range is a choice to try (basis ``definition``), or that the fit computes, have no
distribution. Ranges that are not the table's own are in ``parameters/system_priors.csv``, each
with its reason; none of them is narrower for a lever of reliability D or E.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np

from evenhand.errors import ModelError, Problem, did_you_mean
from evenhand.model.levers import Array, Lever, LeverValues, levers, record_values

Scale = Literal["logit", "log", "natural"]
TAIL = 1.6448536269514722
"""The standard normal distribution has 5 percent beyond this many standard deviations."""
EXIT_LEVEL = "detention.exit_level"
"""The one prior that is no lever: how far the fitted exits from detention may be off."""
WHOLE_UNITS = ("days",)
SHARES = ("share",)


@dataclass(frozen=True)
class Prior:
    """What is believed of one lever.

    Args:
        attribute: The lever.
        unit: Its unit.
        low: The 5 percent point.
        central: The median.
        high: The 95 percent point.
        scale: On which scale the two halves are normal.
        highest: The largest value there can be.
        whole: Whether values are rounded to whole numbers.
        source: Where the range comes from.
        reliability: A to E.
        description: What the lever is.
    """

    attribute: str
    unit: str
    low: float
    central: float
    high: float
    scale: Scale
    highest: float
    whole: bool
    source: str
    reliability: str
    description: str

    def at(self, z: Array) -> Array:
        """Values at points of a standard normal distribution.

        Args:
            z: Points, of any shape.
        """
        low, middle, high = (self._onto(np.asarray(x)) for x in (self.low, self.central, self.high))
        width = np.where(z > 0, high - middle, middle - low) / TAIL
        return self._back(middle + width * z)

    def moved(self, values: Array, drawn: float) -> Array:
        """Values of several days, places or classes, moved as the median moves to the drawn one.

        A share moves by the same step on the scale of log odds, anything else by the same factor;
        what is nothing stays nothing.

        Args:
            values: Values ``(...)``, such as those that the record dates.
            drawn: What was drawn in place of the median.
        """
        if self.scale == "logit":
            inside = (values > 0) & (values < 1)
            safe = np.where(inside, values, 0.5)
            step = self._onto(np.asarray(drawn)) - self._onto(np.asarray(self.central))
            return np.where(inside, self._back(self._onto(safe) + step), values)
        if self.central == 0:
            return np.clip(values + drawn, 0.0, self.highest)
        return np.clip(values * (drawn / self.central), 0.0, self.highest)

    def _onto(self, values: Array) -> Array:
        if self.scale == "logit":
            found: Array = np.log(values) - np.log1p(-values)
            return found
        return np.log(values) if self.scale == "log" else values

    def _back(self, values: Array) -> Array:
        if self.scale == "logit":
            values = 1 / (1 + np.exp(-values))
        elif self.scale == "log":
            values = np.exp(values)
        values = np.clip(values, 0.0, self.highest)
        return np.round(values) if self.whole else values


@dataclass(frozen=True)
class OwnRange:
    """One row of the table of ranges that are not the lever's own, or of levers without one."""

    attribute: str
    rule: str
    why: str
    row: dict[str, str]


@cache
def exceptions() -> dict[str, OwnRange]:
    """Levers without a prior, or whose prior is not that of the table of levers."""
    folder = resources.files("evenhand.model.parameters")
    text = folder.joinpath("system_priors.csv").read_text("utf-8")
    return {
        row["attribute"]: OwnRange(row["attribute"], row["rule"], row["why"], row)
        for row in csv.DictReader(text.splitlines())
    }


@cache
def priors() -> dict[str, Prior]:
    """The prior of every lever that has one, in the order of the table.

    Raises:
        ModelError: when a range of a weakly known lever is narrower than the table's.
    """
    found = {}
    for lever in levers().values():
        special = exceptions().get(lever.attribute)
        if special is not None and special.rule != "range":
            continue
        if special is None and (lever.basis == "definition" or lever.low >= lever.high):
            continue
        ends = (lever.low, lever.default, lever.high)
        if special is not None:
            ends = tuple(float(special.row[name]) for name in ("low", "central", "high"))  # type: ignore[assignment]
        found[lever.attribute] = _prior(lever, ends)
    row = exceptions()[EXIT_LEVEL].row
    found[EXIT_LEVEL] = Prior(
        EXIT_LEVEL, row["unit"], float(row["low"]), float(row["central"]), float(row["high"]),
        "log", np.inf, False, row["source"], row["reliability"], row["why"],
    )  # fmt: skip
    return found


def _prior(lever: Lever, ends: tuple[float, float, float]) -> Prior:
    low, central, high = ends
    if lever.reliability in "DE" and (low > lever.low or high < lever.high):
        what = "is weakly known and would have a narrower range than the table of levers states"
        raise ModelError(Problem(f"system_priors.csv {lever.attribute}", what))
    share = lever.unit in SHARES
    scale: Scale = "natural"
    if share and low > 0 and high < 1:
        scale = "logit"
    elif not share and low > 0:
        scale = "log"
    return Prior(
        attribute=lever.attribute,
        unit=lever.unit,
        low=low,
        central=central,
        high=high,
        scale=scale,
        highest=1.0 if share else np.inf,
        whole=lever.unit in WHOLE_UNITS,
        source=lever.source,
        reliability=lever.reliability,
        description=lever.description,
    )


def prior(attribute: str) -> Prior:
    """One prior by its lever's name.

    Raises:
        ModelError: when there is none.
    """
    if attribute not in priors():
        fix = did_you_mean(attribute, priors(), noun="levers with a range")
        raise ModelError(Problem(attribute, "has no prior", fix))
    return priors()[attribute]


def drawn_values(values: LeverValues, draw: dict[str, float]) -> LeverValues:
    """Levers with a joint draw in place; what the record dates moves along.

    Args:
        values: The levers as the record has them.
        draw: Drawn values by lever; an empty draw changes nothing.
    """
    new = {
        name: prior(name).moved(values[name], drawn)
        for name, drawn in draw.items()
        if name != EXIT_LEVEL
    }
    return values.with_values(new) if new else values


def drawn_record(
    first_day: date, days: int, draw: dict[str, float], follow: bool = False
) -> LeverValues:
    """Every lever as the record has it, with a joint draw in place.

    Args:
        first_day: The first day of the run.
        days: Number of days.
        draw: Drawn values by lever.
        follow: Whether levers go on to follow the record after the first day.
    """
    return drawn_values(record_values(first_day, days, follow), draw)
