"""What `Location.raw` holds: a resolution as plain JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from geopy.distance import geodesic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gazetteer.nearby import Nearby
    from gazetteer.place import Candidate, Place, Resolution


class PlaceFinder(Protocol):
    """The part of a gazetteer that geocoding needs."""

    def resolve(
        self,
        text: str,
        *,
        country: str | None = None,
        admin1: str | None = None,
        admin2: str | None = None,
        near: tuple[float, float] | None = None,
        kinds: Iterable[str] | None = None,
        limit: int = 10,
    ) -> Resolution:
        """Return what a name resolves to."""

    def near(self, lat: float, lon: float, *, limit: int = 5) -> Sequence[Nearby]:
        """Return the nearest places, the nearest first."""


def raw_place(place: Place) -> dict[str, Any]:
    """Return what is told of a place."""
    has_arabic = any(t.language == "ar" for t in place.toponyms)
    return {
        "id": place.id,
        "name": place.preferred("en"),
        "name_ar": place.preferred("ar") if has_arabic else None,
        "lat": place.lat,
        "lon": place.lon,
        "extent_km": place.extent_km,
        "kind": place.feature_code,
        "country": place.country_code,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "certainty": place.certainty.value,
        "links": list(place.links),
    }


def raw_candidate(resolution: Resolution, candidate: Candidate) -> dict[str, Any]:
    """Return what is told of a candidate of a resolution, with the other ones."""
    is_first = candidate is resolution.candidates[0]
    return {
        **raw_place(candidate.place),
        "outside": False,
        "query": resolution.query,
        "status": resolution.status.value,
        "confidence": resolution.confidence if is_first else candidate.score,
        # Only the first candidate's extent takes in what the query said around the name.
        "extent_km": resolution.extent_km if is_first else candidate.place.extent_km,
        "matched": candidate.toponym.name,
        "reasons": [reason.message for reason in (*candidate.reasons, *resolution.reasons)],
        "candidates": [
            {**raw_place(c.place), "score": c.score, "matched": c.toponym.name}
            for c in resolution.candidates
        ],
    }


def raw_nearby(found: Nearby, language: str) -> dict[str, Any]:
    """Return what is told of a place near a point."""
    return {
        **raw_place(found.place),
        "outside": False,
        "distance_km": found.distance_km,
        "azimuth": found.azimuth,
        "direction": found.describe(language),
    }


def box_extent_km(box: object, point: tuple[float, float]) -> float | None:
    """Return how far the corners of Nominatim's box (south, north, west, east) are, at most."""
    if not isinstance(box, list) or len(box) != 4:
        return None
    south, north, west, east = (float(degrees) for degrees in box)
    corners = [(lat, lon) for lat in (south, north) for lon in (west, east)]
    return round(max(float(geodesic(point, corner).km) for corner in corners), 3)
