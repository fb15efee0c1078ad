"""What a scenario file says, as frozen data."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, StrictFloat

from evenhand.yaml_file import Stated

LEVERS: dict[str, str] = {
    "book-ins": "Book-ins into detention, by arresting agency.",
    "beds": "Beds that may be used, and what happens above them.",
    "removal-speed": "How fast removals from detention go.",
}
"""What a scenario can change, in one sentence each."""

UNITS: dict[str, tuple[str, ...]] = {
    "book-ins": ("people/day",),
    "beds": ("beds",),
    "removal-speed": ("ratio",),
}
"""The units that a lever's values may be given in."""


class Change(Stated):
    """One named change of one lever.

    Exactly one of ``value``, ``multiply`` and ``series`` says by how much.
    """

    lever: Literal["book-ins", "beds", "removal-speed"]
    """What is changed."""
    origins: tuple[Literal["ICE", "CBP"], ...] = ("ICE", "CBP")
    """Whose book-ins are changed; only for the lever ``book-ins``."""
    from_: date = Field(alias="from")
    """The first day of the change."""
    until: date | None = None
    """The last day of the change; without one it lasts."""
    value: float | None = Field(default=None, strict=True, ge=0, le=1_000_000, allow_inf_nan=False)
    """The new value, in the lever's unit."""
    multiply: float | None = Field(default=None, strict=True, ge=0, le=1000, allow_inf_nan=False)
    """A factor on the baseline's value."""
    series: dict[date, StrictFloat] | None = None
    """New values from the given days on, in the lever's unit."""
    ramp_days: int = Field(default=0, strict=True, ge=0, le=3660)
    """Days over which ``value`` or ``multiply`` is reached in equal steps; 0 is at once."""
    unit: str
    """The unit of the values."""
    overflow: Literal["overflow", "release", "refuse"] | None = None
    """What happens above the beds: count it, release people, or refuse book-ins."""
    because: str = Field(min_length=3)
    """Why this change, with its source."""


class Scenario(Stated):
    """Named changes on the baseline."""

    title: str = Field(min_length=3)
    """What a reader sees first."""
    author: str = Field(min_length=2)
    """Who wrote the file."""
    source: str = Field(min_length=3)
    """Where the idea or the figures come from."""
    why: str = Field(min_length=3)
    """The question that the scenario answers."""
    changes: dict[str, Change] = Field(default_factory=dict)
    """The changes, by name; none means the baseline."""
