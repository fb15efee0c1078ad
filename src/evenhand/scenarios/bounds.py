"""Values that a lever can have at all, whatever the evidence says."""

from __future__ import annotations

from evenhand.model.levers import Lever

LARGEST = 1e9
LARGEST_MONEY = 1e12
BY_UNIT = {
    "share": (0.0, 1.0),
    "rule": (0.0, 2.0),
    "exponent": (0.0, 5.0),
    "ratio": (0.0, 1000.0),
    "share/year": (0.0, 5.0),
    "US$": (0.0, LARGEST_MONEY),
    "US$/year": (0.0, LARGEST_MONEY),
}
"""Lowest and highest value by unit; any other unit goes from nothing to ``LARGEST``."""
TOTALS = frozenset(
    ("people/day", "people", "officers", "operations/month", "people/month", "US$/year", "cases")
)
"""Units of amounts: a value for several places or classes is their total."""
FITTED = {
    "detainers.custody_share": "cooperation",
    "at_large.collateral_other": "at_large.collateral_share",
    "agreements_287g.task_force_other": "agreements_287g.task_force",
}
"""Levers that only the fit of the start uses, and what to change in their place."""
REACTION = "funds.reaction"
"""The one lever that may be negative: jurisdictions may also answer by cooperating less."""


def bounds(lever: Lever) -> tuple[float, float]:
    """The lowest and highest value that a lever can have.

    Args:
        lever: The lever.
    """
    if lever.attribute == REACTION:
        return -1.0, 1.0
    return BY_UNIT.get(lever.unit, (0.0, LARGEST))


def is_total(lever: Lever) -> bool:
    """Whether a value for several places or classes is their total.

    Args:
        lever: The lever.
    """
    return bool(lever.by) and lever.unit in TOTALS
