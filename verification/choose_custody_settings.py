"""How the settings of the custody model were chosen: by two rules, on what was posted early.

First the shape of the hazard over the age of stay: the shapes whose stays of leavers, by origin,
and ages of those in custody, from October 2021 on, fit what had been posted by 30 September 2023
within 5 percent as well as the best. Then, among these shapes, the responses and windows: of 512
settings spread evenly over their ranges, those whose errors on the monthly origins 2021-10 to
2023-09 (all, ICE, CBP; one to six months) are within 5 percent of the best cannot be told apart;
all are kept, and a forecast is the mixture of theirs. The later origins play no part; their errors
are written beside the choice so that anyone can see what another one would have given. Forecasts
from the newest record use the settings that the same rule keeps with all origins. The nested check
repeats the second rule with origins up to 2023-03 only, whose outcomes end where the judged origins
begin.

Run: python verification/choose_custody_settings.py   (some minutes; writes the settings that ship
and the table in docs)
"""

from __future__ import annotations

import itertools
import multiprocessing
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import qmc

from evenhand.backtests.custody_backtest import Origin, monthly_origins
from evenhand.compiled.custody import compile_custody
from evenhand.engines.cohorts import run_custody
from evenhand.fitting.custody_average import average_ratio
from evenhand.fitting.custody_filter import move_one_day, stationary_ages
from evenhand.fitting.custody_fit import CustodyFit, fit_custody, fit_settings
from evenhand.fitting.custody_record import custody_record
from evenhand.model.classes import ORIGINS
from evenhand.model.custody import Array, base_hazard
from evenhand.observations.table import Observations
from evenhand.sources.ledger import shipped_folder
from evenhand.timeline import next_month

POSTED_BY = date(2023, 9, 30)
STAYS_FROM = date(2021, 10, 1)
HUMPS_ICE, HUMPS_CBP = (0.0, 1.0, 2.0, 3.0, 4.0), (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 16.0)
RANGES = {
    "own_stock_ice": (0.0, 0.6), "own_stock_cbp": (0.0, 3.5),
    "all_stock_ice": (0.0, 1.0), "all_stock_cbp": (0.0, 3.0),
    "level_days_ice": (45.0, 270.0), "level_days_cbp": (45.0, 270.0),
}  # fmt: skip
"""Ranges of the settings; windows are spread evenly on the logarithm."""
POINTS = 512
CHOOSING, NESTED = ((2021, 10), (2023, 9)), ((2021, 10), (2023, 3))
JUDGING = ((2023, 10), (2025, 12))
HORIZON = 6
GROUPS = (*ORIGINS, "all")
NEAR_BEST = 1.05
HERE = Path(__file__).parent.parent
MEMBERS = HERE / "src" / "evenhand" / "model" / "posterior" / "custody_members.csv"
MEMBERS_NOW = MEMBERS.with_name("custody_members_now.csv")
OUTPUT = HERE / "docs" / "reference" / "custody-settings.csv"
SHAPES = HERE / "docs" / "reference" / "custody-shapes.csv"


def observations() -> Observations:
    """What ships."""
    return Observations(pl.read_parquet(shipped_folder() / "observations.parquet"))


# ------------------------------------------------------------------------ the shape of the hazard


def stays_and_ages(fit: CustodyFit) -> tuple[dict[tuple[date, str], float], dict[date, Array]]:
    """Mean stay of leavers by month and origin, and people by age each day, of the filtered past.

    Returns:
        Days by first day of the month and origin; people ``(origin, age)`` by day.
    """
    filtered, hazard = fit.filtered, base_hazard(fit.model.parameters)
    flows = fit.record.book_ins_between(filtered.first_day, filtered.last_knot.day)
    people = np.stack(
        [
            stationary_ages(hazard[o], float(flows[0, o]), float(filtered.stock[0, o]))
            for o in range(len(ORIGINS))
        ]
    )
    middle = np.arange(people.shape[1]) + 0.5
    days: dict[date, Array] = {}
    sums: dict[date, Array] = {}
    day = filtered.first_day
    for knot, level in filtered.levels:
        while day < knot:
            day += timedelta(days=1)
            inflow = flows[(day - filtered.first_day).days]
            people, leaving = move_one_day(people, np.minimum(0.9, level[:, None] * hazard), inflow)
            month = sums.setdefault(day.replace(day=1), np.zeros((2, len(ORIGINS))))
            month += [leaving @ middle, leaving.sum(axis=1)]
            days[day] = people
    stays = {
        (month, origin): float(sums[month][0, o] / sums[month][1, o])
        for month in sums
        for o, origin in enumerate(ORIGINS)
    }
    return stays, days


def shape_table() -> pl.DataFrame:
    """How well each shape meets the published stays and ages: mean absolute log errors."""
    record = observations()
    stays = record.series("average-length-of-stay", POSTED_BY).filter(
        pl.col("agency").is_in(ORIGINS), pl.col("criminality") == "all",
        pl.col("start") >= STAYS_FROM, pl.col("complete"),
    )  # fmt: skip
    ages = record.series("in-custody-length-of-stay", POSTED_BY).filter(
        pl.col("detail") == "", pl.col("start") >= STAYS_FROM
    )
    rows = []
    for ice, cbp in itertools.product(HUMPS_ICE, HUMPS_CBP):
        fit = fit_custody(record, POSTED_BY, hump_ice=ice, hump_cbp=cbp)
        found, people = stays_and_ages(fit)
        row = {"hump_ice": ice, "hump_cbp": cbp}
        for origin in ORIGINS:
            pairs = [
                (found[day, origin], value)
                for day, value in stays.filter(pl.col("agency") == origin)
                .select("start", "value").iter_rows()
                if (day, origin) in found
            ]  # fmt: skip
            row[f"stays {origin}"] = _error(pairs)
        pairs = []
        for day, value in ages.select("start", "value").iter_rows():
            if day in people:
                there = people[day].sum(axis=0)
                pairs.append((float(there @ (np.arange(len(there)) + 0.5) / there.sum()), value))
        row["ages"] = _error(pairs)
        row["mean"] = (row["stays ICE"] + row["stays CBP"] + row["ages"]) / 3
        rows.append(row)
    table = pl.DataFrame(rows)
    good = pl.col("mean") <= NEAR_BEST * pl.col("mean").min()
    return table.with_columns(pl.all().round(4), kept=good)


def _error(pairs: list[tuple[float, float]]) -> float:
    return float(np.mean([abs(np.log(ours / theirs)) for ours, theirs in pairs]))


# ------------------------------------------------------------------------ responses and windows


def settings(shapes: pl.DataFrame) -> list[dict[str, float]]:
    """Settings spread evenly over their ranges, and over the shapes that are kept."""
    kept = shapes.filter("kept").select("hump_ice", "hump_cbp").rows()
    points = qmc.Sobol(len(RANGES) + 1, seed=0).random(POINTS)
    found = []
    for point in points:
        ice, cbp = kept[int(point[-1] * len(kept))]
        values = {"hump_ice": ice, "hump_cbp": cbp}
        for (name, (low, high)), share in zip(RANGES.items(), point, strict=False):
            windowed = name.startswith("level_days")
            value = low * (high / low) ** share if windowed else low + (high - low) * share
            values[name] = float(round(value)) if windowed else round(float(value), 3)
        found.append(values)
    return found


def errors_at(task: tuple[Origin, list[dict[str, float]]]) -> Array:
    """Log errors of the mean daily population ``(setting, horizon, group)`` from one origin."""
    origin, listed = task
    record = observations()
    happened = custody_record(record)
    actual = {start: (end, people) for start, end, people in happened.averages}
    errors = np.full((len(listed), HORIZON, len(GROUPS)), np.nan)
    known = [
        (step, date(*month, 1))
        for step in range(1, HORIZON + 1)
        if date(*(month := next_month(origin.year, origin.month, step)), 1) in actual
    ]
    if not known:
        return errors
    last_day = max(actual[start][0] for _, start in known)
    fits = fit_settings(record, origin.day, listed)
    flows = happened.book_ins_between(fits[0].model.start + timedelta(days=1), last_day)
    for index, fit in enumerate(fits):
        ratio = average_ratio(fit.record, fit.filtered).mean
        stock = run_custody(compile_custody(fit.model, last_day, book_ins=flows)).stock
        people = stock.sum(axis=2) * ratio
        for step, start in known:
            end, published = actual[start]
            days = slice((start - fit.model.start).days - 1, (end - fit.model.start).days)
            ours, theirs = people[days].mean(axis=0), np.nansum(published, axis=1)
            errors[index, step - 1] = np.log(
                np.append(ours, ours.sum()) / np.append(theirs, theirs.sum())
            )
    return errors


def mean_errors(errors: Array) -> Array:
    """Mean absolute percentage error ``(setting, horizon, group)``."""
    return 100 * np.nanmean(np.abs(np.exp(errors) - 1), axis=0)


def near_best(errors: Array) -> NDArray[np.bool_]:
    """Whether a setting is as good as the best.

    Its score is the mean, over horizons and groups, of its error over the smallest one there.
    """
    score = (errors / errors.min(axis=0)).mean(axis=(1, 2))
    good: NDArray[np.bool_] = score <= NEAR_BEST * score.min()
    return good


def main() -> None:
    """Choose, write what is kept and the tables, print the check."""
    shapes = shape_table()
    shapes.write_csv(SHAPES)
    print(shapes.sort("mean").head(12))
    listed = settings(shapes)
    origins = {name: monthly_origins(*span) for name, span in
               (("choosing", CHOOSING), ("judging", JUDGING))}  # fmt: skip
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = {
            name: np.array(pool.map(errors_at, [(one, listed) for one in group], chunksize=1))
            for name, group in origins.items()
        }
    early, late = mean_errors(found["choosing"]), mean_errors(found["judging"])
    nested = mean_errors(found["choosing"][: len(monthly_origins(*NESTED))])
    together = mean_errors(np.concatenate([found["choosing"], found["judging"]]))
    table = pl.DataFrame(listed)
    for name, group in (("choosing", early), ("judging", late)):
        table = table.with_columns(
            pl.Series(f"{name} {step} mo.", group[:, step - 1, -1].round(2))
            for step in range(1, HORIZON + 1)
        )
    for name, group in (("kept", early), ("kept by the nested check", nested),
                        ("kept with all origins", together)):  # fmt: skip
        good = near_best(group)
        table = table.with_columns(pl.Series(name, good))
        mixed = np.abs(np.exp(found["judging"][:, good].mean(axis=1)) - 1)
        print(name, int(good.sum()), "of", POINTS, "mixture on the judged origins:")
        print((100 * np.nanmean(mixed, axis=0)).round(2).T)
    table.write_csv(OUTPUT)
    for name, path in (("kept", MEMBERS), ("kept with all origins", MEMBERS_NOW)):
        members = table.filter(name).select(list(listed[0]))
        members.write_csv(path)
        print(name, members.mean().to_dicts())


if __name__ == "__main__":
    main()
