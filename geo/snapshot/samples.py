"""Draw the samples of the legend, with the inks and outlines of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle

from geo.snapshot import inks
from geo.snapshot.draw_map import draw_symbols
from geo.snapshot.marks import SYMBOL_PT, Mark
from geo.snapshot.sheet import LegendKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from geo.snapshot.flow import SwatchItem
    from geo.snapshot.sheet import Sheet


def draw_sample(axes: Axes, item: SwatchItem, sheet: Sheet) -> None:
    """Draw what a line of the legend explains."""
    rect, kind, size = item.rect, item.entry.kind, item.size
    x, y = rect.x + rect.width / 2, rect.y + rect.height / 2
    event_types = sheet.map.drawn.event_types
    some_type = item.entry.event_type or (event_types[0] if event_types else "")
    if kind in {LegendKind.EVENT_TYPE, LegendKind.HOLLOW, LegendKind.COUNT}:
        count = 3 if kind is LegendKind.COUNT else 1
        radius = SYMBOL_PT * size * (1.25 if count > 1 else 1.0)
        mark = Mark(
            event_type=some_type, count=count, hollow=kind is LegendKind.HOLLOW, x=x, y=y,
            radius=radius, anchor=(x, y), rows=(),
        )  # fmt: skip
        draw_symbols(axes, [mark], size)
    elif kind is LegendKind.HEXAGON:
        angles = np.radians(np.arange(30, 390, 60))
        corners = 5.2 * size * np.column_stack((np.cos(angles), np.sin(angles))) + (x, y)
        hexagons = sheet.map.drawn.hexagons
        classes = len(hexagons.classes) if hexagons is not None else 1
        color = inks.hexagon_color(item.entry.number, classes)
        axes.add_patch(Polygon(corners, fc=color, ec="white", lw=0.3))
    elif kind is LegendKind.ZONE:
        box = (rect.x, rect.y + 0.5), rect.width, rect.height - 1
        axes.add_patch(Rectangle(*box, fc=inks.ZONE_FILL, ec="none", alpha=0.16))
        axes.add_patch(
            Rectangle(
                *box,
                fc="none",
                ec=inks.ZONE_EDGE,
                lw=inks.ZONE_PT * size,
                hatch=inks.ZONE_HATCH,
                hatch_linewidth=inks.ZONE_HATCH_PT * size,
            )
        )
    elif kind is LegendKind.RING:
        axes.add_patch(
            Circle(
                (x, y),
                4.6 * size,
                fill=False,
                ec=inks.RING,
                lw=inks.RING_PT * size,
                ls=inks.RING_DASH,
                alpha=0.8,
            )
        )
    else:
        _draw_line(axes, item, y)


def _draw_line(axes: Axes, item: SwatchItem, y: float) -> None:
    rect, size = item.rect, item.size
    color, width, style = {
        LegendKind.LEADER: ("#22262b", inks.LEADER_PT, "-"),
        LegendKind.AREA: (inks.AREA_EDGE, inks.AREA_PT, "-"),
        LegendKind.DISTANCE_RING: (inks.DISTANCE, inks.DISTANCE_PT, inks.DISTANCE_DASH),
        LegendKind.MEASURED_LINE: (inks.MEASURED, inks.MEASURED_PT, inks.MEASURED_DASH),
        LegendKind.MEASURED_SURFACE: (inks.MEASURED, inks.MEASURED_PT, inks.MEASURED_DASH),
        LegendKind.BORDER: (inks.BORDER, inks.BORDER_PT, "-"),
        LegendKind.GOVERNORATE: (
            inks.GOVERNORATE,
            inks.GOVERNORATE_PT * 1.5,
            inks.GOVERNORATE_DASH,
        ),
        LegendKind.WATER: (inks.RIVER, inks.RIVER_PT * 1.6, "-"),
    }[item.entry.kind]
    axes.add_line(Line2D([rect.x, rect.right], [y, y], color=color, lw=width * size, ls=style))
    if item.entry.kind is LegendKind.LEADER:
        axes.plot([rect.x], [y], marker="o", ms=2.4 * size, color=color)
