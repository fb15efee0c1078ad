"""Publications on who is in detention and for how long: P8, P9 and P22."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import polars as pl
from literature_networks import constant_stay, in_mean_values, network, stock_of
from literature_rows import Row, number, share
from literature_runs import YEAR, days_until, model, observations, run

from evenhand.model.levers import Array
from evenhand.results.measures import DETAINED

FY2019 = (date(2018, 10, 1), date(2019, 9, 30))
OF_THOSE_THERE = (
    (date(2024, 1, 5), "end of 2023", 55.2, 0.046),
    (date(2025, 1, 20), "end of 2024", 66.5, 0.0818),
    (None, "mid January 2026", 68.6, 0.0956),
)
"""Fits, and what ICE published of days in custody so far: mean, and share over 180 days."""
SETTLED = 4_000
"""Days after which a stage with these stays has settled."""


def monthly(series: str, first: date, last: date) -> pl.DataFrame:
    """A national monthly series of the shipped record."""
    national = (pl.col("agency") == "ALL") & (pl.col("criminality") == "all")
    found = observations().newest().filter(
        (pl.col("series") == series) & national & (pl.col("period").str.len_chars() == 7)
        & (pl.col("detail") == "") & (pl.col("start") >= first) & (pl.col("end") <= last)
    )  # fmt: skip
    days = (pl.col("end") - pl.col("start")).dt.total_days() + 1
    return found.sort("start").with_columns(days=days)


def detained_on(day: date) -> float:
    """People in detention on a day of the record."""
    frame = observations().newest()
    found = frame.filter(
        (pl.col("series") == "detained") & (pl.col("end") == day) & (pl.col("agency") == "ALL")
        & (pl.col("criminality") == "all")
    )  # fmt: skip
    return float(found["value"][0])


def little() -> list[Row]:
    """P8: people there are arrivals times stay."""
    winter, start = date(2023, 12, 17), date(2023, 11, 22)
    forecast = run(days=days_until(start, winter), cut_off=start, per="day")
    month = monthly("initial-book-ins", date(2023, 12, 1), date(2023, 12, 31))
    book_ins = float(month["value"][0]) / 31
    system = forecast.total("book-ins")
    return [
        Row("P8", "ICE via DHS, FY2009", "about 380,000 admissions and a mean stay of 30 days: "
            "over 30,000 detained",
            "one stage with 380,000 arrivals a year and a mean stay of 30 days",
            "Detained, FY2009", "people", 31_000, 30_000, 33_000,
            "“over 30,000”, up to a tenth more",
            constant_stay(380_000 / YEAR, 30.0, 1500), "part"),
        Row("P8", "ICE, FY2015", "28,168 detained and a mean stay of 34.4 days",
            "one stage, arrivals by division", "Detained, FY2015", "people", 28_168,
            *share(28_168, 0.01), "rounding", constant_stay(28_168 / 34.4, 34.4, 1500),
            "arithmetic"),
        Row("P8", "TRAC, December 2023", "36,263 detained, a mean stay of 51.8 days: 700 arrivals "
            "a day", "the record's book-ins of December 2023",
            "Arrivals, by division and as counted",
            "people/day", 700, *share(700, 0.05), "5 %: arrivals were falling", book_ins, "record"),
        Row("P8", "TRAC, December 2023", "36,263 detained on 17 December", "the whole system, "
            "fitted to what had been posted by 22 November 2023", "Detained, 25 days ahead",
            "people",
            detained_on(winter), *share(detained_on(winter), 0.1),
            "10 %: three times the mean error of past forecasts of one month",
            forecast.at_end(*DETAINED), "system",
            f"The forecast began with {number(detained_on(date(2023, 11, 19)))} on 19 November and "
            "stayed level. In the record the number fell by 2,750 in four weeks: arrivals explain "
            "about 600 of it, the rest are exits faster than in the 90 days before."),
        Row("P8", "TRAC, December 2023", "700 arrivals a day", "the same run: book-ins a day",
            "Arrivals, forecast", "people/day", 700, *share(700, 0.1), "10 %: as above", system,
            "system",
            "The model continues the mean of the newest months; book-ins at the border fell from "
            "October to December 2023."),
    ]  # fmt: skip


@cache
def stays_of_2009() -> tuple[float, float, float]:
    """One stage with stays as published; share of stays of a day, mean elapsed, share of 180 days.

    Arrivals go on until the stage has settled and then stop: those left after so many days are
    those who had been there for at least as long.
    """
    there = {1: 0.75, 7: 0.62, 30: 0.29}
    days = [1.0, *(there[1] * (there[7] / there[1]) ** (d / 6) for d in range(6)),
            *(there[7] * (there[30] / there[7]) ** (d / 23) for d in range(23))]  # fmt: skip
    tail = there[30] / (30 - sum(days))
    hazards = [1 - there[1], 1 - (there[7] / there[1]) ** (1 / 6),
               1 - (there[30] / there[7]) ** (1 / 23), tail]  # fmt: skip
    return elapsed([0, 1, 7, 30], hazards)


def elapsed(bands: list[int], hazards: list[float]) -> tuple[float, float, float]:
    """Share of stays of a day, mean elapsed stay and share of 180 days, in a settled stage."""
    arrivals, after = 1_000.0, 1_500
    compiled = network(
        SETTLED + after,
        {
            "book-ins": {"inflow": {"to": "detention",
                "per-day": {"series": [arrivals] * SETTLED + [0.0] * after}}},
            "detention": {"delay": {"bands": bands, "exits": {"out": hazards}}},
        },
    )  # fmt: skip
    there: Array = stock_of(compiled, in_mean_values(compiled), "detention")[SETTLED - 1 :]
    left = there / there[0]
    return hazards[0], float(left[1:].sum()), float(left[180])


def ages_at(cut_off: date | None) -> tuple[float, float]:
    """Mean elapsed stay of those detained at a fit's start, and share of 180 days and more."""
    by_age = model(cut_off).custody.state.sum(axis=(0, 1))
    ages = np.arange(len(by_age))
    return float((by_age * ages).sum() / by_age.sum()), float(by_age[180:].sum() / by_age.sum())


def stays() -> list[Row]:
    """P9: the law of stays, seen from those who leave and from those who are there."""
    source = "DHS via CMS and TRAC, FY2009"
    said = ("of all stays 25 % end within a day, 38 % within a week, 71 % within a month, mean 30 "
            "days; of those there (formal proceedings) mean 81 days elapsed, 13 % six months and "
            "more")  # fmt: skip
    setup = "one stage whose stays meet the four numbers of the flow; then those who are there"
    _, mean, long = stays_of_2009()
    _, flat, _ = elapsed([0, 1], [1 / 30, 1 / 30])
    now = "ICE, workbooks, sheet ICLOS and Detainees"
    why = "25 %: ages are inferred from flows and mean stays"
    return [
        Row("P9", source, said, setup, "Mean elapsed stay of those there", "days", 81,
            *share(81, 0.25), "25 %: the snapshot is of a part of those detained", mean, "part",
            "Three quantiles and a mean leave the tail beyond a month open; the least one, a "
            "constant hazard, gives the mean shown. The published snapshot leaves out the third "
            "with no formal proceedings, who stay for days."),
        Row("P9", source, said, setup, "Share there for six months and more", "share", 0.13,
            *share(0.13, 0.25), "as above", long, "part",
            "The same: a constant hazard beyond a month has a mean of 50 days more, so that few "
            "reach half a year; a heavier tail with the same mean would."),
        Row("P9", source, said, "one stage with a constant hazard and a mean of 30 days",
            "Mean elapsed stay, no ages", "days", 81, *share(81, 0.25), "as above", flat, "part",
            control=True),
        *(
            row
            for cut_off, when, days, part in OF_THOSE_THERE
            for row in _ages(now, cut_off, when, days, part, why)
        ),
    ]  # fmt: skip


def _ages(
    source: str, cut_off: date | None, when: str, days: float, part: float, why: str
) -> list[Row]:
    """Ages of those detained at a fit's start against the workbooks' own."""
    mean, long = ages_at(cut_off)
    setup = f"the system fitted to what had been posted by {when}: ages of those there"
    old = ("Nothing in the fit uses the published ages. Its hazards fall over the first days to a "
           "level so low, for arrests by CBP above all, that too many are taken to stay for half a "
           "year.")  # fmt: skip
    return [
        Row("P9", source, f"{days} days elapsed on average, {when}", setup,
            f"Mean elapsed stay, {when}", "days", days, *share(days, 0.25), why, mean, "system",
        old),
        Row("P9", source, f"{part:.1%} over 180 days, {when}", setup,
            f"Share there over 180 days, {when}", "share", part, *share(part, 0.5),
            "50 %: a tail", long, "system", old),
    ]  # fmt: skip


def gao_2021() -> list[Row]:
    """P22: the average daily population of FY2019, by kind of agreement."""
    source = "GAO-21-149"
    said = "about 48,500 a day in FY2019; 59 % IGSA, 17 % riders of US Marshals, 24 % contracts"
    population = monthly("average-daily-population", *FY2019)
    counted = float((population["value"] * population["days"]).sum() / population["days"].sum())
    book_ins = monthly("initial-book-ins", *FY2019)
    stay = float(monthly("average-length-of-stay", *FY2019)["value"].mean())  # type: ignore[arg-type]
    per_day = np.repeat(
        (book_ins["value"] / book_ins["days"]).to_numpy(), book_ins["days"].to_numpy()
    )
    compiled = network(
        len(per_day),
        {
            "book-ins": {"inflow": {"per-day": {"series": per_day.tolist()}, "to": "detention"}},
            "detention": {"delay": {"exits": {"out": 1 / stay},
                                    "start": float(population["value"][0])}},
        },
    )  # fmt: skip
    mean = float(stock_of(compiled, in_mean_values(compiled), "detention").mean())
    return [
        Row("P22", source, said, "the record's mean of FY2019, all facilities", "Detained, FY2019",
            "people", 48_500, *share(48_500, 0.05), "5 %: GAO counts facilities used over 72 hours",
            counted, "record"),
        Row("P22", source, said, "one stage: FY2019's book-ins by month and the mean of its "
            "monthly mean stays", "Detained, FY2019, from arrivals and stay", "people", 48_500,
            *share(48_500, 0.1), "10 %: one stay for the whole year", mean, "part",
            "Mean stays are of those who left; those who came in spring stayed for shorter."),
        Row("P22", source, said, "none: facilities have no contracts in the model",
            "Shares by kind of agreement", "share", 0.59, 0.59, 0.59, "", float("nan"), "nothing",
            "Beds are one number; the record has kinds of agreement by facility, which the model "
            "does not need for any flow."),
    ]  # fmt: skip


CASES = (little, stays, gao_2021)
