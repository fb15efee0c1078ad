"""The 25 areas on the map of tiles that reports draw."""

from __future__ import annotations

from evenhand.model.areas import areas
from evenhand.model.places import AREAS, PLACES
from evenhand.model.system import SystemModel
from evenhand.reports.area_charts import tiles
from evenhand.web.wire.map import MapLayout, Tile

SOURCE = (
    "Tiles laid by hand, one for each area of responsibility; population: American Community "
    "Survey; noncitizen adults: the project's table of areas"
)


def area_map(model: SystemModel) -> MapLayout:
    """Where the areas lie.

    Args:
        model: The fitted system, for the baseline's cooperation.
    """
    people = {area.name: area for area in areas()}
    cooperation = model.baseline_values(1).by_place("cooperation")[0]
    found = tuple(
        Tile(
            area=tile.area, short=tile.code, row=tile.row, column=tile.column,
            population=people[tile.area].population,
            noncitizen_adults=people[tile.area].noncitizen_adults,
            cooperation=float(cooperation[PLACES.index(tile.area)]),
        )
        for tile in sorted(tiles(), key=lambda tile: AREAS.index(tile.area))
    )  # fmt: skip
    return MapLayout(
        tiles=found,
        rows=max(tile.row for tile in found) + 1,
        columns=max(tile.column for tile in found) + 1,
        source=SOURCE,
    )
