"""The flow picture as a table: how many people went from each stage to each other."""

from __future__ import annotations

import polars as pl

from evenhand.results.counts import Counts


def flow_table(counts: Counts) -> pl.DataFrame:
    """People from stage to stage over a whole run, mean of replicates.

    Args:
        counts: What a run counted, of any grouping.

    Returns:
        ``source, way, target, people``; ways that nobody took are left out.
    """
    flow = counts.flow.sum(axis=-1)
    if counts.mode == "chance":
        flow = flow.mean(axis=0)
    people = flow.sum(axis=0)
    rows = [
        (source, way, target, float(number))
        for (source, way), target, number in zip(counts.arrows, counts.targets, people, strict=True)
        if number > 0
    ]
    return pl.DataFrame(rows, schema=["source", "way", "target", "people"], orient="row")
