"""Tidy tables of the whole system: one row per measure, period, place and class.

In mean values a row has one ``value``; by chance it has the median and the ends of the 50 and 90
percent intervals over replicates. Differences are taken replicate by replicate, of runs with the
same seed, so that what chance does to both of them cancels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import polars as pl

from evenhand.errors import EvenhandError, Problem
from evenhand.model.classes import CLASSES
from evenhand.model.field_hours import FieldHours
from evenhand.model.levers import LeverValues
from evenhand.results.costs import costs, grants
from evenhand.results.counts import Array, Counts
from evenhand.results.grouping import in_groups
from evenhand.results.measures import Measure, measure, measures
from evenhand.results.officer_hours import hours_by_use, hours_per_arrest
from evenhand.results.resources import Resource, resources
from evenhand.results.spread import columns, spread
from evenhand.results.suppression import Flags, small_cells

Values = Callable[[Measure], Array]
YEAR_DAYS = 365.25


def measure_table(counts: Counts, names: Iterable[str] | None = None) -> pl.DataFrame:
    """Measures by period, place and class, small cells left out.

    Args:
        counts: What a run counted.
        names: The measures; all if not given.

    Returns:
        ``measure, section, period, days, place, class, unit``, then ``value`` or quantiles, then
        ``suppressed``.

    Raises:
        EvenhandError: when there is no such measure.
    """
    return _table(
        counts,
        names,
        lambda one: measure(counts, one.name),
        lambda one: small_cells(counts, one.name),
    )


def difference_table(
    first: Counts, second: Counts, names: Iterable[str] | None = None
) -> pl.DataFrame:
    """Second less first, replicate by replicate; columns as ``measure_table`` has them.

    Args:
        first: What one run counted.
        second: What another counted, over the same periods, groups and seed.
        names: The measures; all if not given.

    Raises:
        EvenhandError: when the two do not belong together, or there is no such measure.
    """
    check_comparable(first, second)
    return _table(
        first,
        names,
        lambda one: measure(second, one.name) - measure(first, one.name),
        lambda one: small_cells(first, one.name) | small_cells(second, one.name),
    )


def check_comparable(first: Counts, second: Counts) -> None:
    """Refuse two runs whose periods, groups or replicates differ.

    Raises:
        EvenhandError: when they do.
    """
    alike = (
        first.mode == second.mode
        and first.periods == second.periods
        and first.groups == second.groups
        and (first.mode == "mean" or len(first.flow) == len(second.flow))
    )
    if not alike or (first.lengths != second.lengths).any():
        what = "cover different days, groups or replicates"
        raise EvenhandError(Problem("the two runs", what, "run both over the same days"))


def _table(
    counts: Counts,
    names: Iterable[str] | None,
    values: Values,
    small: Callable[[Measure], Flags],
) -> pl.DataFrame:
    known = measures()
    chosen = list(known) if names is None else list(names)
    parts = []
    for name in chosen:
        measure(counts, name)  # says what is unknown, with the nearest name
        one = known[name]
        period, group = np.indices((len(counts.periods), len(counts.groups))).reshape(2, -1)
        hidden = small(one).ravel()
        shown = [
            pl.Series(column.name, np.where(hidden, np.nan, column.to_numpy())).fill_nan(None)
            for column in columns(values(one), counts.mode)
        ]
        frame = pl.DataFrame(
            {
                "measure": pl.Series([name] * len(period), dtype=pl.String),
                "section": pl.Series([one.section] * len(period), dtype=pl.String),
                "period": pl.Series(counts.periods, dtype=pl.Date).gather(period),
                "days": pl.Series(counts.lengths, dtype=pl.Int64).gather(period),
                "place": pl.Series([p for p, _ in counts.groups], dtype=pl.String).gather(group),
                "class": pl.Series([c for _, c in counts.groups], dtype=pl.String).gather(group),
                "unit": pl.Series([one.unit] * len(period), dtype=pl.String),
            }
        )
        parts.append(frame.with_columns(*shown, pl.Series("suppressed", hidden)))
    return pl.concat(parts)


def rows_table(counts: Counts, rows: dict[tuple[str, str, str], Array]) -> pl.DataFrame:
    """Rows that differ by period alone: ``table, name, unit, period, days``, then the values.

    Args:
        counts: Whose periods.
        rows: Values ``(..., period)`` by table, name and unit.
    """
    size = len(counts.periods)
    parts = []
    for (table, name, unit), values in rows.items():
        frame = pl.DataFrame(
            {
                "table": [table] * size,
                "name": [name] * size,
                "unit": [unit] * size,
                "period": pl.Series(counts.periods, dtype=pl.Date),
                "days": pl.Series(counts.lengths, dtype=pl.Int64),
            }
        )
        parts.append(frame.with_columns(columns(values, counts.mode)))
    return pl.concat(parts)


def officer_rows(
    counts: Counts, values: LeverValues, hours: FieldHours
) -> dict[tuple[str, str, str], Array]:
    """Officer-hours by use, and per arrest by channel ``(..., period)``.

    Args:
        counts: What a run counted, of any grouping.
        values: The levers of the run.
        hours: Field hours of the run.
    """
    use = hours_by_use(counts, values, hours)
    per_arrest = hours_per_arrest(counts, values, hours)
    ratio = per_arrest.pop("street to jail")
    found = {("hours by use", name, "hours/day"): part for name, part in use.items()}
    found |= {("hours per arrest", name, "hours"): part for name, part in per_arrest.items()}
    return found | {("hours per arrest", "street to jail", "ratio"): ratio}


def officer_table(counts: Counts, values: LeverValues, hours: FieldHours) -> pl.DataFrame:
    """Officer-hours by use and per arrest, in the columns of ``rows_table``.

    Args:
        counts: What a run counted, of any grouping.
        values: The levers of the run.
        hours: Field hours of the run.
    """
    return rows_table(counts, officer_rows(counts, values, hours))


def resource_rows(counts: Counts, values: LeverValues) -> dict[tuple[str, str, str], Array]:
    """What there is of each resource, its use and who waits for it ``(..., period)``.

    Args:
        counts: What a run counted, of any grouping.
        values: The levers of the run.
    """
    found: dict[tuple[str, str, str], Array] = {}
    for one in resources(counts, values):
        found |= {
            (one.name, "offered", one.unit): one.offered + 0 * one.used,
            (one.name, "used", one.unit): one.used,
            (one.name, "share used", "share"): one.use,
            (one.name, "waiting", "people"): one.waiting,
            (one.name, "wait of those served", "days"): one.wait_days,
            (one.name, "turned away", "people/day"): one.turned_away,
            (one.name, "binds", "0 or 1"): one.binds.astype(np.float64),
        }
    return found


def resource_table(counts: Counts, values: LeverValues) -> pl.DataFrame:
    """The resources by period, in the columns of ``rows_table``; by chance ``binds`` is a quantile.

    Args:
        counts: What a run counted, of any grouping.
        values: The levers of the run.
    """
    return rows_table(counts, resource_rows(counts, values))


def binding_table(counts: Counts, values: LeverValues) -> pl.DataFrame:
    """Since when and how often each resource binds.

    Args:
        counts: What a run counted, by month as a rule.
        values: The levers of the run.

    Returns:
        ``resource, unit, first, share, used``: the first period in which it binds (by chance: in
        at least half of the replicates), the share of periods, and the mean share used.
    """
    rows = [(one.name, one.unit, *_binding(counts, one)) for one in resources(counts, values)]
    schema = {"resource": pl.String, "unit": pl.String, "first": pl.Date,
              "share": pl.Float64, "used": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _binding(counts: Counts, one: Resource) -> tuple[object, float, float]:
    binds, use = one.binds.astype(np.float64), one.use
    if counts.mode == "chance":
        binds, use = binds.mean(axis=0), np.median(use, axis=0)
    often = np.flatnonzero(binds >= 0.5)
    first = counts.periods[int(often[0])] if len(often) else None
    return first, float(binds.mean()), float(use.mean())


def cost_rows(
    counts: Counts, values: LeverValues, hours: FieldHours
) -> dict[tuple[str, str, str], Array]:
    """The bill by stage and payer, a year at the pace of each period ``(..., period)``.

    Args:
        counts: What a run counted, of any grouping.
        values: The levers of the run.
        hours: Field hours of the run.
    """
    bill = costs(counts, values, hours)
    total: Array = np.sum([one.amount for one in bill], axis=0)
    removals = measure(counts, "removals").sum(axis=-1)
    arrests = measure(counts, "arrests").sum(axis=-1)
    found = {(one.payer, one.stage, "US$/year"): one.amount * YEAR_DAYS for one in bill}
    found[("all", "total", "US$/year")] = total * YEAR_DAYS
    with np.errstate(divide="ignore", invalid="ignore"):
        found[("all", "total per removal", "US$")] = np.where(
            removals > 0, total / removals, np.nan
        )
        found[("all", "total per arrest", "US$")] = np.where(arrests > 0, total / arrests, np.nan)
    for name, amount in grants(counts, values).items():
        key = ("no part of the bill", f"grants {name}", "US$/year")
        found[key] = amount * YEAR_DAYS + 0 * total
    return found


def cost_table(counts: Counts, values: LeverValues, hours: FieldHours) -> pl.DataFrame:
    """The bill: ``payer, stage, unit, period, days``, then the values.

    Args:
        counts: What a run counted, of any grouping.
        values: The levers of the run.
        hours: Field hours of the run.
    """
    table = rows_table(counts, cost_rows(counts, values, hours))
    return table.rename({"table": "payer", "name": "stage"})


def share_without_conviction(counts: Counts) -> Array:
    """Arrests of people with neither conviction nor charge over all ``(..., period)``.

    Args:
        counts: What a run counted, with classes told apart.
    """
    by_class = measure(in_groups(counts, "class"), "arrests")
    return _over(by_class[..., CLASSES.index("other")], by_class.sum(axis=-1))


def violent_share(counts: Counts, values: LeverValues) -> Array:
    """Arrests of people with a violent charge or conviction over all ``(..., period)``.

    Args:
        counts: What a run counted, with classes told apart.
        values: The levers of the run, the violent share of those with any among them.
    """
    shares: Array = (1 - share_without_conviction(counts)) * values.number(
        "priorities.violent_convicted"
    )
    return shares


def _over(above: Array, below: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Array = np.where(below > 0, above / below, np.nan)
    return ratio


def backlog_rows(counts: Counts) -> dict[tuple[str, str, str], Array]:
    """How the docket moves, by class and in all ``(..., period)``.

    Args:
        counts: What a run counted, with classes told apart.
    """
    by_class = in_groups(counts, "class")
    days = by_class.lengths[:, None]
    people = by_class.at_end(("docket",))
    new = measure(by_class, "docket: new")
    found = measure(by_class, "arrests: at-large targeted")
    left = measure(by_class, "docket: left without arrest")
    rows: dict[tuple[str, str, str], Array] = {}
    for name, pick in [*((kind, index) for index, kind in enumerate(CLASSES)), ("all", None)]:
        part = [x[..., pick] if pick is not None else x.sum(axis=-1)
                for x in (people, new, found, left)]  # fmt: skip
        net = part[1] - part[2] - part[3]
        rows |= {
            (name, "people at the end", "people"): part[0],
            (name, "new", "people/day"): part[1],
            (name, "arrested", "people/day"): part[2],
            (name, "left without arrest", "people/day"): part[3],
            (name, "net change", "people/day"): net,
            (name, "years of arrests at this pace", "years"): _over(part[0], part[2] * YEAR_DAYS),
            (name, "years until empty at this net change", "years"): _over(
                part[0], -net * YEAR_DAYS
            ),
        }
    assert days.shape[0] == people.shape[-2]
    return rows


def backlog_table(counts: Counts) -> pl.DataFrame:
    """The docket by class: ``class, name, unit, period, days``, then the values.

    Years until empty are left out where the docket does not shrink.

    Args:
        counts: What a run counted, with classes told apart.
    """
    return rows_table(counts, backlog_rows(counts)).rename({"table": "class"})


def mean_stay(counts: Counts) -> Array:
    """Person-days in detention per exit, days ``(..., period)``.

    Args:
        counts: What a run counted, of any grouping.
    """
    exits = (
        sum(measure(counts, name).sum(axis=-1) for name in ("removals: from detention", "releases"))
        + counts.along((("detention", "transfer"),)).sum(axis=-1) / counts.lengths
    )
    return _over(measure(counts, "detained").sum(axis=-1), np.asarray(exits))


def quantile_row(values: Array, mode: str) -> dict[str, float]:
    """One value, or its quantiles over replicates, by column.

    Args:
        values: ``()`` in mean values, ``(replicate,)`` by chance.
        mode: ``mean`` or ``chance``.
    """
    return {name: float(part) for name, part in spread(values, mode).items()}
