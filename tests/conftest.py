"""What all tests share: where the records are, and a data folder that is nobody's own."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import settings

from evenhand.observations.table import Observations
from evenhand.sources.ledger import DATA_VARIABLE, OBSERVATIONS_FILE, shipped_folder

PROJECT = Path(__file__).resolve().parents[1]
RECORDS = PROJECT.parent / "shared" / "data"

settings.register_profile("evenhand", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("evenhand")


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path_factory, monkeypatch):
    """No test reads or writes the data folder of whoever runs it."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path_factory.getbasetemp() / "no-data"))


@pytest.fixture(scope="session")
def records() -> Path:
    """The folder of published files; tests that need it are skipped in a clone without it."""
    if not (RECORDS / "ice-detention-statistics").is_dir():
        pytest.skip(f"the published files are not there: {RECORDS}")
    return RECORDS


@pytest.fixture(scope="session")
def workbooks(records) -> Path:
    """The folder of published workbooks."""
    return records / "ice-detention-statistics"


@pytest.fixture(scope="session")
def shipped() -> Observations:
    """The observations inside the package."""
    return Observations(pl.read_parquet(shipped_folder() / OBSERVATIONS_FILE))
