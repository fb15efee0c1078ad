"""The random numbers follow their laws, and neighbouring keys have nothing to do with each other.

Seeds are fixed, so a test that passes once always passes with the same code. The budget is for a
change of the code that leaves the laws right and only changes which numbers come out.
"""

from __future__ import annotations

import itertools
import math

import numba
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import stats

from evenhand.engines.random_numbers import (
    binomial,
    cell_key,
    gamma,
    hypergeometric,
    log_factorial,
    mix,
    poisson,
    replicate_key,
    uniform,
)

FALSE_ALARM = 1e-4
"""Chance that the whole file fails although every law is right."""
MOST_CHECKS = 400
"""Bound of the number of p-values in this file; the last fixture holds the file to it."""
SIGNIFICANCE = FALSE_ALARM / MOST_CHECKS
DRAWS = 1_000_000
LEAST_EXPECTED = 30.0
SEED = 20_250_125
KEY = np.uint64(replicate_key(SEED, 0))

p_values: list[float] = []


@pytest.fixture(scope="module", autouse=True)
def budget():
    """No more checks than the budget of false alarms is divided by."""
    p_values.clear()
    yield
    assert len(p_values) <= MOST_CHECKS


def check(p_value: float) -> None:
    p_values.append(p_value)
    assert p_value > SIGNIFICANCE


# ---------------------------------------------------------------------------------- draws in bulk


@numba.njit
def fill_uniform(out, key, first, spacing):
    for i in range(out.size):
        out[i] = uniform(key, first + i * spacing)


@numba.njit
def fill_neighbours(out, start, step):
    """First uniform of keys whose (seed, replicate, decision, cell, day) move by one step."""
    for i in range(out.size):
        base = replicate_key(start[0] + i * step[0], start[1] + i * step[1])
        key = cell_key(base, start[2] + i * step[2], start[3] + i * step[3], start[4] + i * step[4])
        out[i] = uniform(key, 0)


@numba.njit
def fill_binomial(out, n, p, base, decision):
    for i in range(out.size):
        out[i] = binomial(n, p, cell_key(base, decision, i, 3), 1 << 20)


@numba.njit
def fill_poisson(out, mean, base, decision):
    for i in range(out.size):
        out[i] = poisson(mean, cell_key(base, decision, i, 3), 1 << 20)


@numba.njit
def fill_gamma(out, shape, base, decision):
    for i in range(out.size):
        out[i] = gamma(shape, cell_key(base, decision, i, 3), 1 << 20)


@numba.njit
def fill_hypergeometric(out, good, bad, taken, base, decision):
    for i in range(out.size):
        out[i] = hypergeometric(good, bad, taken, cell_key(base, decision, i, 3), 1 << 20)


@numba.njit
def fill_mix(out, values):
    for i in range(out.size):
        out[i] = mix(values[i])


@numba.njit
def fill_flips(flips, spread, place, bits):
    """Count, for each input bit, how often flipping it flips each bit of the first uniform."""
    step = np.zeros(5, np.int64)
    for i in range(spread.size):
        start = np.array([spread[i], 3, 1, 40, 7])
        base = replicate_key(start[0], start[1])
        before = np.int64(uniform(cell_key(base, start[2], start[3], start[4]), 0) * 2.0**53)
        for j in range(bits):
            step[:] = start
            step[place] ^= np.int64(1) << j
            other = replicate_key(step[0], step[1])
            after = np.int64(uniform(cell_key(other, step[2], step[3], step[4]), 0) * 2.0**53)
            changed = before ^ after
            for k in range(53):
                flips[j, k] += (changed >> k) & 1


def filled(fill, *arguments, size=DRAWS):
    out = np.empty(size)
    fill(out, *arguments)
    return out


# ------------------------------------------------------------------------------- tests of a sample


def p_of_counts(found, probability):
    """Chi-square of counts of cells, small cells joined with the next."""
    expected = probability * found.sum()
    joined_found, joined_expected = [0.0], [0.0]
    for count, mean in zip(found, expected, strict=True):
        if joined_expected[-1] >= LEAST_EXPECTED:
            joined_found.append(0.0)
            joined_expected.append(0.0)
        joined_found[-1] += count
        joined_expected[-1] += mean
    if joined_expected[-1] < LEAST_EXPECTED and len(joined_found) > 1:
        for cells in (joined_found, joined_expected):
            last = cells.pop()
            cells[-1] += last
    f, e = np.array(joined_found), np.array(joined_expected)
    return float(stats.chi2.sf(((f - e) ** 2 / e).sum(), max(f.size - 1, 1)))


def hypergeometric_law(good, bad, taken):
    """The law by its probabilities about the mean; SciPy's own sums are slow and warn."""
    law = stats.hypergeom(good + bad, good, taken)
    share = good / (good + bad)
    reach = 12.0 * math.sqrt(taken * share * (1.0 - share)) + 20.0
    least = max(0.0, taken - bad, math.floor(taken * share - reach))
    most = min(good, taken, math.ceil(taken * share + reach))
    support = np.arange(least, most + 1.0)
    probability = law.pmf(support)
    return stats.rv_discrete(values=(support, probability / probability.sum()))


def p_of_law(sample, law):
    """Chi-square of counts against a law, in cells of like probability with finer tails."""
    tails = np.array([1e-4, 1e-3, 5e-3])
    at = np.concatenate([tails, np.linspace(0.01, 0.99, 99), 1.0 - tails[::-1]])
    edges = np.unique(law.ppf(at))
    probability = np.diff(np.concatenate([[0.0], law.cdf(edges), [1.0]]))
    found = np.bincount(np.searchsorted(edges, sample), minlength=edges.size + 1)
    return p_of_counts(found, probability)


def p_of_mean(sample, law):
    error = law.std() / math.sqrt(sample.size)
    return float(2.0 * stats.norm.sf(abs(sample.mean() - law.mean()) / error))


def p_of_cells(u, cells=256):
    return p_of_counts(
        np.bincount((u * cells).astype(int), minlength=cells), np.full(cells, 1 / cells)
    )


def p_of_pairs(first, second, cells=32):
    place = (first * cells).astype(int) * cells + (second * cells).astype(int)
    return p_of_counts(np.bincount(place, minlength=cells**2), np.full(cells**2, cells**-2.0))


def p_of_correlation(first, second):
    # The mean and the variance are known, so the sum has a known spread also for few draws.
    z = ((first - 0.5) * (second - 0.5)).sum() * 12.0 / math.sqrt(first.size)
    return float(2.0 * stats.norm.sf(abs(z)))


def p_of_bits(u):
    bits = (u * 2.0**53).astype(np.int64)
    ones = np.array([((bits >> k) & 1).sum() for k in range(53)])
    return float(stats.chi2.sf(((ones - u.size / 2) ** 2 / (u.size / 4)).sum(), 53))


def p_of_flips(flips, trials):
    return float(stats.chi2.sf(((flips - trials / 2) ** 2 / (trials / 4)).sum(), flips.size))


UNIFORM_TESTS = {
    "fill equal cells equally": p_of_cells,
    "follow the straight line": lambda u: float(stats.kstest(u, stats.uniform.cdf).pvalue),
    "fill the square of pairs": lambda u: p_of_pairs(u[0::2], u[1::2]),
    "fill the square at distance 1000": lambda u: p_of_pairs(u[:500_000], u[1000:501_000]),
    "have no correlation with the next": lambda u: p_of_correlation(u[:-1], u[1:]),
    "have no correlation with the eighth": lambda u: p_of_correlation(u[:-8], u[8:]),
    "have balanced bits": p_of_bits,
}
uniform_test = pytest.mark.parametrize("p_of", UNIFORM_TESTS.values(), ids=UNIFORM_TESTS)

# ----------------------------------------------------------------------------- uniforms and keys


@uniform_test
@pytest.mark.parametrize("spacing", [1, 2**20])
def test_uniforms_of_one_key(p_of, spacing):
    check(p_of(filled(fill_uniform, KEY, 0, spacing)))


PARTS = ("seed", "replicate", "decision", "cell", "day")
STARTS = {"small": (0, 0, 0, 0, 0), "usual": (SEED, 17, 5, 1234, 400)}


@uniform_test
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_first_uniforms_of_neighbouring_keys(p_of, part, start):
    step = np.array([name == part for name in PARTS], np.int64)
    check(p_of(filled(fill_neighbours, np.array(start), step)))


@pytest.mark.parametrize(("part", "along"), list(itertools.permutations(PARTS, 2)))
def test_keys_beside_a_stream_of_keys_have_nothing_to_do_with_it(part, along):
    step = np.array([name == along for name in PARTS], np.int64)
    beside = np.array(STARTS["usual"]) + np.array([name == part for name in PARTS])
    here = filled(fill_neighbours, np.array(STARTS["usual"]), step)
    there = filled(fill_neighbours, beside, step)
    check(p_of_pairs(here, there))
    check(p_of_correlation(here, there))


def test_keys_of_small_numbers_are_all_different():
    keys = [
        cell_key(np.uint64(replicate_key(seed, replicate)), decision, cell, day)
        for seed in range(3)
        for replicate in range(5)
        for decision in range(5)
        for cell in range(20)
        for day in range(20)
    ]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("place", range(5), ids=PARTS)
def test_flipping_one_bit_of_the_key_flips_half_of_the_bits_drawn(place):
    bits = (60, 20, 10, 24, 16)[place]
    # Seeds are spread, so that no pair of neighbours is counted from both its ends.
    spread = np.random.default_rng(1).integers(0, 2**62, 20_000)
    flips = np.zeros((bits, 53), np.int64)
    fill_flips(flips, spread, place, bits)
    check(p_of_flips(flips, spread.size))
    assert abs(flips / spread.size - 0.5).max() < 0.03


def test_flipping_one_bit_of_what_is_mixed_flips_half_of_the_bits():
    values = np.random.default_rng(2).integers(0, 2**64, 20_000, dtype=np.uint64)
    mixed, other = np.empty_like(values), np.empty_like(values)
    fill_mix(mixed, values)
    places = np.arange(64, dtype=np.uint64)
    for j in places:
        fill_mix(other, values ^ (np.uint64(1) << j))
        share = (((mixed ^ other)[:, None] >> places) & np.uint64(1)).mean(axis=0)
        assert abs(share - 0.5).max() < 0.03


@given(key=st.integers(0, 2**64 - 1), counter=st.integers(0, 2**40))
def test_a_uniform_lies_strictly_between_0_and_1_and_repeats(key, counter):
    u = uniform(np.uint64(key), counter)
    assert 0.0 < u < 1.0
    assert u == uniform(np.uint64(key), counter)


def test_the_least_and_the_greatest_uniform_stay_inside():
    assert mix(np.uint64(0)) == 0  # what makes the least uniform
    assert uniform(np.uint64(0), 0) == 2.0**-54
    key = np.uint64(0xCF9A04AFFA6BADC0)
    assert mix(key) == 2**64 - 1  # what makes the greatest
    assert uniform(key, 0) == 1.0 - 2.0**-53


# --------------------------------------------------------------------------------- laws of counts

BINOMIALS = [
    (1.0, 0.3), (1.0, 0.5), (1.0, 0.7), (5.0, 0.5), (10.0, 0.01), (40.0, 0.02), (12.0, 0.45),
    (12.0, 0.55), (1000.0, 0.001), (1023.0, 0.004), (1024.0, 0.0156), (1025.0, 0.0156),
    (1025.0, 0.0157), (31.0, 0.5), (32.0, 0.5), (33.0, 0.5), (100.0, 0.1599), (100.0, 0.16),
    (100.0, 0.84), (100.0, 0.8401), (40.0, 0.41), (300.0, 0.1), (300.0, 0.9), (20.0, 0.97),
    (1000.0, 0.3), (5000.0, 0.02), (10_000.0, 0.5), (1e6, 0.01), (1e9, 1e-9), (1e9, 1.59e-8),
    (1e9, 1.7e-8), (1e9, 1e-4), (1e9, 0.3), (1e9, 0.7), (1e9, 1.0 - 2e-9),
]  # fmt: skip
POISSONS = [0.001, 0.3, 1.0, 5.0, 15.99, 16.0, 16.5, 18.5, 25.0, 41.5, 100.0, 1000.0, 1e6, 1e9]
HYPERGEOMETRICS = [
    (1.0, 1.0, 1.0), (3.0, 7.0, 4.0), (7.0, 3.0, 4.0), (7.0, 3.0, 6.0), (30.0, 50.0, 40.0),
    (40.0, 60.0, 50.0), (41.0, 59.0, 50.0), (59.0, 41.0, 50.0), (59.0, 41.0, 58.0),
    (41.0, 59.0, 58.0), (50.0, 50.0, 50.0), (42.0, 42.0, 41.0), (45.0, 9000.0, 4000.0),
    (9000.0, 45.0, 5500.0), (300.0, 700.0, 200.0), (300.0, 700.0, 800.0), (700.0, 300.0, 800.0),
    (700.0, 300.0, 200.0), (20_000.0, 80_000.0, 5000.0), (80_000.0, 20_000.0, 95_000.0),
    (5.0, 1e9, 4e8), (1e9, 5.0, 4e8), (100.0, 1e6, 3e5),
]  # fmt: skip
GAMMAS = [0.05, 0.5, 0.999, 1.0, 1.001, 2.5, 30.0, 1e4, 1e8]


@pytest.mark.parametrize(("n", "p"), BINOMIALS)
def test_binomials_follow_their_law(n, p):
    sample = filled(fill_binomial, n, p, KEY, 1)
    law = stats.binom(n, p)
    check(p_of_law(sample, law))
    check(p_of_mean(sample, law))


@pytest.mark.parametrize("mean", POISSONS)
def test_poissons_follow_their_law(mean):
    sample = filled(fill_poisson, mean, KEY, 2)
    check(p_of_law(sample, stats.poisson(mean)))
    check(p_of_mean(sample, stats.poisson(mean)))


@pytest.mark.parametrize(("good", "bad", "taken"), HYPERGEOMETRICS)
def test_hypergeometrics_follow_their_law(good, bad, taken):
    sample = filled(fill_hypergeometric, good, bad, taken, KEY, 3, size=300_000)
    law = hypergeometric_law(good, bad, taken)
    check(p_of_law(sample, law))
    check(p_of_mean(sample, law))


@pytest.mark.parametrize("shape", GAMMAS)
def test_gammas_follow_their_law(shape):
    sample = filled(fill_gamma, shape, KEY, 4, size=2 * DRAWS)
    check(float(stats.kstest(sample, stats.gamma(shape).cdf).pvalue))
    check(p_of_mean(sample, stats.gamma(shape)))


@pytest.mark.parametrize(
    ("n", "p"), [row for row in BINOMIALS if row[0] * min(row[1], 1 - row[1]) < 16.0]
)
def test_a_small_binomial_is_the_quantile_of_its_uniform(n, p):
    sample = filled(fill_binomial, n, p, KEY, 1, size=20_000)
    keys = [np.uint64(cell_key(KEY, 1, i, 3)) for i in range(sample.size)]
    u = np.array([uniform(key, 1 << 20) for key in keys])
    assert (sample == stats.binom.ppf(u, n, p)).all()


@pytest.mark.parametrize("fill, arguments", [
    (fill_binomial, (50.0, 0.1)), (fill_binomial, (500.0, 0.3)), (fill_poisson, (200.0,)),
    (fill_hypergeometric, (300.0, 700.0, 200.0)), (fill_gamma, (2.5,)),
])  # fmt: skip
def test_counts_of_neighbouring_cells_are_uncorrelated(fill, arguments):
    sample = filled(fill, *arguments, KEY, 5, size=300_000)
    z = np.corrcoef(sample[:-1], sample[1:])[0, 1] * math.sqrt(sample.size)
    check(float(2.0 * stats.norm.sf(abs(z))))


# -------------------------------------------------------------------------------------- edge cases


@pytest.mark.parametrize("counter", [0, 1 << 20, 7 << 20])
def test_certain_counts_are_exact(counter):
    assert binomial(0.0, 0.5, KEY, counter) == 0.0
    assert binomial(-1.0, 0.5, KEY, counter) == 0.0
    for n in (1.0, 17.0, 1000.0, 1e9):
        assert binomial(n, 0.0, KEY, counter) == 0.0
        assert binomial(n, 1.0, KEY, counter) == n
        assert binomial(n, 1e-300, KEY, counter) == 0.0
        assert hypergeometric(0.0, n, n, KEY, counter) == 0.0
        assert hypergeometric(n, 0.0, 1.0, KEY, counter) == 1.0
        assert hypergeometric(n, n, 0.0, KEY, counter) == 0.0
        assert hypergeometric(n, 3.0, n + 3.0, KEY, counter) == n
        assert hypergeometric(3.0, n, n + 3.0, KEY, counter) == 3.0
    assert hypergeometric(0.0, 0.0, 0.0, KEY, counter) == 0.0
    assert poisson(0.0, KEY, counter) == 0.0
    assert poisson(1e-300, KEY, counter) == 0.0
    assert gamma(0.0, KEY, counter) == 0.0


def test_extreme_uniforms_give_possible_counts():
    key = np.uint64(0)  # its first uniform is the least there is
    assert binomial(1e9, 1e-9, key, 0) == 0.0
    assert binomial(10.0, 0.01, key, 0) == 0.0
    assert 0.0 <= binomial(10.0, 0.99, key, 0) <= 10.0
    assert binomial(1.0, 0.75, key, 0) == 0.0
    assert poisson(9.0, key, 0) == 0.0


def test_log_factorials_are_right_to_14_digits():
    assert log_factorial(0.0) == 0.0
    assert log_factorial(1.0) == 0.0
    for n in range(2, 3000):
        assert log_factorial(float(n)) == pytest.approx(math.log(math.factorial(n)), rel=1e-14)
    for n in (1e5, 1e7, 1e9, 1e12):
        assert log_factorial(n) == pytest.approx(math.lgamma(n + 1.0), rel=1e-14)


keys = st.integers(0, 2**64 - 1).map(np.uint64)
counters = st.integers(0, 2**20).map(lambda i: i << 20)
whole = st.one_of(st.integers(0, 60), st.integers(0, 5000), st.integers(0, 10**9)).map(float)
shares = st.one_of(
    st.floats(0.0, 1.0),
    st.floats(-12.0, 0.0).map(lambda x: 10.0**x),
    st.floats(-12.0, 0.0).map(lambda x: 1.0 - 10.0**x),
)


@given(n=whole, p=shares, key=keys, counter=counters)
@example(n=32.0, p=0.5, key=np.uint64(0), counter=0)
def test_a_binomial_is_a_whole_number_from_0_to_n(n, p, key, counter):
    count = binomial(n, p, key, counter)
    assert 0.0 <= count <= n
    assert count == math.floor(count)


@given(mean=st.one_of(st.floats(0.0, 40.0), st.floats(0.0, 1e9)), key=keys, counter=counters)
def test_a_poisson_is_a_whole_number_and_not_negative(mean, key, counter):
    count = poisson(mean, key, counter)
    assert count >= 0.0
    assert count == math.floor(count)


@given(good=whole, bad=whole, share=st.floats(0.0, 1.0), key=keys, counter=counters)
def test_a_hypergeometric_stays_in_its_support(good, bad, share, key, counter):
    taken = math.floor(share * (good + bad)) * 1.0
    count = hypergeometric(good, bad, taken, key, counter)
    assert max(0.0, taken - bad) <= count <= min(good, taken)
    assert count == math.floor(count)


@given(shape=st.floats(1e-6, 1e9), key=keys, counter=counters)
def test_a_gamma_is_finite_and_not_negative(shape, key, counter):
    value = gamma(shape, key, counter)
    assert 0.0 <= value < math.inf


@given(
    n=st.integers(0, 2000).map(float), more=st.integers(0, 50).map(float), p=shares, higher=shares,
    key=keys, counter=counters,
)  # fmt: skip
def test_small_binomials_of_one_key_grow_with_n_and_with_p(n, more, p, higher, key, counter):
    low, high = min(p, higher), max(p, higher)
    assume(all(m * min(s, 1.0 - s) < 16.0 for m in (n, n + more) for s in (low, high)))
    counts = [
        binomial(m, s, key, counter) for m, s in ((n, low), (n + more, low), (n + more, high))
    ]
    assert counts == sorted(counts)


@given(mean=st.floats(0.0, 15.9), higher=st.floats(0.0, 15.9), key=keys, counter=counters)
def test_small_poissons_of_one_key_grow_with_their_mean(mean, higher, key, counter):
    low, high = min(mean, higher), max(mean, higher)
    assert poisson(low, key, counter) <= poisson(high, key, counter)


# ------------------------------------------------------------- what is wrong is found: the controls


@pytest.mark.parametrize(("n", "p"), [(10.0, 0.3), (100.0, 0.3), (1e4, 0.5), (1e9, 1e-8)])
def test_a_binomial_with_a_chance_1_percent_too_high_is_rejected(n, p):
    sample = filled(fill_binomial, n, 1.01 * p, KEY, 6)
    assert p_of_law(sample, stats.binom(n, p)) < SIGNIFICANCE
    assert p_of_mean(sample, stats.binom(n, p)) < SIGNIFICANCE


def test_a_poisson_in_place_of_a_binomial_is_rejected():
    sample = filled(fill_poisson, 30.0, KEY, 6)
    assert p_of_law(sample, stats.binom(1000, 0.03)) < SIGNIFICANCE


def test_drawing_with_replacement_is_rejected():
    sample = filled(fill_binomial, 20.0, 0.3, KEY, 6)
    assert p_of_law(sample, hypergeometric_law(300, 700, 20)) < SIGNIFICANCE


def test_a_rounded_normal_in_place_of_a_binomial_is_rejected():
    law = stats.binom(1000, 0.03)
    sample = np.round(np.random.default_rng(3).normal(law.mean(), law.std(), DRAWS))
    assert p_of_law(sample, law) < SIGNIFICANCE


def test_a_gamma_of_a_shape_1_percent_too_high_is_rejected():
    sample = filled(fill_gamma, 2.525, KEY, 6)
    assert stats.kstest(sample, stats.gamma(2.5).cdf).pvalue < SIGNIFICANCE


def test_keys_that_are_not_mixed_are_rejected():
    steps = np.arange(DRAWS, dtype=np.uint64)
    spread = ((KEY + steps * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(11)) * 2.0**-53
    close = ((KEY + (steps << np.uint64(20))) >> np.uint64(11)) * 2.0**-53
    for u in (spread, close):
        assert p_of_pairs(u[0::2], u[1::2]) < SIGNIFICANCE
        assert p_of_correlation(u[:-1], u[1:]) < SIGNIFICANCE


def test_a_key_that_only_adds_its_parts_is_rejected():
    # The next day's draws would be this day's, one counter later.
    here = filled(fill_uniform, KEY, 0, 1)
    beside = filled(fill_uniform, KEY, 1, 1)
    assert p_of_correlation(here[1:], beside[:-1]) < SIGNIFICANCE


def test_a_stuck_bit_is_rejected():
    u = filled(fill_uniform, KEY, 0, 1)
    odd = ((u * 2.0**53).astype(np.int64) | 1) * 2.0**-53
    assert p_of_bits(odd) < SIGNIFICANCE
