"""The whole system, from the jail or the street to the book-in, as stages."""

from __future__ import annotations

from typing import Any

import numpy as np

from evenhand.compiled.system_quantities import (
    HEARING,
    MONTH_DAYS,
    NEVER_LESS,
    NO_HEARING,
    YEAR_DAYS,
    at_border,
    class_mix,
    docket_stock,
    on_track,
    table,
)
from evenhand.model.field_hours import FieldHours
from evenhand.model.levers import Array, LeverValues
from evenhand.model.system import SystemModel
from evenhand.model.weekdays import day_spread, weekday_factors


def asked_for(model: SystemModel, v: LeverValues) -> Array:
    """People in local custody whom officers ask for ``(T or 1, 26, 3)``, people/day.

    More where cooperation rises above that of the start, to the fitted power; no fewer where it
    falls, as nothing keeps officers from asking.

    Args:
        model: The fitted system.
        v: The levers.
    """
    before = model.baseline["cooperation"]
    ratio = np.divide(
        v["cooperation"], before, out=np.ones(np.broadcast_shapes(v["cooperation"].shape,
                                                                  before.shape)), where=before > 0,
    )  # fmt: skip
    grown = np.maximum(ratio, 1.0) ** v.number("detainers.response")
    asked: Array = v["detainers.issued"] * grown
    return asked


def jails(model: SystemModel, v: LeverValues) -> dict[str, Any]:
    """Stages of local jails: detainers, their three ends, pickup by officers."""
    weekday = weekday_factors(v.first_day, v.days, "custodial")[:, None, None]
    taken = v["cooperation"]
    local, pursued = v["agreements_287g.jail_share"], v["priorities.jail"]
    recorded = v["detainers.recorded_refusal"]
    join = table(v["detainers.join_docket"])
    return {
        "detainers": {
            "inflow": {
                "per_day": on_track(asked_for(model, v) * weekday, HEARING),
                "spread": day_spread("custodial"),
                "shared": "all",
                "to": "detainer outcome",
            }
        },
        "detainer outcome": {
            "split": {
                "exits": {
                    "handed over": {"to": "jail pickup", "share": "rest"},
                    "taken by local officers": {
                        "to": "arrest processing",
                        "share": table(taken * local),
                    },
                    "passed over": {
                        "to": "not taken",
                        "share": table(taken * (1 - local) * (1 - pursued)),
                    },
                    "refused": {"to": "not taken", "share": table((1 - taken) * recorded)},
                    "released unrecorded": {
                        "to": "not taken",
                        "share": table((1 - taken) * (1 - recorded)),
                    },
                }
            }
        },
        "jail pickup": {
            "queue": {
                "capacity": "officer hours",
                "cost": table(np.maximum(v["jail.officer_hours"], NEVER_LESS)),
                "order": [["convicted"], ["pending"], ["other"]],
                "to": "arrest processing",
                "patience_days": int(v.number("detainers.hold_days")),
                "lapse": "not taken",
            }
        },
        "not taken": {
            "split": {
                "exits": {
                    "join the docket": {"to": "docket", "share": join},
                    "leave": {"to": "left the docket", "share": "rest"},
                }
            }
        },
    }


def at_large(model: SystemModel, v: LeverValues, hours: FieldHours) -> dict[str, Any]:
    """Stages outside jails: the docket, people met on the way, worksites, task forces."""
    weekday = weekday_factors(v.first_day, v.days, "at-large")[:, None, None]
    cost = v["at_large.hours_per_arrest"] * hours.hours_factor[:, :, None]
    share = v["at_large.collateral_share"]
    ratio = share / np.maximum(1 - share, NEVER_LESS) * hours.collateral_factor[:, :, None]
    population = model.population_shares[None, :, None]
    operations = v["venues.worksite_operations"] * (
        1.0 if v["venues.worksite_operations"].shape[1] > 1 else population
    )
    arrests = operations * v["venues.worksite_arrests"] / MONTH_DAYS
    stock = docket_stock(v, model.unauthorized_shares)
    new = v["docket.new_cases"]
    if new.shape[1:] == (1, 1):
        new = new * (stock / stock.sum())
    leave = v["docket.leave"] / YEAR_DAYS
    return {
        "new docket cases": {
            "inflow": {"per_day": on_track(new + np.zeros((1, 26, 3)), HEARING), "to": "docket"}
        },
        "docket": {
            "pool": {
                "capacity": "officer hours",
                "cost": table(np.maximum(cost, NEVER_LESS)),
                "thins": v.number("at_large.thinning"),
                "focus": table(model.focus[None] * v["priorities.at_large"]),
                "to": "arrest processing",
                "exits": {"leave": {"to": "left the docket", "hazard": table(leave)}},
                "start": on_track(stock[None], HEARING),
            }
        },
        "community": {
            "pool": {
                "follows": "docket",
                "cost": table(1 / np.maximum(ratio, NEVER_LESS)),
                "focus": table(model.community_focus[None]),
                "to": "arrest processing",
                "start": on_track(model.community[None], HEARING),
            }
        },
        "worksite arrests": {
            "inflow": {
                "per_day": on_track(
                    arrests * weekday * class_mix(v, "venues.worksite_other"), HEARING
                ),
                "spread": v.number("venues.worksite_spread"),
                "shared": "place",
                "to": "arrest processing",
            }
        },
        "task force arrests": {
            "inflow": {
                "per_day": on_track(
                    v.full("agreements_287g.task_force") * weekday, HEARING
                ),
                "to": "arrest processing",
            }
        },
    }  # fmt: skip


def processing(v: LeverValues) -> dict[str, Any]:
    """Stages between an arrest and detention: release, prosecution, book-in."""
    booked, diverted = v["processing.booked_in"], v["prosecution.share"]
    returned = v["prosecution.return_share"]
    days = v.number("prosecution.days")
    held = v["prosecution.held_at_start"]
    return {
        "arrest processing": {
            "split": {
                "exits": {
                    "prosecuted": {"to": "criminal custody", "share": table(diverted)},
                    "released at once": {
                        "to": "released",
                        "share": table((1 - diverted) * (1 - booked)),
                    },
                    "booked in": {"to": "track", "share": "rest"},
                }
            }
        },
        "criminal custody": {
            "delay": {
                "exits": {
                    "returned": {
                        "to": "track",
                        "class": "convicted",
                        "hazard": table(returned / days),
                    },
                    "ended": {
                        "to": "left after criminal custody",
                        "hazard": table((1 - returned) / days),
                    },
                },
                "start": on_track(np.broadcast_to(held, (1, 26, 3)), HEARING),
            }
        },
        "border book-ins": {
            "inflow": {
                "per_day": on_track(at_border(v["border.bookins"]), HEARING),
                "to": "track",
            }
        },
        "track": {
            "split": {
                "exits": {
                    "needs a hearing": {
                        "to": "detention",
                        "share": table(v["court.hearing_share"]),
                    },
                    "needs none": {"to": "detention", "track": NO_HEARING, "share": "rest"},
                }
            }
        },
    }
