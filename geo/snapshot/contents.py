"""What the map of a sheet shows: ground, zone, incidents, names, scale bar and locator."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.filters import Facet
from geo.labels import map_labels
from geo.snapshot import wording
from geo.snapshot.extent import Box, fit_frame, plain_projection
from geo.snapshot.furniture import graticule, scale_bar
from geo.snapshot.ground import charted, draw_ground, zone_on_page
from geo.snapshot.measured import measured_marks
from geo.snapshot.naming import Name, names_on, place_names
from geo.snapshot.page import Rect
from geo.snapshot.sheet import MEASURED_KINDS, LegendKind, Locator, MapContent
from geo.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.snapshot.extent import MapFrame
    from geo.snapshot.ground import Ground
    from geo.snapshot.measured import MeasuredMark
    from geo.snapshot.naming import Naming, Rect4
    from geo.snapshot.wording import Facts
    from geo.zone import Zone

    FloatArray = NDArray[np.float64]

# What the locator shows: the countries around, or the region when the map is of a part of it.
_AROUND: Box = (29.0, 26.0, 51.0, 41.8)
_REGION: Box = (34.0, 28.0, 49.5, 39.5)
# Countries that the locator names.
_NAMED_AROUND = frozenset({"SY", "IQ", "TR", "IR", "SA", "JO", "EG"})
# The locator is drawn closer by this factor at most so many times, so as to show no blank corner.
_CLOSER, _MOST_STEPS = 0.97, 14
# Share of the region's width from which on a map shows the region, not a part of it.
_MOST_OF_REGION = 0.6
# Room of the scale bar with the north arrow, its longest bar, and its distance from the edge of the
# map, in points on A4.
BAR_ROOM_PT, _LONGEST_BAR_PT, _EDGE_PT = (118.0, 30.0), 82.0, 5.0
ARROW_ROOM_PT = 20.0


def map_content(facts: Facts, locator: Rect | None, zone: BaseGeometry | None) -> MapContent:
    """Return everything that the map shows, in points of the page."""
    frame, options = facts.frame, facts.options
    ground = draw_ground(facts.briefing.borders, frame)
    size = options.page.type_scale
    room = _bar_room(facts, size)
    bar = scale_bar(
        frame, room.x + (ARROW_ROOM_PT + 6) * size, room.y + 7 * size, _LONGEST_BAR_PT * size
    )
    measured = measured_marks(facts)
    return MapContent(
        frame=frame,
        ground=ground,
        zone=zone,
        zone_cut=zone is not None and _is_cut(facts.zone, frame),
        area=_drawn_area(facts),
        measured=measured,
        drawn=facts.drawn,
        naming=_names(facts, ground, zone, [_edges(room), *_label_boxes(measured, size)]),
        scale_bar=bar,
        bar_room=room,
        unit=words(options.languages[0])("km"),
        graticule=graticule(frame) if options.graticule else (),
        locator=None if locator is None else _locator(facts, locator),
        size=size,
    )


def _drawn_area(facts: Facts) -> BaseGeometry | None:
    wanted = facts.state.filter
    if wanted.area is None or Facet.AREA not in wanted.active():
        return None
    return zone_on_page(wanted.area, facts.frame)


def _is_cut(zone: Zone, frame: MapFrame) -> bool:
    """Tell whether the map leaves any of the zone out."""
    x, y = frame.to_page(*shapely.get_coordinates(zone.geometry).T)
    rect = frame.rect
    return bool(((x < rect.x) | (x > rect.right) | (y < rect.y) | (y > rect.top)).any())


def _bar_room(facts: Facts, size: float) -> Rect:
    """Return the corner for scale bar and north arrow that covers the fewest incidents."""
    rect = facts.frame.rect
    width, height = (side * size for side in BAR_ROOM_PT)
    edge = _EDGE_PT * size
    left, right = rect.x + edge, rect.right - edge - width
    low, high = rect.y + edge, rect.top - edge - height
    if facts.options.languages[0] == "ar":
        left, right = right, left
    corners = [Rect(x, y, width, height) for y in (low, high) for x in (left, right)]
    return min(corners, key=lambda corner: _covered(facts, corner))


def _covered(facts: Facts, room: Rect) -> int:
    drawn = facts.drawn
    count = sum(
        mark.count
        for mark in drawn.marks
        if room.x - mark.radius < mark.x < room.right + mark.radius
        and room.y - mark.radius < mark.y < room.top + mark.radius
    )
    if drawn.hexagons is not None:
        x, y, radius = drawn.hexagons.x, drawn.hexagons.y, drawn.hexagons.radius
        near = (x > room.x - radius) & (x < room.right + radius)
        near &= (y > room.y - radius) & (y < room.top + radius)
        count += int(drawn.hexagons.count[near].sum())
    return count


def _edges(rect: Rect) -> Rect4:
    return rect.x, rect.y, rect.right, rect.top


def _label_boxes(measured: Iterable[MeasuredMark], size: float) -> list[Rect4]:
    return [box for mark in measured if (box := mark.label_box(size)) is not None]


def _names(
    facts: Facts, ground: Ground, zone: BaseGeometry | None, boxes: Sequence[Rect4]
) -> Naming:
    options, frame, drawn = facts.options, facts.frame, facts.drawn
    briefing, table = facts.briefing, facts.table
    named = frozenset(
        table.place.values[code] for code in np.unique(table.place.codes[facts.selection.mask])
    )
    labels = map_labels(briefing.places.values(), named)
    names = names_on(frame, labels, options.names_in, ground.countries, facts.country_names)
    if zone is not None:
        names.insert(0, _zone_name(facts, zone))
    discs = [(group.x, group.y, group.radius) for group in drawn.groups]
    return place_names(
        names,
        frame,
        options.page.type_scale,
        discs=np.array(discs, float).reshape(-1, 3),
        boxes=boxes,
    )


def _zone_name(facts: Facts, zone: BaseGeometry) -> Name:
    """Return the label of the zone, in the middle of what the map shows of it."""
    rect = facts.frame.rect
    seen = shapely.clip_by_rect(zone.buffer(0), rect.x, rect.y, rect.right, rect.top)
    middle = seen.representative_point()
    texts = tuple(wording.zone_label(facts, words(language)) for language in facts.options.names_in)
    return Name(texts=texts, kind="zone", x=middle.x, y=middle.y, rank=0, area=seen)


def _locator(facts: Facts, rect: Rect) -> Locator:
    briefing, frame = facts.briefing, facts.frame
    west, _, east, _ = frame.bounds()
    whole = east - west > _MOST_OF_REGION * (_REGION[2] - _REGION[0])
    known = charted(briefing.borders)
    lon, lat = frame.outline()
    box = _AROUND if whole else _REGION
    fitted = fit_frame(box, rect, within=known, projection=plain_projection(box))
    small = _filled(fitted, known, lon, lat)
    x, y = small.to_page(lon, lat)
    ground = draw_ground(briefing.borders, small)
    return Locator(
        frame=small,
        ground=ground,
        outline=shapely.Polygon(np.column_stack((x, y))),
        names=_locator_names(facts, ground, small),
    )


def _filled(frame: MapFrame, known: Box, lon: FloatArray, lat: FloatArray) -> MapFrame:
    """Return the map drawn closer until all of it is `known`, as long as it shows some points."""
    for _step in range(_MOST_STEPS):
        west, south, east, north = frame.bounds()
        if west >= known[0] and south >= known[1] and east <= known[2] and north <= known[3]:
            break
        closer = replace(frame, metres_per_point=frame.metres_per_point * _CLOSER)
        x, y = closer.to_page(lon, lat)
        edge = 0.02 * frame.rect.width
        rect = frame.rect
        if min(x) < rect.x + edge or max(x) > rect.right - edge:
            break
        if min(y) < rect.y + edge or max(y) > rect.top - edge:
            break
        frame = closer
    return frame


def _locator_names(facts: Facts, ground: Ground, frame: MapFrame) -> tuple[Name, ...]:
    """Return the names of the countries that the small map has room for, in the first language."""
    known = {code: name for code, name in facts.country_names.items() if code in _NAMED_AROUND}
    return tuple(names_on(frame, (), facts.options.languages[:1], ground.countries, known))


def drawn_classes(content: MapContent) -> tuple[tuple[LegendKind, str, int], ...]:
    """Return kind, event type and number of every class of things that a map shows."""
    drawn, ground = content.drawn, content.ground
    found = [(LegendKind.EVENT_TYPE, event_type, 0) for event_type in drawn.event_types]
    marks = drawn.marks
    if drawn.hexagons is not None and drawn.hexagons.count.size:
        found += [(LegendKind.HEXAGON, "", n) for n in range(len(drawn.hexagons.classes))]
    shown = {
        LegendKind.COUNT: any(mark.count > 1 for mark in marks),
        LegendKind.HOLLOW: any(mark.hollow for mark in marks),
        LegendKind.RING: bool(drawn.rings),
        LegendKind.LEADER: any(group.displaced for group in drawn.groups),
        LegendKind.ZONE: content.zone is not None,
        LegendKind.AREA: content.area is not None and not content.area.is_empty,
        **{kind: any(m.kind is kind for m in content.measured) for kind in MEASURED_KINDS},
        LegendKind.BORDER: bool(ground.borders),
        LegendKind.GOVERNORATE: bool(ground.governorates),
        LegendKind.WATER: bool(ground.rivers or ground.lakes),
    }
    return (*found, *((kind, "", 0) for kind, present in shown.items() if present))
