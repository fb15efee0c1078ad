"""The year of the record run again from its beginning: what the levers' values are tested on.

The system is put back to a day of early 2025, fitted to what had been posted by then, and run to
the end of January 2026 while the levers follow the record. What comes from outside the half that
is tested is taken as it happened: book-ins at the border, people asked for in jails (the recorded
transfers over the fitted cooperation), and the reasons for leaving detention, whose mix changed
with the rules of early 2025. Arrests at large, detention, courts, removals and costs are the
model's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from evenhand.fitting.custody_fit import fit_custody
from evenhand.fitting.custody_record import custody_record
from evenhand.fitting.system_fit import system_at, system_under
from evenhand.model.areas import arrest_rates
from evenhand.model.levers import Array
from evenhand.model.system import SystemModel
from evenhand.observations.table import Observations
from evenhand.results.counts import Counts
from evenhand.system_simulation import SystemRun, prepare, run_mean

CUT_OFF = date(2025, 2, 28)
"""The first day by which a snapshot of late February, under the rules of 2025, had been posted."""
LAST = date(2026, 1, 31)
JAIL = 0


@dataclass(frozen=True)
class Hindcast:
    """The year, ready to be run with any draw.

    Args:
        central: The system fitted to the beginning of it, with central values.
        border: Book-ins at the border as they happened ``(T, 1, 3)``, people/day.
        transfers: Recorded transfers from jails ``(T, 26, 3)``, people/day.
    """

    central: SystemModel
    border: Array
    transfers: Array

    @property
    def days(self) -> int:
        """Days of the run."""
        return len(self.border)


def hindcast(observations: Observations) -> Hindcast:
    """Put the system back to the beginning of the year that is tested.

    Args:
        observations: Everything that was read.

    Raises:
        DataError: when the record does not hold the year.
    """
    then, now = fit_custody(observations, CUT_OFF).model, fit_custody(observations).model
    central = system_at(replace(then, reason_shares=now.reason_shares))
    first = central.first_day
    days = [first + timedelta(days=n) for n in range((LAST - first).days + 1)]
    record = custody_record(observations)
    inflow = record.book_ins_between(first, LAST)[:, 1]
    border = inflow[:, None, None] * then.class_shares[1][None, None, :]
    months = {(day.year, day.month): arrest_rates(day)[:, :, JAIL] for day in days}
    transfers = np.stack([months[day.year, day.month] for day in days])
    return Hindcast(central, border, transfers)


@dataclass(frozen=True)
class HindcastRun:
    """The year under one draw.

    Args:
        run: What was run.
        counts: What it counted, by month, place and class.
    """

    run: SystemRun
    counts: Counts


def run_hindcast(year: Hindcast, draw: dict[str, float]) -> HindcastRun:
    """Fit the beginning again under a draw, and run the year in mean values.

    Args:
        year: The year.
        draw: Drawn values by lever; empty for central values.
    """
    model = system_under(draw, year.central) if draw else year.central
    cooperation = model.baseline["cooperation"]
    asked = year.transfers / np.where(cooperation > 0, cooperation, 1.0)
    nobody_released = np.zeros((1, 1, 1))  # ICE exceeded its beds all through the year
    changes = {
        "border.bookins": year.border,
        "detainers.issued": asked,
        "beds.rule": nobody_released,
    }
    run = prepare(model, year.days, changes, follow=True)
    return HindcastRun(run, run_mean(run, per="month", by="place and class"))
