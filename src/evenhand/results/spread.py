"""How values over replicates are summed up: the median, and where half and nine tenths lie."""

from __future__ import annotations

import numpy as np
import polars as pl

from evenhand.results.counts import Array

LEVELS = {"median": 0.5, "low50": 0.25, "high50": 0.75, "low90": 0.05, "high90": 0.95}
"""Columns of tables by chance, and the quantile over replicates that each holds."""
MEAN_COLUMNS, CHANCE_COLUMNS = ("value",), tuple(LEVELS)


def spread(values: Array, mode: str) -> dict[str, Array]:
    """Columns of a table: the value itself, or quantiles over the first axis.

    Args:
        values: Values ``(...)`` in mean values, ``(replicate, ...)`` by chance.
        mode: ``mean`` or ``chance``.
    """
    if mode == "mean":
        return {"value": values}
    found = np.quantile(values, list(LEVELS.values()), axis=0)
    return dict(zip(LEVELS, found, strict=True))


def columns(values: Array, mode: str) -> list[pl.Series]:
    """The same as flat columns, without a value where there is none.

    Args:
        values: Values ``(...)`` in mean values, ``(replicate, ...)`` by chance.
        mode: ``mean`` or ``chance``.
    """
    return [
        pl.Series(name, part.ravel(), dtype=pl.Float64).fill_nan(None)
        for name, part in spread(values, mode).items()
    ]
