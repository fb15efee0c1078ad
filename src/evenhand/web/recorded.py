"""The record beside the lines of the charts."""

from __future__ import annotations

from datetime import date

from evenhand.errors import ModelError
from evenhand.fitting.custody_record import custody_record
from evenhand.model.areas import arrest_rates
from evenhand.model.classes import CLASSES, REMOVAL
from evenhand.timeline import next_month
from evenhand.web.chart_lines import WHO
from evenhand.web.knowledge import Knowledge
from evenhand.web.wire.runs import RecordLine, RecordLines, RecordPoint

SINCE = date(2023, 1, 1)
WORKBOOK = "ICE detention statistics, all editions that were read"
ARRESTS = "ICE administrative arrests by area, Deportation Data Project release; derived table"


def record_lines(knowledge: Knowledge) -> RecordLines:
    """What the record says of arrests, detention and removals, for the nation.

    Args:
        knowledge: The record.
    """
    record = custody_record(knowledge.observations, None)
    held = [(knot.day, float(knot.people.sum())) for knot in record.knots if knot.day >= SINCE]
    gone = [
        (one.first, float(one.people[:, REMOVAL].sum()) / ((one.last - one.first).days + 1))
        for one in record.exits
        if one.first >= SINCE and one.with_removals
    ]
    return RecordLines(
        lines=(
            _line("detained", "detained", "people in detention", "people", WORKBOOK, "detained",
                  held),
            _line("removals: from detention", "removals", "removals from detention", "people/day",
                  WORKBOOK, "exits", gone),
            *_arrests(),
        )
    )  # fmt: skip


def _arrests() -> list[RecordLine]:
    months, day = [], SINCE
    while True:
        try:
            months.append((day, arrest_rates(day)))
        except ModelError:
            break
        day = date(*next_month(day.year, day.month), 1)
    jail = [(day, float(one[:, :, 0].sum())) for day, one in months]
    large = [(day, float(one[:, :, 1].sum())) for day, one in months]
    every = [(day, float(one.sum())) for day, one in months]
    found = [
        _line("arrests: jail", "arrests", "in jails", "people/day", ARRESTS, "", jail),
        _line("arrests: at-large", "arrests", "at large, all kinds", "people/day", ARRESTS, "",
              large),
        _line("arrests", "arrests", "all channels", "people/day", ARRESTS, "", every),
    ]  # fmt: skip
    for index, kind in enumerate(CLASSES):
        some = [(day, float(one[:, index].sum())) for day, one in months]
        found.append(_line(f"arrests of {kind}", "who", WHO[kind], "people/day", ARRESTS, "", some))
    return found


def _line(
    series: str, chart: str, name: str, unit: str, source: str, record: str,
    points: list[tuple[date, float]],
) -> RecordLine:  # fmt: skip
    return RecordLine.model_validate({
        "series": series, "chart": chart, "name": name, "unit": unit, "source": source,
        "record": record,
        "points": tuple(RecordPoint(day=day, value=round(value, 1)) for day, value in points),
    })  # fmt: skip
