"""The index sets of the model: origins, classes, ages of stay, and reasons for leaving.

They are ICE's own categories, in the order in which every array of the model has them.
"""

from __future__ import annotations

ORIGINS = ("ICE", "CBP")
"""The agency that made the arrest: ICE for interior arrests, CBP for arrests at the border."""

CLASSES = ("convicted", "pending", "other")
"""Criminality as ICE states it: a conviction; a pending charge and no conviction; neither."""

AGE_DAYS = 420
"""Days of stay that are told apart; the last day of age holds everyone who has stayed longer."""

AGE_BANDS = (0, 1, 2, 4, 8, 15, 31, 61, 91, 181, 366)
"""First day of each band of ages within which the exit hazard is the same.
Source: ../design/model.md, index sets."""

EXITS = (
    "removal",
    "bond",
    "recognizance",
    "supervision",
    "parole",
    "proceedings terminated",
    "relief granted",
    "transfer",
    "other",
)
"""Ways out of detention, as the final book-outs tell them apart."""

REASONS = {
    "removal": "removal",
    "bonded out": "bond",
    "recognizance": "recognizance",
    "supervision": "supervision",
    "parole": "parole",
    "prosecutorial discretion": "other",
    "court ordered": "other",
    "proceedings terminated": "proceedings terminated",
    "relief granted": "relief granted",
    "transfer to US Marshals or other agency": "transfer",
    "transferred": "transfer",
    "other": "other",
}
"""Which way out each published release reason is. "Bond set by ICE" and "bond set by judge" are
parts of "bonded out" and are not counted again."""

REMOVAL = EXITS.index("removal")
LACK_OF_BEDS = "released for lack of beds"
"""The extra way out that exists only in scenarios with a bed limit."""
