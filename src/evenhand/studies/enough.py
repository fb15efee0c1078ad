"""How many draws or replicates are enough: until the ends of the intervals are certain enough.

The rule: the standard error of the 5 and 95 percent points of each headline number, by resampling,
is at most a tenth of the interval's width. Some 40 values do for a bell-shaped number; more are
added in steps until all do, or there are no more. Where replicates stand beside joint draws, the
interval is the one that is shown, of both together, and only the replicates are resampled: chance
that is small beside the levers need not be known well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evenhand.results.uncertainty import chance_precision, precision
from evenhand.studies.first_year import Number

AUTO = "auto"
USUAL_DRAWS, USUAL_REPLICATES = 40, 20
"""What a run or comparison takes where nothing is said: some 40 draws are enough by the rule; the
chance of a year's sums is small beside them, and 20 replicates show that."""
LARGEST_SHARE = 0.1
"""Largest standard error of an end, as a share of the interval's width."""
DRAW_STEPS, REPLICATE_STEPS = (40, 80, 120, 160, 200), (50, 100, 200, 400, 800)
STEPS_BESIDE_DRAWS = (20, *REPLICATE_STEPS)
HEADLINES = (
    "Arrests by all channels", "in jails, by officers", "at large, targeted",
    "Arrested without conviction or charge", "Officer-hours per targeted arrest",
    "One to the other", "In detention at the end of it", "Removals from detention",
    "Docket that can be looked for, at the end", "All stages, a year",
)  # fmt: skip
"""Numbers of the first year whose intervals decide."""


@dataclass(frozen=True)
class Used:
    """How many draws or replicates were used.

    Args:
        count: How many.
        enough: Whether no more are to be tried.
        words: What to tell whoever left the number to the rule; else nothing.
    """

    count: int
    enough: bool
    words: str


def used_of(
    asked: int | str,
    count: int,
    what: str,
    numbers: Sequence[Number],
    beside: Sequence[Number] = (),
) -> Used:
    """Whether a number of draws or replicates will do.

    Args:
        asked: A number, which will do whatever comes of it, or ``auto``.
        count: How many there are.
        what: What they are called.
        numbers: The numbers that they gave.
        beside: Of replicates, the numbers under joint draws that their intervals are shown with.
    """
    if asked != AUTO:
        return Used(count, True, "")
    enough = is_enough(numbers, beside)
    limit = f"the ends of the headline intervals are known to {LARGEST_SHARE:.0%} of their width"
    ending = limit if enough else f"the most there are; not all of {limit}"
    return Used(count, enough, f"{count} {what}: {ending}")


def with_differences(runs: Sequence[Sequence[Number]]) -> list[Number]:
    """The numbers of all runs, and of the last less the first.

    Args:
        runs: The same numbers of each run, in the same order.
    """
    found = [one for numbers in runs for one in numbers]
    if len(runs) > 1:
        found += [
            Number(a.section, a.name, a.unit, b.values - a.values)
            for a, b in zip(runs[0], runs[-1], strict=True)
        ]
    return found


def is_enough(numbers: Sequence[Number], beside: Sequence[Number] = ()) -> bool:
    """Whether the ends of the headline numbers' intervals are certain enough.

    Args:
        numbers: Numbers with a value for each draw or replicate; single values are left out.
        beside: Of replicates, the numbers under joint draws that their intervals are shown with, of
            the same runs in the same order; none where there are no draws.
    """
    headlines = [one for one in numbers if one.name in HEADLINES and one.values.ndim]
    if not beside:
        return all(precision(one.values).share <= LARGEST_SHARE for one in headlines)
    drawn = [one for one in beside if one.name in HEADLINES]
    return all(
        chance_precision(other.values, one.values).share <= LARGEST_SHARE
        for one, other in zip(headlines, drawn, strict=True)
    )


def draw_steps(asked: int | str, most: int) -> Iterable[int]:
    """Numbers of draws to try, one after the other; none where none are asked for.

    Args:
        asked: A number, or ``auto``.
        most: How many there are.
    """
    if asked == AUTO:
        return [count for count in DRAW_STEPS if count <= most] or [most]
    return [int(asked)] if asked else []


def replicate_steps(asked: int | str, beside_draws: bool = False) -> Iterable[int]:
    """Numbers of replicates to try, one after the other; nought where none are asked for.

    Args:
        asked: A number, or ``auto``.
        beside_draws: Whether they are shown together with joint draws.
    """
    if asked != AUTO:
        return [int(asked)]
    return STEPS_BESIDE_DRAWS if beside_draws else REPLICATE_STEPS
