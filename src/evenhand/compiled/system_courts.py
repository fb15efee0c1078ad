"""The whole system: courts, and what follows a release, as stages."""

from __future__ import annotations

from typing import Any

import numpy as np

from evenhand.compiled.system_quantities import (
    HEARING,
    class_mix,
    on_track,
    table,
)
from evenhand.model.levers import LeverValues
from evenhand.model.quantity import Table
from evenhand.model.system import SystemModel


def courts(model: SystemModel, v: LeverValues) -> dict[str, Any]:
    """Stages of the courts: detained cases first, then those of people not detained."""
    docket, new = v["court.docket"], v["court.new_cases"]
    spread = model.noncitizen_shares[None, :, None] * class_mix(v, "court.other_share")
    if docket.shape[1:] == (1, 1):
        docket = docket * spread
    return {
        "detained hearings": {
            "queue": {"capacity": "judges", "to": "decision"},
        },
        "decision": {
            "split": {
                "exits": {
                    "relief": {
                        "to": "relief or termination",
                        "share": table(v["court.detained_relief"]),
                    },
                    "ordered removed": {"to": "removal papers", "share": "rest"},
                }
            }
        },
        "new court cases": {
            "inflow": {"per_day": on_track(new * spread, HEARING), "to": "court docket"}
        },
        "court docket": {
            "queue": {
                "capacity": "judges",
                "to": "docket decision",
                "start": on_track(docket, HEARING),
            }
        },
        "docket decision": {
            "split": {
                "exits": {
                    "ordered to leave": {"to": "docket", "share": table(v["court.order_share"])},
                    "closed": {"to": "closed without an order", "share": "rest"},
                }
            }
        },
    }


def releases(model: SystemModel, v: LeverValues) -> dict[str, Any]:
    """Stages after a release: alternatives to detention, the court docket, the docket."""
    spread = model.noncitizen_shares[None, :, None] * class_mix(v, "court.other_share")
    stock = v["atd.stock"]
    if stock.shape[1:] == (1, 1):
        stock = stock * spread
    enrolled = table(v["atd.share"])
    return {
        "released for lack of beds": {
            "delay": {"exits": {"released": {"to": "released", "hazard": 1}}}
        },
        "released": {
            "split": {
                "exits": {
                    "enrolled": {"to": "alternatives to detention", "share": enrolled},
                    "not enrolled": {"to": "release track", "share": "rest"},
                }
            }
        },
        "release track": {
            "split": {
                "exits": {
                    "waits for a hearing": {
                        "to": "court docket",
                        "share": Table([0], np.array([1.0, 0.0]).reshape(1, 1, 1, 2, 1)),
                    },
                    "has an order": {"to": "docket", "track": HEARING, "share": "rest"},
                }
            }
        },
        "other enrolments": {
            "inflow": {
                "per_day": on_track(v["atd.new_from_border"] * spread, HEARING),
                "to": "alternatives to detention",
            }
        },
        "alternatives to detention": {
            "delay": {
                "exits": {
                    "ended": {
                        "to": "left alternatives to detention",
                        "hazard": 1 / v.number("atd.days"),
                    }
                },
                "start": on_track(np.broadcast_to(stock, (1, 26, 3)), HEARING),
            }
        },
    }  # fmt: skip
