"""What geopy's users hand in: names or their parts, points, limits."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from geopy.exc import GeocoderQueryError
from geopy.point import Point

if TYPE_CHECKING:
    from collections.abc import Sequence

# A name, or its parts: name, country, admin1, admin2, near, kind.
Query: TypeAlias = "str | Mapping[str, Any]"

# Source: geopy's Nominatim calls the parts so; both ways are understood.
_PARTS: Final = {
    "name": "name", "city": "name", "country": "country", "admin1": "admin1", "state": "admin1",
    "admin2": "admin2", "county": "admin2", "near": "near", "kind": "kind",
}  # fmt: skip
DEFAULT_LIMIT: Final = 10


def parse_parts(query: Query) -> dict[str, Any]:
    """Return the parts of a query under the names that `Gazetteer.resolve` has for them.

    Raises
    ------
    GeocoderQueryError
        If it names no place or has parts that are not known.
    """
    if isinstance(query, str):
        query = {"name": query}
    if not isinstance(query, Mapping):
        raise GeocoderQueryError(f"a query is a text or a dictionary, not {query!r}")
    unknown = [str(key) for key in query if key not in _PARTS]
    if unknown:
        known = ", ".join(_PARTS)
        raise GeocoderQueryError(f"the query has {', '.join(unknown)}; known parts are {known}")
    parts = {_PARTS[key]: value for key, value in query.items() if value not in (None, "")}
    for part in ("name", "country", "admin1", "admin2"):
        if not isinstance(parts.get(part, ""), str):
            raise GeocoderQueryError(f"{part} is a text, not {parts[part]!r}")
    if not parts.get("name", "").strip():
        raise GeocoderQueryError("the query names no place")
    if "near" in parts:
        near = parse_point_query(parts["near"])
        parts["near"] = (near.latitude, near.longitude)
    if isinstance(parts.get("kind"), str):
        parts["kind"] = {parts["kind"]}
    return parts


def parse_point_query(query: Any) -> Point:  # noqa: ANN401 - whatever geopy takes for a point
    """Return a point from anything that geopy takes for one, lat before lon.

    Raises
    ------
    GeocoderQueryError
        If it is none.
    """
    if query is None:  # which geopy takes for 0, 0
        raise GeocoderQueryError("a point is missing")
    try:
        with warnings.catch_warnings():
            # geopy only warns of a latitude beyond the poles, and moves it.
            warnings.simplefilter("error", UserWarning)
            point = Point(query)
    except (ValueError, TypeError, UserWarning) as error:
        raise GeocoderQueryError(f"{query!r} is no point: {error}") from error
    if not (math.isfinite(point.latitude) and math.isfinite(point.longitude)):
        raise GeocoderQueryError(f"{query!r} is no point on the Earth")
    return point


def parse_country_codes(codes: str | Sequence[str] | None) -> list[str]:
    """Return country codes from a list, or a text with commas."""
    listed = codes.split(",") if isinstance(codes, str) else list(codes or ())
    return [code.strip().upper() for code in listed if code.strip()]


def parse_limit(limit: int | None, *, exactly_one: bool) -> int:
    """Return how many locations are wanted.

    Raises
    ------
    GeocoderQueryError
        If `limit` is below 1.
    """
    if limit is not None and limit < 1:
        raise GeocoderQueryError("limit is 1 or more")
    return 1 if exactly_one else limit or DEFAULT_LIMIT
