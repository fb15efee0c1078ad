"""Simple forecasts of a monthly series, which the model's own are set against.

All five come from the kept library statsforecast (the extra ``baselines``), on the logarithm of
the values, and are turned back: intervals are as wide in percent at any level, and never below 0.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from evenhand.backtests.scores import COVERAGES, LEVELS
from evenhand.errors import DataError, EvenhandError, Problem
from evenhand.model.custody import Array

SEASON = 12
"""Months of a season."""
FEWEST_SEASONS = 2
"""With fewer whole seasons no season can be seen: the automatic methods look for none."""
FEWEST_VALUES = 3
"""Two changes from month to month, the least from which a spread can be had."""
FEWEST_FOR_A_FIT = 10
"""With fewer values the automatic methods are left out: their small-sample criteria need more."""
METHODS = ("last value", "drift", "seasonal naive", "automatic ETS", "automatic ARIMA")
"""The newest value for ever; with the mean change from month to month; the newest value of the
same calendar month; exponential smoothing and ARIMA, chosen by the corrected Akaike criterion."""


def baseline_quantiles(history: Array, steps: int) -> dict[str, Array]:
    """Quantiles of the months after a history, by every method that the history allows.

    The median is the mean forecast of the logarithms. A history that never changes is forecast
    to go on so, with certainty.

    Args:
        history: Values of successive months ``(month,)``, above 0, in any unit.
        steps: How many months to forecast, 1 or more.

    Returns:
        For each method quantiles ``(step, level)`` at ``scores.LEVELS``, in the unit of the
        history. Left out: all methods below 3 values, the automatic ones below 10, seasonal
        naive below 24, and a method that finds nothing to fit.

    Raises:
        DataError: when a value is not above 0 or no month is to be forecast.
        EvenhandError: when statsforecast is not installed.
    """
    values = np.asarray(history, float)
    if steps < 1:
        raise DataError(Problem(f"{steps} months", "are none to forecast", "give 1 or more"))
    if not (np.isfinite(values) & (values > 0)).all():
        fix = "leave out the months before the first value above 0"
        raise DataError(Problem("history", "has values that are not above 0", fix))
    if len(values) < FEWEST_VALUES:
        return {}
    library = _statsforecast()
    names = _possible(len(values))
    if np.ptp(values) == 0:
        certain = np.full((steps, len(LEVELS)), values[-1])
        return {name: certain.copy() for name in names}
    season = SEASON if len(values) >= FEWEST_SEASONS * SEASON else 1
    found = {}
    for name in names:
        logs = _forecast(MAKERS[name](library, season), np.log(values), steps)
        if logs is not None:
            found[name] = np.exp(logs)
    return found


def _possible(count: int) -> tuple[str, ...]:
    least = {"seasonal naive": FEWEST_SEASONS * SEASON}
    least |= dict.fromkeys(("automatic ETS", "automatic ARIMA"), FEWEST_FOR_A_FIT)
    return tuple(name for name in METHODS if count >= least.get(name, FEWEST_VALUES))


def _statsforecast() -> ModuleType:
    # Loaded only here: it takes seconds, and is an extra that most uses do without.
    try:
        return importlib.import_module("statsforecast.models")
    except ImportError:
        what = "is not installed; the simple methods of a backtest need it"
        fix = "pip install 'evenhand[baselines]'"
        raise EvenhandError(Problem("statsforecast", what, fix)) from None


MAKERS: dict[str, Callable[[Any, int], Any]] = {
    "last value": lambda library, _: library.Naive(),
    "drift": lambda library, _: library.RandomWalkWithDrift(),
    "seasonal naive": lambda library, season: library.SeasonalNaive(season_length=season),
    # Errors that add: those that multiply are meant for values, and these are logarithms.
    "automatic ETS": lambda library, season: library.AutoETS(season_length=season, model="AZZ"),
    "automatic ARIMA": lambda library, season: library.AutoARIMA(season_length=season),
}


def _forecast(model: Any, logs: Array, steps: int) -> Array | None:
    """Quantiles ``(step, level)`` of the logarithms; None where nothing could be fitted."""
    # Searching over models, the library warns of every candidate that did not converge.
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            said = model.forecast(y=logs, h=steps, level=list(COVERAGES))
        except (ArithmeticError, IndexError, ValueError):
            return None
        except Exception as failed:
            if type(failed) is not Exception:
                raise
            return None  # a bare one is how the library says that no model could be fitted
    low = [said[f"lo-{share}"] for share in reversed(COVERAGES)]
    high = [said[f"hi-{share}"] for share in COVERAGES]
    quantiles: Array = np.stack([*low, said["mean"], *high], axis=-1)
    return quantiles if np.isfinite(quantiles).all() else None
