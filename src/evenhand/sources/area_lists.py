"""From published lists of jurisdictions to shares of the people of areas."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from evenhand.sources.area_tables import ALL_STATES, county_name

LIST_FILE = "policy/doj_sanctuary_list_2025-08-05.csv"
AGREEMENTS_FILE = "policy/agreements_287g.csv"
COUNTIES_FILE = "geography/county_to_aor.csv"
LIST = "doj-2025-08-05"
COUNTIES_OF_CITIES = {
    ("Albuquerque", "NM"): ("bernalillo",),
    ("Berkeley", "CA"): ("alameda",),
    ("Boston", "MA"): ("suffolk",),
    ("Chicago", "IL"): ("cook",),
    ("Denver", "CO"): ("denver",),
    ("East Lansing", "MI"): ("ingham",),
    ("Hoboken", "NJ"): ("hudson",),
    ("Jersey City", "NJ"): ("hudson",),
    ("Los Angeles", "CA"): ("los angeles",),
    ("New Orleans", "LA"): ("orleans",),
    ("New York City", "NY"): ("bronx", "kings", "new york", "queens", "richmond"),
    ("Newark", "NJ"): ("essex",),
    ("Paterson", "NJ"): ("passaic",),
    ("Philadelphia", "PA"): ("philadelphia",),
    ("Portland", "OR"): ("multnomah",),
    ("Rochester", "NY"): ("monroe",),
    ("San Francisco City", "CA"): ("san francisco",),
    ("Seattle", "WA"): ("king",),
}
"""Counties that stand for the cities of the list; a city is smaller than its county, so that the
share is a little too large. Source: geography of counties."""
MODELS = {"jail": "(?i)jail", "warrant": "(?i)warrant", "task force": "(?i)task"}
FIRST_MONTH = "2021-01"


def register_tables(folder: Path) -> dict[str, bytes]:
    """The registers that are derived from published lists, as they ship.

    Args:
        folder: The folder of the published data.
    """
    return {
        "public_list_shares.csv": list_shares(folder).write_csv(float_precision=5).encode(),
        "agreements_287g.csv": agreement_table(folder).write_csv(float_precision=5).encode(),
    }


def list_shares(folder: Path) -> pl.DataFrame:
    """Share of each area's people whom the list covers: ``list, area, share``.

    Covered are people of a listed state, of a listed county, and of the county of a listed city.

    Args:
        folder: The folder of the published data.
    """
    rows = pl.read_csv(folder / LIST_FILE)
    counties = _counties(folder)
    states = set(rows.filter(pl.col("level") == "state")["state"])
    named = {
        (row["state"], county) for row in rows.iter_rows(named=True) for county in _counties_of(row)
    }
    covered = pl.col("state").is_in(states) | pl.struct("state", "county").map_elements(
        lambda one: (one["state"], one["county"]) in named, return_dtype=pl.Boolean
    )
    people = pl.col("population_2014_2018")
    shares = (
        counties.with_columns(held=covered)
        .group_by("area")
        .agg(share=(people * pl.col("held")).sum() / people.sum())
        .filter(pl.col("share") > 0)
        .sort("area")
    )
    return shares.select(list=pl.lit(LIST), area="area", share="share")


def _counties_of(row: dict[str, str]) -> tuple[str, ...]:
    if row["level"] == "county":
        return (row["name"].casefold().removesuffix(" county"),)
    return COUNTIES_OF_CITIES[row["name"], row["state"]] if row["level"] == "city" else ()


def _counties(folder: Path) -> pl.DataFrame:
    table = pl.read_csv(folder / COUNTIES_FILE, schema_overrides={"fips": pl.String})
    return table.with_columns(county=county_name(pl.col("county"))).rename({"aor": "area"})


def agreement_table(folder: Path) -> pl.DataFrame:
    """287(g) agreements by month's end and area: number by model, and share of people covered.

    Covered are people of counties with a jail or warrant agreement of their own; agreements of
    cities and states count in the numbers of the area in which their county lies, if one is named.

    Args:
        folder: The folder of the published data.
    """
    agreements = pl.read_csv(folder / AGREEMENTS_FILE, try_parse_dates=True).filter(
        pl.col("county").is_not_null()
    )
    agreements = agreements.select(
        name=pl.col("state").str.to_uppercase(), county=county_name(pl.col("county")),
        model="model", first="first_seen", last="last_seen",
    )  # fmt: skip
    counties = _counties(folder).with_columns(
        name=pl.col("state").replace_strict(ALL_STATES, default="")
    )
    held = agreements.join(counties, on=["name", "county"], how="inner")
    people = counties.group_by("area").agg(all=pl.col("population_2014_2018").sum())
    ends = pl.date_range(
        pl.lit(FIRST_MONTH + "-01").str.to_date(),
        pl.lit(agreements["last"].max()),
        "1mo",
        eager=True,
    ).dt.month_end()
    newest = agreements["last"].max()
    frames = []
    for end in ends:
        day = min(end, newest)
        there = held.filter((pl.col("first") <= day) & (pl.col("last") >= day))
        numbers = there.group_by("area").agg(
            **{
                model.replace(" ", "_"): pl.col("model").str.contains(pattern).sum()
                for model, pattern in MODELS.items()
            }
        )
        cover = (
            there.filter(pl.col("model").str.contains("(?i)jail|warrant"))
            .unique(["fips"])
            .group_by("area")
            .agg(some=pl.col("population_2014_2018").sum())
        )
        frames.append(
            people.join(numbers, on="area", how="left")
            .join(cover, on="area", how="left")
            .with_columns(pl.lit(f"{end:%Y-%m}").alias("month"))
        )
    table = pl.concat(frames).with_columns(
        pl.col("jail", "warrant", "task_force").fill_null(0),
        covered=pl.col("some").fill_null(0) / pl.col("all"),
    )
    return table.select("month", "area", "jail", "warrant", "task_force", "covered").sort(
        "month", "area"
    )
