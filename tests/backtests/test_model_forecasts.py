from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from evenhand.backtests.custody_backtest import Origin
from evenhand.backtests.model_forecasts import FEWEST_DAYS, flow_ratios, model_quantiles
from evenhand.backtests.rolling import months_ahead
from evenhand.backtests.targets import targets_known
from evenhand.fitting.custody_draws import EVERYTHING, Sources, custody_draws
from evenhand.fitting.custody_fit import fit_settings
from evenhand.fitting.custody_members import custody_members
from evenhand.fitting.custody_record import custody_record

ORIGIN = Origin(2024, 9)
KEY = (7, 2024, 9)
MONTHS = months_ahead(ORIGIN, 3)
NOTHING = Sources(settings=False, levels=False, mixes=False, inflow=False)


@pytest.fixture(scope="module")
def fits(shipped):
    return fit_settings(shipped, ORIGIN.day, custody_members("early")[:8])


@pytest.fixture(scope="module")
def known(shipped):
    return targets_known(shipped, ORIGIN.day)


def spread(quantiles):
    return np.log(quantiles[:, -1] / quantiles[:, 0])


def test_the_same_key_gives_the_same_draws_in_any_batch(fits):
    last = date(2024, 12, 31)
    few, many = custody_draws(fits, last, 3, KEY), custody_draws(fits, last, 6, KEY)
    for one, other in zip(few, many, strict=False):
        assert np.array_equal(one.run.level, other.run.level)
        assert np.array_equal(one.run.book_ins, other.run.book_ins)
        assert np.array_equal(one.ratio, other.ratio)
    other_key = custody_draws(fits, last, 1, (8, 2024, 9))[0]
    assert not np.array_equal(few[0].run.level, other_key.run.level)


def test_without_any_source_all_draws_are_one_course(fits, known):
    found = model_quantiles(fits, known, MONTHS, KEY, number=4, sources=NOTHING)
    for name, quantiles in found.items():
        assert spread(quantiles) == pytest.approx(0, abs=1e-9), name


@pytest.mark.parametrize("source", ["settings", "levels", "mixes", "inflow"])
def test_each_source_alone_makes_the_stock_uncertain(fits, known, source):
    only = Sources(**{name: name == source for name in Sources.__dataclass_fields__})
    found = model_quantiles(fits, known, MONTHS, KEY, number=16, sources=only)
    assert (spread(found["stock", "all"]) > 1e-5).all()


def test_book_ins_that_came_are_not_forecast_and_narrow_the_stock(fits, known, shipped):
    happened = custody_record(shipped)
    free = model_quantiles(fits, known, MONTHS, KEY, number=40)
    given = model_quantiles(fits, known, MONTHS, KEY, number=40, happened=happened)
    assert {name[0] for name in free} - {name[0] for name in given} == {"book-ins", "arrests"}
    assert spread(given["stock", "all"])[2] < spread(free["stock", "all"])[2]


def test_groups_add_up_in_a_course_without_chance(fits, known):
    found = model_quantiles(fits, known, MONTHS, KEY, number=1, sources=NOTHING)
    middle = {name: quantiles[:, 3] for name, quantiles in found.items()}
    total = middle["stock", "all"]
    assert middle["stock", "ICE"] + middle["stock", "CBP"] == pytest.approx(total)
    classes = sum(middle["stock", name] for name in ("convicted", "pending", "other"))
    assert classes == pytest.approx(total)
    parts = middle["book-outs", "removal"] + middle["book-outs", "not removal"]
    assert parts == pytest.approx(middle["book-outs", "all"])


def test_the_ratio_of_removals_is_that_of_the_newest_month(fits, known):
    ratio = flow_ratios(fits[0], known)["book-outs", "removal"]
    filtered = fits[0].filtered
    last = filtered.last_knot.day - timedelta(days=FEWEST_DAYS)
    rows = known.filter(
        pl.col("target") == "book-outs", pl.col("group") == "removal", pl.col("start") <= last
    )
    start, end, value = rows.sort("start").select("start", "end", "value").row(-1)
    share = fits[0].model.reason_shares[:, 0]
    days = slice((start - filtered.first_day).days, (end - filtered.first_day).days + 1)
    own = (filtered.exits_by_class @ share)[days].mean()
    assert ratio.newest == pytest.approx(np.log(value / own))


def test_everything_is_drawn_unless_said_otherwise():
    assert Sources(True, True, True, True) == EVERYTHING
