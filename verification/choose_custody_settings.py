"""How the feedback settings of the custody model were chosen: by a rule, on earlier origins.

Every setting of a grid is judged on the monthly origins 2021-10 to 2023-09. The settings whose
error there is within 5 percent of the best cannot be told apart; the centre (the median of each
parameter) of these is taken. The later origins, 2023-10 to 2025-10, play no part in the choice;
their errors are written beside it so that anyone can see what another choice would have given.

Run: python verification/choose_custody_settings.py   (some minutes; writes the CSV in docs)
"""

from __future__ import annotations

import itertools
import multiprocessing
from pathlib import Path
from statistics import fmean, median

import polars as pl

from evenhand.backtests.custody_backtest import backtest_custody, error_table, monthly_origins
from evenhand.backtests.shipped import FIRST_ORIGIN, LAST_ORIGIN
from evenhand.observations.table import Observations
from evenhand.sources.ledger import shipped_folder

GRID: dict[str, tuple[float, ...]] = {
    "own_stock_cbp": (1, 2, 3),
    "all_stock_cbp": (0, 1, 2),
    "inflow_cbp": (0, 0.25, 0.5),
    "level_days": (60, 90, 120),
}
CHOOSING = (2021, 10), (2023, 9)
JUDGING = FIRST_ORIGIN, LAST_ORIGIN
HORIZON = 6
NEAR_BEST = 1.05
OUTPUT = Path(__file__).parent.parent / "docs" / "reference" / "custody-settings.csv"


def errors_of(setting: tuple[float, ...]) -> dict[str, float]:
    """Mean absolute errors of one setting on both sets of origins, percent."""
    observations = Observations(pl.read_parquet(shipped_folder() / "observations.parquet"))
    values = dict(zip(GRID, setting, strict=True))
    row: dict[str, float] = dict(values)
    for name, (first, last) in (("choosing", CHOOSING), ("judging", JUDGING)):
        origins = monthly_origins(first, last)
        forecasts = backtest_custody(observations, origins, HORIZON, **values)
        errors = error_table(forecasts).filter(pl.col("method") == "model").sort("horizon")
        row |= {
            f"{name} {horizon} mo.": round(error, 2)
            for horizon, error in zip(errors["horizon"], errors["error"], strict=True)
        }
    return row


def chosen(table: pl.DataFrame) -> dict[str, float]:
    """The centre of the settings that are as good as the best on the choosing origins."""
    columns = [name for name in table.columns if name.startswith("choosing")]
    scores = [fmean(row) for row in table.select(columns).iter_rows()]
    good = table.filter(pl.Series(scores) <= NEAR_BEST * min(scores))
    return {name: median(good[name].to_list()) for name in GRID}


def main() -> None:
    """Judge the grid, write the table, print the choice."""
    grid = list(itertools.product(*GRID.values()))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        table = pl.DataFrame(pool.map(errors_of, grid, chunksize=1))
    table.write_csv(OUTPUT)
    print(chosen(table))


if __name__ == "__main__":
    main()
