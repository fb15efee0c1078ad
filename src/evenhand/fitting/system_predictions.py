"""What the model says of each target, from the year run again under one draw.

The surge in Minnesota is not run: with so many visiting officers for each resident one, the two
factors of a surge and the ordinary months before it give its shares and hours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from evenhand.errors import ModelError
from evenhand.fitting.system_hindcast import Hindcast, HindcastRun, run_hindcast
from evenhand.fitting.system_targets import Target, targets
from evenhand.model.classes import CLASSES
from evenhand.model.levers import Array
from evenhand.model.places import BORDER, PLACES
from evenhand.model.priors import EXIT_LEVEL
from evenhand.results.costs import costs
from evenhand.results.counts import Counts
from evenhand.results.grouping import in_groups
from evenhand.results.measures import DETAINED, measure
from evenhand.results.officer_hours import hours_by_use

SURGE_RATIO = 12.0
"""Visiting officers for each resident one in Minnesota; source: ``system.csv``, sheet E05."""
SURGE_ARRESTS = 3785 / 99
"""Arrests a day in that surge, 2 December 2025 to 10 March 2026; source: sheet E12."""
SAINT_PAUL, AT_BORDER = PLACES.index("St Paul"), PLACES.index(BORDER)
WAYS = ("targeted", "collateral")


@dataclass(frozen=True)
class Year:
    """What a run counted by month, worked out once for all targets.

    Args:
        found: The run, with counts by month, place and class.
    """

    found: HindcastRun

    @cached_property
    def places(self) -> Counts:
        """The counts by place."""
        return in_groups(self.found.counts, "place")

    @cached_property
    def classes(self) -> Counts:
        """The counts by class."""
        return in_groups(self.found.counts, "class")

    @cached_property
    def hours(self) -> Array:
        """Officer-hours on the street ``(month,)``, hours/day."""
        run = self.found.run
        return hours_by_use(self.classes, run.values, run.hours)["at-large"]

    @cached_property
    def paid(self) -> Array:
        """What ICE pays ``(month,)``, US$/day."""
        run = self.found.run
        bill = costs(self.classes, run.values, run.hours)
        total: Array = np.sum([line.amount for line in bill if line.payer == "ICE"], axis=0)
        return total

    def last(self, lever: str) -> float:
        """A lever's value on the last day."""
        return float(self.found.run.values.by_day(lever)[-1])


@dataclass(frozen=True)
class Window:
    """Some months of the year.

    Args:
        year: The year.
        begin: Number of the first month.
        end: Number of the month after the last.
    """

    year: Year
    begin: int
    end: int

    def mean(self, by_month: Array) -> float:
        """Mean of a number by month over the days of the window."""
        days = self.year.classes.lengths[self.begin : self.end]
        return float((by_month[self.begin : self.end] * days).sum() / days.sum())

    def flow(self, name: str, place: int | None = None) -> float:
        """Mean of a measure, of the nation or of a place."""
        values = measure(self.year.places, name)
        return self.mean(values.sum(axis=-1) if place is None else values[:, place])

    def street(self) -> float:
        """Arrests of people looked for and people met, a day."""
        return sum(self.flow(f"arrests: at-large {way}") for way in WAYS)


Predict = Callable[[Window], float]
LEAST = 1e-12
"""A smaller flow counts as this, people/day, so that a draw under which nobody is arrested in some
way is far from the record rather than no number."""


def _ratio(above: float, below: float) -> float:
    return above / max(below, LEAST)


def _flow(name: str) -> Predict:
    return lambda some: some.flow(name)


def _per(above: str, below: str) -> Predict:
    return lambda some: _ratio(some.flow(above), some.flow(below))


def _at_large(some: Window) -> float:
    counts = some.year.places
    local = counts.along((("task force arrests", "arrivals"),)).sum(axis=-1) / counts.lengths
    return some.flow("arrests: at-large") + some.mean(local)


def _detained(border: bool) -> Predict:
    def people(some: Window) -> float:
        there = some.year.places.inside(DETAINED)
        at_border = there[:, AT_BORDER]
        return some.mean(at_border if border else there.sum(axis=-1) - at_border)

    return people


def _without_conviction(some: Window) -> float:
    arrests = measure(some.year.classes, "arrests")
    return _ratio(some.mean(arrests[:, CLASSES.index("other")]), some.mean(arrests.sum(axis=-1)))


def _change_of_docket(some: Window) -> float:
    people = some.year.classes.at_end(("court docket",)).sum(axis=-1)
    return float(people[some.end - 1] - people[some.begin - 1])


def _completions(some: Window) -> float:
    return some.flow("detained hearings") + some.flow("docket decisions")


def _saint_paul(some: Window) -> tuple[float, float, float]:
    """Targeted, collateral and all new arrests of the area, people/day."""
    targeted, collateral, every, returned = (
        some.flow(f"arrests{name}", SAINT_PAUL)
        for name in (": at-large targeted", ": at-large collateral", "", ": prosecution")
    )
    return targeted, collateral, every - returned


def _collateral_before(some: Window) -> float:
    _, collateral, every = _saint_paul(some)
    return _ratio(collateral, every)


def _surge(year: Year) -> tuple[float, float]:
    """Factors of the surge on hours per arrest, and on people met per arrest."""
    grown = 1 + SURGE_RATIO / year.last("at_large.surge_scale")
    exponents = (year.last(f"at_large.{name}_exponent") for name in ("surge", "collateral"))
    harder, more = (float(grown**exponent) for exponent in exponents)
    return harder, more


def _collateral_in_surge(some: Window) -> float:
    """Share of all arrests, where the street adds to the jails what the record counted."""
    targeted, collateral, every = _saint_paul(some)
    met = _ratio(collateral, targeted) * _surge(some.year)[1]
    street = max(SURGE_ARRESTS - (every - targeted - collateral), 0.0)
    return street * met / (1 + met) / SURGE_ARRESTS


def _hours_per_targeted(some: Window) -> float:
    return _ratio(some.mean(some.year.hours), some.flow("arrests: at-large targeted"))


def _hours_per_arrest(some: Window) -> float:
    return _ratio(some.mean(some.year.hours), some.street())


def _growth_in_surge(some: Window) -> float:
    targeted, collateral, _ = _saint_paul(some)
    harder, more = _surge(some.year)
    before = _ratio(collateral, targeted)
    return harder * (1 + before) / (1 + before * more)


def _cost_of_arrest(some: Window) -> float:
    hour = some.year.last("cost.officer_year") / some.year.last("workforce.field_hours")
    return _hours_per_arrest(some) * hour


def _cost_of_removal(some: Window) -> float:
    return _ratio(some.mean(some.year.paid), some.flow("removals"))


PREDICTIONS: dict[str, Predict] = {
    "arrests at large in summer": _at_large,
    "arrests at large in winter": _at_large,
    "share without conviction or charge": _without_conviction,
    "detained after arrest by ICE in June": _detained(border=False),
    "detained after arrest by ICE in January": _detained(border=False),
    "detained after arrest by CBP in June": _detained(border=True),
    "detained after arrest by CBP in January": _detained(border=True),
    "removals from detention per detained": _per("removals: from detention", "detained"),
    "removals of all kinds": _flow("removals"),
    "detainers in spring": _flow("detainers issued"),
    "detainers in August": _flow("detainers issued"),
    "recorded refusals": _per("detainers: refused", "detainers issued"),
    "alternatives to detention": _flow("alternatives to detention"),
    "change of the court docket": _change_of_docket,
    "completions of courts": _completions,
    "share of arrests at worksites": _per("arrests: worksite", "arrests"),
    "share of arrests under 287(g)": _per("arrests: 287(g)", "arrests"),
    "collateral share in Minnesota before the surge": _collateral_before,
    "collateral share in Minnesota in the surge": _collateral_in_surge,
    "growth of officer-hours per arrest in the surge": _growth_in_surge,
    "officer-hours per targeted arrest": _hours_per_targeted,
    "officer-hours per arrest of a programme": _hours_per_arrest,
    "cost of an arrest at large": _cost_of_arrest,
    "cost of a removal": _cost_of_removal,
}
"""How each target is read off the months that it names."""


def predictions(year: Hindcast, draw: dict[str, float]) -> Array:
    """What the model says of each target under a draw ``(target,)``.

    A draw so far from all evidence that the model refuses it gives no numbers (NaN): the sampler
    then leaves it.

    Args:
        year: The year of the record, ready to be run.
        draw: Drawn values by lever; empty for central values.
    """
    # How far the exits after the newest snapshot may be off says nothing about an earlier year.
    tested = {name: value for name, value in draw.items() if name != EXIT_LEVEL}
    try:
        found = Year(run_hindcast(year, tested))
    except ModelError:
        return np.full(len(targets()), np.nan)
    return np.array([predicted(found, one) for one in targets()])


def predicted(year: Year, target: Target) -> float:
    """What a run says of one target.

    Args:
        year: The run.
        target: The target.
    """
    labels = [f"{day:%Y-%m}" for day in year.found.counts.periods]
    some = Window(year, labels.index(target.first), labels.index(target.last) + 1)
    return PREDICTIONS[target.name](some)
