"""Scores laid out for reading: a row for each method, a column for each horizon."""

from __future__ import annotations

import polars as pl

from evenhand.backtests.forecasts import KINDS, TARGETS
from evenhand.backtests.rolling import MODEL, OWN_METHODS
from evenhand.backtests.scores import score_table

SCORES = {
    "error": "mean absolute percentage error of the median",
    "wis": "weighted interval score, in the unit of the target; smaller is better",
    "skill": "weighted interval score over that of the reference; below 1 is better",
    "bias": "mean percentage error of the median",
    "coverage50": "share of outcomes inside the 50 percent interval, percent",
    "coverage80": "share of outcomes inside the 80 percent interval, percent",
    "coverage90": "share of outcomes inside the 90 percent interval, percent",
}
"""What a table may show, and what it means."""
PERCENT = ("coverage50", "coverage80", "coverage90")
ORDER = (
    MODEL, *OWN_METHODS, "last value", "drift", "seasonal naive", "automatic ETS",
    "automatic ARIMA",
)  # fmt: skip


def wide_scores(
    forecasts: pl.DataFrame, kind: str, target: str, group: str, score: str
) -> pl.DataFrame:
    """One score of every method by horizon.

    Args:
        forecasts: A backtest.
        kind: Conditional or unconditional.
        target: What was forecast.
        group: Of whom.
        score: One of ``SCORES``; skill is against ``MODEL``'s own mean, on shared months.
    """
    chosen = forecasts.filter(
        pl.col("kind") == kind, pl.col("target") == target, pl.col("group") == group
    )
    if chosen.is_empty():
        return pl.DataFrame()
    value = pl.col(score) * (100 if score in PERCENT else 1)
    rank = pl.col("method").replace_strict(
        {name: i for i, name in enumerate(ORDER)}, return_dtype=pl.Int64
    )
    return (
        score_table(chosen, reference=MODEL)
        .with_columns(ahead=pl.format("{} mo.", "horizon"), shown=value)
        .sort(rank, "horizon")
        .pivot("ahead", index="method", values="shown", maintain_order=True)
    )


def method_errors(forecasts: pl.DataFrame, kind: str, target: str, group: str) -> pl.DataFrame:
    """Mean absolute percentage errors, long: ``method, horizon, error``, in the order of pages.

    Args:
        forecasts: A backtest.
        kind: Conditional or unconditional.
        target: What was forecast.
        group: Of whom.
    """
    wide = wide_scores(forecasts, kind, target, group, "error")
    long = wide.unpivot(index="method", variable_name="ahead", value_name="error")
    horizon = pl.col("ahead").str.extract(r"(\d+)").cast(pl.Int64)
    rank = pl.col("method").replace_strict(
        {name: i for i, name in enumerate(ORDER)}, return_dtype=pl.Int64
    )
    return long.select("method", "error", horizon=horizon).sort(rank, "horizon")


def best_other(forecasts: pl.DataFrame, kind: str, target: str, group: str) -> pl.DataFrame:
    """The model's score against the best other method of the same kind, by horizon.

    Args:
        forecasts: A backtest.
        kind: Conditional or unconditional.
        target: What was forecast.
        group: Of whom.

    Returns:
        ``horizon, model, best, method, ratio``: mean weighted interval scores on the months that
        both forecast; a ratio below 1 is the model's gain.
    """
    chosen = forecasts.filter(
        pl.col("kind") == kind, pl.col("target") == target, pl.col("group") == group
    )
    others = [name for name in chosen["method"].unique() if name != MODEL]
    rows = []
    for name in others:
        pair = chosen.filter(pl.col("method").is_in([MODEL, name]))
        table = score_table(pair, reference=name).filter(pl.col("method") == MODEL)
        rows.append(table.select("horizon", "compared", ratio="skill").with_columns(
            method=pl.lit(name)))  # fmt: skip
    found = pl.concat(rows).filter(pl.col("ratio").is_not_null())
    return found.sort("ratio", descending=True).group_by("horizon").first().sort("horizon")


def every_part() -> list[tuple[str, str, str]]:
    """All kinds, targets and groups that a backtest may hold, in the order of the pages."""
    return [
        (kind, target, group)
        for kind in KINDS
        for target, groups in TARGETS.items()
        for group in groups
    ]
