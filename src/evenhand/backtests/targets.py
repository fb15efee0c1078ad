"""What is forecast, as monthly series: the history known on a day, and what came.

Flows are people per day, so that months of different length, and months of which only some days
have been published, can be set beside each other.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from evenhand.backtests.forecasts import TARGETS, UNITS
from evenhand.model.classes import CLASSES, ORIGINS
from evenhand.observations.table import Observations
from evenhand.timeline import month_end, next_month

TARGET_SCHEMA = {
    "target": pl.String(),
    "group": pl.String(),
    "month": pl.String(),
    "start": pl.Date(),
    "end": pl.Date(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "complete": pl.Boolean(),
}
"""``start`` and ``end`` are the first and last day covered; ``value`` is mean people for the stock
and people/day for flows; ``complete`` says that the whole month was published as such."""

ARRESTS_KNOWN_AFTER_DAYS = 31
"""An assumption: a month's arrests count as known so many days after its end. They were published
only once, in August 2026, so no real vintages exist. All methods, the model's included, are given
the same. Where 31 days pass the end of the next month (from the ends of February, April, June,
September and November), the newest month known is that two months before the origin's."""
LONGEST_GAP = 35
"""Days. A removal count at a month's end that lies between editions further apart is a guess."""

STOCK, BOOK_INS = "average-daily-population", "initial-book-ins"
BOOK_OUTS, RELEASES = "final-book-outs", "final-releases"
REMOVALS = "removals-to-date"
ARRESTS, EARLIER_ARRESTS = "arrests", "arrests-joined-release"
DATED = (STOCK, BOOK_INS, BOOK_OUTS, RELEASES, REMOVALS)
"""Series whose rows say when they were posted."""


def targets_known(observations: Observations, day: date) -> pl.DataFrame:
    """Every target's months as they had been published by a day.

    Args:
        observations: Everything that was read.
        day: Nothing posted later is used; for arrests see ``ARRESTS_KNOWN_AFTER_DAYS``.

    Returns:
        A table of ``TARGET_SCHEMA``, by target, group and month; targets of which nothing had
        been published are not in it.
    """
    return _targets(observations, day)


def targets_now(observations: Observations) -> pl.DataFrame:
    """Every target's months as the newest editions have them: what came.

    Args:
        observations: Everything that was read.
    """
    return _targets(observations, None)


def _targets(observations: Observations, day: date | None) -> pl.DataFrame:
    national = observations.frame.filter(pl.col("place") == "US")
    dated = national.filter(pl.col("series").is_in(DATED))
    newest = Observations(dated).newest(day)
    parts = [
        *_by_agency(newest, STOCK, "stock"),
        *_by_agency(newest, BOOK_INS, "book-ins"),
        *_by_class(newest),
        *_book_outs(newest),
        _removals(newest),
        _arrests(national, day),
    ]
    order = {
        f"{target}/{group}": at
        for at, (target, group) in enumerate((t, g) for t, gs in TARGETS.items() for g in gs)
    }
    place = pl.format("{}/{}", "target", "group").replace_strict(order, return_dtype=pl.Int64)
    return pl.concat(parts).sort(place, "start")


def _months(rows: pl.DataFrame, target: str, group: str) -> pl.DataFrame:
    """Rows of ``start, end, value, complete``, values people of the month, as a target's months."""
    days = (pl.col("end") - pl.col("start")).dt.total_days() + 1
    return rows.select(
        pl.lit(target).alias("target"),
        pl.lit(group).alias("group"),
        pl.col("start").dt.strftime("%Y-%m").alias("month"),
        "start",
        "end",
        pl.col("value") if target == "stock" else pl.col("value") / days,
        pl.lit(UNITS[target]).alias("unit"),
        "complete",
    )


def _national(newest: pl.DataFrame, series: str, **chosen: str) -> pl.DataFrame:
    """One series' rows; of the dimensions that are not chosen the total."""
    wanted = {"agency": "ALL", "criminality": "all", "detail": ""} | chosen
    return newest.filter(
        pl.col("series") == series, *(pl.col(name) == value for name, value in wanted.items())
    )


def _by_agency(newest: pl.DataFrame, series: str, target: str) -> list[pl.DataFrame]:
    groups = {"all": "ALL"} | {origin: origin for origin in ORIGINS}
    return [
        _months(_national(newest, series, agency=agency), target, group)
        for group, agency in groups.items()
    ]


def _by_class(newest: pl.DataFrame) -> list[pl.DataFrame]:
    return [_months(_national(newest, STOCK, criminality=name), "stock", name) for name in CLASSES]


def _book_outs(newest: pl.DataFrame) -> list[pl.DataFrame]:
    """All, removal and not removal; the last is reached back to before fiscal year 2024.

    Until then only releases on bond, recognizance, supervision and parole were published, about
    94 percent of all that were no removals. They are scaled by the ratio of the two over the
    complete months for which both were published, and left out where no month has both.
    """
    everything = _national(newest, BOOK_OUTS)
    removal = _national(newest, BOOK_OUTS, detail="removal")
    span = ["start", "end", "complete"]
    other = everything.join(
        removal.select(*span, removed="value"), on=span, how="inner"
    ).with_columns(value=pl.col("value") - pl.col("removed"))
    releases = _national(newest, RELEASES)
    both = other.join(releases.select(*span, released="value"), on=span).filter("complete")
    parts = [other.select(*span, "value")]
    if both.height:
        ratio = float(both["value"].sum()) / float(both["released"].sum())
        earlier = releases.filter(pl.col("start") < other["start"].min())
        parts.append(earlier.select(*span, pl.col("value") * ratio))
    return [
        _months(everything, "book-outs", "all"),
        _months(removal, "book-outs", "removal"),
        _months(pl.concat(parts), "book-outs", "not removal"),
    ]


def _removals(newest: pl.DataFrame) -> pl.DataFrame:
    """Removals by month, from counts since the start of the fiscal year at each edition.

    Between the last days of two editions the count is taken to rise evenly, from 0 on the eve of
    1 October; a month's removals are the rise from the end of the month before it to its own end,
    or to the last edition of the fiscal year when that comes first. So: what an edition adds for
    earlier weeks counts where the edition lies; days after a fiscal year's last edition are in
    no month; and a month whose beginning or end lies between editions more than 35 days apart
    only repeats their mean, and is marked not complete, as is a month whose end is not reached.
    """
    eve = timedelta(days=1)
    rows: list[tuple[date, date, float, bool]] = []
    counts = _national(newest, REMOVALS).sort("start", "end")
    for year in counts.partition_by("start", maintain_order=True):
        first: date = year["start"][0]
        last: date = year["end"][-1]
        days = np.array([day.toordinal() for day in (first - eve, *year["end"])])
        totals = np.array([0.0, *year["value"]])
        month = (first.year, first.month)
        while date(*month, 1) <= last:
            start, end = date(*month, 1), min(month_end(*month), last)
            edges = [(start - eve).toordinal(), end.toordinal()]
            before, after = np.interp(edges, days, totals)
            sure = all(_gap(days, edge) <= LONGEST_GAP for edge in edges)
            rows.append((start, end, float(after - before), sure and end == month_end(*month)))
            month = next_month(*month)
    schema = {"start": pl.Date(), "end": pl.Date(), "value": pl.Float64(), "complete": pl.Boolean()}
    return _months(pl.DataFrame(rows, schema=schema, orient="row"), "removals", "all")


def _gap(days: np.ndarray, edge: int) -> int:
    """Days between the editions around a day; 0 where an edition ends on it."""
    at = int(np.searchsorted(days, edge))
    return 0 if days[at] == edge else int(days[at] - days[at - 1])


def _arrests(national: pl.DataFrame, day: date | None) -> pl.DataFrame:
    """Arrests by month; before the newest release begins, those of the release before it.

    Where both have a month they differ by less than half a percent.
    """
    newest = Observations(national.filter(pl.col("series").is_in([ARRESTS, EARLIER_ARRESTS])))
    rows = newest.newest()
    if day is not None:
        rows = rows.filter(pl.col("end") <= day - timedelta(days=ARRESTS_KNOWN_AFTER_DAYS))
    now = _national(rows, ARRESTS)
    earlier = _national(rows, EARLIER_ARRESTS)
    if now.height:
        earlier = earlier.filter(pl.col("start") < now["start"].min())
    return _months(pl.concat([earlier, now]), "arrests", "all")
