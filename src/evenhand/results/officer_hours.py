"""Where officers' hours go, and how many an arrest takes: an outcome, never an input of its own."""

from __future__ import annotations

import numpy as np

from evenhand.model.field_hours import FieldHours
from evenhand.model.levers import LeverValues
from evenhand.results.counts import Array, Counts
from evenhand.results.measures import measure
from evenhand.results.periods import mean_by_period, sum_by_period


def hours_by_use(counts: Counts, values: LeverValues, hours: FieldHours) -> dict[str, Array]:
    """Officer-hours per day by use, all places together ``(..., period)``.

    Args:
        counts: What a run counted, of any grouping.
        values: The levers of the run.
        hours: Field hours of the run.

    Returns:
        By use: ``jail``, ``at-large``, ``worksite``, and ``unused``; then hours that are not
        field hours of the run: ``mentoring``, ``taken from other areas``.
    """
    used, offered = counts.capacity("officer hours")
    jail = measure(counts, "arrests: jail").sum(axis=-1) * _jail_cost(counts, values)
    days = counts.lengths
    at_large = np.maximum(used / days - jail, 0.0)
    return {
        "jail": jail,
        "at-large": at_large,
        "worksite": sum_by_period(counts, hours.worksite).sum(axis=-1) / days + 0 * jail,
        "unused": np.maximum((offered - used) / days, 0.0),
        "mentoring": sum_by_period(counts, hours.mentoring_lost).sum(axis=-1) / days + 0 * jail,
        "taken from other areas": sum_by_period(counts, hours.taken_from_home).sum(axis=-1) / days
        + 0 * jail,
    }


def _jail_cost(counts: Counts, values: LeverValues) -> Array:
    """Mean hours of a transfer from a jail in each period, weighted by detainers ``(period,)``."""
    cost = values.full("jail.officer_hours")
    weight = values.full("detainers.issued")
    total = np.maximum((weight).sum(axis=(1, 2)), 1e-12)
    return mean_by_period(counts, (cost * weight).sum(axis=(1, 2)) / total)


def hours_per_arrest(counts: Counts, values: LeverValues, hours: FieldHours) -> dict[str, Array]:
    """Officer-hours per arrest by channel ``(..., period)``, and the ratio of street to jail.

    Args:
        counts: What a run counted.
        values: The levers of the run.
        hours: Field hours of the run.
    """
    use = hours_by_use(counts, values, hours)
    channel = {
        name: measure(counts, f"arrests: {name}").sum(axis=-1)
        for name in ("jail", "at-large targeted", "at-large collateral", "worksite")
    }
    street = channel["at-large targeted"] + channel["at-large collateral"]

    def over(hour: Array, arrests: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = np.where(arrests > 0, hour / arrests, np.nan)
        return found

    found = {
        "jail": over(use["jail"], channel["jail"]),
        "at-large targeted": over(use["at-large"], channel["at-large targeted"]),
        "at-large, targeted and collateral": over(use["at-large"], street),
        "worksite": over(use["worksite"], channel["worksite"]),
    }
    found["street to jail"] = over(found["at-large targeted"], found["jail"])
    return found
