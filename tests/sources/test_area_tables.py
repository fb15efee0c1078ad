"""Tables by area and of the week: derived again, they are the same bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evenhand.errors import DataError
from evenhand.model.areas import areas, arrest_rates, cooperation
from evenhand.model.places import PLACES
from evenhand.sources.area_tables import area_tables, fit_margins, participants_by_area
from evenhand.sources.ledger import load_observations
from evenhand.sources.weekday_table import week_and_spread, weekday_table

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
MODEL = ROOT / "src" / "evenhand" / "model"

published = pytest.mark.skipif(not DATA.exists(), reason="the published data are not here")


@published
def test_the_shipped_area_tables_are_what_the_published_ones_give():
    made = area_tables(DATA, participants_by_area(load_observations(None)))
    for name, content in made.items():
        assert (MODEL / "areas" / name).read_bytes() == content


@published
def test_the_shipped_weekdays_are_what_the_published_days_give():
    assert (MODEL / "parameters" / "weekdays.csv").read_bytes() == weekday_table(DATA)


def test_missing_files_are_named(tmp_path):
    with pytest.raises(DataError, match=r"arrests_monthly\.csv.*is missing"):
        area_tables(tmp_path, {})


def test_fitted_margins_hold():
    rng = np.random.default_rng(1)
    wanted = rng.uniform(1, 5, (4, 3, 2))
    fitted = fit_margins(np.ones((4, 3, 2)), wanted.sum(axis=1), wanted.sum(axis=(0, 2)))
    np.testing.assert_allclose(fitted.sum(axis=1), wanted.sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(fitted.sum(axis=(0, 2)), wanted.sum(axis=(0, 2)), rtol=1e-6)


def test_a_known_week_and_noise_are_found_again():
    rng = np.random.default_rng(2)
    weekday = np.arange(2000) % 7
    factors = np.array([1.4, 1.3, 1.2, 1.1, 1.0, 0.6, 0.4])
    factors = factors / factors.mean()
    people = rng.poisson(300 * factors[weekday] * rng.gamma(20, 0.05, 2000)).astype(float)
    found, spread = week_and_spread(people, weekday)
    np.testing.assert_allclose(found, factors, atol=0.03)
    assert abs(spread - 0.05) < 0.01


def test_arrests_by_area_add_up_to_the_months_of_the_record():
    from datetime import date

    total = arrest_rates(date(2026, 1, 15)).sum() * 31
    assert abs(total - 37_612) < 5
    assert (arrest_rates(date(2026, 1, 15))[-1] == 0).all()


def test_cooperation_is_a_share_and_agrees_with_the_evidence_on_detainers():
    from datetime import date

    shares = dict(zip(PLACES, cooperation(date(2024, 6, 1)), strict=True))
    assert all(0 < share <= 0.9 for share in shares.values())
    # New York City handed over 20 of 536 in FY2017; cooperating jurisdictions 60 to 90 percent.
    assert shares["New York City"] < 0.1
    assert 0.6 <= shares["New Orleans"] <= 0.9
    assert [area.name for area in areas()] == list(PLACES)
