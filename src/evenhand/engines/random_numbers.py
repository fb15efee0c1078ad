"""Keyed random numbers for counts: every draw is a pure function of a key and a counter.

So a draw does not depend on the order of the others, on threads, or on what else a scenario draws.
Counts are float64 holding whole numbers, exact to 2**53. A sampler uses the counter given and those
that follow it, fewer than 2**16 of them. Numba makes float64 of a uint64 combined with an int64:
every integer here is cast to uint64 before it meets a key.
"""

from __future__ import annotations

import math

import numpy as np

from evenhand.engines.native import native

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""The odd number nearest to 2**64 divided by the golden ratio: its multiples spread evenly."""
INVERSION_BELOW = 16.0
"""Mean below which one uniform is inverted. Rejection is valid from 10, but slower up to here."""
SQUARING_UP_TO = 1024.0
"""Exponent up to which repeated squaring is faster than logarithm and exponential."""
PRODUCT_UP_TO = 15.0
"""Steps from the mode over which a ratio of probabilities is multiplied out; else logarithms."""
SEQUENCE_UP_TO = 40.0
"""Draws without replacement that are made one by one; beyond, rejection is faster."""
WIDTH_SLOPE = 2.0 * math.sqrt(2.0 / math.e)
WIDTH_OFFSET = 3.0 - 2.0 * math.sqrt(3.0 / math.e)
HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)
TABLE_SIZE = 32
LOG_FACTORIALS = np.array([math.log(math.factorial(k)) for k in range(TABLE_SIZE)])
STIRLING_TAILS = LOG_FACTORIALS - [
    HALF_LOG_TWO_PI + (k + 0.5) * math.log(k + 1.0) - (k + 1.0) for k in range(TABLE_SIZE)
]


@native
def mix(x: np.uint64) -> np.uint64:
    """Scramble 64 bits so that each input bit flips every output bit about half the time.

    Args:
        x: Any 64 bits.

    Source: Stafford (2011), "Better bit mixing", variant 13.
    """
    z = np.uint64(x)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@native
def replicate_key(seed: int | np.uint64, replicate: int) -> np.uint64:
    """Return the key of one replicate of a run.

    Args:
        seed: The run's seed, any whole number of 64 bits.
        replicate: Number of the replicate.
    """
    # Without the addition, seed 0 would stay 0: the scrambler maps 0 to itself.
    return mix(mix(np.uint64(seed) + GOLDEN) ^ (np.uint64(replicate) * GOLDEN))


@native
def cell_key(base: np.uint64, decision: int, cell: int, day: int) -> np.uint64:
    """Return the key of one decision about one cell on one day.

    Args:
        base: The replicate's key.
        decision: Number of the kind of decision, from 0 to 2**31.
        cell: Number of the cell.
        day: Number of the day, from 0 to 2**32.
    """
    # Decision and day go first: in a loop over cells the compiler moves that half out of the loop.
    # Joined by exclusive or, the cells of two moments may share a key but never a run of keys.
    moment = (np.uint64(decision) << np.uint64(32)) ^ np.uint64(day)
    return mix(mix(np.uint64(base) ^ (moment * GOLDEN)) ^ (np.uint64(cell) * GOLDEN))


@native
def uniform(key: np.uint64, counter: int) -> float:
    """Return a uniform number of 53 bits, strictly between 0 and 1.

    Args:
        key: The key of the quantity.
        counter: Which of the key's draws.

    Source: Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators".
    """
    bits = mix(np.uint64(key) + np.uint64(counter) * GOLDEN) >> np.uint64(11)
    # Adding one half to all would round the largest up to 1; only the value 0 needs to move.
    return max(float(np.int64(bits)), 0.5) * 2.0**-53


@native
def _log_one_plus(x: float) -> float:
    """Return log(1 + x) to the last digits, faster than the C library's log1p."""
    rounded = 1.0 + x
    return math.log(rounded) + (x - (rounded - 1.0)) / rounded


@native
def _stirling_tail(n: float) -> float:
    """Return log(n!) less Stirling's formula, expanded about n + 1 so that n may be 0."""
    if n < TABLE_SIZE:
        return float(STIRLING_TAILS[int(n)])
    inverse = 1.0 / (n + 1.0)
    square = inverse * inverse
    return inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680))))


@native
def log_factorial(n: float) -> float:
    """Return the natural logarithm of n!, to a relative error of 1e-14.

    Args:
        n: A count, 0 or more.
    """
    if n < TABLE_SIZE:
        return float(LOG_FACTORIALS[int(n)])
    return (n + 0.5) * math.log(n + 1.0) - (n + 1.0) + HALF_LOG_TWO_PI + _stirling_tail(n)


@native
def _factorial_change(n: float, step: float) -> float:
    """Return log(n! / (n + step)!) + step * (log(n + 1) - 1).

    In a ratio of probabilities the added terms sum to one short logarithm; plain log-factorials
    would lose ten digits to each other at counts of 1e9.
    """
    curve = (n + step + 0.5) * _log_one_plus(step / (n + 1.0))
    return _stirling_tail(n) - _stirling_tail(n + step) - curve


@native
def _chance_of_none(n: float, p: float) -> float:
    """Return (1 - p)**n to a relative error of 1e-13."""
    rest = 1.0 - p
    lost = ((1.0 - rest) - p) / rest  # what rounding took from the small p
    if n > SQUARING_UP_TO:
        return math.exp(n * (math.log(rest) + lost))
    chance = 1.0 + n * lost
    exponent = int(n)
    while exponent > 0:
        chance *= rest if exponent & 1 else 1.0
        rest *= rest
        exponent >>= 1
    return chance


@native
def _inverted(u: float, none: float, ascent: float, odds: float) -> float:
    """Return the smallest count whose cumulative probability reaches u, from 0 upwards."""
    probability = reached = none
    count = 0.0
    while u > reached:
        count += 1.0
        probability *= ascent / count - odds
        further = reached + probability
        if further <= reached:
            return count - 1.0  # rounding keeps the sum below 1, and u lies in that gap
        reached = further
    return count


@native
def _binomial_by_inversion(n: float, p: float, u: float) -> float:
    """Return the quantile u of a binomial law; p is at most 0.5."""
    # (1 - p)**n is never below 1 - n * p, so most draws of 0 need no power.
    if u < 1.0 - n * p:
        return 0.0
    odds = p / (1.0 - p)
    return _inverted(u, _chance_of_none(n, p), (n + 1.0) * odds, odds)


@native
def _binomial_by_rejection(n: float, p: float, key: np.uint64, counter: int) -> float:
    """Return a binomial count of mean 10 or more; p is at most 0.5.

    Source: Hörmann (1993), "The generation of binomial random variates", algorithm BTRS.
    """
    q = 1.0 - p
    spread = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    draw = counter
    while True:
        u = uniform(key, draw) - 0.5
        v = uniform(key, draw + 1)
        draw += 2
        edge = 0.5 - abs(u)
        count = float(np.floor((2.0 * a / edge + b) * u + n * p + 0.5))
        # The paper's 0.92 - 4.2 / b and 2.83 + 5.1 / b are multiplied by b: divisions are slow.
        if edge >= 0.07 and (v - 0.92) * b <= -4.2:
            return count
        square = edge * edge
        height = v * (2.83 * b + 5.1) * spread * square / (b * (a + b * square))
        # No count is likelier than the mode, so a height above 1 needs no further look.
        if height > 1.0 or count < 0.0 or count > n:
            continue
        mode = float(np.floor((n + 1.0) * p))
        step = count - mode
        if abs(step) <= PRODUCT_UP_TO:
            odds = p / q
            ascent = (n + 1.0) * odds
            ratio = 1.0
            for i in range(int(min(count, mode)) + 1, int(max(count, mode)) + 1):
                ratio *= ascent / i - odds
            if (height <= ratio) if step > 0.0 else (height * ratio <= 1.0):
                return count
        elif math.log(height) <= (
            step * math.log((n - mode + 1.0) * p / ((mode + 1.0) * q))
            + _factorial_change(mode, step)
            + _factorial_change(n - mode, -step)
        ):
            return count


@native
def binomial(n: float, p: float, key: np.uint64, counter: int) -> float:
    """Return the number of successes in n trials.

    While the mean number of successes, or of failures, is below 16, the count grows with n and
    with p for the same key and counter, which couples scenarios.

    Args:
        n: Number of trials.
        p: Probability of success.
        key: The key of the quantity.
        counter: The first of the key's draws to use.
    """
    if n <= 0.0 or p <= 0.0:
        return 0.0
    if p >= 1.0:
        return n
    if p <= 0.5:
        if n * p >= INVERSION_BELOW:
            return _binomial_by_rejection(n, p, key, counter)
        return _binomial_by_inversion(n, p, uniform(key, counter))
    failure = 1.0 - p
    if n * failure >= INVERSION_BELOW:
        return n - _binomial_by_rejection(n, failure, key, counter)
    # Failures are inverted from the other end, so that here too the count grows with u.
    return n - _binomial_by_inversion(n, failure, 1.0 - uniform(key, counter))


@native
def _poisson_by_rejection(mean: float, key: np.uint64, counter: int) -> float:
    """Return a Poisson count with a mean of 10 or more.

    Source: Hörmann (1993), "The transformed rejection method for generating Poisson random
    variables", algorithm PTRS.
    """
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    # The paper's 0.9277 and 1.1239 cut the law by up to 0.6 % at some counts; these do not.
    sure = 0.912 - 3.6224 / (b - 2.0)
    height = 1.134 + 1.1328 / (b - 3.4)
    draw = counter
    while True:
        u = uniform(key, draw) - 0.5
        v = uniform(key, draw + 1)
        draw += 2
        edge = 0.5 - abs(u)
        count = float(np.floor((2.0 * a / edge + b) * u + mean + 0.43))
        if edge >= 0.07 and v <= sure:
            return count
        if count < 0.0 or (edge < 0.013 and v > edge):
            continue
        v *= height / (a / (edge * edge) + b)
        excess = count + 1.0 - mean
        curve = (count + 0.5) * _log_one_plus(excess / mean) + HALF_LOG_TWO_PI
        if math.log(v * math.sqrt(mean)) <= excess - curve - _stirling_tail(count):
            return count


@native
def poisson(mean: float, key: np.uint64, counter: int) -> float:
    """Return a Poisson count; for means below 16 it grows with the mean for the same key.

    Args:
        mean: Expected count.
        key: The key of the quantity.
        counter: The first of the key's draws to use.
    """
    if mean <= 0.0:
        return 0.0
    if mean >= INVERSION_BELOW:
        return _poisson_by_rejection(mean, key, counter)
    u = uniform(key, counter)
    return 0.0 if u < 1.0 - mean else _inverted(u, math.exp(-mean), mean, 0.0)


@native
def gamma(shape: float, key: np.uint64, counter: int) -> float:
    """Return a gamma number of scale 1.

    Args:
        shape: Shape, equal to the mean; 0 or less gives 0.
        key: The key of the quantity.
        counter: The first of the key's draws to use.

    Source: Marsaglia and Tsang (2000), "A simple method for generating gamma variables"; its
    normal numbers by Box and Muller (1958).
    """
    if shape <= 0.0:
        return 0.0
    d = shape - 1.0 / 3.0
    boost = 1.0
    if shape < 1.0:
        # A gamma of shape + 1, times this power of a uniform, has the shape wanted.
        d += 1.0
        boost = math.exp(math.log(uniform(key, counter)) / shape)
    draw = counter + 1
    while True:
        radius = math.sqrt(-2.0 * math.log(uniform(key, draw)))
        x = radius * math.cos(2.0 * math.pi * uniform(key, draw + 1))
        u = uniform(key, draw + 2)
        draw += 3
        root = 1.0 + x / math.sqrt(9.0 * d)
        if root <= 0.0:
            continue
        cube = root * root * root
        half_square = 0.5 * x * x
        # The bound implies the exact condition and mostly saves the logarithms.
        if u < 1.0 - 0.1324 * half_square * half_square or (
            math.log(u) < half_square + d * (1.0 - cube + math.log(cube))
        ):
            return boost * d * cube


@native
def _marked_by_rejection(
    marked: float, total: float, drawn: float, key: np.uint64, counter: int
) -> float:
    """Return how many of the drawn are marked; both are at most half of the total.

    Source: Stadlober (1990), "The ratio of uniforms approach for generating discrete random
    variates", algorithm HRUA.
    """
    share = marked / total
    mean = drawn * share
    variance = (total - drawn) * mean * (1.0 - share) / (total - 1.0)
    width = WIDTH_SLOPE * math.sqrt(variance + 0.5) + WIDTH_OFFSET
    mode = float(np.floor((drawn + 1.0) * (marked + 1.0) / (total + 2.0)))
    rest = total - marked - drawn
    tilt = math.log(
        (marked - mode + 1.0) * (drawn - mode + 1.0) / ((mode + 1.0) * (rest + mode + 1.0))
    )
    draw = counter
    while True:
        u = uniform(key, draw)
        v = uniform(key, draw + 1)
        draw += 2
        count = float(np.floor(mean + 0.5 + width * (v - 0.5) / u))
        if count < 0.0 or count > min(marked, drawn):
            continue
        step = count - mode
        log_ratio = (
            step * tilt
            + _factorial_change(mode, step)
            + _factorial_change(rest + mode, step)
            + _factorial_change(marked - mode, -step)
            + _factorial_change(drawn - mode, -step)
        )
        # The bound implies the exact condition and mostly saves the logarithm.
        if u * (4.0 - u) - 3.0 <= log_ratio or 2.0 * math.log(u) <= log_ratio:
            return count


@native
def hypergeometric(good: float, bad: float, taken: float, key: np.uint64, counter: int) -> float:
    """Return the number of good ones among those taken without replacement.

    Args:
        good: Number of good ones.
        bad: Number of the others.
        taken: Number taken, at most good + bad.
        key: The key of the quantity.
        counter: The first of the key's draws to use.
    """
    total = good + bad
    if min(good, taken) <= 0.0:
        return 0.0
    if bad <= 0.0 or taken >= total:
        return min(good, taken)
    # Marking and drawing may change places, and either set may stand for its complement.
    marked = min(good, bad)
    drawn = min(taken, total - taken)
    if min(marked, drawn) <= SEQUENCE_UP_TO:
        left = max(marked, drawn)
        for i in range(int(min(marked, drawn))):
            if uniform(key, counter + i) * (total - i) < left:
                left -= 1.0
        count = max(marked, drawn) - left
    else:
        count = _marked_by_rejection(marked, total, drawn, key, counter)
    if drawn < taken:
        count = marked - count
    return count if marked == good else taken - count
