"""Questions about runs: whether a number could be so large, or so small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from evenhand.errors import Problem
from evenhand.results.counts import Array
from evenhand.scenarios.schema import Scenario
from evenhand.studies.windows import Span, Statistic, Window, measure_problems, whole_months


@dataclass(frozen=True)
class Question:
    """Whether a number of a run could be so large or so small.

    Args:
        name: What the asker calls it.
        scenario: A shipped scenario, a file, or a scenario; None for the baseline.
        measure: A measure of a run, or one of the workforce (``windows.OFFICERS``).
        statistic: ``mean`` over the days; the ``largest`` day or month; ``total`` of a flow;
            ``end``, a stock on the last day.
        begins: The first day; the first of the run if not given.
        ends: The last day; the last of a run of four years if not given.
        at_least: The number is to be at least this.
        at_most: The number is to be at most this.
        per: What the largest is one of; months count where they lie wholly within the days.
        classes: Classes of people counted; all if none is named.
    """

    name: str
    scenario: str | Scenario | None
    measure: str
    statistic: Statistic
    begins: date | None = None
    ends: date | None = None
    at_least: float | None = None
    at_most: float | None = None
    per: Span = "day"
    classes: tuple[str, ...] = ()

    def met(self, values: Array) -> Array:
        """Whether values are as asked for, as ones and zeros of the same shape.

        Args:
            values: Values of the statistic.
        """
        low = -np.inf if self.at_least is None else self.at_least
        high = np.inf if self.at_most is None else self.at_most
        return ((values >= low) & (values <= high)).astype(np.float64)

    def problems(self) -> list[Problem]:
        """What is wrong with the question, whatever the run."""
        where = f"question '{self.name}'"
        found = measure_problems(where, self.measure, self.statistic, self.classes)
        if self.at_least is None and self.at_most is None:
            found.append(Problem(where, "has no threshold", "give at_least, at_most or both"))
        for end in (self.at_least, self.at_most):
            if end is not None and not np.isfinite(end):
                found.append(Problem(where, f"has a threshold that is no number ({end})"))
        if None not in (self.at_least, self.at_most) and self.at_least > self.at_most:  # type: ignore[operator]
            what = f"is to be at least {self.at_least:g} and at most {self.at_most:g}"
            found.append(Problem(where, what, "exchange the two"))
        if self.begins and self.ends and self.begins > self.ends:
            what = f"ends {self.ends}, before it begins ({self.begins})"
            found.append(Problem(where, what, "exchange the two"))
        return found

    def window(self, first_day: date, last_day: date) -> Window:
        """The days of a run that the question is about.

        Args:
            first_day: The first day of the run.
            last_day: The last day of the run.
        """
        begins, ends = self.days(first_day, last_day)
        return Window(
            self.measure,
            self.statistic,
            (begins - first_day).days,
            (ends - first_day).days,
            self.per,
            self.classes,
        )

    def days(self, first_day: date, last_day: date) -> tuple[date, date]:
        """The first and the last day that are counted.

        Args:
            first_day: The first day of the run.
            last_day: The last day of the run.
        """
        begins, ends = self.begins or first_day, self.ends or last_day
        if self.statistic == "largest" and self.per == "month":
            return whole_months(begins, ends) or (begins, ends)
        return begins, ends

    def window_problems(self, first_day: date, last_day: date) -> list[Problem]:
        """What is wrong with the days of the question.

        Args:
            first_day: The first day of the run.
            last_day: The last day that there can be.
        """
        where = f"question '{self.name}'"
        found = []
        begins, ends = self.begins or first_day, self.ends or last_day
        if begins < first_day:
            what = f"begins {begins}, before the run does ({first_day})"
            fix = "begin later, or give the scenario an earlier start"
            found.append(Problem(where, what, fix))
        if ends > last_day:
            what = f"ends {ends}, after the longest run ({last_day})"
            found.append(Problem(where, what, "end earlier"))
        if self.statistic == "largest" and self.per == "month" and not whole_months(begins, ends):
            what = f"asks for the largest month, and no whole month lies in {begins} to {ends}"
            found.append(Problem(where, what, "take whole months, or per='day'"))
        return found
