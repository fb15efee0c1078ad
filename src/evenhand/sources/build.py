"""The recipe for the observations that ship inside the package."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import polars as pl

from evenhand.errors import EvenhandError, Problem
from evenhand.observations.table import SCHEMA, keep_changes
from evenhand.sources.ledger import (
    EDITION_SCHEMA,
    EDITIONS_FILE,
    OBSERVATIONS_FILE,
    Added,
    add_files,
    shipped_folder,
)

DERIVED_TABLES = {
    "adp_monthly_by_agency_criminality.csv",
    "alos_monthly_by_agency_criminality.csv",
    "arrest_method_by_criminality_2023-09_2025-07.csv",
    "atd_by_technology.csv",
    "bookins_monthly_by_agency.csv",
    "bookouts_monthly_by_reason_criminality.csv",
    "ddp_missingness_by_field_2025-07.csv",
    "detained_snapshots_biweekly.csv",
    "eoir_new_cases_monthly_2019-10_2022-09.csv",
    "mn_collateral_monthly.csv",
    "mn_detainers_dec2025_mar2026_by_lift_reason.csv",
    "mn_detainers_monthly.csv",
    "monthly_summary.csv",
    "release_mix_by_period.csv",
    "removals_fytd_and_deltas.csv",
    "surge_metros.csv",
}
"""Tables of the source folder that are second opinions on the workbooks, or not yet used."""


def source_files(folder: Path) -> list[Path]:
    """The published files of a source folder, in the order in which they are read."""
    workbooks = sorted((folder / "ice-detention-statistics").glob("*.xlsx"))
    tables = [
        path
        for path in sorted((folder / "tables").glob("*.csv"))
        if path.name not in DERIVED_TABLES
    ]
    return [*workbooks, *sorted(folder.glob("*.parquet")), *tables]


def build_shipped(
    source: Path,
    target: Path | None = None,
    progress: Callable[[Path], None] = lambda _: None,
) -> Added:
    """Read every published file of a source folder and write the shipped observations.

    Args:
        source: The folder with ``ice-detention-statistics``, ``tables`` and the Parquet file.
        target: Where to write; None for the package itself.
        progress: Called with each path once it is done.

    Raises:
        EvenhandError: when the folder holds no published file, or one cannot be read.
    """
    files = source_files(source)
    if not files:
        fix = "name the folder that holds ice-detention-statistics/ and tables/"
        raise EvenhandError(Problem(str(source), "holds no published files", fix))
    figures = Path(str(resources.files("evenhand.sources.hand"))) / "published_figures.csv"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        known = pl.DataFrame(schema=EDITION_SCHEMA)
        outcome = add_files([*files, figures], folder, known=known, progress=progress)
        if outcome.refused:
            raise EvenhandError(outcome.refused)
        place = target or shipped_folder()
        place.mkdir(parents=True, exist_ok=True)
        frame = pl.read_parquet(folder / OBSERVATIONS_FILE)
        frame = keep_changes(frame).select(list(SCHEMA))
        frame.write_parquet(place / OBSERVATIONS_FILE, compression="zstd", compression_level=19)
        shutil.copyfile(folder / EDITIONS_FILE, place / EDITIONS_FILE)
    return outcome
