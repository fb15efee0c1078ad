from __future__ import annotations

import polars as pl
import pytest

from evenhand.backtests.rolling import rolling_forecasts
from tests.fitting.tampering import custody_only

SPAN = ((2024, 3), (2024, 4), 2)
FAST = {"draws": 6, "baselines": False, "learn": False}


@pytest.fixture(scope="module")
def found(shipped):
    return rolling_forecasts(shipped, *SPAN, workers=1, **FAST)


def test_the_result_does_not_depend_on_the_number_of_workers(shipped, found):
    assert rolling_forecasts(shipped, *SPAN, workers=2, **FAST).equals(found)


def test_an_interrupted_run_goes_on_to_the_same_result(shipped, found, tmp_path):
    rolling_forecasts(shipped, *SPAN, workers=1, folder=tmp_path, **FAST)
    files = sorted(tmp_path.iterdir())
    assert len(files) == 2
    files[0].unlink()
    files[1].write_bytes(files[1].read_bytes()[:100])  # half-written
    told = []
    again = rolling_forecasts(
        shipped, *SPAN, workers=1, folder=tmp_path, progress=lambda *n: told.append(n), **FAST
    )
    assert again.equals(found)
    assert told == [(1, 2), (2, 2)]
    kept = rolling_forecasts(
        shipped, *SPAN, workers=1, folder=tmp_path, progress=lambda *n: told.append(n), **FAST
    )
    assert kept.equals(found)
    assert len(told) == 2  # nothing was left to do


def test_nothing_posted_after_an_origin_moves_its_unconditional_forecasts(shipped, found):
    late = pl.col("published") > pl.date(2024, 4, 30)
    doubled = shipped.frame.with_columns(
        value=pl.when(late & ~pl.col("series").str.starts_with("arrests")).then(pl.col("value") * 2)
        .otherwise(pl.col("value"))
    )  # fmt: skip
    again = rolling_forecasts(type(shipped)(doubled), *SPAN, workers=1, **FAST)
    columns = ["origin", "horizon", "target", "group", "method"]
    free = pl.col("kind") == "unconditional"
    both = found.filter(free).join(again.filter(free), on=columns, suffix="_again")
    assert both.height > 50
    assert (both["q50"] - both["q50_again"]).abs().max() == 0
    assert (both["actual"] != both["actual_again"]).any()


def test_conditional_forecasts_hold_no_book_ins_and_no_arrests(found):
    given = found.filter(pl.col("kind") == "conditional")
    assert set(given["target"]) == {"stock", "book-outs", "removals"}


def test_a_record_of_custody_alone_forecasts_what_it_can(shipped):
    found = rolling_forecasts(custody_only(shipped), *SPAN, workers=1, **FAST)
    assert {"stock", "book-ins", "book-outs"} == set(found["target"])
