"""A number from a series of observations, with every figure that it came from."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from evenhand.claims.computations import OfSeries
from evenhand.claims.record import Record
from evenhand.claims.units import unit_of
from evenhand.claims.values import Used, Value, nothing
from evenhand.errors import ClaimError, EvenhandError, Problem
from evenhand.observations.catalogue import DIMENSIONS, TOTALS
from evenhand.timeline import parse_period

TO_DATE = ".."
"""In labels of periods: from the fiscal year's start to a day; never complete, and not partial."""
ADDED = ("sum", "mean", "per-day")
DAY = timedelta(days=1)


def series_value(record: Record, asked: OfSeries, known_by: date | None = None) -> Value:
    """The number that a computation asks of a series.

    Args:
        record: What there is.
        asked: What is asked.
        known_by: Only what had been posted by this day.

    Raises:
        ClaimError: when the periods overlap, so that days would be counted twice.
        DataError: when the series is unknown.
    """
    if asked.unpublished and asked.series not in record.names():
        return nothing(f"the series '{asked.series}' is not published")
    frame = chosen(record, asked, known_by)
    rows = _in_time(frame, asked)
    if rows.is_empty():
        return nothing(_why(frame, asked))
    periods = _by_period(rows)
    factor = unit_of(str(rows["unit"][0])).factor
    if asked.take in ADDED or asked.window > 1:
        _refuse_overlaps(periods, asked)
    value, kept = _taken(periods, asked)
    if value is None:
        return nothing(f"'{asked.series}' has no {asked.window} consecutive values in these days")
    used = rows.filter(
        pl.any_horizontal(
            [(pl.col("start") == first) & (pl.col("end") == last) for first, last, _ in kept]
        )
    )
    return Value(
        value * (1.0 if asked.take == "count" else factor),
        value * (1.0 if asked.take == "count" else factor),
        used=tuple(_used(row) for row in used.iter_rows(named=True)),
        missing_days=_missing_days(periods, asked),
        first=min(first for first, _, _ in kept),
        last=max(last for _, last, _ in kept),
    )


def chosen(record: Record, asked: OfSeries, known_by: date | None = None) -> pl.DataFrame:
    """The rows of a series that a computation is about, of all periods.

    Args:
        record: What there is.
        asked: What is asked.
        known_by: Only what had been posted by this day.

    Raises:
        DataError: when the series is unknown.
    """
    frame = record.series(asked.series, known_by)
    for dimension in DIMENSIONS:
        wanted = getattr(asked, dimension)
        if dimension == "place" and asked.on_list:
            frame = frame.filter(pl.col("place").is_in(record.listed(asked.on_list)))
        elif dimension == "place" and (asked.but_place or asked.off_list):
            left_out = [*asked.but_place, *record.listed(asked.off_list), TOTALS["place"]]
            frame = frame.filter(~pl.col("place").is_in(left_out))
        elif wanted:
            frame = frame.filter(pl.col(dimension).is_in(wanted))
        elif (frame[dimension] == TOTALS[dimension]).any():
            frame = frame.filter(pl.col(dimension) == TOTALS[dimension])
    return frame


Row = tuple[date, date, float]


def _in_time(frame: pl.DataFrame, asked: OfSeries) -> pl.DataFrame:
    if asked.take != "value":
        return frame.filter((pl.col("start") >= asked.first) & (pl.col("end") <= asked.last))
    label = asked.at or ""
    found = frame.filter(pl.col("period") == label)
    if found.is_empty() and TO_DATE not in label:
        period = parse_period(label)
        found = frame.filter((pl.col("start") == period.start) & (pl.col("end") == period.end))
    return found


def _why(frame: pl.DataFrame, asked: OfSeries) -> str:
    if frame.is_empty():
        return f"'{asked.series}' has no such part in these periods"
    if asked.take != "value":
        days = f"{asked.first} to {asked.last}"
        return f"'{asked.series}' has no period that lies within {days}"
    try:
        start = parse_period(asked.at or "").start
    except EvenhandError:
        start = frame["start"].max()  # type: ignore[assignment]
    near = frame.with_columns(away=(pl.col("start") - start).abs()).sort("away", "end")
    labels = list(dict.fromkeys(near["period"].to_list()))[:3]
    return f"'{asked.series}' has no value of exactly {asked.at}; the nearest: {', '.join(labels)}"


def _by_period(rows: pl.DataFrame) -> list[Row]:
    added = rows.group_by("start", "end").agg(pl.col("value").sum()).sort("start", "end")
    return [(row[0], row[1], float(row[2])) for row in added.iter_rows()]


def _refuse_overlaps(periods: list[Row], asked: OfSeries) -> None:
    for (_, before, _), (after, _, _) in pairwise(periods):
        if after <= before:
            what = f"the periods of '{asked.series}' overlap from {after}: days would count twice"
            fix = "take one value (take: value, at: …), the first, the last or the largest"
            raise ClaimError(Problem(asked.where or asked.series, what, fix))


def _taken(periods: list[Row], asked: OfSeries) -> tuple[float | None, list[Row]]:
    """The number, and the periods that it came from."""
    values = [value for _, _, value in periods]
    take = asked.take
    if take in {"largest", "smallest"}:
        windows = [
            periods[n : n + asked.window] for n in range(len(periods) - asked.window + 1)
            if _consecutive(periods[n : n + asked.window])
        ]  # fmt: skip
        if not windows:
            return None, []
        pick = max if take == "largest" else min
        best = pick(windows, key=lambda rows: sum(value for _, _, value in rows))
        return sum(value for _, _, value in best), best
    if take == "value":
        return sum(values), periods
    if take == "sum":
        return sum(values), periods
    if take == "mean":
        return sum(values) / len(values), periods
    if take == "per-day":
        return sum(values) / sum((last - first).days + 1 for first, last, _ in periods), periods
    if take == "count":
        return float(len(values)), periods
    if take == "change":
        ends = [periods[0], periods[-1]]
        return values[-1] - values[0], ends
    one = periods[0] if take == "first" else periods[-1]
    return one[2], [one]


def _consecutive(rows: list[Row]) -> bool:
    return all(a[1] + DAY == b[0] for a, b in pairwise(rows))


def _missing_days(periods: list[Row], asked: OfSeries) -> tuple[date, ...]:
    """Days in the window that no period covers; none for counts made on some days only."""
    if asked.take in {"value", "first", "last", "count", "change"}:
        return ()
    if all(first == last for first, last, _ in periods) and len(periods) > 1:
        apart = Counter((b[0] - a[0]).days for a, b in pairwise(periods))
        if apart.most_common(1)[0][0] > 1:
            return ()
    assert asked.first is not None
    assert asked.last is not None
    covered = {
        first + n * DAY for first, last, _ in periods for n in range((last - first).days + 1)
    }
    days = (asked.first + n * DAY for n in range((asked.last - asked.first).days + 1))
    return tuple(day for day in days if day not in covered)


def _used(row: dict[str, object]) -> Used:
    parts = [str(row[name]) for name in DIMENSIONS if row[name] not in ("", TOTALS[name])]
    return Used(
        "observation", str(row["series"]), ", ".join(parts), str(row["period"]),
        row["start"], row["end"], float(row["value"]), str(row["unit"]),  # type: ignore[arg-type]
        str(row["file"]), f"{row['sheet']}!{row['cell']}" if row["sheet"] else str(row["cell"]),
        str(row["edition"]), row["published"], str(row["reliability"]),  # type: ignore[arg-type]
        str(row["note"] or ""), bool(row["complete"]) or TO_DATE in str(row["period"]),
    )  # fmt: skip
