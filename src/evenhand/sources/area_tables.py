"""From published tables to numbers by area: arrests, populations, cooperation, shares.

Nothing is read from a list of jurisdictions: how far an area hands people over is estimated from
how many are taken over from its jails.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from evenhand.errors import DataError, Problem
from evenhand.model.classes import CLASSES
from evenhand.model.levers import Array
from evenhand.model.places import AREAS, PLACES
from evenhand.observations.table import Observations

COOPERATING = ("TX", "FL", "GA", "TN", "LA", "MS", "AL", "OK", "SC", "AR")
"""States whose law requires local cooperation, or where nearly all sheriffs hold agreements.
Source: state laws (Texas SB4, Florida SB168 and others); list of 287(g) agreements."""
FULL, FULL_LOW, FULL_HIGH = 0.8, 0.6, 0.9
"""Share of detainers followed by custody where jurisdictions cooperate. Source: sheet D04."""
LEAST, MOST = 0.02, 0.9
WINDOWS = {"2024": "y2024", "2025": "y2025", "2026": "w2526"}
WINDOW_YEARS = {"y2024": 1.0, "y2025": 1.0, "w2526": 1.0}
FROM_WINDOW = (("2025-08", "w2526"), ("2025-02", "y2025"), ("0000-00", "y2024"))
"""Window whose area shares hold from a month on; the newest first."""
PROGRAMME_287G = 4_629 / 389_825
"""Arrests of the 287(g) programme over all, 20 Jan 2025 to Mar 2026. Source: arrest outcomes."""
PROGRAMME_IN_JAILS = 0.75
"""Share of them made in jails; assumed, as no split is published."""
FITS = 200
METHOD_WAYS = {
    "287g / Probation": "jail",
    "Criminal Alien Program": "jail",
    "Enforcement and Removal Operations": "at_large",
    "Task Force / Other Agency": "at_large",
    "Worksite / Inspections": "at_large",
}
"""Ways of arrest that the methods of the record stand for; border and transport are left out."""
KINDS = {
    "1 Convicted Criminal": "convicted",
    "2 Pending Criminal Charges": "pending",
    "3 Other Immigration Violator": "other",
}
BEFORE_2025 = {"convicted": 127_099, "pending": 51_212, "other": 137_150}
"""Arrests by class, Oct 2022 to Jan 2025. Source: arrest outcomes, by criminality."""
FISCAL_2024 = {"convicted": 0.527, "pending": 0.19, "other": 0.283}
"""Classes of arrests from Oct 2023 to Jan 2025: convicted from the weekly record (52.7 percent),
71.7 percent with a conviction or charge in FY2024 (ICE annual report, claim C25)."""


def area_tables(folder: Path, participants: dict[str, float]) -> dict[str, bytes]:
    """The tables by area, as they ship.

    Args:
        folder: The folder of the published data.
        participants: People in alternatives to detention by area, from the workbooks.

    Raises:
        DataError: when a file is missing.
    """
    missing = [name for name in FILES if not (folder / name).exists()]
    if missing:
        raise DataError([Problem(str(folder / name), "is missing") for name in missing])
    return {
        "arrests.csv": _csv(arrest_table(folder), 4),
        "areas.csv": _csv(area_table(folder, participants), 5),
    }


def participants_by_area(observations: Observations) -> dict[str, float]:
    """People in alternatives to detention by area, newest edition.

    Args:
        observations: Everything that was read.
    """
    rows = observations.series("atd-participants")
    newest = rows.filter(pl.col("end") == rows["end"].max())
    sums = newest.group_by("place").agg(pl.col("value").sum()).sort("place")
    names = ["New York City" if name == "New York" else name for name in sums["place"]]
    found = dict(zip(names, sums["value"], strict=True))
    return {area: found.get(area, 0.0) for area in AREAS}


FILES = (
    "tables/arrests_monthly.csv",
    "tables/arrests_by_aor_windows.csv",
    "tables/arrests_by_state_windows.csv",
    "tables/arrest_method_by_criminality_2023-09_2025-07.csv",
    "tables/arrest_outcomes_2022-10_2026-03.json",
    "geography/county_to_aor.csv",
    "geography/state_population_noncitizen_unauthorized.csv",
    "geography/aor_population_unauthorized.csv",
    "policy/agreements_287g.csv",
)
"""Everything that the tables are derived from."""


def _csv(frame: pl.DataFrame, decimals: int) -> bytes:
    buffer = io.BytesIO()
    frame.write_csv(buffer, float_precision=decimals)
    return buffer.getvalue()


def arrest_table(folder: Path) -> pl.DataFrame:
    """Arrests per day by month, area and class, in jails and at large.

    Months' national totals and, from 2025 on, classes are measured; so are areas and the share at
    large of each area over a window. That the three go together as evenly as they can is assumed
    (iterative proportional fitting).
    """
    months = pl.read_csv(folder / FILES[0])
    windows = pl.read_csv(folder / FILES[1])
    seed = _seed(folder)
    rows = []
    for month in months.iter_rows(named=True):
        total = float(month["arrests_ddp_joined_jul2026_release"])
        window = next(name for first, name in FROM_WINDOW if month["month"] >= first)
        by_area = _by_area_and_way(windows, window)
        areas = by_area / by_area.sum() * total
        classes = _classes(month) * total
        fitted = fit_margins(areas[:, None, :] * seed[None], areas, classes)
        year, number = (int(part) for part in month["month"].split("-"))
        days = _days(year, number)
        for a, area in enumerate(AREAS):
            for c, kind in enumerate(CLASSES):
                jail, at_large = (fitted[a, c] / days).tolist()
                rows.append((month["month"], area, kind, jail, at_large))
    names = ["month", "place", "class", "jail", "at_large"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _days(year: int, month: int) -> int:
    following = pl.date(year + month // 12, month % 12 + 1, 1)
    return int(pl.select((following - pl.date(year, month, 1)).dt.total_days()).item())


def _seed(folder: Path) -> Array:
    """Class mix of arrests in jails and at large ``(class, way)``, as methods show it."""
    methods = pl.read_csv(folder / FILES[3])
    seed = np.zeros((len(CLASSES), 2))
    for row in methods.iter_rows(named=True):
        way = METHOD_WAYS.get(row["method_bucket"])
        if way is not None:
            kind = CLASSES.index(KINDS[row["apprehension_criminality"]])
            seed[kind, 0 if way == "jail" else 1] += row["count"]
    mix: Array = seed / seed.sum(axis=0)
    return mix


def _by_area_and_way(windows: pl.DataFrame, window: str) -> Array:
    """Arrests of a window ``(area, way)``."""
    rows = windows.filter(pl.col("window") == window)
    found = np.zeros((len(AREAS), 2))
    for row in rows.iter_rows(named=True):
        at_large = row["arrests_at_large"]
        found[AREAS.index(row["aor"])] = (row["arrests"] - at_large, at_large)
    return found


def _classes(month: dict[str, float | None]) -> Array:
    """Classes of a month's arrests, shares ``(class,)``."""
    numbers = [month[kind] for kind in CLASSES]
    if any(number is None for number in numbers) or str(month["month"]) < "2025-02":
        before = FISCAL_2024 if str(month["month"]) >= "2023-10" else BEFORE_2025
        numbers = [float(before[kind]) for kind in CLASSES]
    people = np.array(numbers, dtype=np.float64)
    shares: Array = people / people.sum()
    return shares


def fit_margins(seed: Array, areas: Array, classes: Array) -> Array:
    """The table nearest to a seed that has the given margins ``(area, class, way)``.

    Args:
        seed: Any positive table ``(area, class, way)``.
        areas: Sums over classes ``(area, way)``.
        classes: Sums over areas and ways ``(class,)``.
    """
    found = seed.copy()
    for _ in range(FITS):
        sums = found.sum(axis=1)
        found *= (areas / np.where(sums > 0, sums, 1.0))[:, None, :]
        found *= (classes / found.sum(axis=(0, 2)))[None, :, None]
    sums = found.sum(axis=1)
    fitted: Array = found * (areas / np.where(sums > 0, sums, 1.0))[:, None, :]
    return fitted


def area_table(folder: Path, participants: dict[str, float]) -> pl.DataFrame:
    """One row for each place: populations, cooperation, shares.

    Args:
        folder: The folder of the published data.
        participants: People in alternatives to detention by area.
    """
    windows = pl.read_csv(folder / FILES[1])
    populations = pl.read_csv(folder / FILES[7])
    unauthorized = dict(zip(populations["aor"], populations["mpi_unauthorized_2023"], strict=True))
    people = dict(zip(populations["aor"], populations["pop_acs2014_2018"], strict=True))
    adults = noncitizen_adults(folder)
    covered = covered_shares(folder)
    frame: dict[str, Any] = {"place": list(PLACES)}
    frame["population"] = [float(people[a]) for a in AREAS] + [0.0]
    frame["noncitizen_adults"] = [adults[a] for a in AREAS] + [0.0]
    frame["unauthorized"] = [float(unauthorized[a]) for a in AREAS] + [0.0]
    for year, window in WINDOWS.items():
        jail = _by_area_and_way(windows, window)[:, 0]
        rate = jail / np.array([adults[a] for a in AREAS]) * 1000
        full = full_rate(folder, window)
        frame[f"jail_rate_{year}"] = [*rate.tolist(), 0.0]
        for word, share in (("", FULL), ("_low", FULL_LOW), ("_high", FULL_HIGH)):
            estimate = np.clip(share * rate / full, LEAST, MOST)
            frame[f"cooperation_{year}{word}"] = [*estimate.tolist(), LEAST]
    jail = _by_area_and_way(windows, "w2526")
    cover = np.array([covered[a] for a in AREAS])
    national = PROGRAMME_287G * PROGRAMME_IN_JAILS * jail.sum() / jail[:, 0].sum()
    share = cover / max(float((cover * jail[:, 0]).sum() / jail[:, 0].sum()), 1e-9) * national
    frame["covered_287g"] = [*cover.tolist(), 0.0]
    frame["share_287g"] = [*np.minimum(share, 0.5).tolist(), 0.0]
    total = sum(participants.values())
    frame["atd_share"] = [participants.get(a, 0.0) / total for a in AREAS] + [0.0]
    outcomes = json.loads((folder / FILES[4]).read_text("utf-8"))
    rates = {KINDS[row["category"]]: row["detention_rate_pct"] / 100
             for row in outcomes["by_criminality"]}  # fmt: skip
    for kind in CLASSES:
        frame[f"booked_in_{kind}"] = [rates[kind]] * len(PLACES)
    return pl.DataFrame(frame)


def noncitizen_adults(folder: Path) -> dict[str, float]:
    """Noncitizen adults by area: each state's are spread over its counties by population."""
    counties = pl.read_csv(folder / FILES[5], schema_overrides={"fips": pl.String})
    states = pl.read_csv(folder / FILES[6])
    adults = dict(zip(states["state"], states["adult_noncitizens_2024"], strict=True))
    totals = counties.group_by("state").agg(total=pl.col("population_2014_2018").sum())
    spread = counties.join(totals, on="state").with_columns(
        adults=pl.col("population_2014_2018")
        / pl.col("total")
        * pl.col("state").replace_strict(adults, default=0, return_dtype=pl.Float64)
    )
    by_area = spread.group_by("aor").agg(pl.col("adults").sum())
    return dict(zip(by_area["aor"], by_area["adults"], strict=True))


def full_rate(folder: Path, window: str) -> float:
    """Transfers from jails per 1,000 noncitizen adults where states cooperate fully."""
    states = pl.read_csv(folder / FILES[2]).filter(pl.col("window") == window)
    adults = pl.read_csv(folder / FILES[6]).filter(pl.col("state").is_in(COOPERATING))
    names = [STATE_NAMES[state] for state in COOPERATING]
    rows = states.filter(pl.col("state").is_in(names))
    jail = float((rows["arrests"] - rows["arrests_at_large"]).sum())
    return jail / float(adults["adult_noncitizens_2024"].sum()) * 1000


STATE_NAMES = {
    "TX": "TEXAS", "FL": "FLORIDA", "GA": "GEORGIA", "TN": "TENNESSEE", "LA": "LOUISIANA",
    "MS": "MISSISSIPPI", "AL": "ALABAMA", "OK": "OKLAHOMA", "SC": "SOUTH CAROLINA",
    "AR": "ARKANSAS",
}  # fmt: skip


def covered_shares(folder: Path) -> dict[str, float]:
    """Share of each area's population in counties with a jail or warrant agreement, newest list."""
    agreements = pl.read_csv(folder / FILES[8])
    newest = agreements["last_seen"].max()
    rows = agreements.filter(
        (pl.col("last_seen") == newest)
        & pl.col("model").str.contains("(?i)jail|warrant")
        & pl.col("county").is_not_null()
    ).select(state=pl.col("state").str.to_uppercase(), county=county_name(pl.col("county")))
    counties = pl.read_csv(folder / FILES[5], schema_overrides={"fips": pl.String})
    counties = counties.with_columns(
        county=county_name(pl.col("county")),
        name=pl.col("state").replace_strict(ALL_STATES, default=""),
    )
    held = counties.join(rows.unique(), left_on=["name", "county"], right_on=["state", "county"],
                         how="semi")  # fmt: skip
    people = counties.group_by("aor").agg(all=pl.col("population_2014_2018").sum())
    covered = held.group_by("aor").agg(some=pl.col("population_2014_2018").sum())
    joined = people.join(covered, on="aor", how="left").with_columns(pl.col("some").fill_null(0))
    return {row["aor"]: row["some"] / row["all"] for row in joined.iter_rows(named=True)}


def county_name(column: pl.Expr) -> pl.Expr:
    """A county's name without "County", "Parish" and the like, in small letters."""
    lower = column.str.to_lowercase().str.strip_chars()
    return lower.str.replace(r"\s+(county|parish|borough|census area|municipality|city)$", "")


ALL_STATES = {
    "AL": "ALABAMA", "AK": "ALASKA", "AZ": "ARIZONA", "AR": "ARKANSAS", "CA": "CALIFORNIA",
    "CO": "COLORADO", "CT": "CONNECTICUT", "DE": "DELAWARE", "DC": "DISTRICT OF COLUMBIA",
    "FL": "FLORIDA", "GA": "GEORGIA", "HI": "HAWAII", "ID": "IDAHO", "IL": "ILLINOIS",
    "IN": "INDIANA", "IA": "IOWA", "KS": "KANSAS", "KY": "KENTUCKY", "LA": "LOUISIANA",
    "ME": "MAINE", "MD": "MARYLAND", "MA": "MASSACHUSETTS", "MI": "MICHIGAN", "MN": "MINNESOTA",
    "MS": "MISSISSIPPI", "MO": "MISSOURI", "MT": "MONTANA", "NE": "NEBRASKA", "NV": "NEVADA",
    "NH": "NEW HAMPSHIRE", "NJ": "NEW JERSEY", "NM": "NEW MEXICO", "NY": "NEW YORK",
    "NC": "NORTH CAROLINA", "ND": "NORTH DAKOTA", "OH": "OHIO", "OK": "OKLAHOMA", "OR": "OREGON",
    "PA": "PENNSYLVANIA", "RI": "RHODE ISLAND", "SC": "SOUTH CAROLINA", "SD": "SOUTH DAKOTA",
    "TN": "TENNESSEE", "TX": "TEXAS", "UT": "UTAH", "VT": "VERMONT", "VA": "VIRGINIA",
    "WA": "WASHINGTON", "WV": "WEST VIRGINIA", "WI": "WISCONSIN", "WY": "WYOMING",
}  # fmt: skip
