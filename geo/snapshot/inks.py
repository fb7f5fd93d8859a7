"""The colours and line widths of the map, in points on A4; samples of the legend use the same."""

from __future__ import annotations

WATER, LAND, ABROAD = "#d3e3ee", "#fdfcf8", "#eeece5"
UNCHARTED = "#ffffff"
SHORE, RIVER = "#8fb3cc", "#8db6d3"
GOVERNORATE, BORDER, BORDER_GLOW = "#bdb6a6", "#55524c", "#ffffff"
ZONE_FILL, ZONE_EDGE = "#e8743b", "#b3471d"
RING = "#33383f"
NEATLINE = "#3a424d"
GRATICULE = "#7f97a8"
# Source: after ColorBrewer's sequential scheme YlOrRd, safe for colour blindness; each class is
# darker than the one before, so that it reads in grey.
HEXAGONS = ("#fdeec2", "#fdcc74", "#f2913d", "#cf5426", "#8c2118")

SHORE_PT, RIVER_PT, GOVERNORATE_PT, BORDER_PT = 0.35, 0.75, 0.55, 1.0
ZONE_PT, ZONE_HATCH_PT, RING_PT, SYMBOL_EDGE_PT, HOLLOW_PT, LEADER_PT = (
    0.9,
    0.4,
    0.55,
    0.55,
    1.35,
    0.6,
)
LOCATOR_BORDER_PT = 0.45
# The outline of a drawn area, as on the interactive map.
AREA_EDGE, AREA_PT = "#1a5fb4", 1.3
# Distance rings and what was measured, as on the interactive map.
DISTANCE, DISTANCE_PT, DISTANCE_DASH = "#3a424d", 0.9, (0, (5, 3))
MEASURED, MEASURED_PT, MEASURED_DASH = AREA_EDGE, 1.3, (0, (1, 2.2))
GOVERNORATE_DASH = (0, (4, 2.4))
RING_DASH = (0, (3.2, 2.2))
ZONE_HATCH = "////"


def hexagon_color(number: int, classes: int) -> str:
    """Return the colour of a class of hexagons: few classes take the ends of the scale too."""
    if classes == 1:
        return HEXAGONS[1]
    return HEXAGONS[round(number * (len(HEXAGONS) - 1) / (classes - 1))]
