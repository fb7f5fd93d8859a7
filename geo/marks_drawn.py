"""Where what was measured lies: rings around a place take their centre from the gazetteer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gazetteer import Place
    from geo.map_marks import MapMarks, Point, Rings
    from geo.words import Words


def ring_centre(rings: Rings, places: Mapping[str, Place]) -> Point | None:
    """Return (lat, lon) of the middle of rings; None when their place has no point any more."""
    if rings.centre is not None:
        return rings.centre
    place = places.get(rings.place_id)
    if place is None or place.lat is None or place.lon is None:
        return None
    return place.lat, place.lon


def ring_place(rings: Rings, places: Mapping[str, Place], _: Words) -> str:
    """Return the name of the place that rings are drawn around; empty for a bare point."""
    place = places.get(rings.place_id)
    return "" if place is None else place.preferred(_.language)


def marks_drawn(marks: MapMarks, places: Mapping[str, Place], _: Words) -> dict[str, Any]:
    """Return what the map's scripts are told of `marks`; points are [lat, lon] in degrees.

    ``rings`` has ``lat``, ``lon``, ``km``, ``place`` (its id) and ``name``; each is None when there
    is none of the kind.
    """
    told: dict[str, Any] = {"rings": None, "line": None, "surface": None}
    if marks.rings is not None:
        centre = ring_centre(marks.rings, places)
        if centre is not None:
            told["rings"] = {
                "lat": centre[0],
                "lon": centre[1],
                "km": list(marks.rings.radii_km),
                "place": marks.rings.place_id,
                "name": ring_place(marks.rings, places, _),
            }
    if marks.line is not None:
        told["line"] = [list(point) for point in marks.line.points]
    if marks.surface is not None:
        told["surface"] = [list(corner) for corner in marks.surface.corners]
    return told
