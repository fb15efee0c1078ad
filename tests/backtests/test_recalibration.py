from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.backtests.forecasts import check_forecasts, forecast_frame
from evenhand.backtests.recalibration import KEPT, recalibrated
from evenhand.backtests.scores import QUANTILES, inside
from evenhand.timeline import next_month

SHAPE = np.array([-1.645, -1.2816, -0.6745, 0, 0.6745, 1.2816, 1.645])


def forecasts(actuals, spread=0.05, horizon=1, start=(2020, 1)):
    """One method's forecasts of 100 people from successive origins."""
    rows = []
    for index, actual in enumerate(actuals):
        year, month = next_month(*start, index)
        ahead = date(*next_month(year, month, horizon), 1)
        quantiles = 100 * np.exp(SHAPE * spread)
        rows.append(
            (
                "conditional", f"{year}-{month:02d}", horizon, f"{ahead:%Y-%m}", "stock", "all",
                "model", "people", *quantiles, actual,
            )
        )  # fmt: skip
    return forecast_frame(rows)


def width(table, row):
    return float(np.log(table["q95"][row] / table["q05"][row]))


def test_the_first_forecast_stays_as_it_is():
    table = forecasts([100.0])
    again = recalibrated(table).select(QUANTILES).to_numpy()
    assert again == pytest.approx(table.select(QUANTILES).to_numpy())


def test_medians_stay_where_they_are():
    table = forecasts(list(np.linspace(60, 140, 30)))
    again = recalibrated(table)
    assert again["q50"].to_numpy() == pytest.approx(table["q50"].to_numpy())


def test_after_large_misses_intervals_are_wider_and_after_small_ones_as_they_were():
    missed = recalibrated(forecasts([140.0] * 24))
    met = recalibrated(forecasts([100.5] * 24))
    as_it_was = width(forecasts([100.0]), 0)
    assert width(missed, 23) > 1.5 * as_it_was
    assert width(met, 23) == pytest.approx(as_it_was)


def test_an_outcome_counts_only_from_the_month_after_its_own_on():
    calm, late = [100.0] * 12, [100.0] * 11 + [300.0]
    one, other = recalibrated(forecasts(calm)), recalibrated(forecasts(late))
    assert one["q95"].to_list() == other["q95"].to_list()
    # One month on, the miss of the origin before last is known.
    earlier = [100.0] * 10 + [300.0, 100.0]
    assert width(recalibrated(forecasts(earlier)), 11) == width(one, 11)
    earliest = [100.0] * 9 + [300.0, 100.0, 100.0]
    assert width(recalibrated(forecasts(earliest)), 11) > width(one, 11)


def test_an_unknown_outcome_teaches_nothing():
    known = forecasts([100.0] * 12)
    unknown = known.with_columns(
        actual=pl.when(pl.int_range(pl.len()) >= 10).then(None).otherwise(pl.col("actual"))
    )
    assert recalibrated(known)["q95"][11] == recalibrated(unknown)["q95"][11]


def test_intervals_that_were_twice_too_narrow_are_put_right_by_the_stated_share():
    generator = np.random.default_rng(5)
    actual = 100 * np.exp(generator.standard_normal(400) * 0.10)
    again = recalibrated(forecasts(list(actual), spread=0.05))
    factors = [width(again, row) / width(forecasts([1.0]), 0) for row in range(200, 400)]
    assert float(np.mean(factors)) == pytest.approx(2**KEPT, rel=0.15)
    held = inside(again.select(QUANTILES).to_numpy(), again["actual"].to_numpy(), 90)
    raw = inside(forecasts(list(actual)).select(QUANTILES).to_numpy(), actual, 90)
    assert raw.mean() < held.mean() < 0.95


@given(
    st.lists(st.floats(1, 1000), min_size=1, max_size=15),
    st.floats(0.001, 0.5),
)
def test_quantiles_never_fall(actuals, spread):
    check_forecasts(recalibrated(forecasts(actuals, spread)))
