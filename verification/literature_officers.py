"""Publications on officers: teams, surges, caseloads and hiring: P13 to P17."""

from __future__ import annotations

from datetime import date
from functools import cache

from literature_rows import Row, factor, number, share
from literature_runs import YEAR, Found, days_until, model, one, run, teams_in

from evenhand.model.levers import Array, levers

STREET = ("arrests: at-large targeted", "arrests: at-large collateral")
OTHERS = ("arrests: jail", "arrests: 287(g)", "arrests: worksite")
BEFORE = date(2025, 1, 20)
TEAMS, TEAM = 75, 7


@cache
def fugitive_teams(collateral: float) -> float:
    """Arrests per team and year of 75 teams of seven who do nothing but look for people.

    Args:
        collateral: Share of their arrests that is of people met on the way.
    """
    nobody = one(0.0)
    found = run(
        {
            "workforce.officers": one(TEAMS * TEAM), "workforce.added_officers": nobody,
            "workforce.field_share": one(1.0), "detailees.full_time_share": nobody,
            "detainers.issued": nobody, "agreements_287g.task_force": nobody,
            "venues.worksite_operations": nobody, "at_large.collateral_share": one(collateral),
        },
        cut_off=BEFORE,
    )  # fmt: skip
    return sum(found.total(name) for name in STREET) * YEAR / TEAMS


def teams_2007() -> list[Row]:
    """P13: fugitive operations teams."""
    source = "DHS via AP and MPI, FY2007"
    said = ("75 teams made 30,408 arrests in FY2007, 405 each; in Dallas and Oklahoma 43 % were of "
            "fugitives, nationally nearly 30 % were met on the way; US$218 million for about 100 "
            "teams in FY2008")  # fmt: skip
    setup = ("the whole system of January 2025 with 525 officers who only look for people, at its "
             "hours per targeted arrest; {} of arrests are of people met on the way")  # fmt: skip
    found = run(cut_off=BEFORE)
    hours = float(model(BEFORE).baseline["at_large.hours_per_arrest"].flat[0])
    why = "a factor of 1.5: size of teams and hours are assumed"
    per_arrest = TEAM * found.run.values.number("workforce.field_hours") * TEAMS / 30_408
    spelled = (
        f"The fit has {number(hours)} officer-hours for a targeted arrest, after reports of 2024 "
        f"and 2025; teams of seven at the model's field hours took {number(per_arrest)} for an "
        "arrest of any kind (sheet E04: 18 to 30). Why arrests of 2007 took less is not known."
    )
    pay = found.run.values.number("cost.officer_year")
    return [
        Row("P13", source, said, setup.format("57 %"), "Arrests per team-year, mix of Dallas",
            "arrests", 405, *factor(405, 1.5), why, fugitive_teams(0.57), "system", spelled),
        Row("P13", source, said, setup.format("30 %"), "Arrests per team-year, national mix",
            "arrests", 405, *factor(405, 1.5), why, fugitive_teams(0.30), "system", spelled),
        Row("P13", source, said, "the model's cost of an officer-year", "Cost of an officer-year",
            "US$", 218e6 / 700, *share(218e6 / 700, 0.25), "25 %: overhead differs", pay, "part",
            "The programme's budget holds vehicles, leases and support; the model's US$200,000 is "
            "an assumption with a range of 150,000 to 300,000. The published level lies above it."),
    ]  # fmt: skip


@cache
def surge(place: str, officers: float, cut_off: date, last: date) -> tuple[Found, Found]:
    """A run with visiting officers in one area, none of them from other areas, and one without."""
    days = days_until(cut_off, last)
    teams = teams_in((place,), officers, days, first_day=model(cut_off).first_day)
    return (run(days=days, cut_off=cut_off, by="place", rotations=(teams,)),
            run(days=days, cut_off=cut_off, by="place"))  # fmt: skip


def arrests_in(found: Found, place: str, names: tuple[str, ...] = STREET + OTHERS) -> float:
    """Arrests a day in a place, people from criminal custody apart."""
    return sum(found.at(name, (place,)) for name in names)


def more_per_agent(place: str, officers: float, cut_off: date, last: date) -> float:
    """Arrests a day of a surge beyond those without it, per visiting officer."""
    with_teams, without = surge(place, officers, cut_off, last)
    return (arrests_in(with_teams, place) - arrests_in(without, place)) / officers


MINNESOTA = ("St Paul", date(2025, 11, 30), date(2026, 1, 20))
ILLINOIS = ("Chicago", date(2025, 9, 7), date(2025, 9, 19))
CALIFORNIA = ("Los Angeles", date(2025, 6, 5), date(2025, 6, 30))


def rate(where: tuple[str, date, date], officers: float) -> float:
    """Arrests a day in an area with so many visiting officers."""
    place, cut_off, last = where
    return arrests_in(surge(place, officers, cut_off, last)[0], place)


def surges() -> list[Row]:
    """P14: arrests of surges, and their yield per agent."""
    north = "DHS and press, Minnesota 2025–26"
    said = ("2,500 arrests in about 50 days by 2,000 to 3,000 agents: 50 a day, 0.017 to 0.025 for "
            "each agent and day")  # fmt: skip
    setup = "the whole system of November 2025, 2,500 visiting officers in the area of St Paul"
    why = "a factor of two: counts of DHS and the press conflict, head-counts include guards"
    place, cut_off, last = MINNESOTA
    few, many = (more_per_agent(place, n, cut_off, last) for n in (250.0, 2_500.0))
    mixed = ("The model's officers all look for people, forty hours a week. A surge's head-count "
             "holds guards, transport and fraud investigators.")  # fmt: skip
    hours = levers()["surge.hours_per_day"].default
    taken = (f"A further arrest takes {number(hours / many)} officer-hours in the large surge "
             "here (sheet E05: 100 to 310), with hours and people met on the way growing as the "
             "levers have it; the model's number holds the arrests of the area's own officers "
             "too.")  # fmt: skip
    hundreds = "; strength not published, 500 assumed (“hundreds”)"
    return [
        Row("P14", north, said, setup, "Arrests a day, Minnesota", "people/day", 50, *factor(50, 2),
            why, rate(MINNESOTA, 2_500.0), "in sample",
            f"{taken} {mixed} ICE's file has 3,785 arrests in 99 days, 38 a day."),
        Row("P14", north, said, setup, "Arrests per agent-day, Minnesota", "arrests", 0.021,
            *factor(0.021, 2), why, many, "in sample", taken),
        Row("P14", "the same, and AAF 2016", "0.017 to 0.025 in the surge over 0.14 for staff in "
            "an ordinary year: 0.15", "the same with 2,500 officers over that with 250",
            "Yield of a large surge over a small one", "ratio", 0.15, *factor(0.15, 2),
            "a factor of two: as above", many / few, "in sample",
            taken + " The published ratio also compares the street with an ordinary year's "
            "arrests, those in jails included."),
        Row("P14", "DHS and press, Los Angeles 2025", "540 arrests a week at the peak: 77 a day",
            "the whole system of 5 June 2025 to the end of June, 500 visiting officers in the area"
            + hundreds, "Arrests a day, Los Angeles", "people/day", 540 / 7, *factor(540 / 7, 2),
            why,
            rate(CALIFORNIA, 500.0), "system"),
        Row("P14", "DHS, Chicago 2025", "nearly 550 in the first 11 days: 50 a day (DHS later: "
            "over 4,500 in all, about 1,600 documented)", "the whole system of 7 September 2025, "
            "500 visiting officers in the area" + hundreds, "Arrests a day, Chicago", "people/day",
            50, *factor(50, 2), why, rate(ILLINOIS, 500.0)
            - arrests_in(surge("Chicago", 500.0, *ILLINOIS[1:])[1], "Chicago"), "system",
            "The operation's arrests alone: those of the area without it are taken off. " + mixed),
    ]  # fmt: skip


def targeted() -> list[Row]:
    """P15: how many of a surge's arrests are of people looked for."""
    with_teams, without = surge("Chicago", 500.0, *ILLINOIS[1:])
    chicago = with_teams.at(STREET[0], ("Chicago",)) / arrests_in(with_teams, "Chicago", STREET)
    place = MINNESOTA[0]
    north, usual = surge(place, 2_500.0, *MINNESOTA[1:])

    def collateral(found: Found) -> float:
        return found.at(STREET[1], (place,)) / arrests_in(found, place)

    file = "ICE's file of arrests, Minnesota"
    return [
        Row("P15", "ICE, Chicago, September 2025", "50 to 60 % targeted, the others met on the way",
            "as in P14, 500 visiting officers in the area of Chicago", "Targeted share",
            "share", 0.55, 0.45, 0.65, "the published range and 0.05 beyond", chicago, "in sample",
            "The share met on the way without a surge, 0.45, was taken from this statement, and "
            "grows with a surge from there; the statement is about a surge already."),
        Row("P15", "press, July 2019", "18 of 35 arrests of a national operation were targeted",
            "the share of January 2025, without a surge", "Targeted share, no surge", "share",
            18 / 35, *share(18 / 35, 0.25), "25 %: 35 people",
            1 - without.total(STREET[1]) / sum(without.total(name) for name in STREET), "in sample",
            "One of three reports that the lever's range rests on."),
        Row("P15", file, "102 of 630 arrests of September to November 2025 were collateral",
            "the area of St Paul in November 2025, no surge", "Collateral share of all arrests",
            "share", 102 / 630, *share(102 / 630, 0.25), "25 %: one state of the area's five",
            collateral(usual), "system",
            "The model has one collateral share for the country; Minnesota's ordinary months had "
            "a smaller one. It also mixes five states."),
        Row("P15", file, "1,319 of 3,785 arrests from 2 December 2025 to 10 March 2026",
            "the area of St Paul with 2,500 visiting officers", "Collateral share, surge", "share",
            1_319 / 3_785, *share(1_319 / 3_785, 0.25), "as above", collateral(north), "in sample",
            "The growth with a surge was set with these two shares, but starts from the higher "
            "national one."),
    ]  # fmt: skip


def caseloads() -> list[Row]:
    """P16: cases per officer."""
    source = "OIG-17-51"
    said = ("non-detained cases per officer 10,156 (Washington) and over 5,000 (Atlanta); detained "
            "about 100")  # fmt: skip
    found = run(cut_off=BEFORE)
    values = found.run.values
    officers = found.amount("workforce.officers") + found.amount("workforce.added_officers")
    inside = officers * (1 - float(values.by_place("workforce.field_share")[0, 0]))
    cases = found.total("court docket") + found.total("docket") + found.total(
        "alternatives to detention")  # fmt: skip
    needed = cases / 7_500 + found.total("detained") / 100
    return [
        Row("P16", source, said, "none: officers have no caseloads in the model; who makes no "
            "arrests is one number", "Non-detained cases per officer", "cases", 7_500, 5_000,
            10_156,
            "", float("nan"), "nothing",
            f"The stocks are there: {number(cases)} cases not detained in the year from January "
            "2025, people on both dockets counted once each."),
        Row("P16", source, said, "officers that the published caseloads ask for, on the model's "
            "stocks of 2025, against those who make no arrests", "Officers not in the field",
            "officers", needed, *factor(needed, 2), "a factor of two: two field offices", inside,
            "part",
            f"{number(inside)} of {number(officers)} make no arrests at the fit; caseloads of 2016 "
            f"explain {number(needed)}. The rest do removals, transport, jails' papers and "
            "management, or the share in the field, an assumption, is too small."),
    ]  # fmt: skip


def hiring() -> list[Row]:
    """P17: how many hires become officers, and when."""
    source = "OIG-17-98-SR"
    cut_off = date(2025, 7, 4)
    days = days_until(cut_off, date(2026, 1, 8))
    found = run({"workforce.hires": one(12_000 / 6)}, days=days, cut_off=cut_off)
    staff = found.run.hours.workforce
    graduates = float(staff.graduated.sum())
    able: Array = staff.officers.sum(axis=1) + staff.learners.sum(axis=1)
    more = float(able[-1] - able[0])
    setup = ("the system of July 2025 asks for 12,000 hires in six months through its academy; "
             "officers and graduates on 8 January 2026")  # fmt: skip
    return [
        Row("P17", source, "10,000 officers need 501,750 applicants; 15,000 need 9,600 support "
            "staff", "none: nobody applies in the model", "Applicants", "people", 501_750, 501_750,
            501_750, "", float("nan"), "nothing",
            "Hiring begins with the hired; support staff are part of the cost of an officer-year."),
        Row("P17", "DHS and The Atlantic, January 2026", "12,000 hired within the year; about "
            "1,200 graduates of the academy", setup, "Graduates by January 2026", "people", 1_200,
            *share(1_200, 0.25), "25 %: first classes from August", graduates, "in sample",
            "The academy's places were set with this figure; the run asks from its first day in "
            "June, the first classes met in August and September."),
        Row("P17", "DHS and The Atlantic, January 2026", "about 5,000 operational: 1,200 "
            "graduates, 3,000 experienced by an online course, 800 who came back", setup,
            "Operational by January 2026", "people", 5_000, *share(5_000, 0.25), "as above", more,
            "system",
            "In the model everybody beyond the start goes through the academy. Three in four of "
            "those operational did not: the baseline of 2026 takes them as given."),
    ]  # fmt: skip


CASES = (teams_2007, surges, targeted, caseloads, hiring)
