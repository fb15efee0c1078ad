"""Settings of the custody model that the record cannot tell apart."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from statistics import fmean
from typing import Literal

Choice = Literal["early", "now"]
FILES: dict[Choice, str] = {"early": "custody_members.csv", "now": "custody_members_now.csv"}
"""Chosen on the origins from October 2021 to September 2023, for judging later ones; and on all
origins, for forecasts from the newest record."""


@cache
def custody_members(choice: Choice) -> tuple[dict[str, float], ...]:
    """The settings, each a mapping of parameters, behind their mean as the central one.

    ``verification/choose_custody_settings.py`` writes them, by a rule.

    Args:
        choice: Which origins they were chosen on.
    """
    folder = resources.files("evenhand.model.posterior")
    rows = list(csv.DictReader(folder.joinpath(FILES[choice]).read_text("utf-8").splitlines()))
    members = [{name: float(value) for name, value in row.items()} for row in rows]
    central = {name: fmean(member[name] for member in members) for name in members[0]}
    return central, *members
