"""Shapes on a slide: rules, boxes and the samples of the legend, drawn to be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Pt

from geo.snapshot import inks
from geo.snapshot.flow import INK, RuleItem
from geo.snapshot.page import Rect
from geo.snapshot.sheet import LegendKind
from geo.symbols import OUTLINES, symbol_of

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide

    from geo.snapshot.flow import SwatchItem
    from geo.snapshot.sheet import Sheet

EMU_PER_PT = 12_700


def emu(points: float) -> Emu:
    """Return points of the page in the units of slides."""
    return Emu(round(points * EMU_PER_PT))


def position(rect: Rect, height: float) -> tuple[Emu, Emu, Emu, Emu]:
    """Return left, top, width and height of a rectangle on a slide `height` points high."""
    return emu(rect.x), emu(height - rect.top), emu(rect.width), emu(rect.height)


def rgb(color: str) -> RGBColor:
    """Return a colour written ``#rrggbb``."""
    return RGBColor.from_string(color.lstrip("#").upper())


def draw_rule(slide: Slide, item: RuleItem, height: float) -> None:
    """Draw a straight line on a slide `height` points high."""
    line = slide.shapes.add_connector(
        1, emu(item.x0), emu(height - item.y0), emu(item.x1), emu(height - item.y1)
    )
    line.line.width, line.line.color.rgb = Pt(item.width), rgb(item.color)
    line.shadow.inherit = False


def draw_box(slide: Slide, rect: Rect, height: float, color: str) -> BaseShape:
    """Draw a filled rectangle on a slide `height` points high."""
    box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *position(rect, height))
    box.fill.solid()
    box.fill.fore_color.rgb = rgb(color)
    box.line.fill.background()
    box.shadow.inherit = False
    return box


def draw_sample(slide: Slide, item: SwatchItem, sheet: Sheet, height: float) -> None:
    """Draw a sample of the legend as a shape."""
    rect, kind = item.rect, item.entry.kind
    x, y, size = rect.x + rect.width / 2, rect.y + rect.height / 2, item.size
    event_types = sheet.map.drawn.event_types
    event_type = item.entry.event_type or (event_types[0] if event_types else "")
    if kind in {LegendKind.EVENT_TYPE, LegendKind.COUNT, LegendKind.HOLLOW}:
        _draw_symbol(
            slide, event_type, (x, height - y), 3.9 * size, hollow=kind is LegendKind.HOLLOW
        )
    elif kind is LegendKind.HEXAGON:
        hexagons = sheet.map.drawn.hexagons
        color = inks.hexagon_color(item.entry.number, len(hexagons.classes) if hexagons else 1)
        side = 9 * size
        draw_box(slide, Rect(x - side / 2, y - side / 2, side, side), height, color)
    elif kind is LegendKind.ZONE:
        shape = draw_box(slide, rect, height, inks.ZONE_FILL)
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb, shape.fill.back_color.rgb = rgb(inks.ZONE_EDGE), rgb("#fdf1ea")
        shape.line.color.rgb, shape.line.width = rgb(inks.ZONE_EDGE), Pt(inks.ZONE_PT)
    elif kind is LegendKind.RING:
        side = 9.2 * size
        ring = slide.shapes.add_shape(
            MSO_SHAPE.OVAL, emu(x - side / 2), emu(height - y - side / 2), emu(side), emu(side)
        )
        ring.fill.background()
        ring.line.color.rgb, ring.line.width = rgb(inks.RING), Pt(0.6)
        ring.line.dash_style = MSO_LINE.DASH
        ring.shadow.inherit = False
    else:
        color, width = {
            LegendKind.LEADER: (INK, inks.LEADER_PT),
            LegendKind.AREA: (inks.AREA_EDGE, inks.AREA_PT),
            LegendKind.DISTANCE_RING: (inks.DISTANCE, inks.DISTANCE_PT),
            LegendKind.MEASURED_LINE: (inks.MEASURED, inks.MEASURED_PT),
            LegendKind.MEASURED_SURFACE: (inks.MEASURED, inks.MEASURED_PT),
            LegendKind.BORDER: (inks.BORDER, inks.BORDER_PT),
            LegendKind.GOVERNORATE: (inks.GOVERNORATE, 0.8),
            LegendKind.WATER: (inks.RIVER, 1.2),
        }[kind]
        draw_rule(slide, RuleItem(rect.x, y, rect.right, y, width * size, color), height)


def _draw_symbol(
    slide: Slide, event_type: str, at: tuple[float, float], radius: float, *, hollow: bool
) -> None:
    symbol = symbol_of(event_type)
    outline = OUTLINES[symbol.shape]
    if outline:
        points = [(at[0] + dx * radius, at[1] + dy * radius) for dx, dy in outline]
        corners = [(round(px * EMU_PER_PT), round(py * EMU_PER_PT)) for px, py in points]
        builder = slide.shapes.build_freeform(*corners[0])
        builder.add_line_segments(corners[1:], close=True)
        shape = builder.convert_to_shape()
    else:
        side = emu(2 * radius)
        corner = emu(at[0] - radius), emu(at[1] - radius)
        shape = slide.shapes.add_shape(MSO_SHAPE.OVAL, *corner, side, side)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb("#ffffff" if hollow else symbol.color)
    shape.line.color.rgb, shape.line.width = (
        rgb(symbol.color),
        Pt(inks.HOLLOW_PT if hollow else 0.25),
    )
    shape.shadow.inherit = False
