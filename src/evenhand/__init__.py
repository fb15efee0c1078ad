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
    from evenhand.fitting.system_fit import fit_system
    from evenhand.reports.claims_check import check_claims
    from evenhand.results.measures import measure, measures
    from evenhand.results.system_tables import difference_table, measure_table
    from evenhand.scenarios.files import load_scenario, shipped_scenarios
    from evenhand.simulation import simulate
    from evenhand.sources.door import read_file
    from evenhand.sources.ledger import load_observations
    from evenhand.system_simulation import prepare, run_chance, run_mean

_DOORS = {
    "EvenhandError": "evenhand.errors",
    "backtest_custody": "evenhand.backtests.custody_backtest",
    "check_claims": "evenhand.reports.claims_check",
    "difference_table": "evenhand.results.system_tables",
    "fit_custody": "evenhand.fitting.custody_fit",
    "fit_system": "evenhand.fitting.system_fit",
    "judge": "evenhand.claims.verdicts",
    "load_ledger": "evenhand.claims.files",
    "load_observations": "evenhand.sources.ledger",
    "load_scenario": "evenhand.scenarios.files",
    "measure": "evenhand.results.measures",
    "measure_table": "evenhand.results.system_tables",
    "measures": "evenhand.results.measures",
    "monthly_origins": "evenhand.backtests.custody_backtest",
    "prepare": "evenhand.system_simulation",
    "read_file": "evenhand.sources.door",
    "run_chance": "evenhand.system_simulation",
    "run_mean": "evenhand.system_simulation",
    "shipped_scenarios": "evenhand.scenarios.files",
    "simulate": "evenhand.simulation",
}

__all__ = [
    "EvenhandError",
    "__version__",
    "backtest_custody",
    "check_claims",
    "difference_table",
    "fit_custody",
    "fit_system",
    "judge",
    "load_ledger",
    "load_observations",
    "load_scenario",
    "measure",
    "measure_table",
    "measures",
    "monthly_origins",
    "prepare",
    "read_file",
    "run_chance",
    "run_mean",
    "shipped_scenarios",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name in _DOORS:
        return getattr(import_module(_DOORS[name]), name)
    raise AttributeError(f"module 'evenhand' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
