"""The custody model, fitted: everything a run needs to know about the start and the hazards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from evenhand.model.classes import AGE_BANDS, AGE_DAYS

Array = NDArray[np.float64]


def base_hazard(values: dict[str, float]) -> Array:
    """The shape of the exit hazard over the age of stay, before its level is applied.

    It is ``(1 + hump · exp(-age / hump_days)) / base_stay``, averaged within each band of ages:
    high in the first days, flat in long stays.

    Args:
        values: The parameters ``hump_ice``, ``hump_cbp``, ``hump_days`` and ``base_stay``.

    Returns:
        Hazards ``(origin, age)``, per day.
    """
    ages = np.arange(AGE_DAYS, dtype=np.float64)
    humps = np.array([[values["hump_ice"]], [values["hump_cbp"]]])
    hazard = (1 + humps * np.exp(-ages / values["hump_days"])) / values["base_stay"]
    for first, end in zip(AGE_BANDS, (*AGE_BANDS[1:], AGE_DAYS), strict=True):
        hazard[:, first:end] = hazard[:, first:end].mean(axis=1, keepdims=True)
    return hazard


@dataclass(frozen=True)
class CustodyModel:
    """The custody half of the system, fitted to the record up to a cut-off.

    Args:
        start: The day whose end the initial state is about: the newest snapshot used.
        cut_off: Only what had been published by this day was used.
        parameters: The parameters by attribute.
        state: People in detention ``(origin, class, age)`` at the end of ``start``.
        level: Level of the exit hazard ``(origin,)``, ratio to the base hazard.
        class_shares: Classes of book-ins ``(origin, class)``, shares.
        reason_shares: Reasons for leaving ``(class, exit)``, shares.
        book_ins: Book-ins that the baseline continues ``(origin,)``, people/day.
        usual_book_ins: Book-ins that the hazard level goes with ``(origin,)``, people/day.
        recent_book_ins: Running mean of book-ins at the start ``(origin,)``, people/day.
        editions: Digest of the observations that it was fitted to.
    """

    start: date
    cut_off: date
    parameters: dict[str, float]
    state: Array
    level: Array
    class_shares: Array
    reason_shares: Array
    book_ins: Array
    usual_book_ins: Array
    recent_book_ins: Array
    editions: str

    @property
    def stock(self) -> Array:
        """People in detention at the start ``(origin,)``."""
        stock: Array = self.state.sum(axis=(1, 2))
        return stock
