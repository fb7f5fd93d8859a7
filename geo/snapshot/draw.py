"""Draw a sheet with matplotlib: one set of axes that measures the page in points."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import bidirectional

from matplotlib.collections import LineCollection
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from geo.snapshot.draw_map import draw_locator, draw_map
from geo.snapshot.flow import BoxItem, RuleItem, SwatchItem, TextItem
from geo.snapshot.fonts import Face, drawable, properties
from geo.snapshot.layout import lay_out
from geo.snapshot.samples import draw_sample

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from geo.snapshot.flow import Item
    from geo.snapshot.page import Rect
    from geo.snapshot.sheet import Locator, Sheet


# The right-to-left mark, which shows nothing.
_FROM_RIGHT = "\u200f"


def draw_sheet(sheet: Sheet) -> Canvas:
    """Return the whole sheet as a figure."""
    width, height = sheet.options.page.size
    canvas, axes = page_axes(0, 0, width, height)
    draw_map(axes, sheet.map)
    if sheet.map.locator is not None:
        draw_locator(axes, sheet.map.locator)
    draw_items(axes, lay_out(sheet).items, sheet)
    _keep_order(axes)
    return canvas


def draw_map_alone(sheet: Sheet) -> Canvas:
    """Return the map of a sheet as a figure of its own size."""
    rect: Rect = sheet.map.frame.rect
    canvas, axes = page_axes(rect.x, rect.y, rect.width, rect.height)
    draw_map(axes, sheet.map)
    _keep_order(axes)
    return canvas


def draw_locator_alone(locator: Locator) -> Canvas:
    """Return the small map as a figure of its own size."""
    rect = locator.frame.rect
    canvas, axes = page_axes(rect.x, rect.y, rect.width, rect.height)
    draw_locator(axes, locator)
    _keep_order(axes)
    return canvas


def page_axes(x: float, y: float, width: float, height: float) -> tuple[Canvas, Axes]:
    """Return a figure whose axes show a part of the page, in points."""
    canvas = Canvas(figsize=(width / 72, height / 72), facecolor="white")
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.set_xlim(x, x + width)
    axes.set_ylim(y, y + height)
    axes.set_axis_off()
    return canvas, axes


def _keep_order(axes: Axes) -> None:
    """Let what was drawn later lie above: matplotlib would put lines above areas."""
    for number, artist in enumerate(axes.get_children()):
        artist.set_zorder(number)


def draw_items(axes: Axes, items: Iterable[Item], sheet: Sheet) -> None:
    """Draw text, rules, boxes and samples."""
    rules = []
    for item in items:
        if isinstance(item, TextItem):
            _draw_text(axes, item)
        elif isinstance(item, RuleItem):
            rules.append(item)
        elif isinstance(item, BoxItem):
            rect = item.rect
            axes.add_patch(
                Rectangle((rect.x, rect.y), rect.width, rect.height, fc=item.color, lw=0)
            )
        elif isinstance(item, SwatchItem):
            draw_sample(axes, item, sheet)
    axes.add_collection(
        LineCollection(
            [((r.x0, r.y0), (r.x1, r.y1)) for r in rules],
            colors=[r.color for r in rules],
            linewidths=[r.width for r in rules],
            capstyle="butt",
        ),
        autolim=False,
    )


def _draw_text(axes: Axes, item: TextItem) -> None:
    from_right = item.align == "right"
    toward = -1 if from_right else 1
    for number, line in enumerate(item.lines):
        shift = toward * item.lead_width if number == 0 else 0.0
        at = item.x + shift, item.y - number * item.leading
        _draw_line(axes, item, at, directed(line) if from_right else line, item.face)
    if item.lead:
        _draw_line(axes, item, (item.x, item.y), item.lead, Face.BOLD)


def directed(line: str) -> str:
    """Return a line of an Arabic text so that it runs from the right though it begins in Latin."""
    first = next((way for way in map(bidirectional, line) if way in {"L", "R", "AL"}), "")
    return _FROM_RIGHT + line if first == "L" else line


def _draw_line(axes: Axes, item: TextItem, at: tuple[float, float], text: str, face: Face) -> None:
    axes.text(
        *at,
        drawable(text, face),
        size=item.size,
        color=item.color,
        ha=item.align,
        va="baseline",
        fontproperties=properties(face),
        parse_math=False,
    )
