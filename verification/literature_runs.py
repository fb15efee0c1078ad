"""Runs of the whole system that the comparisons with publications share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from evenhand.fitting.system_fit import fit_system
from evenhand.model.levers import Array
from evenhand.model.places import PLACES
from evenhand.model.surge import Rotation, Transfer
from evenhand.model.system import SystemModel
from evenhand.observations.table import Observations
from evenhand.results.counts import Counts
from evenhand.results.measures import measure
from evenhand.sources.ledger import load_observations
from evenhand.system_simulation import By, Per, SystemRun, prepare, run_mean

YEAR = 365
NO_LIMIT, RELEASE = 0.0, 1.0
"""Rules of the beds: only count the excess, or release it."""
LEAST_TARGETED = 0.1
"""At least this share of a place's and class's arrests at large is taken to be targeted."""


@dataclass(frozen=True)
class Found:
    """A run of the whole system in mean values.

    Args:
        run: What was run.
        counts: What it counted.
    """

    run: SystemRun
    counts: Counts

    def total(self, name: str) -> float:
        """A measure of the whole run and of all groups."""
        return self._mean(self.by_period(name))

    def by_period(self, name: str) -> Array:
        """A measure by period ``(period,)``, summed over groups."""
        values: Array = measure(self.counts, name).sum(axis=-1)
        return values

    def at(self, name: str, places: Iterable[str]) -> float:
        """A measure in some places of a run that tells places apart."""
        wanted = set(places)
        chosen = [g for g, (place, _) in enumerate(self.counts.groups) if place in wanted]
        return self._mean(measure(self.counts, name)[:, chosen].sum(axis=-1))

    def at_end(self, *stages: str) -> float:
        """People in some stages together at the end of the run."""
        return float(self.counts.at_end(stages)[-1].sum())

    def amount(self, lever: str) -> float:
        """A lever's amount of the whole country on the first day, where it is spread over places.

        Not for shares: those are averaged, not summed.
        """
        return float(self.run.values[lever][0].sum())

    def people(self, name: str) -> float:
        """People a flow counts in the whole run."""
        return float((self.by_period(name) * self.counts.lengths).sum())

    def _mean(self, values: Array) -> float:
        return float((values * self.counts.lengths).sum() / self.counts.lengths.sum())


@cache
def observations() -> Observations:
    """Everything that ships."""
    return load_observations(None)


@cache
def model(cut_off: date | None = None) -> SystemModel:
    """The whole system, fitted to what had been published by a day.

    Args:
        cut_off: The day; None uses everything.
    """
    return fit_system(observations(), cut_off)


def one(value: float) -> Array:
    """A lever's value, the same everywhere."""
    return np.full((1, 1, 1), float(value))


def by_place(values: Mapping[str, float], others: float) -> Array:
    """A lever's values by place ``(1, 26, 1)``."""
    return np.array([values.get(place, others) for place in PLACES]).reshape(1, -1, 1)


def by_class(convicted: float, pending: float, other: float) -> Array:
    """A lever's values by class ``(1, 1, 3)``."""
    return np.array([convicted, pending, other]).reshape(1, 1, -1)


def run(
    changes: Mapping[str, float | Array] | None = None,
    *,
    days: int = YEAR,
    cut_off: date | None = None,
    start: SystemModel | None = None,
    per: Per = "run",
    by: By = "all",
    follow: bool = False,
    rotations: Iterable[Rotation] = (),
    transfers: Iterable[Transfer] = (),
) -> Found:
    """Run the whole system in mean values.

    Args:
        changes: New values of levers, numbers or arrays.
        days: Number of days.
        cut_off: Fit to what had been published by this day.
        start: The fitted system, if not by a cut-off.
        per: Length of a period.
        by: What is told apart.
        follow: Whether levers that the record dates go on to follow it.
        rotations: Teams that visit places.
        transfers: Officers who are moved.
    """
    values = {
        name: value if isinstance(value, np.ndarray) else one(value)
        for name, value in (changes or {}).items()
    }
    ready = prepare(
        start or model(cut_off), days, values, follow=follow, rotations=rotations,
        transfers=transfers,
    )  # fmt: skip
    return Found(ready, run_mean(ready, per=per, by=by))


def days_until(cut_off: date | None, last: date) -> int:
    """Days of a run from a fit to a last day.

    Args:
        cut_off: The day whose knowledge the fit uses.
        last: The last day of the run.
    """
    return (last - model(cut_off).first_day + timedelta(days=1)).days


def teams_in(
    places: tuple[str, ...],
    officers: float,
    days: int,
    *,
    first_day: date,
    from_home: float = 0.0,
    team_size: float = 7.0,
    at_a_time: int | None = None,
    visit_days: int | None = None,
) -> Rotation:
    """Teams that stay in places, or visit them in turn, from the first day on.

    Args:
        places: Where they are.
        officers: Officers of the teams, all together.
        days: Days of the run.
        first_day: The first day of the run.
        from_home: Share of them who come from other places' officers.
        team_size: Officers in a team, as the levers have it.
        at_a_time: Places visited at the same time; all if not given.
        visit_days: Days of a visit; the whole run if not given.
    """
    return Rotation(
        name="teams",
        first_day=first_day,
        last_day=None,
        places=places,
        shares=(1.0,) * len(places),
        order="round robin",
        at_a_time=at_a_time or len(places),
        visit_days=visit_days or days,
        teams=officers / team_size,
        from_home=from_home,
        active=np.ones(days),
    )


def with_effort(fitted: SystemModel, changes: Mapping[str, float]) -> SystemModel:
    """The fitted system with the hours per arrest that changed levers imply.

    The record shows arrests, not hours: only officers' hours over arrests are identified. Whoever
    believes in fewer hours of an officer must therefore believe in fewer hours per arrest.

    Args:
        fitted: The fitted system.
        changes: New values of levers that hours, or their use, depend on.
    """
    ready = prepare(fitted, 7, {name: one(value) for name, value in changes.items()})
    values, at_large = ready.values, fitted.arrests[:, :, 1]
    share = values.number("at_large.collateral_share")
    other = values.number("at_large.collateral_other")
    mix = np.array([(1 - other) / 2, (1 - other) / 2, other])
    collateral = np.minimum(
        at_large.sum(axis=1, keepdims=True) * share * mix, (1 - LEAST_TARGETED) * at_large
    )
    targeted = (at_large - collateral).sum(axis=1)
    local = values["agreements_287g.jail_share"][0]
    jail = fitted.arrests[:, :, 0] * (1 - local) * values["jail.officer_hours"][0]
    hours = float(ready.hours.total.sum(axis=1).mean() - jail.sum())
    cost = hours / float(targeted.sum())
    shares = jail.sum(axis=1) + targeted * cost + ready.hours.worksite.mean(axis=0)
    new = {"at_large.hours_per_arrest": one(cost)}
    return replace(fitted, baseline=fitted.baseline | new, effort_shares=shares / shares.sum())
