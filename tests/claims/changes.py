"""Records with one thing changed, for tests of what a verdict follows from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl

from evenhand.claims.record import Record
from evenhand.observations.table import Observation, Observations, observations_frame

Change = Callable[[Record], Record]


def times(series: str, factor: float, **where: str) -> Change:
    """Every value of a series, or of a part of it, multiplied."""

    def change(record: Record) -> Record:
        hit = pl.col("series") == series
        for name, value in where.items():
            hit &= pl.col(name) == value
        frame = record.observations.frame
        assert frame.filter(hit).height
        value = pl.when(hit).then(pl.col("value") * factor).otherwise("value")
        return with_frame(record, frame.with_columns(value=value))

    return change


def with_frame(record: Record, frame: pl.DataFrame) -> Record:
    """The record with other observations."""
    return replace(record, observations=Observations(frame))


def added(series: str, unit: str, values: dict[tuple[date, date], float]) -> Change:
    """A series that was not there."""

    def change(record: Record) -> Record:
        rows = [
            Observation(
                series=series, period=f"{first}/{last}", start=first, end=last, value=value,
                unit=unit, as_of=last, published=last, edition="e", file="new.csv", sheet="",
                cell=f"B{number}",
            )
            for number, ((first, last), value) in enumerate(values.items(), start=2)
        ]  # fmt: skip
        assert series not in record.names()
        frame = pl.concat([record.observations.frame, observations_frame(rows)])
        return with_frame(record, frame)

    return change


def statement(name: str, low: float, high: float | None = None) -> Change:
    """Another figure of a published statement."""

    def change(record: Record) -> Record:
        one = replace(record.statements[name], low=low, high=low if high is None else high)
        return replace(record, statements={**record.statements, name: one})

    return change


def without_statement(name: str) -> Change:
    """No such published statement."""

    def change(record: Record) -> Record:
        assert name in record.statements
        kept = {key: one for key, one in record.statements.items() if key != name}
        return replace(record, statements=kept)

    return change


def held(proposition: str, holds: str, **where: str) -> Change:
    """What findings on a proposition hold."""

    def change(record: Record) -> Record:
        def hit(one):
            same = all(getattr(one, key) == value for key, value in where.items())
            return one.proposition == proposition and same

        assert any(hit(one) for one in record.findings)
        found = tuple(replace(one, holds=holds) if hit(one) else one for one in record.findings)
        return replace(record, findings=found)

    return change


def without_findings(*names: str) -> Change:
    """Without some findings of law."""

    def change(record: Record) -> Record:
        assert set(names) <= {one.id for one in record.findings}
        kept = tuple(one for one in record.findings if one.id not in names)
        return replace(record, findings=kept)

    return change


def event_without_first(name: str) -> Change:
    """A legal event whose first status is not there."""

    def change(record: Record) -> Record:
        event = record.events[name]
        later = replace(event, changes=event.changes[1:])
        return replace(record, events={**record.events, name: later})

    return change


def shorter_list(name: str, entries: int) -> Change:
    """A public list with so many entries less."""

    def change(record: Record) -> Record:
        mine = [one for one in record.entries if one.list == name]
        return replace(record, entries=tuple(mine[entries:]))

    return change
