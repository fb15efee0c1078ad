"""The whole system, fitted to a day: stocks, rates and weights that a run begins with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from evenhand.model.custody import CustodyModel
from evenhand.model.levers import LeverValues
from evenhand.model.priors import drawn_record

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SystemModel:
    """Everything a run of the whole system needs besides the levers' values.

    Args:
        custody: The fitted custody model: who is detained, hazards, reasons for leaving.
        effort_shares: Share of the officers in each place ``(26,)``.
        population_shares: Share of the population in each place ``(26,)``.
        noncitizen_shares: Share of noncitizen adults in each place ``(26,)``.
        unauthorized_shares: Share of the unauthorized population in each place ``(26,)``.
        detained: People detained at the start by place of arrest ``(26, 3, age)``.
        awaiting_documents: People of them who wait for a travel document ``(26, 3)``.
        focus: Relative chance that effort finds someone of the docket ``(26, 3)``.
        community: People whom officers may meet on the way ``(26, 3)``.
        community_focus: Relative chance that someone of them is met ``(26, 3)``.
        targeted: Targeted arrests that the focus goes with ``(26, 3)``, people/day.
        arrests: Arrests of the newest whole month ``(26, 3, 2)``: jail, at large; people/day.
        exit_speed: Factor on the fitted hazards by origin ``(2,)``, which makes room for the wait
            for travel documents inside the fitted stay.
        baseline: Levers whose baseline differs by place or class ``(1, 26 or 1, 3 or 1)``.
        draw: Levers that were drawn, with the values behind this fit; empty for central values.
    """

    custody: CustodyModel
    effort_shares: Array
    population_shares: Array
    noncitizen_shares: Array
    unauthorized_shares: Array
    detained: Array
    awaiting_documents: Array
    focus: Array
    community: Array
    community_focus: Array
    targeted: Array
    arrests: Array
    exit_speed: Array
    baseline: dict[str, Array]
    draw: dict[str, float] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        """The first day of a run: the day after the newest snapshot."""
        return self.custody.start + timedelta(days=1)

    def baseline_values(self, days: int, follow: bool = False) -> LeverValues:
        """The levers of the baseline.

        Args:
            days: Number of days.
            follow: Whether levers that the record dates go on to follow it.
        """
        values = drawn_record(self.first_day, days, self.draw, follow)
        spread = {
            name: values[name] * shares
            for name, shares in self.spreads().items()
            if name not in self.baseline
        }
        return values.with_values(spread | self.baseline)

    def spreads(self) -> dict[str, Array]:
        """How national amounts are spread over places and classes ``(1, 26, 1 or 3)``."""
        by_unauthorized = self.unauthorized_shares.reshape(1, -1, 1)
        by_effort = self.effort_shares.reshape(1, -1, 1)
        return {
            "venues.worksite_operations": self.population_shares.reshape(1, -1, 1),
            "workforce.officers": by_effort,
            "workforce.added_officers": by_effort,
            "workforce.hires": by_effort,
            "docket.convicted": by_unauthorized,
            "docket.pending": by_unauthorized,
            "docket.others": by_unauthorized,
        }
