"""What the map's box "Go to" answers: a point in any notation, or places that a name may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer import (
    InvalidPlaceError,
    ResolutionStatus,
    format_dms,
    format_mgrs,
    parse_point,
)
from pages.place_words import kind_name, resolution_text, two_names, where_text

if TYPE_CHECKING:
    from gazetteer import Candidate, Gazetteer, Resolution
    from pages.words import Words

MOST_CANDIDATES = 6
# Characters of a name or point. Source: no name of a place is longer, nor is any notation.
MOST_CHARACTERS = 100

# Candidates below are told nowhere: their score would read 0.
_LEAST_SCORE = 0.005


def answer(gazetteer: Gazetteer, text: str, _: Words) -> dict[str, Any]:
    """Return what to say of `text` and where it may be, the likeliest first.

    ``said`` is a sentence; ``sure`` tells that the first of ``candidates`` is meant. Each of those
    has ``lat``, ``lon`` (degrees, EPSG:4326), ``extentKm``, ``name``, ``more`` and ``certainty``.
    """
    text = text.strip()[:MOST_CHARACTERS]
    if not text:
        return {"said": "", "sure": False, "candidates": []}
    try:
        return _point(*parse_point(text), _)
    except InvalidPlaceError as error:
        problem = _.said(error.message)
    resolution = gazetteer.resolve(text, limit=MOST_CANDIDATES)
    if not resolution.candidates and any(character.isdigit() for character in text):
        return {"said": problem, "sure": False, "candidates": []}
    return _places(resolution, _)


def _point(lat: float, lon: float, _: Words) -> dict[str, Any]:
    try:
        mgrs = format_mgrs(lat, lon)
    except InvalidPlaceError:
        mgrs = ""  # beyond the grid, towards the poles
    point = {
        "lat": lat,
        "lon": lon,
        "extentKm": 0.0,
        "name": f"{lat:.5f}, {lon:.5f}",
        "more": format_dms(lat, lon),
        "certainty": mgrs,
    }
    return {"said": _("Read as coordinates"), "sure": True, "candidates": [point]}


def _places(resolution: Resolution, _: Words) -> dict[str, Any]:
    likely = [c for c in resolution.candidates if c.score >= _LEAST_SCORE]
    found = [entry for c in likely if (entry := _place(c, _)) is not None]
    said = resolution_text(resolution, _)
    sure = resolution.status is ResolutionStatus.RESOLVED and bool(found)
    # The best candidate may be one without a point: then no other is gone to unasked.
    sure = sure and likely[0].place.lat is not None
    return {"said": said, "sure": sure, "candidates": found}


def _place(candidate: Candidate, _: Words) -> dict[str, Any] | None:
    place = candidate.place
    if place.lat is None or place.lon is None:
        return None
    own, other = two_names(place, _)
    return {
        "lat": place.lat,
        "lon": place.lon,
        "extentKm": place.extent_km,
        "name": f"{own} · {other}" if other else own,
        "more": " · ".join(filter(None, (kind_name(place, _), where_text(place, _)))),
        "certainty": _("score %(score)s", score=_.number(candidate.score, 2)),
    }
