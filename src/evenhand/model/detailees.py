"""People of other agencies who help: the hours they bring, and the hours their agencies give up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.model.levers import Array, LeverValues
from evenhand.model.places import PLACES

AGENCIES = ("hsi", "cbp", "fbi", "dea", "atf", "usms", "others", "state_local")
"""Lending agencies, as the levers name them."""
YEAR_DAYS = 365.25


@dataclass(frozen=True, eq=False)
class Detailees:
    """Hours of detailees.

    Args:
        hours: Field hours in officers' terms ``(agency, T, 26)``, hours/day.
        given_up: Hours that are missing at home ``(agency, T)``, hours/day.
    """

    hours: Array
    given_up: Array


def detailee_hours(values: LeverValues, shares: Array) -> Detailees:
    """Hours that other agencies bring and give up.

    Args:
        values: The levers.
        shares: Share of them in each place ``(26,)``, where a lever does not say.
    """
    full_time = values.by_day("detailees.full_time_share")
    year = values.by_day("workforce.field_hours") / YEAR_DAYS
    work = values.by_day("detailees.productivity")
    hours = np.empty((len(AGENCIES), values.days, len(PLACES)))
    given_up = np.empty((len(AGENCIES), values.days))
    for number, agency in enumerate(AGENCIES):
        people = values[f"detailees.{agency}"][:, :, 0]
        by_place = people if people.shape[1] > 1 else people * shares
        present = (
            np.broadcast_to(by_place, (values.days, len(PLACES))) * (full_time * year)[:, None]
        )
        hours[number] = present * work[:, None]
        given_up[number] = present.sum(axis=1)
    return Detailees(hours, given_up)
