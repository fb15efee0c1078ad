"""The measures of the whole system: what each counts, its unit, and where it comes from.

Flows are people per day of the period; stocks are means over the period. A measure that sums up
others, or divides one by another, says so in one line of the tables below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.errors import EvenhandError, Problem, did_you_mean
from evenhand.results.counts import Array, Counts

Ways = tuple[tuple[str, str], ...]

DETAINED = ("detention", "awaiting travel documents", "detained hearings", "air removal")
"""Stages whose people are in detention."""


@dataclass(frozen=True)
class Measure:
    """One measure.

    Args:
        name: As tables and the command line write it.
        section: The part of the system it belongs to.
        unit: Its unit.
        says: What it counts, in a sentence.
    """

    name: str
    section: str
    unit: str
    says: str


FLOWS: dict[str, tuple[Ways, str, str]] = {
    "arrests: jail": (
        (("jail pickup", "served"),),
        "arrests",
        "People taken over from a jail by officers.",
    ),
    "arrests: 287(g)": (
        (("detainer outcome", "taken by local officers"), ("task force arrests", "arrivals")),
        "arrests",
        "People taken over or arrested by local officers under an agreement.",
    ),
    "arrests: at-large targeted": (
        (("docket", "found"),),
        "arrests",
        "People of the docket whom officers looked for and found.",
    ),
    "arrests: at-large collateral": (
        (("community", "found"),),
        "arrests",
        "People met on the way.",
    ),
    "arrests: worksite": (
        (("worksite arrests", "arrivals"),),
        "arrests",
        "People arrested in worksite operations.",
    ),
    "arrests: prosecution": (
        (("criminal custody", "returned"),),
        "arrests",
        "People who come to immigration custody from criminal custody.",
    ),
    "detainers issued": ((("detainers", "arrivals"),), "jails", "People with a detainer."),
    "detainers: custody followed": (
        (("jail pickup", "served"), ("detainer outcome", "taken by local officers")),
        "jails",
        "Detainers after which custody was taken.",
    ),
    "detainers: refused": (
        (("detainer outcome", "refused"),),
        "jails",
        "Detainers recorded as refused.",
    ),
    "detainers: not collected": (
        (
            ("detainer outcome", "released unrecorded"),
            ("detainer outcome", "passed over"),
            ("jail pickup", "lapsed"),
        ),
        "jails",
        "Detainers neither refused nor followed by custody.",
    ),
    "released at once": (
        (("arrest processing", "released at once"),),
        "processing",
        "People arrested and not booked in.",
    ),
    "diverted to prosecution": (
        (("arrest processing", "prosecuted"), ("detention", "transfer")),
        "processing",
        "People who leave for criminal custody.",
    ),
    "book-ins": ((("track", "*"),), "detention", "People booked into detention."),
    "book-ins: border": (
        (("border book-ins", "arrivals"),),
        "detention",
        "People booked in after an arrest by CBP.",
    ),
    "releases: bond": ((("detention", "bond"),), "releases", "Released on bond."),
    "releases: recognizance": (
        (("detention", "recognizance"),),
        "releases",
        "Released on recognizance.",
    ),
    "releases: supervision": (
        (("detention", "supervision"), ("awaiting travel documents", "no document")),
        "releases",
        "Released under an order of supervision.",
    ),
    "releases: parole": ((("detention", "parole"),), "releases", "Released on parole."),
    "releases: other": ((("detention", "other"),), "releases", "Other releases."),
    "releases: relief or termination": (
        (("decision", "relief"), ("detention", "closed")),
        "releases",
        "Released as relief was granted or proceedings ended.",
    ),
    "releases: lack of beds": (
        (("released for lack of beds", "*"),),
        "releases",
        "Released, or not booked in, as no bed was free.",
    ),
    "removals: air": ((("air removal", "served"),), "removals", "Removed by air from detention."),
    "removals: land": ((("route", "by land"),), "removals", "Removed by land from detention."),
    "removals: not detained": (
        (("removals without detention", "arrivals"),),
        "removals",
        "Removed without detention by ICE.",
    ),
    "detained hearings": ((("detained hearings", "served"),), "courts", "Detained cases decided."),
    "docket decisions": (
        (("court docket", "served"),),
        "courts",
        "Cases of people not detained decided.",
    ),
    "orders to leave": (
        (("docket decision", "ordered to leave"),),
        "courts",
        "Orders to leave for people not detained; they join the docket.",
    ),
    "docket: new": (
        (
            ("new docket cases", "arrivals"),
            ("not taken", "join the docket"),
            ("docket decision", "ordered to leave"),
            ("release track", "has an order"),
        ),
        "docket",
        "People who join the docket.",
    ),
    "docket: left without arrest": (
        (("docket", "leave"),),
        "docket",
        "People who leave the docket without an arrest.",
    ),
}
"""Measures that count people along arrows: arrows, section, meaning."""

STOCKS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "detained": (DETAINED, "detention", "People in detention, mean of the period."),
    "awaiting travel documents": (
        ("awaiting travel documents",),
        "removals",
        "People in detention who wait for a travel document.",
    ),
    "waiting for a hearing in detention": (
        ("detained hearings",),
        "courts",
        "People in detention whose case waits for a judge.",
    ),
    "waiting for a seat": (
        ("air removal",),
        "removals",
        "People in detention who wait for a seat.",
    ),
    "criminal custody": (
        ("criminal custody",),
        "processing",
        "People in criminal custody, US Marshals and others, after a transfer.",
    ),
    "docket": (("docket",), "docket", "People on the docket who can be looked for."),
    "court docket": (("court docket",), "courts", "Cases of people not detained that wait."),
    "alternatives to detention": (
        ("alternatives to detention",),
        "releases",
        "People in alternatives to detention.",
    ),
}
"""Measures that count people in stages: stages, section, meaning."""

SUMS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "arrests": (
        tuple(name for name in FLOWS if name.startswith("arrests: ")),
        "arrests",
        "Arrests by all channels.",
    ),
    "arrests: at-large": (
        ("arrests: at-large targeted", "arrests: at-large collateral", "arrests: worksite"),
        "arrests",
        "Arrests outside jails by ICE officers.",
    ),
    "releases": (
        tuple(name for name in FLOWS if name.startswith("releases: ")),
        "releases",
        "Releases from detention of all kinds.",
    ),
    "removals: from detention": (
        ("removals: air", "removals: land"),
        "removals",
        "Removals from detention.",
    ),
    "removals": (
        ("removals: air", "removals: land", "removals: not detained"),
        "removals",
        "ICE removals of all kinds.",
    ),
}
"""Measures that add up others."""

RATIOS: dict[str, tuple[str, tuple[str, ...], str, str, str]] = {
    "collateral share of at-large arrests": (
        "arrests: at-large collateral",
        ("arrests: at-large targeted", "arrests: at-large collateral"),
        "arrests",
        "share",
        "Collateral arrests over targeted and collateral ones.",
    ),
    "at-large share of arrests": (
        "arrests: at-large",
        ("arrests",),
        "arrests",
        "share",
        "Arrests outside jails over all.",
    ),
    "custody followed, share of detainers": (
        "detainers: custody followed",
        ("detainers issued",),
        "jails",
        "share",
        "Detainers followed by custody over all.",
    ),
    "refused, share of detainers": (
        "detainers: refused",
        ("detainers issued",),
        "jails",
        "share",
        "Recorded refusals over all detainers.",
    ),
}
"""Measures that divide one by others: numerator, denominators, section, unit, meaning."""


def measures() -> dict[str, Measure]:
    """Every measure that a run's counts give, by name."""
    found = {n: Measure(n, section, "people/day", says) for n, (_, section, says) in FLOWS.items()}
    found |= {n: Measure(n, section, "people", says) for n, (_, section, says) in STOCKS.items()}
    found |= {n: Measure(n, section, "people/day", says) for n, (_, section, says) in SUMS.items()}
    for name, (_, _, section, unit, says) in RATIOS.items():
        found[name] = Measure(name, section, unit, says)
    return found


def measure(counts: Counts, name: str) -> Array:
    """A measure by period and group ``(..., period, group)``.

    Args:
        counts: What a run counted.
        name: The measure.

    Raises:
        EvenhandError: when there is no such measure.
    """
    if name in FLOWS:
        per_day: Array = counts.along(FLOWS[name][0]) / counts.lengths[:, None]
        return per_day
    if name in STOCKS:
        return counts.inside(STOCKS[name][0])
    if name in SUMS:
        total: Array = np.sum([measure(counts, part) for part in SUMS[name][0]], axis=0)
        return total
    if name in RATIOS:
        above, below = RATIOS[name][:2]
        whole = np.sum([measure(counts, part) for part in below], axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio: Array = np.where(whole > 0, measure(counts, above) / whole, np.nan)
        return ratio
    fix = did_you_mean(name, measures(), noun="measures")
    raise EvenhandError(Problem(f"measure {name}", "is unknown", fix))
