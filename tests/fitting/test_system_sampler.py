"""Sampling: problems whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from evenhand.fitting.system_sampler import prior_points, sample, systematic


def straight(seed, directions=12, targets=8):
    """A problem with straight lines: what is missed, and the mean and covariance of the answer."""
    random = np.random.default_rng(seed)
    slopes = random.normal(0, 0.15, (targets, directions))
    for index in range(6):
        slopes[index, index] = random.uniform(1, 8)
    value = slopes @ (0.5 * random.normal(size=directions)) + random.normal(size=targets)
    covariance = np.linalg.inv(np.eye(directions) + slopes.T @ slopes)
    return lambda x: x @ slopes.T - value, covariance @ slopes.T @ value, covariance


@pytest.mark.parametrize("seed", range(4))
def test_a_problem_of_straight_lines_gets_its_mean_and_its_whole_variance(seed):
    missed, mean, covariance = straight(seed)
    found = sample(missed, len(mean), 512, seed)
    spread = np.sqrt(np.diag(covariance))
    off = (found.points.mean(axis=0) - mean) / spread
    assert np.sqrt((off**2).mean()) < 2.5 / np.sqrt(512)
    ratios = found.points.var(axis=0) / spread**2
    assert 0.93 < ratios.mean() < 1.07
    assert found.distinct > 500
    assert found.rounds[-1].weight == 1.0


def test_a_bent_problem_gets_the_quantiles_of_direct_weighting():
    def missed(x):
        return np.column_stack(
            [4 * (np.exp(0.6 * x[:, 0]) - 1.4), 2 * (x[:, 1] ** 2 - 1) + x[:, 2]]
        )

    found = sample(missed, 4, 1024, 5)
    many = np.random.default_rng(1).standard_normal((400_000, 4))
    weights = np.exp(-0.5 * (missed(many) ** 2).sum(axis=1))
    direct = many[systematic(weights / weights.sum(), 4000, np.random.default_rng(2))]
    for index in range(4):
        assert kstest(found.points[:, index], direct[:, index]).statistic < 0.07


def test_without_targets_that_respond_the_prior_comes_back():
    found = sample(lambda x: np.zeros((len(x), 3)), 5, 256, 7)
    assert abs(found.points.mean()) < 0.06
    assert abs(found.points.std() - 1) < 0.06


def test_the_same_seed_gives_the_same_points_and_another_seed_others():
    missed, mean, _ = straight(1)
    first, again, other = (sample(missed, len(mean), 64, seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.points, again.points)
    assert (first.points != other.points).any()


def test_runs_without_numbers_are_never_kept():
    def missed(x):
        return np.where(x[:, :1] > 0, np.nan, x[:, :1])

    assert (sample(missed, 2, 128, 0).points[:, 0] <= 0).all()


def test_points_of_the_prior_fill_it_evenly():
    points = prior_points(256, 3, 11)
    for column in points.T:
        assert kstest(column, "norm").statistic < 0.02


def test_systematic_choice_gives_each_point_its_share_up_to_one():
    shares = np.array([0.5, 0.3, 0.15, 0.05])
    counts = np.bincount(systematic(shares, 100, np.random.default_rng(0)), minlength=4)
    assert (np.abs(counts - 100 * shares) <= 1).all()
