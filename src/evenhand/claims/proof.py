"""The data of a proof chart: the series around the window, and the claimed number as a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from evenhand.claims.computations import OfSeries, leaves
from evenhand.claims.record import Record
from evenhand.claims.series_values import chosen
from evenhand.claims.units import unit_of
from evenhand.claims.verdicts import Computed, Verdict

POINTS_EACH_SIDE = 12
MOST_POINTS = 400


@dataclass(frozen=True)
class ProofSeries:
    """A series around the days that a definition counts.

    Args:
        definition: Name of the definition.
        series: Name of the series.
        parts: Place, agency, class and detail, if not the total.
        unit: Its unit.
        points: ``period, start, end, value, counted, reliability, file, cell``; ``counted`` says
            whether the value is among those that the definition counts.
        line: The claimed number, where the value of one period is compared with it directly;
            None where the number is of something made from several values.
    """

    definition: str
    series: str
    parts: str
    unit: str
    points: pl.DataFrame
    line: float | None


def definition_bars(verdict: Verdict) -> pl.DataFrame:
    """The values of all definitions beside the claimed number, for a chart of bars.

    Args:
        verdict: A judged claim.

    Returns:
        ``definition, wording, value, low, high, claimed, unit``; only definitions with numbers.
    """
    claim = verdict.claim
    rows = [
        (one.definition.name, one.definition.wording, one.value, one.low, one.high, claim.number,
         claim.unit)
        for one in verdict.computed if one.value is not None
    ]  # fmt: skip
    kinds = {"definition": pl.String(), "wording": pl.String(), "value": pl.Float64(),
             "low": pl.Float64(), "high": pl.Float64(), "claimed": pl.Float64(),
             "unit": pl.String()}  # fmt: skip
    return pl.DataFrame(rows, schema=kinds, orient="row")


def proof_series(record: Record, verdict: Verdict) -> list[ProofSeries]:
    """The series that a verdict's definitions count, each once, around the days counted.

    Args:
        record: What the claim was judged against.
        verdict: The judged claim.
    """
    found: list[ProofSeries] = []
    seen = set()
    for one in verdict.computed:
        asked = one.definition.compute
        if asked is None:
            continue
        for leaf in leaves(asked):
            if not isinstance(leaf, OfSeries) or leaf.series not in record.names():
                continue
            key = (
                leaf.series,
                leaf.place,
                leaf.but_place,
                leaf.on_list,
                leaf.off_list,
                leaf.agency,
                leaf.criminality,
                leaf.detail,
            )
            if key in seen:
                continue
            seen.add(key)
            made = _around(record, verdict, one, leaf, direct=leaf is asked)
            if made is not None:
                found.append(made)
    return found


def _around(
    record: Record, verdict: Verdict, one: Computed, leaf: OfSeries, *, direct: bool
) -> ProofSeries | None:
    frame = chosen(record, leaf, verdict.claim.as_of)
    counted = {(use.first, use.last) for use in one.used if use.name == leaf.series}
    if frame.is_empty() or not counted:
        return None
    longest = max((last - first).days for first, last in counted)
    lengths = (pl.col("end") - pl.col("start")).dt.total_days()
    alike = frame.filter((lengths >= longest * 0.8 - 1) & (lengths <= longest * 1.2 + 4))
    margin = timedelta(days=POINTS_EACH_SIDE * (longest + 1))
    first = _moved(min(day for day, _ in counted), -margin)
    last = _moved(max(day for _, day in counted), margin)
    near = alike.filter((pl.col("end") >= first) & (pl.col("start") <= last)).head(MOST_POINTS)
    added = near.group_by("period", "start", "end").agg(
        pl.col("value").sum(), pl.col("reliability").max(), pl.col("file").first(),
        pl.col("cell").first(),
    )  # fmt: skip
    marks = [pair in counted for pair in added.select("start", "end").iter_rows()]
    points = added.with_columns(counted=pl.Series(marks, dtype=pl.Boolean)).sort("start", "end")
    columns = ["period", "start", "end", "value", "counted", "reliability", "file", "cell"]
    unit = str(frame["unit"][0])
    parts = ", ".join([*leaf.place, *leaf.agency, *leaf.criminality, *leaf.detail])
    return ProofSeries(
        one.definition.name, leaf.series, parts, unit, points.select(columns),
        _line(verdict, leaf, unit) if direct else None,
    )  # fmt: skip


def _line(verdict: Verdict, leaf: OfSeries, unit: str) -> float | None:
    """The claimed number in the unit of a series, where single values stand beside it."""
    number = verdict.claim.number
    single = leaf.take in {"value", "largest", "smallest", "first", "last", "mean"}
    if number is None or not single or leaf.window > 1:
        return None
    return number * unit_of(verdict.claim.unit).factor / unit_of(unit).factor


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day
