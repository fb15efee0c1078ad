"""How a run differs from its baseline, in words short enough for a line above the charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from evenhand.reports.numbers import amount, change, money, rounded
from evenhand.results.counts import Array, Counts
from evenhand.results.measures import DETAINED, measure
from evenhand.studies.first_year import YEAR_DAYS
from evenhand.web.wire.runs import BindingOut, Headline

NOTHING = 0.0005
"""Differences below this share of a number are not told.
Source: the same share as the sentences of reports leave out."""
FIRST = 12
"""Months of the first year."""
TOLD = 4
"""So many differences are told in one sentence."""

FLOWS = (
    ("arrests", "Arrests", "arrests"),
    ("removals", "Removals", "removals"),
    ("releases: lack of beds", "Releases for lack of beds", "releases for lack of beds"),
)
"""Measure, title and noun of what is counted over a year."""
STOCKS = (
    (DETAINED, "In detention", "people in detention"),
    (("court docket",), "Court docket", "cases on the court docket"),
    (("docket",), "Docket that can be looked for", "people on the docket"),
)
"""Stages, title and noun of what is counted at the end."""


@dataclass(frozen=True)
class Window:
    """Months of a run over which differences are told.

    Args:
        first: The first.
        last: The one after the last.
        words: What they are called.
    """

    first: int
    last: int
    words: str


def first_year(months: int) -> Window:
    """The first twelve months, or all there are.

    Args:
        months: Months of the run.
    """
    return Window(0, min(FIRST, months), "of the first year")


def last_year(months: int) -> Window:
    """The last twelve months, or all there are.

    Args:
        months: Months of the run.
    """
    return Window(max(0, months - FIRST), months, "of the last twelve months of the run")


def headlines(
    scenario: Counts, baseline: Counts, costs: tuple[Array, Array], window: Window
) -> tuple[Headline, ...]:
    """The numbers that are told first: flows of a year, stocks at its end, cost.

    Args:
        scenario: What the run counted.
        baseline: What the baseline counted.
        costs: Cost at the pace of a year by month ``(month,)`` of both, the scenario's first.
        window: The months.
    """
    some = slice(window.first, window.last)
    days = scenario.lengths[some]
    found = []
    for name, title, noun in FLOWS:
        pair = [
            float((measure(one, name).sum(axis=-1)[some] * days).sum() / days.sum() * YEAR_DAYS)
            for one in (scenario, baseline)
        ]
        found.append(_headline(name, title, "people", "year", pair, f"{noun} a year"))
    for stages, title, noun in STOCKS:
        pair = [float(one.at_end(stages).sum(axis=-1)[window.last - 1])
                for one in (scenario, baseline)]  # fmt: skip
        unit = "cases" if stages == ("court docket",) else "people"
        found.append(_headline(stages[0], title, unit, "at the end", pair, f"{noun} at the end"))
    pair = [float((one[some] * days).sum() / days.sum()) for one in costs]
    words = ""
    if differs(*pair):
        words = f"{money(abs(pair[0] - pair[1]))} {'more' if pair[0] > pair[1] else 'less'} a year"
    found.append(
        Headline(id="cost", title="Cost of all stages", unit="US$", per="year", scenario=pair[0],
                 baseline=pair[1], difference=pair[0] - pair[1], words=words or "no different")
    )  # fmt: skip
    return tuple(found)


def _headline(
    name: str, title: str, unit: str, per: str, pair: Sequence[float], noun: str
) -> Headline:
    more = pair[0] - pair[1]
    words = f"{change(more)} {noun}" if differs(*pair) else "no different"
    return Headline.model_validate(
        {"id": name, "title": title, "unit": unit, "per": per, "scenario": pair[0],
         "baseline": pair[1], "difference": more, "words": words}
    )  # fmt: skip


def differs(one: float, other: float) -> bool:
    """Whether two numbers differ enough to be told.

    Args:
        one: The first.
        other: The second.
    """
    more = abs(one - other)
    return more > NOTHING * max(abs(other), 1e-9) and rounded(more) >= 1


def binding(
    resource: str, unit: str, scenario: Array, baseline: Array, months: Sequence[date]
) -> BindingOut:
    """When a resource binds in both runs.

    Args:
        resource: Its name.
        unit: Its unit.
        scenario: Whether it binds by month.
        baseline: The same of the baseline.
        months: First days of the months.
    """
    since = [_first(one, months) for one in (scenario, baseline)]
    return BindingOut(
        resource=resource,
        unit=unit,
        scenario=tuple(bool(one) for one in scenario),
        baseline=tuple(bool(one) for one in baseline),
        scenario_since=since[0],
        baseline_since=since[1],
        scenario_share=float(np.mean(scenario)),
        baseline_share=float(np.mean(baseline)),
        words=_binding_words(resource, since, scenario, baseline),
    )


def _first(binds: Array, months: Sequence[date]) -> date | None:
    found = np.flatnonzero(binds)
    return months[int(found[0])] if len(found) else None


def _binding_words(
    resource: str, since: Sequence[date | None], scenario: Array, baseline: Array
) -> str:
    one, other = (f"{day:%B %Y}" if day else "never" for day in since)
    verb = "bind" if resource.endswith("s") else "binds"
    if since[0] is None and since[1] is None:
        return f"{resource} never {verb}"
    if since[0] is None:
        return f"{resource} no longer {verb} (baseline: from {other})"
    if since[0] == since[1]:
        if np.array_equal(scenario, baseline):
            return f"{resource} {verb} from {one}, as in the baseline"
        shares = f"{np.mean(scenario):.0%} of the months, baseline {np.mean(baseline):.0%}"
        return f"{resource} {verb} from {one} ({shares})"
    before = other if since[1] is None else f"from {other}"
    return f"{resource} {verb} from {one} (baseline: {before})"


def summary(
    numbers: Sequence[Headline], binds: Sequence[BindingOut], window: Window, nothing: bool
) -> str:
    """The difference in one sentence.

    Args:
        numbers: The numbers that are told first.
        binds: When resources bind.
        window: The months that the numbers are of.
        nothing: Whether every number is that of the baseline.
    """
    if nothing:
        return "Nothing differs from the baseline."
    told = [one.words for one in numbers if one.words != "no different"][:TOLD]
    told += [one.words for one in binds if one.scenario != one.baseline]
    if not told:
        return "Hardly anything differs from the baseline."
    words = "; ".join(told)
    return f"{words[0].upper()}{words[1:]} ({window.words}, against the baseline)."


def shown(value: float | None, unit: str) -> str:
    """A number for people; a dash where there is none.

    Args:
        value: The number.
        unit: Its unit.
    """
    return "–" if value is None else amount(value, unit)
