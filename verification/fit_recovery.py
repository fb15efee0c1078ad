"""Whether a fit of the whole system finds what made its figures: ``python -m ... --repeats 10``.

Levers are drawn from the prior, the year of the record is run with them, and every target is given
what that run says, off by a draw of its own error and discrepancy. The fit is told only the
figures. Over many repeats nine in ten of the levers' true values must lie inside the 90 percent
intervals, as many below the medians as above. A quick version on a toy year runs with the tests
(``tests/fitting/test_system_posterior.py``); this one takes some five minutes for each repeat on
two cores and writes nothing. Points must be several times the levers: with 64 the intervals are too
narrow.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from evenhand.fitting.system_hindcast import hindcast
from evenhand.fitting.system_posterior import YearUnderDraws, fit_posterior
from evenhand.fitting.system_predictions import predictions
from evenhand.fitting.system_targets import misses, targets
from evenhand.model.posterior import shipped_table
from evenhand.model.priors import priors
from evenhand.sources.ledger import load_observations

ERRORS = 3.0
"""Standard errors of the coverage that are let pass; levers of one repeat count as independent."""


def main() -> int:
    """Repeat, count, and say how many true values lie inside."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--points", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    year = hindcast(load_observations())
    tested = tuple(r["lever"] for r in shipped_table() if r["moved"] != "no target responds")
    random = np.random.default_rng(asked.seed)
    inside, below = [], []
    for repeat in range(asked.repeats):
        began = time.time()
        point = random.standard_normal(len(tested))
        truth = {
            name: float(priors()[name].at(np.asarray(z)))
            for name, z in zip(tested, point, strict=True)
        }
        made = misses(predictions(year, truth)) + random.standard_normal(len(targets()))
        found = fit_posterior(
            YearUnderDraws(year),
            draws=20,
            seed=repeat,
            size=asked.points,
            levers=tested,
            missed=lambda predicted, made=made: misses(predicted) - made,
        )
        at = [found.levers.index(name) for name in tested]
        low, middle, high = np.quantile(found.points[:, at], [0.05, 0.5, 0.95], axis=0)
        inside.append((low <= point) & (point <= high))
        below.append(point < middle)
        print(
            f"{repeat + 1}: {inside[-1].sum()} of {len(tested)} inside, "
            f"{below[-1].sum()} below the median, {time.time() - began:.0f} s",
            flush=True,
        )
    count = len(tested) * asked.repeats
    share, half = float(np.mean(inside)), float(np.mean(below))
    slack = ERRORS * np.sqrt(0.9 * 0.1 / count)
    print(f"inside the 90 percent intervals: {share:.3f} of {count} (0.9 ± {slack:.3f})")
    print(f"below the medians: {half:.3f} (0.5 ± {ERRORS * np.sqrt(0.25 / count):.3f})")
    for name, row in zip(tested, np.array(inside).T, strict=True):
        print(f"  {name}: {row.mean():.2f}")
    return 0 if abs(share - 0.9) <= slack else 1


if __name__ == "__main__":
    sys.exit(main())
