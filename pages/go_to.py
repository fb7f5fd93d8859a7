"""What the map's boxes answer: a point in any notation, places that a name may mean, an area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer import (
    MAX_PASTED_LENGTH,
    InvalidPlaceError,
    Message,
    ResolutionStatus,
    format_dms,
    format_mgrs,
    parse_pasted_point,
)
from geo import BorderDataError, GeoError, circle_of_text, polygon_of_text
from pages.place_words import kind_name, resolution_text, two_names, where_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gazetteer import Candidate, Gazetteer, Resolution
    from pages.words import Words

MOST_CANDIDATES = 6
# Characters of a name. Source: no name of a place is longer; what is pasted from a map site may be.
MOST_CHARACTERS = 100

# Characters of what was written that a message repeats, and places that it names.
_SHOWN, _NAMED = 40, 3
# Candidates below are told nowhere: their score would read 0.
_LEAST_SCORE = 0.005


def answer(gazetteer: Gazetteer, text: str, _: Words) -> dict[str, Any]:
    """Return what to say of `text` and where it may be, the likeliest first.

    ``said`` is a sentence; ``sure`` tells that the first of ``candidates`` is meant. Each of those
    has ``lat``, ``lon`` (degrees, EPSG:4326), ``extentKm``, ``name``, ``more`` and ``certainty``; a
    place also its ``id``.
    """
    return _looked_up(gazetteer, text, _)[1]


def _looked_up(
    gazetteer: Gazetteer, text: str, _: Words
) -> tuple[ResolutionStatus, dict[str, Any]]:
    """Return how sure a text leads somewhere, and what `answer` tells of it."""
    text = text.strip()[:MAX_PASTED_LENGTH]
    if not text:
        return ResolutionStatus.NOT_FOUND, {"said": "", "sure": False, "candidates": []}
    try:
        return ResolutionStatus.RESOLVED, _point(*parse_pasted_point(text), _)
    except InvalidPlaceError as error:
        problem = _.said(error.message)
    nothing = {"said": problem, "sure": False, "candidates": []}
    if "://" in text:
        return ResolutionStatus.NOT_FOUND, nothing
    resolution = gazetteer.resolve(text[:MOST_CHARACTERS], limit=MOST_CANDIDATES)
    if not resolution.candidates and any(character.isdigit() for character in text):
        return resolution.status, nothing
    return resolution.status, _places(resolution, _)


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
        "id": place.id,
    }


class SeveralPlacesError(GeoError):
    """A name may mean several places: the `candidates` of `answer`."""

    def __init__(self, message: Message, candidates: list[dict[str, Any]]) -> None:
        super().__init__(message)
        self.candidates = candidates


def area_answer(gazetteer: Gazetteer, asked: Mapping[str, str], _: Words) -> dict[str, Any]:
    """Return the area that is written out in `asked`, as the numbers of `geo.DrawnArea`.

    ``shape`` is ``circle``, with ``centre`` and ``radius``, or ``polygon``, with ``corners``.
    ``numbers`` is None where it cannot be read; ``said`` then tells why, and ``candidates`` are the
    places that the name of a centre may mean.
    """

    def locate(text: str) -> tuple[float, float]:
        return _one_point(gazetteer, text, _)

    try:
        if asked.get("shape") == "circle":
            area = circle_of_text(asked.get("centre", ""), asked.get("radius", ""), locate)
        else:
            area = polygon_of_text(asked.get("corners", ""), locate)
    except SeveralPlacesError as error:
        candidates = error.candidates if asked.get("shape") == "circle" else []
        return {"said": _.said(error.message), "numbers": None, "candidates": candidates}
    except BorderDataError as error:
        return {"said": _.said(error.problem), "numbers": None, "candidates": []}
    return {"said": "", "numbers": list(area.numbers), "candidates": []}


def _one_point(gazetteer: Gazetteer, text: str, _: Words) -> tuple[float, float]:
    """Return the point that a text names.

    Raises
    ------
    SeveralPlacesError
        If it may mean several places.
    BorderDataError
        If it names none.
    """
    status, found = _looked_up(gazetteer, text, _)
    candidates = found["candidates"]
    if found["sure"]:
        return candidates[0]["lat"], candidates[0]["lon"]
    shown = text.strip()[:_SHOWN]
    if not shown:
        raise BorderDataError(Message("there is no name and no point"), field="area")
    if status is ResolutionStatus.AMBIGUOUS and candidates:
        names = _(", ").join(f"{c['name']} ({c['more']})" for c in candidates[:_NAMED])
        raise SeveralPlacesError(
            Message(
                "“%(text)s” may mean several places: %(names)s. Write coordinates, or more of the "
                "name",
                text=shown,
                names=names,
            ),
            candidates,
        )
    if not candidates and any(character.isdigit() for character in text):
        # What is wrong with it as a point, in the reader's language already.
        raise BorderDataError(Message.plain(found["said"]), field="area")
    raise BorderDataError(
        Message("“%(text)s” is neither a known place nor a point", text=shown), field="area"
    )
