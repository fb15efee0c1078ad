"""The whole system as a network of stages: from the jail or the street to removal or release.

There are 26 places, three classes and two tracks. What a lever moves is a quantity of a stage, by
day, place and class; the stages themselves never change.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from evenhand.compiled.custody import OVERFLOW_RULES
from evenhand.compiled.system_arrests import at_large, jails, processing
from evenhand.compiled.system_courts import courts, releases
from evenhand.compiled.system_custody import detention, removals
from evenhand.compiled.system_quantities import MONTH_DAYS, TRACKS, YEAR_DAYS, rows
from evenhand.model.classes import CLASSES
from evenhand.model.field_hours import FieldHours
from evenhand.model.levers import LeverValues
from evenhand.model.network import Network
from evenhand.model.places import PLACES
from evenhand.model.system import SystemModel

ENDS = (
    "left the docket",
    "left alternatives to detention",
    "left after criminal custody",
    "relief or termination",
    "other exit",
    "removed by air",
    "removed by land",
    "removed without detention",
    "closed without an order",
)


def system_network(model: SystemModel, values: LeverValues, hours: FieldHours) -> Network:
    """The stages of a run, with every quantity in place.

    Args:
        model: The fitted system.
        values: The levers.
        hours: Field hours by day and place.
    """
    stages: dict[str, Any] = {}
    for part in (
        jails(model, values),
        at_large(model, values, hours),
        processing(values),
        detention(model, values),
        courts(model, values),
        removals(values),
        releases(model, values),
    ):
        stages |= part
    beds = values.by_day("beds")
    return Network.model_validate(
        {
            "title": "The whole system",
            "source": "Evenhand, model page; parameters of the whole system",
            "first_day": values.first_day,
            "days": values.days,
            "places": PLACES,
            "classes": CLASSES,
            "tracks": TRACKS,
            "capacities": _capacities(values, hours),
            "limits": {
                "beds": {
                    "of": ["detention", "awaiting travel documents", "detained hearings",
                           "air removal"],
                    "people": rows(beds.reshape(-1, 1, 1, 1, 1)),
                    "scope": "all",
                    "rule": _rules(values),
                    "order": [["other"], ["pending"], ["convicted"]],
                    "to": "released for lack of beds",
                }
            },
            "stages": stages,
            "ends": ENDS,
        }
    )  # fmt: skip


def _capacities(values: LeverValues, hours: FieldHours) -> dict[str, Any]:
    judges = values.by_day("court.judges") * values.by_day("court.completions_per_judge")
    flights = values.by_day("removal.flights") / MONTH_DAYS
    seats = flights * values.by_day("removal.seats_per_flight")
    return {
        "officer hours": {
            "per_day": rows(hours.total[:, :, None, None, None]),
            "unit": "officer-hours",
            "scope": "place",
            "serves": ["jail pickup", "docket"],
        },
        "judges": {
            "per_day": rows((judges / YEAR_DAYS).reshape(-1, 1, 1, 1, 1)),
            "unit": "completions",
            "scope": "all",
            "serves": ["detained hearings", "court docket"],
        },
        "air seats": {
            "per_day": rows((seats + values.by_day("removal.other_seats")).reshape(-1, 1, 1, 1, 1)),
            "unit": "seats",
            "scope": "all",
            "serves": ["air removal"],
        },
    }


def _rules(values: LeverValues) -> dict[Any, str]:
    """What happens above the beds, from each day on which it changes."""
    rules = values.by_day("beds.rule").astype(int)
    days = [0, *(np.flatnonzero(np.diff(rules)) + 1).tolist()]
    return {values.first_day + timedelta(days=day): OVERFLOW_RULES[rules[day]] for day in days}
