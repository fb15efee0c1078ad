"""Field hours by day and place: whose they are, what takes them away, what a surge does to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evenhand.model.detailees import detailee_hours
from evenhand.model.levers import Array, LeverValues
from evenhand.model.places import BORDER, PLACES
from evenhand.model.surge import Rotation, Transfer, rotation_officers
from evenhand.model.weekdays import weekday_factors
from evenhand.model.workforce import Workforce, workforce

MONTH_DAYS, YEAR_DAYS = 365.25 / 12, 365.25


@dataclass(frozen=True, eq=False)
class FieldHours:
    """Officer-hours per day by place, all ``(T, 26)``.

    Args:
        own: Hours of the place's own officers, mentoring taken off.
        mentoring_lost: Hours that learners take.
        surge: Hours of visiting teams.
        taken_from_home: Hours missing because officers visit other places.
        detailees: Hours of other agencies' people, in officers' terms.
        worksite: Hours of worksite operations, as far as there are hours.
        total: What is left for jails and the street.
        surge_ratio: Visiting officers per resident officer.
        hours_factor: How much more an arrest takes because of the surge.
        collateral_factor: How many times more people are met on the way.
        workforce: The officers behind the hours.
    """

    own: Array
    mentoring_lost: Array
    surge: Array
    taken_from_home: Array
    detailees: Array
    worksite: Array
    total: Array
    surge_ratio: Array
    hours_factor: Array
    collateral_factor: Array
    workforce: Workforce

    def by_source(self) -> dict[str, Array]:
        """Hours by whose they are, and by what takes them away (negative) ``(T, 26)``."""
        return {
            "own officers": self.own,
            "visiting teams": self.surge,
            "other agencies": self.detailees,
            "taken by visits elsewhere": -self.taken_from_home,
            "worksite operations": -self.worksite,
        }


def field_hours(
    values: LeverValues,
    shares: Array,
    *,
    population_shares: Array,
    rotations: Iterable[Rotation] = (),
    transfers: Iterable[Transfer] = (),
) -> FieldHours:
    """The field hours of a run.

    Args:
        values: The levers.
        shares: Share of the officers in each place ``(26,)``.
        population_shares: Share of the population in each place ``(26,)``, for worksites.
        rotations: Teams that visit places.
        transfers: Officers who are moved.
    """
    year = (values.by_day("workforce.field_hours") / YEAR_DAYS)[:, None]
    weekday = weekday_factors(values.first_day, values.days, "at-large")[:, None]
    staff = workforce(values, shares, transfers)
    field = values.by_place("workforce.field_share")
    own = staff.equivalents * field * year * weekday
    visitors, taken = _visits(values, rotations, own, year)
    surge = visitors * values.by_day("surge.hours_per_day")[:, None]
    lent = detailee_hours(values, shares).hours.sum(axis=0) * weekday
    operations = values["venues.worksite_operations"][:, :, 0]
    if operations.shape[1] == 1:
        operations = operations * population_shares
    asked = operations * values["venues.worksite_hours"][:, :, 0] / MONTH_DAYS * weekday
    there = own - taken + surge + lent
    there[:, PLACES.index(BORDER)] = 0.0
    worksite = np.minimum(np.broadcast_to(asked, there.shape), there)
    resident = np.maximum(staff.equivalents, 1.0)
    ratio = np.where(visitors > 0, visitors / resident, 0.0)
    grown = 1 + ratio / values.by_day("at_large.surge_scale")[:, None]
    return FieldHours(
        own=own,
        mentoring_lost=staff.mentoring * field * year * weekday,
        surge=surge,
        taken_from_home=taken,
        detailees=lent,
        worksite=worksite,
        total=there - worksite,
        surge_ratio=ratio,
        hours_factor=grown ** values.by_day("at_large.surge_exponent")[:, None],
        collateral_factor=grown ** values.by_day("at_large.collateral_exponent")[:, None],
        workforce=staff,
    )


def _visits(
    values: LeverValues, rotations: Iterable[Rotation], own: Array, year: Array
) -> tuple[Array, Array]:
    """Visiting officers, and hours missing where they come from, both ``(T, 26)``."""
    visitors, taken = np.zeros_like(own), np.zeros_like(own)
    team_size = values.by_day("at_large.team_size")
    for rotation in rotations:
        there = rotation_officers(rotation, values.first_day, values.days, team_size)
        visitors += there
        # They are missing at home on days on which nobody visits there.
        home = np.where(there > 0, 0.0, own)
        total = home.sum(axis=1, keepdims=True)
        missing = there.sum(axis=1, keepdims=True) * rotation.from_home * year
        taken += home * np.minimum(1.0, missing / np.maximum(total, 1e-12))
    return visitors, np.minimum(taken, own)
