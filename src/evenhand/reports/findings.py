"""What two runs say, in sentences: first the scenario, then how it differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from evenhand.reports.numbers import (
    amount,
    change,
    day,
    money,
    people,
    percent,
    range_of,
    rounded,
    signed_range,
    step_of,
    to_step,
)
from evenhand.results.counts import Counts
from evenhand.results.grouping import in_groups
from evenhand.results.system_tables import binding_table
from evenhand.system_simulation import SystemRun

if TYPE_CHECKING:
    from evenhand.reports.answer import Pair

NOTHING = 0.0005
"""Differences below this share of a number are not told."""


class Told(Protocol):
    """What sentences read of a run: a course, or a run in expected values alone."""

    @property
    def name(self) -> str:
        """What the reader calls it."""

    @property
    def run(self) -> SystemRun:
        """What was run."""

    @property
    def best(self) -> Counts:
        """What it counted by month, classes told apart."""


def findings(first: Told, second: Told, numbers: Sequence[Pair], drawn: bool = False) -> list[str]:
    """Sentences on arrests, who, officers' hours, detention, removals, what binds, and cost.

    Args:
        first: The run to compare with.
        second: The run that is reported.
        numbers: The numbers of the first year.
        drawn: Whether they have values under joint draws of the levers, so that medians and 90
            percent intervals are told.
    """
    by_name = {pair.first.name: pair for pair in numbers}

    def middle(name: str) -> tuple[float, float]:
        pair = by_name[name]
        return float(np.median(pair.first.values)), float(np.median(pair.second.values))

    alone = first is second
    last = second.run.first_day.replace(year=second.run.first_day.year + 1)
    until = day(min(last, second.run.values.last_day))
    how = "; medians, with 90 percent intervals in parentheses" if drawn else ""
    said = [f"All numbers are of the first year, to {until}{how}."]

    def step(name: str, run: str = "second") -> float:
        """What a number is rounded to, by its interval; zero for three digits."""
        one = getattr(by_name[name], run)
        if not drawn or not one.values.ndim:
            return 0.0
        return step_of(*(float(x) for x in np.quantile(one.values, [0.5, 0.05, 0.95])))

    def between(name: str, run: str = "second") -> str:
        """The interval, in parentheses; nothing where nothing was drawn."""
        one = getattr(by_name[name], run)
        if not drawn or not one.values.ndim:
            return ""
        low, high = np.quantile(one.values, [0.05, 0.95])
        show = signed_range if run == "difference" else range_of
        return f" ({show(float(low), float(high), one.unit, step(name, run))})"

    def told(name: str, run: str = "second") -> str:
        """The median, rounded to what is known."""
        one = getattr(by_name[name], run)
        value = float(np.median(one.values))
        if one.unit in ("share", "US$"):
            return amount(value, one.unit, step(name, run))
        return f"{to_step(value, max(step(name, run), 1.0)):,.0f}"

    def versus(name: str) -> str:
        before = middle(name)[0]
        if alone:
            return ""
        more = float(np.median(by_name[name].difference.values))
        if abs(more) < NOTHING * max(abs(before), 1e-9):
            return f", as in the {first.name}"
        more = to_step(more, step(name, "difference"))
        return f", {change(more)} than in the {first.name}{between(name, 'difference')}"

    def share_versus(name: str) -> str:
        return "" if alone else f" ({first.name}: {told(name, 'first')})"

    said.append(
        f"About {told('Arrests by all channels')} arrests a day{between('Arrests by all channels')}"
        f"{versus('Arrests by all channels')}: "
        f"{told('in jails, by officers')} in jails, {told('at large, targeted')} of people looked "
        f"for and {told('at large, collateral')} of people met on the way."
    )
    who = "Arrested without conviction or charge"
    said.append(
        f"{told(who)}{between(who)} of those arrested have neither a conviction "
        f"nor a charge{share_versus(who)}."
    )
    hours, ratio = "Officer-hours per targeted arrest", "One to the other"
    before = "" if alone else (
        f" ({first.name}: {told(hours, 'first')} hours, {told(ratio, 'first')} times)"
    )  # fmt: skip
    said.append(
        f"A targeted arrest takes {told(hours)} officer-hours{between(hours)}, {told(ratio)} times"
        f"{between('One to the other')} as many as a transfer from a jail{before}; the hours are "
        "lent and own, and an outcome."
    )
    moved = middle("Hours taken from other areas a day")[1]
    lent = middle("Hours that lending agencies give up a day")[1]
    gone = [f"{people(lent)} hours a day at the agencies that lend staff"] if lent else []
    gone += [f"{people(moved)} hours a day where visiting officers come from"] if moved else []
    if gone:
        said.append(f"Missing elsewhere: {' and '.join(gone)}.")
    held = "In detention at the end of it"
    said.append(
        f"People in detention at the end of it: {told(held)}{between(held)}"
        f"{versus(held)}; removals from detention: "
        f"{told('Removals from detention')} a day{between('Removals from detention')}"
        f"{versus('Removals from detention')}."
    )
    said.append(_binding(first, second, alone, drawn))
    docket = "Docket that can be looked for, at the end"
    said.append(
        f"The docket of people who can be looked for ends at {told(docket)}"
        f"{between(docket)}{versus(docket)}."
    )
    grants = middle("Grants withheld, a year (no cost)")[1]
    if grants:
        said.append(f"Grants withheld: {money(grants)} a year, as far as figures are published.")
    cost, more = "All stages, a year", ""
    if not alone:
        before = told(cost, "first")
        more = f"; {first.name}: {before}" if drawn else f" ({first.name}: {before})"
    said.append(
        f"Cost of all stages: {told(cost)} a year{between(cost)}{more}"
        f"{';' if drawn else ','} {told('All stages, per removal')} per removal."
    )
    if not alone and all((pair.first.values == pair.second.values).all() for pair in numbers):
        said.insert(1, f"Nothing differs from the {first.name}.")
    return said


def _binding(first: Told, second: Told, alone: bool, drawn: bool) -> str:
    """Which resources are at their limit, and since when."""

    def told(course: Told) -> str:
        table = binding_table(in_groups(course.best, "class"), course.run.values)
        at_limit = [
            f"{row['resource']} from {row['first']:%B %Y} ({percent(row['share'])} of the months)"
            for row in table.iter_rows(named=True)
            if row["first"] is not None
        ]
        return "; ".join(at_limit) or "no resource"

    central = " with the levers as in their table" if drawn else ""
    sentence = f"At their limit{central}, with people waiting or turned away: {told(second)}."
    if not alone:
        sentence += f" In the {first.name}: {told(first)}."
    return sentence


def grown(before: float, after: float) -> str:
    """A relative change for reading: ``+12 %``."""
    if before == 0:
        return ""
    return f"{100 * (after / before - 1):+.0f} %" if rounded(after - before) else "0 %"
