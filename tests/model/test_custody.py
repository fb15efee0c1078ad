from __future__ import annotations

import numpy as np
import pytest

from evenhand.model.classes import AGE_BANDS, AGE_DAYS, ORIGINS
from evenhand.model.custody import base_hazard
from evenhand.model.parameters import defaults
from tests.runs import small_model


def test_the_hazard_is_highest_on_the_first_day_and_flat_in_long_stays():
    hazard = base_hazard(defaults())
    assert hazard.shape == (len(ORIGINS), AGE_DAYS)
    assert (np.diff(hazard, axis=1) <= 0).all()
    values = defaults()
    assert hazard[0, 0] == pytest.approx((1 + values["hump_ice"]) / values["base_stay"])
    assert hazard[1, 0] == pytest.approx((1 + values["hump_cbp"]) / values["base_stay"])
    assert hazard[:, -1] == pytest.approx([1 / values["base_stay"]] * 2, rel=1e-9)


def test_the_hazard_is_the_same_within_a_band_of_ages():
    hazard = base_hazard(defaults())
    for first, end in zip(AGE_BANDS, (*AGE_BANDS[1:], AGE_DAYS), strict=True):
        assert np.ptp(hazard[:, first:end], axis=1).max() == 0


def test_without_a_hump_the_hazard_is_constant():
    values = defaults() | {"hump_ice": 0.0, "hump_cbp": 0.0, "base_stay": 50.0}
    assert base_hazard(values) == pytest.approx(np.full((2, AGE_DAYS), 0.02))


def test_the_stock_of_a_model_is_its_people_by_origin():
    model = small_model()
    assert model.stock == pytest.approx(model.state.sum(axis=(1, 2)))
    assert model.stock.shape == (2,)
