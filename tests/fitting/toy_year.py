"""A year of the record whose predictions cost nothing: for tests of what is around the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.fitting.system_targets import targets
from evenhand.model.priors import priors

LEVERS = (
    "detainers.custody_share", "at_large.collateral_share", "at_large.surge_exponent",
    "workforce.field_share", "detailees.productivity", "atd.days", "court.new_cases",
    "cost.transport", "removal.land_share", "docket.leave",
)  # fmt: skip
UNTESTED = LEVERS[-2:]


def scaled(name, value):
    """A lever's value where its prior is nearly standard normal."""
    one = priors()[name]
    return 2 * np.log(value / one.central) / np.log(one.high / one.low) * 1.645


def toy_predictions(draw):
    """Each target answers to one or two of the levers, along bent lines."""
    z = [scaled(name, draw.get(name, priors()[name].central)) for name in LEVERS]
    found = []
    for index, one in enumerate(targets()):
        first, second = z[index % 8], z[(index * 3 + 1) % 8]
        by = one.spread * (1.5 * first + 0.5 * second + 0.1 * first**2)
        found.append(one.value * np.exp(by) if one.scale == "log" else one.value + by)
    return np.array(found)


@dataclass(frozen=True)
class ToyYear:
    """Made in each worker, as the real year is."""

    def __call__(self):
        return toy_predictions


class StoppedError(Exception):
    """What an interrupted fit ends with."""


@dataclass(frozen=True)
class StoppingYear:
    """The same, which stops after so many runs."""

    runs: int

    def __call__(self):
        done = [0]

        def predictions(draw):
            done[0] += 1
            if done[0] > self.runs:
                raise StoppedError
            return toy_predictions(draw)

        return predictions
