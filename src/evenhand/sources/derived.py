"""What a derived table adds: only what lies after all that is known from the publishers."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from evenhand.observations.table import DERIVED

SAME_EDITION = timedelta(days=1)
"""Derived tables date a count now by the last day of its edition's data, now by the next. Editions
lie at least a week apart, so a count that is a day newer than the newest is the same count."""


def beyond_the_record(frame: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The rows of a file without the derived ones that only repeat what is held.

    A derived table may name a reason or a day otherwise than its workbook, so values are not
    matched one by one: of each series only what begins after its newest published day is new. A
    month that a workbook has begun stays the workbook's until a later one ends it.

    Args:
        frame: What one file said.
        held: Every row that is held, published or derived.
    """
    published = held.filter(pl.col("trust") > DERIVED)
    newest = published.group_by("series").agg(newest=pl.col("end").max())
    of_a_day = (pl.col("start") == pl.col("end")) | pl.col("period").str.contains(
        "..", literal=True
    )
    is_new = (
        pl.when(of_a_day)
        .then(pl.col("end") > pl.col("newest") + SAME_EDITION)
        .otherwise(pl.col("start") > pl.col("newest"))
    )
    kept = (pl.col("trust") > DERIVED) | pl.col("newest").is_null() | is_new
    joined = frame.join(newest, on="series", how="left", maintain_order="left")
    return joined.filter(kept).drop("newest")
