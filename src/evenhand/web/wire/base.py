"""What all schemas of the wire share: frozen, nothing unknown, every input bounded."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from evenhand.model.places import AREAS
from evenhand.web.limits import MOST_CHARACTERS

EARLIEST_DAY, LATEST_DAY = date(2000, 1, 1), date(2099, 12, 31)


class Wire(BaseModel):
    """Base of everything that is sent: frozen, nothing unknown allowed."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _a_day(value: object) -> object:
    """Refuse what is no day but would be taken for one, such as numbers and moments."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) != len("2026-02-01"):
        raise ValueError("is not a day; write it as YYYY-MM-DD: 2026-02-01")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a day; write it as YYYY-MM-DD: 2026-02-01") from None
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise ValueError(f"lies outside {EARLIEST_DAY} to {LATEST_DAY}")
    return day


def _an_area(value: object) -> object:
    if value not in AREAS:
        raise ValueError(f"is no area; areas: {', '.join(AREAS)}")
    return value


Day = Annotated[date, BeforeValidator(_a_day)]
"""A day of this century's first hundred years, as YYYY-MM-DD."""
Area = Annotated[str, BeforeValidator(_an_area), Field(json_schema_extra={"enum": list(AREAS)})]
"""One of ICE's 25 areas of responsibility."""
Text = Annotated[str, Field(max_length=MOST_CHARACTERS)]
Yes = Annotated[bool, Field(strict=True)]
Numbers = tuple[float | None, ...]
"""Values in the order of something else that the answer lists; null where there is none."""
