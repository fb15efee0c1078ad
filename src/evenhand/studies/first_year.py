"""The numbers of the first year of a run: what summaries, sentences and pages are made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.model.classes import CLASSES
from evenhand.model.detailees import detailee_hours
from evenhand.model.funds import exposure
from evenhand.model.places import PLACES
from evenhand.results.costs import costs
from evenhand.results.counts import Array, Counts
from evenhand.results.daily_post import daily_posts, largest_day
from evenhand.results.grouping import first_as_one, in_groups
from evenhand.results.measures import DETAINED, measure
from evenhand.results.officer_hours import hours_by_use, hours_per_arrest
from evenhand.results.resources import resources
from evenhand.results.spread import spread
from evenhand.results.system_tables import mean_stay, share_without_conviction, violent_share
from evenhand.studies.course import Course
from evenhand.system_simulation import SystemRun

MONTHS = 12
YEAR_DAYS = 365.25
FOUR_YEARS = 4


@dataclass(frozen=True)
class Number:
    """One number of the first year.

    Args:
        section: The part of the system it belongs to.
        name: What it is.
        unit: Its unit; ``share`` is shown in percent.
        values: The number itself, ``()``, or one for each replicate ``(replicate,)``.
    """

    section: str
    name: str
    unit: str
    values: Array


CHANNELS: tuple[tuple[str, str, str], ...] = (
    ("arrests", "in jails, by officers", "arrests: jail"),
    ("arrests", "by local officers, 287(g)", "arrests: 287(g)"),
    ("arrests", "at large, targeted", "arrests: at-large targeted"),
    ("arrests", "at large, collateral", "arrests: at-large collateral"),
    ("arrests", "at worksites", "arrests: worksite"),
    ("arrests", "after prosecution", "arrests: prosecution"),
)
"""The channels of arrests, as below."""
FLOWS = (
    ("arrests", "Arrests by all channels", "arrests"),
    *CHANNELS,
    ("jails", "Asked for in jails (detainers)", "detainers issued"),
    ("arrests", "Diverted to criminal custody", "diverted to prosecution"),
    ("detention", "Booked into detention", "book-ins"),
    ("detention", "Released for lack of beds", "releases: lack of beds"),
    ("detention", "Releases of all kinds", "releases"),
    ("removals", "Removals from detention", "removals: from detention"),
    ("removals", "Removals by ICE of all kinds", "removals"),
    ("docket", "New on the docket", "docket: new"),
)
"""Section, title and measure of what is counted in people a day."""

SHARES = (
    ("arrests", "Collateral share at large", "collateral share of at-large arrests"),
    ("jails", "followed by custody, share", "custody followed, share of detainers"),
    ("jails", "recorded as refused, share", "refused, share of detainers"),
)


def first_year(course: Course) -> list[Number]:
    """The numbers of the first twelve months of a run, or of all of it if it is shorter.

    Args:
        course: The run.
    """
    return in_order([*numbers_of(course.best, course.run), *_largest(course)])


def in_order(numbers: list[Number]) -> list[Number]:
    """Numbers in the order of their sections.

    Args:
        numbers: The numbers.
    """
    return sorted(numbers, key=lambda number: SECTIONS.index(number.section))


def numbers_of(by_month: Counts, run: SystemRun) -> list[Number]:
    """The numbers of the first twelve months that counts by month tell.

    Args:
        by_month: What the run counted by month, classes told apart.
        run: The run.
    """
    counts = first_as_one(in_groups(by_month, "class"), MONTHS)
    values = run.values
    found: list[Number] = []

    def add(section: str, name: str, unit: str, numbers: Array) -> None:
        found.append(Number(section, name, unit, np.asarray(numbers)[..., 0]))

    for section, name, key in FLOWS:
        add(section, name, "people/day", measure(counts, key).sum(axis=-1))
    everybody = in_groups(counts, "all")
    for section, name, key in SHARES:
        add(section, name, "share", measure(everybody, key)[..., 0])
    add("who", "Arrested without conviction or charge", "share", share_without_conviction(counts))
    add(
        "who", "Arrested with a violent charge or conviction", "share",
        violent_share(counts, values),
    )  # fmt: skip
    per_arrest = hours_per_arrest(counts, values, run.hours)
    add("officers", "Officer-hours per transfer from a jail", "hours", per_arrest["jail"])
    targeted = per_arrest["at-large targeted"]
    add("officers", "Officer-hours per targeted arrest", "hours", targeted)
    add("officers", "One to the other", "ratio", per_arrest["street to jail"])
    use = hours_by_use(counts, values, run.hours)
    add("officers", "Officer-hours on the street a day", "hours/day", use["at-large"])
    gone = use["taken from other areas"] + 0 * targeted
    add("officers", "Hours taken from other areas a day", "hours/day", gone)
    add("detention", "In detention at the end of it", "people", counts.at_end(DETAINED).sum(-1))
    add("detention", "Mean stay", "days", mean_stay(counts))
    add("courts", "Court docket at the end of it", "cases", _at_end(counts, "court docket"))
    add("docket", "Docket that can be looked for, at the end", "people", _at_end(counts, "docket"))
    known = counts.at_end(("docket",))[..., : CLASSES.index("other")].sum(axis=-1)
    add("docket", "Convicted or charged on the docket, at the end", "people", known)
    found += _pace(counts)
    found += _people_at_work(counts, run)
    atd = "alternatives to detention"
    add("detention", "Alternatives to detention at the end", "people", _at_end(counts, atd))
    for one in resources(counts, values):
        add("use of resources", one.name, "share", one.use + 0 * targeted)
    found += _bill(counts, run)
    return in_order(found)


SECTIONS = (
    "arrests", "who", "jails", "officers", "detention", "removals", "courts", "docket",
    "use of resources", "cost",
)  # fmt: skip
"""Sections in the order in which they are shown."""


def _at_end(counts: Counts, stage: str) -> Array:
    people: Array = counts.at_end((stage,)).sum(axis=-1)
    return people


def _bill(counts: Counts, run: SystemRun) -> list[Number]:
    """Cost of the year by payer, and for each removal and arrest."""
    bill = costs(counts, run.values, run.hours)
    total: Array = np.sum([line.amount for line in bill], axis=0)[..., 0]
    removals = measure(counts, "removals").sum(axis=-1)[..., 0]
    arrests = measure(counts, "arrests").sum(axis=-1)[..., 0]
    found = [Number("cost", "All stages, a year", "US$", total * YEAR_DAYS)]
    for payer in dict.fromkeys(line.payer for line in bill):
        part = sum(line.amount[..., 0] for line in bill if line.payer == payer)
        found.append(Number("cost", f"paid by {payer}", "US$", np.asarray(part) * YEAR_DAYS))
    found.append(Number("cost", "All stages, per removal", "US$", total / removals))
    found.append(Number("cost", "All stages, per arrest", "US$", total / arrests))
    days = int(counts.lengths.sum())
    withheld = float(exposure(run.values)[1][:days].mean(axis=0).sum()) * YEAR_DAYS
    found.append(Number("cost", "Grants withheld, a year (no cost)", "US$", withheld + 0 * total))
    return found


def _people_at_work(counts: Counts, run: SystemRun) -> list[Number]:
    """Officers at work and hired, and what lending agencies give up, in the first year."""
    days = int(counts.lengths.sum())
    staff, nothing = run.hours.workforce, counts.capacity("officer hours")[0][..., 0] * 0
    lent = detailee_hours(run.values, np.full(len(PLACES), 1 / len(PLACES))).given_up
    found = {
        ("Officers at work at the end of it, learners as parts", "officers"):
            staff.equivalents[days - 1].sum(),
        ("Hired in the first year, beyond replacement", "people"): staff.hired[:days].sum(),
        ("Left in it, beyond replacement", "people"): staff.left[:days].sum(),
        ("Hours that lending agencies give up a day", "hours/day"):
            lent[:, :days].sum(axis=0).mean(),
    }  # fmt: skip
    return [Number("officers", name, unit, float(value) + nothing)
            for (name, unit), value in found.items()]  # fmt: skip


def _pace(counts: Counts) -> list[Number]:
    """How long the convicted and charged on the docket would take, and what pace empties it.

    The pace is of arrests a day that would empty what is there in four years, with as many coming
    and leaving otherwise as in the first year.
    """
    known = slice(0, CLASSES.index("other"))
    stock = counts.at_end(("docket",))[..., known].sum(axis=-1)
    arrested = measure(counts, "arrests: at-large targeted")[..., known].sum(axis=-1)
    new = measure(counts, "docket: new")[..., known].sum(axis=-1)
    left = measure(counts, "docket: left without arrest")[..., known].sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        years = np.where(arrested > 0, stock / (arrested * YEAR_DAYS), np.nan)
    needed = stock / (FOUR_YEARS * YEAR_DAYS) + new - left
    section = "docket"
    return [
        Number(section, "Years of arrests that they are at this pace", "years", years[..., 0]),
        Number(section, "Of them arrested a day", "people/day", arrested[..., 0]),
        Number(section, "Arrests a day that would empty it in four years", "people/day",
               needed[..., 0]),
    ]  # fmt: skip


def _largest(course: Course) -> list[Number]:
    """The largest day of the first year as it was and as posted, medians of some replicates."""
    posts = daily_posts(course.posts, course.short.values)
    found = []
    for name, definition in (("Arrests on the largest day", "ICE arrests"),
                             ("Posted arrests on the largest day", "posted arrests")):  # fmt: skip
        largest, _ = largest_day(posts[definition])
        values = largest if course.chance is not None else np.asarray(np.median(largest))
        found.append(Number("arrests", name, "people/day", values))
    return found


def quantiles(number: Number) -> dict[str, float]:
    """One value, or quantiles over replicates, by the columns of tables.

    Args:
        number: The number.
    """
    mode = "chance" if number.values.ndim else "mean"
    return {name: float(part) for name, part in spread(number.values, mode).items()}
