"""Publications on courts, and on what became of a cohort: P6, P7 and P18."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import numpy as np
from literature_networks import court
from literature_rows import Row, number, share
from literature_runs import YEAR, Found, observations, one, run

CRS_DAY = date(2023, 7, 28)
CRS_PENDING, CRS_JUDGES, CRS_YEARS = 2.0e6, 649, 10
COMPLETIONS, RECEIPTS = 443.0, 381_500.0
"""Completions per judge and receipts a year that the results of CRS R47637 imply, in the middle."""
COHORT, COHORT_YEARS = 100.0, 3


@cache
def recorded(series: str, year: int) -> float:
    """A yearly figure of the shipped record, by fiscal year."""
    frame = observations().newest()
    found = frame.filter((frame["series"] == series) & (frame["period"] == f"FY{year}"))
    return float(found["value"][0])


def before_2023() -> tuple[float, float]:
    """Completions per judge and receipts a year of fiscal years 2018 to 2022."""
    years = range(2018, 2023)
    judges = np.interp([2018.5, 2019.5, 2020.5, 2021.5, 2022.5], [2020, 2022, 2023.5],
                       [442, 559, 649])  # fmt: skip
    done = sum(recorded("eoir-completions", year) for year in years)
    return done / float(judges.sum()), sum(recorded("eoir-receipts", year) for year in years) / 5


def yearly(amounts: Iterable[float]) -> dict[str, list[float]]:
    """Amounts of years as a quantity by day."""
    return {"series": np.repeat(np.array(list(amounts)) / YEAR, YEAR).tolist()}


def judges_more(more: float, completions: float = COMPLETIONS, receipts: float = RECEIPTS) -> float:
    """Pending cases after ten years with so many judges more, in the one queue of a court."""
    done = (CRS_JUDGES + more) * completions / YEAR
    return float(court(CRS_PENDING, receipts / YEAR, done, CRS_YEARS)[-1])


@cache
def system_court(more: float, their_flows: bool) -> Found:
    """Ten years of the whole system from what was known when CRS wrote.

    Args:
        more: Judges beyond 649.
        their_flows: Whether receipts, completions and the cases at the start are CRS's.
    """
    changes = {"court.judges": one(CRS_JUDGES + more)}
    if their_flows:
        base = run(cut_off=CRS_DAY)
        others = base.total("detained hearings") + added_by_releases(base)
        changes |= {
            "court.completions_per_judge": one(COMPLETIONS * 365.25 / YEAR),
            "court.new_cases": one(max(RECEIPTS / YEAR - others, 0.0)),
        }
        held = base.run.values["court.docket"]
        changes["court.docket"] = held * (CRS_PENDING / held.sum())
    return run(changes, days=CRS_YEARS * YEAR, cut_off=CRS_DAY, per="run")


def added_by_releases(found: Found) -> float:
    """Cases that releases from detention add to the court docket, per day."""
    waits = found.counts.along((("release track", "waits for a hearing"),))
    return float(waits.sum() / found.counts.lengths.sum())


def crs_2023() -> list[Row]:
    """P6: how many judges the backlog takes."""
    source = "CRS R47637 (July 2023)"
    said = ("649 judges, 2.0 million pending in mid 2023: 300 more leave about 1.6 million in "
            "2033, 700 more clear it by 2032, 200 or fewer do not turn the curve")  # fmt: skip
    implied = ("one queue, 443 completions per judge and 381,500 receipts a year, as the results "
               "of CRS imply together")  # fmt: skip
    rate, new = before_2023()
    record = (f"one queue with the record of FY2018 to FY2022: {number(rate)} completions per "
              f"judge, {number(new)} receipts a year")  # fmt: skip
    flows = "the whole system of July 2023 with CRS's flows; detained cases are heard first"
    ten = "10 %: a slope of ten years that is known to about 3 %"
    real = system_court(300, False)
    receipts = (real.total("detained hearings") + added_by_releases(real)) * YEAR + 3000 * YEAR
    more_than_now = (CRS_PENDING, 1.25 * CRS_PENDING)
    return [
        Row("P6", source, said, implied, "Pending in 2033, 300 more judges", "cases", 1.6e6,
            *share(1.6e6, 0.1), ten, judges_more(300), "arithmetic",
            "The two flows were solved from this very result."),
        Row("P6", source, said, implied + "; no judge more", "Pending in 2033, no more judges",
            "cases", 1.6e6, *share(1.6e6, 0.1), ten, judges_more(0), "part", control=True),
        Row("P6", source, said, implied, "Pending in 2033, 200 more judges, does not fall", "cases",
            CRS_PENDING, *more_than_now, "from no change to a quarter more", judges_more(200),
            "part"),
        Row("P6", source, said, record, "Pending in 2033, 300 more judges, on the record's flows",
            "cases", 1.6e6, *share(1.6e6, 0.25), "25 %: five years' means for CRS's own",
            judges_more(300, rate, new), "part",
            f"Break-even is at {number(new / rate - CRS_JUDGES)} judges more, as CRS's 300; just "
            "above it ten years' pending depends on small differences of two large flows."),
        Row("P6", source, said, record, "Pending in 2033, 700 more judges, on the record's flows",
            "cases", 0, 0, 0.1 * CRS_PENDING, "cleared but for a tenth of the start",
            judges_more(700, rate, new), "part",
            f"1,349 judges complete {number(1349 * rate)} a year against {number(new)} receipts: "
            "the queue falls steadily and needs a few years more than CRS's."),
        Row("P6", source, said, flows, "Pending in 2033, 300 more judges, whole system", "cases",
            1.6e6, *share(1.6e6, 0.1), ten, system_court(300, True).at_end("court docket"),
            "arithmetic",
            "The two flows were solved from these results. What is put to the test is that judges "
            "who hear detained cases first, and releases that join the docket, change little."),
        Row("P6", source, said, flows, "Pending in 2033, 700 more judges, whole system", "cases",
            0, 0, 0.1 * CRS_PENDING, "cleared but for a tenth of the start",
            system_court(700, True).at_end("court docket"), "arithmetic", "As above."),
        Row("P6", source, said, "the whole system of July 2023 with its own flows of that year",
            "Pending in 2033, 300 more judges, flows of 2023", "cases", 1.6e6,
            *share(1.6e6, 0.25), "25 %: flows of one year", real.at_end("court docket"), "system",
            f"The model's receipts of July 2023 are {number(receipts)} a year, three times CRS's "
            "mean of earlier years; TRAC's closures, which it takes, are 1,260 per judge where "
            "EOIR's completions were about 450. What two such flows leave adds up over ten years."),
    ]  # fmt: skip


def gao_2017() -> list[Row]:
    """P7: receipts and completions that do not add up to the pending cases."""
    source = "GAO, June 2017, via CIS"
    said = ("212,000 pending at the start of FY2006; receipts fell from 247,000 to 202,000 and "
            "completions from 287,000 to 199,000 a year; 437,000 pending at the start of "
            "FY2015")  # fmt: skip
    years = 9
    received = yearly(np.linspace(247_000, 202_000, years))
    found = court(212_000, received, yearly(np.linspace(287_000, 199_000, years)), years)[-1]
    span = range(2019, 2025)
    pending = court(
        recorded("eoir-pending", 2018),
        yearly([recorded("eoir-receipts", year) for year in span]),
        yearly([recorded("eoir-completions", year) for year in span]), len(span),
    )  # fmt: skip
    at_2023, at_2024 = recorded("eoir-pending", 2023), recorded("eoir-pending", 2024)
    return [
        Row("P7", source, said, "one queue, receipts and completions between the published ends in "
            "a straight line", "Pending at the start of FY2015", "cases", 437_000,
            *share(437_000, 0.1), "10 %: between the ends the flows are not known", float(found),
            "part",
            "The published ends imply a falling queue; 437,000 need 25,000 more in than out every "
            "year. The receipts cannot hold everything that made cases pending: cases reopened or "
            "remanded count in the stock and not in them. No queue can mend that."),
        Row("P7", "EOIR, FY2018 to FY2023", "1.04 million pending at the end of FY2018 and 2.77 "
            "million at the end of FY2023, receipts and completions of each year between",
            "one queue with the record's receipts and completions", "Pending at the end of FY2023",
            "cases", at_2023, *share(at_2023, 0.05), "5 %: flows and stock are counted apart",
            float(pending[-2]), "part"),
        Row("P7", "EOIR and CRS, FY2024", "3.6 million pending at the end of FY2024 (CRS)",
            "the same, a year on", "Pending at the end of FY2024", "cases", at_2024,
            *share(at_2024, 0.05), "as above", float(pending[-1]), "part",
            "EOIR's own later table has 3.88 million; the flows lie between the two."),
    ]  # fmt: skip


@cache
def cohort() -> dict[str, float]:
    """Where more book-ins at the border in one year are three years later, as shares."""
    day = date(2024, 1, 5)
    days = COHORT_YEARS * YEAR
    base = run(days=days, cut_off=day)
    usual = base.run.values["border.bookins"]
    more = np.repeat(usual[:1], days, axis=0)
    more[:YEAR] += COHORT * usual[:1] / usual[:1].sum()
    with_them = run({"border.bookins": more}, days=days, cut_off=day)

    def extra(*arrows: tuple[str, str]) -> float:
        gain = with_them.counts.along(arrows).sum() - base.counts.along(arrows).sum()
        return float(gain) / (COHORT * YEAR)

    gone = extra(("air removal", "served"), ("route", "by land"))
    # Decisions of cases not detained are left out: the oldest cases come first, so that the cohort
    # itself waits, and what it takes of the judges' time is missing from others' decisions.
    closed = extra(("decision", "relief"), ("detention", "closed"))
    return {"repatriated": gone, "closed": closed, "unresolved": 1 - gone - closed}


def lifecycle() -> list[Row]:
    """P18: what has become of people met at the border."""
    source = "OHSS, enforcement lifecycle FY2023"
    said = ("encounters at the southwest border of FY2014 to FY2023, on 31 December 2023: 53 % "
            "repatriated, 6.9 % with relief or proceedings ended, 40 % unresolved")  # fmt: skip
    setup = ("the whole system of January 2024; 100 more book-ins a day at the border for a year, "
             "and what is different three years after their first")  # fmt: skip
    found = cohort()
    why = "25 %: a structure check, the cohort is of other years"
    return [
        Row("P18", source, said, setup, "Repatriated", "share", 0.53, *share(0.53, 0.25), why,
            found["repatriated"], "system",
            "Those whom the border returns at once are never booked in, so that the model's "
            "cohort is of longer cases."),
        Row("P18", source, said, setup, "Relief or proceedings ended", "share", 0.069,
            *share(0.069, 0.5), "50 %: a small share", found["closed"], "system",
            "Those released wait behind 2.8 million older cases, and the exits from detention "
            "published by January 2024 do not tell relief apart from other releases; the published "
            "cohort is up to ten years old."),
        Row("P18", source, said, setup, "Unresolved", "share", 0.40, *share(0.40, 0.25), why,
            found["unresolved"], "system",
            "In alternatives to detention, on the court's docket or on ICE's. The cohort had at "
            "most three years, the published one up to ten, and no expulsions at the border."),
    ]  # fmt: skip


CASES = (crs_2023, gao_2017, lifecycle)
