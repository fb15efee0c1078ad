"""The whole system, from the book-in to removal, as stages."""

from __future__ import annotations

from typing import Any

import numpy as np

from evenhand.compiled.custody import LARGEST_HAZARD
from evenhand.compiled.system_quantities import (
    HEARING,
    NO_HEARING,
    at_border,
    class_mix,
    on_track,
    rows,
    table,
)
from evenhand.model.classes import AGE_BANDS, AGE_DAYS, CLASSES, EXITS
from evenhand.model.custody import base_hazard
from evenhand.model.levers import Array, LeverValues
from evenhand.model.places import BORDER, PLACES
from evenhand.model.quantity import Table
from evenhand.model.system import SystemModel

RELEASES = ("bond", "recognizance", "supervision", "parole")
"""Releases that a lever can multiply."""
DECISIONS = ("relief granted", "proceedings terminated")
"""Fitted exits that, on the track with a hearing, are decided in court."""


def detention(model: SystemModel, v: LeverValues) -> dict[str, Any]:
    """Stages of detention: stays by age, and the wait for a travel document."""
    custody = model.custody
    by_origin = base_hazard(custody.parameters) * (custody.level * model.exit_speed)[:, None]
    base = by_origin[_origin_of_place()][:, list(AGE_BANDS)]  # (26, band)
    shares = custody.reason_shares  # (3, exit)
    exits: dict[str, Any] = {}

    def hazard(share: Array, factor: Array, tracks: tuple[float, float]) -> Table:
        # (row, place, class, track, band)
        values = (
            (factor * share[None, None])[:, :, :, None, None]
            * np.array(tracks)[None, None, None, :, None]
            * base[None, :, None, None, :]
        )
        return rows(values)

    ones = np.ones((1, 1, 1))
    removal = shares[:, EXITS.index("removal")]
    closed = shares[:, [EXITS.index(name) for name in DECISIONS]].sum(axis=1)
    decided = removal + closed
    exits["to a hearing"] = {"to": "detained hearings", "hazard": hazard(decided, ones, (1, 0))}
    exits["to removal"] = {"to": "removal papers", "hazard": hazard(removal, ones, (0, 1))}
    exits["closed"] = {"to": "relief or termination", "hazard": hazard(closed, ones, (0, 1))}
    for name in RELEASES:
        share = shares[:, EXITS.index(name)]
        factor = v[f"release.{name}"]
        exits[name] = {"to": "released", "hazard": hazard(share, factor, (1, 1))}
    exits["transfer"] = {
        "to": "criminal custody",
        "hazard": hazard(shares[:, EXITS.index("transfer")], ones, (1, 1)),
    }
    exits["other"] = {
        "to": "released", "hazard": hazard(shares[:, EXITS.index("other")], ones, (1, 1)),
    }  # fmt: skip
    inside = model.detained * _share_not_waiting(model)[:, :, None]
    start = _by_band_and_track(inside, v)
    values = custody.parameters
    return {
        "detention": {
            "delay": {
                "bands": AGE_BANDS,
                "exits": exits,
                "level": table(v["detention.speed"]),
                "most": LARGEST_HAZARD,
                "responses": _responses(model, values),
                "start": start,
            }
        },
        "awaiting travel documents": {
            "delay": {
                "exits": {
                    "document": {
                        "to": "route",
                        "hazard": table(
                            (1 - v["removal.document_fails"]) / v["removal.document_days"]
                        ),
                    },
                    "no document": {
                        "to": "released",
                        "hazard": table(v["removal.document_fails"] / v["removal.document_days"]),
                    },
                },
                "start": on_track(model.awaiting_documents[None], NO_HEARING),
            }
        },
    }


def _share_not_waiting(model: SystemModel) -> Array:
    """Share of the detained who do not wait for a document ``(26, 3)``."""
    there = model.detained.sum(axis=2)
    safe = np.where(there > 0, there, 1.0)
    return np.where(there > 0, 1 - model.awaiting_documents / safe, 1.0)


def _by_band_and_track(people: Array, v: LeverValues) -> Table:
    """People ``(26, 3, age)`` by band of ages and track."""
    ends = (*AGE_BANDS[1:], AGE_DAYS)
    bands = [people[:, :, a:b].sum(axis=2) for a, b in zip(AGE_BANDS, ends, strict=True)]
    by_band = np.stack(bands, axis=-1)  # (26, 3, band)
    hearing = np.broadcast_to(v["court.hearing_share"][0], (len(PLACES), len(CLASSES)))
    parts = np.stack([hearing, 1 - hearing], axis=-1)  # (26, 3, track)
    return Table([0], (by_band[:, :, None, :] * parts[:, :, :, None])[None])


def _responses(model: SystemModel, values: dict[str, float]) -> list[dict[str, Any]]:
    """What the exits of people arrested by CBP answer to, as the custody model has it."""
    custody = model.custody
    usual = np.maximum(model.detained.sum(axis=(1, 2)), 1.0)

    def power(name: str) -> Table:
        powers = np.array([values[f"{name}_ice"], values[f"{name}_cbp"]])[_origin_of_place()]
        return Table([0], powers.reshape(1, -1, 1, 1, 1))

    inflow = np.maximum(
        np.where(np.array(_origin_of_place()) == 1, custody.usual_book_ins[1], 1.0), 1.0
    )
    return [
        {
            "stock": ["detention"],
            "within": "place",
            "usual": Table([0], usual.reshape(1, -1, 1, 1, 1)),
            "power": power("own_stock"),
        },
        {
            "stock": ["detention"],
            "within": "all",
            "usual": float(usual.sum()),
            "power": power("all_stock"),
        },
        {
            "inflow": "border book-ins",
            "within": "place",
            "usual": Table([0], inflow.reshape(1, -1, 1, 1, 1)),
            "power": power("inflow"),
            "memory_days": values["inflow_days"],
        },
    ]


def _origin_of_place() -> list[int]:
    return [1 if place == BORDER else 0 for place in PLACES]


def removals(v: LeverValues) -> dict[str, Any]:
    """Stages of removal: countries that delay, land and air."""
    return {
        "removal papers": {
            "split": {
                "exits": {
                    "country delays": {
                        "to": "awaiting travel documents",
                        "track": NO_HEARING,
                        "share": table(v["removal.refusing_share"]),
                    },
                    "ready": {"to": "route", "share": "rest"},
                }
            }
        },
        "route": {
            "split": {
                "exits": {
                    "by land": {"to": "removed by land", "share": table(v["removal.land_share"])},
                    "by air": {"to": "air removal", "share": "rest"},
                }
            }
        },
        "air removal": {"queue": {"capacity": "air seats", "to": "removed by air"}},
        "removals without detention": {
            "inflow": {
                "per_day": on_track(
                    v["removal.not_detained"] * at_border(class_mix(v, "court.other_share")),
                    HEARING,
                ),
                "to": "removed without detention",
            }
        },
    }
