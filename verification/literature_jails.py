"""Publications on detainers, and on jurisdictions that do not hand over: P10, P11 and P12."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import polars as pl
from literature_rows import Row, factor, number, share
from literature_runs import YEAR, Found, model, observations, run

from evenhand.model.classes import CLASSES
from evenhand.model.levers import Array
from evenhand.model.places import PLACES
from evenhand.results.measures import measure

FOLLOWED = 0.4
"""Share of detainers followed by custody in early FY2016 (TRAC)."""
CALIFORNIA_AND_TEXAS = (
    "Los Angeles", "San Diego", "San Francisco", "Dallas", "El Paso", "Harlingen", "Houston",
    "San Antonio",
)  # fmt: skip
BEFORE = date(2025, 1, 20)
LIMITING, COOPERATES = 0.1, 0.5
"""Share handed over by a jurisdiction that limits it (sheet D05); who counts as cooperating."""
PANEL_YEARS = 3


def trac_detainers() -> list[Row]:
    """P10: most detainers that are not followed by custody are not recorded as refused."""
    source = "TRAC 2016 to 2018"
    said = ("detainers issued FY2012 to FY2017 276,181 to 85,720 to 142,474; in early FY2016 "
            "custody followed fewer than 40 % and 2 % were recorded as refused; 6.1 % in FY2014 to "
            "FY2016")  # fmt: skip
    fitted = model(BEFORE).baseline
    scaled = fitted["cooperation"] * FOLLOWED / _share_handed_over(fitted)
    found = run({"cooperation": scaled}, cut_off=BEFORE)
    issued = found.total("detainers issued")
    followed = found.total("detainers: custody followed") / issued
    refused = found.total("detainers: refused") / issued
    setup = ("the whole system of January 2025, cooperation lowered everywhere in proportion so "
             "that 40 % are handed over")  # fmt: skip
    rows = [
        Row("P10", source, said, setup, "Custody followed, share of detainers", "share", FOLLOWED,
            *share(FOLLOWED, 0.05), "5 %: what officers' hours leave uncollected", followed,
            "arithmetic", "Cooperation is set to it; only the loss for want of hours is found."),
        Row("P10", source, said, setup, "Recorded as refused, FY2014 to FY2016", "share", 0.061,
            *factor(0.061, 2), "a factor of two: recording differs by county", refused, "system"),
        Row("P10", source, said, setup, "Recorded as refused, early FY2016", "share", 0.02,
            *factor(0.02, 2), "as above", refused, "system",
            "0.14 of those not handed over are recorded as refused, a level of 2022 to 2025; 0.03 "
            "would give 2 %, below the lever's low end of 0.05. Recording changes with forms: a "
            "level of its own for each time would be needed."),
        Row("P10", source, said, setup, "Neither followed nor refused", "share", 0.58,
            *share(0.58, 0.2), "20 %: “fewer than 40 %”", 1 - followed - refused,
            "arithmetic", "What the two rows above leave: the model has a path of its own for it."),
    ]  # fmt: skip
    for year, detainers in ((2016, 85_720), (2017, 142_474)):
        custodial = custodial_arrests(year)
        taken = run(
            {"detainers.issued": fitted["detainers.issued"] * detainers / YEAR
             / float(fitted["detainers.issued"].sum())}, cut_off=BEFORE,
        )  # fmt: skip
        transfers = taken.total("detainers: custody followed") * YEAR
        rows.append(
            Row("P10", "TRAC and ICE", f"{detainers:,} detainers in FY{year}; {custodial:,.0f} "
                "arrests in custody (record of arrests by method)", "the whole system of January "
                f"2025 with {detainers:,} people asked for in a year, spread as then",
                f"Transfers from jails, FY{year}", "people/year", custodial,
                *share(custodial, 0.25), "25 %: areas and cooperation are of 2025", transfers,
                "system",
                f"There were {number(custodial / detainers)} arrests in custody for each detainer. "
                "Many are made in prisons and jails without a form; the model counts everyone "
                "asked for, with a form or not, so that its input for that year is too small.")
        )  # fmt: skip
    return rows


def _share_handed_over(fitted: dict[str, Array]) -> float:
    """Share of the people asked for who are handed over, national."""
    asked = fitted["detainers.issued"]
    return float((asked * fitted["cooperation"]).sum() / asked.sum())


def custodial_arrests(year: int) -> float:
    """Arrests in custody of a fiscal year, all areas."""
    frame = observations().newest()
    found = frame.filter(
        (pl.col("series") == "arrests-by-method") & (pl.col("detail") == "custodial")
        & (pl.col("start") >= date(year - 1, 10, 1)) & (pl.col("end") <= date(year, 9, 30))
    )  # fmt: skip
    return float(found["value"].sum())


def trac_places() -> list[Row]:
    """P11: how detainers are spread over places."""
    asked = model(date(2024, 1, 5)).baseline["detainers.issued"][0].sum(axis=1)
    shares = dict(zip(PLACES, asked / asked.sum(), strict=True))
    setup = "people asked for, by area, in the system fitted to January 2024"
    return [
        Row("P11", "TRAC 595, FY2019", "3,671 agencies: those with over 100 detainers are 9 % of "
            "agencies and have 71.2 % of detainers; Harris County 5,072", "none: the model has 25 "
            "areas and no agencies", "Share of agencies with over 100", "share", 0.712, 0.712,
            0.712,
            "", float("nan"), "nothing",
            "No jurisdiction is told apart on purpose: nothing in the model names or ranks one."),
        Row("P11", "TRAC 748, FY2021 to December 2023", "California and Texas have 48.6 % of "
            "detainers, Florida 6 %", setup + "; the eight areas of California and Texas",
            "Share of California and Texas", "share", 0.486, *share(0.486, 0.25),
            "25 %: areas cross state lines", sum(shares[p] for p in CALIFORNIA_AND_TEXAS), "system",
            "Detainers are inferred from transfers: where few are handed over, officers are taken "
            "to ask for fewer, which lowers California."),
        Row("P11", "TRAC 748, FY2021 to December 2023", "Florida 6 %",
            setup + "; the area of Miami",
            "Share of Florida", "share", 0.06, *share(0.06, 0.25), "as above", shares["Miami"],
            "system",
            "People asked for are inferred from all transfers from jails and prisons, with a form "
            "or without; the area also holds Puerto Rico and the Virgin Islands."),
    ]  # fmt: skip


@cache
def switched(who: str) -> dict[str, float]:
    """What a switch to limited cooperation does to removals, over those of people taken in jails.

    Every second area that cooperates switches. Removals are those of people arrested there, and
    the part of them that is taken in jails is that of their arrests.

    Args:
        who: ``no conviction``, or ``everybody``.
    """
    cooperation = model(BEFORE).baseline["cooperation"] * np.ones((1, 1, len(CLASSES)))
    areas = [n for n, place in enumerate(PLACES) if cooperation[0, n, 0] >= COOPERATES][::2]
    limited = cooperation.copy()
    first = 0 if who == "everybody" else 1
    limited[0, areas, first:] = np.minimum(limited[0, areas, first:], LIMITING)
    base, after = (
        run(changes, days=PANEL_YEARS * YEAR, cut_off=BEFORE, by="place and class")
        for changes in ({}, {"cooperation": limited})
    )
    places = tuple(PLACES[n] for n in areas)
    removed = _by_class(base, "removals: from detention", places)
    jails = _by_class(base, "detainers: custody followed", places)
    in_jails = removed * jails / _by_class(base, "arrests", places)
    change = _by_class(after, "removals: from detention", places) - removed
    return {
        "all": float(change.sum() / in_jails.sum()),
        "convicted": float(change[0] / in_jails[0]),
        "no conviction": float(change[1:].sum() / in_jails[1:].sum()),
        "share": float(in_jails[1:].sum() / in_jails.sum()),
    }


def _by_class(found: Found, name: str, places: tuple[str, ...]) -> Array:
    """A measure by class in some places, people per day."""
    values = measure(found.counts, name)[0]
    groups = found.counts.groups
    return np.array([
        sum(values[g] for g, (place, kind) in enumerate(groups) if place in places and kind == one_)
        for one_ in CLASSES
    ])  # fmt: skip


def hausman_2020() -> list[Row]:
    """P12: what follows when counties stop handing over."""
    source = "Hausman, PNAS 2020"
    said = ("about 140 counties limit cooperation, 2010 to 2015: removals of people fingerprinted "
            "in their jails fall by a third; without conviction by half; violent convictions not "
            "at all; about 22,300 fewer in 2013 to 2015")  # fmt: skip
    setup = ("the whole system of January 2025, three years; every second area that cooperates "
             "hands over a tenth of those without a conviction; change of removals of people "
             "arrested there, over those taken in jails")  # fmt: skip
    some, every = switched("no conviction"), switched("everybody")
    why = "a third of it: counties' policies differ"
    return [
        Row("P12", source, said, setup, "Change of removals", "share", -1 / 3, *share(-1 / 3,
            1 / 3),
            why, some["all"], "system",
            f"In January 2025 people without a conviction are {number(some['share'])} of the "
            "removals that jails account for; a third in all and a half of these say two thirds "
            "for the counties of 2010 to 2015. A policy that spares the convicted cannot lower the "
            "total by more than the others' share."),
        Row("P12", source, said, setup, "Change of removals without a conviction", "share", -0.5,
            *share(-0.5, 1 / 3), why, some["no conviction"], "system",
            "A tenth is handed over in place of well over half, a fall of about 80 %; people "
            "not handed over and found later make up only for little. The counties' fall of a half "
            "says that their policies covered about six tenths of such people."),
        Row("P12", source, said, setup, "Change of removals after a conviction", "share", 0, -0.05,
            0.05, "no change but for 5 %", some["convicted"], "system",
            "Nobody with a conviction is kept back; judges and officers serve others."),
        Row("P12", source, said, "the same, but nobody is handed over, convicted or not",
            "Change of removals, whole switch", "share", -1 / 3, *share(-1 / 3, 1 / 3), why,
            every["all"], "system", control=True),
        Row("P12", source, said, "none: areas are not counties", "Fewer removals, 2013 to 2015",
            "people", 22_300, 22_300, 22_300, "", float("nan"), "nothing",
            "Which counties, and how many people their jails hold, is below the level of an area. "
            "Crime is not modelled."),
    ]  # fmt: skip


CASES = (trac_detainers, trac_places, hausman_2020)
