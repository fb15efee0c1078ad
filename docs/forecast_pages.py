"""The page of forecasts and their record, its pictures, and the tables of the README."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from evenhand.backtests.publishing import CUT_OFF, HORIZON, stock_by_source
from evenhand.backtests.rolling import MODEL
from evenhand.backtests.score_pages import SCORES, best_other, every_part, wide_scores
from evenhand.backtests.scores import score_table
from evenhand.backtests.shipped import published_forecast, shipped_forecasts
from evenhand.backtests.targets import targets_now
from evenhand.reports.charts import Chart
from evenhand.reports.forecast_charts import record_chart, source_fan
from evenhand.sources.ledger import load_observations

IMAGES = Path(__file__).parent / "images"
FROM = "2023-10"


def table(frame: pl.DataFrame, decimals: int = 1) -> str:
    """A table in Markdown."""
    numeric = [kind.is_numeric() for kind in frame.schema.values()]
    lines = [
        "| " + " | ".join(frame.columns) + " |",
        "|" + "|".join(" ---: " if one else " --- " for one in numeric) + "|",
    ]
    for row in frame.iter_rows():
        cells = [
            "" if value is None
            else f"{value:,.{decimals}f}" if isinstance(value, float) else str(value)
            for value in row
        ]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def readme_scores() -> str:
    """The README's one table: errors and coverage of the stock, and gains over the best other."""
    forecasts = shipped_forecasts()
    conditional = wide_scores(forecasts, "conditional", "stock", "all", "error")
    parts = [table(conditional)]
    rows = []
    for target, word in (("stock", "detained"), ("arrests", "arrests"), ("removals", "removals")):
        best = best_other(forecasts, "unconditional", target, "all")
        for horizon, _, ratio, method in best.select(
            "horizon", "compared", "ratio", "method"
        ).iter_rows():
            if horizon in (1, 3, 6):
                rows.append(
                    (word, horizon, method, f"{100 * (ratio - 1):+.0f} %".replace("-", "−"))
                )
    gains = pl.DataFrame(
        rows, schema=["unconditional", "months ahead", "best other method", "score against it"],
        orient="row",
    )  # fmt: skip
    parts.append(table(gains))
    return "\n".join(parts)


def _coverage() -> str:
    rows = []
    for kind, target, group in every_part():
        chosen = shipped_forecasts().filter(
            pl.col("kind") == kind, pl.col("target") == target, pl.col("group") == group,
            pl.col("method") == MODEL,
        )  # fmt: skip
        if chosen.is_empty():
            continue
        found = score_table(chosen, by=("kind",), reference=MODEL).row(0, named=True)
        rows.append(
            (kind, target, group, found["forecasts"],
             *(100 * found[f"coverage{share}"] for share in (50, 80, 90)))
        )  # fmt: skip
    names = ["kind", "target", "group", "forecasts", "in 50 %", "in 80 %", "in 90 %"]
    return table(pl.DataFrame(rows, schema=names, orient="row"), 0)


def _losses() -> str:
    """Where another method is better, by mean score on shared months."""
    rows = []
    for kind, target, group in every_part():
        chosen = shipped_forecasts().filter(
            pl.col("kind") == kind, pl.col("target") == target, pl.col("group") == group
        )
        if chosen["method"].n_unique() < 2:
            continue
        worse = best_other(shipped_forecasts(), kind, target, group).filter(pl.col("ratio") > 1)
        for horizon, ratio, method in worse.select("horizon", "ratio", "method").iter_rows():
            rows.append((kind, target, group, horizon, method, f"{100 * (ratio - 1):.0f} %"))
    names = ["kind", "target", "group", "months ahead", "better method", "model's score worse by"]
    return table(pl.DataFrame(rows, schema=names, orient="row"))


def forecast_page() -> str:
    """The record of forecasts, by kind, target and group; where it loses; what is published."""
    forecasts = shipped_forecasts()
    parts = [
        "# Forecasts and their record\n\n"
        f"At the end of each month from {forecasts['origin'].min()} to "
        f"{forecasts['origin'].max()} every target was forecast from what had been posted by then, "
        "one to six months ahead: *conditional*, given the book-ins that came, and "
        "*unconditional*, given nothing later. How, and how the model's settings were chosen: "
        "[judging](../explanation/judging.md). `evenhand backtest` makes all of this again; "
        "`--shipped` shows it.\n\n"
        "![Conditional forecasts three months ahead](../images/forecast-record.svg)\n\n"
        "## How often intervals held what came\n\n" + _coverage(),
        "\n## Where the model loses\n\nMean weighted interval score on the months that both "
        "forecast.\n\n" + _losses(),
    ]
    for kind, target, group in every_part():
        parts_of_one = []
        for score in ("error", "wis", "bias"):
            found = wide_scores(forecasts, kind, target, group, score)
            if not found.is_empty():
                parts_of_one.append(f"\n{SCORES[score].capitalize()}:\n\n" + table(found))
        if parts_of_one:
            parts.append(f"\n## {kind.capitalize()}: {target}, {group}\n" + "".join(parts_of_one))
    stock = published_forecast().filter(
        pl.col("target") == "stock", pl.col("group") == "all", pl.col("method") == MODEL
    ).sort("horizon").select("month", "q05", "q25", "q50", "q75", "q95")  # fmt: skip
    parts.append(
        f"\n## The published forecast\n\nMade from what had been posted by {CUT_OFF}, for "
        f"{HORIZON} months, of every target: "
        "[the file](../../src/evenhand/backtests/published_forecast.csv). `evenhand judge` scores "
        "it once newer records have been added. Average daily population, everyone:\n\n"
        + table(stock, 0)
        + "\n![The published forecast, by source of uncertainty](../images/forecast-sources.svg)\n"
    )
    return "".join(parts)


def record_picture() -> str:
    """Past conditional forecasts three months ahead."""
    return record_chart(shipped_forecasts(), "conditional", 3).wide


@cache
def _sources() -> Chart:
    record = load_observations()
    averages = targets_now(record).filter(
        pl.col("target") == "stock", pl.col("group") == "all", pl.col("month") >= FROM
    )
    past = averages.select(day=pl.col("start").dt.offset_by("14d"), people=pl.col("value"))
    return source_fan(stock_by_source(record), past)


def sources_picture() -> str:
    """The published forecast, one source of uncertainty more at a time."""
    return _sources().wide
