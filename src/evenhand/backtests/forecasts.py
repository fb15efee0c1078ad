"""The one tidy table of forecasts: its columns, what is forecast, and what must hold in it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import polars as pl

from evenhand.backtests.scores import QUANTILES
from evenhand.errors import DataError, Problem
from evenhand.model.classes import CLASSES, ORIGINS

KINDS = ("conditional", "unconditional")
"""Conditional: given arrests or book-ins as they happened. Unconditional: given nothing later."""
TARGETS = {
    "stock": ("all", *ORIGINS, *CLASSES),
    "book-ins": ("all", *ORIGINS),
    "book-outs": ("all", "removal", "not removal"),
    "removals": ("all",),
    "arrests": ("all",),
}
"""What is forecast, and the groups of each."""
UNITS = {target: "people" if target == "stock" else "people/day" for target in TARGETS}
"""Stock: mean daily population of the month. Flows: people of the month over its days covered."""

FORECAST_SCHEMA = {
    "kind": pl.String(),
    "origin": pl.String(),
    "horizon": pl.Int64(),
    "month": pl.String(),
    "target": pl.String(),
    "group": pl.String(),
    "method": pl.String(),
    "unit": pl.String(),
    **{name: pl.Float64() for name in QUANTILES},
    "actual": pl.Float64(),
}
"""One row is one method's forecast of one month from one origin. ``origin`` and ``month`` are
written 2023-10; ``horizon`` is the number of months between them; ``q05`` to ``q95`` are the
quantiles at ``scores.LEVELS``; ``actual`` is what came, null where it is not known."""
KEY = ("kind", "origin", "month", "target", "group", "method")
"""The columns that together name one forecast."""


def forecast_frame(rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    """The tidy table of some forecasts.

    Args:
        rows: Values in the order of ``FORECAST_SCHEMA``.
    """
    return pl.DataFrame(list(rows), schema=FORECAST_SCHEMA, orient="row")


def check_forecasts(forecasts: pl.DataFrame) -> pl.DataFrame:
    """The same table, once it is known to hold what it must.

    Raises:
        DataError: when columns differ, a kind, target, group or unit is unknown, a month does not
            lie ``horizon`` months after its origin, quantiles fall, or a forecast stands twice.
    """
    if dict(forecasts.schema) != FORECAST_SCHEMA:
        fix = f"give exactly: {', '.join(FORECAST_SCHEMA)}"
        raise DataError(Problem("forecasts", "do not have the columns they must", fix))
    groups = [f"{target}/{group}" for target, listed in TARGETS.items() for group in listed]
    month = pl.format("{}-01", "origin").str.to_date().dt.offset_by(pl.format("{}mo", "horizon"))
    falling = [pl.col(lower) > pl.col(upper) for lower, upper in pairwise(QUANTILES)]
    empty = [pl.col(name).is_null() | pl.col(name).is_nan() for name in QUANTILES]
    for what, wrong in (
        ("is of an unknown kind", ~pl.col("kind").is_in(KINDS)),
        ("has an unknown target or group", ~pl.format("{}/{}", "target", "group").is_in(groups)),
        ("has another unit than its target", pl.col("unit") != _unit()),
        ("is not of the month at its horizon", pl.col("month") != month.dt.strftime("%Y-%m")),
        ("lacks a quantile", pl.any_horizontal(empty)),
        ("has quantiles that fall", pl.any_horizontal(falling)),
        ("stands twice", pl.struct(KEY).is_duplicated()),
    ):
        bad = forecasts.filter(wrong)
        if bad.height:
            where = " ".join(str(value) for value in bad.select(KEY).row(0))
            raise DataError(Problem(f"forecast {where}", what, f"rows like it: {bad.height}"))
    return forecasts


def _unit() -> pl.Expr:
    return pl.col("target").replace_strict(UNITS, default=None, return_dtype=pl.String)
