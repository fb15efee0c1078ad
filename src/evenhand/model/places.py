"""The places of the model: the 25 areas of responsibility, and the border, which is in none.

Source: ICE's areas of responsibility, as the record of arrests names them.
"""

from __future__ import annotations

AREAS = (
    "Atlanta",
    "Baltimore",
    "Boston",
    "Buffalo",
    "Chicago",
    "Dallas",
    "Denver",
    "Detroit",
    "El Paso",
    "Harlingen",
    "Houston",
    "Los Angeles",
    "Miami",
    "New Orleans",
    "New York City",
    "Newark",
    "Philadelphia",
    "Phoenix",
    "Salt Lake City",
    "San Antonio",
    "San Diego",
    "San Francisco",
    "Seattle",
    "St Paul",
    "Washington",
)
"""ICE's areas of responsibility, in alphabetical order."""

BORDER = "Border"
"""Where arrests by CBP come from."""

PLACES = (*AREAS, BORDER)
"""All places, in the order in which every array of the model has them."""
