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
    "people/day": (0.0, 100_000.0),
    "cases/day": (0.0, 100_000.0),
    "people": (0.0, 20_000_000.0),
    "operations/month": (0.0, 10_000.0),
    "days": (0.0, 36_500.0),
    "weeks": (0.0, 520.0),
    "months": (0.0, 1_200.0),
}
"""Lowest and highest value by unit; any other unit goes from nothing to ``LARGEST``. Far outside
all evidence on purpose: they keep a slip of the keyboard from a run of more people than exist."""
BY_LEVER = {
    # At one, nobody would be looked for and any number met on the way; 0.95 is nineteen to one.
    "at_large.collateral_share": (0.0, 0.95),
    "at_large.surge_scale": (0.01, 1000.0),  # it divides
    "workforce.academy_failure": (0.0, 0.99),  # it divides, by those who pass
    "prosecution.days": (1.0, 36_500.0),  # a day's probability is one over it
    "atd.days": (1.0, 36_500.0),
    "removal.document_days": (1.0, 36_500.0),
    # The likeliest day to leave detention would have a probability above one beyond these.
    "detention.speed": (0.0, 10.0),
    "release.bond": (0.0, 200.0),
    "release.recognizance": (0.0, 500.0),
    "venues.worksite_spread": (0.0, 100.0),
    "venues.worksite_arrests": (0.0, 10_000.0),
}
"""Closer bounds of some levers, and why."""
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
    if lever.attribute in BY_LEVER:
        return BY_LEVER[lever.attribute]
    return BY_UNIT.get(lever.unit, (0.0, LARGEST))


def is_total(lever: Lever) -> bool:
    """Whether a value for several places or classes is their total.

    Args:
        lever: The lever.
    """
    return bool(lever.by) and lever.unit in TOTALS
