"""The gazetteer as a geopy geocoder, offline; and, only if asked for, an online one behind it.

`GazetteerGeocoder` takes the place of any geopy geocoder. `FallbackGeocoder` puts an online service
behind it for what is not found; no other module of the project reaches the network.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self, TypeAlias

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from gazetteer.answer_cache import AnswerCache
from gazetteer.errors import RemoteGeocoderError
from gazetteer.geocoder_query import (
    DEFAULT_LIMIT,
    parse_country_codes,
    parse_limit,
    parse_parts,
    parse_point_query,
)
from gazetteer.geocoder_raw import box_extent_km, raw_candidate, raw_nearby
from gazetteer.message import Message, message_of
from gazetteer.place import ResolutionStatus
from gazetteer.place_names import address_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gazetteer.geocoder_query import Query
    from gazetteer.geocoder_raw import PlaceFinder
    from gazetteer.place import Place

# One location, a list, or None, as `exactly_one` says; geopy has no types to tell them apart.
Answer: TypeAlias = Any

# Farther away than this, the nearest place says nothing about a point, in kilometres.
# Source: own choice; settlements of the Syrian desert lie up to some 50 km apart.
MAX_REVERSE_KM: Final = 50.0


class _OfflineAdapter(BaseSyncAdapter):  # type: ignore[misc]
    """The transport of a geocoder that has none: nothing can reach the network through it."""

    def __init__(self, *, proxies: object, ssl_context: object) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)

    def get_json(self, url: str, *, timeout: object, headers: object) -> NoReturn:
        raise NotImplementedError("this geocoder works offline")

    def get_text(self, url: str, *, timeout: object, headers: object) -> NoReturn:
        raise NotImplementedError("this geocoder works offline")


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """Geocode with the gazetteer, as geopy's users are used to.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    resolved_only
        Give no answer instead of the likeliest one when a name is ambiguous.
    max_reverse_km
        How far away a place may be to be the answer for a point.
    """

    def __init__(
        self,
        gazetteer: PlaceFinder,
        *,
        resolved_only: bool = False,
        max_reverse_km: float = MAX_REVERSE_KM,
    ) -> None:
        super().__init__(adapter_factory=_OfflineAdapter)
        self._gazetteer = gazetteer
        self._resolved_only = resolved_only
        self._max_reverse_km = max_reverse_km

    def geocode(
        self,
        query: Query,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002 - every geopy geocoder takes it
        limit: int | None = None,
        language: str = "en",
        country_codes: str | Sequence[str] | None = None,
    ) -> Answer:
        """Return the location of a name.

        Parameters
        ----------
        query
            A name, or a dictionary of name (or city), country, admin1 (or state), admin2 (or
            county), near (lat, lon) and kind (GeoNames class or code).
        exactly_one
            One location, or a list.
        timeout
            Accepted and not needed.
        limit
            Locations in a list, at most.
        language
            The language of the address.
        country_codes
            Only places of these countries, as geopy's Nominatim takes them.

        Returns
        -------
        Location, list of Location, or None when nothing is found. `Location.raw` says how sure it
        is: status, confidence, extent_km, reasons, and the candidates.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is empty or has parts that are not known, or `limit` is below 1.
        """
        parts = parse_parts(query)
        countries = parse_country_codes(country_codes)
        wanted = parse_limit(limit, exactly_one=exactly_one)
        resolution = self._gazetteer.resolve(
            parts["name"],
            country=parts.get("country") or (countries[0] if len(countries) == 1 else None),
            admin1=parts.get("admin1"),
            admin2=parts.get("admin2"),
            near=parts.get("near"),
            kinds=parts.get("kind"),
            # What another country or a missing point takes away must not make the list short.
            limit=max(DEFAULT_LIMIT, wanted) * (2 if countries else 1),
        )
        if resolution.status is ResolutionStatus.NOT_FOUND or (
            self._resolved_only and resolution.status is not ResolutionStatus.RESOLVED
        ):
            return None
        fitting = [
            c
            for c in resolution.candidates
            if c.place.lat is not None and (not countries or c.place.country_code in countries)
        ]
        locations = [
            _location(c.place, language, raw_candidate(resolution, c)) for c in fitting[:wanted]
        ]
        return _answer(locations, exactly_one=exactly_one)

    def reverse(
        self,
        query: Point | str | Sequence[float],
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002 - every geopy geocoder takes it
        limit: int | None = None,
        language: str = "en",
    ) -> Answer:
        """Return the place nearest to a point.

        Parameters
        ----------
        query
            The point, lat before lon, in any form that geopy knows.
        exactly_one
            One location, or a list, the nearest first.
        timeout
            Accepted and not needed.
        limit
            Locations in a list, at most.
        language
            The language of the address.

        Returns
        -------
        Location, list of Location, or None when no place is near enough. `Location.raw` has
        distance_km and direction ("12 km SE of Hajin").

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If `query` is no point, or `limit` is below 1.
        """
        point = parse_point_query(query)
        wanted = parse_limit(limit, exactly_one=exactly_one)
        nearby = self._gazetteer.near(point.latitude, point.longitude, limit=wanted)
        locations = [
            _location(
                found.place,
                language,
                raw_nearby(found, language),
            )
            for found in nearby
            if found.place.lat is not None and found.distance_km <= self._max_reverse_km
        ]
        return _answer(locations, exactly_one=exactly_one)


def _answer(locations: list[Location], *, exactly_one: bool) -> Answer:
    if not locations:
        return None
    return locations[0] if exactly_one else locations


def _location(place: Place, language: str, raw: dict[str, Any]) -> Location:
    return Location(address_of(place, language), Point(place.lat, place.lon), raw)


# -- the online service behind it ----------------------------------------------------------------

# Source: Nominatim usage policy, "an absolute maximum of 1 request per second" for an application.
MIN_DELAY_S: Final = 1.0
ATTRIBUTION: Final = "© OpenStreetMap contributors, ODbL 1.0"
_USER_AGENT: Final = "hudud-gazetteer/0.1"
_KEPT_FIELDS: Final = ("osm_type", "osm_id", "category", "class", "type", "importance", "licence")
_TIMEOUT_S: Final = 10.0


def _call(function: Callable[..., Any], *args: object, **options: object) -> Any:  # noqa: ANN401
    return function(*args, **options)


# One for the process, however many geocoders there are: the limit is one of the application.
_call_slowly: Final = RateLimiter(
    _call, min_delay_seconds=MIN_DELAY_S, max_retries=0, swallow_exceptions=False
)


def nominatim(*, domain: str | None = None, user_agent: str = _USER_AGENT) -> Geocoder:
    """Return geopy's Nominatim for `FallbackGeocoder`; making it sends nothing.

    Parameters
    ----------
    domain
        The server; the public one when left out.
    user_agent
        What the application calls itself, as the public server's policy asks.
    """
    options = {} if domain is None else {"domain": domain}
    return Nominatim(user_agent=user_agent, timeout=_TIMEOUT_S, **options)


class FallbackGeocoder(Geocoder):  # type: ignore[misc]
    """The gazetteer first; what it does not find may be asked of an online service.

    Nothing goes out unless `online` is given: then every name that the gazetteer does not find is
    sent to that service, at most one a second for the whole process, and its answers are kept. They
    are marked in `Location.raw`: ``outside`` is True, ``attribution`` says whose they are.

    Parameters
    ----------
    gazetteer
        The geocoder that is asked first.
    online
        The one behind it, such as `nominatim()`; None, the default, is off.
    cache
        Where answers are kept; in memory when left out.
    """

    def __init__(
        self,
        gazetteer: GazetteerGeocoder,
        *,
        online: Geocoder | None = None,
        cache: AnswerCache | None = None,
    ) -> None:
        super().__init__(adapter_factory=_OfflineAdapter)
        self._gazetteer = gazetteer
        self._online = online
        self._cache = cache or AnswerCache()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the cache."""
        self._cache.close()

    def geocode(
        self,
        query: Query,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,
        limit: int | None = None,
        language: str = "en",
        country_codes: str | Sequence[str] | None = None,
    ) -> Answer:
        """Return the location of a name; see `GazetteerGeocoder.geocode`.

        `timeout` is that of the online service, in seconds.

        Raises
        ------
        RemoteGeocoderError
            If the online service is asked and fails or refuses.
        geopy.exc.GeocoderQueryError
            If the query is empty or has parts that are not known, or `limit` is below 1.
        """
        found: Answer = self._gazetteer.geocode(
            query,
            exactly_one=exactly_one,
            limit=limit,
            language=language,
            country_codes=country_codes,
        )
        if found is not None or self._online is None:
            return found
        parts = parse_parts(query)
        units = (parts["name"], parts.get("admin2"), parts.get("admin1"), parts.get("country"))
        options = {
            "language": language,
            "limit": parse_limit(limit, exactly_one=exactly_one),
            "country_codes": parse_country_codes(country_codes) or None,
        }
        text = ", ".join(filter(None, units))
        locations = self._ask(self._online.geocode, text, options, timeout)
        return _answer(locations, exactly_one=exactly_one)

    def reverse(
        self,
        query: Point | str | Sequence[float],
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,
        limit: int | None = None,
        language: str = "en",
    ) -> Answer:
        """Return the place nearest to a point; see `GazetteerGeocoder.reverse`.

        `timeout` is that of the online service, in seconds.

        Raises
        ------
        RemoteGeocoderError
            If the online service is asked and fails or refuses.
        geopy.exc.GeocoderQueryError
            If `query` is no point, or `limit` is below 1.
        """
        found: Answer = self._gazetteer.reverse(
            query, exactly_one=exactly_one, limit=limit, language=language
        )
        if found is not None or self._online is None:
            return found
        point = parse_point_query(query)
        where = f"{point.latitude:.5f},{point.longitude:.5f}"
        locations = self._ask(self._online.reverse, where, {"language": language}, timeout)
        return _answer(locations, exactly_one=exactly_one)

    def _ask(
        self, ask: Callable[..., Any], text: str, options: dict[str, Any], timeout: object
    ) -> list[Location]:
        """Return the answers to a question, from the cache if it was asked before."""
        service = getattr(self._online, "domain", type(self._online).__name__)
        question = json.dumps([service, ask.__name__, text, options], sort_keys=True)
        answers = self._cache.get(question, now=time.time())
        if answers is None:
            sent = {**options, "exactly_one": False}
            if timeout is not DEFAULT_SENTINEL:
                sent["timeout"] = timeout
            try:
                answers = [_outside(text, found) for found in _call_slowly(ask, text, **sent) or ()]
            except (GeopyError, OSError, ValueError, TypeError, KeyError) as error:
                raise RemoteGeocoderError(
                    Message("the online geocoder failed: %(problem)s", problem=message_of(error))
                ) from error
            self._cache.put(question, answers, now=time.time())
        return [
            Location(answer["name"], Point(answer["lat"], answer["lon"]), answer)
            for answer in answers
        ]


def _outside(query: str, found: Location) -> dict[str, Any]:
    """Return the raw form of an answer from outside: what is used of it, and whose it is."""
    raw = found.raw if isinstance(found.raw, Mapping) else {}
    lat, lon = float(found.latitude), float(found.longitude)
    if not (-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0):
        raise ValueError(f"a point outside of the Earth: {lat}, {lon}")
    return {
        "outside": True,
        "attribution": ATTRIBUTION,
        "query": query,
        "status": "outside",
        "confidence": None,
        "id": None,
        "name": str(found.address)[:500],
        "lat": lat,
        "lon": lon,
        "extent_km": box_extent_km(raw.get("boundingbox"), (lat, lon)),
        "answer": {k: raw[k] for k in _KEPT_FIELDS if isinstance(raw.get(k), str | int | float)},
    }
