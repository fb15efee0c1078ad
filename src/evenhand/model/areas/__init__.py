"""Numbers by area, derived from the published record: see ``sources/area_tables.py``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import numpy as np

from evenhand.errors import ModelError, Problem
from evenhand.model.classes import CLASSES
from evenhand.model.levers import Array
from evenhand.model.places import PLACES

WAYS = ("jail", "at_large")


@dataclass(frozen=True)
class Area:
    """One place.

    Args:
        name: Its name.
        population: People who live there (ACS 2014-2018).
        noncitizen_adults: Noncitizen adults (2024).
        unauthorized: Unauthorized immigrants (MPI, 2023).
        cooperation: Share of people with a detainer who are handed over, by year: low, central,
            high.
        share_287g: Share of those handed over whom local officers process.
        atd_share: Share of all people in alternatives to detention.
        booked_in: Share of arrests booked into detention, by class.
    """

    name: str
    population: float
    noncitizen_adults: float
    unauthorized: float
    cooperation: dict[int, tuple[float, float, float]]
    share_287g: float
    atd_share: float
    booked_in: tuple[float, ...]


@cache
def areas() -> tuple[Area, ...]:
    """All places, the border last."""
    text = resources.files("evenhand.model.areas").joinpath("areas.csv").read_text("utf-8")
    rows = {row["place"]: row for row in csv.DictReader(text.splitlines())}
    return tuple(
        Area(
            name=place,
            population=float(rows[place]["population"]),
            noncitizen_adults=float(rows[place]["noncitizen_adults"]),
            unauthorized=float(rows[place]["unauthorized"]),
            cooperation={
                year: (
                    float(rows[place][f"cooperation_{year}_low"]),
                    float(rows[place][f"cooperation_{year}"]),
                    float(rows[place][f"cooperation_{year}_high"]),
                )
                for year in (2024, 2025, 2026)
            },
            share_287g=float(rows[place]["share_287g"]),
            atd_share=float(rows[place]["atd_share"]),
            booked_in=tuple(float(rows[place][f"booked_in_{kind}"]) for kind in CLASSES),
        )
        for place in PLACES
    )


@cache
def _arrests() -> dict[str, Array]:
    text = resources.files("evenhand.model.areas").joinpath("arrests.csv").read_text("utf-8")
    found: dict[str, Array] = {}
    for row in csv.DictReader(text.splitlines()):
        month = found.setdefault(row["month"], np.zeros((len(PLACES), len(CLASSES), len(WAYS))))
        cell = month[PLACES.index(row["place"]), CLASSES.index(row["class"])]
        cell[:] = [float(row[way]) for way in WAYS]
    return found


def arrest_rates(day: date) -> Array:
    """Arrests of the month of a day ``(26, 3, 2)``: in jails, at large; people/day.

    Args:
        day: Any day of the month.

    Raises:
        ModelError: when the record does not hold the month.
    """
    months = _arrests()
    month = f"{day:%Y-%m}"
    if month not in months:
        what = f"has no arrests by area of {month}"
        fix = f"choose a day between {min(months)} and {max(months)}"
        raise ModelError(Problem("the record", what, fix))
    return months[month].copy()


def cooperation(day: date) -> Array:
    """Share handed over by place ``(26,)``, by the window of arrests that holds on a day."""
    year = 2024 if day < date(2025, 2, 1) else 2025 if day < date(2025, 8, 1) else 2026
    return np.array([area.cooperation[year][1] for area in areas()])
