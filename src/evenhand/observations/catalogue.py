"""What each series measures, in one sentence, and how to ask for it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources

import polars as pl

from evenhand.errors import DataError, Problem, did_you_mean
from evenhand.observations.table import Observations

DIMENSIONS = ("place", "agency", "criminality", "detail")
TOTALS = {"place": "US", "agency": "ALL", "criminality": "all", "detail": ""}
TRANSCRIBED = "A figure typed from a document, with its source in the note."


@cache
def descriptions() -> dict[str, str]:
    """One sentence per declared series."""
    text = resources.files("evenhand.observations").joinpath("series.csv").read_text("utf-8")
    return {row["series"]: row["description"] for row in csv.DictReader(text.splitlines())}


def catalogue(observations: Observations) -> pl.DataFrame:
    """Every series with its span, unit, number of values and description."""
    newest = observations.newest()
    listed = newest.group_by("series").agg(
        first=pl.col("start").min(),
        last=pl.col("end").max(),
        values=pl.len(),
        unit=pl.col("unit").first(),
        by=pl.concat_list(
            [
                pl.when(pl.col(name).n_unique() > 1).then(pl.lit(name)).otherwise(None)
                for name in DIMENSIONS
            ]
        )
        .first()
        .list.drop_nulls()
        .list.join(", "),
    )
    known = descriptions()
    return listed.sort("series").with_columns(
        description=pl.col("series").replace_strict(
            known, default=TRANSCRIBED, return_dtype=pl.String
        )
    )


def show(
    observations: Observations,
    series: str,
    *,
    by: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    published_by: date | None = None,
) -> pl.DataFrame:
    """The newest values of one series.

    Args:
        observations: Where to look.
        series: Its name.
        by: The dimensions to show apart; of the others only the total is shown.
        since: Only values of periods that end on this day or later.
        until: Only values of periods that start on this day or earlier.
        published_by: Only what had been posted by this day.

    Raises:
        DataError: when the series or a dimension is unknown.
    """
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown:
        raise DataError(
            [
                Problem(f"--by {name}", "is not a dimension", did_you_mean(name, DIMENSIONS))
                for name in unknown
            ]
        )
    frame = observations.series(series, published_by)
    for name, total in TOTALS.items():
        if name not in by and (frame[name] == total).any():
            frame = frame.filter(pl.col(name) == total)
    if since is not None:
        frame = frame.filter(pl.col("end") >= since)
    if until is not None:
        frame = frame.filter(pl.col("start") <= until)
    shown = [name for name in DIMENSIONS if frame[name].n_unique() > 1 or name in by]
    return frame.select(
        [
            "period",
            *shown,
            "value",
            "unit",
            "complete",
            "published",
            "reliability",
            "file",
            "sheet",
            "cell",
        ]
    )
