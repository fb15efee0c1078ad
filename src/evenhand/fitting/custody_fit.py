"""Fitting the custody model: the filtered record, summed up over the days before the cut-off."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from evenhand.fitting.custody_filter import Filtered, run_filter
from evenhand.fitting.custody_record import SERIES, CustodyRecord, custody_record
from evenhand.model.classes import CLASSES, EXITS, REMOVAL
from evenhand.model.custody import Array, CustodyModel, base_hazard
from evenhand.model.parameters import defaults
from evenhand.observations.table import KEY, Observations

USUAL_DAYS = 60
"""Days whose mean book-ins the hazard level goes with."""
SHAPE = ("hump_ice", "hump_cbp", "hump_days", "base_stay", "history_days")
"""Parameters that the filter depends on."""
LEAST_REMOVAL_SHARE = 0.05
"""Before FY2024 removals are not among the published exits; what is left over is removal."""


@dataclass(frozen=True)
class CustodyFit:
    """A fitted custody model, with the record and the filter that it came from."""

    model: CustodyModel
    record: CustodyRecord
    filtered: Filtered


def fit_custody(
    observations: Observations, cut_off: date | None = None, **changed: float
) -> CustodyFit:
    """Fit the custody model to what had been published by a day.

    Args:
        observations: Everything that was read.
        cut_off: Use only what had been posted by this day; None uses everything.
        changed: Parameters to change from their defaults.

    Raises:
        DataError: when too little had been published.
        ModelError: when a parameter is unknown or outside its range.
    """
    return fit_settings(observations, cut_off, [changed])[0]


def fit_settings(
    observations: Observations, cut_off: date | None, settings: Sequence[Mapping[str, float]]
) -> list[CustodyFit]:
    """The same under several settings; those with one shape of the hazard share its filter.

    Args:
        observations: Everything that was read.
        cut_off: Use only what had been posted by this day; None uses everything.
        settings: Parameters to change from their defaults, one mapping for each fit.

    Raises:
        DataError: when too little had been published.
        ModelError: when a parameter is unknown or outside its range.
    """
    tables = [defaults("custody", **changed) for changed in settings]
    record = custody_record(observations, cut_off)
    posted, digest = cut_off or _last_posted(observations), record_digest(observations, cut_off)
    filters: dict[tuple[float, ...], Filtered] = {}
    fits = []
    for values in tables:
        shape = tuple(values[name] for name in SHAPE)
        if shape not in filters:
            filters[shape] = run_filter(record, base_hazard(values), values["history_days"])
        fits.append(_fitted(values, record, filters[shape], posted, digest))
    return fits


def _fitted(
    values: dict[str, float], record: CustodyRecord, filtered: Filtered, posted: date, digest: str
) -> CustodyFit:
    start = filtered.last_knot.day
    flows = record.book_ins_between(filtered.first_day, start)
    windows = (int(values["level_days_ice"]), int(values["level_days_cbp"]))
    model = CustodyModel(
        start=start,
        cut_off=posted,
        parameters=values,
        state=filtered.state,
        level=np.array([mean_level(filtered, o, days) for o, days in enumerate(windows)]),
        class_shares=_class_shares(filtered, flows, int(values["share_days"])),
        reason_shares=_reason_shares(filtered, record, int(values["reason_months"])),
        book_ins=record.book_ins_between(
            start - timedelta(days=int(values["book_in_days"]) - 1), start
        ).mean(axis=0),
        usual_book_ins=flows[-USUAL_DAYS:].mean(axis=0),
        recent_book_ins=flows[-int(values["inflow_days"]) :].mean(axis=0),
        editions=digest,
    )
    return CustodyFit(model, record, filtered)


def mean_level(filtered: Filtered, origin: int, days: int) -> float:
    """Exits over those that the base hazard alone would give, over the last days.

    Args:
        filtered: The record as the model explains it.
        origin: Number of the origin.
        days: How many days before the last knot.
    """
    base = filtered.base_exits[-days:, origin].sum()
    return float(filtered.exits[-days:, origin].sum() / base)


def _last_posted(observations: Observations) -> date:
    custody = observations.frame.filter(pl.col("series").is_in(SERIES))
    last = custody["published"].max()
    assert isinstance(last, date)
    return last


def record_digest(observations: Observations, cut_off: date | None) -> str:
    """SHA-256 of the values that a fit uses: the same when the same numbers were known."""
    custody = observations.frame.filter(pl.col("series").is_in(SERIES))
    newest = Observations(custody).newest(cut_off).select([*KEY, "end", "value"]).sort(KEY)
    return hashlib.sha256(newest.write_csv(float_precision=8).encode()).hexdigest()


def _class_shares(filtered: Filtered, flows: Array, days: int) -> Array:
    """Classes of book-ins over the last days, weighted by how many they were."""
    weights = flows[-days:, :, None]
    shares: Array = (filtered.class_shares[-days:] * weights).sum(axis=0) / weights.sum(axis=0)
    return shares


def _reason_shares(filtered: Filtered, record: CustodyRecord, months: int) -> Array:
    """Reasons for leaving by class ``(class, exit)``, over the newest complete months."""
    known = [month for month in record.exits if month.last <= filtered.last_knot.day]
    newest = [month for month in known if month.with_removals][-months:]
    if newest:
        counts = np.sum([month.people for month in newest], axis=0)
    else:
        counts = _with_removals(filtered, known[-months:])
    counts = counts + 1e-6
    shares: Array = counts / counts.sum(axis=1, keepdims=True)
    return shares


def _with_removals(filtered: Filtered, months: list) -> Array:  # type: ignore[type-arg]
    """Published releases, and removals as what is left of the modelled exits."""
    counts = np.zeros((len(CLASSES), len(EXITS)))
    for month in months:
        first = (month.first - filtered.first_day).days
        if first < 0:
            continue
        last = (month.last - filtered.first_day).days
        left = filtered.exits_by_class[first : last + 1].sum(axis=0)
        counts += month.people
        gone = month.people.sum(axis=1)
        counts[:, REMOVAL] += np.maximum(left - gone, LEAST_REMOVAL_SHARE * left)
    return counts if counts.sum() > 0 else np.ones_like(counts)
