"""Two simple methods that know the book-ins: exits at a constant hazard, and the newest snapshot.

They give one value; their intervals begin as a stated share of it and then answer to past misses
like the model's own (``recalibration``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from scipy.stats import norm

from evenhand.backtests.custody_backtest import forecast_paths
from evenhand.backtests.model_forecasts import Month, Quantiles
from evenhand.backtests.scores import LEVELS
from evenhand.fitting.custody_fit import CustodyFit
from evenhand.fitting.custody_record import CustodyRecord
from evenhand.model.classes import CLASSES, ORIGINS

METHODS = ("constant hazard", "newest snapshot")
NAMES = {"constant hazard": "constant hazard", "newest snapshot": "last value"}
"""Names of the methods among the courses of ``custody_backtest``."""
SPREAD = 0.05
"""Standard deviation of the logarithm one month ahead, before past misses say better; it grows with
the root of the months. An assumption that only the first judged origins feel."""


def simple_quantiles(
    fit: CustodyFit, months: Sequence[Month], happened: CustodyRecord | None
) -> dict[str, Quantiles]:
    """Quantiles of the stock by the two methods.

    Args:
        fit: A fit to what had been published by the cut-off.
        months: Months to forecast.
        happened: The record from which later book-ins are taken; None continues the newest ones.

    Returns:
        By method, target and group, quantiles ``(month, level)``.
    """
    record = happened or _continued(fit)
    paths = forecast_paths(fit, record, months[-1].last)
    found: dict[str, Quantiles] = {}
    for method in METHODS:
        path = paths[NAMES[method]]
        groups = {"all": path.sum(axis=(1, 2))}
        groups |= {name: path[:, o].sum(axis=1) for o, name in enumerate(ORIGINS)}
        groups |= {name: path[:, :, c].sum(axis=1) for c, name in enumerate(CLASSES)}
        found[method] = {}
        for group, course in groups.items():
            rows = []
            for step, month in enumerate(months, start=1):
                begin = (month.first - fit.model.start).days - 1
                value = course[begin : (month.last - fit.model.start).days].mean()
                rows.append(value * np.exp(norm.ppf(LEVELS) * SPREAD * np.sqrt(step)))
            found[method]["stock", group] = np.array(rows)
    return found


def _continued(fit: CustodyFit) -> CustodyRecord:
    """A record in which the newest weeks' book-ins go on for ever."""
    record, start = fit.record, fit.model.start
    days = (start - record.first_day).days + 1
    daily = np.vstack([record.book_ins[:days], fit.model.book_ins[None]])
    return CustodyRecord(
        record.first_day, start + timedelta(days=1), daily, record.knots, record.exits,
        record.averages,
    )  # fmt: skip
