"""How many replicates are enough beside draws: judged by the interval that is shown."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.results.uncertainty import BOTH, by_source, chance_precision, precision
from evenhand.studies.enough import is_enough, replicate_steps, used_of, with_differences
from evenhand.studies.first_year import Number

ARRESTS = "Arrests by all channels"


def number(values, name=ARRESTS):
    return Number("arrests", name, "people/day", np.asarray(values))


def normal(seed, size, scale=1.0):
    return 100 + scale * np.random.default_rng(seed).normal(size=size)


def test_chance_that_is_small_beside_the_levers_need_not_be_known_well():
    draws, chance = number(normal(0, 40)), number(normal(1, 20, scale=0.2))
    assert not is_enough([chance])
    assert is_enough([chance], [draws])
    assert used_of("auto", 20, "replicates", [chance], [draws]).enough


def test_chance_that_is_large_beside_the_levers_has_to_be_known_as_before():
    draws, chance = number(normal(0, 40, scale=0.01)), normal(1, 200)
    assert not is_enough([number(chance[:6])], [draws])
    assert is_enough([number(chance)], [draws])
    alone = precision(chance).error
    assert chance_precision(draws.values, chance).error == pytest.approx(alone, rel=0.4)


def test_the_width_is_that_of_the_interval_shown():
    draws, chance = normal(0, 40), normal(1, 20)
    low, high = np.quantile(by_source(draws, chance)[BOTH], [0.05, 0.95])
    assert chance_precision(draws, chance).width == pytest.approx(high - low)


@pytest.mark.parametrize("scale", [0.05, 0.3, 1.0])
def test_the_error_is_what_other_replicates_would_have_given(scale):
    draws = normal(0, 40)
    ends = []
    for seed in range(300):
        pairs = by_source(draws, normal(seed + 1, 20, scale))[BOTH]
        ends.append(np.quantile(pairs, [0.05, 0.95]))
    true = float(np.std(ends, axis=0).max())
    said = np.mean([chance_precision(draws, normal(s, 20, scale)).error for s in range(900, 930)])
    assert said == pytest.approx(true, rel=0.35)


def test_without_draws_the_rule_is_as_it_was():
    chance = number(normal(1, 100))
    assert is_enough([chance]) == is_enough([chance], [])


def test_differences_of_both_belong_together():
    """A difference that varies by chance alone is not hidden by levers that cancel out of it."""
    draws = normal(0, 40, 10)
    first, second = number(draws), number(draws + 5)
    beside = with_differences([[first], [second]])
    chance = with_differences([[number(normal(1, 6))], [number(normal(2, 6))]])
    assert not is_enough(chance, beside)
    assert is_enough(chance[:2], beside[:2])


def test_steps_beside_draws_begin_with_fewer():
    assert min(replicate_steps("auto", True)) < min(replicate_steps("auto"))
    assert list(replicate_steps(7, True)) == [7]
