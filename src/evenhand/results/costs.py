"""What a run costs by stage, and who pays: counts times unit costs of the table of levers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.model.detailees import detailee_hours
from evenhand.model.field_hours import FieldHours
from evenhand.model.funds import exposure
from evenhand.model.levers import LeverValues
from evenhand.results.counts import Array, Counts
from evenhand.results.measures import measure
from evenhand.results.officer_hours import hours_by_use
from evenhand.results.periods import mean_by_period, sum_by_period


@dataclass(frozen=True)
class Cost:
    """One line of the bill.

    Args:
        stage: What it is for.
        payer: Who pays: ICE, lending agencies, courts, counties.
        amount: Cost ``(..., period)``, US$ per day.
    """

    stage: str
    payer: str
    amount: Array


def costs(counts: Counts, values: LeverValues, hours: FieldHours) -> tuple[Cost, ...]:
    """The bill of a run.

    Args:
        counts: What a run counted, of any grouping.
        values: The levers of the run, unit costs among them.
        hours: Field hours of the run.
    """

    def price(name: str) -> Array:
        return mean_by_period(counts, values.by_day(name))

    def people(name: str) -> Array:
        total: Array = measure(counts, name).sum(axis=-1)
        return total

    use = hours_by_use(counts, values, hours)
    hour = price("cost.officer_year") / price("workforce.field_hours")
    lent = detailee_hours(values, np.full(hours.total.shape[1], 1 / hours.total.shape[1]))
    given = sum_by_period(counts, lent.given_up.sum(axis=0)) / counts.lengths
    detailee_hour = price("cost.detailee_year") / price("workforce.field_hours")
    # Detailees' hours count among the field hours; their pay comes from the lending agency.
    worked = sum_by_period(counts, lent.hours.sum(axis=(0, 2))) / counts.lengths
    field = use["jail"] + use["at-large"] + use["worksite"] + use["unused"]
    own = np.where(field > 0, np.maximum(field - worked, 0) / np.where(field > 0, field, 1), 0.0)
    nothing = people("detained") * 0
    judges = price("court.judges") * price("cost.judge_year") / 365.25
    from_jail = people("detainers issued") * values.number("detainers.hold_days")
    share = mean_by_period(counts, _handed_over(values))
    return (
        Cost("arrests in jails", "ICE", use["jail"] * own * hour),
        Cost("arrests at large", "ICE", use["at-large"] * own * hour),
        Cost("worksites", "ICE", use["worksite"] * own * hour),
        Cost("mentoring of learners", "ICE", use["mentoring"] * hour),
        Cost("detailees", "lending agencies", given * detailee_hour + nothing),
        Cost("detention", "ICE", people("detained") * price("cost.bed_day")),
        Cost("alternatives to detention", "ICE",
             people("alternatives to detention") * price("cost.atd_day")),
        Cost("transport of removals", "ICE",
             people("removals: from detention") * price("cost.transport")),
        Cost("courts", "courts", judges + nothing),
        Cost("holds in jails", "counties",
             from_jail * share * price("cost.jail_hold_day")),
    )  # fmt: skip


def _handed_over(values: LeverValues) -> Array:
    """Share of all detainers that are handed over ``(T,)``."""
    issued = values.full("detainers.issued")
    total = np.maximum(issued.sum(axis=(1, 2)), 1e-12)
    share: Array = (issued * values.full("cooperation")).sum(axis=(1, 2)) / total
    return share


def grants(counts: Counts, values: LeverValues) -> dict[str, Array]:
    """Federal grants at stake and withheld, US$ per day ``(period,)``; no part of the bill.

    Args:
        counts: Whose periods.
        values: The levers of the run.
    """
    at_stake, withheld = exposure(values)
    return {
        "at stake": mean_by_period(counts, at_stake).sum(axis=-1),
        "withheld": mean_by_period(counts, withheld).sum(axis=-1),
    }
