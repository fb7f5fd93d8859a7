"""The names on the map, by rank: which are drawn first, and from which zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer import Place

# The countries whose towns and governorates are named; of the others only what is larger.
_FOCUS = frozenset({"SY", "IQ"})

# Smallest population with which a town is named from each zoom on, in Syria and Iraq.
_ZOOM_BY_POPULATION = ((500_000, 6.0), (150_000, 7.0), (60_000, 8.0), (20_000, 9.0), (0, 10.0))
# Beyond them, towns smaller than this are not named at all.
_FOREIGN_POPULATION = 250_000
_SEAT_CODES = frozenset({"PPLC", "PPLA", "PPLA2"})
_WATER_CODES = frozenset({"STM", "LK", "RSV"})


def map_labels(places: Iterable[Place], named: frozenset[str]) -> list[dict[str, object]]:
    """Return the labels of the map, most important first.

    `named` are the ids of places at which incidents lie; they are named two zooms earlier than
    their size alone would have it. Each label has ``lat``, ``lon``, ``en``, ``ar``, ``kind``
    (country, governorate, water, capital, city, town) and ``zoom``, the first at which it is drawn.
    """
    ranked = []
    for place in places:
        if place.lat is None or place.lon is None:
            continue
        shown = _kind_and_zoom(place, named)
        if shown is None:
            continue
        kind, zoom, rank = shown
        label = {
            "lat": round(place.lat, 5),
            "lon": round(place.lon, 5),
            "en": place.preferred("en"),
            "ar": place.preferred("ar"),
            "kind": kind,
            "zoom": zoom,
        }
        ranked.append((rank, -place.population, place.id, label))
    return [label for _, _, _, label in sorted(ranked, key=lambda entry: entry[:3])]


def _kind_and_zoom(place: Place, named: frozenset[str]) -> tuple[str, float, int] | None:
    """Return kind, first zoom and rank of a place on the map; None for one that is not named."""
    focus = place.country_code in _FOCUS
    if place.feature_code == "PCLI":
        return "country", 4.0, 0
    if place.feature_code == "PPLC":
        return "capital", 5.0, 1
    if place.feature_code == "ADM1":
        return ("governorate", 7.0, 5) if focus else None
    if place.feature_code in _WATER_CODES:
        return "water", 7.0, 6
    return _town(place, named, focus=focus) if place.feature_class == "P" else None


def _town(place: Place, named: frozenset[str], *, focus: bool) -> tuple[str, float, int] | None:
    if not focus and place.population < _FOREIGN_POPULATION:
        return None
    zoom = next(z for least, z in _ZOOM_BY_POPULATION if place.population >= least)
    if not focus:
        return "town", max(zoom, 7.0), 7
    if place.id in named:
        return "city", max(6.0, min(zoom, 8.0) - 1), 2
    if place.feature_code not in _SEAT_CODES:
        # GeoNames gives some suburbs the population of their city; seats of a governorate or a
        # district come first.
        return "town", max(zoom, 8.0), 4
    return ("city" if zoom <= 7 else "town"), zoom, 3
