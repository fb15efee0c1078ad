"""A measure by area, for the map."""

from __future__ import annotations

import numpy as np

from evenhand.model.areas import areas as area_table
from evenhand.model.places import AREAS
from evenhand.results.counts import Array, Counts
from evenhand.results.measures import RATIOS, measure, measures
from evenhand.web.differences import Window, first_year, last_year
from evenhand.web.wire.runs import AreaMap, AreaValue, QuickRequest

PER = 100_000
"""A rate is told per so many noncitizen adults."""


def area_map(asked: QuickRequest, scenario: Counts, baseline: Counts) -> AreaMap | None:
    """A measure by area over some months, of the chosen classes; None where none is asked for.

    Args:
        asked: The request.
        scenario: What the run counted by place and class.
        baseline: What the baseline counted.

    Raises:
        EvenhandError: when there is no such measure.
    """
    if asked.map_measure is None:
        return None
    name = asked.map_measure
    months = len(scenario.periods)
    window = {"first": first_year(months), "last": last_year(months),
              "all": Window(0, months, "of the run")}[asked.map_months]  # fmt: skip
    some = slice(window.first, window.last)
    values = [by_area(one, name, asked.classes, some) for one in (scenario, baseline)]
    one = measures()[name]
    unit = one.unit
    if asked.map_per_adults and unit != "share":
        adults = np.array([area.noncitizen_adults for area in area_table()[: len(AREAS)]])
        values = [value / adults * PER for value in values]
        unit = f"{unit} per 100,000 noncitizen adults"
    rows = zip(AREAS, *values, strict=True)
    return AreaMap(
        measure=name,
        unit=unit,
        says=one.says,
        months=scenario.periods[some],
        areas=tuple(
            AreaValue(area=area, scenario=known(a), baseline=known(b), difference=known(a - b))
            for area, a, b in rows
        ),
    )


def known(value: float) -> float | None:
    """A number for the wire; None where it is none.

    Args:
        value: The number.
    """
    return value if np.isfinite(value) else None


def by_area(counts: Counts, name: str, classes: tuple[str, ...], some: slice) -> Array:
    """A measure by area over some months ``(25,)``: a mean; of a ratio that of the sums.

    Args:
        counts: What a run counted by place and class.
        name: The measure.
        classes: Only these classes; everybody if none is named.
        some: The months.

    Raises:
        EvenhandError: when there is no such measure.
    """
    if name in RATIOS:
        above, below = RATIOS[name][:2]
        whole = sum(by_area(counts, part, classes, some) for part in below)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio: Array = np.where(
                whole > 0, by_area(counts, above, classes, some) / whole, np.nan
            )
        return ratio
    days = counts.lengths[some]
    by_group = (measure(counts, name)[some] * days[:, None]).sum(axis=0) / days.sum()
    found = dict.fromkeys(AREAS, 0.0)
    for (place, kind), value in zip(counts.groups, by_group.tolist(), strict=True):
        if place in found and (not classes or kind in classes):
            found[place] += value
    return np.array(list(found.values()))
