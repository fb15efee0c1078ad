"""Publications on flights, and forecasts with a date: P20, P21, and P23 for completeness."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import polars as pl
from literature_rows import Row, number, share
from literature_runs import Found, days_until, model, observations, one, run

from evenhand.results.measures import DETAINED, measure
from evenhand.scenarios.files import load_scenario
from evenhand.system_simulation import prepare, run_mean

START_2025 = date(2025, 1, 20)
WITHIN_5 = "5 %: the rule for statements that are supported"
RECORD_TO = "the record to 31 January 2026"


def flights_needed(found: Found, first: date, last: date) -> float:
    """Flights that removals by air of some days ask for, beyond the seats of other air travel."""
    values = found.run.values
    seats = values.by_day("removal.seats_per_flight")
    others = values.by_day("removal.other_seats")
    by_air = found.by_period("removals: air")
    begin = found.run.first_day
    days = slice((first - begin).days, (last - begin).days + 1)
    needed = (by_air[days] - others[days]).clip(min=0) / seats[days]
    return float(needed.sum())


def air() -> list[Row]:
    """P20: how many are removed by air, and with how many flights."""
    june, until_july = date(2025, 6, 5), date(2025, 7, 31)
    month = run(days=days_until(june, date(2025, 7, 5)), cut_off=june, per="day")
    half = run(days=days_until(START_2025, until_july), cut_off=START_2025, per="day", follow=True)
    base = run()
    by_air = base.total("removals: air") / base.total("removals")
    why = "25 %: seats per flight and the share by land are assumed"
    june_days = date(2025, 6, 6), date(2025, 7, 5)
    needed = flights_needed(month, *june_days)
    monthly = 30 * month.total("removals: air")
    full = (f"The model's 135 seats are full. It removes {number(monthly)} by air in a month: "
            f"{number(monthly / 209)} for each of 209 flights, as do ICE's about 15,000 a month "
            "(sheet R08). Flights leave half empty, or are smaller; the model's seats do not bind "
            "where the published ones might.")  # fmt: skip
    return [
        Row("P20", "ICE, FY2016", "110,000 removed by charter and 5,800 by commercial flights, of "
            "240,255: 48 %", "the baseline of 2026: removals by air over all", "Share by air",
            "share", 115_800 / 240_255, *share(115_800 / 240_255, 0.25),
            "25 %: another mix of countries", by_air, "system"),
        Row("P20", "Human Rights First, June 2025", "209 removal flights in June 2025",
            "the whole system of 5 June 2025: flights of 135 seats that its removals by air ask "
            "for in 30 days", "Flights a month, June 2025", "flights", 209, *share(209, 0.25), why,
            needed, "system", full),
        Row("P20", "Human Rights First, 2025", "over 1,000 removal flights from 20 January to July "
            "2025", "the whole system of January 2025, dated levers as recorded: flights that its "
            "removals by air ask for", "Flights, 20 January to July 2025", "flights", 1_000,
            *share(1_000, 0.25), why, flights_needed(half, START_2025, until_july), "system",
            full + " Arrests of January 2025 also go on in this run; in the record they doubled by "
            "June."),
        Row("P20", "ICE, 2016", "US$7,785 per flight-hour", "none: transport has one price per "
            "person removed", "Price of a flight-hour", "US$", 7_785, 7_785, 7_785, "",
            float("nan"),
            "nothing", "Hours of flights are not modelled; US$1,978 per person and 135 seats are "
            "34 such hours a flight, which holds the way back, guards and domestic legs."),
    ]  # fmt: skip


@cache
def cumulated(day: date) -> float:
    """Removals of a day's fiscal year up to it, between posted days in a straight line."""
    frame = observations().newest()
    year = day.year + (day.month >= 10)
    points = frame.filter(
        (pl.col("series") == "removals-to-date")
        & pl.col("period").str.starts_with(f"FY{year}..")
    ).sort("end").select("end", "value").rows()  # fmt: skip
    begin = (date(year - 1, 9, 30), 0.0)
    points = [begin, *points]
    for (a, low), (b, high) in pairwise(points):
        if day <= b:
            return float(low + (high - low) * (day - a).days / (b - a).days)
    (a, low), (b, high) = points[-2:]
    return float(high + (high - low) / (b - a).days * (day - b).days)


def arrests_a_day(first: str, last: str) -> float:
    """The record's arrests a day, whole months from one to another."""
    frame = observations().newest()
    found = frame.filter(
        (pl.col("series") == "arrests") & (pl.col("criminality") == "all")
        & (pl.col("period") >= first) & (pl.col("period") <= last)
    )  # fmt: skip
    days = (found["end"] - found["start"]).dt.total_days() + 1
    return float(found["value"].sum() / days.sum())


def forecast(cut_off: date, first: date, last: date, name: str, follow: bool = False) -> float:
    """People of a measure between two days, forecast from what was known by a day."""
    found = run(days=days_until(cut_off, last), cut_off=cut_off, per="day", follow=follow)
    return float(found.by_period(name)[(first - found.run.first_day).days :].sum())


def to_year_end(cut_off: date, last: date, follow: bool = False) -> float:
    """Removals of the fiscal year to a day: the record to a fit's snapshot, then its forecast."""
    first = model(cut_off).first_day
    return cumulated(first - timedelta(days=1)) + forecast(cut_off, first, last, "removals", follow)


def removals_2025() -> list[Row]:
    """P21: forecasts of removals in 2025, scored by the record, and ours of the same day."""
    ends, new_year = date(2025, 9, 30), date(2025, 12, 31)
    fiscal = cumulated(ends)
    calendar = fiscal - cumulated(date(2024, 12, 31)) + cumulated(new_year)
    since = calendar - (cumulated(START_2025) - cumulated(date(2024, 12, 31)))
    ours = to_year_end(date(2025, 10, 15), ends)
    early = to_year_end(START_2025, ends, follow=True)
    late = calendar - cumulated(new_year) + to_year_end(new_year, new_year)
    year = f"{RECORD_TO}; the last ten days at the pace of the fortnight before"
    return [
        Row("P21", "MPI, October 2025", "about 340,000 ICE deportations in FY2025", year,
            "Removals, FY2025: the record against MPI", "people", 340_000, *share(340_000, 0.05),
            WITHIN_5, fiscal, "record"),
        Row("P21", "our forecast of the same day", "the record: " + number(fiscal),
            "the whole system of 15 October 2025 for the ten days not yet posted",
            "Removals, FY2025: ours of October 2025", "people", fiscal, *share(fiscal, 0.05),
            WITHIN_5, ours, "forecast",
            "All but ten days were known, to MPI as to us."),
        Row("P21", "our forecast of 20 January 2025", "the record: " + number(fiscal),
            "the whole system of January 2025 to September, levers as the record dates them",
            "Removals, FY2025: ours of January 2025", "people", fiscal, *share(fiscal, 0.05),
            WITHIN_5, early, "forecast",
            "The rise of arrests was not in the record of January 2025. The model continues "
            "levels and does not forecast decisions."),
        Row("P21", "Brookings, AEI and Niskanen, January 2026",
            "310,000 to 315,000 removals in 2025",
            "the record of calendar 2025, between posted days in a straight line",
            "Removals, 2025: the record against Brookings", "people", 312_500,
            *share(312_500, 0.05), WITHIN_5, calendar, "record",
            f"ICE's own count is {calendar / 312_500 - 1:.0%} higher. The "
            "definition behind 310,000 was not seen; a count that leaves out people turned over by "
            "CBP would be lower."),
        Row("P21", "our forecast of 31 December 2025", "the record: " + number(calendar),
            "the record to the newest snapshot, then the whole system of that day",
            "Removals, 2025: ours of December 2025", "people", calendar, *share(calendar, 0.05),
            WITHIN_5, late, "forecast",
            "All but the last weeks were known, to Brookings as to us."),
        Row("P21", "DHS, December 2025", "over 600,000 deported from 20 January to December 2025",
            f"{RECORD_TO}, 20 January to 31 December 2025", "Removals: the record against DHS",
            "people", 600_000, *share(600_000, 0.05), WITHIN_5, since, "record",
            "No method is published for the DHS total; it may hold returns at the border and other "
            "departures."),
    ]  # fmt: skip


def targets() -> list[Row]:
    """P21: the target of arrests of May 2025, scored, and ours of the same day."""
    day, last = date(2025, 5, 29), date(2026, 1, 31)
    first = date(2025, 6, 1)
    recorded = arrests_a_day("2025-06", "2026-01")
    days = (last - first).days + 1
    steady, dated = (forecast(day, first, last, "arrests", follow) / days
                     for follow in (False, True))  # fmt: skip
    return [
        Row("P21", "White House, May 2025", "3,000 arrests a day, a target",
            f"{RECORD_TO}, June 2025 to January 2026",
            "Arrests a day: the record against the target",
            "people/day", 3_000, *share(3_000, 0.05), WITHIN_5, recorded, "record",
            "A target, not a forecast; it was not met in any month."),
        Row("P21", "our forecast of 29 May 2025", "the record: " + number(recorded),
            "the whole system of 29 May 2025, levers held", "Arrests a day: ours, levers held",
            "people/day", recorded, *share(recorded, 0.05), WITHIN_5, steady, "forecast",
            "Held levers know nothing of the officers and detailees who came after May."),
        Row("P21", "the same, levers as the record dates them", "the record: " + number(recorded),
            "the same with officers, detailees and share in the field as dated in the record",
            "Arrests a day: ours, levers dated", "people/day", recorded, *share(recorded, 0.05),
            WITHIN_5, dated, "forecast",
            "Hours per targeted arrest stay at those of May; the record's arrests rose more slowly "
            "than its officers."),
    ]  # fmt: skip


def later() -> list[Row]:
    """P21: forecasts that the record cannot score yet, and ours; P23."""
    fitted = model(None)
    base = run(days=days_until(None, date(2029, 9, 30)))
    scenario, _ = load_scenario("beds-100k")
    ready = prepare(fitted, base.run.days, scenario=scenario)
    more = Found(ready, run_mean(ready, per="run", by="all"))
    extra = more.people("removals") - base.people("removals")
    november = days_until(None, date(2026, 11, 30))
    wanted = run({"beds": one(1e7)}, days=november).at_end(*DETAINED)
    held = run(days=november).at_end(*DETAINED)
    arrests = measure(run(days=november).counts, "arrests").sum()
    return [
        Row("P21", "CBO, September 2025", "290,000 removals and 30,000 voluntary departures from "
            "the act's funds", "ours of 31 January 2026: 100,000 beds against the baseline, to "
            "September 2029", "More removals by the act's funds", "people", 320_000, *share(320_000,
            0.05),
            WITHIN_5, extra, "forecast",
            "CBO's method was not seen. In the model beds alone bring few removals: judges and "
            "arrests limit them. Officers hired with the act are in the baseline already.",
            due="after fiscal year 2029"),
        Row("P21", "DHS, February 2026, and others", "92,600 beds by 30 November 2026; 100,000 to "
            "116,000 with the act's funds", "ours of 31 January 2026: people in detention on 30 "
            "November 2026 if there were beds for all", "Detained with beds for all", "people",
            108_000, 100_000, 116_000, "the published range", wanted, "forecast",
            f"Beds are an input of the model; with the 73,000 of the baseline {number(held)} are "
            "detained. The fitted arrests and stays do not fill 100,000 beds.",
            due="30 November 2026"),
        Row("P21", "the target of 3,000 arrests a day", "3,000 a day", "ours of 31 January 2026, "
            "to 30 November 2026", "Arrests a day, 2026", "people/day", 3_000, *share(3_000, 0.05),
            WITHIN_5, float(arrests), "forecast",
            "The baseline continues the effort of January 2026.", due="30 November 2026"),
        Row("P23", "Liu and Wein 2008", "34,500 beds needed in 2003, 50,000 at the time of "
            "writing; with 21,000, tens of thousands released a year", "none: the paper's table of "
            "arrival rates and stays is not available", "Beds to remove all", "people", 34_500,
            *share(34_500, 0.01), "1 %, once the table is at hand", float("nan"), "nothing",
            "Its method, arrivals that change with time and two classes with priority, is tested "
            "against theory by engine_known_answers.py (K3 to K6)."),
    ]  # fmt: skip


CASES = (air, removals_2025, targets, later)
