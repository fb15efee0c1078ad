"""Evenhand: an open, calibrated model of US interior immigration enforcement.

The names below are the public door; each is loaded when it is first used, so that importing the
package costs nothing. Everything works on counts, never on persons.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from evenhand.backtests.custody_backtest import backtest_custody, monthly_origins
    from evenhand.claims.files import load_ledger
    from evenhand.claims.verdicts import judge
    from evenhand.errors import EvenhandError
    from evenhand.fitting.custody_fit import fit_custody
    from evenhand.scenarios.files import load_scenario, shipped_scenarios
    from evenhand.simulation import simulate
    from evenhand.sources.door import read_file
    from evenhand.sources.ledger import load_observations

_DOORS = {
    "EvenhandError": "evenhand.errors",
    "backtest_custody": "evenhand.backtests.custody_backtest",
    "fit_custody": "evenhand.fitting.custody_fit",
    "judge": "evenhand.claims.verdicts",
    "load_ledger": "evenhand.claims.files",
    "load_observations": "evenhand.sources.ledger",
    "load_scenario": "evenhand.scenarios.files",
    "monthly_origins": "evenhand.backtests.custody_backtest",
    "read_file": "evenhand.sources.door",
    "shipped_scenarios": "evenhand.scenarios.files",
    "simulate": "evenhand.simulation",
}

__all__ = [
    "EvenhandError",
    "__version__",
    "backtest_custody",
    "fit_custody",
    "judge",
    "load_ledger",
    "load_observations",
    "load_scenario",
    "monthly_origins",
    "read_file",
    "shipped_scenarios",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name in _DOORS:
        return getattr(import_module(_DOORS[name]), name)
    raise AttributeError(f"module 'evenhand' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
